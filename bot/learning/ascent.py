"""
How a softmax regression is learned: stochastic dual coordinate ascent.

S. Shalev-Shwartz, T. Zhang: Stochastic dual coordinate ascent methods for regularized loss minimization, JMLR
14 (2013), in mini-batches, with the step of their proximal form for smooth losses (Mathematical Programming
155, 2016, option V); why not another way: docs/decisions/0006-dual-ascent.md. Changes when learning does.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from bot.learning.features import Floats, Vectors
from bot.learning.hashing import Ints, Numbers

EPOCHS = 6
"""Looks at every example. Six come within two per cent of the optimum; more changed no answer."""

BATCH = 32
"""Examples that are looked at together: as one small dense table they cost least."""

LEAST_CURVATURE = np.float32(0.1)
"""Below it a surer example would make steps so long that those of one batch overshoot together."""

BIAS = np.float32(0.1)
"""The square of the constant feature. Small, because a large one would slow all other learning down."""


def probabilities(scores: Floats) -> Floats:
    """Scores as shares of one, along the last axis (softmax)."""
    raised = np.exp(scores - scores.max(axis=-1, keepdims=True))
    return np.asarray(raised / raised.sum(axis=-1, keepdims=True), dtype=np.float32)


@dataclass(frozen=True, slots=True)
class _Batch:
    """A few examples, laid out once for all epochs."""

    rows: Numbers
    """Which examples they are."""
    ids: Ints
    """Rising: the features that any of them has."""
    places: Numbers
    """Where each weight stands in the dense table of these examples and features, as one number."""
    weights: Floats
    sizes: Floats
    """Shape (rows,): the squared length of each example, the constant feature included."""

    @classmethod
    def of(cls, vectors: Vectors, rows: Numbers) -> _Batch:
        few = vectors.take(rows)
        ids, columns = np.unique(few.ids, return_inverse=True)
        lines = np.repeat(np.arange(len(rows)), np.diff(few.starts))
        sizes = np.bincount(lines, few.weights * few.weights, len(rows)).astype(np.float32) + BIAS
        return cls(rows, ids, (lines * len(ids) + columns).astype(np.int32), few.weights, sizes)

    def dense(self) -> Floats:
        """The examples as rows over their own features."""
        table = np.zeros(len(self.rows) * len(self.ids), np.float32)
        table[self.places] = self.weights
        return table.reshape(len(self.rows), len(self.ids))


def ascend(vectors: Vectors, features: int, wanted: Floats, strength: np.float32) -> tuple[Floats, Floats]:
    """
    The weights, shape (features, classes), and the intercept, shape (classes,).

    `wanted` is 1 where an example (row) is of a class (column), else 0. `strength` is C of a logistic
    regression: it minimises ½‖weights‖² + C × the sum of log losses. The same examples always give the same.

    Each example holds a dual variable for each class; a step moves them towards what its own error asks for,
    as far as the curvature of the loss allows, and the weights follow at once.
    """
    weights = np.zeros((features, wanted.shape[1]), dtype=np.float32)
    intercept = np.zeros(wanted.shape[1], dtype=np.float32)
    dual = np.zeros_like(wanted)
    shuffle = np.random.default_rng(0)
    order = shuffle.permutation(len(vectors))
    # who stands in a batch is drawn once, the order of the batches for every epoch
    batches = [_Batch.of(vectors, order[first : first + BATCH]) for first in range(0, len(order), BATCH)]
    for _ in range(EPOCHS):
        for number in shuffle.permutation(len(batches)):
            batch = batches[number]
            table = batch.dense()
            chosen = weights.take(batch.ids, axis=0)
            predicted = probabilities(table @ chosen + intercept)
            curvature = np.maximum(LEAST_CURVATURE, (predicted * (1 - predicted)).max(axis=1))
            step = 1 / (1 + strength * batch.sizes * curvature)
            moved = step[:, None] * (strength * (wanted[batch.rows] - predicted) - dual[batch.rows])
            dual[batch.rows] += moved
            weights[batch.ids] = chosen + table.T @ moved
            intercept += BIAS * moved.sum(axis=0)
    return weights, intercept
