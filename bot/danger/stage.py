"""
The second stage: what the model says of a text, its words, its length and its pieces become one score.
Changes when that is judged otherwise.

A logistic regression (`tools/fit_danger.py`) over scores of models that did not learn the text. Its limits
depend on the number of words: docs/decisions/0025-danger-second-stage.md.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.knowledge import Stage

LONG = 30
"""A text of this many words is also read piece by piece: a danger may hide in a story."""

SHORT_FEATURES = (
    "model",
    "words against everyday",
    "words against calm",
    "words alone",
    "length",
    "length squared",
)
LONG_FEATURES = (
    "model",
    "gravest piece",
    "second piece",
    "mean of pieces",
    "words against everyday",
    "words against calm",
    "length",
    "number of pieces",
)
INTERCEPT = "intercept"

VERY_SHORT = 4
"""Words of a text that is hardly more than a shout or a nod."""

DOUBT_BELOW = -3.0
"""A score below which a sign in a text of more than VERY_SHORT words makes a caution, not a card."""


@dataclass(frozen=True, slots=True)
class Limits:
    """Scores (log odds) from which a text gets the card, and the line above the answer."""

    card: float
    caution: float


VERY_SHORT_TEXT, SHORT_TEXT, LONG_TEXT = Limits(-2.5, -3.6), Limits(-1.4, -2.8), Limits(-1.8, -2.75)
"""
Set on the development files. A missed danger costs a life and a false card some seconds, so all stand below
zero; and false cards teach people to look away, so they stand no lower. What they cost: docs/matching.md.
"""


def limits(words: int) -> Limits:
    """Those of a text of so many words."""
    if words <= VERY_SHORT:
        return VERY_SHORT_TEXT
    return SHORT_TEXT if words < LONG else LONG_TEXT


@dataclass(frozen=True, slots=True)
class Seen:
    """What there is to judge in one text."""

    words: int
    whole: float
    """Log odds of danger, by the model."""
    pieces: tuple[float, ...]
    """The same of each piece, gravest first; of a short text, none."""
    against_everyday: float
    against_calm: float
    alone: float
    """What its words say for danger, as `bot.learning.evidence` counts it."""

    def features(self) -> tuple[float, ...]:
        """In the order of SHORT_FEATURES or LONG_FEATURES."""
        number = max(self.words, 1)
        spread = math.sqrt(number)
        words = self.against_everyday / spread, self.against_calm / spread
        length = math.log(number)
        if self.words < LONG:
            return self.whole, *words, math.log1p(self.alone), length, length * length
        gravest, *rest = self.pieces
        mean = sum(self.pieces) / len(self.pieces)
        second = rest[0] if rest else gravest
        return self.whole, gravest, second, mean, *words, length, math.log(len(self.pieces))


def score(stage: Stage, seen: Seen) -> float:
    """Log odds that a text speaks of danger. What is enough for a card, the limits say."""
    short = seen.words < LONG
    return _score(stage.short if short else stage.long, SHORT_FEATURES if short else LONG_FEATURES, seen)


def fits(stage: Stage) -> bool:
    """Whether its weights are of what is seen today."""
    wanted = {*SHORT_FEATURES, INTERCEPT}
    return stage.short.keys() == wanted and stage.long.keys() == {*LONG_FEATURES, INTERCEPT}


def _score(weights: Mapping[str, float], names: Sequence[str], seen: Seen) -> float:
    return weights[INTERCEPT] + sum(
        weights[name] * found for name, found in zip(names, seen.features(), strict=True)
    )
