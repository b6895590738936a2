"""What was learned from labelled examples: softmax regression over sparse features."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bot.learning.features import Clusters, Features, Floats, Postings, Text, Vector

STRENGTH = 20.0
"""How much the examples weigh against small weights (C of a logistic regression)."""

STEPS = 80
DENSE = 2_000

COMMON = 250
"""A feature that more examples have is not looked at to find the nearest: it costs most and tells least."""

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
    emphasis: Sequence[float] | None = None,
) -> Model:
    """
    Learn from labelled examples; the same examples always give the same model.

    Works on the similarities of the examples to each other (the dual form), so time and memory grow
    with the square of their number: 6,000 examples take some ten seconds and 320 MB. `keep` examples, the
    first ones, can be found again as the nearest. With `emphasis` an example counts as so many.
    """
    features = Features.fit(texts, clusters)
    vectors = [features.vector(text) for text in texts]
    table = _similarity_table(vectors, len(features))
    table += BIAS
    classes = tuple(sorted(set(labels)))
    column = {name: i for i, name in enumerate(classes)}
    wanted = np.zeros((len(texts), len(classes)), dtype=np.float32)
    wanted[np.arange(len(texts)), [column[label] for label in labels]] = 1.0
    counts = np.asarray(emphasis if emphasis is not None else [1.0] * len(texts), dtype=np.float32)
    shares = _accelerated(table, wanted, STRENGTH * counts[:, None])
    weights = np.zeros((len(features), len(classes)), dtype=np.float32)
    for vector, share in zip(vectors, shares, strict=True):
        weights[vector.ids] += vector.weights[:, None] * share[None, :]
    kept = Postings.of(vectors[:keep], len(features), at_most=COMMON)
    return Model(features, classes, weights.astype(np.float16), BIAS * shares.sum(axis=0), kept)


def _similarity_table(vectors: Sequence[Vector], features: int) -> Floats:
    """How alike each text is to each other. Shape (texts, texts)."""
    # a few thousand common features make nearly all the products: those as a dense matrix, the rest sparse
    often = np.bincount(np.concatenate([vector.ids for vector in vectors]), minlength=features)
    column = np.full(features, -1)
    common = np.argsort(-often, kind="stable")[:DENSE]
    column[common] = np.arange(len(common))
    dense = np.zeros((len(vectors), len(common)), dtype=np.float32)
    rest: list[Vector] = []
    for row, vector in zip(dense, vectors, strict=True):
        columns = column[vector.ids]
        row[columns[columns >= 0]] = vector.weights[columns >= 0]
        rest.append(Vector(vector.ids[columns < 0], vector.weights[columns < 0], vector.known))
    table: Floats = dense @ dense.T
    postings = Postings.of(rest, features)
    for number, vector in enumerate(rest):
        table[number] += postings.similarities(vector)
    return table


def _accelerated(table: Floats, wanted: Floats, strength: Floats) -> Floats:
    """Nesterov's accelerated gradient steps on the dual; each example's share in each class."""
    step = np.float32(1.0 / (1.0 + float(strength.max()) * _largest_eigenvalue(table) / 2))
    shares: Floats = np.zeros_like(wanted)
    ahead: Floats = shares
    momentum = 1.0
    for _ in range(STEPS):
        predicted = probabilities(table @ ahead)
        moved = (ahead - step * (ahead + strength * (predicted - wanted))).astype(np.float32)
        next_momentum = (1 + (1 + 4 * momentum * momentum) ** 0.5) / 2
        ahead = (moved + np.float32((momentum - 1) / next_momentum) * (moved - shares)).astype(np.float32)
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
