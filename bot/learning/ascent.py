"""
How a softmax regression is learned: stochastic dual coordinate ascent.

S. Shalev-Shwartz, T. Zhang: Stochastic dual coordinate ascent methods for regularized loss minimization, JMLR
14 (2013), in mini-batches, with the step of their proximal form for smooth losses (Mathematical Programming
155, 2016, option V); why not another way: docs/decisions/0006-dual-ascent.md. Changes when learning does.
"""

from __future__ import annotations

import numpy as np

from bot.learning.features import Floats, Vectors
from bot.learning.hashing import Ints, Numbers, ranges

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


def ascend(vectors: Vectors, features: int, wanted: Floats, strength: np.float32) -> tuple[Floats, Floats]:
    """
    The weights, shape (features, classes), and the intercept, shape (classes,).

    `wanted` is 1 where an example (row) is of a class (column), else 0. `strength` is C of a logistic
    regression: it minimises ½‖weights‖² + C × the sum of log losses. The same examples always give the same.

    Each example holds a dual variable for each class; a step moves them towards what its own error asks for,
    as far as the curvature of the loss allows, and the weights follow at once.
    """
    # the features that most texts have stand side by side, so that what is used again is near at hand
    order_of_features = np.argsort(-np.bincount(vectors.ids, minlength=features), kind="stable")
    number = np.empty(features, np.int32)
    number[order_of_features] = np.arange(features, dtype=np.int32)
    vectors = Vectors(vectors.starts, number.take(vectors.ids), vectors.weights)
    weights = np.zeros((features, wanted.shape[1]), dtype=np.float32)
    # a row as one value without a type: numpy writes those three times as fast as rows of numbers
    whole_rows = weights.view(np.dtype((np.void, weights.itemsize * wanted.shape[1]))).ravel()
    intercept = np.zeros(wanted.shape[1], dtype=np.float32)
    dual = np.zeros_like(wanted)
    sizes = _squared_lengths(vectors) + BIAS
    starts, counts = vectors.starts[:-1], np.diff(vectors.starts)
    columns = np.empty(features, np.int32)
    shuffle = np.random.default_rng(0)
    for _ in range(EPOCHS):
        order = shuffle.permutation(len(vectors))
        for first in range(0, len(order), BATCH):
            rows = order[first : first + BATCH]
            ids, table = _dense(vectors, starts[rows], counts[rows], columns)
            chosen = weights.take(ids, axis=0)
            predicted = probabilities(table @ chosen + intercept)
            curvature = np.maximum(LEAST_CURVATURE, (predicted * (1 - predicted)).max(axis=1))
            step = 1 / (1 + strength * sizes[rows] * curvature)
            moved = step[:, None] * (strength * (wanted[rows] - predicted) - dual[rows])
            dual[rows] += moved
            chosen += table.T @ moved
            whole_rows[ids] = chosen.view(whole_rows.dtype).ravel()
            intercept += BIAS * moved.sum(axis=0)
    return weights.take(number, axis=0), intercept


def _dense(vectors: Vectors, starts: Numbers, counts: Numbers, columns: Ints) -> tuple[Ints, Floats]:
    """
    The features that these few texts have, and the texts as rows over them. `columns` is a scratch pad, shape
    (features,): sorting the features instead would take longer than all the rest.
    """
    places = ranges(starts, counts)
    ids = vectors.ids.take(places)
    # whoever writes last stays: so each feature is kept once
    numbers = np.arange(len(ids), dtype=np.int32)
    columns[ids] = numbers
    different = ids[columns.take(ids) == numbers]
    columns[different] = numbers[: len(different)]
    table = np.zeros((len(starts), len(different)), np.float32)
    lines = np.arange(0, table.size, len(different), dtype=np.int32) if len(different) else starts
    table.ravel()[lines.repeat(counts) + columns.take(ids)] = vectors.weights.take(places)
    return different, table


def _squared_lengths(vectors: Vectors) -> Floats:
    totals = np.concatenate([[0], np.cumsum(vectors.weights * vectors.weights, dtype=np.float64)])
    return np.diff(totals[vectors.starts]).astype(np.float32)
