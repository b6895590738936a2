"""What the channel is given by those who wire it. Changes when it needs something new from the house."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from bot.conversation import Event, Person
from bot.rendering import Reply


class Speaker(Protocol):
    """Answers. May be exchanged for newer content between two turns."""

    @property
    def languages(self) -> frozenset[str]:
        """The languages that it can answer in."""

    def talk(self, person: Person, event: Event) -> tuple[Person, Reply]:
        """One turn."""

    def failed(self, person: Person) -> Reply:
        """What is said when a turn broke."""

    def too_many(self, person: Person) -> Reply:
        """What is said to somebody who writes faster than anybody reads."""

    def menu(self, person: Person) -> Mapping[str, str]:
        """The commands of the chat's menu by name, in that person's words."""


class Watch(Protocol):
    """Sees how Telegram treats us. Is told fixed words only, and nothing about anyone."""

    def alive(self) -> None:
        """A poll or a delivery has just gone well."""

    def trouble(self, kind: str) -> None:
        """Something went wrong: 429, 5xx, network, blocked, refused, poison, bug, conflict, unreadable …"""


class Quota(Protocol):
    """Says whether a chat may have another answer now."""

    async def allows(self, chat: int) -> bool:
        """Count one message of the chat. False when it has had too many lately."""


class NobodyWatches:
    """A watch that keeps nothing."""

    def alive(self) -> None:
        """Pass."""

    def trouble(self, kind: str) -> None:
        """Pass."""


class NoQuota:
    """Everybody may write as much as they like."""

    async def allows(self, chat: int) -> bool:  # noqa: ARG002 - whoever it is
        """Always."""
        return True
