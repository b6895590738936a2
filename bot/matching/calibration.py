"""How sure is sure: weights that turn the matcher's signs into probabilities."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from bot.matching.fitted import OF_AMONG, OF_RIGHT

SIGNS = (
    "log odds of the best entry",
    "log odds of the best three",
    "log odds of no entry",
    "score of the best entry",
    "its lead over the second",
    "likeness of the nearest ask",
    "the nearest ask is the best entry's",
    "share of known words",
    "share of words the best entry knows",
    "length",
)


@dataclass(frozen=True, slots=True)
class Calibration:
    """Two logistic curves over the signs, fitted on development questions by `tools/calibrate.py`."""

    of_right: tuple[float, ...]
    """Weights of the signs, then the constant: is the first entry the right one?"""
    of_among: tuple[float, ...]
    """The same: is the right one among the first three?"""

    def right(self, numbers: Sequence[float]) -> float:
        """The probability that the first entry is what they meant."""
        return _logistic(self.of_right, numbers)

    def among(self, numbers: Sequence[float]) -> float:
        """The probability that one of the first three is what they meant."""
        return _logistic(self.of_among, numbers)


def _logistic(weights: Sequence[float], numbers: Sequence[float]) -> float:
    total = weights[-1] + sum(w * n for w, n in zip(weights[:-1], numbers, strict=True))
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, total))))


CALIBRATION = Calibration(OF_RIGHT, OF_AMONG)
