"""What is looked at in a text: words, pairs of words, pieces of words, and the same by word clusters."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Ints = NDArray[np.int32]
Text = tuple[str, ...]
"""A text as its folded words."""

Clusters = Mapping[str, tuple[int, ...]]
"""For a word, its cluster of words of like meaning, from the coarsest level to the finest."""

PIECES = (3, 4)
SKIPPED = 2
"""Pairs of words count with up to this many words between them."""

CLUSTER_WEIGHT = 0.3
"""How much a block of clusters counts beside a block of words."""


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
            yield from (f"{size}{whole[i : i + size]}" for i in range(len(whole) - size + 1))


def _clustered(clusters: Clusters, level: int, make: Callable[[Text], Iterator[str]], text: Text) -> Iterator[str]:
    yield from make(tuple(f"~{clusters[word][level]}" if word in clusters else word for word in text))


@dataclass(frozen=True, slots=True)
class _Block:
    """One way of looking at a text, and how much it counts."""

    make: Callable[[Text], Iterator[str]]
    weight: float


def _blocks(clusters: Clusters) -> tuple[_Block, ...]:
    blocks = [_Block(_words, 1.0), _Block(_pairs, 1.0), _Block(_pieces, 1.0)]
    levels = len(next(iter(clusters.values()), ()))
    for level in range(levels):
        for make in (_words, _pairs):
            blocks.append(_Block(partial(_clustered, clusters, level, make), CLUSTER_WEIGHT))
    return tuple(blocks)


@dataclass(frozen=True, slots=True)
class Vector:
    """Features of one text that the examples know: their numbers and weights, rising by number."""

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

    def __init__(self, names: Sequence[Mapping[str, int]], rarity: Floats, texts: int, clusters: Clusters) -> None:
        self.rarity = rarity
        self._names = names
        self._blocks = _blocks(clusters)
        self._unseen = float(np.log(1 + texts) + 1)

    @classmethod
    def fit(cls, texts: Iterable[Text], clusters: Clusters | None = None) -> Features:
        """Learn which features there are and how rare each is. Their order is fixed: fits repeat exactly."""
        clusters = clusters or {}
        blocks = _blocks(clusters)
        seen: list[Counter[str]] = [Counter() for _ in blocks]
        count = 0
        for text in texts:
            count += 1
            for block, counter in zip(blocks, seen, strict=True):
                counter.update(set(block.make(text)))
        names: list[dict[str, int]] = []
        frequencies: list[int] = []
        for counter in seen:
            ordered = sorted(counter)
            names.append({name: len(frequencies) + i for i, name in enumerate(ordered)})
            frequencies.extend(counter[name] for name in ordered)
        df = np.asarray(frequencies, dtype=np.float32)
        rarity = (np.log((1 + count) / (1 + df)) + 1).astype(np.float32)
        return cls(names, rarity, count, clusters)

    def __len__(self) -> int:
        return len(self.rarity)

    def vector(self, text: Text) -> Vector:
        """The features of a text."""
        ids: list[int] = []
        weights: list[Floats] = []
        known = 0.0
        for number, (block, names) in enumerate(zip(self._blocks, self._names, strict=True)):
            counts = Counter(block.make(text))
            found = [(i, n) for name, n in counts.items() if (i := names.get(name)) is not None]
            numbers = [i for i, _ in found]
            values = self.rarity[numbers] * _damped([n for _, n in found])
            missing = (len(counts) - len(found)) * self._unseen
            if number == 0:
                here = float(values.sum())
                known = here / (here + missing) if here else 0.0
            length = (float(values @ values) + missing * self._unseen) ** 0.5
            if numbers:
                ids.extend(numbers)
                weights.append(values * np.float32(block.weight**0.5 / length))
        if not ids:
            return Vector(np.empty(0, np.int32), np.empty(0, np.float32), known)
        order = np.argsort(np.asarray(ids, dtype=np.int32), kind="stable")
        return Vector(np.asarray(ids, dtype=np.int32)[order], np.concatenate(weights)[order], known)


def _damped(counts: Sequence[int]) -> Floats:
    """A feature that stands twice counts little more than once."""
    return (1 + np.log(np.asarray(counts, dtype=np.float32))).astype(np.float32)


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
        """How alike the vector is to every text: the sum of the blocks' cosines, each by its weight."""
        spans = [slice(self.starts[i], self.starts[i + 1]) for i in vector.ids]
        if not spans:
            return np.zeros(self.texts, dtype=np.float32)
        rows = np.concatenate([self.rows[span] for span in spans])
        values = np.concatenate(
            [self.weights[span] * weight for span, weight in zip(spans, vector.weights, strict=True)]
        )
        return np.bincount(rows, weights=values, minlength=self.texts).astype(np.float32)
