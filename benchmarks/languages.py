"""
Many languages at once: what they cost to learn, to start with and to talk in.

    python -m benchmarks.languages

No other language is as large as English yet. The others are English in the letters of other scripts, each
with its own share of the asks and of the examples of danger, and without word clusters. Their files are not
written: reading and checking is measured for the English ones alone.
"""

from __future__ import annotations

import json
import random
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter, process_time
from typing import Any, TypeVar

import numpy as np
import yaml
from numpy.typing import NDArray

from benchmarks.cases import KNOWLEDGE, LANGUAGE, QUESTIONS, SEED
from benchmarks.report import cells, note, table
from benchmarks.runs import child, memory
from benchmarks.trial import milliseconds
from bot.conversation import Asked, Person
from bot.knowledge import Published
from bot.knowledge.language import Language
from bot.library import read_questions
from bot.runtime import Inspection, ModelCache, Snapshot, build_snapshot, inspect
from bot.words import tokens

SCRIPTS = {
    "Cyrillic": (0x430, 0x460, 4),
    "Greek": (0x3B1, 0x3E2, 1),
    "Arabic": (0x620, 0x6D4, 4),
    "Hebrew": (0x5D0, 0x5EB, 2),
    "Ethiopic": (0x1200, 0x1340, 2),
    "Devanagari": (0x904, 0x940, 2),
    "Bengali": (0x985, 0x9BA, 2),
    "Gurmukhi": (0xA05, 0xA3A, 1),
    "Georgian": (0x10D0, 0x10FB, 2),
    "Armenian": (0x561, 0x588, 2),
}
"""First code, code behind the last, and how many languages are written in it, each in another order."""

LETTERS = "abcdefghijklmnopqrstuvwxyz"
TURN = 7
"""So many letters the alphabet of each further language of a script is turned."""

ASKS = (40, 60, 90, 120, 150, 180)
"""Asks of an entry, one language after the other; "out of scope" and small talk in proportion."""
EXAMPLES = (300, 500, 800, 1_200, 2_000)
"""Examples of danger of a language, and as many of what only looks like it."""
LONG = 30
"""Words from which on a text is no short question."""

T = TypeVar("T")


def alphabets() -> dict[str, Mapping[int, int]]:
    """By code of a language, what stands in it for each letter of English."""
    found: dict[str, Mapping[int, int]] = {}
    for script, (first, end, count) in SCRIPTS.items():
        letters = map(chr, range(first, end))
        own = [each for each in letters if each.isalpha() and tokens(each) == (each,)]
        for number in range(count):
            turned = own[TURN * number :] + own[: TURN * number]
            code = f"{script[:3].lower()}{number + 1}"
            found[code] = str.maketrans(LETTERS, "".join(turned[: len(LETTERS)]))
    return found


def with_languages(english: Published) -> Published:
    """The same knowledge, spoken in all of them."""
    danger, voice = english.dangers[LANGUAGE], english.voices[LANGUAGE]
    own = [entry for entry in english.taught if entry.language == LANGUAGE]
    taught, languages = list(english.taught), list(english.languages)
    asks, confusions = dict(english.asks), dict(english.confusions)
    elsewhere, dangers, voices = dict(english.out_of_scope), dict(english.dangers), dict(english.voices)
    usual = float(np.mean([len(each) for each in english.asks[LANGUAGE].values()]))
    for number, (code, letters) in enumerate(alphabets().items()):
        chance = random.Random(f"{SEED} {number}")
        most, examples = ASKS[number % len(ASKS)], EXAMPLES[number % len(EXAMPLES)]

        def written(texts: Sequence[str], letters: Mapping[int, int] = letters) -> tuple[str, ...]:
            return tuple(text.lower().translate(letters) for text in texts)

        def some(texts: Sequence[T], most: float, chance: random.Random = chance) -> list[T]:
            return chance.sample(texts, min(round(most), len(texts)))

        of_all = sum(map(len, danger.examples.values()))
        taught += [replace(entry, title=written([entry.title])[0], language=code) for entry in own]
        asks[code] = {name: written(some(each, most)) for name, each in english.asks[LANGUAGE].items()}
        confusions[code] = {}
        elsewhere[code] = written(
            some(english.out_of_scope[LANGUAGE], len(elsewhere[LANGUAGE]) * most / usual)
        )
        dangers[code] = replace(
            danger,
            language=code,
            signs={card: written(each) for card, each in danger.signs.items()},
            cries={card: written(each) for card, each in danger.cries.items()},
            examples={
                card: written(some(each, examples * len(each) / of_all))
                for card, each in danger.examples.items()
            },
            look_alikes=written(some(danger.look_alikes, examples)),
        )
        small_talk = {kind: written(each) for kind, each in voice.small_talk.items()}
        voices[code] = replace(voice, language=code, small_talk=small_talk)
        languages.append(Language(code, code, "ltr", "live"))
    return replace(
        english,
        taught=tuple(taught),
        languages=tuple(languages),
        asks=asks,
        confusions=confusions,
        out_of_scope=elsewhere,
        dangers=dangers,
        voices=voices,
    )


