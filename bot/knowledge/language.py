"""A language that the bot may speak. Changes when there is more to say of one."""

from __future__ import annotations

from dataclasses import dataclass

ENGLISH = "en"
"""The language in which everything is written first: it is live whatever `languages.yaml` says of it."""


@dataclass(frozen=True, slots=True)
class Language:
    """A line of `languages.yaml`."""

    code: str
    name: str
    """Its own name for itself."""
    direction: str
    """How its lines run: “ltr” or “rtl”."""
    state: str
    """
    “live”; “cards”: danger is noticed and told in it, and of all else it says that it cannot answer yet; or
    “draft”: its files are read and checked, and nobody is told a word of them.
    """

    @property
    def is_live(self) -> bool:
        """Whether people are answered in it."""
        return self.state == "live" or self.code == ENGLISH

    @property
    def is_spoken(self) -> bool:
        """Whether the bot says anything in it: its cards and its own sentences at least."""
        return self.is_live or self.state == "cards"

    @property
    def is_draft(self) -> bool:
        """Whether it is being written: nobody is told a word of it."""
        return not self.is_spoken
