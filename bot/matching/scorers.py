"""
Who scores entries, side by side, and how their scores become one. Changes when a scorer comes or goes.

A new one (an encoder) is a module with a class that has `scores`, and one line in `Matcher`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from bot.learning import Model, Text
from bot.learning.features import Floats, Vector
from bot.matching.bm25 import PooledBM25

BM25_SHARE = 0.15


@dataclass(frozen=True, slots=True)
class Look:
    """One corrected text, as all scorers see it: what is made of it is made once."""

    text: Text
    vector: Vector
    word_weights: Floats
    """Shape (known words, columns): what `PooledBM25.weights` says of it."""


class Scorer(Protocol):
    """Says how well a text fits each entry."""

    def scores(self, look: Look) -> Floats:
        """One score a column, shape (columns,), on the scale of log probabilities."""


@dataclass(frozen=True, slots=True)
class Softmax:
    """The learned weights."""

    model: Model

    def scores(self, look: Look) -> Floats:
        """Log probabilities, up to a constant."""
        return self.model.scores(look.vector)


@dataclass(frozen=True, slots=True)
class BM25:
    """The words that an entry's asks share with the text."""

    index: PooledBM25

    def scores(self, look: Look) -> Floats:
        """A small part of BM25's scores."""
        found: Floats = look.word_weights.sum(axis=0)
        return found * np.float32(BM25_SHARE)


def fuse(scorers: Iterable[Scorer], look: Look) -> Floats:
    """The scores of all as one score a column: their sum, for each is a share of one logarithm."""
    total, *rest = (scorer.scores(look) for scorer in scorers)
    for scores in rest:
        total = total + scores
    return total
