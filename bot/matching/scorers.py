"""
Who scores entries, side by side. Changes when a scorer comes or goes.

A scorer knows no other. What one question is turned into is made once, in a `Look`; how much each scorer
weighs is said in `bot.matching.fusion` alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np

from bot.learning import Model, Text
from bot.learning.dense import Dense, Nearest
from bot.learning.features import Floats, Vector
from bot.matching.bm25 import PooledBM25

BM25_SHARE = np.float32(0.15)


@dataclass(frozen=True, slots=True)
class Look:
    """One question, as all scorers see it: what is made of it is made once."""

    text: Text
    """The corrected words."""
    vector: Vector
    word_weights: Floats
    """Shape (known words, columns): what `PooledBM25.weights` says of it."""
    meaning: Floats | None = None
    """Shape (384,): what the encoder makes of it; None where no encoder was asked."""
    likeness: Floats | None = None
    """Shape (asks,): how like in meaning each ask is, from -1 to 1. There when `meaning` is."""


class Scorer(Protocol):
    """Says how well a question fits each column: each entry, and “no entry”."""

    def scores(self, look: Look) -> Floats:
        """One score a column, shape (columns,)."""


@dataclass(frozen=True, slots=True)
class Words:
    """The learned weights of words, pairs and pieces, and a small part of BM25's scores."""

    model: Model
    index: PooledBM25

    def scores(self, look: Look) -> Floats:
        """Log probabilities."""
        return log_shares(self.model.scores(look.vector) + look.word_weights.sum(axis=0) * BM25_SHARE)


@dataclass(frozen=True, slots=True)
class NoEntry:
    """The same for every question: how much likelier it is that no entry answers it."""

    column: int | None
    columns: int

    def scores(self, look: Look) -> Floats:  # noqa: ARG002 - whatever it is
        """1 for “no entry”, 0 for each entry."""
        found = np.zeros(self.columns, np.float32)
        if self.column is not None:
            found[self.column] = 1.0
        return found


@dataclass(frozen=True, slots=True)
class Head:
    """A linear model over what the encoder makes of a question."""

    model: Dense

    def scores(self, look: Look) -> Floats:
        """Log probabilities; zeros where no encoder was asked."""
        if look.meaning is None:
            return np.zeros(self.model.columns, np.float32)
        return log_shares(self.model.scores(look.meaning))


@dataclass(frozen=True, slots=True)
class NearestAsks:
    """How like in meaning the nearest asks of each column are: the mean of so many."""

    asks: Nearest
    how_many: int

    def scores(self, look: Look) -> Floats:
        """From -1 to 1; zeros where no encoder was asked."""
        if look.likeness is None:
            return np.zeros(self.asks.columns, np.float32)
        return self.asks.of_each_column(look.likeness, self.how_many)


def log_shares(scores: Floats) -> Floats:
    """Scores on the scale of logarithms as logarithms of shares of one."""
    scores = scores - scores.max()
    return np.asarray(scores - np.log(np.exp(scores).sum()), np.float32)
