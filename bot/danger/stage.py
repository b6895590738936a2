"""
The second stage: what the model says of a text, its words, its length and its pieces become one score.
Changes when that is judged otherwise.

A logistic regression (`tools/fit_danger.py`) over scores of models that did not learn the text, by words
alone and with the encoder. Its limits depend on the number of words:
docs/decisions/0025-danger-second-stage.md.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.danger.meaning import Meant
from bot.knowledge import Limits, Regression, Stage

LONG = 30
"""A text of this many words is also read piece by piece: a danger may hide in a story."""

SHORT_FEATURES: tuple[str, ...] = (
    "model",
    "model against everyday",
    "model against look-alikes",
    "words against everyday",
    "words against calm",
    "words alone",
    "length",
    "length squared",
)
LONG_FEATURES: tuple[str, ...] = (
    "model",
    "gravest piece",
    "second piece",
    "mean of pieces",
    "words against everyday",
    "words against calm",
    "length",
    "number of pieces",
)
MEANING_FEATURES = (
    "meaning",
    "meaning against everyday",
    "meaning against look-alikes",
    "nearest",
    "nearest against everyday",
    "nearest against look-alikes",
)
"""What the encoder adds to a short text, where it was asked. To a longer one it adds nothing: measured with
the vector of the whole, of its gravest piece, and of both."""

INTERCEPT = "intercept"

VERY_SHORT = 4
"""Words of a text that is hardly more than a shout or a nod."""

SHORT = 11
"""Words of a text that says one thing."""

LENGTHS = ((VERY_SHORT, "very short"), (SHORT, "short"), (LONG - 1, "medium"))
LONGEST = "long"
SHORT_LENGTHS = tuple(name for _, name in LENGTHS)
"""The most words of a text of each length, by the name that its limits have; what is longer is long."""

DOUBT_BELOW = -2.0
"""A score below which a sign of a single word, in a text of more than VERY_SHORT words, makes a caution."""


OPEN_FROM, OPEN_TO = -6.0, 4.0
"""Scores by words alone between which the encoder is asked: beyond them it would change nothing."""


def limits(regression: Regression, words: int) -> Limits:
    """Those of a text of so many words."""
    return regression.limits[length_of(words)]


def length_of(words: int) -> str:
    """The name of the length of a text of so many words."""
    return next((name for most, name in LENGTHS if words <= most), LONGEST)


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
    meant: Meant | None = None
    """What the encoder says of all of it; None where it was not asked."""

    @property
    def gravest(self) -> float:
        """Log odds of its gravest piece, by the model. Only of a text that has pieces."""
        return max(piece.whole for piece in self.pieces)


def short_features(seen: Seen) -> tuple[float, ...]:
    """What is seen in a text of less than LONG words, in the order of SHORT_FEATURES."""
    length = math.log(max(seen.words, 1))
    model = seen.whole, seen.over_everyday, seen.over_look_alikes
    return *model, *_spread(seen), math.log1p(seen.alone), length, length * length


def meaning_features(meant: Meant) -> tuple[float, ...]:
    """What the encoder says of a text, in the order of MEANING_FEATURES."""
    head = meant.over_calm, meant.over_everyday, meant.over_look_alikes
    return *head, meant.near, meant.nearer_than_everyday, meant.nearer_than_look_alikes


def long_features(seen: Seen, short: Mapping[str, float]) -> tuple[float, ...]:
    """
    What is seen in a longer text, in the order of LONG_FEATURES. Each piece is judged like a short message,
    with the weights `short`.
    """
    pieces = sorted(_weighed(short, SHORT_FEATURES, short_features(piece)) for piece in seen.pieces)
    gravest, second, mean = pieces[-1], pieces[-2:][0], sum(pieces) / len(pieces)
    return seen.whole, gravest, second, mean, *_spread(seen), math.log(seen.words), math.log(len(pieces))


def score(stage: Stage, seen: Seen) -> float:
    """Log odds that a text speaks of danger. What is enough for a card, `limits` says."""
    regression = regression_for(stage, seen)
    if seen.words >= LONG:
        return _weighed(regression.weights, LONG_FEATURES, long_features(seen, stage.short.weights))
    if regression is not stage.meaning or not seen.meant:
        return _weighed(regression.weights, SHORT_FEATURES, short_features(seen))
    found = (*short_features(seen), *meaning_features(seen.meant))
    return _weighed(regression.weights, (*SHORT_FEATURES, *MEANING_FEATURES), found)


def regression_for(stage: Stage, seen: Seen) -> Regression:
    """The one that judges by all that was seen."""
    if seen.words >= LONG:
        return stage.long
    return stage.meaning if stage.meaning and seen.meant else stage.short


def _spread(seen: Seen) -> tuple[float, float]:
    """What the words say, as loud in a long text as in a short one."""
    root = math.sqrt(max(seen.words, 1))
    return seen.against_everyday / root, seen.against_calm / root


def fits(stage: Stage | None) -> bool:
    """Whether there is one, and its weights are of what is seen today."""
    if stage is None:
        return False
    wanted = [(stage.short, SHORT_FEATURES, SHORT_LENGTHS), (stage.long, LONG_FEATURES, (LONGEST,))]
    if stage.meaning:
        wanted.append((stage.meaning, (*SHORT_FEATURES, *MEANING_FEATURES), SHORT_LENGTHS))
    return all(
        regression.weights.keys() == {*names, INTERCEPT} and regression.limits.keys() == set(lengths)
        for regression, names, lengths in wanted
    )


def blank() -> Stage:
    """One that says nothing: a detector with it learns as one whose second stage is still to be fitted."""
    never = Limits(math.inf, math.inf)
    return Stage(
        Regression(dict.fromkeys((*SHORT_FEATURES, INTERCEPT), 0.0), dict.fromkeys(SHORT_LENGTHS, never)),
        Regression(dict.fromkeys((*LONG_FEATURES, INTERCEPT), 0.0), {LONGEST: never}),
    )


def _weighed(weights: Mapping[str, float], names: Sequence[str], found: Sequence[float]) -> float:
    return weights[INTERCEPT] + sum(weights[name] * each for name, each in zip(names, found, strict=True))
