"""Numbers as words: Markdown tables, and progress on stderr."""

from __future__ import annotations

import sys
from collections.abc import Sequence


def percent(part: float) -> str:
    """A share in per cent, with one decimal; a dash for what is not a number."""
    return "–" if part != part else f"{100 * part:.1f}"  # noqa: PLR0124 - only nan differs from itself


def cells(*values: object) -> tuple[str, ...]:
    """A row. Our own matcher stands out."""
    texts = [str(value) for value in values]
    return (f"**{texts[0]}**" if texts[0] == "ours" else texts[0], *texts[1:])


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A Markdown table."""
    lines = ["| " + " | ".join(row) + " |" for row in (head, *rows)]
    return "\n".join([lines[0], "| " + " | ".join(["---"] * len(head)) + " |", *lines[1:]])


def note(text: str) -> None:
    """Say what is going on, to whoever waits."""
    print(text, file=sys.stderr, flush=True)
