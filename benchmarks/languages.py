"""
Load of 23 languages: English, and English 22 times with each letter exchanged for one of another script.

    python -m benchmarks.languages [learn | turns]

It learns 40 to 180 asks an entry, 600 dangers and 500 look-alikes for each language; then opens all of them
in a new process and prints what that costs. Times are CPU times. Only matching and danger: no knowledge files
are read.
"""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from time import process_time, thread_time
from typing import Any

import numpy as np

from benchmarks.cases import KNOWLEDGE, QUESTIONS
from benchmarks.runs import ONE_THREAD, memory

SCRIPTS = {
    "Cyrillic": 0x0430,
    "Arabic": 0x0628,
    "Ethiopic": 0x1200,
    "Devanagari": 0x0905,
    "Bengali": 0x0995,
    "Georgian": 0x10D0,
    "Armenian": 0x0561,
    "Gurmukhi": 0x0A15,
}
"""Where letters of each script begin; each gives three languages, by rotating the alphabet."""

LETTERS = "abcdefghijklmnopqrstuvwxyz"
FEWEST, MOST = 40, 180
"""Asks an entry."""

DANGERS, LOOK_ALIKES = 600, 500
TRIES = 3
SHORT, STORY = 30, 5


def exchanged(number: int) -> dict[int, str]:
    """How the letters of the language of this number are exchanged; 0 is English."""
    if not number:
        return {}
    first = list(SCRIPTS.values())[number % len(SCRIPTS)]
    letters = [letter for letter in map(chr, range(first, first + 64)) if letter.isalpha()][:26]
    turn = 7 * (number // len(SCRIPTS))
    return str.maketrans(LETTERS, "".join(letters[turn % 26 :] + letters[: turn % 26]))


def training() -> list[Any]:
    """What each language learns from."""
    from bot.runtime import inspect, training_of

    english = training_of(inspect(KNOWLEDGE, datetime.now(tz=UTC).date()).knowledge)["en"]
    found = [english]
    for number in range(1, 23):
        letters, chance = exchanged(number), random.Random(number)
        asks_an_entry = FEWEST + (MOST - FEWEST) * (number - 1) // 21

        def some(texts: Sequence[str], most: int, letters: Any = letters, chance: Any = chance) -> list[str]:
            chosen = chance.sample(list(texts), min(most, len(texts)))
            return [text.lower().translate(letters) for text in chosen]

        share = asks_an_entry / MOST
        data, danger, code = english.matching, english.danger, f"x{number}"
        asks = {name: some(each, asks_an_entry) for name, each in data.asks.items()}
        off = some(data.out_of_scope, int(share * len(data.out_of_scope)))
        every = sum(map(len, danger.examples.values()))
        examples = {card: some(each, len(each) * DANGERS // every) for card, each in danger.examples.items()}
        danger = replace(
            danger,
            language=code,
            signs={card: tuple(some(each, 999)) for card, each in danger.signs.items()},
            cries={card: tuple(some(each, 999)) for card, each in danger.cries.items()},
            examples=examples,
            look_alikes=some(danger.look_alikes, LOOK_ALIKES),
        )
        data = replace(
            data,
            language=code,
            asks=asks,
            out_of_scope=off,
            right_words=some(data.right_words, 99_999),
            clusters={},
        )
        everyday = (*(ask for each in asks.values() for ask in each), *off)
        found.append(replace(english, matching=data, danger=danger, everyday=everyday))
    return found


def learn() -> None:
    """Learn all and keep it."""
    from bot.runtime.model_cache import ModelCache

    cache = ModelCache(KNOWLEDGE, chosen=Path(os.environ["BENCH_CACHE"]), shipped=())
    languages = training()
    begin = process_time()
    for each in languages:
        cache.matcher(each.matching)
        cache.danger(each.danger, each.everyday, each.matching.clusters)
    print(json.dumps({"learned": process_time() - begin, "peak": memory()[1]}))


def turns() -> None:
    """Open all, as a start does that holds nothing but names of files, and hear questions in each."""
    from bot.danger import Danger
    from bot.knowledge import DangerWords
    from bot.learning import Seen
    from bot.matching import Matcher, Question, TrainingData
    from bot.runtime.array_file import read_arrays
    from bot.words import Reading

    place = Path(os.environ["BENCH_CACHE"])
    plain = json.loads((place / "plain.json").read_text(encoding="utf-8"))
    before = memory()[0]
    begin = process_time()
    opened: list[tuple[Matcher, Danger]] = []
    for number in range(23):
        code = f"x{number}" if number else "en"
        kept = [read_arrays(p, p.stem) for k in ("matcher", "danger") for p in place.glob(f"{k}-{code}-*")]
        words = DangerWords(code, (), plain[code]["signs"], {}, (), plain[code]["cries"])
        clusters = {word: tuple(row) for word, row in plain[code]["clusters"].items()}
        matcher = Matcher(TrainingData(code, {}, (), (), clusters), kept[0])
        opened.append((matcher, Danger(words, (), kept[1], clusters)))
    start = process_time() - begin
    print(f"opened in {start:.2f} CPU s; resident {memory()[0]:.0f} MiB, of which {before:.0f} before")
    questions = json.loads((place / "questions.json").read_text(encoding="utf-8"))
    stories = [". ".join(questions[i : i + STORY]) for i in range(0, len(questions) - STORY, STORY)]
    for number, (matcher, danger) in enumerate(opened):
        letters = exchanged(number)

        def hear(text: str, matcher: Matcher = matcher, danger: Danger = danger) -> object:
            seen: list[Seen] = []
            reading = Reading.of(text)
            return danger.notice(reading, seen), matcher.rank(Question.of(reading), seen)

        short = _times(hear, [text.lower().translate(letters) for text in questions])
        long = _times(hear, [text.lower().translate(letters) for text in stories])
        print(f"{matcher.language:4} question p50/p99 {short} ms   story {long} ms")
    print(f"resident after all {memory()[0]:.0f} MiB")


def _times(hear: Callable[[str], object], texts: Sequence[str]) -> str:
    best = [float("inf")] * len(texts)
    for _ in range(TRIES):
        for i, text in enumerate(texts):
            begin = thread_time()
            hear(text)
            best[i] = min(best[i], 1000 * (thread_time() - begin))
    return f"{np.percentile(best, 50):.2f} / {np.percentile(best, 99):.2f}"


def main() -> None:
    """Learn in one process, hear in another."""
    from bot.library import read_questions

    with TemporaryDirectory() as folder:
        place = Path(folder)
        plain = {
            each.matching.language: {
                "signs": each.danger.signs,
                "cries": each.danger.cries,
                "clusters": each.matching.clusters,
            }
            for each in training()
        }
        (place / "plain.json").write_text(json.dumps(plain), encoding="utf-8")
        texts = [q.text for q in read_questions(QUESTIONS / "en.yaml") if len(q.text.split()) < SHORT]
        (place / "questions.json").write_text(json.dumps(texts), encoding="utf-8")
        environment = {**os.environ, **ONE_THREAD, "BENCH_CACHE": folder}
        for what in ("learn", "turns"):
            subprocess.run([sys.executable, "-m", "benchmarks.languages", what], env=environment, check=True)
        size = sum(path.stat().st_size for path in place.glob("*.arrays"))
        print(f"on disk {size / 2**20:.0f} MiB")


if __name__ == "__main__":
    {"learn": learn, "turns": turns}.get(sys.argv[-1], main)()
