"""The nearest examples of a text, by an inverted index. Changes when nearness is measured differently."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from bot.learning.features import Floats, Vector, Vectors
from bot.learning.hashing import Ints, ranges


class Postings:
    """Vectors of many texts, turned round: for each feature, the texts that have it."""

    def __init__(self, entries: NDArray[np.uint64], starts: Ints, texts: int) -> None:
        self.entries = entries
        """
        Shape (postings,), feature by feature: in the first four bytes of each the number of a text (int32),
        in the others the weight (float32). Side by side, because what a question costs is reading 40,000 of
        them.
        """
        self.starts = starts
        """Shape (features + 1,): where each feature begins in `entries`."""
        self.texts = texts

    @classmethod
    def of(cls, vectors: Vectors, features: int, at_most: int | None = None) -> Postings:
        """
        Turn the vectors round. Where more than `at_most` texts have a feature, those stay in which it weighs
        most (a champion list: Manning, Raghavan, Schütze 2008, ch. 7): what is read for a question does not
        grow with the texts.
        """
        rows = np.arange(len(vectors), dtype=np.int32).repeat(np.diff(vectors.starts))
        # of weights above zero, the bits rise as the weights do: feature and weight sort as one number
        falling = np.uint64(0xFFFFFFFF) - vectors.weights.view(np.uint32)
        order = np.argsort(vectors.ids.astype(np.uint64) << np.uint64(32) | falling, kind="stable")
        ids = vectors.ids[order]
        if at_most is not None:
            sizes = np.bincount(ids, minlength=features)
            place = np.arange(len(ids)) - (np.cumsum(sizes) - sizes).repeat(sizes)
            order, ids = order[place < at_most], ids[place < at_most]
        starts = np.concatenate([[0], np.cumsum(np.bincount(ids, minlength=features))]).astype(np.int32)
        entries = np.empty(len(order), np.uint64)
        entries.view(np.int32)[::2] = rows[order]
        entries.view(np.float32)[1::2] = vectors.weights[order]
        return cls(entries, starts, len(vectors))

    def similarities(self, vector: Vector) -> Floats:
        """How alike the vector is to every text, shape (texts,): the sum of the blocks' cosines."""
        first = self.starts.take(vector.ids)
        sizes = self.starts.take(vector.ids + 1) - first
        found = self.entries.take(ranges(first, sizes))
        values = found.view(np.float32)[1::2] * vector.weights.repeat(sizes)
        return np.bincount(found.view(np.int32)[::2], values, self.texts).astype(np.float32)
