"""Softmax regression over sparse features: which class a text belongs to, learned from examples."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from bot.learning.features import Features, Floats, Postings, Text, Vector

STRENGTH = 20.0
"""How much the examples weigh against small weights (C of a logistic regression)."""

STEPS = 120


@dataclass(frozen=True, slots=True)
class Weights:
    """What was learned: one column a class, one row a feature. Small enough to keep in a cache file."""

    classes: tuple[str, ...]
    table: Floats
    """Shape (features, classes)."""
    start: Floats
    """Shape (classes,): the score of a text that has no known feature."""


@dataclass(frozen=True, slots=True)
class Classifier:
    """Says how likely each class is for a text."""

    features: Features
    weights: Weights

    def scores(self, vector: Vector) -> Floats:
        """One score a class: the logarithm of how likely it is, up to a constant."""
        return vector.weights @ self.weights.table[vector.ids] + self.weights.start


def probabilities(scores: Floats) -> Floats:
    """Scores as shares of one, along the last axis."""
    raised = np.exp(scores - scores.max(axis=-1, keepdims=True))
    return np.asarray(raised / raised.sum(axis=-1, keepdims=True), dtype=np.float32)


def similarity_table(postings: Postings, vectors: Sequence[Vector]) -> Floats:
    """How alike each text is to each other. Shape (texts, texts)."""
    return np.stack([postings.similarities(vector) for vector in vectors])


def fit(
    texts: Sequence[Text],
    labels: Sequence[str],
    features: Features,
    *,
    strength: float = STRENGTH,
) -> Weights:
    """
    Learn the weights from labelled examples. The same examples always give the same weights.

    Works on the similarities of the examples to each other (the dual form), so its cost grows with
    the square of their number and not with the number of features: 4,000 examples take a few seconds.
    """
    classes = tuple(sorted(set(labels)))
    vectors = [features.vector(text) for text in texts]
    postings = Postings(vectors, len(features))
    table = similarity_table(postings, vectors) + np.float32(1.0)  # the 1 is a constant feature: a bias
    column = {name: i for i, name in enumerate(classes)}
    wanted = np.zeros((len(texts), len(classes)), dtype=np.float32)
    wanted[np.arange(len(texts)), [column[label] for label in labels]] = 1.0
    shares = _accelerated(table, wanted, np.float32(strength))
    return Weights(classes, _to_features(vectors, shares, len(features)), shares.sum(axis=0))


def _accelerated(table: Floats, wanted: Floats, strength: np.float32) -> Floats:
    """Nesterov's accelerated gradient steps on the dual; each example's share in each class."""
    step = np.float32(1.0 / (1.0 + float(strength) * _largest_eigenvalue(table) / 2))
    shares = ahead = np.zeros_like(wanted)
    momentum = 1.0
    for _ in range(STEPS):
        predicted = probabilities(table @ ahead)
        moved: Floats = ahead - step * (ahead + strength * (predicted - wanted))
        next_momentum = (1 + (1 + 4 * momentum * momentum) ** 0.5) / 2
        ahead = moved + np.float32((momentum - 1) / next_momentum) * (moved - shares)
        shares, momentum = moved, next_momentum
    return shares


def _largest_eigenvalue(table: Floats) -> float:
    vector: Floats = np.full(len(table), len(table) ** -0.5, dtype=np.float32)
    size = 1.0
    for _ in range(12):
        vector = table @ vector
        size = float(np.linalg.norm(vector))
        vector /= np.float32(size)
    return size


def _to_features(vectors: Sequence[Vector], shares: Floats, features: int) -> Floats:
    weights = np.zeros((features, shares.shape[1]), dtype=np.float32)
    for vector, share in zip(vectors, shares, strict=True):
        weights[vector.ids] += vector.weights[:, None] * share[None, :]
    return weights
