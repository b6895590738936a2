"""
How sure is sure: weights that turn what the matcher saw into probabilities. Changes when that is fitted
differently.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from bot.matching.fitted import FITTED

FEATURES = (
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
NO_ENTRY = FEATURES.index("log odds of no entry")

MOST_UNFITTED = 0.9
LEAST_UNFITTED = 0.5
"""In a language for which nothing is fitted, the first entry is never surer than the first of these, which is
below what is told as sure. That one of three is right is at least as likely as the second, which is enough
for buttons, unless it is likelier that no entry answers."""


@dataclass(frozen=True, slots=True)
class Calibration:
    """Two logistic curves (Platt 1999) over the features, fitted by `tools/calibrate.py`."""

    of_right: tuple[float, ...]
    """Weights of the features, then the intercept: is the first entry the right one?"""
    of_among: tuple[float, ...]
    """The same: is the right one among the first three?"""
    fitted: bool = True
    """Whether they were fitted on this language. If not, they may offer and never tell."""

    def right(self, features: Sequence[float]) -> float:
        """The probability, from 0 to 1, that the first entry is what they meant."""
        found = _logistic(self.of_right, features)
        return found if self.fitted else min(found, MOST_UNFITTED)

    def among(self, features: Sequence[float]) -> float:
        """The probability, from 0 to 1, that one of the first three is what they meant."""
        found = _logistic(self.of_among, features)
        return found if self.fitted or features[NO_ENTRY] > 0 else max(found, LEAST_UNFITTED)


def calibration_for(language: str) -> Calibration:
    """What was fitted on the language, else the English curves, which then only offer."""
    if language in FITTED:
        return Calibration(*FITTED[language])
    return Calibration(*FITTED["en"], fitted=False)


def _logistic(weights: Sequence[float], features: Sequence[float]) -> float:
    total = weights[-1] + sum(w * n for w, n in zip(weights[:-1], features, strict=True))
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, total))))
