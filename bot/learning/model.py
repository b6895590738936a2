"""What was learned from labelled examples: softmax regression over sparse features."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bot.learning.features import Clusters, Features, Floats, Postings, Text, Vector

STRENGTH = 20.0
"""How much the examples weigh against small weights (C of a logistic regression)."""

PASSES = 6
"""Looks at every example. Six passes come within two per cent of the optimum; more changed no answer."""

BATCH = 32
"""Examples that are looked at together: as one small dense table they cost least."""

LEAST_BEND = np.float32(0.1)
"""Below it a surer example would make steps so long that those of one batch overshoot together."""

COMMON = 250
"""To find the nearest, a feature is looked at in so many examples: those in which it weighs most."""

BIAS = np.float32(0.1)
"""The square of the constant feature. Small, because a large one would slow all other learning down."""

Arrays = Mapping[str, NDArray[np.generic]]


@dataclass(frozen=True, slots=True)
class Model:
    """Says how likely each class is for a text, and how alike the text is to each example."""

    features: Features
    classes: tuple[str, ...]
    table: Floats
    """Shape (features, classes)."""
    start: Floats
    """Shape (classes,): the scores of a text that has no known feature."""
    examples: Postings
    """The examples themselves, or none where nobody asks for the nearest."""

    def scores(self, vector: Vector) -> Floats:
        """One score a class: the logarithm of how likely it is, up to a constant."""
        return vector.weights @ self.table[vector.ids].astype(np.float32) + self.start

    def pulls(self, words: Collection[str], away_from: str) -> dict[str, float]:
        """How much each word pulls, alone and through its clusters, from one class towards any other."""
        column = self.classes.index(away_from)
        pulls = np.zeros(len(words), dtype=np.float32)
        for places, weights in self.features.alone(words):
            rows = self.table[places].astype(np.float32)
            others = np.delete(rows, column, axis=1)
            if others.size:
                pulls += weights * (others.max(axis=1) - rows[:, column])
        return dict(zip(words, map(float, pulls), strict=True))

    def arrays(self) -> dict[str, NDArray[np.generic]]:
        """All that was learned, to be kept and given back to `restored`."""
        return {
            "marks": self.features.marks,
            "rarity": self.features.rarity,
            "texts": np.asarray(self.features.texts),
            "classes": np.asarray(self.classes),
            "table": self.table,
            "start": self.start,
            "rows": self.examples.rows,
            "weights": self.examples.weights,
            "starts": self.examples.starts,
            "count": np.asarray(self.examples.texts),
        }

    @classmethod
    def restored(cls, kept: Arrays, clusters: Clusters | None) -> Model:
        """The model whose `arrays` were kept. KeyError when one is missing."""
        return cls(
            Features(kept["marks"], kept["rarity"], int(kept["texts"]), clusters),  # type: ignore[arg-type]
            tuple(str(name) for name in kept["classes"]),
            kept["table"],  # type: ignore[arg-type]
            kept["start"],  # type: ignore[arg-type]
            Postings(kept["rows"], kept["weights"], kept["starts"], int(kept["count"])),  # type: ignore[arg-type]
        )


def probabilities(scores: Floats) -> Floats:
    """Scores as shares of one, along the last axis."""
    raised = np.exp(scores - scores.max(axis=-1, keepdims=True))
    return np.asarray(raised / raised.sum(axis=-1, keepdims=True), dtype=np.float32)


def fit(
    texts: Sequence[Text],
    labels: Sequence[str],
    clusters: Clusters | None = None,
    *,
    keep: int = 0,
    strength: float = STRENGTH,
) -> Model:
    """
    Learn from labelled examples; the same examples always give the same model.

    Time and memory grow with the examples and their words, not with the square of their number.
    `keep` examples, the first ones, can be found again as the nearest.
    """
    features = Features.fit(texts, clusters)
    vectors = [features.vector(text) for text in texts]
    classes = tuple(sorted(set(labels)))
    column = {name: i for i, name in enumerate(classes)}
    wanted = np.zeros((len(texts), len(classes)), dtype=np.float32)
    wanted[np.arange(len(texts)), [column[label] for label in labels]] = 1.0
    table, start = _ascended(vectors, len(features), wanted, np.float32(strength))
    kept = Postings.of(vectors[:keep], len(features), at_most=COMMON)
    return Model(features, classes, table.astype(np.float16), start, kept)


def _ascended(
    vectors: Sequence[Vector], features: int, wanted: Floats, strength: np.float32
) -> tuple[Floats, Floats]:
    """
    Stochastic dual coordinate ascent: the weights, shape (features, classes), and the start.

    Each example holds its share in each class; a step moves the share towards what its own error asks
    for, as far as the bend of the loss allows, and the weights follow at once.
    """
    weights = np.zeros((features, wanted.shape[1]), dtype=np.float32)
    start = np.zeros(wanted.shape[1], dtype=np.float32)
    shares = np.zeros_like(wanted)
    shuffle = np.random.default_rng(0)
    for _ in range(PASSES):
        order = shuffle.permutation(len(vectors))
        for first in range(0, len(order), BATCH):
            rows = order[first : first + BATCH]
            ids, table = _dense([vectors[row] for row in rows])
            chosen = weights[ids]
            predicted = probabilities(table @ chosen + start)
            bend = np.maximum(LEAST_BEND, (predicted * (1 - predicted)).max(axis=1))
            size = (table * table).sum(axis=1) + BIAS
            step = 1 / (1 + strength * size * bend)
            moved = step[:, None] * (strength * (wanted[rows] - predicted) - shares[rows])
            shares[rows] += moved
            weights[ids] = chosen + table.T @ moved
            start += BIAS * moved.sum(axis=0)
    return weights, start


def _dense(vectors: Sequence[Vector]) -> tuple[NDArray[np.int32], Floats]:
    """The features that these few texts have, and the texts as rows over them."""
    ids, places = np.unique(np.concatenate([vector.ids for vector in vectors]), return_inverse=True)
    table = np.zeros((len(vectors), len(ids)), dtype=np.float32)
    rows = np.repeat(np.arange(len(vectors)), [len(vector.ids) for vector in vectors])
    table[rows, places] = np.concatenate([vector.weights for vector in vectors])
    return ids, table
