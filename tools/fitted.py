"""How a tool writes what it fitted into `knowledge/generated/`. Changes when such files look otherwise."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from bot.library.kinds import Kind

KNOWLEDGE = Path(__file__).resolve().parent.parent / "knowledge"


Parts = Mapping[str, "float | Parts"]
"""Numbers by name, in groups by name."""


def written(kind: Kind[Any], tool: str, parts: Parts) -> str:
    """The file of that kind: each part, with the weight of each name in it."""
    return "\n".join([kind.modeline, f"# Written by tools/{tool}.py. Do not edit.", *_lines(parts), ""])


def _lines(parts: Parts, indent: str = "") -> Iterator[str]:
    for name, each in parts.items():
        if isinstance(each, Mapping):
            yield f"{indent}{name}:"
            yield from _lines(each, f"{indent}  ")
        else:
            yield f"{indent}{name}: {each:.4f}"


def write(kind: Kind[Any], language: str, text: str) -> None:
    """Put it where the knowledge folder has it."""
    path = KNOWLEDGE / kind.path.format(language=language)
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, encoding="utf-8")
