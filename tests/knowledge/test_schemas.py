"""The editor’s hover help and the loader know the same keys, and the real files follow both."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator

from bot.checks import Problem
from bot.checks.entries import SHORT_LETTERS, TITLE_LETTERS
from bot.checks.telegram import ID_LETTERS
from bot.cli.main import main
from bot.cli.schema import text_of_schema
from bot.knowledge import Confidence, Independence, Nation, Status
from bot.knowledge.phrases import LINES, SMALL_TALK
from bot.library.items import Refused
from bot.library.kinds import KINDS, pattern_of
from bot.library.parsing import parse
from tests.library.test_library import BAD, Bad

ROOT = Path(__file__).parents[2]
KNOWLEDGE = ROOT / "knowledge"
GOOD = ROOT / "tests" / "library" / "good"
FILES = sorted(KNOWLEDGE.rglob("*.yaml"))
MODELINE = re.compile(r"# yaml-language-server: \$schema=(\S+)")

BY_NAME = {kind.name: kind for kind in KINDS}
SCHEMAS: dict[str, dict[str, Any]] = {name: kind.schema() for name, kind in BY_NAME.items()}
NAMES = {"topic": "gp", "entry": "an-entry", "service": "a-service", "language": "en", "other": "qx"}


def kind_of(file: Path) -> str:
    """Which schema a file of a knowledge folder must follow, by where it lies."""
    root = GOOD if file.is_relative_to(GOOD) else KNOWLEDGE
    name = file.relative_to(root).as_posix()
    return next(kind.name for kind in KINDS if pattern_of(kind.path).fullmatch(name))


def load(file: Path) -> object:
    return yaml.load(file.read_text("utf-8"), Loader=yaml.BaseLoader)


def name_of(file: Path) -> str:
    return file.relative_to(KNOWLEDGE).as_posix()


# ── the real files ───────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("file", FILES, ids=name_of)
def test_every_knowledge_file_follows_its_schema(file: Path) -> None:
    errors = Draft202012Validator(SCHEMAS[kind_of(file)]).iter_errors(load(file))
    assert [f"{list(error.absolute_path)}: {error.message}" for error in errors] == []


@pytest.mark.parametrize("file", FILES, ids=name_of)
def test_the_first_line_of_every_knowledge_file_names_its_schema(file: Path) -> None:
    found = MODELINE.fullmatch(file.read_text("utf-8").partition("\n")[0])
    assert found
    assert (file.parent / found[1]).resolve() == KNOWLEDGE / "schema" / f"{kind_of(file)}.schema.json"


@pytest.mark.parametrize("file", sorted(GOOD.rglob("*.yaml")), ids=lambda f: f.relative_to(GOOD).as_posix())
def test_the_small_good_folder_follows_the_schemas(file: Path) -> None:
    Draft202012Validator(SCHEMAS[kind_of(file)]).validate(load(file))


SEEN = (
    "a-card-of-unknown-outcome", "a-colon-within-a-step", "a-copy-of-keys", "a-date-the-other-way-round",
    "a-fact-of-low-confidence", "a-fact-without-an-address", "a-key-in-other-letters", "a-key-within-a-text",
    "a-language-of-unknown-direction", "a-line-that-nobody-says", "a-list-as-the-whole-file",
    "a-list-where-text-belongs", "a-long-short-answer", "a-long-title", "a-missing-key",
    "a-misspelt-key", "a-misspelt-key-of-a-card-line", "a-misspelt-key-of-a-passage",
    "a-notice-that-does-not-say-whether", "a-notice-with-mistakes", "a-notice-without-english",
    "a-notice-without-what-it-needs", "a-service-of-unknown-kind", "a-service-without-a-source",
    "a-voice-without-a-month", "an-empty-file", "an-empty-line-in-a-list", "an-unknown-nation",
    "an-unknown-nation-of-a-passage", "braces-without-quotes", "free-as-yes", "no-answer",
    "no-nation-in-the-list", "no-source", "several-mistakes-at-once", "text-where-a-list-belongs",
)  # fmt: skip
"""Mistakes that show in one file alone, whatever the other files say: an editor sees them while typing."""


@pytest.mark.parametrize("name", SEEN)
def test_a_mistake_of_form_is_seen_by_the_schema_too(name: str) -> None:
    (file,) = [path for path in BAD if path.stem == name]
    path = Bad.read(file).path
    (kind,) = [kind for kind in KINDS if pattern_of(kind.path).fullmatch(path)]
    assert not Draft202012Validator(kind.schema()).is_valid(load(file))


# ── schema and loader ────────────────────────────────────────────────────────────────────────────────


def full(schema: Mapping[str, Any]) -> Any:
    """A document with every key that the schema knows, made of its examples; lists rather than one text."""
    match schema:
        case {"examples": [example, *_]} | {"enum": [example, *_]}:
            return example
        case {"oneOf": choices}:
            return full(choices[-1])
        case {"type": "array"}:
            return [full(schema["items"])] * schema.get("minItems", 1)
        case {"properties": keys}:
            return {key: full(value) for key, value in keys.items()}
    return {schema["propertyNames"]["examples"][0]: full(schema["additionalProperties"])}


def groups(document: Any, schema: Mapping[str, Any]) -> Iterator[tuple[dict[str, Any], Mapping[str, Any]]]:
    """Every group of fixed keys in a full document, beside its schema."""
    match schema:
        case {"oneOf": choices}:
            yield from groups(document, choices[-1])
        case {"type": "array"}:
            yield from groups(document[0], schema["items"])
        case {"properties": keys}:
            yield document, schema
            for key, value in keys.items():
                yield from groups(document[key], value)
        case {"type": "object"}:
            yield from groups(next(iter(document.values())), schema["additionalProperties"])


def read(name: str, document: object) -> list[Problem]:
    """What the loader says about a document."""
    problems: list[Problem] = []
    text = yaml.dump(document, allow_unicode=True, width=100_000, sort_keys=False, Dumper=_PlainDumper)
    try:
        BY_NAME[name].read(parse(text, f"{name}.yaml"), NAMES, problems)
    except Refused as refused:
        problems.extend(refused.problems)
    return problems


class _PlainDumper(yaml.SafeDumper):
    def ignore_aliases(self, data: object) -> bool:
        return True


@pytest.mark.parametrize("name", SCHEMAS)
def test_a_document_with_every_key_of_the_schema_is_read_without_problems(name: str) -> None:
    document = full(SCHEMAS[name])
    Draft202012Validator(SCHEMAS[name]).validate(document)
    assert read(name, document) == []


@pytest.mark.parametrize("name", SCHEMAS)
def test_a_key_that_nobody_knows_is_refused_by_the_schema_and_by_the_loader(name: str) -> None:
    document = full(SCHEMAS[name])
    places = list(groups(document, SCHEMAS[name]))
    assert places or name == "examples", "every other kind has keys of its own"
    for group, schema in places:
        group["zzz"] = "x"
        assert not Draft202012Validator(SCHEMAS[name]).is_valid(document)
        (problem,) = read(name, document)
        del group["zzz"]
        assert problem.found == "the key “zzz” is not known here"
        assert problem.mend == f"use one of: {', '.join(sorted(schema['properties']))}"


@pytest.mark.parametrize("name", SCHEMAS)
def test_a_needed_key_is_missed_by_the_schema_and_by_the_loader(name: str) -> None:
    document = full(SCHEMAS[name])
    for group, schema in groups(document, SCHEMAS[name]):
        for key in schema["required"]:
            if (name, key) in LEFT_TO_THE_CHECKS or set(schema["properties"]) == set(LINES):
                continue
            kept = dict(group)
            del group[key]
            assert not Draft202012Validator(SCHEMAS[name]).is_valid(document), key
            assert f"“{key}” is missing" in [problem.found for problem in read(name, document)], key
            group.clear()
            group.update(kept)


LEFT_TO_THE_CHECKS = {
    ("asks", "asks"), ("entry", "get_help"), ("entry", "facts"), ("entry", "url"), ("entry", "for"),
    ("entry", "nations"), ("translation", "nations"), ("cards", "nations"), ("signs", "signs"),
    ("look-alikes", "look_alikes"), ("everyday", "everyday"), ("voice", "months"), ("voice", "england"),
    ("voice", "scotland"), ("voice", "wales"), ("voice", "northern-ireland"), ("out-of-scope", "asks"),
}  # fmt: skip
"""What the schema asks for and the loader can do without: an empty list, or all nations, is a value too."""


def test_the_schemas_that_stand_in_the_folder_are_those_of_the_descriptions() -> None:
    folder = KNOWLEDGE / "schema"
    assert {path.name for path in folder.iterdir()} == {f"{name}.schema.json" for name in BY_NAME}
    stale = [
        name
        for name, kind in BY_NAME.items()
        if (folder / f"{name}.schema.json").read_text("utf-8") != text_of_schema(kind)
    ]
    assert stale == [], "run `python run_bot.py schema`"


def parts(schema: Any) -> Iterator[dict[str, Any]]:
    """A schema and every schema within it."""
    if isinstance(schema, dict):
        if "description" in schema or "type" in schema:
            yield schema
        for key, value in schema.items():
            if key not in ("examples", "enum", "required"):
                yield from parts(value)
    elif isinstance(schema, list):
        for each in schema:
            yield from parts(each)


@pytest.mark.parametrize("name", SCHEMAS)
def test_every_schema_is_sound_and_explains_every_key(name: str) -> None:
    Draft202012Validator.check_schema(SCHEMAS[name])
    for part in parts(SCHEMAS[name]):
        for key, value in part.get("properties", {}).items():
            assert len(value.get("description", "").split()) >= 3, key
        if "properties" in part:
            assert part["additionalProperties"] is False


def enums(name: str) -> list[list[Any]]:
    return [part["enum"] for part in parts(SCHEMAS[name]) if "enum" in part]


def test_the_schemas_list_the_same_words_as_the_code() -> None:
    assert list(Independence) in enums("service")
    assert list(Status) in enums("evidence")
    assert list(Confidence) in enums("evidence")
    for name in SCHEMAS:
        lists = [found for found in enums(name) if set(found) & set(Nation)]
        assert all(found == list(Nation) for found in lists)
    voice = SCHEMAS["voice"]["properties"]
    assert set(voice["lines"]["properties"]) == set(LINES) == set(voice["lines"]["required"])
    assert tuple(voice["small_talk"]["properties"]) == SMALL_TALK


def test_the_schema_of_an_entry_has_the_limits_of_the_checks() -> None:
    entry = SCHEMAS["entry"]["properties"]
    assert entry["title"]["maxLength"] == TITLE_LETTERS
    short = entry["answer"]["properties"]["short"]["oneOf"]
    listed = short[1]["items"]["oneOf"]
    assert short[0]["maxLength"] == SHORT_LETTERS
    assert listed[0]["maxLength"] == listed[1]["properties"]["text"]["maxLength"] == SHORT_LETTERS
    assert entry["related"]["items"]["maxLength"] == ID_LETTERS


@pytest.mark.parametrize(
    ("name", "path", "wrong"),
    [
        ("entry", ["next"], "22/02/2027"),
        ("entry", ["nations"], ["englnd"]),
        ("entry", ["title"], ["a", "list"]),
        ("entry", ["sources"], []),
        ("service", ["independence"], "council"),
        ("service", ["free"], "yes"),
        ("evidence", ["GP-E-01", "confidence"], "low"),
        ("evidence", ["GP-E-01", "status"], "rumour"),
        ("facts", ["prescription_charge"], "£9.90"),
        ("cards", ["cards", 0, "outcome"], "urgent"),
        ("signs", ["signs", "life-in-danger"], "sos"),
        ("languages", ["en", "direction"], "left"),
        ("notice", ["show"], "perhaps"),
        ("notice", ["until"], "soon"),
        ("notice", ["text"], "no language"),
        ("notice", ["nations"], ["englnd"]),
        ("entry", ["review", "on"], "yesterday"),
        ("reviewers", ["reviewers", "a-adviser", "since"], "2026"),
        ("numbers", ["kinds", "emergency-999"], "friend"),
        ("hosts", ["https"], ["https://nhs.uk/page"]),
        ("floors", ["en", "look_alikes"], "many"),
        ("closing", ["closes"], "yes"),
    ],
)
def test_a_wrong_value_is_refused_by_the_schema_and_by_the_loader(
    name: str, path: list[str | int], wrong: object
) -> None:
    document = full(SCHEMAS[name])
    place = document
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = wrong
    assert not Draft202012Validator(SCHEMAS[name]).is_valid(document)
    assert read(name, document)


def test_schema_writes_every_schema_and_takes_away_that_of_no_kind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BOT_KNOWLEDGE", str(tmp_path))
    (tmp_path / "schema").mkdir()
    (tmp_path / "schema" / "danger.schema.json").write_text("{}")
    assert main(["schema"]) == 0
    written = {path.name: path.read_text("utf-8") for path in (tmp_path / "schema").iterdir()}
    assert written == {f"{kind.name}.schema.json": text_of_schema(kind) for kind in KINDS}
