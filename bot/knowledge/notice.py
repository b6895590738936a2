"""News. Changes when a notice can do more."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from bot.knowledge.entry import Entry
from bot.knowledge.nation import Nations

EVERYTHING = "all"
"""What a notice is about when it is about every answer."""


@dataclass(frozen=True, slots=True)
class Notice:
    """News for the day on which a rule changes: it stands above answers, or closes the bot."""

    day: date
    """The day of the news, which people are told."""
    start: date
    end: date | None
    """The first and the last day on which it stands (None: until somebody takes it down)."""
    texts: Mapping[str, str]
    """The words by language; English is always there."""
    about: tuple[str, ...] = ()
    """Entries and topics; EVERYTHING for all."""
    nations: Nations = ()
    """Where it holds; everywhere when none is named."""
    closed: bool = False
    """Whether it is said in the place of every answer, whatever else it names."""

    def holds_on(self, day: date) -> bool:
        """Whether it stands on that day, both ends included."""
        return self.start <= day and (self.end is None or day <= self.end)

    def is_about(self, entry: Entry) -> bool:
        """Whether it stands above that answer."""
        return not {EVERYTHING, entry.id, entry.topic}.isdisjoint(self.about)

    def text(self, language: str) -> str:
        """The words in that language, or in English."""
        return self.texts.get(language) or self.texts["en"]
