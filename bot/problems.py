"""What an editor is told: where, what is there, what to do."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import IntEnum, StrEnum


class Severity(IntEnum):
    """A warning advises; an error fails the check."""

    WARNING = 1
    ERROR = 2


class Cause(StrEnum):
    """
    What brought a problem about. Time alone never makes an error: what the calendar brings is a warning.

    Were it an error, a tree that nobody touched would fail its checks one morning, and on that day no urgent
    correction could be checked, built or taken over.
    """

    EDIT = "edit"
    """Somebody wrote it: it was there on the day on which the file was saved."""
    CALENDAR = "calendar"
    """A day came, and something is due. `check --due` fails for it."""
    SOON = "soon"
    """A day is near: it will be due within 30 days."""


@dataclass(frozen=True, slots=True)
class Problem:
    """Something for an editor to do: where it is, what is there, what to do. Mostly it is a mistake."""

    file: str
    line: int
    found: str
    mend: str
    severity: Severity = Severity.ERROR
    rule: str = ""
    """The name of the rule that it breaks; it stays the same when the words of the message change."""
    subject: str = ""
    """What in the file it is about, such as a nation or an id: it stays when a count or a day changes."""
    cause: Cause = Cause.EDIT

    @property
    def identity(self) -> tuple[str, str, str]:
        """
        What makes it the same problem before and after an edit: file, rule, subject.

        Without a subject the message stands for it, its numbers left out: 901 letters or 902 is one mistake.
        """
        return self.file, self.rule, self.subject or _NUMBER.sub("#", self.found)

    def __str__(self) -> str:
        where = f"{self.file}:{self.line}" if self.line else self.file
        return f"{where}: {self.found}; {self.mend}"

    @property
    def on_github(self) -> str:
        """The line that marks the place in a pull request."""
        kind = "error" if self.severity == Severity.ERROR else "warning"
        return f"::{kind} file={self.file},line={max(self.line, 1)}::{self.found}; {self.mend}"


@dataclass(frozen=True, slots=True)
class Place:
    """A file as its editor sees it."""

    file: str
    text: str = field(default="", repr=False)
    spots: Mapping[str, int] = field(default_factory=dict)
    """The line of every key (“title:”) and of every text."""

    def line_of(self, clue: str, within: str = "") -> int:
        """The line of a key, or of a text, or of words within a text; the file's first when it is unsure."""
        start = self.spots.get(_flat(within), 1) if within else self.spots.get(_flat(clue), 0)
        if start and not within:
            return start
        lines = self.text.splitlines()
        for number, line in enumerate(lines[max(start - 1, 0) :], start=max(start, 1)):
            if clue in line:
                return number
        return max(start, 1) if lines else 0


def _flat(text: str) -> str:
    return " ".join(text.split())


def cut(text: str) -> str:
    """The beginning of a text, on one line."""
    text = _flat(text)
    return text if len(text) <= 60 else text[:59] + "…"


_NUMBER = re.compile(r"\d+")


def errors(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """Those that fail the check."""
    return tuple(problem for problem in problems if problem.severity == Severity.ERROR)


def due(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """Those that are due today: they fail `check --due`."""
    return tuple(problem for problem in problems if problem.cause == Cause.CALENDAR)
