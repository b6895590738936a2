"""Plain words of danger, of every language at once. Changes when they are looked up in another way."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from bot.knowledge import DangerWords
from bot.words import Reading, tokens
from bot.words.scripts import script_of

START = 5
"""By so many first letters a phrase is looked up."""

MOST_SCRIPTS = 4
"""So many scripts of a text are looked at, those of most letters: people mix two, and twenty cost time."""

_DOUBLED = re.compile(r"(.)\1")
_DIGITS = tuple(str.maketrans("01345789", f"o{one}eastbg") for one in "il")


@dataclass(frozen=True, slots=True)
class Phrase:
    """A sign or a cry of one language."""

    language: str
    card: str
    typed: str
    """As the knowledge has it."""
    words: tuple[str, ...]
    is_cry: bool
    letters: str
    """All its words as one, no letter twice in a row: as it may look in disguise."""


@dataclass(frozen=True, slots=True)
class Found:
    """What of danger stands in a text."""

    plain: tuple[Phrase, ...]
    """Those that stand there word by word, or as the whole text."""
    hidden: tuple[str, ...]
    """The languages of those whose letters stand there in a row: perhaps in disguise, perhaps by chance."""


class Signs:
    """
    Finds the signs and cries of all languages in one go.

    It costs what the letters of the text cost, however many languages there are: a phrase is only looked at
    when its first letters stand in the text.
    """

    def __init__(self, dangers: Mapping[str, DangerWords]) -> None:
        self._marks: list[Phrase] = []
        self._by_start: dict[str, list[Phrase]] = {}
        for phrase in _phrases(dangers):
            if phrase.letters:
                self._by_start.setdefault(phrase.letters[:START], []).append(phrase)
            else:
                self._marks.append(phrase)
        self._lengths = sorted({len(start) for start in self._by_start})
        self._languages = frozenset(dangers)
        self._scripts = frozenset(script_of(start[0]) for start in self._by_start)

    def find(self, reading: Reading, without: tuple[str, ...] = ()) -> Found:
        """What stands in a text, but for the phrases of some languages."""
        if self._languages.issubset(without):
            return Found((), ())
        plain: list[Phrase] = [mark for mark in self._marks if mark.typed in reading.text]
        hidden: dict[str, None] = {}
        whole = f" {' '.join(reading.words)} "
        for letters in _disguises(reading, self._scripts):
            for start in self._starts(letters):
                for phrase in self._by_start[start]:
                    if phrase.language in without or phrase.letters not in letters:
                        continue
                    words = f" {' '.join(phrase.words)} "
                    if whole == words if phrase.is_cry else words in whole:
                        plain.append(phrase)
                    else:
                        hidden[phrase.language] = None
        return Found(
            tuple(dict.fromkeys(phrase for phrase in plain if phrase.language not in without)), tuple(hidden)
        )

    def _starts(self, letters: str) -> Iterator[str]:
        for length in self._lengths:
            yield from {letters[i : i + length] for i in range(len(letters))} & self._by_start.keys()


def _phrases(dangers: Mapping[str, DangerWords]) -> Iterator[Phrase]:
    for language, danger in dangers.items():
        for is_cry, by_card in ((False, danger.signs), (True, danger.cries)):
            for card, phrases in by_card.items():
                for typed in phrases:
                    words = tokens(typed)
                    yield Phrase(language, card, typed, words, is_cry, _bare("".join(words)))


def _bare(letters: str) -> str:
    return _DOUBLED.sub(r"\1", letters)


def _disguises(reading: Reading, scripts: frozenset[str]) -> Iterator[str]:
    """
    All letters of the text in a row, script by script; with letters for digits where it has any. Only of the
    scripts that a phrase begins in: odd texts have a hundred others.
    """
    known = [script for script in reading.scripts if script in scripts]
    written_in = sorted(known, key=lambda script: -reading.scripts[script])[:MOST_SCRIPTS]
    if len(reading.scripts) <= 1:
        yield from _rows("".join(reading.words))
        return
    parts = [(word, _script_of_word(word)) for word in reading.words]
    for script in written_in:
        yield from _rows("".join(word for word, own in parts if own in ("", script)))


def _script_of_word(word: str) -> str | None:
    """The one script of its letters; empty when it has none, None when it has several."""
    found = {script for letter in set(word) if (script := script_of(letter))}
    return None if len(found) > 1 else next(iter(found), "")


def _rows(letters: str) -> Iterator[str]:
    if letters.isalpha():
        yield _bare(letters)
    else:
        yield from {_bare(letters), *(_bare(letters.translate(digits)) for digits in _DIGITS)}
