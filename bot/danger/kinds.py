"""The kinds of texts without danger, and how shares become logarithms. Changes when calm has other kinds."""

from __future__ import annotations

import math

EVERYDAY, LOOK_ALIKE = "-", "~"
"""The classes of texts without danger: what people say every day, and what only sounds like danger."""

SMALLEST = 1e-4
"""A share of one that is not told from none."""


def over(share: float, other: float) -> float:
    """How much larger one share is than another: the logarithm of their ratio."""
    return math.log(max(share, SMALLEST) / max(other, SMALLEST))


def share_over(share: float) -> float:
    """How much larger a share is than all the rest: a logarithm."""
    share = min(max(share, 1e-6), 1 - 1e-6)
    return math.log(share / (1 - share))


def share_of(odds: float) -> float:
    """The share of such log odds: the opposite of `share_over`."""
    return 1 / (1 + math.exp(-odds))
