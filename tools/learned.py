"""All that anything is learned from, in every language: what the tools train on, calibrate and encode."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from bot.library import Library
from bot.runtime import LanguageTraining, danger_examples, training_of

ROOT = Path(__file__).resolve().parent.parent
KNOWLEDGE = ROOT / "knowledge"

FOLDS = 4
"""Examples of danger are held back in so many parts. The encoder never sees the last one."""


def training_of_all() -> dict[str, LanguageTraining]:
    """By language, as if each were live: it is trained and calibrated before anybody is answered in it."""
    library = Library.read(KNOWLEDGE)
    live = tuple(replace(each, state="live") for each in library.knowledge.languages)
    today = datetime.now(tz=UTC).date()
    return training_of(replace(library.knowledge, languages=live).published(today))


def part(texts: Sequence[str], fold: int) -> Sequence[str]:
    """One of the FOLDS parts, as it stands: what one hand wrote stands together."""
    return texts[len(texts) * fold // FOLDS : len(texts) * (fold + 1) // FOLDS]


def without(texts: Sequence[str], fold: int) -> tuple[str, ...]:
    """The other parts."""
    return (*texts[: len(texts) * fold // FOLDS], *texts[len(texts) * (fold + 1) // FOLDS :])


def texts_of(training: dict[str, LanguageTraining]) -> set[str]:
    """Each text that a vector is learned from: asks, questions for no entry, examples of danger."""
    asked = {text for each in training.values() if each.matching for text in each.matching.encoded()}
    return asked | {text for each in danger_examples(training).values() for text, _ in each}
