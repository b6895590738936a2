"""Life at risk: what people are told, and how they say it. Changes when danger is noticed in another way."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.knowledge.answer import Passage, Review


@dataclass(frozen=True, slots=True)
class Card:
    """A fixed answer to danger. It begins with the number."""

    id: str
    outcome: str
    title: str
    lines: tuple[Passage, ...]
    get_help: tuple[str, ...]
    facts: tuple[str, ...]
    review: Review | None = None


@dataclass(frozen=True, slots=True)
class Limits:
    """Scores (log odds) from which a text gets the card, and the line above the answer."""

    card: float
    caution: float


@dataclass(frozen=True, slots=True)
class Regression:
    """What a program fitted: a logistic regression over what is seen in a text, and what is enough."""

    weights: Mapping[str, float]
    """How much each thing seen counts, by its name (`bot.danger.stage`)."""
    limits: Mapping[str, Limits]
    """By the length of a text."""


@dataclass(frozen=True, slots=True)
class Stage:
    """How danger is judged in one language."""

    short: Regression
    """In a text of less than 30 words, by words alone."""
    long: Regression
    """In a longer one, which is also read piece by piece."""
    meaning: Regression | None = None
    """In a text of less than 30 words of which the encoder was asked, too; None where that was not fitted."""


@dataclass(frozen=True, slots=True)
class DangerWords:
    """What people of one language say when life is at risk, and what only looks like it."""

    language: str
    cards: tuple[Card, ...]
    signs: Mapping[str, tuple[str, ...]]
    """By card: words or marks that never pass unnoticed."""
    examples: Mapping[str, tuple[str, ...]]
    look_alikes: tuple[str, ...]
    cries: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """By card: whole messages that are nothing but a cry for help, such as “ambulance”."""
    everyday: tuple[str, ...] = ()
    """What people type to any bot, without any danger."""
    stage: Stage | None = None
    """How what was learned is judged; None where that was not fitted."""
