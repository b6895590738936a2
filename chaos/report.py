"""What was found, as a Markdown table, and between its marks in a document."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from chaos.questions import Tally

HEAD = (
    "what happens",
    "times",
    "questions",
    "lost",
    "promised, not done",
    "answered twice",
    "out of order",
    "others waited",
    "besides",
)


@dataclass(frozen=True, slots=True)
class Waits:
    """How long people waited whom the trouble did not concern, in seconds."""

    half: float
    most: float
    """99 of 100 waited no longer."""
    longest: float
    number: int

    @classmethod
    def of(cls, seconds: Iterable[float]) -> Waits:
        """Of at least one wait. Raises ValueError when there is none."""
        rising = sorted(seconds)
        if not rising:
            raise ValueError("nobody asked")
        return cls(_at(rising, 0.5), _at(rising, 0.99), rising[-1], len(rising))

    def __str__(self) -> str:
        return f"half {_length(self.half)}, 99 % {_length(self.most)}, longest {_length(self.longest)}"


def _at(rising: Sequence[float], share: float) -> float:
    return rising[min(len(rising) - 1, int(share * len(rising)))]


def _length(seconds: float) -> str:
    return f"{seconds * 1000:.0f} ms" if seconds < 1 else f"{seconds:.1f} s"


@dataclass(frozen=True, slots=True)
class Row:
    """One thing that happens, what became of the questions, and whether that is what we promise."""

    name: str
    times: int
    tally: Tally
    besides: str = ""
    most_twice: int = 0
    """How many second answers may be: what was under way when it happened."""
    promised: int | None = None
    """How often something was said to be done that was not; None where nothing was promised."""
    others: Waits | None = None
    most: float = float("inf")
    """Seconds that 99 of 100 others may wait."""
    longest: float = float("inf")
    """Seconds that any of them may wait."""
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
        if self.promised:
            found.append(f"{self.promised} times something was said to be done that was not")
        if self.others and (self.others.most > self.most or self.others.longest > self.longest):
            found.append(f"others waited too long: {self.others}")
        return [f"{self.name}: {each}" for each in found]

    @property
    def cells(self) -> tuple[str, ...]:
        """The row of the table."""
        t = self.tally
        promised = "–" if self.promised is None else self.promised
        numbers = (self.times or "–", t.asked, t.lost, promised, t.twice, t.disorder)
        shown = [f"{n:,}" if isinstance(n, int) else n for n in numbers]
        besides = "; ".join((self.besides, *self.broken)).strip("; ")
        return (self.name, *shown, str(self.others or "–"), besides)


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
