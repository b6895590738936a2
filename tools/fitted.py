"""How a tool writes what it fitted into `knowledge/generated/`. Changes when such files look otherwise."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from bot.library.kinds import Kind

KNOWLEDGE = Path(__file__).resolve().parent.parent / "knowledge"


def written(kind: Kind[Any], tool: str, parts: Mapping[str, Mapping[str, float]]) -> str:
    """The file of that kind: each part, with the weight of each name in it."""
    lines = [kind.modeline, f"# Written by tools/{tool}.py. Do not edit."]
    for part, weights in parts.items():
        lines += [f"{part}:", *(f"  {name}: {weight:.4f}" for name, weight in weights.items())]
    return "\n".join([*lines, ""])


def write(kind: Kind[Any], language: str, text: str) -> None:
    """Put it where the knowledge folder has it."""
    path = KNOWLEDGE / kind.path.format(language=language)
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, encoding="utf-8")
