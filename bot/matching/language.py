"""Which language is it? Changes when a text's language is guessed from other things."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bot.words import Reading
from bot.words.scripts import LATIN, script_of, scripts_of

MOST_LIKELY = 3
LIKELY_FROM = 0.02
"""At most so many languages are looked at, and none that is less likely than this."""

MOST_LOOKED_AT = 64
"""Different words of one text by which its language is guessed: a sentence tells, a page tells no more."""

WRITES_FROM = 0.03
"""A language is written in a script that has at least this share of its letters: romanised Farsi is Farsi."""

MIXED_FROM = 0.25
"""A text with this share of its letters in another script than Latin is in that one: English words and names
stand in texts of every language."""

SHARED, SHARED_BY = 2.0, 0.6
"""Languages share a word when each has it at least a seventh as often (log odds 2) as the one that has it
most. What this part of three or more languages share tells nothing of any."""

CLIP, CLIP_OF_PIECES = 4.0, 1.5
"""No word speaks more against a language (log odds) than the first, no unknown one than the second."""

PIECE = 3
SMOOTHING = 0.1

TELLS_FROM = 1.0
"""A word tells a language when it is so much likelier in it (log odds) than in any other."""

SURE_WORDS, SURE_FROM, SURE_KNOWN = 3, 3.0, 0.5
"""
We are sure of a language that is not the person's own when three words of the text tell it, when all words
together make it twenty times likelier (log odds 3) than any other, and when half of them are known in it. One
"ok" or "hospital" from an Arabic phone does not turn the conversation English.
"""

OF_THE_PERSON, OF_ENGLISH = 1.5, 0.5
"""What the language of the person's phone, and English, weigh beside the words (log odds)."""

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class LanguageGuess:
    """The languages that a text may be in."""

    likely: tuple[str, ...]
    """One to three, likeliest first; none when no letter of the text is of a script of our languages."""
    sure: bool
    """Whether the text alone tells: then it is answered in `likely[0]`, whatever the phone speaks."""


class Languages:
    """
    Guesses the language of a text: script first, then the words that each language is known to have.

    A guess costs what the words of the text cost (0.03 ms for ten), however many languages there are.
    """

    def __init__(self, vocabularies: Mapping[str, Mapping[str, int]], names: Iterable[str] = ()) -> None:
        """`vocabularies`: by language, how often examples have a word. `names`: words that tell nothing."""
        self.codes = tuple(vocabularies)
        counts = [vocabularies[code] for code in self.codes]
        self._scripts = [_written_in(words) for words in counts]
        self.scripts = frozenset().union(*self._scripts)
        """The scripts that any of the languages is written in."""
        self._words = _Table(counts, CLIP)
        pieces = (Counter(piece for word in words for piece in _pieces(word)) for words in counts)
        self._pieces = _Table(pieces, CLIP_OF_PIECES)
        self._mute = frozenset(names).union(self._mute_words())

    def guess(self, reading: Reading, prior: str = "en") -> LanguageGuess:
        """The languages that the text may be in; `prior`, that of the person, where the text says little."""
        scripts = {script: n for script, n in reading.scripts.items() if script in self.scripts}
        if not scripts:
            # digits and signs are read in every language
            readable = not reading.scripts or any(word.isascii() for word in reading.words)
            return LanguageGuess((prior,) if readable else (), sure=False)
        script = _main(scripts)
        if len(self.codes) == 1:
            return LanguageGuess(self.codes, sure=False)
        words = [word for word in dict.fromkeys(reading.words) if script_of(word[0]) == script]
        return self._judged(self._found(words[:MOST_LOOKED_AT]), script, prior)

    def _found(self, words: Sequence[str]) -> _Found:
        rows: list[int] = []
        pieces: list[list[int]] = []
        unknown = 0
        for word in words:
            if word in self._mute or len(word) == 1:
                continue
            row = self._words.rows.get(word)
            if row is not None:
                rows.append(row)
                continue
            unknown += 1
            if known := [self._pieces.rows[piece] for piece in _pieces(word) if piece in self._pieces.rows]:
                pieces.append(known)
        told = self._words.table[rows].astype(np.float64)
        total: Floats = told.sum(axis=0) + sum(
            (self._pieces.table[each].astype(np.float64).mean(axis=0) for each in pieces),
            np.zeros(len(self.codes)),
        )
        return _Found(told, total, unknown)

    def _judged(self, found: _Found, script: str, prior: str) -> LanguageGuess:
        possible = [script in each for each in self._scripts]
        without = np.where(possible, found.total, -np.inf)
        weight = np.asarray(
            [OF_THE_PERSON * (code == prior) + OF_ENGLISH * (code == "en") for code in self.codes]
        )
        likelihood = np.exp(without + weight - (without + weight).max())
        likelihood /= likelihood.sum()
        order = np.argsort(-likelihood, kind="stable")
        likely = tuple(self.codes[i] for i in order[:MOST_LIKELY] if likelihood[i] >= LIKELY_FROM)
        first = int(order[0])
        others = [i for i in range(len(self.codes)) if possible[i] and i != first]
        if script != LATIN and prior not in likely:
            # they do not write as their phone would: it is one of these, and Latin is typed by everybody
            return LanguageGuess(likely, sure=not others or bool(without[first] - without[others].max() >= 1))
        return LanguageGuess(likely, sure=self._is_sure(found, first, others, without))

    def _is_sure(self, found: _Found, first: int, others: list[int], without: Floats) -> bool:
        if others and without[first] - without[others].max() < SURE_FROM:
            return False
        elsewhere = found.told[:, others].max(axis=1, initial=-np.inf)
        telling = found.told[:, first] - elsewhere >= TELLS_FROM
        known = found.told[:, first] > -CLIP / 2
        all_words = len(found.told) + found.unknown
        return bool(telling.sum() >= SURE_WORDS and known.sum() >= SURE_KNOWN * all_words)

    def _mute_words(self) -> Iterator[str]:
        """
        Words that tell nothing: most languages have them (NHS, GP, hospital), or a language of another script
        has borrowed them, about as often as those have them that are written so.
        """
        table, present = self._words.table, self._words.present()
        spread = (present & (table > -SHARED)).sum(axis=1)
        shared = spread >= SHARED_BY * len(self.codes) if len(self.codes) > 2 else np.zeros(len(table), bool)
        own = [next(iter(each), "") for each in self._scripts]
        for word, row in self._words.rows.items():
            if shared[row]:
                yield word
            elif spread[row] > 1:
                script = script_of(word[0])
                here = np.flatnonzero(present[row] & (table[row] > -SHARED))
                if script and any(own[i] != script for i in here) and any(own[i] == script for i in here):
                    yield word


