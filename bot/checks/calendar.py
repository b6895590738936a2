"""The rules that look at the calendar: all of them. Changes when a day asks an editor for something else."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

from bot.checks.context import CheckContext
from bot.checks.rules import SOON
from bot.checks.translations import translation_file, translations_of
from bot.knowledge import AHEAD, Amount, Entry, Notice, Reviewed, named
from bot.problems import Cause, Problem

WARN_DAYS = 30
"""So many days ahead an editor is told what will be due."""


@dataclass(frozen=True, slots=True)
class CalendarRules:
    """
    What holds on one day and not on another.

    Time alone never makes an error: what a day brings is due, a warning. Only a day that still lies ahead
    is an error, and time can but take that away.
    """

    context: CheckContext
    today: date

    def run(self) -> Iterator[Problem]:
        """All that is due, and all days to come that somebody wrote as if they had been."""
        knowledge = self.context.knowledge
        for entry in knowledge.entries:
            yield from self.entry(entry)
            yield from self.sources(entry)
            yield from self.review(entry.id, entry)
        for code, words in knowledge.dangers.items():
            for card in words.cards:
                yield from self.review(f"cards/{code}.yaml", card)
        for entry in knowledge.entries:
            for translation in translations_of(entry, knowledge):
                yield from self.review(translation_file(entry, translation.language), translation)
        for amount in knowledge.amounts.values():
            yield from self.amount(amount)
        if knowledge.notice:
            yield from self.notice(knowledge.notice)

    def due(self, name: str, clue: str, found: str, mend: str, *, rule: str) -> Problem:
        """What a day that came, or is near, asks for: never more than a warning."""
        cause = Cause.SOON if rule in SOON else Cause.CALENDAR
        return replace(self.context.at(name, clue, found, mend, rule=rule, warn=True), cause=cause)

    def entry(self, entry: Entry) -> Iterator[Problem]:
        when, mend, rule = f"“next” was {entry.next}", "check it again", "next-past"
        if entry.is_expired(self.today):
            mend, rule = "it is withheld: check it again", "entry-expired"
        elif not entry.is_overdue(self.today):
            when, mend, rule = f"“next” is {entry.next}", "check it again within these 30 days", "next-soon"
            if entry.next - self.today > timedelta(days=WARN_DAYS):
                return
        yield self.due(entry.id, "next:", when, mend, rule=rule)

    def sources(self, entry: Entry) -> Iterator[Problem]:
        for source in entry.sources:
            if source.checked and self.is_to_come(source.checked):
                yield self.context.at(
                    entry.id,
                    str(source.checked),
                    f"{source.name} is checked on {source.checked}, a day to come",
                    "write the day on which you looked",
                    within=source.name,
                    rule="checked-to-come",
                    subject=source.name,
                )

    def review(self, name: str, what: Reviewed) -> Iterator[Problem]:
        if what.review and self.is_to_come(what.review.on):
            yield self.context.at(
                name,
                "on:",
                f"the review of {named(what)}: it was reviewed on {what.review.on}, a day to come",
                "write the day on which it was read",
                rule="review-to-come",
                subject=named(what),
            )

    def amount(self, amount: Amount) -> Iterator[Problem]:
        soon = self.today + timedelta(days=WARN_DAYS)
        first = min((period.start for period in amount.periods), default=date.max)
        if self.is_to_come(first):
            yield self.context.at(
                "facts.yaml",
                f"{amount.name}:",
                f"{amount.name} begins on {first}, a day to come",
                "add the value of today, or leave it out of all words until then",
                rule="amount-to-come",
            )
            return
        if amount.on(self.today) is None:
            found, mend, rule = "has no value today", "words that name it are withheld", "amount-lapsed"
        elif amount.on(soon) is None:
            found, mend, rule = (
                f"has no value from {soon}",
                "then words that name it are withheld",
                "amount-soon",
            )
        else:
            return
        yield self.due(
            "facts.yaml", f"{amount.name}:", f"{amount.name} {found}", f"{mend}: add the new value", rule=rule
        )

    def notice(self, notice: Notice) -> Iterator[Problem]:
        if notice.end and notice.start <= notice.end < self.today:
            yield self.due(
                "notice.yaml",
                "until:",
                f"it ended on {notice.end}",
                "write “show: no”, or a later day",
                rule="notice-ended",
            )

    def is_to_come(self, day: date) -> bool:
        """Whether a day lies ahead of every clock on Earth."""
        return day > self.today + AHEAD
