"""
BM25 with an entry's asks pooled into one document: the floor, and a small part of every score.

S. Robertson, H. Zaragoza: The Probabilistic Relevance Framework: BM25 and Beyond (2009), formula 3.15, with
the rarity of Lucene (one is added before the logarithm, so that none is below zero). Changes when that part
does.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import chain
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bot.learning import Text
from bot.learning.features import Floats
from bot.learning.hashing import Hashes, hash_words

K1 = 1.2
"""How soon a word that comes again adds no more."""

B = 0.75
"""How much a long document is held against it, from 0 to 1."""


class PooledBM25:
    """Scores every entry by the words that it shares with a question, rare ones counting more."""

    def __init__(self, hashes: Hashes, table: Floats) -> None:
        self._hashes = hashes
        self._table = table

    @classmethod
    def of(cls, documents: Mapping[str, Sequence[Text]], columns: Sequence[str]) -> PooledBM25:
        """Count the words of each column's texts; a column without texts scores nothing."""
        pooled = [list(chain.from_iterable(documents.get(name, ()))) for name in columns]
        lengths = np.fromiter(map(len, pooled), np.float32, len(pooled))
        usual = float(lengths[lengths > 0].mean()) if lengths.any() else 1.0
        hashes, words = np.unique(hash_words(chain.from_iterable(pooled)), return_inverse=True)
        cells = words * len(columns) + np.repeat(np.arange(len(columns)), list(map(len, pooled)))
        frequency = np.bincount(cells, minlength=len(hashes) * len(columns)).astype(np.float32)
        frequency = frequency.reshape(len(hashes), len(columns))
        documents_with = (frequency > 0).sum(axis=1, keepdims=True)
        rarity = np.log(1 + (len(columns) - documents_with + 0.5) / (documents_with + 0.5))
        damped = frequency * (K1 + 1) / (frequency + K1 * (1 - B + B * lengths / usual))
        return cls(hashes, (rarity * damped).astype(np.float32))

    def weights(self, text: Text) -> Floats:
        """The score in every column of each word that any column has: shape (words, columns)."""
        if not len(self._hashes):
            return self._table
        hashes = hash_words(text)
        rows = self._hashes.searchsorted(hashes)
        rows[rows == len(self._hashes)] = 0
        found: Floats = self._table.take(rows[self._hashes[rows] == hashes], axis=0)
        return found

    def scores(self, text: Text) -> Floats:
        """One score a column, 0 or more."""
        return np.asarray(self.weights(text).sum(axis=0))

    def arrays(self) -> dict[str, NDArray[Any]]:
        """To be kept and given back to `restored`."""
        return {"bm25_hashes": self._hashes, "bm25_table": self._table}

    @classmethod
    def restored(cls, kept: Mapping[str, NDArray[Any]]) -> PooledBM25:
        """The table whose `arrays` were kept. KeyError when one is missing."""
        return cls(kept["bm25_hashes"], kept["bm25_table"])