@dataclass(frozen=True, slots=True)
class _Found:
    told: Floats
    """Shape (known words, languages)."""
    total: Floats
    """Shape (languages,): how much all words together speak against each."""
    unknown: int
    """How many words no language has."""


class _Table:
    """For each word or piece, how much it speaks against each language: 0 in its likeliest, else less."""

    def __init__(self, counts: Iterable[Mapping[str, int]], clip: float) -> None:
        """`counts`: language by language; none is held once the next one is asked for."""
        self.rows: dict[str, int] = {}
        found: list[tuple[NDArray[np.int32], NDArray[np.float32]]] = []
        for each in counts:
            numbers = (self.rows.setdefault(word, len(self.rows)) for word in each)
            rows = np.fromiter(numbers, np.int32, len(each))
            found.append((rows, np.fromiter(each.values(), np.float32, len(each))))
        self._rows_of = [rows[values > 0] for rows, values in found]
        # column by column: no table of large numbers is ever in memory
        smoothed = SMOOTHING * max(len(self.rows), 1)
        totals = [np.float32(values.sum() + smoothed) for _, values in found]
        told = [
            np.log((values + np.float32(SMOOTHING)) / total)
            for (_, values), total in zip(found, totals, strict=True)
        ]
        absent = [np.log(np.float32(SMOOTHING) / total) for total in totals]
        highest = np.full(len(self.rows), max(absent, default=0.0), np.float32)
        for (rows, _), values in zip(found, told, strict=True):
            highest[rows] = np.maximum(highest[rows], values)
        self.table = np.empty((len(self.rows), len(found)), np.float16)
        for column, ((rows, _), values) in enumerate(zip(found, told, strict=True)):
            against = absent[column] - highest
            against[rows] = values - highest[rows]
            self.table[:, column] = np.maximum(against, np.float32(-clip))

    def present(self) -> NDArray[np.bool_]:
        """Shape as `table`: which language has examples with which word."""
        found = np.zeros(self.table.shape, np.bool_)
        for column, rows in enumerate(self._rows_of):
            found[rows, column] = True
        return found


def _pieces(word: str) -> Iterator[str]:
    whole = f"<{word}>"
    return (whole[i : i + PIECE] for i in range(len(whole) - PIECE + 1))


def _written_in(words: Collection[str]) -> dict[str, float]:
    """The scripts of a language, the one of most of its words first."""
    found = scripts_of(words)
    total = sum(found.values()) or 1
    return {script: n / total for script, n in found.items() if n / total >= WRITES_FROM}


def _main(scripts: Mapping[str, int]) -> str:
    """The script that a text is in."""
    total = sum(scripts.values())
    other = next((script for script in scripts if script != LATIN), "")
    return other if other and scripts[other] >= MIXED_FROM * total else next(iter(scripts))
