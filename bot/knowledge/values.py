"""What an entry is, and everything it is made of. Changes when there is more to say of an entry."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from enum import StrEnum

DAYS_OF_GRACE = 90
"""An entry this many days past its `next` date is withheld."""

AHEAD = timedelta(days=1)
"""
How far a day that somebody wrote may lie ahead of ours and still be their today: the bot's day is that of UTC,
and it is tomorrow in London for an hour of every summer night, and east of it for longer.
"""

PLACEHOLDER = re.compile(r"\{([a-z][a-z0-9_-]*)\}")
"""An amount of `facts.yaml` ({prescription_charge}) or the phone of a service ({emergency-999})."""

EVERYTHING = "all"
"""What a notice is about when it is about every answer."""


class Nation(StrEnum):
    """The four nations of the UK, whose rules differ."""

    ENGLAND = "england"
    SCOTLAND = "scotland"
    WALES = "wales"
    NORTHERN_IRELAND = "northern-ireland"


ALL_NATIONS = tuple(Nation)
Nations = tuple[Nation, ...]


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


class Independence(StrEnum):
    """Whose side a helper is on: people fear the helper, and have a right to know."""

    CHARITY = "charity"
    NHS = "nhs"
    PUBLIC = "public"
    HOME_OFFICE_CONTRACT = "home-office-contract"


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


@dataclass(frozen=True, slots=True)
class Service:
    """A helpline or charity. Only confirmed numbers; nothing that was not seen on a page."""

    id: str
    name: str
    does: str
    independence: Independence
    nations: Nations
    sources: tuple[Source, ...]
    checked: date
    phone: str = ""
    text: str = ""
    email: str = ""
    url: str = ""
    hours: str = ""
    languages: str = ""
    free: bool = False
    note: str = ""


@dataclass(frozen=True, slots=True)
class Passage:
    """Words that are true in some nations; in all of the entry's when none is named."""

    text: str
    nations: Nations = ()

    def holds_in(self, nation: Nation) -> bool:
        """Whether somebody in that nation is shown these words."""
        return not self.nations or nation in self.nations


@dataclass(frozen=True, slots=True)
class Rumour:
    """What people repeat, beside what the rule says, with the day the rule speaks for."""

    people_say: str
    rule_says: str
    as_of: date


@dataclass(frozen=True, slots=True)
class Answer:
    """The vetted words: the answer first, then what to do, then one warning."""

    short: tuple[Passage, ...]
    steps: tuple[Passage, ...] = ()
    warn: tuple[Passage, ...] = ()
    rumour: Rumour | None = None

    def passages(self) -> Iterator[Passage]:
        """Every passage in the order in which it is read."""
        yield from self.short
        yield from self.steps
        yield from self.warn
        if self.rumour:
            yield Passage(self.rumour.people_say)
            yield Passage(self.rumour.rule_says)

    def differs(self) -> bool:
        """Whether the nations are told different things."""
        return any(passage.nations for passage in self.passages())

    def changed(self, change: Callable[[str], str]) -> Answer:
        """The same answer with every text changed the same way."""

        def each(passages: tuple[Passage, ...]) -> tuple[Passage, ...]:
            return tuple(replace(passage, text=change(passage.text)) for passage in passages)

        rumour = self.rumour and replace(
            self.rumour, people_say=change(self.rumour.people_say), rule_says=change(self.rumour.rule_says)
        )
        return Answer(each(self.short), each(self.steps), each(self.warn), rumour)


@dataclass(frozen=True, slots=True)
class Review:
    """A human reviewer's word on exact content: it counts only while all is as they saw it (`reviews`)."""

    by: str
    """The id of a reviewer."""
    on: date
    wording: str
    """The seal over all that they saw."""


@dataclass(frozen=True, slots=True)
class Confusion:
    """A question that sounds like this entry and belongs to another."""

    ask: str
    see: str


@dataclass(frozen=True)
class Entry:
    """One question and its vetted answer. The id is the folder's name and never changes."""

    id: str
    topic: str
    title: str
    nations: Nations
    asks: tuple[str, ...]
    answer: Answer
    get_help: tuple[str, ...]
    sources: tuple[Source, ...]
    facts: tuple[str, ...]
    next: date
    confused_with: tuple[Confusion, ...] = ()
    related: tuple[str, ...] = ()
    show_at_reception: tuple[Passage, ...] = ()
    review: Review | None = None
    language: str = "en"

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

    def texts(self) -> Iterator[str]:
        """All that a person may read of it."""
        yield self.title
        yield from (passage.text for passage in self.answer.passages())
        yield from (passage.text for passage in self.show_at_reception)

    def for_reception(self, nation: Nation) -> str:
        """The words to show at reception in that nation; empty where there are none."""
        return next((words.text for words in self.show_at_reception if words.holds_in(nation)), "")

    def sources_in(self, nation: Nation) -> tuple[Source, ...]:
        """The sources that speak of that nation; all of them when none is known to."""
        return tuple(source for source in self.sources if nation in source.nations) or self.sources

    def placeholders(self) -> frozenset[str]:
        """The amounts and phones that its words name."""
        return frozenset(name for text in self.texts() for name in PLACEHOLDER.findall(text))


@dataclass(frozen=True, slots=True)
class Card:
    """A fixed answer to danger. It begins with the number."""

    id: str
    outcome: str
    title: str
    lines: tuple[Passage, ...]
    get_help: tuple[str, ...]
    facts: tuple[str, ...]
    review: Review | None = None


@dataclass(frozen=True, slots=True)
class DangerWords:
    """What people of one language say when life is at risk, and what only looks like it."""

    language: str
    cards: tuple[Card, ...]
    signs: Mapping[str, tuple[str, ...]]
    """By card: words or marks that never pass unnoticed."""
    examples: Mapping[str, tuple[str, ...]]
    look_alikes: tuple[str, ...]
    cries: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """By card: whole messages that are nothing but a cry for help, such as “ambulance”."""


@dataclass(frozen=True, slots=True)
class Notice:
    """News for the day on which a rule changes: it stands above the answers it is about, or closes the bot."""

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

    def line(self, name: str) -> str:
        """One of the bot's sentences. KeyError for a name that the checks should have refused."""
        return self.lines[name]

    def day(self, day: date) -> str:
        """A date as people write it."""
        return f"{day.day} {self.months[day.month - 1]} {day.year}"


@dataclass(frozen=True, slots=True)
class Language:
    """A language that the bot may speak."""

    code: str
    name: str
    direction: str
    state: str
