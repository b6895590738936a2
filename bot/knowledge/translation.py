"""An entry in another language. Changes when there is more to say of a translation."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from bot.knowledge.answer import Answer, Passage, Review


@dataclass(frozen=True, slots=True)
class Translated:
    """Who put the English words into this language, and when."""

    by: str
    on: date


@dataclass(frozen=True, slots=True)
class Translation:
    """
    The words of one entry in one language. All else (nations, helpers, sources, facts, dates) is the entry's.

    Each passage has its place in the list and its nations from the English one that it translates; the checks
    hold the two against each other.
    """

    entry: str
    language: str
    of: str
    """The six letters that `wording` shows of the English words that it was made from."""
    title: str
    answer: Answer
    reception: tuple[Passage, ...] = ()
    """What the English words to show at reception say, in this language: for the person, not for staff."""
    translated: Translated | None = None
    review: Review | None = None
    """Somebody's word on exactly these words in this language."""

    def texts(self) -> Iterator[str]:
        """All that a person may read of it."""
        yield self.title
        yield from (passage.text for passage in self.answer.passages())
        yield from (passage.text for passage in self.reception)
