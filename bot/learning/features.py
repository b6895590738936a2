"""
What the examples taught about features: which there are, and how rare each is. Changes when weights of
features do.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bot.learning.hashing import (
    Block,
    Clusters,
    Hashes,
    Ints,
    Numbers,
    Seen,
    Text,
    hash_all,
    hash_alone,
    ranges,
)

Floats = NDArray[np.float32]
Halves = NDArray[np.float16]
"""To be kept, not to be counted with: half the memory, three digits."""

PLAIN_BLOCKS = 3
"""Words, pairs and pieces; the blocks behind them are of clusters."""

CLUSTER_WEIGHT = 0.3
"""How much a block of clusters counts beside a block of words."""

RARE = 3
"""A pair or a piece that fewer examples have teaches nothing. Words always count."""


@dataclass(frozen=True, slots=True)
class Vector:
    """Features of one text that the examples know. Each block has the length 1, one of clusters √0.3."""

    ids: Ints
    """Shape (n,): rows of the model, each once."""
    weights: Floats
    """Shape (n,), above 0."""
    known: float
    """The share of the text's word weight that the examples know at all, 0 to 1."""


@dataclass(frozen=True, slots=True)
class Vectors:
    """The vectors of many texts as one sparse matrix (compressed sparse rows)."""

    starts: Numbers
    """Shape (texts + 1,): where each text begins in `ids` and `weights`."""
    ids: Ints
    weights: Floats

    def __len__(self) -> int:
        return len(self.starts) - 1

    def take(self, rows: Numbers) -> Vectors:
        """Those of some texts, in that order."""
        sizes = np.diff(self.starts)[rows]
        starts = np.concatenate([[0], np.cumsum(sizes)])
        places = ranges(self.starts[rows], sizes)
        return Vectors(starts, self.ids[places], self.weights[places])


