"""The table of what was tried and refused, and its place in the threats."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from tests.attack.attacks import ATTACKS
from tests.attack.edits import Desks, remembering

BEGIN = "<!-- attack: written by a program, do not edit -->"
END = "<!-- end of attack -->"


def counts(folder: Path) -> list[tuple[str, int, int]]:
    """By kind of attack: how many edits were tried in `folder`, and how many refused by their rule."""
    tried: Counter[str] = Counter()
    refused: Counter[str] = Counter()
    desk = Desks(folder)
    with remembering():
        for edit in ATTACKS:
            tried[edit.kind] += 1
            refused[edit.kind] += edit.is_refused_by(desk.errors(edit))
    return [(kind, count, refused[kind]) for kind, count in tried.items()]


def table(rows: Iterable[tuple[str, int, int]]) -> str:
    """Markdown, with a last row for all."""
    rows = list(rows)
    lines = ["| edit | tried | refused by the rule that is there for it |", "| --- | --- | --- |"]
    lines += [f"| {kind} | {tried} | {refused} |" for kind, tried, refused in rows]
    all_tried, all_refused = sum(row[1] for row in rows), sum(row[2] for row in rows)
    return "\n".join([*lines, f"| **all** | **{all_tried}** | **{all_refused}** |"])


def put_into(page: Path, text: str) -> None:
    """Between its two marks. Raises ValueError when the page has none."""
    whole = page.read_text("utf-8")
    before, begin, rest = whole.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not (begin and end):
        raise ValueError(f"{page} has no place for the table: “{BEGIN}” and “{END}”")
    page.write_text(f"{before}{BEGIN}\n{text}\n{END}{after}", "utf-8")
