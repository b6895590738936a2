"""The words that the examples taught. Changes when other words than those of the examples count as right."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bot.learning.hashing import Text
from bot.learning.near import Near
from bot.learning.strings import Strings

SHORTEST = 4
"""Letters: a shorter unknown word may be any of too many."""

COMMON = 3
"""A word is worth correcting towards when at least this many examples have it."""


@dataclass(frozen=True, slots=True)
class KnownWords:
    """Which words are right, and how many examples have each."""

    counts: Mapping[str, int]
    """Most frequent first, then by letters; 0 for right words that no example has."""
    near: Near
    """Finds the nearest of the common words."""
    alphabet: frozenset[str]
    """The letters of all words."""

    @classmethod
    def of(cls, texts: Iterable[Text], right: Iterable[str] = ()) -> KnownWords:
        """The words of the examples, and other words that are right as they are."""
        counts = Counter(chain.from_iterable(map(set, texts)))
        for word in right:
            counts[word] += 0
        found = dict(sorted(counts.items(), key=lambda each: (-each[1], each[0])))
        near = Near.of([word for word, count in found.items() if count >= COMMON and len(word) >= SHORTEST])
        return cls(found, near, frozenset().union(*found))

    def frequent(self, at_least: int) -> Sequence[str]:
        """The words that so many examples have."""
        return [word for word, count in self.counts.items() if count >= at_least]

    def arrays(self) -> dict[str, NDArray[Any]]:
        """To be kept and given back to `restored`."""
        return {
            **Strings.of(self.counts).arrays("words"),
            **Strings.of(sorted(self.alphabet)).arrays("alphabet"),
            "word_counts": np.fromiter(self.counts.values(), np.int32, len(self.counts)),
            "near_letters": self.near.letters,
            "near_lengths": self.near.lengths,
        }

    @classmethod
    def restored(cls, kept: Mapping[str, NDArray[Any]]) -> KnownWords:
        """The words whose `arrays` were kept. KeyError when one is missing."""
        # the models of one language know mostly the same words: interned, each is in memory once
        words = list(map(sys.intern, Strings.restored(kept, "words").all()))
        counts = dict(zip(words, kept["word_counts"].tolist(), strict=True))
        common = [word for word, count in counts.items() if count >= COMMON and len(word) >= SHORTEST]
        near = Near(common, kept["near_letters"], kept["near_lengths"])
        return cls(counts, near, frozenset(Strings.restored(kept, "alphabet").all()))
