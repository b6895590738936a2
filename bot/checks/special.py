"""The rules for content that does a job in the code. Changes when code needs other content by name."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from bot.checks.context import CheckContext
from bot.knowledge import STATUSES, Nation, Service, Special
from bot.problems import Problem

SPECIAL = "special.yaml"


@dataclass(frozen=True, slots=True)
class SpecialRules:
    """Every rule that `special.yaml` may break. A file that cannot be read has its own problem."""

    context: CheckContext

    def run(self) -> Iterator[Problem]:
        """All problems of what it names."""
        special = self.context.knowledge.special
        if special is None:
            return
        yield from self.privacy(special)
        yield from self.person(special)
        yield from self.named_entries(special)
        yield from self.urgent(special)
        yield from self.fallback_help(special)

    def privacy(self, special: Special) -> Iterator[Problem]:
        if not self.context.is_entry(special.privacy):
            yield self.context.at(
                SPECIAL,
                "privacy:",
                f"“{special.privacy}” is no entry, and /privacy tells it",
                "write the name of an entry’s folder",
                rule="entry-unknown",
            )

    def person(self, special: Special) -> Iterator[Problem]:
        if special.person and not self.context.is_entry(special.person):
            yield self.context.at(
                SPECIAL,
                "person:",
                f"“{special.person}” is no entry, and “Talk to a person” opens it",
                "write the name of an entry’s folder",
                rule="entry-unknown",
            )

    def named_entries(self, special: Special) -> Iterator[Problem]:
        for key, names in (("urgent_entries", special.urgent_entries), ("charges", special.charges)):
            for name in names:
                if not self.context.is_entry(name):
                    yield self.context.at(
                        SPECIAL,
                        f"{key}:",
                        f"“{name}” is no entry, and {key} names it",
                        "write the name of an entry’s folder",
                        rule="entry-unknown",
                        subject=name,
                    )

    def urgent(self, special: Special) -> Iterator[Problem]:
        for code, words in self.context.knowledge.dangers.items():
            if all(card.id != special.urgent_card for card in words.cards):
                yield self.context.at(
                    f"cards/{code}.yaml",
                    "cards:",
                    f"the card “{special.urgent_card}” is missing",
                    "add it: /urgent shows it",
                    rule="urgent-card-missing",
                )

    def fallback_help(self, special: Special) -> Iterator[Problem]:
        for name in special.fallback_help:
            if not self.context.is_service(name):
                yield self.context.at(
                    SPECIAL,
                    name,
                    f"fallback_help names “{name}”, which is no service",
                    f"correct it, or add knowledge/services/{name}.yaml",
                    rule="service-unknown",
                )
        if self.context.unread_services & set(special.fallback_help):
            return
        services = self.context.knowledge.services
        named = [services[name] for name in special.fallback_help if name in services]
        for nation in Nation:
            yield from self.nation(nation, [each for each in named if nation in each.nations])

    def nation(self, nation: Nation, helpers: list[Service]) -> Iterator[Problem]:
        """Whether somebody without an answer, with whatever papers, has somebody to turn to there."""
        if not any(each.phone or each.url for each in helpers):
            yield self.context.at(
                SPECIAL,
                "fallback_help:",
                f"fallback_help has nobody with a phone or a page in {nation}",
                "name a service of that nation: it is the last resort of somebody without an answer",
                rule="nation-without-helper",
                subject=nation,
            )
            return
        to_call = [each for each in helpers if each.phone]
        left_out = [status for status in STATUSES if not any(each.is_open_to(status) for each in to_call)]
        if left_out:
            yield self.context.at(
                SPECIAL,
                "fallback_help:",
                f"in {nation}, fallback_help has nobody to call for: {', '.join(left_out)}",
                "name a service with a phone that is open to them (“serves” in its file)",
                rule="status-without-helper",
                subject=nation,
            )
