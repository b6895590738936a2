"""What every rule works with: all that was read, and how a problem is told. Changes when telling does."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from bot.checks.spoken import findings
from bot.knowledge import ENGLISH, PLACEHOLDER, Hosts, Knowledge
from bot.problems import Place, Problem, Severity, cut
from bot.words import sentences, tokens

SENTENCE_WORDS = 20
WORDS_ELSEWHERE = 30
"""
The most words of a sentence, in English and in other languages: many need more small words for the same.
"""

_FILE = re.compile(
    r"(?:voice|cards|helpers|out-of-scope|generated/(?:calibration|danger))/([^/]+)\.yaml|danger/([^/]+)/.*"
    r"|topics/[^/]+/[^/]+/(?:asks/)?([^/]+)\.yaml"
)

MONEY = re.compile(r"[£€$¥₹₿]|\bGBP\b|\bpounds\b|\bquid\b|\beuros?\b|\bdollars?\b", re.IGNORECASE)

NO_COMMANDS: frozenset[str] = frozenset()


def language_of(name: str) -> str:
    """The language of a file by its name in the folder; empty for one that is of none."""
    found = _FILE.fullmatch(name)
    return next(filter(None, found.groups()), "") if found else ""


@dataclass(frozen=True)
class CheckContext:
    """
    All that was read, and where it stands: what an editor's rules are held against.

    There is no today here. A rule that looks at the calendar stands in `calendar.py`: nowhere else can the
    day decide.
    """

    knowledge: Knowledge
    places: Mapping[str, Place]
    _words: dict[str, tuple[str, ...]] = field(default_factory=dict, repr=False, compare=False)

    def words(self, text: str) -> tuple[str, ...]:
        """The words of a text as the bot reads them. Several rules look at the same one: it is read once."""
        if (known := self._words.get(text)) is None:
            known = self._words[text] = tokens(text)
        return known

    def at(
        self,
        name: str,
        clue: str,
        found: str,
        mend: str,
        *,
        rule: str,
        within: str = "",
        warn: bool = False,
        subject: str = "",
    ) -> Problem:
        """
        A problem that an edit brought, in the file of that name, at the line that holds the clue.

        `subject`: what it is about, where the clue is a whole text that may be edited without mending it.
        """
        severity = Severity.WARNING if warn else Severity.ERROR
        place = self.places.get(name, Place(f"knowledge/{name}"))
        line = place.line_of(clue, within)
        return Problem(place.file, line, found, mend, severity, rule, subject or clue)

    @cached_property
    def phones(self) -> frozenset[str]:
        """The services whose number can be written as {…}."""
        phones = (service.id for service in self.knowledge.services.values() if service.phone)
        return frozenset({*phones, *self.unread_services})

    @cached_property
    def unread_services(self) -> frozenset[str]:
        """Services that are there and cannot be read: each has its own problem, and causes no other."""
        files = (name for name in self.places if name.startswith("services/"))
        names = {name.removeprefix("services/").removesuffix(".yaml") for name in files}
        return frozenset(names - self.knowledge.services.keys())

    def is_service(self, name: str) -> bool:
        """Whether there is such a service."""
        return name in self.knowledge.services or name in self.unread_services

    def is_entry(self, name: str) -> bool:
        """Whether there is such an entry. One that cannot be read is one too: it has its own problem."""
        place = self.places.get(name)
        return any(entry.id == name for entry in self.knowledge.entries) or (
            place is not None and place.file.endswith("/entry.yaml")
        )

    def placeholders(
        self, name: str, text: str, own: frozenset[str] = frozenset(), *, amounts: bool = False
    ) -> Iterator[Problem]:
        """
        Names in {…} that nothing fills.

        `amounts`: whether a sum may stand here, as in an entry, of which a part can be withheld when the sum
        has no value. A card, a notice or a sentence of the bot must be whole on any day.
        """
        for placeholder in PLACEHOLDER.findall(text):
            if placeholder in self.phones | own or (amounts and placeholder in self.knowledge.amounts):
                continue
            if placeholder in self.knowledge.amounts:
                yield self.at(
                    name,
                    f"{{{placeholder}}}",
                    f"the sum {{{placeholder}}} stands where words must be whole on any day",
                    "say it without the sum: only entries can do without a passage when it has no value",
                    rule="sum-in-fixed-words",
                    within=text,
                )
            else:
                yield self.at(
                    name,
                    f"{{{placeholder}}}",
                    f"nothing is called {{{placeholder}}}",
                    "use an amount of facts.yaml or a service with a phone",
                    rule="placeholder-unknown",
                    within=text,
                )

    def is_elsewhere(self, name: str) -> bool:
        """Whether a file is of another language that the bot speaks, or of many."""
        code = language_of(name)
        others = {each.code for each in self.knowledge.languages} - {ENGLISH}
        return code in others or name == "elsewhere.yaml"

    def spoken(
        self, name: str, text: str, commands: frozenset[str] = NO_COMMANDS, hosts: Hosts | None = None
    ) -> Iterator[Problem]:
        """
        All that may not stand in words that people read.

        `commands` and `hosts` are those that this text may name; without `hosts`, those of all words.
        """
        for finding in findings(text, hosts or self.knowledge.hosts, commands):
            as_written = re.search(re.escape(finding.words), text, re.IGNORECASE)
            words = as_written[0] if as_written else finding.words
            yield self.at(
                name,
                words or text,
                finding.found.replace(finding.words, words) if finding.words else finding.found,
                finding.mend,
                rule=finding.rule,
                within=text,
                subject=words or finding.rule,
            )
        if MONEY.search(PLACEHOLDER.sub("", text)):
            yield self.at(
                name,
                text,
                f"a sum stands in “{cut(text)}”",
                "name an amount of facts.yaml in {…}",
                rule="sum-in-text",
                subject="sum",
            )
        most = WORDS_ELSEWHERE if self.is_elsewhere(name) else SENTENCE_WORDS
        for sentence in sentences(PLACEHOLDER.sub("number", text)):
            if (count := len(sentence.split())) > most:
                yield self.at(
                    name,
                    sentence.replace("number", ""),
                    f"a sentence has {count} words: “{cut(sentence)}”",
                    f"cut it to {most}",
                    rule="long-sentence",
                    within=text,
                    warn=True,
                )
