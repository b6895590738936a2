"""What was found, as a Markdown table, and between its marks in a document."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.faults.questions import Tally

HEAD = ("what happens", "times", "questions", "lost", "answered twice", "out of order", "besides")


@dataclass(frozen=True, slots=True)
class Row:
    """One thing that happens, what became of the questions, and whether that is what we promise."""

    name: str
    times: int
    tally: Tally
    besides: str = ""
    most_twice: int = 0
    """How many second answers may be: what was under way when it happened."""
    broken: tuple[str, ...] = ()
    """Promises besides those about questions that were not kept."""

    @property
    def faults(self) -> list[str]:
        """Every promise that was not kept, in words."""
        tally = self.tally
        found = list(self.broken)
        if tally.lost:
            found.append(f"{tally.lost} of {tally.asked} questions were never answered")
        if tally.twice > self.most_twice:
            found.append(f"{tally.twice} were answered twice, more than {self.most_twice}")
        if tally.disorder:
            found.append(f"{tally.disorder} chats got their answers out of order")
        if tally.strange:
            found.append(f"{tally.strange.total()} messages answer nothing that was asked")
        return [f"{self.name}: {each}" for each in found]

    @property
    def cells(self) -> tuple[str, ...]:
        """The row of the table."""
        t = self.tally
        numbers = (self.times or "–", t.asked, t.lost, t.twice, t.disorder)
        shown = [f"{n:,}" if isinstance(n, int) else n for n in numbers]
        return (self.name, *shown, "; ".join((self.besides, *self.broken)).strip("; "))


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A Markdown table."""
    lines = ["| " + " | ".join(row) + " |" for row in (head, *rows)]
    return "\n".join([lines[0], "| " + " | ".join(["---"] * len(head)) + " |", *lines[1:]])


def between_marks(document: Path, name: str, text: str) -> None:
    """Replace what stands between the marks of that name. Raises ValueError when they are missing."""
    begin, end = f"<!-- {name}: written by a program, do not edit -->", f"<!-- end of {name} -->"
    before, found, rest = document.read_text(encoding="utf-8").partition(begin)
    _, closed, after = rest.partition(end)
    if not (found and closed):
        raise ValueError(f"{document} has no marks for {name}: {begin} … {end}")
    document.write_text(f"{before}{begin}\n\n{text}\n\n{end}{after}", encoding="utf-8")
