"""The editors' rules. Changes when we learn another way in which content goes wrong."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import IntEnum
from itertools import pairwise

from bot.conversation import Decision, Outcome, Person
from bot.knowledge import (
    PLACEHOLDER,
    Entry,
    Independence,
    Knowledge,
    Nation,
    Published,
)
from bot.rendering import LINES, render
from bot.words import sentences, tokens

TITLE_LETTERS = 60
SHORT_LETTERS = 300
REPLY_LETTERS = 900
STEPS = 6
SENTENCE_WORDS = 20
ASKS = 30
CONFUSIONS = 5
WARN_DAYS = 30
ID_LETTERS = 40

CONTACT_NUMBER = re.compile(r"(?<![\w£])(?:\+44[\d ]{8,}\d|0\d[\d ]{5,}\d|999|112|111|116 123|85258)(?!\w)")
MONEY = re.compile(r"£|\bGBP\b|\bpounds\b", re.IGNORECASE)

NEVER = (
    (r"\bit(?: i|’|')s (?:completely |totally |100% )?safe\b", "say who is told what instead"),
    (r"\byou(?: a|’|')re (?:completely |totally |100% )?safe\b", "say who is told what instead"),
    (r"\bthey (?:will|’ll|'ll) report you\b", "say who may tell whom, when"),
    (r"\bthey (?:cannot|can’t|can't) get your (?:data|address)\b", "name the limits"),
    (r"\byou should\b", "“you can” leaves the choice to them"),
    (r"\bin your case\b", "information, not advice"),
    (r"\bdon[’']t worry\b", "leave it out"),
    (r"\billegal (?:im)?migrants?\b", "“people without papers”"),
    (r"\bignore the bill\b", "a bill must not be ignored"),
)
"""What no sentence of ours may say, and what to do instead."""

NEGATED = re.compile(r"\b(?:not|never|cannot|no one|nobody)\b[^.]{0,25}$", re.IGNORECASE)

IGNORANCE = re.compile(r"\b(?:could not confirm|found no|did not find)\b")
"""To say that we do not know rests on no fact."""


class Severity(IntEnum):
    """A warning advises; an error fails the check."""

    WARNING = 1
    ERROR = 2


@dataclass(frozen=True, slots=True)
class Problem:
    """An editor's mistake: where it is, what is there, what to do."""

    file: str
    line: int
    found: str
    mend: str
    severity: Severity = Severity.ERROR

    def __str__(self) -> str:
        where = f"{self.file}:{self.line}" if self.line else self.file
        return f"{where}: {self.found}; {self.mend}"

    @property
    def on_github(self) -> str:
        """The line that marks the place in a pull request."""
        kind = "error" if self.severity == Severity.ERROR else "warning"
        return f"::{kind} file={self.file},line={max(self.line, 1)}::{self.found}; {self.mend}"


@dataclass(frozen=True, slots=True)
class Place:
    """A file as its editor sees it."""

    file: str
    lines: tuple[str, ...] = ()

    def line_of(self, clue: str) -> int:
        """The first line that holds the clue, or its first words; 0 when none does."""
        for needle in (clue, " ".join(clue.split()[:4])):
            if needle:
                for number, line in enumerate(self.lines, start=1):
                    if needle in line:
                        return number
        return 0


def check(knowledge: Knowledge, places: Mapping[str, Place], today: date) -> tuple[Problem, ...]:
    """Every rule that looks at more than one key, over all that could be read. All problems, not the first."""
    return tuple(_Checks(knowledge, places, today).run())


