"""
Features as 64-bit hashes: words, pairs of words, pieces of words. Changes when texts are looked at differently.

A feature has no name, only a hash (feature hashing: Weinberger et al. 2009, without folding the hashes into
few buckets). Letters are hashed by CRC-32, which is the same in every process; everything further mixes whole
arrays of hashes at once: multiply and xor-shift rounds with the odd primes of xxHash64 (Y. Collet) and the
golden ratio of splitmix64 (Steele et al. 2014), whose products carry every bit into the high ones.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import chain
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

Hashes = NDArray[np.uint64]
"""Shape (n,): equal features have equal hashes, in every process and on every machine."""

Numbers = NDArray[np.int64]

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

    Give all who look at the texts of one turn the same one, then throw it away: its words are not ours to keep.
    """

    clusters: Clusters
    rows: dict[str, tuple[int, ...]] = field(default_factory=dict)
    """For a word its hash, then its cluster on each level (itself, where it has none)."""
    pieces: dict[str, list[int]] = field(default_factory=dict)
    runs: dict[Text, Runs] = field(default_factory=dict)
    levels: int = field(init=False)

    def __post_init__(self) -> None:
        self.levels = len(next(iter(self.clusters.values()), ()))

    def add(self, words: Iterable[str]) -> None:
        """Hash those of the words that are new."""
        for word in words:
            if word not in self.rows:
                hashed = crc32(word.encode())
                self.rows[word] = (hashed, *(self.clusters.get(word) or (hashed,) * self.levels))
                self.pieces[word] = _hash_pieces(word)

    def runs_of(self, text: Text) -> Runs:
        """The different features of one text."""
        found = self.runs.get(text)
        if found is None:
            found = self.runs[text] = _runs(hash_texts((text,), self))
        return found


@dataclass(frozen=True, slots=True)
class Occurrences:
    """Some features of some texts as often as they stand there, in one block or more."""

    hashes: Hashes
    """Shape (blocks, n)."""
    blocks: tuple[int, ...]
    texts: Numbers
    """Shape (n,): the number of the text."""


def hash_texts(texts: Sequence[Text], seen: Seen) -> tuple[Occurrences, ...]:
    """
    Every feature of the texts. Blocks: words 0, pairs 1, pieces 2, then for each level of clusters words
    (odd numbers from 3) and pairs (even numbers from 4).
    """
    flat = texts[0] if len(texts) == 1 else tuple(chain.from_iterable(texts))
    seen.add(flat)
    levels = seen.levels
    layout = _layout_of_one(len(flat)) if len(texts) == 1 else _Layout.of(list(map(len, texts)))
    words = np.fromiter(chain.from_iterable(map(seen.rows.__getitem__, flat)), np.uint64)
    words = _with_seeds(words.reshape(len(flat), levels + 1).T)
    padded = np.empty((levels + 1, len(flat) + 2 * len(texts)), np.uint64)
    padded[:, layout.begins] = _FIRST
    padded[:, layout.ends] = _LAST
    padded[:, layout.words] = words
    joined = _joined(padded[:, layout.first], padded[:, layout.second], layout.gaps)
    pieces = [seen.pieces[word] for word in flat]
    cut = np.fromiter(chain.from_iterable(pieces), np.uint64)
    of_pieces = np.repeat(layout.texts, np.fromiter(map(len, pieces), np.int64, len(pieces)))
    return (
        Occurrences(words, (0, *range(3, 3 + 2 * levels, 2)), layout.texts),
        Occurrences(_seeded(joined, _SEED_OF_PAIRS), (1, *range(4, 4 + 2 * levels, 2)), layout.pair_texts),
        Occurrences(_seeded(cut, _SEED_OF_PIECES)[None], (2,), of_pieces),
    )


@lru_cache(16)
def _seeds_of_levels(levels: int) -> Hashes:
    return _seed(*range(_SEED_OF_LEVELS, _SEED_OF_LEVELS + levels))[:, None]


@dataclass(frozen=True, slots=True)
class _Layout:
    """Where words, and the words of pairs, stand when texts are written in a row, each between two ends."""

    begins: Numbers
    ends: Numbers
    words: Numbers
    first: Numbers
    second: Numbers
    gaps: Hashes
    texts: Numbers
    pair_texts: Numbers

    @classmethod
    def of(cls, lengths: Sequence[int]) -> _Layout:
        sizes = np.asarray(lengths, np.int64)
        texts = np.repeat(np.arange(len(sizes)), sizes)
        words = np.arange(len(texts)) + 2 * texts + 1
        begins = np.cumsum(sizes + 2) - sizes - 2
        ends = begins + sizes + 1
        # side by side, the ends of the text count as words
        first = [np.delete(np.arange(int((sizes + 2).sum())), ends)]
        firsts_of_texts = [np.repeat(np.arange(len(sizes)), sizes + 1)]
        gaps = [1]
        for gap in GAPS:
            within = words + gap < ends[texts]
            first.append(words[within])
            firsts_of_texts.append(texts[within])
            gaps.append(gap)
        spread = np.repeat(gaps, list(map(len, first)))
        firsts = np.concatenate(first)
        return cls(
            begins,
            ends,
            words,
            firsts,
            firsts + spread,
            spread.astype(np.uint64),
            texts,
            np.concatenate(firsts_of_texts),
        )


@lru_cache(512)
def _layout_of_one(words: int) -> _Layout:
    """The same for every text of so many words."""
    return _Layout.of([words])


@lru_cache(512)
def _blocks_of_one(words: int, levels: int) -> Numbers:
    pairs = len(_layout_of_one(words).first)
    each = (0, *range(3, 3 + 2 * levels, 2)), (1, *range(4, 4 + 2 * levels, 2))
    return np.concatenate([np.repeat(each[0], words), np.repeat(each[1], pairs)])


def _runs(found: tuple[Occurrences, ...]) -> Runs:
    words, pairs, pieces = found
    hashes = np.concatenate([words.hashes.ravel(), pairs.hashes.ravel(), pieces.hashes[0]])
    # no two blocks share a hash, so all can be sorted at once
    order = hashes.argsort()
    hashes = hashes[order]
    begins = np.flatnonzero(np.concatenate([[True], hashes[1:] != hashes[:-1]]))
    counts = np.diff(begins, append=len(hashes))
    blocks = _blocks_of_one(words.hashes.shape[1], len(words.hashes) - 1)
    first = order[begins]
    of_pieces = first >= len(blocks)
    numbers = np.where(of_pieces, 2, blocks[np.where(of_pieces, 0, first)]) if len(blocks) else first * 0 + 2
    return Runs(hashes[begins], counts, numbers)


def hash_words_alone(words: Iterable[str], seen: Seen) -> Hashes:
    """The features of words that stand alone, shape (1 + levels, words): each word, and its cluster on each level."""
    words = tuple(words)
    seen.add(words)
    rows = np.fromiter(chain.from_iterable(map(seen.rows.__getitem__, words)), np.uint64)
    return _with_seeds(rows.reshape(len(words), seen.levels + 1).T)


def _with_seeds(rows: Hashes) -> Hashes:
    """A word and its clusters are not the same feature: each level gets a seed of its own."""
    levels = len(rows) - 1
    return np.concatenate([rows[:1], _seeded(rows[1:], _seeds_of_levels(levels))]) if levels else rows
