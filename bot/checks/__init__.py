"""The editors' rules. Changes when we learn another way in which content goes wrong."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date

from bot.checks.addresses import AddressRules
from bot.checks.asks import AskRules
from bot.checks.calendar import CalendarRules
from bot.checks.context import CheckContext, language_of
from bot.checks.entries import EntryRules
from bot.checks.files import FileRules
from bot.checks.guards import GuardRules
from bot.checks.languages import LanguageRules
from bot.checks.special import SpecialRules
from bot.checks.telegram import TelegramRules
from bot.checks.terms import TermRules
from bot.checks.translations import TranslationRules
from bot.knowledge import Knowledge
from bot.problems import Place, Problem, Severity, errors

RULES = (
    EntryRules, AskRules, TranslationRules, TermRules, FileRules, LanguageRules, SpecialRules, AddressRules,
    GuardRules, TelegramRules,
)  # fmt: skip

__all__ = ["CheckContext", "Place", "Problem", "Severity", "TranslationRules", "check", "errors"]


def check(knowledge: Knowledge, places: Mapping[str, Place], today: date) -> tuple[Problem, ...]:
    """Every rule that looks at more than one key, over all that could be read: all problems at once."""
    context = CheckContext(knowledge, places)
    found = dict.fromkeys([*_run(context), *CalendarRules(context, today).run()])
    return tuple(_of_drafts(found, knowledge))


def _of_drafts(problems: Iterable[Problem], knowledge: Knowledge) -> Iterator[Problem]:
    """What is wrong with a draft, an entry or a language, advises: nobody is told it yet."""
    drafts = tuple(f"/topics/{entry.topic}/{entry.id}/" for entry in knowledge.entries if entry.draft)
    languages = {each.code for each in knowledge.languages if each.is_draft}
    for problem in problems:
        of_draft = any(folder in problem.file for folder in drafts) or (
            language_of(problem.file.partition("/")[2]) in languages
        )
        yield replace(problem, severity=Severity.WARNING) if of_draft else problem


def _run(context: CheckContext) -> Iterator[Problem]:
    if not context.knowledge.entries:
        yield Problem(
            "knowledge/topics", 0, "there is no entry that can be read", "mend or add one", rule="no-entry"
        )
    for rules in RULES:
        yield from rules(context).run()
