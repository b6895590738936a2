"""The rules for all other files. Changes when we learn another way in which one of them goes wrong."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

from bot.checks.context import NO_COMMANDS, CheckContext
from bot.knowledge import EVERYTHING, PLACEHOLDER, Amount, Card, DangerWords, Independence, Notice, Voice
from bot.knowledge.phrases import FILLED, LINES
from bot.problems import Problem, cut

COMMANDS = {
    "help": frozenset({"nation", "urgent", "hide", "privacy"}),
    "nation_chosen": frozenset({"nation", "forget"}),
    "not_forgotten": frozenset({"forget"}),
    "choose_hide": frozenset({"forget"}),
    "settings": frozenset({"nation", "language", "forget", "privacy", "hide"}),
    "stop": frozenset({"forget", "hide"}),
    "abuse-happening-now": frozenset({"hide"}),
}
"""By line of the voice, or danger card: the commands that it is there to tell people of."""

EXAMPLE_DAY = date(2000, 1, 1)
"""The day in the example of `notice.yaml`: nobody can mean it."""

OF_THE_HOME_OFFICE = (Independence.HOME_OFFICE_CONTRACT, Independence.HOME_OFFICE)
"""The kinds of helper that people must be told more of before they call."""

WHOLE_WORDS = 8
"""Words of a message that is known as a whole. A longer one tells something, and is held against danger."""

NOTICE_LETTERS = 300
"""As long as a short answer may be."""


@dataclass(frozen=True, slots=True)
class FileRules:
    """Every rule that a service, a fact, an amount, a voice or a danger file may break."""

    context: CheckContext

    def run(self) -> Iterator[Problem]:
        """All problems of all files but the entries."""
        yield from self.services()
        yield from self.evidence()
        for amount in self.context.knowledge.amounts.values():
            yield from self.amount(amount)
        yield from self.voices()
        yield from self.dangers()
        if notice := self.context.knowledge.notice:
            yield from self.notice(notice)

    def notice(self, notice: Notice) -> Iterator[Problem]:
        def problem(clue: str, found: str, mend: str, *, warn: bool = False, rule: str = "notice") -> Problem:
            return self.context.at("notice.yaml", clue, found, mend, warn=warn, rule=rule)

        for name in notice.about:
            if name != EVERYTHING and not self.is_entry_or_topic(name):
                yield problem(
                    name,
                    f"“{name}” is no entry and no topic",
                    f"write the name of a folder under topics/, or {EVERYTHING}",
                )
        if notice.day == EXAMPLE_DAY:
            yield problem(
                "date:",
                f"“date” is still {notice.day}, the day of the example",
                "write the day of the news: people are told it",
                rule="notice-example",
            )
        if notice.end and notice.end < notice.start:
            yield problem("until:", f"it ends on {notice.end}, before it begins", "turn the dates round")
        for language, text in notice.texts.items():
            if language not in self.context.knowledge.voices:
                yield problem(
                    f"{language}:", f"the bot does not speak “{language}”", "write such as en", warn=True
                )
            if len(text) > NOTICE_LETTERS:
                found = f"the notice has {len(text)} letters"
                yield problem(
                    text, found, f"cut it to {NOTICE_LETTERS}: it stands above the answer", warn=True
                )
            yield from self.context.placeholders("notice.yaml", text)
            yield from self.context.spoken("notice.yaml", text)

    def is_entry_or_topic(self, name: str) -> bool:
        """Whether there is such a folder. One whose file cannot be read has its own problem."""
        topics = (entry.topic for entry in self.context.knowledge.entries)
        return self.context.is_entry(name) or name in topics

    def services(self) -> Iterator[Problem]:
        for service in self.context.knowledge.services.values():
            name = f"services/{service.id}.yaml"
            if service.independence in OF_THE_HOME_OFFICE and not service.note:
                yield self.context.at(
                    name,
                    "independence:",
                    "it works for the Home Office, and no “note” says so",
                    "add “note: …”: people must know",
                    rule="contractor-note",
                )
            number = service.phone  # some are known by their number: “999 emergency services”
            called = service.name.replace(number, "") if number else service.name
            for text in (called, service.does, service.hours, service.languages, service.note):
                yield from self.context.spoken(name, text)

    def evidence(self) -> Iterator[Problem]:
        for fact in self.context.knowledge.evidence.values():
            if not any(source.url for source in fact.sources):
                yield self.context.at(
                    "evidence.yaml",
                    f"{fact.id}:",
                    f"{fact.id} has no source with an address",
                    "add “url” to one of its sources",
                    rule="fact-without-address",
                )

    def amount(self, amount: Amount) -> Iterator[Problem]:
        def problem(found: str, mend: str) -> Problem:
            return self.context.at(
                "facts.yaml", f"{amount.name}:", f"{amount.name} {found}", mend, rule="amount"
            )

        for period in amount.periods:
            if period.fact not in self.context.knowledge.evidence:
                yield problem(f"rests on “{period.fact}”", "name a fact of evidence.yaml")
            if period.end and period.end < period.start:
                yield problem(f"ends on {period.end}, before it begins", "turn the dates round")
        ordered = sorted(amount.periods, key=lambda period: period.start)
        for one, other in pairwise(ordered):
            if one.end is None or one.end >= other.start:
                yield problem(f"has two values on {other.start}", "end the first before")
            elif one.end + timedelta(days=1) < other.start:
                yield self.context.at(
                    "facts.yaml",
                    f"{amount.name}:",
                    f"{amount.name} has no value between {one.end} and {other.start}",
                    "add it, if it is known: on these days words that name it are withheld",
                    rule="amount-hole",
                    warn=True,
                )

    def voices(self) -> Iterator[Problem]:
        topics = {entry.topic for entry in self.context.knowledge.entries}
        danger = self._danger_words()
        for code, voice in self.context.knowledge.voices.items():
            name = f"voice/{code}.yaml"
            for line in LINES:
                if line not in voice.lines:
                    yield self.context.at(
                        name,
                        "lines:",
                        f"the line “{line}” is missing",
                        "add it under “lines”",
                        rule="voice-line-missing",
                    )
            for topic in sorted(topics - voice.topics.keys()):
                yield self.context.at(
                    name,
                    "topics:",
                    f"the topic “{topic}” has no name",
                    "add it under “topics”",
                    rule="topic-without-name",
                )
            if len(voice.months) != 12:
                yield self.context.at(
                    name,
                    "months:",
                    f"{len(voice.months)} months are named",
                    "name all twelve",
                    rule="months",
                )
            for line, text in voice.lines.items():
                yield from self.filled(name, line, text)
                yield from self.context.spoken(name, text, COMMANDS.get(line, NO_COMMANDS))
            for text in (*voice.topics.values(), *voice.nations.values(), *voice.months):
                yield from self.context.spoken(name, text)
            yield from self.understood(name, voice, danger)

    def understood(self, name: str, voice: Voice, danger: frozenset[tuple[str, ...]]) -> Iterator[Problem]:
        """What passes for no danger, whatever was learned: short, and none of our own words of `danger`."""
        subjects = voice.follow_ups.subjects
        for entry_id in subjects:
            if not self.context.is_entry(entry_id):
                yield self.context.at(
                    name,
                    f"{entry_id}:",
                    f"“{entry_id}” is no entry, and a follow-up leads to it",
                    "write the name of an entry’s folder",
                    rule="entry-unknown",
                )
        for group in (*voice.remarks.values(), *subjects.values()):
            for phrase in group:
                words = self.context.words(phrase)
                if words in danger or len(words) > WHOLE_WORDS:
                    why = "is danger in danger/, too" if words in danger else f"has {len(words)} words"
                    yield self.context.at(
                        name,
                        phrase,
                        f"“{cut(phrase)}” under remarks or follow_ups {why}",
                        f"take it out: only what is at most {WHOLE_WORDS} words, and no danger, "
                        "is known as a whole",
                        rule="remark-is-danger",
                        within=phrase,
                    )

    def _danger_words(self) -> frozenset[tuple[str, ...]]:
        return frozenset(
            self.context.words(text)
            for words in self.context.knowledge.dangers.values()
            for group in (words.examples, words.signs, words.cries)
            for texts in group.values()
            for text in texts
        )

    def filled(self, name: str, line: str, text: str) -> Iterator[Problem]:
        """What the bot puts into a line must have its place there: else the answer itself is not said."""
        own = FILLED.get(line, frozenset())
        yield from self.context.placeholders(name, text, own)
        for placeholder in sorted(own - set(PLACEHOLDER.findall(text))):
            yield self.context.at(
                name,
                f"{line}:",
                f"the line “{line}” has lost {{{placeholder}}}",
                f"write {{{placeholder}}} where the bot is to put it",
                rule="placeholder-lost",
            )

    def dangers(self) -> Iterator[Problem]:
        for code, words in self.context.knowledge.dangers.items():
            name = f"cards/{code}.yaml"
            for card in words.cards:
                yield from self.card(name, card)
            yield from self.everyday(words)

    def everyday(self, words: DangerWords) -> Iterator[Problem]:
        """
        Every sign, cry and example is tried against what people type to any bot. What only sounds like
        danger is a look-alike.
        """
        signs = [self.in_a_row(sign) for signs in words.signs.values() for sign in signs]
        whole = {
            self.in_a_row(text)
            for each in (words.cries, words.examples)
            for texts in each.values()
            for text in texts
        }
        for text in words.everyday:
            row = self.in_a_row(text)
            if row in whole or any(sign and sign in row for sign in signs):
                yield self.context.at(
                    f"danger/{words.language}/everyday.yaml",
                    text,
                    f"“{cut(text)}” holds a sign, or is a cry or an example of danger",
                    "take it out of one of them, or put it into look-alikes.yaml",
                    rule="everyday-is-danger",
                )

    def in_a_row(self, text: str) -> str:
        """The words of a text as they are compared: a phrase stands in it only as whole words."""
        words = self.context.words(text)
        return f" {' '.join(words)} " if words else ""

    def card(self, name: str, card: Card) -> Iterator[Problem]:
        first = card.lines[0].text
        pins = self.context.knowledge.pins
        known = self.context.phones & pins.numbers.keys() if pins else self.context.phones
        if not known & set(PLACEHOLDER.findall(first[:40])[:1]):
            yield self.context.at(
                name,
                first,
                f"the card “{card.id}” does not begin with the number",
                "put {emergency-999} into its first words",
                rule="card-number-first",
            )
        for line in card.lines:
            yield from self.context.placeholders(name, line.text)
            yield from self.context.spoken(name, line.text, COMMANDS.get(card.id, NO_COMMANDS))
        for service in card.get_help:
            if not self.context.is_service(service):
                yield self.context.at(
                    name,
                    service,
                    f"the card “{card.id}” names “{service}”, which is no service",
                    f"correct it, or add knowledge/services/{service}.yaml",
                    rule="service-unknown",
                )
        for fact in card.facts:
            if fact not in self.context.knowledge.evidence:
                yield self.context.at(
                    name,
                    fact,
                    f"the card “{card.id}” rests on “{fact}”, which is not in evidence.yaml",
                    "it is unconfirmed or misspelt: do not rest on it",
                    rule="fact-unknown",
                )
