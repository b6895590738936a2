"""Which content does a job in the code. Changes when code needs another piece of content by name."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Special:
    """`special.yaml`: the code knows these by what they do, and asks here for their names."""

    privacy: str = ""
    """The entry that says what the bot keeps: /privacy tells it, and so does the answer to “who are you”."""
    urgent_card: str = ""
    """The danger card that /urgent shows."""
    person: str = ""
    """The entry that says whom to call: the button “Talk to a person” under every reply opens it."""
    urgent_entries: tuple[str, ...] = ()
    """Entries for other danger than that of the card: buttons under it when /urgent shows it."""
    charges: tuple[str, ...] = ()
    """Entries about what care costs, the widest first: “how much?” leads to one of them."""
    fallback_help: tuple[str, ...] = ()
    """Services that are named where no answer was found, for every nation at least one."""
