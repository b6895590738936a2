"""How a text is cut into words and sentences. Changes when a script is cut in another way."""

from __future__ import annotations

import re
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import chain, pairwise

from bot.words.fold import BEYOND, IN_UNSPACED, IN_WORDS, MARKS, bounded, fold
from bot.words.scripts import scripts_of

MOST_WORDS = 4_096
"""So many words of a text are read: as many as a message can have where two letters count as a word. Of more,
those of its beginning and of its end."""

_SENTENCE_END = re.compile(r"(?<=[.!?…。！？؟।۔።፧։])\s+|\n+")
_RUN = re.compile(r"(.)\1{2,}")
_INITIALS = re.compile(r"\b(\w)[.&/](?=\w\b)")
_ASCII_WORDS = re.compile(r"[a-z0-9]+")
_NO_WORD = re.compile(r"\W+")
_SIGNS_BEYOND = re.compile(f"[{BEYOND}]+")
_WORD = re.compile(f"([{IN_WORDS}]+)|([{IN_UNSPACED}]+)")


@dataclass(frozen=True, slots=True)
class Reading:
    """One text, read once for all who look at it. Nothing of it is kept after the turn."""

    text: str
    """As it was typed, at most MOST_SIGNS signs."""
    sentences: tuple[tuple[str, ...], ...]
    """The folded words of each sentence or line that has any, at most MOST_WORDS in all."""
    words: tuple[str, ...]
    """All its words, in their order."""
    scripts: Mapping[str, int]
    """The letters of its words by script, those of the most first."""

    @classmethod
    def of(cls, text: str) -> Reading:
        """Read a text. Any text will do: the empty one, one of a hundred pages, one of no script."""
        parts = _read(text)
        words = tuple(chain.from_iterable(parts))
        return cls(bounded(text), tuple(parts), words, scripts_of(words))


def _read(text: str) -> list[tuple[str, ...]]:
    """The folded words of each sentence, as many as are read."""
    folded = _SIGNS_BEYOND.sub(_without_emoji, fold(text))
    folded = _INITIALS.sub(r"\1", _RUN.sub(r"\1\1", folded))
    return _most([found for part in _SENTENCE_END.split(folded) if (found := _words(part))])


def _without_emoji(signs: re.Match[str]) -> str:
    if MARKS.isdisjoint(signs[0]):
        return _NO_WORD.sub(" ", signs[0])
    return "".join(sign if sign.isalnum() or sign in MARKS else " " for sign in signs[0])


def _words(folded: str) -> tuple[str, ...]:
    if folded.isascii():
        return tuple(_ASCII_WORDS.findall(folded))
    found: list[str] = []
    for word, unspaced in _WORD.findall(folded):
        if word or len(unspaced) == 1:
            found.append(word or unspaced)
        else:
            found.extend(map("".join, pairwise(unspaced)))
    return tuple(found)


def _most(sentences: list[tuple[str, ...]]) -> list[tuple[str, ...]]:
    """The sentences, or of very many words those of the beginning and of the end."""
    if sum(map(len, sentences)) <= MOST_WORDS:
        return sentences
    half = MOST_WORDS // 2
    first = _first(sentences, half)
    backwards = _first([sentence[::-1] for sentence in reversed(sentences)], half)
    return first + [sentence[::-1] for sentence in reversed(backwards)]


def _first(sentences: list[tuple[str, ...]], words: int) -> list[tuple[str, ...]]:
    kept: list[tuple[str, ...]] = []
    for sentence in sentences:
        if words <= 0:
            break
        kept.append(sentence[:words])
        words -= len(sentence)
    return kept


def read(text: str | Reading) -> Reading:
    """The text as it is read, unless that was done already."""
    return text if isinstance(text, Reading) else Reading.of(text)


def tokens(text: str) -> tuple[str, ...]:
    """
    The words of a text, folded, at most MOST_WORDS. Scripts without spaces give pairs of letters instead.

    A letter typed three times or more counts twice ("pleeeease" is "pleease"), and initials are
    one word ("G.P." is "gp", "A&E" is "ae").
    """
    # the same word is the same object: twenty thousand examples repeat few words, and 20 MB are spared
    return tuple(map(sys.intern, chain.from_iterable(_read(text))))


def sentences(text: str) -> tuple[str, ...]:
    """Cut a text where its writer ended a sentence or a line."""
    return tuple(part.strip() for part in _SENTENCE_END.split(bounded(text)) if part.strip())
