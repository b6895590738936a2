"""What a program fitted to say how sure is sure. Changes when more than two curves are fitted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

Weights = Mapping[str, float]
"""By the name of what the matcher saw in a question; and the intercept (`bot.matching.calibration`)."""


@dataclass(frozen=True, slots=True)
class Curves:
    """Two logistic curves of one language."""

    right: Weights
    """Is the first entry the right one?"""
    among: Weights
    """Is the right one among the first three?"""
