"""What is looked at in a text: words, pairs of words, and pieces of words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Ints = NDArray[np.int32]
Text = tuple[str, ...]
"""A text as its folded words."""

BLOCKS = 3
PIECES = (3, 4)
SKIPPED = 2
"""Pairs of words count with up to this many words between them."""


def _words(text: Text) -> Iterator[str]:
    yield from text


def _pairs(text: Text) -> Iterator[str]:
    padded = ("^", *text, "$")
    yield from (f"{first} {second}" for first, second in pairwise(padded))
    for gap in range(2, SKIPPED + 2):
        yield from (f"{text[i]}  {text[i + gap]}" for i in range(len(text) - gap))


def _pieces(text: Text) -> Iterator[str]:
    for word in text:
        whole = f"<{word}>"
        for size in PIECES:
            if len(whole) < size:
                continue
            yield from (f"{size}{whole[i : i + size]}" for i in range(len(whole) - size + 1))


_MAKERS = (_words, _pairs, _pieces)


@dataclass(frozen=True, slots=True)
class Vector:
    """Features of one text that the examples know: their numbers and weights, rising by number."""

    ids: Ints
    weights: Floats
    known: float
    """The share of the text's word weight that the examples know at all, 0 to 1."""


class Features:
    """
    Turns texts into sparse vectors, weighted by rarity (tf-idf), each block of unit length.

    Fitted once on the examples. A word that no example has cannot weigh in a vector, but it lowers
    `Vector.known`.
    """

    def __init__(self, names: Sequence[str], rarity: Floats, blocks: NDArray[np.int8], texts: int) -> None:
        self.names = names
        self.rarity = rarity
        self.blocks = blocks
        self.texts = texts
        self._ids = {name: i for i, name in enumerate(names)}
        self._unseen = float(np.log((1 + texts) / 1) + 1)

    @classmethod
    def fit(cls, texts: Iterable[Text]) -> Features:
        """Learn which features there are and how rare each is. Their order is fixed: fits repeat exactly."""
        seen: list[Counter[str]] = [Counter() for _ in _MAKERS]
        count = 0
        for text in texts:
            count += 1
            for block, make in enumerate(_MAKERS):
                seen[block].update({_name(block, feature) for feature in make(text)})
        names: list[str] = []
        blocks: list[int] = []
        frequencies: list[int] = []
        for block, counter in enumerate(seen):
            for name in sorted(counter):
                names.append(name)
                blocks.append(block)
                frequencies.append(counter[name])
        df = np.asarray(frequencies, dtype=np.float32)
        rarity = (np.log((1 + count) / (1 + df)) + 1).astype(np.float32)
        return cls(names, rarity, np.asarray(blocks, dtype=np.int8), count)

    def __len__(self) -> int:
        return len(self.names)

    def word(self, word: str) -> int | None:
        """The number of a word, or None when no example has it."""
        return self._ids.get(_name(0, word))

    def vector(self, text: Text) -> Vector:
        """The features of a text."""
        ids: list[int] = []
        weights: list[float] = []
        known_weight = all_weight = 0.0
        for block, make in enumerate(_MAKERS):
            counts = Counter(make(text))
            found = [(self._ids.get(_name(block, name)), n) for name, n in counts.items()]
            numbers = [i for i, _ in found if i is not None]
            values = np.asarray([1 + np.log(n) for i, n in found if i is not None], dtype=np.float32)
            values *= self.rarity[numbers]
            missing = sum(1 for i, _ in found if i is None) * self._unseen
            length = float(np.sqrt(float(values @ values) + missing * self._unseen))
            if block == 0:
                known_weight = float(values.sum())
                all_weight = known_weight + missing
            if length and numbers:
                ids.extend(numbers)
                weights.extend((values / length).tolist())
        order = np.argsort(np.asarray(ids, dtype=np.int32), kind="stable")
        return Vector(
            np.asarray(ids, dtype=np.int32)[order],
            np.asarray(weights, dtype=np.float32)[order],
            known_weight / all_weight if all_weight else 0.0,
        )


def _name(block: int, feature: str) -> str:
    return f"{block}{feature}"


class Postings:
    """Vectors of many texts, turned round: for each feature, the texts that have it."""

    def __init__(self, vectors: Sequence[Vector], features: int) -> None:
        self.texts = len(vectors)
        ids = np.concatenate([v.ids for v in vectors]) if vectors else np.empty(0, np.int32)
        weights = np.concatenate([v.weights for v in vectors]) if vectors else np.empty(0, np.float32)
        rows = np.repeat(np.arange(self.texts, dtype=np.int32), [len(v.ids) for v in vectors])
        order = np.argsort(ids, kind="stable")
        self.rows: Ints = rows[order]
        self.weights: Floats = weights[order].astype(np.float32)
        self.starts = np.searchsorted(ids[order], np.arange(features + 1))

    def similarities(self, vector: Vector) -> Floats:
        """How alike the vector is to every text: the sum of the blocks' cosines, 0 to 3."""
        spans = [slice(self.starts[i], self.starts[i + 1]) for i in vector.ids]
        if not spans:
            return np.zeros(self.texts, dtype=np.float32)
        rows = np.concatenate([self.rows[span] for span in spans])
        values = np.concatenate(
            [self.weights[span] * weight for span, weight in zip(spans, vector.weights, strict=True)]
        )
        return np.bincount(rows, weights=values, minlength=self.texts).astype(np.float32)
