"""Languages in which the bot says one sentence. Changes when it says, or hears, more in them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.knowledge.danger_words import DangerWords


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """A language that nothing else is written in: one sentence, and cries for help."""

    code: str
    name: str
    """Its own name for itself."""
    english: str
    """What to say to an English operator."""
    direction: str
    """How its lines run: “ltr” or “rtl”."""
    line: str = ""
    """That we cannot answer in it, the emergency number, and how to get somebody who speaks it."""
    cries: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """By card: whole messages that are nothing but a cry for help."""

    @property
    def heard(self) -> DangerWords:
        """What the bot knows of danger in it: its cries. The card is told in another language."""
        return DangerWords(self.code, (), {}, {}, (), self.cries)
