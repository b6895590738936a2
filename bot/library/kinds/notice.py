"""News. Changes when a notice can do more."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from bot.knowledge import Nations, Notice
from bot.library.items import Group, Item, Refused, refuse, yes_of
from bot.library.kinds.kind import Kind
from bot.library.kinds.words import LANGUAGE, nations
from bot.library.shapes import Context, Day, Field, Keys, Named, OneOrMany, Schema, Shape, Switch, Text
from bot.problems import Problem, Severity


@dataclass(frozen=True)
class _Words(Named[str]):
    """Words by language, the English ones at least."""

    def read(self, item: Item, context: Context) -> dict[str, str]:
        """By language."""
        if isinstance(item.value, str):
            raise refuse(
                item, "the words have no language", "write them on a new line, indented, after “en: ”"
            )
        found = super().read(item, context)
        if "en" not in found:
            raise refuse(item, "the English words are missing", "write them after “en: ”")
        return found


def _open(before: Mapping[str, Any]) -> bool:
    """Whether the bot goes on answering."""
    return not before["closed"]


def _notice(
    *,
    day: date,
    start: date | None,
    end: date | None,
    texts: Mapping[str, str],
    about: tuple[str, ...],
    nations: Nations,
    closed: bool,
    **_: object,
) -> Notice:
    return Notice(day, start or day, end, texts, about, nations, closed=closed)


SHOWN = Keys(
    "News for the day on which a rule changes: above the answers it is about, or in the place of all.",
    _notice,
    (
        Field("show", Switch("Write yes to show the notice, no to take it down."), needed=True),
        Field(
            "date",
            Day("The day of the news, which people are told. Write year-month-day."),
            needed=True,
            attribute="day",
        ),
        Field(
            "from",
            Day("The first day on which it stands. Left out: the day of the news."),
            attribute="start",
        ),
        Field(
            "until",
            Day(
                "The last day on which it stands, year-month-day; or the word open: until somebody writes "
                "show: no.",
                "open",
                word="open",
            ),
            needed=True,
            attribute="end",
        ),
        Field(
            "closed",
            Switch("Write yes and every answer, but the danger cards, is the notice with people to call."),
        ),
        Field(
            "about",
            OneOrMany(
                "Above which answers: all, a topic, or a list of entries and topics.",
                Text("An entry or a topic; all for every answer.", "all"),
            ),
            needed=_open,
        ),
        Field("nations", nations("Where the news holds. Left out: everywhere.")),
        Field(
            "text",
            _Words(
                "The words by language. English is needed; other languages are shown the English words.",
                LANGUAGE,
                Text("What people read.", "The rules change today. We are reading them."),
                needs=("en",),
            ),
            needed=True,
            attribute="texts",
        ),
    ),
)


@dataclass(frozen=True)
class _MaybeShown(Shape[Notice | None]):
    """
    None while it says “show: no”: then mistakes in the rest are warnings, for nothing may hinder somebody who
    takes a notice down.
    """

    of: Keys[Notice]

    @property
    def doc(self) -> str:  # type: ignore[override]
        """That of a notice."""
        return self.of.doc

    def read(self, item: Item, context: Context) -> Notice | None:
        """The notice that is shown."""
        shown = Group(item, context.problems).need("show", yes_of, None)
        if shown is None:
            raise Refused
        if shown:
            return self.of.read(item, context)
        if len(item.value) > 1:
            context.problems.extend(self._advice(item))
        return None

    def _advice(self, item: Item) -> list[Problem]:
        found: list[Problem] = []
        try:
            self.of.read(item, Context(found))
        except Refused as refused:
            found.extend(refused.problems)
        return [replace(problem, severity=Severity.WARNING) for problem in found]

    def form(self) -> Schema:
        """All keys but “show” are needed only while it is shown."""
        form = self.of.form()
        needed = [key for key in form["required"] if key != "show"]
        return {
            **form,
            "required": ["show"],
            "if": {"properties": {"show": {"enum": ["yes", "true", True]}}},
            "then": {"required": needed},
        }


NOTICE: Kind[Notice | None] = Kind("notice", "notice.yaml", "A notice", _MaybeShown(SHOWN))
