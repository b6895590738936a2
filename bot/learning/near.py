"""The known word that an unknown one is closest to. Changes when we measure slips of typing differently."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from rapidfuzz import process
from rapidfuzz.distance import OSA


class Near:
    """
    Finds the nearest of some words by slips: a letter wrong, missing or too many, or two exchanged.

    Of words at one distance the first one given wins. Few words have nearly the same letters: only those
    are compared, so that a page of unknown words costs milliseconds.
    """

    def __init__(self, words: Sequence[str]) -> None:
        self._words = words
        self._letters = np.fromiter(map(_letters, words), dtype=np.uint64, count=len(words))
        self._lengths = np.fromiter(map(len, words), dtype=np.int64, count=len(words))

    def find(self, word: str, slips: int) -> str | None:
        """The nearest word with at most so many slips, or None."""
        # a slip changes which letters there are by two at most
        alike = np.bitwise_count(self._letters ^ np.uint64(_letters(word))) <= 2 * slips
        alike &= np.abs(self._lengths - len(word)) <= slips
        few = [self._words[int(i)] for i in np.flatnonzero(alike)]
        found = process.extractOne(word, few, scorer=OSA.distance, score_cutoff=slips)
        return None if found is None else str(found[0])


def _letters(word: str) -> int:
    """Which letters a word has, as bits. Letters that share one only make a word look nearer."""
    bits = 0
    for letter in word:
        bits |= 1 << (ord(letter) & 63)
    return bits
