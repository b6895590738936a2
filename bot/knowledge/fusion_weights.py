"""What a program fitted to say how sure is sure. Changes when it fits more."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

Weights = Mapping[str, float]
"""By the name of a scorer (`bot.matching.fusion`)."""


@dataclass(frozen=True, slots=True)
class FusionWeights:
    """How much each scorer counts in one language."""

    words: Weights
    """Where words alone are asked."""
    meaning: Weights
    """Where the encoder is asked too."""
    words_longer: Weights
    """What a longer text adds to `words` (`bot.matching.fusion.length`)."""
    meaning_longer: Weights
    """The same of `meaning`."""
    tell_from: float = 0.0
    """No answer that is less likely than this is told as sure, whatever it costs to offer it: from 0 to 1."""
