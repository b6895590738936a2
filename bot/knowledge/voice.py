"""The bot's own sentences. Changes when a voice has more than sentences and names."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from bot.knowledge.nation import Nation


@dataclass(frozen=True, slots=True)
class FollowUps:
    """How a message that only makes sense behind an answer is put in one language."""

    openings: tuple[str, ...] = ()
    """What it begins with: “and if …”, “what about …”."""
    subjects: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """By entry: what may stand behind such a beginning and leads to it, as “she is pregnant” does."""


@dataclass(frozen=True, slots=True)
class Voice:
    """The bot's own sentences in one language, the names of topics and nations, and small talk."""

    language: str
    lines: Mapping[str, str]
    topics: Mapping[str, str]
    nations: Mapping[Nation, str]
    places: Mapping[Nation, tuple[str, ...]]
    small_talk: Mapping[str, tuple[str, ...]]
    months: tuple[str, ...]
    remarks: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """By kind (`Remark`): whole messages that speak of the talk itself."""
    homes: tuple[str, ...] = ()
    """What stands before a place when people say where they live: “i live in …”."""
    follow_ups: FollowUps = FollowUps()

    def line(self, name: str) -> str:
        """One of the bot's sentences. KeyError for a name that the checks should have refused."""
        return self.lines[name]

    def day(self, day: date) -> str:
        """A date as people write it."""
        return f"{day.day} {self.months[day.month - 1]} {day.year}"
