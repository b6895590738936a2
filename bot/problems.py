"""What an editor is told: where, what is there, what to do."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import IntEnum


class Severity(IntEnum):
    """A warning advises; an error fails the check."""

    WARNING = 1
    ERROR = 2


@dataclass(frozen=True, slots=True)
class Problem:
    """An editor's mistake: where it is, what is there, what to do."""

    file: str
    line: int
    found: str
    mend: str
    severity: Severity = Severity.ERROR
    rule: str = ""
    """The name of the rule that it breaks; it stays the same when the words of the message change."""

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


def errors(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """Those that fail the check."""
    return tuple(problem for problem in problems if problem.severity == Severity.ERROR)
