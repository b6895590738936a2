"""What every matcher is given: examples to learn from, and questions whose right answers it never sees."""

from __future__ import annotations

import json
import random
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.typing_errors import misspelt
from bot.library import read_questions
from bot.runtime import inspect, training_data_of

ROOT = Path(__file__).resolve().parents[1]
KNOWLEDGE = ROOT / "knowledge"
QUESTIONS = ROOT / "tests" / "questions"
LANGUAGE = "en"

NOWHERE = "-"
"""The class of questions that nothing answers."""

SEED = 7
MISSPELT = (0.0, 0.1, 0.2, 0.3, 0.4)
DRAWS = 3
"""Each share of misspelt words is drawn so many times: one draw over a hundred questions is a lottery."""


@dataclass(frozen=True, slots=True)
class Labelled:
    """A question and every right answer to it; none when it is out of scope."""

    text: str
    right: frozenset[str]


@dataclass(frozen=True, slots=True)
class Case:
    """Examples, and named lists of questions."""

    name: str
    asks: Mapping[str, Sequence[str]]
    elsewhere: Sequence[str] = ()
    well_spelt: Sequence[str] = ()
    questions: Mapping[str, Sequence[Labelled]] = field(default_factory=dict)
    timed: Sequence[str] = ()
    """The questions whose time is taken."""

    def write(self, folder: Path) -> Path:
        """What a matcher's own process may read: no right answers."""
        path = folder / f"{self.name}.json"
        given = {
            "asks": {name: list(asks) for name, asks in self.asks.items()},
            "elsewhere": list(self.elsewhere),
            "well_spelt": list(self.well_spelt),
            "questions": {name: [q.text for q in each] for name, each in self.questions.items()},
            "timed": list(self.timed),
        }
        path.write_text(json.dumps(given), encoding="utf-8")
        return path


def own() -> Case:
    """Our knowledge files as they stand today, our labelled questions, and the same misspelt."""
    knowledge = inspect(KNOWLEDGE, datetime.now(tz=UTC).date()).knowledge
    training_data = training_data_of(knowledge, LANGUAGE)
    reported = _read("en.yaml", training_data.asks)
    questions = {"reported": reported, "development": _read("dev-en.yaml", training_data.asks)}
    questions |= misspelt_questions([q for q in reported if q.right])
    return Case(
        "own",
        training_data.asks,
        training_data.out_of_scope,
        training_data.well_spelt,
        questions,
        [question.text for question in reported],
    )


def _read(name: str, known: Iterable[str]) -> list[Labelled]:
    entries = set(known)
    found = [Labelled(q.text, q.right) for q in read_questions(QUESTIONS / name)]
    return [q for q in found if not q.right or q.right & entries]  # a card of danger is no matcher's business


def misspelt_questions(questions: Sequence[Labelled]) -> dict[str, list[Labelled]]:
    """For each share of misspelt words and each draw, the questions with that share misspelt."""
    return {
        misspelt_name(share, draw): [
            Labelled(misspelt(q.text, share, random.Random(f"{SEED} {draw} {i}")), q.right)
            for i, q in enumerate(questions)
        ]
        for share in MISSPELT
        if share
        for draw in range(DRAWS)
    }


def misspelt_name(share: float, draw: int) -> str:
    """What such a list of questions is called."""
    return f"misspelt {share} {draw}"
