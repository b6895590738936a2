"""What the channel is given by those who wire it. Changes when it needs something new from the house."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from bot.conversation import Event, Person
from bot.rendering import Reply, Turn


class Responder(Protocol):
    """Answers. May be exchanged for newer content between two turns."""

    @property
    def languages(self) -> frozenset[str]:
        """The languages that it can answer in."""

    def turn(self, person: Person, event: Event) -> Turn:
        """One turn. May take some milliseconds of the core; safe to be called in another thread."""

    def glance(self, person: Person, event: Event) -> Turn | None:
        """A quick look for danger alone: the turn with its card, or None. At most five milliseconds."""

    def delivered(self, turn: Turn) -> None:
        """The reply of that turn has gone out: it may be counted."""

    def failed(self, person: Person) -> Reply:
        """What is said when a turn broke."""

    def too_many(self, person: Person) -> Reply:
        """What is said to somebody who writes faster than anybody reads."""

    def menu(self, person: Person) -> Mapping[str, str]:
        """The commands of the chat's menu by name, in that person's words."""


class Monitor(Protocol):
    """Sees how Telegram treats us. Is told fixed words and numbers only, and nothing about anyone."""

    def alive(self) -> None:
        """A poll or a delivery has just gone well."""

    def trouble(self, kind: str) -> None:
        """Something went wrong: 429, 5xx, network, blocked, refused, bug, conflict …"""

    def waiting(
        self, updates: int, chats: int, oldest: float, parked: int = 0, *, stalled: bool = False
    ) -> None:
        """
        So many updates of so many chats wait for their answer, the oldest for so many seconds; `parked` of
        them are known to this process alone. `stalled`: others have to wait for them.
        """


class Quota(Protocol):
    """Says whether a chat may have another answer now."""

    async def allows(self, chat: int) -> bool:
        """Count one message of the chat. False when it has had too many lately."""


class Cursors(Protocol):
    """Knows, for all replicas, how far the reply to an update has got. Never raises."""

    async def counted(self, update_id: int) -> bool:
        """Whether the quota has counted that update before. From now on it has."""

    async def sent(self, update_id: int) -> int:
        """How many messages of its reply have gone out."""

    async def advance(self, update_id: int) -> None:
        """One more has gone out."""


class NoMonitor:
    """A watch that keeps nothing."""

    def alive(self) -> None:
        """Pass."""

    def trouble(self, kind: str) -> None:
        """Pass."""

    def waiting(
        self, updates: int, chats: int, oldest: float, parked: int = 0, *, stalled: bool = False
    ) -> None:
        """Pass."""


class NoQuota:
    """Everybody may write as much as they like."""

    async def allows(self, chat: int) -> bool:  # noqa: ARG002 - whoever it is
        """Always."""
        return True


class NoCursors:
    """For one process, which holds each reply itself until it has gone out."""

    async def counted(self, update_id: int) -> bool:  # noqa: ARG002 - it is prepared once
        """Never before."""
        return False

    async def sent(self, update_id: int) -> int:  # noqa: ARG002
        """None."""
        return 0

    async def advance(self, update_id: int) -> None:
        """Pass."""
