"""The interfaces that the Telegram channel needs from the rest of the bot. Changes when it needs another."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from bot.conversation import Event, Person
from bot.rendering import Profile, Reply, Turn


class Responder(Protocol):
    """Answers people. Its content may be replaced by newer content between two turns."""

    @property
    def languages(self) -> frozenset[str]:
        """The languages that it can answer in."""

    @property
    def encodes(self) -> bool:
        """Whether a turn may take some 50 ms of processor time."""

    async def ready(self, person: Person, event: Event) -> None:
        """Wait until the event can be answered: its language may still be learned. Danger never waits."""

    def turn(self, person: Person, event: Event) -> Turn:
        """Answer one event. Takes some milliseconds of processor time; may be called from another thread."""

    def glance(self, person: Person, event: Event) -> Turn | None:
        """A quick look for danger only: the turn with its card, or None. Takes five milliseconds at most."""

    def delivered(self, turn: Turn) -> None:
        """The reply of that turn was sent: it may be counted."""

    def failed(self, person: Person) -> Reply:
        """The reply when our own code fails."""

    def too_many(self, person: Person) -> Reply:
        """The reply to a person who writes faster than the quota allows."""

    def menu(self, person: Person) -> Mapping[str, str]:
        """The commands of the chat's menu: their names, and descriptions in that person's language."""

    def profile(self, language: str) -> Profile:
        """What the bot says of itself to somebody who reads that language and has not written yet."""


class Monitor(Protocol):
    """Sees how the connection to Telegram does: fixed words and numbers, nothing about a person."""

    def alive(self) -> None:
        """A poll or a delivery has just succeeded."""

    def trouble(self, kind: str) -> None:
        """Something went wrong: 429, 5xx, network, blocked, refused, bug, conflict …"""

    def waiting(
        self, updates: int, chats: int, oldest: float, parked: int = 0, *, stalled: bool = False
    ) -> None:
        """
        `updates` updates of `chats` chats wait for their answer, the oldest for `oldest` seconds. Only this
        process still knows `parked` of them. `stalled`: other chats have to wait for them.
        """


class Quota(Protocol):
    """Says whether a chat may get another answer now."""

    async def allows(self, chat: int) -> bool:
        """Count one message of the chat. False when it has had too many lately."""


class Cursors(Protocol):
    """Knows, for all replicas, how much of the reply to an update is delivered. Never raises."""

    async def counted(self, update_id: int) -> bool:
        """Whether the quota has counted that update before. Marks it as counted."""

    async def sent(self, update_id: int) -> int:
        """How many messages of its reply are sent."""

    async def advance(self, update_id: int) -> None:
        """One more is sent."""


class NoMonitor:
    """A monitor that keeps nothing."""

    def alive(self) -> None:
        """Pass."""

    def trouble(self, kind: str) -> None:
        """Pass."""

    def waiting(
        self, updates: int, chats: int, oldest: float, parked: int = 0, *, stalled: bool = False
    ) -> None:
        """Pass."""


class NoQuota:
    """A quota without a limit."""

    async def allows(self, chat: int) -> bool:  # noqa: ARG002 - whoever it is
        """Always."""
        return True


class NoCursors:
    """For a single process, which keeps each reply itself until it is sent."""

    async def counted(self, update_id: int) -> bool:  # noqa: ARG002 - it is prepared once
        """Never before."""
        return False

    async def sent(self, update_id: int) -> int:  # noqa: ARG002
        """None."""
        return 0

    async def advance(self, update_id: int) -> None:
        """Pass."""
