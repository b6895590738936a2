"""The editors' rules. Changes when we learn another way in which content goes wrong."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from bot.checks.addresses import AddressRules
from bot.checks.asks import AskRules
from bot.checks.calendar import CalendarRules
from bot.checks.desk import Desk
from bot.checks.entries import EntryRules
from bot.checks.files import FileRules
from bot.checks.guards import GuardRules
from bot.checks.languages import LanguageRules
from bot.checks.special import SpecialRules
from bot.checks.telegram import TelegramRules
from bot.checks.translations import TranslationRules
from bot.knowledge import Knowledge
from bot.problems import Place, Problem, Severity, errors

RULES = (
    EntryRules, AskRules, TranslationRules, FileRules, LanguageRules, SpecialRules, AddressRules, GuardRules,
    TelegramRules,
)  # fmt: skip

__all__ = ["Place", "Problem", "Severity", "check", "errors"]


def check(knowledge: Knowledge, places: Mapping[str, Place], today: date) -> tuple[Problem, ...]:
    """Every rule that looks at more than one key, over all that could be read: all problems at once."""
    desk = Desk(knowledge, places)
    return tuple(dict.fromkeys([*_run(desk), *CalendarRules(desk, today).run()]))


def _run(desk: Desk) -> Iterator[Problem]:
    if not desk.knowledge.entries:
        yield Problem(
            "knowledge/topics", 0, "there is no entry that can be read", "mend or add one", rule="no-entry"
        )
    for rules in RULES:
        yield from rules(desk).run()