def _inspected(*, every: bool) -> Inspection:
    found = inspect(KNOWLEDGE, datetime.now(tz=UTC).date())
    return replace(found, knowledge=with_languages(found.knowledge)) if every else found


def learn(cache: Path, *, every: bool) -> dict[str, float]:
    """Learn everything and keep it: CPU seconds, and MiB on disk."""
    found = _inspected(every=every)
    begin = process_time()
    build_snapshot(found, ModelCache(KNOWLEDGE, chosen=cache))
    seconds = process_time() - begin
    return {"learning": seconds, "disk": sum(each.stat().st_size for each in cache.iterdir()) / 2**20}


def talk(cache: Path, *, every: bool) -> dict[str, Any]:
    """Start from what was learned, then hear questions and stories in each language."""
    begin = process_time()
    found = _inspected(every=False)
    reading = process_time() - begin
    if every:
        found = replace(found, knowledge=with_languages(found.knowledge))
    before, _ = memory()
    begin, begin_cpu = perf_counter(), process_time()
    snapshot = build_snapshot(found, ModelCache(KNOWLEDGE, chosen=cache))
    wall, cpu = perf_counter() - begin, process_time() - begin_cpu
    resident, _ = memory()
    turns = {}
    for code, letters in {LANGUAGE: {}, **(alphabets() if every else {})}.items():
        hear = _hearing(snapshot, code)
        turns[code] = {
            kind: milliseconds(hear, [text.lower().translate(letters) if letters else text for text in texts])
            for kind, texts in _texts().items()
        }
    after, _ = memory()
    return {
        "reading": reading, "wall": wall, "cpu": cpu, "before": before, "resident": resident, "after": after,
        "turns": turns,
    }  # fmt: skip


def _hearing(snapshot: Snapshot, code: str) -> Callable[[str], object]:
    person = Person(language=code)
    return lambda text: snapshot.conversation.hear(person, Asked(text))


def _texts() -> dict[str, list[str]]:
    questions = [each.text for each in read_questions(QUESTIONS / "en.yaml")]
    stories = [each["text"] for each in yaml.safe_load((QUESTIONS / "stories-en.yaml").read_text("utf-8"))]
    return {"questions": [text for text in questions if len(text.split()) < LONG], "stories": stories}


def measured() -> str:
    """Two tables: what English alone and all languages cost, and a turn in each language."""
    columns, turns = [], {}
    for count in ("english", "every"):
        with TemporaryDirectory() as cache:
            note(f"languages: {count}")
            found = child("languages", "learn", count, cache) | child("languages", "talk", count, cache)
        turns = found.pop("turns")
        columns.append((str(len(turns)), found, turns))
    kinds = {
        "learning, CPU s": "learning",
        "on disk, MiB": "disk",
        "reading and checking English, CPU s": "reading",
        "start from what was learned, s": "wall",
        "– CPU s": "cpu",
        "resident before the start, MiB": "before",
        "resident after the start, MiB": "resident",
        "resident after all turns, MiB": "after",
    }
    rows = [
        cells(name, *(f"{found[key]:.{0 if 'MiB' in name else 2}f}" for _, found, _ in columns))
        for name, key in kinds.items()
    ]
    for kind, name in (("questions", "a question, ms p50 / p99"), ("stories", "a story, ms p50 / p99")):
        every = [np.concatenate([each[kind] for each in told.values()]) for _, _, told in columns]
        rows.append(cells(name, *(_times(times) for times in every)))
    costs = table(("languages", *(name for name, _, _ in columns)), rows)
    by_language = [
        cells(code, _times(each["questions"]), _times(each["stories"])) for code, each in turns.items()
    ]
    return f"{costs}\n\n{table(('language', 'a question, ms p50 / p99', 'a story'), by_language)}"


def _times(times: Sequence[float] | NDArray[np.float64]) -> str:
    return f"{np.percentile(times, 50):.2f} / {np.percentile(times, 99):.2f}"


def main(what: str = "", count: str = "", cache: str = "") -> None:
    """Print the tables; or, in a process of its own, what one step costs."""
    steps: dict[str, Callable[..., dict[str, Any]]] = {"learn": learn, "talk": talk}
    print(json.dumps(steps[what](Path(cache), every=count == "every")) if what else measured())


if __name__ == "__main__":
    main(*sys.argv[1:])
