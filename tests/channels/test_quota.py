"""A chat's messages are counted by the minute; Redis away costs nobody an answer."""

from __future__ import annotations

import asyncio
import builtins
import logging
import socket
import sys
from typing import Any

import pytest
from limits.aio.storage import MemoryStorage

from bot.channels.telegram import MinuteQuota, NoMonitor, make_quota, together
from bot.channels.telegram import quota as quotas
from bot.channels.telegram.together import OwnSalt
from bot.settings import SettingsError
from tests.helpers import ANNA, BEN, TOKEN


class Monitoring:
    """Keeps what it is told."""

    def __init__(self) -> None:
        self.seen: list[str] = []

    def alive(self) -> None:
        self.seen.append("alive")

    def trouble(self, kind: str) -> None:
        self.seen.append(kind)


class Moody(MemoryStorage):
    """A Redis that may be away or slow."""

    STORAGE_SCHEME = ["moody"]  # noqa: RUF012 - as the library wants it

    def __init__(self) -> None:
        super().__init__()
        self.away = False
        self.slow = False
        self.asked = 0

    async def incr(self, key: str, expiry: float, amount: int = 1) -> int:
        self.asked += 1
        if self.away:
            raise ConnectionResetError
        if self.slow:
            await asyncio.sleep(60)
        return await super().incr(key, expiry, amount)


class Clock:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


async def count(quota: MinuteQuota, chat: int, times: int) -> list[bool]:
    return [await quota.allows(chat) for _ in range(times)]


async def test_twenty_a_minute_and_each_chat_by_itself() -> None:
    quota = make_quota(TOKEN)
    assert await count(quota, ANNA, 22) == [True] * 20 + [False] * 2
    assert await quota.allows(BEN)
    await quota.close()


async def test_the_next_minute_is_a_new_one(monkeypatch: pytest.MonkeyPatch) -> None:
    quota = MinuteQuota(TOKEN, NoMonitor(), a_minute=1)
    assert await count(quota, ANNA, 2) == [True, False]
    quota._memory.expirations = dict.fromkeys(quota._memory.expirations, 0.0)
    assert await quota.allows(ANNA)


async def test_memory_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(quotas, "REMEMBERED", 50)
    quota = make_quota(TOKEN)
    for chat in range(500):
        assert await quota.allows(chat)
    assert len(quota._memory.storage) <= 50
    assert len(quota._memory.locks) <= 50


async def test_replicas_with_one_token_count_together() -> None:
    shared, salt = MemoryStorage(), OwnSalt()
    one, other = (MinuteQuota(TOKEN, NoMonitor(), shared, salt=salt, a_minute=2) for _ in range(2))
    assert await one.allows(ANNA)
    assert await other.allows(ANNA)
    assert not await one.allows(ANNA)
    another_bot = MinuteQuota(TOKEN[:-1] + "x", NoMonitor(), shared, salt=salt, a_minute=2)
    assert await another_bot.allows(ANNA)


async def test_no_chat_and_no_token_stands_in_a_key() -> None:
    shared = MemoryStorage()
    await MinuteQuota(TOKEN, NoMonitor(), shared).allows(ANNA)
    (key,) = shared.storage
    assert str(ANNA) not in key
    assert "Secret" not in key
    assert 0 < shared.expirations[key] - quotas.time.time() <= 60


async def test_a_chats_key_is_another_every_day() -> None:
    shared, clock = MemoryStorage(), Clock()
    quota = MinuteQuota(TOKEN, NoMonitor(), shared, salt=OwnSalt(clock))
    for _ in range(3):
        await quota.allows(ANNA)
        clock.now += together.A_DAY
    assert len(shared.storage) == 3


@pytest.mark.parametrize("mood", ["away", "slow"])
async def test_redis_away_or_slow_costs_nobody_an_answer(
    mood: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(together, "PATIENCE", 0.02)
    shared, monitor, clock = Moody(), Monitoring(), Clock()
    quota = MinuteQuota(TOKEN, monitor, shared, a_minute=3, clock=clock)
    setattr(shared, mood, True)
    with caplog.at_level(logging.WARNING):
        assert await count(quota, ANNA, 4) == [True, True, True, False]  # counted here
        assert (shared.asked, monitor.seen) == (1, ["redis"])  # and not asked again with every message
        clock.now += together.AGAIN
        assert not await quota.allows(ANNA)
        assert (shared.asked, monitor.seen) == (2, ["redis", "redis"])
        setattr(shared, mood, False)
        clock.now += together.AGAIN
        assert await quota.allows(ANNA)  # nothing was counted there yet
        assert await quota.allows(ANNA)
    assert monitor.seen == ["redis", "redis"]
    said = [record.getMessage() for record in caplog.records]
    assert [line.split(" (")[0] for line in said] == [
        "Redis is away",
        "Redis is back: replicas count together again",
    ]
    assert str(ANNA) not in caplog.text


async def test_an_address_where_nobody_listens_costs_nobody_an_answer() -> None:
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))  # bound, but not listening: refused at once
        monitor = Monitoring()
        quota = make_quota(TOKEN, f"redis://127.0.0.1:{silent.getsockname()[1]}/0", monitor)
        assert await quota.allows(ANNA)
        await quota.close()
    assert monitor.seen == ["redis"]


@pytest.fixture
def _without_redis(monkeypatch: pytest.MonkeyPatch) -> None:
    really = builtins.__import__

    def without(name: str, *more: Any) -> Any:
        if name.partition(".")[0] == "redis":
            raise ImportError(name)
        return really(name, *more)

    for name in [name for name in sys.modules if name.partition(".")[0] == "redis"]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setattr(builtins, "__import__", without)


@pytest.mark.usefixtures("_without_redis")
async def test_a_missing_package_is_one_clear_line() -> None:
    with pytest.raises(SettingsError) as raised:
        make_quota(TOKEN, "redis://localhost:6379/0")
    assert "BOT_REDIS_URL" in str(raised.value)
    assert "pip install" in str(raised.value)


async def test_a_socket_is_an_address_too() -> None:
    monitor = Monitoring()
    quota = make_quota(TOKEN, "unix:///nowhere/redis.sock", monitor)
    assert await quota.allows(ANNA)
    await quota.close()
    assert monitor.seen == ["redis"]


async def test_it_shows_nothing_of_the_token() -> None:
    assert "Secret" not in repr(make_quota(TOKEN))
