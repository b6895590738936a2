"""How many messages of a chat are answered per minute. Changes when the counting does."""

from __future__ import annotations

import time
from typing import Any

from limits import RateLimitItemPerMinute
from limits.aio.storage import MemoryStorage, RedisStorage, Storage
from limits.aio.strategies import FixedWindowRateLimiter
from limits.errors import ConfigurationError

from bot.channels.telegram.ports import Monitor, NoMonitor
from bot.channels.telegram.together import Clock, Keys, Line, OwnSalt, Salt, SharedSalt
from bot.settings import SettingsError, no_redis_address

A_MINUTE = 20
"""Messages of one chat that are answered per minute. No one reads faster than that."""

REMEMBERED = 10_000
"""The most chats that are counted at once. With more, all counts start again, so no one loses an answer."""


class MinuteQuota:
    """
    Counts a chat's messages in windows of a minute: alone, or with other replicas in Redis.

    When Redis is away or slow, each replica counts alone, so no one loses an answer. A key lives for a
    minute. It is a hash that needs the token and the salt of its day.
    """

    def __init__(
        self,
        token: str,
        monitor: Monitor,
        shared: Storage | None = None,
        *,
        salt: Salt | None = None,
        line: Line | None = None,
        a_minute: int = A_MINUTE,
        clock: Clock = time.monotonic,
    ) -> None:
        self._limit = RateLimitItemPerMinute(a_minute)
        self._memory = MemoryStorage()
        self._alone = FixedWindowRateLimiter(self._memory)
        self._own_keys = Keys(token, OwnSalt(clock))
        self._shared = shared
        self._together = FixedWindowRateLimiter(shared) if shared else None
        self._keys = Keys(token, salt or OwnSalt(clock))
        self._line = line or Line(monitor, clock)

    def __repr__(self) -> str:
        return f"MinuteQuota({self._limit}, {'shared' if self._shared else 'alone'})"

    async def allows(self, chat: int) -> bool:
        """Count one message of the chat. False when it has sent too many in this minute. Never raises."""
        together = self._together
        if together is not None:

            async def hit() -> bool:
                return await together.hit(self._limit, await self._keys.of("chat", chat))

            allowed = await self._line.ask(hit)
            if allowed is not None:
                return allowed
        return await self._count_alone(await self._own_keys.of("chat", chat))

    async def close(self) -> None:
        """Close the connections to Redis."""
        if isinstance(self._shared, RedisStorage):
            await client_of(self._shared).aclose()

    async def _count_alone(self, key: str) -> bool:
        if len(self._memory.storage) >= REMEMBERED:
            await self._memory.reset()
        return await self._alone.hit(self._limit, key)


def client_of(storage: RedisStorage) -> Any:
    """The Redis client of the counter, so that everything else uses the same connections."""
    bridge: Any = storage.bridge  # its base class does not say that it has connections
    return bridge.get_connection()


def make_quota(token: str, redis_url: str = "", monitor: Monitor | None = None) -> MinuteQuota:
    """A quota that counts in Redis when there is an address, else alone. Raises SettingsError."""
    monitor = monitor or NoMonitor()
    if not redis_url:
        return MinuteQuota(token, monitor)
    storage = open_storage(redis_url)
    return MinuteQuota(token, monitor, storage, salt=SharedSalt(client_of(storage)))


def open_storage(url: str) -> RedisStorage:
    """A storage at that address; nothing is sent there yet. Raises SettingsError."""
    address = f"redis+{url}" if url.startswith("unix:") else url
    try:
        return RedisStorage(
            f"async+{address}", wrap_exceptions=True, implementation="redispy", key_prefix="quota"
        )
    except ConfigurationError:
        raise SettingsError(
            "BOT_REDIS_URL is set, but the package redis is not installed: "
            "pip install 'healthcare-rights-bot[redis]', or unset it and each replica counts alone"
        ) from None
    except ValueError:
        raise no_redis_address() from None
