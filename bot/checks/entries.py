"""The rules for entries. Changes when we learn another way in which an entry goes wrong."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date

from bot.checks.context import NO_COMMANDS, CheckContext
from bot.conversation import Decision, Outcome, Person, Say
from bot.knowledge import ENGLISH, Confusion, Entry, Knowledge, Nation
from bot.knowledge.entry import BLANK, is_blank
from bot.knowledge.phrases import LINES
from bot.problems import Problem
from bot.rendering import render

TITLE_LETTERS = 60
SHORT_LETTERS = 300
REPLY_LETTERS = 900
STEPS = 6
ASKS = 30
CONFUSIONS = 5

COMMANDS = {
    "bot-privacy": frozenset({"hide", "forget"}),
    "domestic-abuse": frozenset({"hide"}),
    "trafficking-victims": frozenset({"hide"}),
}
"""By entry: the commands that it is there to tell people of. Anything after “/” can be tapped in Telegram."""

IGNORANCE = re.compile(r"\b(?:could not confirm|found no|did not find)\b")
"""To say that we do not know rests on no fact."""


def asks_file(entry: Entry, language: str = ENGLISH) -> str:
    """The name of the file in which people of that language ask for it."""
    return f"topics/{entry.topic}/{entry.id}/asks/{language}.yaml"


@dataclass(frozen=True, slots=True)
class EntryRules:
    """Every rule that one entry, or all of them together, may break."""

    context: CheckContext

    def run(self) -> Iterator[Problem]:
        """All problems of all entries."""
        knowledge = self.context.knowledge
        for entry in knowledge.entries:
            yield from self.entry(entry)
        yield from self.lengths()

    def entry(self, entry: Entry) -> Iterator[Problem]:
        yield from self.form(entry)
        yield from self.names(entry)
        yield from self.facts(entry)
        if entry.id not in self.context.knowledge.flawed:  # what is lacking may stand in what was not read
            yield from self.nations(entry)
        yield from self.words(entry)
        yield from self.blanks(entry)

    def blanks(self, entry: Entry) -> Iterator[Problem]:
        """What `run_bot.py new` left for somebody to write, or that it is a draft still."""
        if entry.draft:
            yield self.context.at(
                entry.id,
                "draft:",
                "it is a draft, and nobody is told it",
                "once all is written and checked, delete “draft: true”",
                rule="draft",
                warn=True,
            )
        asks = self.context.knowledge.asks.get(ENGLISH, {}).get(entry.id, ())
        for name, texts in ((entry.id, entry.texts()), (asks_file(entry), asks)):
            if any(map(is_blank, texts)):
                yield self.context.at(
                    name, BLANK, f"“{BLANK}” stands where words belong", "write them", rule="blank-left"
                )

    def form(self, entry: Entry) -> Iterator[Problem]:
        if len(entry.title) > TITLE_LETTERS:
            yield self.context.at(
                entry.id,
                entry.title,
                f"the title has {len(entry.title)} letters",
                f"cut it to {TITLE_LETTERS}",
                rule="title-long",
                subject="title",
            )
        for passage in entry.answer.short:
            if len(passage.text) > SHORT_LETTERS:
                yield self.context.at(
                    entry.id,
                    passage.text,
                    f"a short answer has {len(passage.text)} letters",
                    f"cut it to {SHORT_LETTERS}",
                    rule="answer-long",
                    subject=" ".join(passage.nations) or "everywhere",
                )
        knowledge, file = self.context.knowledge, asks_file(entry)
        asks = knowledge.asks.get(ENGLISH, {}).get(entry.id, ())
        if len(asks) < ASKS:
            yield self.context.at(
                file,
                "asks:",
                f"there are {len(asks)} asks",
                f"write at least {ASKS}",
                warn=True,
                rule="asks-few",
            )
        confusions = knowledge.confusions.get(ENGLISH, {}).get(entry.id, ())
        if len(confusions) < CONFUSIONS:
            yield self.context.at(
                file,
                "confused_with:",
                f"confused_with has {len(confusions)} questions",
                f"write {CONFUSIONS}",
                warn=True,
                rule="confusions-few",
            )

    def names(self, entry: Entry) -> Iterator[Problem]:
        """Every service and entry that an entry names must be there."""
        for service in entry.get_help:
            if not self.context.is_service(service):
                yield self.context.at(
                    entry.id,
                    service,
                    f"get_help names “{service}”, which is no service",
                    f"correct it, or add knowledge/services/{service}.yaml",
                    rule="service-unknown",
                )
        for other in entry.related:
            if not self.is_other(other, entry):
                yield self.context.at(
                    entry.id,
                    other,
                    f"related names “{other}”, which is no other entry",
                    "write the name of another entry’s folder",
                    rule="entry-unknown",
                )
        for language, confusions in self.context.knowledge.confusions.items():
            yield from self.confusions(entry, language, confusions.get(entry.id, ()))

    def confusions(self, entry: Entry, language: str, found: Iterable[Confusion]) -> Iterator[Problem]:
        for confusion in found:
            if not self.is_other(confusion.see, entry):
                yield self.context.at(
                    asks_file(entry, language),
                    confusion.see,
                    f"confused_with points to “{confusion.see}”, which is no other entry",
                    "write the name of another entry’s folder",
                    within=confusion.ask,
                    rule="entry-unknown",
                )

    def is_other(self, name: str, entry: Entry) -> bool:
        """Whether that is another entry. One that cannot be read is one too: it has its own problem."""
        return name != entry.id and self.context.is_entry(name)

    def facts(self, entry: Entry) -> Iterator[Problem]:
        """Facts are in evidence.yaml, and sources are theirs."""
        cited: set[str] = set()
        for fact_id in entry.facts:
            fact = self.context.knowledge.evidence.get(fact_id)
            if fact is None:
                yield self.context.at(
                    entry.id,
                    fact_id,
                    f"the fact “{fact_id}” is not in evidence.yaml",
                    "it is unconfirmed or misspelt: do not rest on it",
                    rule="fact-unknown",
                )
            else:
                cited |= {source.url for source in fact.sources}
        if not self.context.knowledge.evidence.keys() >= set(entry.facts):
            return  # a source may be that of the fact that is not there
        for source in entry.sources:
            own = source.url.startswith("docs/") or "telegram.org/" in source.url
            if source.url not in cited and not own:
                yield self.context.at(
                    entry.id,
                    source.url or source.name,
                    f"the source {source.url or source.name} stands in none of this entry’s facts",
                    "add to “facts” what was read there, or leave it out",
                    rule="source-of-no-fact",
                )

    def nations(self, entry: Entry) -> Iterator[Problem]:
        services = self.context.knowledge.services
        told = Counter(n for p in entry.answer.short for n in (p.nations or entry.nations))
        for nation in entry.nations:
            if told[nation] != 1:
                yield self.context.at(
                    entry.id,
                    "short:",
                    f"{nation} has {told[nation] or 'no'} short answer{'s' if told[nation] else ''}",
                    "give every nation of the entry exactly one",
                    rule="nation-short-answer",
                    subject=nation,
                )
            helpers = (services[each].nations for each in entry.get_help if each in services)
            unread = self.context.unread_services & set(entry.get_help)
            if not unread and not any(nation in helped for helped in helpers):
                yield self.context.at(
                    entry.id,
                    "get_help:",
                    f"get_help has nobody in {nation}",
                    "name a service of that nation",
                    rule="nation-without-helper",
                    subject=nation,
                )
            steps = sum(1 for step in entry.answer.steps if step.holds_in(nation))
            if steps > STEPS:
                yield self.context.at(
                    entry.id,
                    "steps:",
                    f"{nation} has {steps} steps",
                    f"leave at most {STEPS}",
                    rule="steps-many",
                    subject=nation,
                )
        for passage in entry.answer.passages():
            for nation in passage.nations:
                if nation not in entry.nations:
                    yield self.context.at(
                        entry.id,
                        passage.text,
                        f"a passage is for {nation}",
                        "add that nation to the entry’s “nations”",
                        rule="passage-nation",
                        subject=nation,
                    )
                elif not IGNORANCE.search(passage.text) and not self.rests_on(entry, nation):
                    yield self.context.at(
                        entry.id,
                        passage.text,
                        f"a passage speaks of {nation}",
                        f"no fact of this entry holds in {nation}: cite one or leave it out",
                        rule="passage-without-fact",
                        subject=nation,
                    )

    def rests_on(self, entry: Entry, nation: Nation) -> bool:
        evidence = self.context.knowledge.evidence
        return any(nation in evidence[each].nations for each in entry.facts if each in evidence)

    def words(self, entry: Entry) -> Iterator[Problem]:
        for text in entry.texts():
            yield from self.context.placeholders(entry.id, text, amounts=True)
            yield from self.context.spoken(entry.id, text, COMMANDS.get(entry.id, NO_COMMANDS))

    def lengths(self) -> Iterator[Problem]:
        """
        What a person really reads, nation by nation, but for the lines that come by themselves.

        No editor has written that an entry is overdue, who has reviewed it, or the news above it; and a sum
        counts with its longest value, whatever the day.
        """
        knowledge = self.context.knowledge
        voice = knowledge.voices.get("en")
        if voice is None or len(voice.months) != 12 or any(line not in voice.lines for line in LINES):
            return
        published = replace(_on_any_day(knowledge).published(ANY_DAY), reviewed={})
        for entry in published.entries.values():
            for nation in entry.nations:
                person = replace(Person(), nation=nation)
                decision = Decision(Outcome.TOLD, Say.ANSWER, entry=entry.id, nation=nation)
                length = render(decision, person, published).length
                if length > REPLY_LETTERS:
                    yield self.context.at(
                        entry.id,
                        "answer:",
                        f"the whole reply for {nation} has {length} letters without contacts",
                        f"cut it to {REPLY_LETTERS}",
                        rule="reply-long",
                        subject=nation,
                    )


ANY_DAY = date(2000, 9, 30)
"""Stands for every day when lengths are measured: written out, hardly any is longer."""


def _on_any_day(knowledge: Knowledge) -> Knowledge:
    """The same knowledge on no day in particular: nothing overdue, each sum at its longest, no news."""
    amounts = {
        name: replace(amount, periods=(replace(longest, start=date.min, end=None),))
        for name, amount in knowledge.amounts.items()
        if (longest := max(amount.periods, key=lambda period: len(period.value), default=None))
    }
    entries = tuple(
        replace(
            entry,
            next=ANY_DAY,
            sources=tuple(replace(source, checked=source.checked and ANY_DAY) for source in entry.sources),
        )
        for entry in knowledge.entries
    )
    return replace(knowledge, entries=entries, amounts=amounts, notice=None)
