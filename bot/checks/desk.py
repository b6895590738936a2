"""The rules for every sentence that a person may read. Changes when we learn what must not be said."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from bot.checks.problems import Place, Problem, Severity, cut
from bot.knowledge import PLACEHOLDER, Knowledge
from bot.words import sentences

SENTENCE_WORDS = 20

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


@dataclass(frozen=True, slots=True)
class Desk:
    """All that was read, where it stands, and today: what an editor's rules are held against."""

    knowledge: Knowledge
    places: Mapping[str, Place]
    today: date

    def at(
        self, name: str, clue: str, found: str, mend: str, *, within: str = "", warn: bool = False
    ) -> Problem:
        """A problem in the file of that name, at the line that holds the clue."""
        severity = Severity.WARNING if warn else Severity.ERROR
        place = self.places.get(name, Place(f"knowledge/{name}"))
        return Problem(place.file, place.line_of(clue, within), found, mend, severity)

    @property
    def phones(self) -> frozenset[str]:
        """The services whose number can be written as {…}."""
        phones = (service.id for service in self.knowledge.services.values() if service.phone)
        return frozenset({*phones, *self.unread_services})

    @property
    def unread_services(self) -> frozenset[str]:
        """Services that are there and cannot be read: each has its own problem, and causes no other."""
        files = (name for name in self.places if name.startswith("services/"))
        names = {name.removeprefix("services/").removesuffix(".yaml") for name in files}
        return frozenset(names - self.knowledge.services.keys())

    def is_service(self, name: str) -> bool:
        """Whether there is such a service."""
        return name in self.knowledge.services or name in self.unread_services

    def placeholders(self, name: str, text: str, own: frozenset[str] = frozenset()) -> Iterator[Problem]:
        """Names in {…} that nothing fills."""
        for placeholder in PLACEHOLDER.findall(text):
            if placeholder not in self.phones | self.knowledge.amounts.keys() | own:
                yield self.at(
                    name,
                    f"{{{placeholder}}}",
                    f"nothing is called {{{placeholder}}}",
                    "use an amount of facts.yaml or a service with a phone",
                    within=text,
                )

    def numbers(self, name: str, text: str) -> Iterator[Problem]:
        """Phone numbers outside of services/."""
        if number := CONTACT_NUMBER.search(PLACEHOLDER.sub("", text)):
            yield self.at(
                name,
                number[0],
                f"the phone number {number[0]} stands in the text",
                "write the service instead, such as {emergency-999}",
                within=text,
            )

    def sums(self, name: str, text: str) -> Iterator[Problem]:
        """Sums outside of facts.yaml."""
        if MONEY.search(PLACEHOLDER.sub("", text)):
            yield self.at(name, text, f"a sum stands in “{cut(text)}”", "name an amount of facts.yaml in {…}")

    def wording(self, name: str, text: str) -> Iterator[Problem]:
        """What must not be said, and sentences that are too long."""
        for pattern, instead in NEVER:
            found = re.search(pattern, text, re.IGNORECASE)
            if found and not NEGATED.search(text[: found.start()]) and not text.rstrip().endswith("?"):
                yield self.at(name, found[0], f"the words “{found[0]}”", instead, within=text)
        for sentence in sentences(PLACEHOLDER.sub("number", text)):
            if (count := len(sentence.split())) > SENTENCE_WORDS:
                yield self.at(
                    name,
                    sentence.replace("number", ""),
                    f"a sentence has {count} words: “{cut(sentence)}”",
                    f"cut it to {SENTENCE_WORDS}",
                    within=text,
                    warn=True,
                )
