"""What is looked at in a text: words, pairs of words, pieces of words, and the same by word clusters."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Halves = NDArray[np.float16]
"""To be kept, not to be counted with: half the memory, three digits."""

Ints = NDArray[np.int32]
Marks = NDArray[np.uint64]
"""Features as numbers: a feature has no name, only a mark that is the same wherever it is met."""

Text = tuple[str, ...]
"""A text as its folded words."""

Clusters = Mapping[str, tuple[int, ...]]
"""For a word, its cluster of words of like meaning, from the coarsest level to the finest."""

Seen = dict[str, list[int]]
"""For a word of this turn, the marks of its pieces."""

PIECES = (3, 4)
GAPS = (2, 3)
"""Pairs of words count when they stand side by side, and with one or two words between them."""

CLUSTER_WEIGHT = 0.3
"""How much a block of clusters counts beside a block of words."""

RARE = 3
"""A pair or a piece that fewer examples have teaches nothing. Words always count."""

_FIRST, _LAST = np.uint64(0x1F), np.uint64(0x2F)
_WRAP = 0xFFFFFFFFFFFFFFFF
_ONE, _OTHER, _LAST_STIR = 0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9
_SHIFT = np.uint64(29)


def _stirred(marks: Marks) -> Marks:
    marks = (marks ^ (marks >> _SHIFT)) * np.uint64(_LAST_STIR)
    return marks ^ (marks >> _SHIFT)


def _salted(marks: Marks, salt: int) -> Marks:
    """Other marks for the same features seen in another way."""
    return _stirred(marks * np.uint64(_ONE) ^ np.uint64(salt * _OTHER & _WRAP))


def _joined(first: Marks, second: Marks, gap: int) -> Marks:
    """One mark for two words that stand so far apart, in this order."""
    return _stirred(first * np.uint64(_ONE) ^ (second + np.uint64(gap)) * np.uint64(_OTHER))


def _marks(words: Iterable[str]) -> Marks:
    return np.fromiter((crc32(word.encode()) for word in words), dtype=np.uint64)


def _pairs(row: Marks) -> Marks:
    padded = np.concatenate([[_FIRST], row, [_LAST]]).astype(np.uint64)
    beside = _joined(padded[:-1], padded[1:], 1)
    return np.concatenate([beside, *(_joined(row[:-gap], row[gap:], gap) for gap in GAPS)])


def _pieces(text: Text, seen: Seen) -> Marks:
    return np.fromiter(chain.from_iterable(seen.get(word) or _cut(word, seen) for word in text), np.uint64)


def _cut(word: str, seen: Seen) -> list[int]:
    """The marks of the pieces of a word, which are cut once."""
    whole = f"<{word}>".encode() if word.isascii() else f"<{word}>"
    cut = [whole[i : i + n] for n in PIECES for i in range(len(whole) - n + 1)]
    seen[word] = marks = [crc32(piece if isinstance(piece, bytes) else piece.encode()) for piece in cut]
    return marks


@dataclass(frozen=True, slots=True)
class Vector:
    """Features of one text that the examples know: their numbers and weights."""

    ids: Ints
    weights: Floats
    known: float
    """The share of the text's word weight that the examples know at all, 0 to 1."""


