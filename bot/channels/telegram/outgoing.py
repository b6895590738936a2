"""What goes out for one update: prepared once, delivered as often as it takes, committed once."""

from __future__ import annotations

import time
from dataclasses import dataclass, field

from bot.channels.telegram.menus import Change
from bot.channels.telegram.messages import Message
from bot.rendering import Turn


@dataclass(slots=True)
class Outgoing:
    """
    The reply to one update, and how far it has got. All but the progress is fixed when it is prepared:
    whoever tries again goes on where the last try ended, and computes nothing anew.
    """

    number: int
    """Of the update."""
    chat: int
    thread: int | None = None
    callback: str = ""
    """The tap that is still to be confirmed."""
    messages: tuple[Message, ...] = ()
    not_done: tuple[Message, ...] = ()
    """What is said in the place of `messages` when the change could not be made. Empty: they claim none."""
    change: Change | None = None
    """What is to be kept of this turn."""
    turn: Turn | None = None
    """To be counted once it is delivered."""
    urgent: bool = False
    """Whether a life may be at risk."""
    since: float = field(default_factory=time.monotonic)

    sent: int = 0
    """How many messages have gone out."""
    kept: bool = False
    """Whether the change has been made."""
    failures: int = 0
    """How often our own code broke while it was delivered."""

    @property
    def is_nothing(self) -> bool:
        """Whether there is nothing to be done."""
        return not (self.messages or self.callback or self.change)
