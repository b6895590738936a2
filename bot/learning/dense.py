"""
Learning from short vectors in which every number counts, as an encoder makes them. Changes when something
else is learned from them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bot.learning.ascent import ascend
from bot.learning.features import Floats, Vectors
from bot.learning.hashing import Ints

STRENGTH = 3.0
"""How much the examples weigh against small weights (C of a logistic regression)."""

Arrays = Mapping[str, NDArray[np.generic]]


@dataclass(frozen=True, slots=True)
class Centre:
    """
    The middle of all vectors of one language. An encoder's vectors have most in common: what tells texts
    apart, and what is alike across languages, is how they differ from the middle of their own.
    """

    middle: Floats

    @classmethod
    def of(cls, vectors: Floats) -> Centre:
        """The mean of vectors, shape (texts, size)."""
        return cls(np.asarray(vectors.mean(axis=0), np.float32))

    def __call__(self, vectors: Floats) -> Floats:
        """Seen from the middle, and at unit length again; one vector or many."""
        moved = vectors - self.middle
        length = np.linalg.norm(moved, axis=-1, keepdims=True)
        return np.asarray(moved / np.where(length > 0, length, 1.0), np.float32)


@dataclass(frozen=True, slots=True)
class Dense:
    """A softmax regression over short vectors."""

    weights: Floats
    """Shape (size, columns)."""
    intercept: Floats

    @classmethod
    def fit(cls, vectors: Floats, columns: Ints, number: int) -> Dense:
        """
        Learn which column each vector is of: `columns` are whole numbers from 0 to `number` - 1. The same
        vectors always give the same. Takes a second for 14,000.
        """
        texts, size = vectors.shape
        rows = Vectors(
            np.arange(0, texts * size + 1, size),
            np.tile(np.arange(size, dtype=np.int32), texts),
            np.ascontiguousarray(vectors, np.float32).ravel(),
        )
        wanted = np.zeros((texts, number), np.float32)
        wanted[np.arange(texts), columns] = 1.0
        return cls(*ascend(rows, size, wanted, np.float32(STRENGTH)))

    @property
    def columns(self) -> int:
        """How many there are."""
        return len(self.intercept)

    def scores(self, vector: Floats) -> Floats:
        """One score a column: the logarithm of how likely it is, up to a constant."""
        return np.asarray(vector @ self.weights + self.intercept)


class Nearest:
    """The vectors of all examples."""

    def __init__(self, vectors: Floats, columns: Ints, number: int) -> None:
        """Shape (examples, size), of unit length, and the column of each."""
        self.vectors = vectors
        self.columns = number
        self._examples = [(each, _places(columns, each)) for each in np.unique(columns).tolist()]

    def likeness(self, vector: Floats) -> Floats:
        """How like each example is, shape (examples,), from -1 to 1."""
        return np.asarray(self.vectors @ vector)

    def of_each_column(self, likeness: Floats, how_many: int) -> Floats:
        """The mean likeness of so many nearest examples of each column; -1 for a column without any."""
        found = np.full(self.columns, -1.0, np.float32)
        for column, examples in self._examples:
            own = likeness[examples]
            if how_many == 1:
                found[column] = own.max()
            elif len(own) > how_many:
                found[column] = np.partition(own, len(own) - how_many)[-how_many:].mean()
            else:
                found[column] = own.mean()
        return found


def _places(columns: Ints, column: int) -> Ints | slice:
    """Where a column's examples are; as a slice, which copies nothing, where no other's stand between."""
    places = np.flatnonzero(columns == column).astype(np.int32)
    first, end = int(places[0]), int(places[-1]) + 1
    return slice(first, end) if end - first == len(places) else places


def learned(vectors: Floats, columns: Ints, number: int, groups: Ints) -> dict[str, NDArray[Any]]:
    """
    All that is learned from the vectors of examples, to be kept: for `restored`.

    `groups`: by whole numbers from 0, the language of each; each is seen from the middle of its own. A
    question is in that of 0.
    """
    centres = [Centre.of(vectors[groups == group]) for group in range(int(groups.max()) + 1)]
    centred = np.empty_like(vectors)
    for group, centre in enumerate(centres):
        centred[groups == group] = centre(vectors[groups == group])
    head = Dense.fit(centred, columns, number)
    return {
        "dense_middle": centres[0].middle,
        "dense_vectors": centred,
        "dense_columns": columns,
        "dense_weights": head.weights,
        "dense_intercept": head.intercept,
    }


def restored(kept: Arrays) -> tuple[Centre, Dense, Nearest]:
    """What was `learned`. KeyError when an array is missing."""
    middle, vectors, columns, weights, intercept = (
        kept[f"dense_{name}"] for name in ("middle", "vectors", "columns", "weights", "intercept")
    )
    head = Dense(np.asarray(weights, np.float32), np.asarray(intercept, np.float32))
    return (
        Centre(np.asarray(middle, np.float32)),
        head,
        Nearest(np.asarray(vectors, np.float32), np.asarray(columns, np.int32), head.columns),
    )