class Features:
    """
    Turns texts into sparse vectors, weighted by rarity (tf-idf), each block of its own length.

    Fitted once on the examples. A word that no example has cannot weigh in a vector, but it lowers
    `Vector.known`; its cluster still speaks for it.
    """

    def __init__(self, marks: Marks, rarity: Floats, texts: int, clusters: Clusters | None = None) -> None:
        self.marks = marks
        self.rarity = rarity
        self.texts = texts
        self._clusters = clusters or {}
        self._levels = len(next(iter(self._clusters.values()), ()))
        self._unseen = float(np.log(1 + texts) + 1)

    @classmethod
    def fit(cls, texts: Sequence[Text], clusters: Clusters | None = None) -> Features:
        """Learn which features there are and how rare each is. The same texts always give the same."""
        blank = cls(np.empty(0, np.uint64), np.empty(0, np.float32), len(texts), clusters)
        each = [blank.blocks(text) for text in texts]
        kept: list[Marks] = []
        counted: list[NDArray[np.int64]] = []
        for number in range(3 + 2 * blank._levels):
            present = [np.unique(blocks[number]) for blocks in each]
            marks, counts = (
                np.unique(np.concatenate(present), return_counts=True) if present else (None, None)
            )
            if marks is not None and counts is not None:
                often = counts >= (1 if number == 0 else RARE)
                kept.append(marks[often])
                counted.append(counts[often])
        marks, first = np.unique(np.concatenate(kept), return_index=True)
        frequency = np.concatenate(counted)[first].astype(np.float32)
        rarity = (np.log((1 + len(texts)) / (1 + frequency)) + 1).astype(np.float32)
        return cls(marks, rarity, len(texts), clusters)

    def __len__(self) -> int:
        return len(self.marks)

    def blocks(self, text: Text, seen: Seen | None = None) -> list[Marks]:
        """Every feature of a text, block by block: words, pairs, pieces, then words and pairs a level."""
        words = _marks(text)
        found = [words, _salted(_pairs(words), 1), _salted(_pieces(text, {} if seen is None else seen), 2)]
        if self._levels:
            rows = [self._clusters.get(word) for word in text]
            for level in range(self._levels):
                row = np.fromiter(
                    (words[i] if r is None else r[level] for i, r in enumerate(rows)),
                    dtype=np.uint64,
                    count=len(rows),
                )
                row = _salted(row, 3 + level)
                found += [row, _salted(_pairs(row), 1)]
        return found

    def alone(self, words: Collection[str]) -> Iterator[tuple[NDArray[np.int64], Floats]]:
        """The features of each word that stands alone, block by block: numbers and weights (unknown: 0)."""
        marks = _marks(words)
        yield self._weighed(marks, 1.0)
        rows = [self._clusters.get(word) for word in words]
        for level in range(self._levels):
            row = [int(marks[i]) if r is None else r[level] for i, r in enumerate(rows)]
            yield self._weighed(_salted(np.asarray(row, dtype=np.uint64), 3 + level), CLUSTER_WEIGHT)

    def _weighed(self, marks: Marks, share: float) -> tuple[NDArray[np.int64], Floats]:
        places = np.searchsorted(self.marks, marks)
        places[places == len(self.marks)] = 0
        here = self.marks[places] == marks if len(self.marks) else np.zeros(len(marks), dtype=bool)
        weights = self.rarity[places] * here * np.float32(np.sqrt(share))
        return places, weights.astype(np.float32)

    def vector(self, text: Text, seen: Seen | None = None) -> Vector:
        """The features of a text. Of texts that share words, give all the same `seen`: it saves time."""
        blocks = self.blocks(text, seen)
        numbers = np.repeat(np.arange(len(blocks)), [len(block) for block in blocks])
        # no two blocks share a mark, so all can be looked up at once
        marks, first, counts = np.unique(np.concatenate(blocks), return_index=True, return_counts=True)
        numbers = numbers[first]
        places = np.searchsorted(self.marks, marks)
        places[places == len(self.marks)] = 0
        here = self.marks[places] == marks if len(self.marks) else np.zeros(len(marks), dtype=bool)
        places, known = places[here], numbers[here]
        values = self.rarity[places] * (1 + np.log(counts[here])).astype(np.float32)

        def each_block(of: NDArray[np.int64], weights: Floats | None = None) -> NDArray[np.float64]:
            return np.bincount(of, weights=weights, minlength=len(blocks)).astype(np.float64)

        missing = (each_block(numbers) - each_block(known)) * self._unseen
        total = each_block(known, values)
        length = np.sqrt(each_block(known, values * values) + missing * self._unseen)
        share = np.where(np.arange(len(blocks)) < 3, 1.0, CLUSTER_WEIGHT)
        scale = np.sqrt(share) / np.where(total > 0, length, 1.0)
        weights = values * scale[known].astype(np.float32)
        words = total[0] / (total[0] + missing[0]) if total[0] else 0.0
        return Vector(places.astype(np.int32), weights, float(words))


class Postings:
    """Vectors of many texts, turned round: for each feature, the texts that have it."""

    def __init__(self, rows: Ints, weights: Halves, starts: Ints, texts: int) -> None:
        self.rows = rows
        self.weights = weights
        self.starts = starts
        self.texts = texts

    @classmethod
    def of(cls, vectors: Sequence[Vector], features: int, at_most: int | None = None) -> Postings:
        """
        Turn the vectors round. Where more than `at_most` texts have a feature, those stay in which it weighs
        most (a champion list): what is read for a question does not grow with the texts.
        """
        ids = np.concatenate([v.ids for v in vectors]) if vectors else np.empty(0, np.int32)
        weights = np.concatenate([v.weights for v in vectors]) if vectors else np.empty(0, np.float32)
        rows = np.repeat(np.arange(len(vectors), dtype=np.int32), [len(v.ids) for v in vectors])
        order = np.lexsort((-weights, ids))
        if at_most is not None and len(ids):
            place = np.arange(len(order)) - np.searchsorted(ids[order], ids[order])
            order = order[place < at_most]
        starts = np.searchsorted(ids[order], np.arange(features + 1)).astype(np.int32)
        return cls(rows[order], weights[order].astype(np.float16), starts, len(vectors))

    def similarities(self, vector: Vector) -> Floats:
        """How alike the vector is to every text: the sum of the blocks' cosines, each by its weight."""
        first, last = self.starts[vector.ids], self.starts[vector.ids + 1]
        sizes = last - first
        total = int(sizes.sum())
        if not total:
            return np.zeros(self.texts, dtype=np.float32)
        ends = np.cumsum(sizes)
        places = np.arange(total) + np.repeat(first - (ends - sizes), sizes)
        values = self.weights[places] * np.repeat(vector.weights, sizes)
        return np.bincount(self.rows[places], weights=values, minlength=self.texts).astype(np.float32)
