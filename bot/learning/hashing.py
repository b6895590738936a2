"""
Features as 64-bit hashes: words, pairs of words, pieces of words. Changes when texts are looked at
differently.

A feature has no name, only a hash (feature hashing: Weinberger et al. 2009, without folding the hashes into
few buckets). Letters are hashed by CRC-32, which is the same in every process; everything further mixes whole
arrays of hashes at once: multiply and xor-shift rounds with the odd primes of xxHash64 (Y. Collet) and the
golden ratio of splitmix64 (Steele et al. 2014), whose products carry every bit into the high ones.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import chain
from typing import Any
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

Hashes = NDArray[np.uint64]
"""Shape (n,): equal features have equal hashes, in every process and on every machine."""

Numbers = NDArray[np.int64]
Ints = NDArray[np.int32]

Text = tuple[str, ...]
"""A text as its folded words."""

Clusters = Mapping[str, tuple[int, ...]]
"""For a word, its cluster of words of like meaning, from the coarsest level to the finest."""

PIECES = (3, 4)
"""Letters of a piece of a word, whose ends count as a letter each."""

GAPS = (2, 3)
"""Pairs of words count when they stand side by side, and with one or two words between them."""

_FIRST, _LAST = np.uint64(0x1F), np.uint64(0x2F)
"""Stand before the first word of a text and behind its last: separators of ASCII, which no word hashes to."""

_WRAP = 0xFFFFFFFFFFFFFFFF
_GOLDEN = 0x9E3779B97F4A7C15  # 2^64 / golden ratio: splitmix64
_PRIME = 0xC2B2AE3D27D4EB4F  # PRIME64_2 of xxHash64
_FINISH = 0x165667B19E3779F9  # PRIME64_3 of xxHash64
_SHIFT = np.uint64(29)


def _mixed(hashes: Hashes) -> Hashes:
    hashes = (hashes ^ (hashes >> _SHIFT)) * np.uint64(_FINISH)
    return hashes ^ (hashes >> _SHIFT)


def _seed(*numbers: int) -> Hashes:
    return np.asarray([number * _PRIME & _WRAP for number in numbers], np.uint64)


def _seeded(hashes: Hashes, seed: Hashes) -> Hashes:
    """Other hashes for the same things, looked at in another way."""
    return _mixed(hashes * np.uint64(_GOLDEN) ^ seed)


def _joined(first: Hashes, second: Hashes, gap: Hashes) -> Hashes:
    """One hash for two words that stand so far apart, in this order."""
    return _mixed(first * np.uint64(_GOLDEN) ^ (second + gap) * np.uint64(_PRIME))


def hash_words(words: Iterable[str]) -> Hashes:
    """The hashes of words as features of the first block."""
    return np.fromiter((crc32(word.encode()) for word in words), dtype=np.uint64)


def _hash_pieces(word: str) -> list[int]:
    # slices of bytes are cheaper than slices of letters, and the same where a letter is a byte
    whole = f"<{word}>".encode() if word.isascii() else f"<{word}>"
    cut = [whole[i : i + n] for n in PIECES for i in range(len(whole) - n + 1)]
    return [crc32(piece if isinstance(piece, bytes) else piece.encode()) for piece in cut]


_SEED_OF_PAIRS, _SEED_OF_PIECES = _seed(1), _seed(2)
_SEED_OF_LEVELS = 3
"""One seed for each way of looking; that of a level of clusters is this one plus its number."""


@dataclass(frozen=True, slots=True)
class Runs:
    """The different features of one text. Nothing of the text can be read from them."""

    hashes: Hashes
    """Shape (n,), rising, each once."""
    counts: Numbers
    """Shape (n,): how often the text has each, 1 or more."""
    blocks: Numbers
    """Shape (n,): the block of each (`hash_texts`)."""


@dataclass(slots=True)
class Seen:
    """
    What was hashed already of some texts: each word once, and each text that was asked for alone.

    Give all who look at the texts of one turn the same one, then throw it away: its words are not ours to
    keep.
    """

    clusters: Clusters
    rows: dict[str, tuple[int, ...]] = field(default_factory=dict)
    """For a word its hash, then its cluster on each level (itself, where it has none)."""
    pieces: dict[str, list[int]] = field(default_factory=dict)
    runs: dict[Text, Runs] = field(default_factory=dict)
    found: dict[object, tuple[Hashes, Numbers, NDArray[np.bool_]]] = field(default_factory=dict)
    """By model, the hashes of the first text that it looked at and where it found them (`Features`)."""
    levels: int = field(init=False)

    def __post_init__(self) -> None:
        self.levels = len(next(iter(self.clusters.values()), ()))

    def add(self, words: Iterable[str]) -> None:
        """Hash those of the words that are new."""
        for word in words:
            if word not in self.rows:
                hashed = crc32(word.encode())
                self.rows[word] = (hashed, *(self.clusters.get(word) or (hashed,) * self.levels))
                if word not in self.pieces:
                    self.pieces[word] = _hash_pieces(word)

    def beside(self, clusters: Clusters) -> Seen:
        """For a model with other clusters: what does not depend on them is still hashed once."""
        return Seen(clusters, pieces=self.pieces)

    def runs_of(self, text: Text) -> Runs:
        """The different features of one text."""
        found = self.runs.get(text)
        if found is None:
            found = self.runs[text] = _runs(text, self)
        return found


@dataclass(frozen=True, slots=True)
class Block:
    """One way of looking at many texts: every occurrence of every feature."""

    number: int
    """Words 0, pairs 1, pieces 2; then for each level of clusters words (odd) and pairs (even)."""
    hashes: Hashes
    """Shape (features,), rising: the different ones."""
    ids: Ints
    """Shape (occurrences,): places in `hashes`."""
    texts: Ints
    """Shape (occurrences,): the number of the text."""


def hash_all(texts: Sequence[Text], seen: Seen) -> Iterator[Block]:
    """
    Every feature of many texts, block by block: 3 + 2 × levels of clusters, the same as `Seen.runs_of` finds.
    `seen` must be new.

    What is true of a word wherever it stands is looked up once for each different word, not for each text.
    """
    flat = tuple(chain.from_iterable(texts))
    seen.add(flat)
    numbers = {word: number for number, word in enumerate(seen.rows)}
    ids = np.fromiter(map(numbers.__getitem__, flat), np.int32, len(flat))
    layout = _Layout.of(list(map(len, texts)))
    rows = _rows(seen.rows, seen)
    for level, row in enumerate(rows):
        block = 2 * level + 1 if level else 0
        hashes, inverse = np.unique(row, return_inverse=True)
        yield Block(block, hashes, inverse.astype(np.int32)[ids], layout.texts)
        hashes, inverse = np.unique(_pairs(row[None, ids], layout), return_inverse=True)
        yield Block(block + 1, hashes, inverse.ravel().astype(np.int32), layout.pair_texts)
    sizes = np.fromiter(map(len, seen.pieces.values()), np.int64, len(seen.pieces))
    pieces = _seeded(np.fromiter(chain.from_iterable(seen.pieces.values()), np.uint64), _SEED_OF_PIECES)
    hashes, inverse = np.unique(pieces, return_inverse=True)
    places = ranges((np.cumsum(sizes) - sizes)[ids], sizes[ids])
    yield Block(2, hashes, inverse.astype(np.int32)[places], np.repeat(layout.texts, sizes[ids]))


def hash_alone(words: Collection[str], seen: Seen) -> Hashes:
    """The features of words that stand alone, shape (1 + levels, words): each word, and its clusters."""
    seen.add(words)
    return _rows(words, seen)


def _rows(words: Collection[str], seen: Seen) -> Hashes:
    """
    Words that were seen, and their clusters, shape (1 + levels, words).

    A word and its clusters are not the same feature: each level gets a seed of its own.
    """
    flat = chain.from_iterable(map(seen.rows.__getitem__, words))
    rows = np.fromiter(flat, np.uint64, len(words) * (seen.levels + 1)).reshape(len(words), seen.levels + 1).T
    if not seen.levels:
        return rows
    return np.concatenate([rows[:1], _seeded(rows[1:], _seeds_of_levels(seen.levels))])


def _pairs(rows: Hashes, layout: _Layout) -> Hashes:
    """The pairs of each row of words, shape (rows, pairs)."""
    padded = np.empty((len(rows), rows.shape[1] + 2 * len(layout.begins)), np.uint64)
    padded[:, layout.begins] = _FIRST
    padded[:, layout.ends] = _LAST
    padded[:, layout.words] = rows
    return _seeded(_joined(padded[:, layout.first], padded[:, layout.second], layout.gaps), _SEED_OF_PAIRS)


def ranges(first: NDArray[Any], sizes: NDArray[Any]) -> NDArray[Any]:
    """
    The numbers of many ranges in a row: for (5, 9) and (2, 1) they are 5, 6, 9. They are of the type of
    `first`, which must hold the number of them all.
    """
    ends = sizes.cumsum(dtype=first.dtype)
    number = ends[-1] if len(ends) else 0
    found: NDArray[Any] = np.arange(number, dtype=first.dtype)
    found += (first - ends + sizes).repeat(sizes)
    return found


@lru_cache(16)
def _seeds_of_levels(levels: int) -> Hashes:
    return _seed(*range(_SEED_OF_LEVELS, _SEED_OF_LEVELS + levels))[:, None]


@dataclass(frozen=True, slots=True)
class _Layout:
    """Where words, and the words of pairs, stand when texts are written in a row, each between two ends."""

    begins: Ints
    ends: Ints
    words: Ints
    first: Ints
    """Shape (pairs,): where the first word of each pair stands; `second` likewise."""
    second: Ints
    gaps: Hashes
    texts: Ints
    """Shape (words,): the text of each word."""
    pair_texts: Ints

    @classmethod
    def of(cls, lengths: Sequence[int]) -> _Layout:
        sizes = np.asarray(lengths, np.int32)
        each = np.arange(len(sizes), dtype=np.int32)
        texts = each.repeat(sizes)
        words = np.arange(len(texts), dtype=np.int32) + 2 * texts + 1
        begins = np.cumsum(sizes + 2, dtype=np.int32) - sizes - 2
        ends = begins + sizes + 1
        # side by side, the ends of the text count as words; further apart they do not
        first = [np.delete(np.arange(len(texts) + 2 * len(sizes), dtype=np.int32), ends)]
        first_texts = [each.repeat(sizes + 1)]
        for gap in GAPS:
            within = words + gap < ends[texts]
            first.append(words[within])
            first_texts.append(texts[within])
        gaps = np.asarray((1, *GAPS), np.int32).repeat(list(map(len, first)))
        firsts = np.concatenate(first)
        pair_texts = np.concatenate(first_texts)
        return cls(begins, ends, words, firsts, firsts + gaps, gaps.astype(np.uint64), texts, pair_texts)


@lru_cache(512)
def _layout_of_one(words: int) -> _Layout:
    """The same for every text of so many words."""
    return _Layout.of([words])


@lru_cache(512)
def _blocks_of_one(words: int, levels: int) -> Numbers:
    """The block of a piece, then those of all words and pairs in their order."""
    pairs = len(_layout_of_one(words).first)
    of_words, of_pairs = (0, *range(3, 3 + 2 * levels, 2)), (1, *range(4, 4 + 2 * levels, 2))
    return np.concatenate([[2], np.repeat(of_words, words), np.repeat(of_pairs, pairs)])


def _runs(text: Text, seen: Seen) -> Runs:
    seen.add(text)
    layout = _layout_of_one(len(text))
    rows = _rows(text, seen)
    pieces = list(chain.from_iterable(map(seen.pieces.__getitem__, text)))
    cut = _seeded(np.fromiter(pieces, np.uint64, len(pieces)), _SEED_OF_PIECES)
    hashes = np.concatenate([cut, rows.ravel(), _pairs(rows, layout).ravel()])
    # no two blocks share a hash, so all can be sorted at once
    order = hashes.argsort()
    hashes = hashes[order]
    begins = np.concatenate([[True], hashes[1:] != hashes[:-1]]).nonzero()[0]
    counts = np.concatenate([begins[1:], [len(hashes)]]) - begins
    # the pieces stand first: what is before the others is of their block
    place = order[begins] - (len(pieces) - 1)
    return Runs(hashes[begins], counts, _blocks_of_one(len(text), seen.levels)[np.maximum(place, 0)])
