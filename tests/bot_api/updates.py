"""Updates that the bot has not acknowledged, and getUpdates."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Callable
from dataclasses import dataclass
from random import Random
from typing import Any

from .faults import ANOTHER_POLL, Refused

UNASKED = frozenset({"chat_member", "message_reaction", "message_reaction_count"})
"""Kinds that a bot gets only when it names them."""

HASTY = 0.5
"""Seconds within which the same offset gives one update only."""

IMPATIENT = 3.0
"""Seconds within which the same offset is made to wait for as long, when nothing is there."""

BETWEEN_CONFLICTS = 3.0
"""Seconds after a 409 in which the next one is held back for as long."""

FUTURE = 10
"""An offset may be so far beyond the next id; one beyond that is not believed."""

HIGHEST_ID = 2_000_000_000
NEW_SPACE = (2_000_001, HIGHEST_ID // 2)
"""Where Telegram chooses the first id of a queue."""

Update = dict[str, Any]


def kind_of(update: Any) -> str:
    """What sort of update it is: its other key."""
    if not isinstance(update, dict):
        return ""
    return next((key for key in update if key != "update_id"), "")


@dataclass(frozen=True, slots=True)
class Waiting:
    """An update in the queue: its place there, and what is sent."""

    place: int
    """What an offset is compared with: the update's id, or of one without any the next."""
    content: Any
    raw: str = ""
    """Its JSON, when that is not what its content would give."""

    @property
    def json(self) -> str:
        """As it is sent. Telegram writes all but ASCII as escapes, which a lone surrogate survives."""
        return self.raw or json.dumps(self.content)


class Updates:
    """The queue of one bot. Polled here; a webhook takes from it too."""

    def __init__(self, *, hasty_rule: bool = True) -> None:
        self.queue: list[Waiting] = []
        self.allowed: frozenset[str] = frozenset()
        """The kinds asked for; it holds until the next call that names some. Empty: the usual ones."""
        self.arrived: Callable[[Waiting], None] = lambda update: None
        """Told of every new update; a webhook listens."""
        self._hasty_rule = hasty_rule
        self._next_id = int(time.time()) % 100_000_000 + 1
        self._dice = Random(0)
        self._waiting: asyncio.Future[None] | None = None
        self._before = (0, float("-inf"))
        self._next_conflict = float("-inf")

    @property
    def pending(self) -> list[Any]:
        """What is not acknowledged, oldest first."""
        return [update.content for update in self.queue]

    def add(self, kind: str, content: dict[str, Any]) -> int:
        """A new update. It is lost when its kind is not allowed, as with Telegram, but takes no id then."""
        update = {"update_id": self._next_id, kind: content}
        if kind not in self.allowed and (self.allowed or kind in UNASKED):
            return self._next_id
        return self._keep(Waiting(self._next_id, update))

    def add_raw(self, update: Update) -> int:
        """An update as it stands, whatever is allowed; without an id it gets the next."""
        update = {"update_id": self._next_id} | update
        update_id = update["update_id"]
        numbered = isinstance(update_id, int) and not isinstance(update_id, bool)
        return self._keep(Waiting(update_id if numbered else self._next_id, update))

    def add_malformed(self, text: str) -> int:
        """Any JSON in the place of an update. It is acknowledged as if it had the next id, which is given."""
        try:
            content = json.loads(text)
        except RecursionError:
            content = None
        return self._keep(Waiting(self._next_id, content, text))

    def new_id_space(self, first: int | None = None) -> int:
        """
        A week without updates has passed: what was waiting is gone, and the next id, which this gives, is
        `first`, or chosen at random as Telegram does, alike in every run. It may be lower than all before.
        """
        if first is not None and not 0 < first < HIGHEST_ID:
            raise ValueError(f"an id is over 0 and under {HIGHEST_ID}")
        self.drop()
        self._next_id = self._dice.randint(*NEW_SPACE) if first is None else first
        return self._next_id

    def drop(self) -> None:
        """Forget all that waits."""
        self.queue.clear()

    def _keep(self, update: Waiting) -> int:
        self._next_id = max(self._next_id, update.place + 1)
        self.queue.append(update)
        if self._waiting and not self._waiting.done():
            self._waiting.set_result(None)
        self.arrived(update)
        return update.place

    def forget(self, update: Waiting) -> None:
        """It was taken. What is taken mostly stands near the front."""
        for place, each in enumerate(self.queue):
            if each is update:
                del self.queue[place]
                return

    def allow(self, kinds: list[str] | None) -> None:
        """Name the kinds wanted from now on; None leaves it as it was."""
        if kinds is not None:
            self.allowed = frozenset(str(kind) for kind in kinds)

    def end_waiting(self, why: str) -> None:
        """Somebody else asks now: who waits is sent away with 409."""
        if self._waiting and not self._waiting.done():
            self._waiting.set_exception(Refused(409, f"Conflict: {why}"))

    async def hold_back_conflict(self) -> None:
        """Wait as Telegram makes wait who gets a second 409 within a few seconds."""
        now = asyncio.get_running_loop().time()
        if now >= self._next_conflict:
            self._next_conflict = now + BETWEEN_CONFLICTS
        elif self._hasty_rule:
            await asyncio.sleep(BETWEEN_CONFLICTS)

    async def get(self, offset: int, limit: int, timeout: float, gone: Callable[[], bool]) -> list[Waiting]:  # noqa: ASYNC109 - the parameter's name at Telegram
        """
        Acknowledge everything below the offset and give what is there, or wait for it.

        A call that was waiting ends with 409. `gone` says whether the asker has hung up: then nothing is
        given to it that somebody else could have had.
        """
        loop = asyncio.get_running_loop()
        limit, timeout = self._unhurried(offset, limit, timeout, loop.time())
        self._acknowledge(offset)
        end = loop.time() + min(max(timeout, 0), 50)
        while not self.queue and (left := end - loop.time()) > 0:
            self.end_waiting(ANOTHER_POLL)
            self._waiting = waiting = loop.create_future()
            try:
                await asyncio.wait_for(waiting, left)
            except TimeoutError:
                break
            except Refused:
                await self.hold_back_conflict()
                raise
            finally:
                if self._waiting is waiting:
                    self._waiting = None
            if offset > 0:
                self._acknowledge(offset)
            break
        return [] if gone() else self.queue[:limit]

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
        """
        Forget what the offset says was seen. An offset in the future is not believed: nothing is forgotten,
        and all is given from the first on, again and again. One that is only a little too high is believed,
        and what lies below it is gone.
        """
        if offset < 0:
            self.queue = self.queue[offset:]
        elif 0 < offset <= self._next_id + FUTURE:
            self.queue = [update for update in self.queue if update.place >= offset]
