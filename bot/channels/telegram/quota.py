"""How much one chat may ask of us in a minute. Changes when the counting does."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import logging
import time
from collections.abc import Callable
from typing import Any

from limits import RateLimitItemPerMinute
from limits.aio.storage import MemoryStorage, RedisStorage, Storage
from limits.aio.strategies import FixedWindowRateLimiter
from limits.errors import ConfigurationError

from bot.channels.telegram.given import NobodyWatches, Watch
from bot.settings import SettingsError

log = logging.getLogger(__name__)

A_MINUTE = 20
"""Messages of one chat that are answered in a minute. Nobody reads faster than that."""

REMEMBERED = 10_000
"""Chats counted here at once. With more, all counts begin anew: nobody loses an answer by it."""

PATIENCE = 0.2
"""Seconds that an answer may wait for Redis."""

AGAIN = 5.0
"""Seconds for which Redis is not asked again after it failed."""


class MinuteQuota:
    """
    Counts a chat's messages in windows of a minute: alone, or with other replicas in Redis.

    Redis away or slow costs nobody an answer: each replica then counts alone, and the watch is told
    "redis" at every failed try. A key lives for a minute and is a hash that only the token's holder can make.
    """

    def __init__(
        self,
        token: str,
        watch: Watch,
        shared: Storage | None = None,
        *,
        a_minute: int = A_MINUTE,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._salt = hmac.digest(token.encode(), b"quota", "sha256")
        self._watch = watch
        self._limit = RateLimitItemPerMinute(a_minute)
        self._memory = MemoryStorage()
        self._alone = FixedWindowRateLimiter(self._memory)
        self._shared = shared
        self._together = FixedWindowRateLimiter(shared) if shared else None
        self._clock = clock
        self._away_until = float("-inf")
        self._away = False

    def __repr__(self) -> str:
        return f"MinuteQuota({self._limit}, {'shared' if self._shared else 'alone'})"

    async def allows(self, chat: int) -> bool:
        """Count one message of the chat. False when it has had too many in this minute. Never raises."""
        key = self._key(chat)
        together = await self._ask_redis(key)
        return await self._count_alone(key) if together is None else together

    async def close(self) -> None:
        """Close the connections to Redis."""
        if isinstance(self._shared, RedisStorage):
            bridge: Any = self._shared.bridge  # its base class does not say that it has connections
            await bridge.get_connection().aclose()

    def _key(self, chat: int) -> str:
        """Replicas with one token agree on it; whoever reads Redis cannot try out all chats without it."""
        return hmac.new(self._salt, str(chat).encode(), hashlib.sha256).hexdigest()[:24]

    async def _count_alone(self, key: str) -> bool:
        if len(self._memory.storage) >= REMEMBERED:
            await self._memory.reset()
        return await self._alone.hit(self._limit, key)

    async def _ask_redis(self, key: str) -> bool | None:
        """What Redis says, or None when it is away."""
        if self._together is None or self._clock() < self._away_until:
            return None
        try:
            async with asyncio.timeout(PATIENCE):
                allowed = await self._together.hit(self._limit, key)
        except Exception as error:  # noqa: BLE001 - whatever Redis does, nobody loses their answer
            self._lost(error)
            return None
        if self._away:
            self._away = False
            log.warning("Redis is back: replicas count together again")
        return allowed

    def _lost(self, error: Exception) -> None:
        self._away_until = self._clock() + AGAIN
        self._watch.trouble("redis")
        if not self._away:
            self._away = True
            log.warning("Redis is away (%s): this process counts alone", type(error).__name__)


def make_quota(token: str, redis_url: str = "", watch: Watch | None = None) -> MinuteQuota:
    """A quota that counts in Redis when there is an address, else alone. Raises SettingsError."""
    shared = _storage(redis_url) if redis_url else None
    return MinuteQuota(token, watch or NobodyWatches(), shared)


def _storage(url: str) -> RedisStorage:
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
        raise SettingsError("BOT_REDIS_URL is no address: write such as redis://localhost:6379/0") from None
