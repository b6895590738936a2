"""The known word that an unknown one is closest to. Changes when we measure slips of typing differently."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import process
from rapidfuzz.distance import OSA


class Near:
    """
    Finds the nearest of some words by slips: a letter wrong, missing or too many, or two exchanged.

    Of words at one distance the first one given wins. Few words have nearly the same letters: only those
    are compared, so that a page of unknown words costs milliseconds.
    """

    def __init__(self, words: Sequence[str], letters: NDArray[np.uint64], lengths: NDArray[np.uint8]) -> None:
        self._words = words
        self.letters = letters
        """Shape (words,): which letters each has, as bits."""
        self.lengths = lengths
        """Shape (words,): how many it has; 255 stands for more, too."""

    @classmethod
    def of(cls, words: Sequence[str]) -> Near:
        """Look at the letters of the words."""
        letters = np.fromiter(map(_letters, words), np.uint64, len(words))
        return cls(words, letters, np.fromiter((min(len(word), 255) for word in words), np.uint8, len(words)))

    def find(self, word: str, slips: int) -> str | None:
        """The nearest word with at most so many slips, or None."""
        # a slip changes which letters there are by two at most, and their number by one
        alike = np.bitwise_count(self.letters ^ np.uint64(_letters(word))) <= 2 * slips
        alike &= (self.lengths >= len(word) - slips) & (self.lengths <= len(word) + slips)
        few = [self._words[int(i)] for i in np.flatnonzero(alike)]
        found = process.extractOne(word, few, scorer=OSA.distance, score_cutoff=slips)
        return None if found is None else str(found[0])


def _letters(word: str) -> int:
    """Which letters a word has, as bits. Letters that share one only make a word look nearer."""
    bits = 0
    for letter in word:
        bits |= 1 << (ord(letter) & 63)
    return bits
