"""Updates that the bot has not acknowledged, and getUpdates."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from typing import Any

from .faults import Refused

UNASKED = frozenset({"chat_member", "message_reaction", "message_reaction_count"})
"""Kinds that a bot gets only when it names them."""

HASTY = 0.5
"""Seconds within which the same offset gives one update only."""

IMPATIENT = 3.0
"""Seconds within which the same offset is made to wait for as long, when nothing is there."""

Update = dict[str, Any]


def kind_of(update: Update) -> str:
    """What sort of update it is: its other key."""
    return next((key for key in update if key != "update_id"), "")


class Updates:
    """The queue of one bot. Polled here; a webhook takes from it too."""

    def __init__(self, *, hasty_rule: bool = True) -> None:
        self.pending: list[Update] = []
        self.allowed: frozenset[str] = frozenset()
        """The kinds asked for; it holds until the next call that names some. Empty: the usual ones."""
        self.arrived: Callable[[Update], None] = lambda update: None
        """Told of every new update; a webhook listens."""
        self._hasty_rule = hasty_rule
        self._last_id = int(time.time()) % 100_000_000
        self._waiting: asyncio.Future[None] | None = None
        self._before = (0, float("-inf"))

    def add(self, kind: str, content: dict[str, Any]) -> int:
        """A new update. It is lost when its kind is not allowed, as with Telegram."""
        self._last_id += 1
        update = {"update_id": self._last_id, kind: content}
        if kind in self.allowed or (not self.allowed and kind not in UNASKED):
            self._keep(update)
        return self._last_id

    def add_raw(self, update: Update) -> int:
        """An update as it stands, whatever is allowed; without an id it gets the next."""
        update = {"update_id": self._last_id + 1} | update
        self._last_id = max(self._last_id, update["update_id"])
        self._keep(update)
        return int(update["update_id"])

    def _keep(self, update: Update) -> None:
        self.pending.append(update)
        if self._waiting and not self._waiting.done():
            self._waiting.set_result(None)
        self.arrived(update)

    def forget(self, update: Update) -> None:
        """It was taken. What is taken mostly stands near the front."""
        for place, each in enumerate(self.pending):
            if each is update:
                del self.pending[place]
                return

    def allow(self, kinds: list[str] | None) -> None:
        """Name the kinds wanted from now on; None leaves it as it was."""
        if kinds is not None:
            self.allowed = frozenset(kinds)

    def end_waiting(self, why: str) -> None:
        """Somebody else asks now: who waits is sent away with 409."""
        if self._waiting and not self._waiting.done():
            self._waiting.set_exception(Refused(409, f"Conflict: {why}"))

    async def get(self, offset: int, limit: int, timeout: float, gone: Callable[[], bool]) -> list[Update]:  # noqa: ASYNC109 - the parameter's name at Telegram
        """
        Acknowledge everything below the offset and give what is there, or wait for it.

        A call that was waiting ends with 409. `gone` says whether the asker has hung up: then nothing is
        given to it that somebody else could have had.
        """
        self.end_waiting(
            "terminated by other getUpdates request; make sure that only one bot instance is running"
        )
        loop = asyncio.get_running_loop()
        limit, timeout = self._unhurried(offset, limit, timeout, loop.time())
        self._acknowledge(offset)
        end = loop.time() + min(max(timeout, 0), 50)
        while not self.pending and (left := end - loop.time()) > 0:
            self._waiting = waiting = loop.create_future()
            try:
                await asyncio.wait_for(waiting, left)
            except TimeoutError:
                break
            finally:
                if self._waiting is waiting:
                    self._waiting = None
        return [] if gone() else self.pending[:limit]

    def _unhurried(self, offset: int, limit: int, timeout: float, now: float) -> tuple[int, float]:
        """How many may be given, and how long is waited for them."""
        before, at = self._before
        self._before = offset, now
        limit = min(max(limit, 1), 100)
        if not self._hasty_rule or offset != before:
            return limit, timeout
        return (
            1 if now < at + HASTY else limit,
            max(timeout, IMPATIENT) if now < at + IMPATIENT else timeout,
        )

    def _acknowledge(self, offset: int) -> None:
        if offset < 0:
            self.pending = self.pending[offset:]
        elif offset:
            self.pending = [update for update in self.pending if update["update_id"] >= offset]
