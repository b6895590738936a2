"""
How sure is sure: weights that turn what the matcher saw into probabilities. Changes when that is fitted
differently.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.knowledge import ENGLISH, Curves

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
"""What the matcher saw in a question, in the order in which it says so. A file of curves names them all."""

INTERCEPT = "intercept"
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


UNFITTED = Calibration(
    tuple(float(name == "log odds of the best entry") for name in (*FEATURES, INTERCEPT)),
    tuple(float(name == "log odds of the best three") for name in (*FEATURES, INTERCEPT)),
    fitted=False,
)
"""Where nothing was fitted, not even for English: the shares as the scorers say them."""


def fits(curves: Curves) -> bool:
    """Whether they are of what the matcher sees today: a scorer more, and they must be fitted again."""
    wanted = {*FEATURES, INTERCEPT}
    return curves.right.keys() == curves.among.keys() == wanted


def calibration_for(language: str, fitted: Mapping[str, Curves]) -> Calibration:
    """What was fitted on the language, else the English curves, which then only offer."""
    for code in (language, ENGLISH):
        curves = fitted.get(code)
        if curves and fits(curves):
            return Calibration(_ordered(curves.right), _ordered(curves.among), fitted=code == language)
    return UNFITTED


def _ordered(weights: Mapping[str, float]) -> tuple[float, ...]:
    return tuple(weights[name] for name in (*FEATURES, INTERCEPT))


def _logistic(weights: Sequence[float], features: Sequence[float]) -> float:
    total = weights[-1] + sum(w * n for w, n in zip(weights[:-1], features, strict=True))
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, total))))
