"""Mending words that nobody taught us: typing slips and words run together."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from rapidfuzz import process
from rapidfuzz.distance import OSA

from bot.learning.features import Text

SHORTEST = 4
TWO_EDITS_FROM = 8
COMMON = 3
"""A word is worth mending towards when at least this many examples have it."""


class Spelling:
    """
    Mends unknown words towards the words of the examples.

    A word that is itself a right word is never bent: "credit rating" once became "raping".
    """

    def __init__(self, texts: Iterable[Text], right: Iterable[str] = ()) -> None:
        counts = Counter(word for text in texts for word in set(text))
        self._right = frozenset(counts) | frozenset(right)
        self._common = sorted(
            (word for word, n in counts.items() if n >= COMMON and len(word) >= SHORTEST),
            key=lambda word: (-counts[word], word),
        )
        self._parts = frozenset(word for word, n in counts.items() if n >= 2 * COMMON and len(word) > 1)
        self._counts = counts

    def mend(self, text: Text) -> Text:
        """The same words, unknown ones replaced by the known ones they were most likely meant to be."""
        if all(word in self._right for word in text):
            return text
        return tuple(mended for word in text for mended in self._mend(word))

    def _mend(self, word: str) -> Text:
        if word in self._right or len(word) < SHORTEST or not word.isalpha():
            return (word,)
        return self._split(word) or self._nearest(word)  # not remembered: people's words are not ours to keep

    def _nearest(self, word: str) -> Text:
        edits = 2 if len(word) >= TWO_EDITS_FROM else 1
        found = process.extractOne(word, self._common, scorer=OSA.distance, score_cutoff=edits)
        if found is None:
            return (word,)
        nearest = str(found[0])
        same_start = nearest[0] == word[0] or len(word) > 5
        return (nearest,) if same_start else (word,)

    def _split(self, word: str) -> Text | None:
        cuts = [
            (word[:i], word[i:])
            for i in range(2, len(word) - 1)
            if word[:i] in self._parts and word[i:] in self._parts
        ]
        if not cuts:
            return None
        return max(cuts, key=lambda cut: min(self._counts[cut[0]], self._counts[cut[1]]))
