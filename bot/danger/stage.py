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
    "model against everyday",
    "model against look-alikes",
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

SHORT = 11
"""Words of a text that says one thing."""

DOUBT_BELOW = -2.0
"""A score below which a sign of a single word, in a text of more than VERY_SHORT words, makes a caution."""


@dataclass(frozen=True, slots=True)
class Limits:
    """Scores (log odds) from which a text gets the card, and the line above the answer."""

    card: float
    caution: float


LIMITS = (
    (VERY_SHORT, Limits(-1.6, -3.2)),
    (SHORT, Limits(-1.4, -2.8)),
    (LONG - 1, Limits(-0.6, -2.8)),
)
"""By the most words of a text: its limits."""

LIMITS_OF_LONG = Limits(-1.0, -2.8)
"""
All were set on the development files. A missed danger costs a life and a false card some seconds, so all
stand below zero; and false cards teach people to look away, so they stand no lower. What they cost:
docs/matching.md.
"""


def limits(words: int) -> Limits:
    """Those of a text of so many words."""
    return next((each for most, each in LIMITS if words <= most), LIMITS_OF_LONG)


@dataclass(frozen=True, slots=True)
class Seen:
    """What there is to judge in one text."""

    words: int
    whole: float
    """Log odds of danger, by the model."""
    over_everyday: float
    over_look_alikes: float
    """By the model, how much likelier danger is than the one and the other kind of calm: a logarithm."""
    against_everyday: float
    against_calm: float
    alone: float
    """What its words say for danger, as `bot.learning.evidence` counts it."""
    pieces: tuple[Seen, ...] = ()
    """The pieces of a long text; of a short one, none."""

    @property
    def gravest(self) -> float:
        """Log odds of its gravest piece, by the model. Only of a text that has pieces."""
        return max(piece.whole for piece in self.pieces)


def short_features(seen: Seen) -> tuple[float, ...]:
    """What is seen in a text of less than LONG words, in the order of SHORT_FEATURES."""
    length = math.log(max(seen.words, 1))
    model = seen.whole, seen.over_everyday, seen.over_look_alikes
    return *model, *_spread(seen), math.log1p(seen.alone), length, length * length


def long_features(seen: Seen, short: Mapping[str, float]) -> tuple[float, ...]:
    """
    What is seen in a longer text, in the order of LONG_FEATURES. Each piece is judged like a short message,
    with the weights `short`.
    """
    pieces = sorted(_weighed(short, SHORT_FEATURES, short_features(piece)) for piece in seen.pieces)
    gravest, second, mean = pieces[-1], pieces[-2:][0], sum(pieces) / len(pieces)
    return seen.whole, gravest, second, mean, *_spread(seen), math.log(seen.words), math.log(len(pieces))


def score(stage: Stage, seen: Seen) -> float:
    """Log odds that a text speaks of danger. What is enough for a card, the limits say."""
    if seen.words < LONG:
        return _weighed(stage.short, SHORT_FEATURES, short_features(seen))
    return _weighed(stage.long, LONG_FEATURES, long_features(seen, stage.short))


def _spread(seen: Seen) -> tuple[float, float]:
    """What the words say, as loud in a long text as in a short one."""
    root = math.sqrt(max(seen.words, 1))
    return seen.against_everyday / root, seen.against_calm / root


def fits(stage: Stage | None) -> bool:
    """Whether there is one, and its weights are of what is seen today."""
    return stage is not None and all(
        weights.keys() == {*names, INTERCEPT}
        for weights, names in ((stage.short, SHORT_FEATURES), (stage.long, LONG_FEATURES))
    )


def blank() -> Stage:
    """One that says nothing: a detector with it learns as one whose second stage is still to be fitted."""
    return Stage(
        dict.fromkeys((*SHORT_FEATURES, INTERCEPT), 0.0), dict.fromkeys((*LONG_FEATURES, INTERCEPT), 0.0)
    )


def _weighed(weights: Mapping[str, float], names: Sequence[str], found: Sequence[float]) -> float:
    return weights[INTERCEPT] + sum(weights[name] * each for name, each in zip(names, found, strict=True))
