"""What replicas share about a reply that is being delivered. Changes when they share more."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from cachetools import TTLCache

from bot.channels.telegram.ports import Monitor, NoMonitor
from bot.channels.telegram.quota import MinuteQuota, client_of, open_storage
from bot.channels.telegram.together import Keys, Line, OwnSalt, SharedSalt

AN_HOUR = 60 * 60
"""Seconds for which the progress of a reply is kept. Telegram calls again sooner."""

REMEMBERED = 10_000
"""The most updates that one process remembers. With more, it forgets the oldest."""


class Cursors:
    """
    How much of an update's reply is delivered, so that another replica can continue it, and whether the quota
    has counted the update. Kept in Redis for an hour, under hashes of the day. Without Redis, or while it is
    away, it is kept in this process only: then a part of a reply may come twice, and none is lost.
    """

    def __init__(self, token: str, monitor: Monitor, client: Any = None, *, line: Line | None = None) -> None:
        self._client = client
        self._line = line or Line(monitor)
        self._keys = Keys(token, SharedSalt(client) if client else OwnSalt())
        self._sent: TTLCache[int, int] = TTLCache(REMEMBERED, AN_HOUR)
        self._counted: TTLCache[int, bool] = TTLCache(REMEMBERED, AN_HOUR)

    def __repr__(self) -> str:
        return f"Cursors({'shared' if self._client else 'alone'})"

    async def sent(self, update_id: int) -> int:
        """How many messages of the update's reply are delivered. Never raises."""
        known = self._sent.get(update_id, 0)
        if self._client is not None:
            known = max(known, await self._line.ask(lambda: self._read(update_id)) or 0)
            if known:
                self._sent[update_id] = known
        return known

    async def advance(self, update_id: int) -> None:
        """One more is delivered. Never raises."""
        number = self._sent[update_id] = self._sent.get(update_id, 0) + 1
        if self._client is not None:
            await self._line.ask(lambda: self._write(update_id, number))

    async def counted(self, update_id: int) -> bool:
        """Whether the quota has counted the update before. Marks it as counted. Never raises."""
        before = update_id in self._counted
        self._counted[update_id] = True
        if self._client is None:
            return before
        return bool(await self._line.ask(lambda: self._mark(update_id))) or before

    async def _read(self, update_id: int) -> int:
        return int(await self._client.get(await self._named("sent", update_id)) or 0)

    async def _write(self, update_id: int, number: int) -> bool:
        return bool(await self._client.set(await self._named("sent", update_id), number, ex=AN_HOUR))

    async def _mark(self, update_id: int) -> bool:
        key = await self._named("counted", update_id)
        return not await self._client.set(key, 1, nx=True, ex=AN_HOUR)

    async def _named(self, what: str, update_id: int) -> str:
        return f"{what}:{await self._keys.of(what, update_id)}"


@dataclass(frozen=True, slots=True)
class Shared:
    """What replicas share, over the same connections to Redis."""

    quota: MinuteQuota
    cursors: Cursors = field(repr=False)

    async def close(self) -> None:
        """Close the connections to Redis."""
        await self.quota.close()


def make_shared(token: str, redis_url: str = "", monitor: Monitor | None = None) -> Shared:
    """In Redis when there is an address, else in this process alone. Raises SettingsError."""
    monitor = monitor or NoMonitor()
    if not redis_url:
        return Shared(MinuteQuota(token, monitor), Cursors(token, monitor))
    storage, line = open_storage(redis_url), Line(monitor)
    client = client_of(storage)
    quota = MinuteQuota(token, monitor, storage, salt=SharedSalt(client), line=line)
    return Shared(quota, Cursors(token, monitor, client, line=line))
