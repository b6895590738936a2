"""One question and its vetted answer. Changes when there is more to say of an entry."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from bot.knowledge.answer import PLACEHOLDER, Answer, Passage, Review
from bot.knowledge.evidence import Source
from bot.knowledge.nation import Nation, Nations
from bot.knowledge.wording import fingerprint

DAYS_OF_GRACE = 90
"""An entry this many days past its `next` date is withheld."""

AHEAD = timedelta(days=1)
"""
How far a day that somebody wrote may lie ahead of ours and still be their today: the bot's day is that of
UTC, and it is tomorrow in London for an hour of every summer night, and east of it for longer.
"""

SUM = "£"
"""What stands before a sum of money."""

BLANK = "…"
"""What stands in a new file until somebody writes the words."""


def is_blank(text: str) -> bool:
    """Whether words are still to be written there."""
    return text.strip() == BLANK


@dataclass(frozen=True, slots=True)
class Confusion:
    """A question that sounds like this entry and belongs to another."""

    ask: str
    see: str


@dataclass(frozen=True, slots=True)
class Asks:
    """How people of one language put the question of one entry, and what only sounds like it."""

    asks: tuple[str, ...] = ()
    confused_with: tuple[Confusion, ...] = ()


@dataclass(frozen=True)
class Entry:
    """One question and its vetted answer. The id is the folder's name and never changes."""

    id: str
    topic: str
    title: str
    nations: Nations
    answer: Answer
    get_help: tuple[str, ...]
    sources: tuple[Source, ...]
    facts: tuple[str, ...]
    next: date
    related: tuple[str, ...] = ()
    show_at_reception: tuple[Passage, ...] = ()
    review: Review | None = None
    draft: bool = False
    """Whether it is still being written: it is read and checked, and nobody is told it."""
    language: str = "en"

    @property
    def wording(self) -> str:
        """
        Six letters for its words alone, as they are written: what a translation was made from. A number, a
        sum or a source that changes changes no word, and asks for no new translation.
        """
        answer = self.answer
        parts = answer.parts() | {"show_at_reception": self.show_at_reception}
        return fingerprint(
            [
                self.title,
                *(f"{name}|{','.join(p.nations)}|{p.text}" for name, part in parts.items() for p in part),
                *((answer.rumour.people_say, answer.rumour.rule_says) if answer.rumour else ()),
            ]
        )

    @property
    def checked(self) -> date | None:
        """The oldest day on which one of its sources was checked."""
        return min((source.checked for source in self.sources if source.checked), default=None)

    def is_overdue(self, today: date) -> bool:
        """Whether somebody should have looked again by now."""
        return today > self.next

    def is_expired(self, today: date) -> bool:
        """Whether it is too old to be said at all."""
        return today > self.next + timedelta(days=DAYS_OF_GRACE)

    @property
    def unfinished(self) -> str:
        """Why nobody may be told it yet; nothing once its editors have written it."""
        if self.draft:
            return "it is a draft"
        return f"“{BLANK}” stands where words belong" if any(map(is_blank, self.texts())) else ""

    def texts(self) -> Iterator[str]:
        """All that a person may read of it."""
        yield self.title
        yield from (passage.text for passage in self.answer.passages())
        yield from (passage.text for passage in self.show_at_reception)

    def for_reception(self, nation: Nation) -> str:
        """The words to show at reception in that nation; empty where there are none."""
        return next((words.text for words in self.show_at_reception if words.holds_in(nation)), "")

    def sums_in(self, nation: Nation) -> tuple[Passage, ...]:
        """What it says of sums of money in that nation."""
        return tuple(
            passage for passage in self.answer.passages() if passage.holds_in(nation) and SUM in passage.text
        )

    def nation_for(self, nation: Nation | None) -> Nation:
        """The nation whose words somebody reads: their own, or the first that the entry serves."""
        return nation if nation and nation in self.nations else self.nations[0]

    def sources_in(self, nation: Nation) -> tuple[Source, ...]:
        """The sources that speak of that nation; all of them when none is known to."""
        return tuple(source for source in self.sources if nation in source.nations) or self.sources

    def placeholders(self) -> frozenset[str]:
        """The amounts and phones that its words name."""
        return frozenset(name for text in self.texts() for name in PLACEHOLDER.findall(text))
