"""The rules for entries. Changes when we learn another way in which an entry goes wrong."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from bot.checks.context import NO_COMMANDS, CheckContext
from bot.checks.lengths import MOST, REPLY_LETTERS, SCREEN_LETTERS, lengths
from bot.knowledge import ENGLISH, Confusion, Entry, Nation
from bot.knowledge.entry import BLANK, is_blank
from bot.problems import Problem, cut

TITLE_LETTERS = 60
SHORT_LETTERS = 300
STEPS = 5
ELSEWHERE_LETTERS = 120
ASKS = 30
CONFUSIONS = 5

COMMANDS = {
    "bot-privacy": frozenset({"hide", "forget"}),
    "domestic-abuse": frozenset({"hide"}),
    "trafficking-victims": frozenset({"hide"}),
}
"""By entry: the commands that it is there to tell people of. Anything after “/” can be tapped in Telegram."""

DOUBT = re.compile(
    r"\b(?:(?:could|can|did) not (?:confirm|find|read)|found no|do not know if|cannot promise)\b",
    re.IGNORECASE,
)
"""Words with which an answer says that we do not know. It says so once, in `not_known`."""


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
        yield from self.doubts(entry)
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
        answer = entry.answer
        for passages, what, most in (
            (answer.short, "a short answer", SHORT_LETTERS),
            (answer.elsewhere, "“elsewhere”", ELSEWHERE_LETTERS),
        ):
            for passage in passages:
                if len(passage.text) > most:
                    yield self.context.at(
                        entry.id,
                        passage.text,
                        f"{what} has {len(passage.text)} letters",
                        f"cut it to {most}",
                        rule="answer-long",
                        subject=f"{what} {' '.join(passage.nations)}",
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

    def doubts(self, entry: Entry) -> Iterator[Problem]:
        """What we do not know stands in one place, at the end; what is folded may say more."""
        answer = entry.answer
        for passage in (*answer.short, *answer.elsewhere, *answer.steps, *answer.warn):
            if DOUBT.search(passage.text):
                yield self.context.at(
                    entry.id,
                    passage.text,
                    f"“{cut(passage.text)}” says what we do not know",
                    "say it once, under “not_known:”, with who can tell; or look for what is known",
                    rule="doubt-elsewhere",
                    warn=True,
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
            doubts = sum(passage.holds_in(nation) for passage in entry.answer.not_known)
            if doubts > 1:
                yield self.context.at(
                    entry.id,
                    "not_known:",
                    f"{nation} is told {doubts} times what we do not know",
                    "say it once, with who can tell",
                    rule="doubt-twice",
                    subject=nation,
                )
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
                elif passage not in entry.answer.not_known and not self.rests_on(entry, nation):
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
        """What a person sees at once, nation by nation."""
        found = list(lengths(self.context.knowledge))
        for length in found:
            if length.letters > REPLY_LETTERS:
                yield self.context.at(
                    length.entry,
                    "answer:",
                    f"the whole reply for {length.nation} has {length.letters} letters",
                    f"cut it to {REPLY_LETTERS}, or move a part of it to “more:”",
                    rule="reply-long",
                    subject=length.nation,
                )
        longer = sorted(
            (each for each in found if each.letters > SCREEN_LETTERS), key=lambda each: -each.letters
        )
        if len(longer) > (1 - MOST) * len(found):
            most = ", ".join(f"{each.entry} ({each.nation}, {each.letters})" for each in longer[:3])
            yield self.context.at(
                longer[0].entry,
                "answer:",
                f"{len(longer)} of {len(found)} replies are longer than {SCREEN_LETTERS} letters: {most}, …",
                "move a part of the longest to “more:”; “run_bot.py lengths” shows all",
                rule="replies-long",
                warn=True,
            )