class Features:
    """
    Turns texts into sparse vectors, weighted by rarity, each block of its own length.

    The weight of a feature in a text is (1 + log count) × (log((1 + texts) / (1 + texts with it)) + 1):
    sublinear tf-idf (Manning, Raghavan, Schütze 2008, ch. 6), smoothed as scikit-learn's TfidfVectorizer does
    it, so that a linear model over it can be held against scikit-learn's.

    Fitted once on the examples. A word that no example has cannot weigh in a vector, but it lowers
    `Vector.known`; its cluster still speaks for it.
    """

    def __init__(self, hashes: Hashes, rarity: Floats, texts: int, clusters: Clusters | None = None) -> None:
        self.hashes = hashes
        self.rarity = rarity
        self.texts = texts
        self.clusters: Clusters = {} if clusters is None else clusters
        self._levels = Seen(self.clusters).levels
        self._unseen = float(np.log(1 + texts) + 1)
        shares = np.full(PLAIN_BLOCKS + 2 * self._levels, CLUSTER_WEIGHT)
        shares[:PLAIN_BLOCKS] = 1.0
        self._lengths = np.sqrt(shares)

    @classmethod
    def fit(cls, texts: Sequence[Text], clusters: Clusters | None = None) -> tuple[Features, Vectors]:
        """
        Learn which features there are and how rare each is, and the vectors of the texts themselves.

        The same texts always give the same. All texts are looked at together, one block after the other.
        """
        seen = Seen({} if clusters is None else clusters)
        blocks = hash_all(texts, seen) if texts else iter(())
        counted = [_Counted.of(block, len(texts), 1 if block.number == 0 else RARE) for block in blocks]
        every = [np.empty(0, np.uint64), *(each.hashes for each in counted)]
        hashes, first = np.unique(np.concatenate(every), return_index=True)
        frequency = np.concatenate([np.empty(0, np.int64), *(each.frequency for each in counted)])[first]
        rarity = np.log((1 + len(texts)) / (1 + frequency.astype(np.float32))) + 1
        features = cls(hashes, rarity.astype(np.float32), len(texts), clusters)
        return features, features._vectors(counted)

    def __len__(self) -> int:
        return len(self.hashes)

    def seen(self, given: list[Seen] | None = None) -> Seen:
        """
        To be given along with all texts of one turn: that of the list with the same clusters, else a new one,
        which is added to the list.
        """
        for each in given or ():
            if each.clusters is self.clusters or not (each.clusters or self.clusters):
                return each
        new = given[0].beside(self.clusters) if given else Seen(self.clusters)
        if given is not None:
            given.append(new)
        return new

    def vector(self, text: Text, seen: Seen | None = None) -> Vector:
        """The features of one text; of the empty one, none that is known."""
        seen = seen or self.seen()
        runs = seen.runs_of(text)
        places, here = self._find_again(runs.hashes, seen)
        places, blocks = places[here], runs.blocks[here]
        values = self.rarity[places] * (1 + np.log(runs.counts[here])).astype(np.float32)
        missing = np.bincount(runs.blocks[~here], minlength=len(self._lengths))
        lengths, total = self._lengths_of(blocks, values, missing, len(self._lengths))
        scale = self._lengths / lengths
        words = float(total[0])
        known = words / (words + float(missing[0]) * self._unseen) if words else 0.0
        return Vector(places.astype(np.int32), values * scale[blocks].astype(np.float32), known)

    def alone(self, words: Collection[str], seen: Seen | None = None) -> Iterator[tuple[Numbers, Floats]]:
        """
        The features of each word that stands alone, block by block: rows of the model, and weights that are 0
        where the feature is unknown. Not for a model without any feature.
        """
        for number, hashes in enumerate(hash_alone(words, seen or self.seen())):
            places, here = self._find(hashes)
            length = np.float32(self._lengths[0 if number == 0 else PLAIN_BLOCKS])
            yield places, self.rarity[places] * here * length

    def _find_again(self, hashes: Hashes, seen: Seen) -> tuple[Numbers, NDArray[np.bool_]]:
        """
        The same as `_find`, for rising hashes. Most of what a part of a text has, the text has too: a search
        among its few hundred hashes costs a sixth of one among all.
        """
        if self not in seen.found or not len(seen.found[self][0]):
            seen.found[self] = (hashes, *self._find(hashes))
        known, known_places, known_here = seen.found[self]
        if known is hashes:
            return known_places, known_here
        rows = known.searchsorted(hashes)
        rows[rows == len(known)] = 0
        places, here = known_places[rows], known_here[rows]
        new = known[rows] != hashes
        if new.any():
            places[new], here[new] = self._find(hashes[new])
        return places, here

    def _find(self, hashes: Hashes) -> tuple[Numbers, NDArray[np.bool_]]:
        """For each hash its row, or 0, and whether it is there."""
        if not len(self.hashes):
            return np.zeros(len(hashes), np.int64), np.zeros(len(hashes), np.bool_)
        places = self.hashes.searchsorted(hashes)
        places[places == len(self.hashes)] = 0
        return places, self.hashes[places] == hashes

    def _lengths_of(
        self, numbers: NDArray[np.integer], values: Floats, missing: Numbers, size: int
    ) -> tuple[NDArray[np.floating], NDArray[Any]]:
        """
        The Euclidean length and the total weight of each group of features. What is missing lengthens a group
        as the rarest feature would: a text of unknown words is not as near to an ask as its one known word.
        """
        total = np.bincount(numbers, values, size)
        length = np.sqrt(np.bincount(numbers, values * values, size) + missing * self._unseen**2)
        return np.where(total > 0, length, 1.0), total

    def _vectors(self, counted: Sequence[_Counted]) -> Vectors:
        sizes = (
            np.stack([each.sizes for each in counted], axis=1) if counted else np.zeros((self.texts, 1), int)
        )
        # in the matrix a text's blocks stand side by side
        begins = (np.cumsum(sizes) - sizes.ravel()).reshape(sizes.shape)
        ids = np.empty(sizes.sum(), np.int32)
        weights = np.empty(len(ids), np.float32)
        most = max((int(each.counts.max(initial=1)) for each in counted), default=1)
        damped = np.concatenate([[0], 1 + np.log(np.arange(1, most + 1))]).astype(np.float32)
        for column, each in enumerate(counted):
            rows = self.hashes.searchsorted(each.hashes)[each.ids]
            values = self.rarity[rows] * damped[each.counts]
            lengths, _ = self._lengths_of(each.texts, values, each.missing, self.texts)
            scale = self._lengths[each.block] / lengths
            places = ranges(begins[:, column], each.sizes)
            ids[places] = rows
            weights[places] = values * scale[each.texts].astype(np.float32)
        return Vectors(np.concatenate([[0], np.cumsum(sizes.sum(axis=1))]), ids, weights)


@dataclass(frozen=True, slots=True)
class _Counted:
    """One block of all examples: what is frequent enough, and which text has it how often."""

    block: int
    hashes: Hashes
    frequency: Numbers
    """Shape as `hashes`: in how many texts each is."""
    texts: Ints
    """Rising: the texts of `ids` and `counts`."""
    ids: Ints
    """Places in `hashes`."""
    counts: Ints
    missing: Numbers
    """Shape (texts,): how many different features of each text are too rare."""
    sizes: Numbers
    """Shape (texts,): how many of its features are kept."""

    @classmethod
    def of(cls, block: Block, number_of_texts: int, at_least: int) -> _Counted:
        # text and feature in one number: sorted, equal ones stand together
        keys = block.texts.astype(np.uint64) << np.uint64(32) | block.ids.astype(np.uint64)
        keys.sort()
        begins = np.flatnonzero(np.concatenate([np.ones(min(len(keys), 1), np.bool_), keys[1:] != keys[:-1]]))
        counts = np.diff(begins, append=len(keys)).astype(np.int32)
        keys = keys[begins]
        texts, ids = (keys >> np.uint64(32)).astype(np.int32), keys.astype(np.uint32).astype(np.int32)
        frequency = np.bincount(ids, minlength=len(block.hashes))
        often = frequency >= at_least
        kept = often[ids]
        renumbered = (np.cumsum(often) - 1).astype(np.int32)
        missing = np.bincount(texts[~kept], minlength=number_of_texts)
        texts = texts[kept]
        return cls(
            block.number,
            block.hashes[often],
            frequency[often],
            texts,
            renumbered[ids[kept]],
            counts[kept],
            missing,
            np.bincount(texts, minlength=number_of_texts),
        )
