"""What an entry is, and whether we may say it today. Changes when the rules of speaking change."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from enum import StrEnum
from functools import cached_property

from bot.words import fingerprint

DAYS_OF_GRACE = 90
"""An entry this many days past its `next` date is withheld."""

PLACEHOLDER = re.compile(r"\{([a-z][a-z0-9_-]*)\}")
"""An amount of `facts.yaml` ({prescription_charge}) or the phone of a service ({emergency-999})."""


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
    """A human reviewer's word on exact words: it counts only while the wording is the one that they saw."""

    by: str
    on: date
    wording: str


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
    show_at_reception: str = ""
    review: Review | None = None
    language: str = "en"

    @cached_property
    def wording(self) -> str:
        """Six letters for the exact words. The asks are no part of it."""
        passages = (f"{','.join(sorted(p.nations))}|{p.text}" for p in self.answer.passages())
        return fingerprint([self.title, self.show_at_reception, *passages])

    @property
    def is_reviewed(self) -> bool:
        """Whether an adviser has seen these very words."""
        return self.review is not None and self.review.wording == self.wording

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
        if self.show_at_reception:
            yield self.show_at_reception

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


@dataclass(frozen=True, slots=True)
class Sign:
    """Groups of words that together, near each other and in any order, may mean danger."""

    card: str
    groups: tuple[tuple[str, ...], ...]
    within: int


@dataclass(frozen=True, slots=True)
class DangerWords:
    """What people of one language say when life is at risk, and what only looks like it."""

    language: str
    cards: tuple[Card, ...]
    signs: tuple[Sign, ...]
    softeners: tuple[str, ...]
    examples: Mapping[str, tuple[str, ...]]
    look_alikes: tuple[str, ...]


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


@dataclass(frozen=True)
class Knowledge:
    """All that the folder `knowledge/` holds, as values."""

    entries: tuple[Entry, ...] = ()
    services: Mapping[str, Service] = field(default_factory=dict)
    amounts: Mapping[str, Amount] = field(default_factory=dict)
    evidence: Mapping[str, Fact] = field(default_factory=dict)
    voices: Mapping[str, Voice] = field(default_factory=dict)
    dangers: Mapping[str, DangerWords] = field(default_factory=dict)
    languages: tuple[Language, ...] = ()
    elsewhere: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """By language: questions near our subject that no entry answers."""
    clusters: Mapping[str, Mapping[str, tuple[int, ...]]] = field(default_factory=dict)
    """By language: for a word, its clusters of words of like meaning, coarsest first."""
    flawed: Mapping[str, str] = field(default_factory=dict)
    """Entries in whose file something could not be read, and what: a part may be lost, so none is said."""

    def published(self, today: date, *, reviewed_only: bool = False) -> Published:
        """
        What may be said today, with every amount and phone number filled in.

        An entry is withheld when something in its file could not be read, when it is 90 days past its
        date, when one of its amounts has no value today, when it names a fact, a service or an amount
        that is not there, or when its topic has no name.
        """
        fill = _Filler(self, today)
        entries: list[Entry] = []
        withheld: dict[str, str] = {}
        for entry in self.entries:
            why = self.flawed.get(entry.id) or self._why_withheld(entry, today, reviewed_only=reviewed_only)
            if why:
                withheld[entry.id] = why
            else:
                entries.append(fill.entry(entry))
        known = {entry.id for entry in entries}
        return Published(
            today=today,
            entries={
                entry.id: replace(entry, related=tuple(r for r in entry.related if r in known))
                for entry in entries
            },
            wordings={entry.id: entry.wording for entry in self.entries},
            reviewed=frozenset(entry.id for entry in self.entries if entry.is_reviewed),
            services=self.services,
            voices={code: fill.voice(voice) for code, voice in self.voices.items()},
            dangers={code: fill.danger(words) for code, words in self.dangers.items() if fill.fills(words)},
            languages=tuple(lang for lang in self.languages if lang.code in self.voices),
            elsewhere=self.elsewhere,
            clusters=self.clusters,
            spoken_of=self._spoken_of(),
            withheld=withheld,
        )

    def _spoken_of(self) -> dict[str, frozenset[Nation]]:
        found: dict[str, frozenset[Nation]] = {}
        for fact in self.evidence.values():
            for source in fact.sources:
                found[source.url] = found.get(source.url, frozenset()) | frozenset(fact.nations)
        return found

    def _why_withheld(self, entry: Entry, today: date, *, reviewed_only: bool) -> str:
        if entry.is_expired(today):
            return f"its date to look again was {entry.next}, more than {DAYS_OF_GRACE} days ago"
        if reviewed_only and not entry.is_reviewed:
            return "no adviser has reviewed these words"
        missing = sorted(entry.placeholders() - _Filler(self, today).values.keys())
        if missing:
            return f"{{{missing[0]}}} has no value today"
        unknown = sorted(set(entry.facts) - self.evidence.keys())
        if unknown:
            return f"the fact {unknown[0]} is not in evidence.yaml"
        english = self.voices.get("en")
        if english and entry.topic not in english.topics:
            return f"its topic {entry.topic} has no name in voice/en.yaml"
        return ""


