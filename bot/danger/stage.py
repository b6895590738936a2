"""
The second stage: what the model says of a text, its words, its length and its pieces become one score. Changes when
that is judged otherwise.

A logistic regression (`tools/fit_danger.py`) over scores of models that did not learn the text. Its limits depend on
the number of words: docs/decisions/0025-danger-second-stage.md.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.knowledge import Stage

LONG = 30
"""A text of this many words is also read piece by piece: a danger may hide in a story."""

SHORT_FEATURES = ("model", "words against everyday", "words against calm", "words alone", "length", "length squared")
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

CARD_FROM = {"very short": -0.5, "short": -1.0, "long": -0.8}
CAUTION_FROM = -2.6
DOUBT_BELOW = -4.5
"""
Scores (log odds) from which the card is shown, and the line above the answer; and below which a sign in a text of more
than VERY_SHORT words is doubted. A missed danger costs a life and a false card some seconds, so all stand below zero.
"""


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
    """Log odds that a text speaks of danger; how much likelier than not a card is needed is for the limits to say."""
    short = seen.words < LONG
    return _score(stage.short if short else stage.long, SHORT_FEATURES if short else LONG_FEATURES, seen)


def limit(words: int) -> float:
    """The score from which a text of so many words gets the card."""
    if words <= VERY_SHORT:
        return CARD_FROM["very short"]
    return CARD_FROM["short" if words < LONG else "long"]


def fits(stage: Stage) -> bool:
    """Whether its weights are of what is seen today."""
    return stage.short.keys() == {*SHORT_FEATURES, INTERCEPT} and stage.long.keys() == {*LONG_FEATURES, INTERCEPT}


def _score(weights: Mapping[str, float], names: Sequence[str], seen: Seen) -> float:
    return weights[INTERCEPT] + sum(
        weights[name] * found for name, found in zip(names, seen.features(), strict=True)
    )
