"""What a kind of file is. Changes when a kind must say more of itself than its path and its shape."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from bot.library.items import Item
from bot.library.shapes import Context, Schema, Shape
from bot.problems import Problem

T_co = TypeVar("T_co", covariant=True)

Names = Mapping[str, str]
"""What the placeholders of a path stand for: {"entry": "safe-to-see-gp", "language": "ar"}."""

PLACEHOLDERS = {
    "topic": r"[^/]+",
    "entry": r"[^/]+",
    "service": r"[A-Za-z0-9_-]+",
    "language": r"[A-Za-z0-9_-]+",
    "other": r"(?!en\b)[a-z]{2,3}(?:-[a-z]{2,4})?",
}
"""What may stand in their place. An entry's own folder holds `entry.yaml` too, so {other} is strict."""


def pattern_of(path: str) -> re.Pattern[str]:
    """What a file's path in the folder must match to be of that kind."""
    parts = re.split(r"\{(\w+)\}", path)
    return re.compile(
        "".join(
            f"(?P<{part}>{PLACEHOLDERS[part]})" if number % 2 else re.escape(part)
            for number, part in enumerate(parts)
        )
    )


@dataclass(frozen=True)
class Kind(Generic[T_co]):
    """A kind of file of the knowledge folder."""

    name: str
    """That of its schema."""
    path: str
    """Its path in the folder, with {placeholders}."""
    title: str
    shape: Shape[T_co]
    given: Mapping[str, str] = field(default_factory=dict)
    """What of its value stands in its path: the value's name for it, and the placeholder."""

    def read(self, item: Item, names: Names, problems: list[Problem]) -> T_co:
        """Its value. Raises Refused for a file of which nothing can be used."""
        given = {attribute: names[placeholder] for attribute, placeholder in self.given.items()}
        return self.shape.read(item, Context(problems, "", given))

    def schema(self) -> Schema:
        """Its whole JSON schema."""
        return {
            "$schema": "https://json-schema.org/draft/2020-12/schema",
            "title": self.title,
            **self.shape.schema(),
        }

    @property
    def modeline(self) -> str:
        """The first line of such a file: with it editors find the schema."""
        up = "../" * self.path.count("/")
        return f"# yaml-language-server: $schema={up}schema/{self.name}.schema.json"
