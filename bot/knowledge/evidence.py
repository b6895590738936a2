"""What is known, and from whom. Changes when there is more to say of a fact or an amount."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from bot.knowledge.nation import Nations


class Confidence(StrEnum):
    """How sure the evidence is. Only what is high or medium may be spoken."""

    HIGH = "high"
    MEDIUM = "medium"


class Status(StrEnum):
    """Whether a fact describes today."""

    CURRENT = "current"
    HISTORICAL = "historical"
    DISPUTED = "disputed"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Source:
    """Where a fact was read. A copy on an odd host is named as what it is."""

    name: str
    url: str = ""
    is_for: str = ""
    checked: date | None = None
    copy: bool = False
    nations: Nations = ()
    """Of an entry's source: the nations that it speaks of."""

    @property
    def publisher(self) -> str:
        """The name without the page's title; a copy stays named as one."""
        publisher, comma, title = self.name.partition(",")
        _, copy, host = title.partition("(copy")
        return f"{publisher} (copy{host}" if comma and copy else publisher


@dataclass(frozen=True, slots=True)
class Fact:
    """One line of `evidence.yaml`: what is known, where it holds, as of when, how surely, from whom."""

    id: str
    says: str
    nations: Nations
    status: Status
    as_of: str
    confidence: Confidence
    sources: tuple[Source, ...]


@dataclass(frozen=True, slots=True)
class Period:
    """A value of an amount, and the first and last day on which it holds (None: no end)."""

    value: str
    start: date
    end: date | None
    fact: str

    def holds_on(self, day: date) -> bool:
        """Whether this is the value of that day, both ends included."""
        return self.start <= day and (self.end is None or day <= self.end)


@dataclass(frozen=True, slots=True)
class Amount:
    """A sum or limit that stands once in `facts.yaml`. Outside its periods it has none, never an old one."""

    name: str
    periods: tuple[Period, ...]

    def on(self, day: date) -> str | None:
        """The value of that day, if there is one."""
        return next((period.value for period in self.periods if period.holds_on(day)), None)
