"""The reply to one update: prepared once, delivered with as many tries as needed, committed once."""

from __future__ import annotations

import time
from dataclasses import dataclass, field

from bot.channels.telegram.menus import Change
from bot.channels.telegram.messages import Message
from bot.rendering import Turn


@dataclass(slots=True)
class Outgoing:
    """
    The reply to one update, and how much of it is delivered. Everything but that progress is fixed when it is
    prepared: the next try continues where the last one ended, and computes nothing again.
    """

    number: int
    """The number of the update."""
    chat: int
    thread: int | None = None
    callback: str = ""
    """The id of the tap that is still to be confirmed."""
    messages: tuple[Message, ...] = ()
    not_done: tuple[Message, ...] = ()
    """
    What is said instead of `messages` when the change could not be made. Empty: the messages claim no change.
    """
    change: Change | None = None
    """The choices to keep after this turn."""
    turn: Turn | None = None
    """The turn to count once the reply is delivered."""
    urgent: bool = False
    """Whether a life may be at risk."""
    since: float = field(default_factory=time.monotonic)

    sent: int = 0
    """How many messages are sent."""
    kept: bool = False
    """Whether the change has been made."""
    failures: int = 0
    """How often our own code failed while delivering it."""

    @property
    def is_nothing(self) -> bool:
        """Whether there is nothing to do."""
        return not (self.messages or self.callback or self.change)
