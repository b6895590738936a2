"""
Whatever arrives is read, or refused in words: properties of every place where somebody else's words come in.

What must hold stands in fuzz/promises.py; `make fuzz` looks for what breaks it.
"""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.conversation import (
    Asked,
    ChoseEntry,
    ChoseLanguage,
    ChoseNation,
    ChoseTopic,
    Command,
    Person,
    Shown,
    WantedReceptionWords,
)
from bot.knowledge import Nation
from bot.rendering import Button, Kind, Line, Reply
from bot.runtime.snapshot import Snapshot
from fuzz import promises
from fuzz.mutations import KEYS, ODD
from fuzz.targets import AIMS, CORPUS, Aim

SECRET = "S" * 32
ANY = st.text(st.characters(exclude_categories=[]), max_size=300)
"""Any letters at all, halves of letters among them."""
PRINTABLE = st.text(st.characters(exclude_categories=["Cs"]), max_size=300)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | ANY | st.sampled_from(ODD),
    lambda below: (
        st.lists(below, max_size=4) | st.dictionaries(st.sampled_from(KEYS) | ANY, below, max_size=5)
    ),
    max_leaves=20,
)
house_is_shared = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)


@pytest.mark.parametrize("aim", AIMS, ids=lambda aim: aim.name)
def test_the_kept_corpus_breaks_nothing(aim: Aim):
    target = aim.ready()
    kept = sorted((CORPUS / aim.name).iterdir())
    assert kept
    for path in kept:
        target(path.read_bytes())


def test_the_kept_corpus_is_small():
    assert sum(path.stat().st_size for path in CORPUS.rglob("*") if path.is_file()) < 300_000


# ── what people send ─────────────────────────────────────────────────────────────────────────────────


@house_is_shared
@given(text=ANY)
def test_any_text_is_answered_in_words_that_telegram_takes(snapshot: Snapshot, text: str):
    promises.text_is_answered(snapshot, text)


@house_is_shared
@given(payload=ANY)
def test_any_link_opens_the_chat(snapshot: Snapshot, payload: str):
    promises.link_is_opened(snapshot, payload)


@house_is_shared
@given(data=st.text(max_size=64) | st.from_regex(r"[etnlcm]:[a-z-]{0,20}(:[eswnESWN]?)?", fullmatch=True))
def test_a_forged_tap_is_an_event_of_ours_or_none(snapshot: Snapshot, data: str):
    event = promises.tap_is_understood(data)
    if event is not None:
        promises.turn_ends_well(snapshot, Person(), event)


nations = st.sampled_from(Nation)
names = st.from_regex(r"[a-z0-9][a-z0-9-]{0,40}", fullmatch=True)


@given(
    event=st.builds(ChoseEntry, names, nations, only_now=st.booleans())
    | st.builds(ChoseEntry, names)
    | st.builds(ChoseTopic, names)
    | st.builds(ChoseNation, nations)
    | st.builds(ChoseLanguage, st.from_regex(r"[a-z]{2,3}", fullmatch=True))
    | st.builds(WantedReceptionWords, names, nations)
    | st.sampled_from(Command)
)
def test_every_button_gives_back_its_event(event: Any):
    carried = promises.encode(event)
    assert promises.decode(carried) == event
    assert len(carried.encode()) <= promises.CALLBACK_BYTES


@given(raw=st.dictionaries(st.sampled_from(KEYS) | ANY, JSON, max_size=6))
def test_any_object_is_an_update_or_none(raw: dict[str, Any]):
    promises.update_is_read(raw)


@given(message=st.dictionaries(st.sampled_from(KEYS), JSON, max_size=6), kind=st.sampled_from(KEYS[:4]))
def test_a_message_with_anything_in_it_is_read(message: dict[str, Any], kind: str):
    private = {"chat": {"id": 1, "type": "private"}, "from": {"id": 1}}
    promises.update_is_read({"update_id": 1, kind: private | message})


@given(
    body=st.binary(max_size=2_000) | JSON.map(lambda tree: json.dumps(tree).encode()),
    piece=st.integers(1, 500),
)
def test_any_body_is_taken_or_refused(body: bytes, piece: int):
    promises.body_is_taken(body, SECRET, piece)


