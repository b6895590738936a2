"""The nearest examples of a text, by an inverted index. Changes when nearness is measured differently."""

from __future__ import annotations

import numpy as np

from bot.learning.features import Floats, Halves, Vector, Vectors
from bot.learning.hashing import Ints, ranges


class Postings:
    """Vectors of many texts, turned round: for each feature, the texts that have it."""

    def __init__(self, rows: Ints, weights: Halves, starts: Ints, texts: int) -> None:
        self.rows = rows
        self.weights = weights
        self.starts = starts
        self.texts = texts

    @classmethod
    def of(cls, vectors: Vectors, features: int, at_most: int | None = None) -> Postings:
        """
        Turn the vectors round. Where more than `at_most` texts have a feature, those stay in which it weighs
        most (a champion list: Manning, Raghavan, Schütze 2008, ch. 7): what is read for a question does not
        grow with the texts.
        """
        rows = np.repeat(np.arange(len(vectors), dtype=np.int32), np.diff(vectors.starts))
        # of weights above zero, the bits rise as the weights do: feature and weight sort as one number
        falling = np.uint64(0xFFFFFFFF) - vectors.weights.view(np.uint32)
        order = np.argsort(vectors.ids.astype(np.uint64) << np.uint64(32) | falling, kind="stable")
        ids = vectors.ids[order]
        if at_most is not None:
            sizes = np.bincount(ids, minlength=features)
            place = np.arange(len(ids)) - np.repeat(np.cumsum(sizes) - sizes, sizes)
            order, ids = order[place < at_most], ids[place < at_most]
        starts = np.concatenate([[0], np.cumsum(np.bincount(ids, minlength=features))]).astype(np.int32)
        return cls(rows[order], vectors.weights[order].astype(np.float16), starts, len(vectors))

    def similarities(self, vector: Vector) -> Floats:
        """How alike the vector is to every text, shape (texts,): the sum of the blocks' cosines, by weight."""
        first, last = self.starts[vector.ids], self.starts[vector.ids + 1]
        sizes = last - first
        places = ranges(first, sizes)
        values = self.weights[places] * np.repeat(vector.weights, sizes)
        return np.bincount(self.rows[places], values, self.texts).astype(np.float32)