class _Filler:
    """Puts the amounts and phones of one day into words."""

    def __init__(self, knowledge: Knowledge, today: date) -> None:
        phones = {service.id: service.phone for service in knowledge.services.values() if service.phone}
        sums = {name: amount.on(today) for name, amount in knowledge.amounts.items()}
        self.values = phones | {name: value for name, value in sums.items() if value is not None}

    def text(self, text: str) -> str:
        return PLACEHOLDER.sub(lambda found: self.values.get(found[1], found[0]), text)

    def entry(self, entry: Entry) -> Entry:
        return replace(
            entry,
            title=self.text(entry.title),
            answer=entry.answer.changed(self.text),
            show_at_reception=self.text(entry.show_at_reception),
        )

    def voice(self, voice: Voice) -> Voice:
        return replace(voice, lines={name: self.text(line) for name, line in voice.lines.items()})

    def fills(self, words: DangerWords) -> bool:
        """Whether every number is there: a card must never say {emergency-999}."""
        texts = (line.text for card in words.cards for line in card.lines)
        return all(name in self.values for text in texts for name in PLACEHOLDER.findall(text))

    def danger(self, words: DangerWords) -> DangerWords:
        cards = (
            replace(card, lines=tuple(replace(line, text=self.text(line.text)) for line in card.lines))
            for card in words.cards
        )
        return replace(words, cards=tuple(cards))


@dataclass(frozen=True)
class Published:
    """What may be said today. What may not be said is not in here."""

    today: date
    entries: Mapping[str, Entry]
    wordings: Mapping[str, str]
    reviewed: frozenset[str]
    services: Mapping[str, Service]
    voices: Mapping[str, Voice]
    dangers: Mapping[str, DangerWords]
    languages: tuple[Language, ...]
    elsewhere: Mapping[str, tuple[str, ...]]
    clusters: Mapping[str, Mapping[str, tuple[int, ...]]]
    spoken_of: Mapping[str, frozenset[Nation]]
    """By the address of a source: the nations of the facts that rest on it."""
    withheld: Mapping[str, str]

    @cached_property
    def topics(self) -> Mapping[str, tuple[Entry, ...]]:
        """The entries of each topic that has any, topics in the order in which the voice names them."""
        order = list(next(iter(self.voices.values())).topics) if self.voices else []
        names = sorted(
            {entry.topic for entry in self.entries.values()},
            key=lambda topic: (order.index(topic) if topic in order else len(order), topic),
        )
        return {
            name: tuple(entry for entry in self.entries.values() if entry.topic == name) for name in names
        }

    def voice(self, language: str) -> Voice:
        """The voice of a language, or English."""
        return self.voices.get(language) or self.voices["en"]

    def danger(self, language: str) -> DangerWords:
        """The danger words and cards of a language, or English."""
        return self.dangers.get(language) or self.dangers["en"]

    def card(self, card_id: str, language: str) -> Card:
        """A danger card. KeyError when there is none."""
        return next(card for card in self.danger(language).cards if card.id == card_id)

    def sources(self, entry: Entry, nation: Nation) -> tuple[Source, ...]:
        """The entry's sources that speak of that nation; all of them when none is known to."""
        return tuple(s for s in entry.sources if nation in self.spoken_of.get(s.url, ())) or entry.sources

    def helpers(self, ids: Iterable[str], nation: Nation) -> tuple[Service, ...]:
        """Those of the services that help people in that nation, in the order given."""
        found = (self.services[each] for each in ids if each in self.services)
        return tuple(service for service in found if nation in service.nations)
