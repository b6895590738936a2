"""Asks Redis for what replicas share. Changes when the connection to Redis does."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import logging
import secrets
import time
from collections.abc import Awaitable, Callable
from typing import Any, Protocol, TypeVar

from bot.channels.telegram.ports import Monitor

log = logging.getLogger(__name__)

PATIENCE = 0.2
"""Seconds for which an answer waits for Redis."""

AGAIN = 5.0
"""Seconds for which Redis is not asked again after it failed."""

A_DAY = 24 * 60 * 60
"""Seconds for which a salt lives."""

LOOK_AGAIN = 60.0
"""Seconds after which a replica checks that the salt is still the same: a restarted Redis has another."""

SALT = "salt"
"""The key of the salt of the day in Redis."""

Clock = Callable[[], float]
T = TypeVar("T")


class Line:
    """
    The connection to Redis. When Redis is away or slow, no answer waits for it: it is not tried again for
    AGAIN seconds. The monitor is told "redis" after every failed try.
    """

    def __init__(self, monitor: Monitor, clock: Clock = time.monotonic) -> None:
        self._watch = monitor
        self._clock = clock
        self._away_until = float("-inf")
        self._away = False

    async def ask(self, doing: Callable[[], Awaitable[T]]) -> T | None:
        """What Redis returns, or None when it is away. Never raises."""
        if self._clock() < self._away_until:
            return None
        try:
            async with asyncio.timeout(PATIENCE):
                said = await doing()
        except Exception as error:  # noqa: BLE001 - whatever Redis does, nobody loses their answer
            self._lost(error)
            return None
        if self._away:
            self._away = False
            log.warning("Redis is back: replicas count together again")
        return said

    def _lost(self, error: Exception) -> None:
        self._away_until = self._clock() + AGAIN
        self._watch.trouble("redis")
        if not self._away:
            self._away = True
            log.warning("Redis is away (%s): this process counts alone", type(error).__name__)


class Salt(Protocol):
    """Makes today's key of a chat different from yesterday's."""

    async def today(self) -> bytes:
        """The salt of this day. Raises whatever Redis does."""


class OwnSalt:
    """A salt that this process draws, and replaces every day."""

    def __init__(self, clock: Clock = time.monotonic) -> None:
        self._clock = clock
        self._until = float("-inf")
        self._salt = b""

    async def today(self) -> bytes:
        """The salt of this day."""
        if self._clock() >= self._until:
            self._salt, self._until = secrets.token_bytes(16), self._clock() + A_DAY
        return self._salt


class SharedSalt:
    """
    The salt in Redis, for all replicas. The first replica draws it, and Redis deletes it after a day. After
    that no one can tell to which chat a key of that day belonged, or that keys of two days belong to one
    chat.
    """

    def __init__(self, client: Any, clock: Clock = time.monotonic) -> None:
        self._client = client
        self._clock = clock
        self._until = float("-inf")
        self._salt = b""

    async def today(self) -> bytes:
        """The salt of this day. Raises whatever Redis does."""
        if self._clock() >= self._until:
            drawn = secrets.token_hex(16)
            async with self._client.pipeline(transaction=False) as pipe:
                pipe.set(SALT, drawn, nx=True, ex=A_DAY)
                pipe.get(SALT)
                pipe.pttl(SALT)
                _, salt, left = await pipe.execute()
            if salt is None or left <= 0:
                raise ConnectionError("the salt went away while it was read")
            self._salt, self._until = bytes(salt), self._clock() + min(left / 1_000, LOOK_AGAIN)
        return self._salt


class Keys:
    """Names of keys in Redis that lead back to no one: hashes under the token and the salt of the day."""

    def __init__(self, token: str, salt: Salt) -> None:
        self._token = hmac.digest(token.encode(), b"keys", "sha256")
        self._salt = salt

    def __repr__(self) -> str:
        return "Keys()"

    async def of(self, what: str, number: int) -> str:
        """The name of this kind of thing for that chat or update, today. Raises whatever Redis does."""
        today = hmac.digest(self._token, await self._salt.today(), "sha256")
        return hmac.new(today, f"{what} {number}".encode(), hashlib.sha256).hexdigest()[:24]