@given(
    said=st.text(st.characters(max_codepoint=255), max_size=300).filter(lambda said: said.strip() != SECRET)
)
def test_a_call_without_the_secret_is_not_even_read(said: str):
    assert promises.body_is_taken(b'{"update_id": 1}', said) == 403


def test_a_body_longer_than_any_update_is_not_kept():
    assert promises.body_is_taken(b" " * (promises.BODY_BYTES + 1), SECRET) == 413


@given(
    menu=st.lists(
        ANY | st.sampled_from(["nation_wales", "language_ar", "nation_", "language_xx"]), max_size=20
    )
)
def test_any_menu_gives_a_person_of_ours(menu: list[str]):
    promises.menu_is_read(menu)


# ── what we send ─────────────────────────────────────────────────────────────────────────────────────

lines = st.builds(
    Line,
    st.sampled_from(Kind),
    st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=200)
    .map(lambda text: f"a{text}b")
    .flatmap(lambda text: st.integers(1, 60).map(lambda times: text * times)),
    st.sampled_from(
        ["", "https://example.org/a?b=1&c=2", "http://example.org/\"'<>", "javascript:x", "tel:1"]
    ),
)
buttons = st.lists(
    st.tuples(st.builds(Button, st.text(max_size=60), st.builds(ChoseTopic, names))), max_size=3
).map(tuple)


@house_is_shared
@given(reply=st.builds(Reply, st.just("en"), st.lists(lines, min_size=1, max_size=12).map(tuple), buttons))
def test_any_reply_is_written_whole_escaped_and_within_telegrams_limits(reply: Reply):
    promises.reply_can_be_sent(reply)


# ── files, lines and settings ────────────────────────────────────────────────────────────────────────


@house_is_shared
@given(
    line=PRINTABLE
    | JSON.map(json.dumps)
    | st.fixed_dictionaries(
        {"text": PRINTABLE}, optional={"id": JSON, "language": JSON, "nation": JSON | st.sampled_from(Nation)}
    ).map(json.dumps)
)
def test_a_line_of_a_batch_gives_one_line_of_json(snapshot: Snapshot, line: str):
    promises.batch_line_is_answered(snapshot, line)


@given(data=st.binary(max_size=500) | PRINTABLE.map(str.encode), name=st.sampled_from(promises.FILES))
def test_whatever_a_file_says_the_folder_is_read(data: bytes, name: str):
    promises.file_is_read(data, name)


keys = st.sampled_from(["text", "entry", "also", "language", "nation", "danger", "x"])


@given(
    data=st.binary(max_size=300)
    | st.lists(st.dictionaries(keys, JSON, max_size=5), max_size=4).map(
        lambda rows: json.dumps(rows).encode()
    )
)
def test_a_file_of_questions_is_read_or_refused_in_words(data: bytes):
    promises.questions_are_read(data)


@given(line=ANY | st.integers().map(str), number=st.integers(0, 3))
def test_a_typed_line_is_an_event(line: str, number: int):
    shown = Shown(buttons=tuple((str(each), ChoseTopic(str(each))) for each in range(number)))
    promises.typed_line_is_understood(line, shown)


def test_a_number_with_thousands_of_digits_is_a_question():
    assert promises.typed_line_is_understood("1" * 5_000) == Asked("1" * 5_000)


VALUES = (
    "webhook", "polling", "123456789:" + "A" * 35, "https://bot.example.org/t", "http://[::1", "redis://h",
    "8080", "9" * 5_000, "-1", "٣", "127.0.0.1", "::1", "yes", SECRET, "/nowhere",
)  # fmt: skip
SETTINGS = (
    "BOT_TOKEN", "BOT_API_URL", "BOT_REVIEWED_ONLY", "BOT_MODE", "BOT_WEBHOOK_URL", "BOT_WEBHOOK_PORT",
    "BOT_UNCHECKED_TRANSLATIONS",
    "BOT_WEBHOOK_SECRET", "BOT_HEALTH_PORT", "BOT_HEALTH_HOST", "BOT_REDIS_URL",
)  # fmt: skip
values = st.sampled_from(VALUES) | st.text(st.characters(exclude_characters="\0"), max_size=80)


@given(environ=st.dictionaries(st.sampled_from(SETTINGS), values))
def test_any_settings_are_used_or_refused_by_name(environ: dict[str, str]):
    promises.settings_are_read(environ)
