"""
How the scores of all become one probability an entry. Changes when that is fitted differently.

A conditional logit (D. McFadden, 1974): the weighted sum of the scores, as shares of one. A scorer's weight
depends on how long the text is: in a long one the scores of the nearest asks are all low, and say more. The
weights are fitted by `tools/calibrate.py`, so the shares can be believed; `docs/matching.md` says how far.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from bot.knowledge import ENGLISH, FusionWeights, Weights
from bot.learning import probabilities
from bot.learning.features import Floats
from bot.matching.scorers import Look, Scorer

WORDS, NO_ENTRY, HEAD, NEAREST, NEAREST_FIVE = "words", "no entry", "head", "nearest", "nearest five"

BY_WORDS = frozenset({WORDS, NO_ENTRY})
"""The scorers that need no encoder."""

BY_MEANING = BY_WORDS | {HEAD, NEAREST, NEAREST_FIVE}

MOST_UNFITTED = 0.55
"""
In a language for which nothing is fitted no entry is surer than this, which is below what is told. It still
gets buttons.
"""


SHORTEST, MEDIAN, LONGEST = 4, 10, 80
"""In words: length counts between the first and the last, and adds nothing at the middle one."""


def length(words: int) -> float:
    """How long a text is, as the weights count it: the logarithm of its words over ten, from -0.9 to 2.1."""
    return math.log(min(max(words, SHORTEST), LONGEST) / MEDIAN)


@dataclass(frozen=True, slots=True)
class Weighing:
    """How much each scorer weighs in a text of ten words, and what a longer one adds."""

    weights: Weights
    longer: Weights = field(default_factory=dict)
    """Times `length`."""

    def at(self, words: int) -> Weights:
        """How much each weighs in a text of so many words."""
        size = length(words)
        return {name: weight + size * self.longer.get(name, 0.0) for name, weight in self.weights.items()}


@dataclass(frozen=True, slots=True)
class Fusion:
    """How much each scorer weighs, where words alone are asked and where the encoder is asked too."""

    words: Weighing
    meaning: Weighing
    fitted: bool = True
    """Whether they were fitted on this language. If not, they may offer and never tell."""
    tell_from: float = 0.0
    """The probability from which an answer may be told as sure, where that is more than the costs ask for."""

    def shares(self, scorers: Mapping[str, Scorer], look: Look) -> Floats:
        """The probability of each column, shape (columns,), from 0 to 1: together 1."""
        weighing = self.words if look.meaning is None else self.meaning
        weights = weighing.at(len(look.text))
        scores = [scorers[name].scores(look) * np.float32(weight) for name, weight in weights.items()]
        shares = probabilities(np.sum(scores, axis=0, dtype=np.float32))
        return shares if self.fitted else np.minimum(shares, np.float32(MOST_UNFITTED))


UNFITTED = Fusion(
    Weighing({WORDS: 1.0, NO_ENTRY: 0.0}),
    Weighing({WORDS: 0.3, HEAD: 0.8, NEAREST: 4.0, NEAREST_FIVE: 2.0, NO_ENTRY: 0.5}),
    fitted=False,
)
"""Where nothing was fitted, not even for English: about what was fitted there once."""


def fits(weights: FusionWeights) -> bool:
    """Whether they are of the scorers of today: one more, and they must be fitted again."""
    by_words, by_meaning = (weights.words, weights.words_longer), (weights.meaning, weights.meaning_longer)
    return all(each.keys() == BY_WORDS for each in by_words) and all(
        each.keys() == BY_MEANING for each in by_meaning
    )


def fusion_for(language: str, fitted: Mapping[str, FusionWeights]) -> Fusion:
    """What was fitted on the language, else the English weights, which then only offer."""
    for code in (language, ENGLISH):
        weights = fitted.get(code)
        if weights and fits(weights):
            words = Weighing(weights.words, weights.words_longer)
            meaning = Weighing(weights.meaning, weights.meaning_longer)
            return Fusion(words, meaning, code == language, weights.tell_from)
    return UNFITTED
