"""BM25 with an entry's asks pooled into one document: the floor, and a small part of every score."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

import numpy as np

from bot.learning import Text
from bot.learning.features import Floats

K1 = 1.2
B = 0.75


class PooledBM25:
    """Scores every entry by the words that it shares with a question, rare ones counting more."""

    def __init__(self, documents: Mapping[str, Sequence[Text]], columns: Sequence[str]) -> None:
        counts = [Counter(word for text in documents.get(name, ()) for word in text) for name in columns]
        lengths = np.asarray([sum(c.values()) for c in counts], dtype=np.float32)
        usual = float(lengths[lengths > 0].mean()) if lengths.any() else 1.0
        words = sorted(set().union(*counts)) if counts else []
        self._rows = {word: i for i, word in enumerate(words)}
        frequency = np.asarray([[c[word] for c in counts] for word in words], dtype=np.float32)
        frequency = frequency.reshape(len(words), len(columns))
        documents_with = (frequency > 0).sum(axis=1, keepdims=True)
        rarity = np.log(1 + (len(columns) - documents_with + 0.5) / (documents_with + 0.5))
        damped = frequency * (K1 + 1) / (frequency + K1 * (1 - B + B * lengths / usual))
        self._table: Floats = (rarity * damped).astype(np.float32)
        self._columns = len(columns)

    def scores(self, text: Text) -> Floats:
        """One score a column."""
        rows = [self._rows[word] for word in text if word in self._rows]
        if not rows:
            return np.zeros(self._columns, dtype=np.float32)
        return self._table[rows].sum(axis=0)  # type: ignore[no-any-return]

    def share(self, text: Text) -> Floats:
        """For each column, the share of the text's words that it has at all, 0 to 1."""
        rows = [self._rows[word] for word in text if word in self._rows]
        if not text or not rows:
            return np.zeros(self._columns, dtype=np.float32)
        return (self._table[rows] > 0).sum(axis=0) / np.float32(len(text))  # type: ignore[no-any-return]
