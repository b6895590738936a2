"""
How much each word and pair of words speaks for a class, beside any model. Changes when that is counted
otherwise.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bot.learning.features import Floats
from bot.learning.hashing import Hashes, Text, hash_words
from bot.learning.model import Arrays

SMOOTHED = 0.5
"""Added to each count, so that what was never seen is not sure."""

MOST = 3.0
"""No word speaks louder, for or against: log odds."""

RARE = 2
"""What fewer texts have says nothing."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """
    Log odds of each word and pair of words, for the class against each of several others: how much likelier
    it is to stand in a text of the class.
    """

    hashes: Hashes
    """Shape (words and pairs,), rising."""
    odds: Floats
    """Shape (words and pairs, others), from -MOST to MOST."""
    is_word: NDArray[np.bool_]
    """Shape (words and pairs,): whether it is one word."""

    @classmethod
    def of(cls, texts: Sequence[Text], others: Sequence[Sequence[Text]]) -> Evidence:
        """Count the texts of the class, and those of each other one."""
        counted, *rest = (_counted(each) for each in (texts, *others))
        every = Counter(counted)
        for each in rest:
            every.update(each)
        names = [name for name, times in every.items() if times >= RARE]
        own = _odds(names, counted, len(texts))
        odds = [own - _odds(names, each, len(those)) for each, those in zip(rest, others, strict=True)]
        table = np.clip(np.stack(odds, axis=1), -MOST, MOST).astype(np.float32)
        hashes, first = np.unique(hash_words(names), return_index=True)
        return cls(hashes, table[first], np.asarray([" " not in name for name in names], np.bool_)[first])

    def look(self, text: Text) -> tuple[Floats, float]:
        """The sum over a text's words and pairs, shape (others,); and over the words that speak for it."""
        rows = self._rows(text)
        found = self.odds[rows]
        words = found[self.is_word[rows], 0]
        return np.asarray(found.sum(axis=0)), float(words[words > 0].sum())

    def _rows(self, text: Text) -> NDArray[np.int64]:
        hashes = np.unique(hash_words({*text, *map(" ".join, pairwise(text))}))
        if not len(self.hashes) or not len(hashes):
            return np.empty(0, np.int64)
        places = self.hashes.searchsorted(hashes)
        places[places == len(self.hashes)] = 0
        return np.asarray(places[self.hashes[places] == hashes])

    def arrays(self) -> dict[str, NDArray[Any]]:
        """To be kept and given back to `restored`."""
        return {
            "evidence_hashes": self.hashes,
            "evidence_odds": self.odds,
            "evidence_words": self.is_word.astype(np.uint8),
        }

    @classmethod
    def restored(cls, kept: Arrays) -> Evidence:
        """What was kept. KeyError when an array is missing."""
        return cls(
            np.asarray(kept["evidence_hashes"], np.uint64),
            np.asarray(kept["evidence_odds"], np.float32),
            np.asarray(kept["evidence_words"], np.bool_),
        )


def _counted(texts: Iterable[Text]) -> Counter[str]:
    """In how many texts each word and each pair of neighbours stands."""
    counted: Counter[str] = Counter()
    for text in texts:
        counted.update({*text, *map(" ".join, pairwise(text))})
    return counted


def _odds(names: Sequence[str], counted: Counter[str], texts: int) -> NDArray[np.float64]:
    """Log odds that a text has it."""
    times = np.fromiter((counted[name] for name in names), np.float64, len(names))
    return np.log(times + SMOOTHED) - np.log(np.maximum(texts - times, 0) + SMOOTHED)