@dataclass(frozen=True, slots=True)
class _Checks:
    knowledge: Knowledge
    places: Mapping[str, Place]
    today: date

    def run(self) -> Iterator[Problem]:
        if not self.knowledge.entries:
            yield Problem("knowledge/topics", 0, "there is no entry that can be read", "mend or add one")
        for entry in self.knowledge.entries:
            yield from self.entry(entry)
        yield from self.asks_in_two_entries()
        yield from self.services()
        yield from self.evidence()
        yield from self.amounts()
        yield from self.voices()
        yield from self.dangers()
        yield from self.lengths(self.knowledge.published(self.today))

    def at(self, name: str, clue: str, found: str, mend: str, *, warn: bool = False) -> Problem:
        """A problem in the file of that name, at the line that holds the clue."""
        severity = Severity.WARNING if warn else Severity.ERROR
        place = self.places.get(name, Place(f"knowledge/{name}"))
        return Problem(place.file, place.line_of(clue), found, mend, severity)

    # ── entries ──────────────────────────────────────────────────────────────────────────────────

    def entry(self, entry: Entry) -> Iterator[Problem]:
        if len(entry.id) > ID_LETTERS or not re.fullmatch(r"[a-z][a-z0-9-]*", entry.id):
            yield self.at(
                entry.id,
                "",
                f"the folder name “{entry.id}”",
                f"use a-z, 0-9, “-”, up to {ID_LETTERS} letters",
            )
        yield from self.form(entry)
        yield from self.names(entry)
        yield from self.nations(entry)
        yield from self.words(entry)
        yield from self.dates(entry)

    def form(self, entry: Entry) -> Iterator[Problem]:
        if len(entry.title) > TITLE_LETTERS:
            yield self.at(
                entry.id,
                entry.title,
                f"the title has {len(entry.title)} letters",
                f"cut it to {TITLE_LETTERS}",
            )
        for passage in entry.answer.short:
            if len(passage.text) > SHORT_LETTERS:
                yield self.at(
                    entry.id,
                    passage.text,
                    f"a short answer has {len(passage.text)} letters",
                    f"cut it to {SHORT_LETTERS}",
                )
        if len(entry.asks) < ASKS:
            yield self.at(
                entry.id, "asks:", f"there are {len(entry.asks)} asks", f"write at least {ASKS}", warn=True
            )
        if len(entry.confused_with) < CONFUSIONS:
            count = len(entry.confused_with)
            yield self.at(
                entry.id,
                "confused_with:",
                f"confused_with has {count} questions",
                f"write {CONFUSIONS}",
                warn=True,
            )
        if not entry.sources:
            yield self.at(entry.id, "title:", "no source is named", "add “sources:”")

    def names(self, entry: Entry) -> Iterator[Problem]:
        """Everything that an entry names must be there."""
        entries = {other.id for other in self.knowledge.entries}
        for service in entry.get_help:
            if service not in self.knowledge.services:
                yield self.at(
                    entry.id,
                    "get_help:",
                    f"get_help names “{service}”",
                    f"add knowledge/services/{service}.yaml",
                )
        for other in entry.related:
            if other not in entries or other == entry.id:
                yield self.at(entry.id, "related:", f"related names “{other}”", "name another entry’s folder")
        for confusion in entry.confused_with:
            if confusion.see not in entries or confusion.see == entry.id:
                yield self.at(
                    entry.id,
                    confusion.ask,
                    f"confused_with points to “{confusion.see}”",
                    "name another entry’s folder",
                )
        cited: set[str] = set()
        for fact_id in entry.facts:
            fact = self.knowledge.evidence.get(fact_id)
            if fact is None:
                yield self.at(
                    entry.id,
                    "facts:",
                    f"facts names “{fact_id}”",
                    "it is not in evidence.yaml: unconfirmed or misspelt; do not rest on it",
                )
            else:
                cited |= {source.url for source in fact.sources}
        for source in entry.sources:
            own = source.url.startswith("docs/") or "telegram.org/" in source.url
            if source.url not in cited and not own:
                yield self.at(
                    entry.id,
                    source.url,
                    f"the source {source.url}",
                    "name an address that stands in one of its facts",
                )

    def nations(self, entry: Entry) -> Iterator[Problem]:
        told = Counter(n for p in entry.answer.short for n in (p.nations or entry.nations))
        for nation in entry.nations:
            if told[nation] != 1:
                yield self.at(
                    entry.id,
                    "short:",
                    f"{nation} has {told[nation]} short answers",
                    "give every nation of the entry exactly one",
                )
            if not any(
                nation in self.knowledge.services[each].nations
                for each in entry.get_help
                if each in self.knowledge.services
            ):
                yield self.at(
                    entry.id, "get_help:", f"get_help has nobody in {nation}", "name a service of that nation"
                )
            steps = sum(1 for step in entry.answer.steps if step.holds_in(nation))
            if steps > STEPS:
                yield self.at(entry.id, "steps:", f"{nation} has {steps} steps", f"leave at most {STEPS}")
        for passage in entry.answer.passages():
            for nation in passage.nations:
                if nation not in entry.nations:
                    yield self.at(
                        entry.id,
                        passage.text,
                        f"a passage is for {nation}",
                        "add that nation to the entry’s “nations”",
                    )
                elif not IGNORANCE.search(passage.text) and not self.rests_on(entry, nation):
                    yield self.at(
                        entry.id,
                        passage.text,
                        f"a passage speaks of {nation}",
                        f"no fact of this entry holds in {nation}: cite one or leave it out",
                    )

    def rests_on(self, entry: Entry, nation: Nation) -> bool:
        facts = (self.knowledge.evidence[each] for each in entry.facts if each in self.knowledge.evidence)
        return any(nation in fact.nations for fact in facts)

    def words(self, entry: Entry) -> Iterator[Problem]:
        known = self.known_placeholders()
        for text in entry.texts():
            for name in PLACEHOLDER.findall(text):
                if name not in known:
                    yield self.at(
                        entry.id,
                        f"{{{name}}}",
                        f"the text names {{{name}}}",
                        "use an amount of facts.yaml or a service",
                    )
            bare = PLACEHOLDER.sub("", text)
            if number := CONTACT_NUMBER.search(bare):
                yield self.at(
                    entry.id,
                    number[0],
                    f"the phone number {number[0]} stands in the text",
                    "write the service instead, such as {emergency-999}",
                )
            if MONEY.search(bare):
                yield self.at(
                    entry.id, text, f"a sum stands in “{_cut(text)}”", "name an amount of facts.yaml in {…}"
                )
            yield from self.wording(entry.id, text)

    def wording(self, name: str, text: str) -> Iterator[Problem]:
        for pattern, instead in NEVER:
            found = re.search(pattern, text, re.IGNORECASE)
            if found and not NEGATED.search(text[: found.start()]) and not text.rstrip().endswith("?"):
                yield self.at(name, found[0], f"the words “{found[0]}”", instead)
        for sentence in sentences(PLACEHOLDER.sub("number", text)):
            if (count := len(sentence.split())) > SENTENCE_WORDS:
                yield self.at(
                    name,
                    sentence.replace("number", ""),
                    f"a sentence has {count} words: “{_cut(sentence)}”",
                    f"cut it to {SENTENCE_WORDS}",
                    warn=True,
                )

    def dates(self, entry: Entry) -> Iterator[Problem]:
        if entry.is_expired(self.today):
            yield self.at(
                entry.id, "next:", f"“next” was {entry.next}", "it is withheld: check it again", warn=True
            )
        elif entry.is_overdue(self.today):
            yield self.at(entry.id, "next:", f"“next” was {entry.next}", "check it again", warn=True)
        elif entry.next - self.today <= timedelta(days=WARN_DAYS):
            yield self.at(
                entry.id, "next:", f"“next” is {entry.next}", "check it again within these 30 days", warn=True
            )
        for source in entry.sources:
            if source.checked and source.checked > self.today:
                yield self.at(
                    entry.id,
                    source.name,
                    f"{source.name} is checked on {source.checked}, a day to come",
                    "write the day on which you looked",
                )
        if entry.review and not entry.is_reviewed:
            yield self.at(
                entry.id,
                entry.review.wording,
                f"the review by {entry.review.by} is of the wording {entry.review.wording}",
                f"the words are now {entry.wording}: have them reviewed again",
                warn=True,
            )

    def asks_in_two_entries(self) -> Iterator[Problem]:
        owner: dict[tuple[str, ...], str] = {}
        for entry in self.knowledge.entries:
            for ask in entry.asks:
                words = tokens(ask)
                first = owner.setdefault(words, entry.id)
                if first != entry.id:
                    yield self.at(
                        entry.id, ask, f"the ask “{_cut(ask)}”", f"it stands in “{first}” too: keep one"
                    )

    def known_placeholders(self) -> set[str]:
        phones = {service.id for service in self.knowledge.services.values() if service.phone}
        return phones | set(self.knowledge.amounts)

    # ── the other files ──────────────────────────────────────────────────────────────────────────

    def services(self) -> Iterator[Problem]:
        for service in self.knowledge.services.values():
            if not service.sources:
                yield self.at(service.id, "name:", "no source is named", "say where the number was seen")
            if service.independence == Independence.HOME_OFFICE_CONTRACT and not service.note:
                yield self.at(
                    service.id,
                    "independence:",
                    "it works for the Home Office",
                    "say so in “note”: people must know",
                )
            yield from self.wording(service.id, service.does)

    def evidence(self) -> Iterator[Problem]:
        for fact in self.knowledge.evidence.values():
            if not any(source.url for source in fact.sources):
                yield self.at(
                    "evidence.yaml", f"{fact.id}:", f"{fact.id} has no source with an address", "add one"
                )

    def amounts(self) -> Iterator[Problem]:
        for amount in self.knowledge.amounts.values():
            for period in amount.periods:
                if period.fact not in self.knowledge.evidence:
                    yield self.at(
                        "facts.yaml",
                        f"{amount.name}:",
                        f"{amount.name} rests on “{period.fact}”",
                        "name a fact of evidence.yaml",
                    )
                if period.end and period.end < period.start:
                    yield self.at(
                        "facts.yaml",
                        f"{amount.name}:",
                        f"{amount.name} ends on {period.end}, before it begins",
                        "turn the dates round",
                    )
            ordered = sorted(amount.periods, key=lambda period: period.start)
            for one, other in pairwise(ordered):
                if one.end is None or one.end >= other.start:
                    yield self.at(
                        "facts.yaml",
                        f"{amount.name}:",
                        f"{amount.name} has two values on {other.start}",
                        "end the first before",
                    )
            soon = self.today + timedelta(days=WARN_DAYS)
            if amount.on(self.today) is None:
                yield self.at(
                    "facts.yaml",
                    f"{amount.name}:",
                    f"{amount.name} has no value today",
                    "entries that use it are withheld: add the new value",
                )
            elif amount.on(soon) is None:
                yield self.at(
                    "facts.yaml",
                    f"{amount.name}:",
                    f"{amount.name} has no value from {soon}",
                    "add the new value",
                    warn=True,
                )

    def voices(self) -> Iterator[Problem]:
        if "en" not in self.knowledge.voices:
            yield self.at(
                "voice/en.yaml", "", "the English voice cannot be read", "mend it: nothing works without"
            )
        topics = {entry.topic for entry in self.knowledge.entries}
        for code, voice in self.knowledge.voices.items():
            name = f"voice/{code}.yaml"
            for line in LINES:
                if line not in voice.lines:
                    yield self.at(name, "lines:", f"the line “{line}” is missing", "add it under “lines”")
            for topic in sorted(topics - voice.topics.keys()):
                yield self.at(name, "topics:", f"the topic “{topic}” has no name", "add it under “topics”")
            if len(voice.months) != 12:
                yield self.at(name, "months:", f"{len(voice.months)} months are named", "name all twelve")
            for text in voice.lines.values():
                if number := CONTACT_NUMBER.search(PLACEHOLDER.sub("", text)):
                    yield self.at(
                        name, number[0], f"the phone number {number[0]}", "write the service in {…}"
                    )
                yield from self.wording(name, text)

    def dangers(self) -> Iterator[Problem]:
        if "en" not in self.knowledge.dangers:
            yield self.at("danger/en.yaml", "", "the English danger file cannot be read", "mend it")
        outcomes = {Outcome.EMERGENCY, Outcome.CRISIS}
        for code, words in self.knowledge.dangers.items():
            name = f"danger/{code}.yaml"
            cards = {card.id for card in words.cards}
            for card in words.cards:
                if card.outcome not in outcomes:
                    yield self.at(
                        name,
                        f"id: {card.id}",
                        f"{card.id} has the outcome “{card.outcome}”",
                        "emergency or crisis",
                    )
                if not card.lines or not PLACEHOLDER.search(card.lines[0].text[:40]):
                    yield self.at(
                        name,
                        f"id: {card.id}",
                        f"{card.id} does not begin with the number",
                        "put {emergency-999} first",
                    )
                known = self.known_placeholders()
                for text in (line.text for line in card.lines):
                    for placeholder in PLACEHOLDER.findall(text):
                        if placeholder not in known:
                            yield self.at(
                                name,
                                f"{{{placeholder}}}",
                                f"{card.id} names {{{placeholder}}}",
                                "name a service with a phone",
                            )
                for fact in card.facts:
                    if fact not in self.knowledge.evidence:
                        yield self.at(
                            name, fact, f"{card.id} rests on “{fact}”", "name a fact of evidence.yaml"
                        )
            for named in {*words.examples, *(sign.card for sign in words.signs)} - cards:
                yield self.at(name, named, f"“{named}” is no card", f"use one of: {', '.join(sorted(cards))}")

    def lengths(self, published: Published) -> Iterator[Problem]:
        """What a person really reads, nation by nation."""
        if "en" not in published.voices or any(line not in published.voices["en"].lines for line in LINES):
            return
        for entry in published.entries.values():
            if entry.topic not in published.voices["en"].topics:
                continue
            for nation in entry.nations:
                person = replace(Person(), nation=nation)
                decision = Decision(Outcome.TOLD, "answer", entry=entry.id, nation=nation)
                length = render(decision, person, published).length
                if length > REPLY_LETTERS:
                    yield self.at(
                        entry.id,
                        "answer:",
                        f"the whole reply for {nation} has {length} letters without contacts",
                        f"cut it to {REPLY_LETTERS}",
                    )


def _cut(text: str) -> str:
    return text if len(text) <= 60 else text[:59] + "…"


def errors(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """Those that fail the check."""
    return tuple(problem for problem in problems if problem.severity == Severity.ERROR)
