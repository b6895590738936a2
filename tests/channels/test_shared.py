"""Two replicas know together how far a reply was delivered, under names that lead back to nobody."""

from __future__ import annotations

import asyncio
from typing import Any, Self

import pytest

from bot.channels.telegram import NoMonitor, make_shared, shared, together
from bot.channels.telegram.shared import Cursors
from bot.channels.telegram.together import Line, SharedSalt
from tests.channels.test_quota import ANNA, TOKEN, Clock, Monitoring

UPDATE = 771_955_001


class Redis:
    """What we need of one, in memory. It may be away, or be restarted and have forgotten everything."""

    def __init__(self, clock: Clock) -> None:
        self.clock = clock
        self.held: dict[str, tuple[bytes, float]] = {}
        self.away = False
        self.slow = False

    async def set(self, key: str, value: object, *, ex: float, nx: bool = False) -> bool | None:
        await self._answer()
        if nx and await self.get(key) is not None:
            return None
        self.held[key] = (str(value).encode(), self.clock.now + ex)
        return True

    async def get(self, key: str) -> bytes | None:
        await self._answer()
        value, until = self.held.get(key, (None, 0.0))
        return value if until > self.clock.now else None

    async def pttl(self, key: str) -> int:
        return int((self.held[key][1] - self.clock.now) * 1_000)

    async def _answer(self) -> None:
        if self.away:
            raise ConnectionResetError
        if self.slow:
            await asyncio.sleep(60)

    def pipeline(self, *, transaction: bool) -> Pipeline:
        return Pipeline(self)


class Pipeline:
    """Its commands are carried out together."""

    def __init__(self, redis: Redis) -> None:
        self.redis = redis
        self.asked: list[tuple[str, tuple[Any, ...], dict[str, Any]]] = []

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        self.asked.clear()

    def __getattr__(self, name: str) -> Any:
        return lambda *given, **named: self.asked.append((name, given, named))

    async def execute(self) -> list[Any]:
        return [await getattr(self.redis, name)(*given, **named) for name, given, named in self.asked]


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def redis(clock: Clock) -> Redis:
    return Redis(clock)


def replica(redis: Redis | None, monitor: Monitoring | None = None, token: str = TOKEN) -> Cursors:
    monitor = monitor or Monitoring()
    line = Line(monitor, redis.clock) if redis else None
    return Cursors(token, monitor, redis, line=line)


async def test_alone_it_remembers_how_far_a_reply_came_and_that_it_was_counted() -> None:
    cursors = make_shared(TOKEN).cursors
    assert (await cursors.sent(UPDATE), await cursors.counted(UPDATE)) == (0, False)
    await cursors.advance(UPDATE)
    await cursors.advance(UPDATE)
    assert (await cursors.sent(UPDATE), await cursors.counted(UPDATE)) == (2, True)
    assert (await cursors.sent(UPDATE + 1), await cursors.counted(UPDATE + 1)) == (0, False)


async def test_another_replica_goes_on_where_one_broke_off(redis: Redis) -> None:
    one, other = replica(redis), replica(redis)
    assert not await one.counted(UPDATE)
    await one.advance(UPDATE)
    assert (await other.sent(UPDATE), await other.counted(UPDATE)) == (1, True)
    await other.advance(UPDATE)
    assert (await one.sent(UPDATE), await one.counted(UPDATE)) == (2, True)


async def test_two_bots_in_one_redis_know_nothing_of_each_other(redis: Redis) -> None:
    await replica(redis).advance(UPDATE)
    assert await replica(redis, token=TOKEN[:-1] + "x").sent(UPDATE) == 0


@pytest.mark.parametrize("mood", ["away", "slow"])
async def test_without_redis_it_goes_on_alone(
    redis: Redis, clock: Clock, mood: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(together, "PATIENCE", 0.02)
    monitor = Monitoring()
    cursors = replica(redis, monitor)
    await cursors.advance(UPDATE)
    setattr(redis, mood, True)
    await cursors.advance(UPDATE)
    assert await cursors.sent(UPDATE) == 2
    assert not await cursors.counted(UPDATE)
    assert monitor.seen == ["redis"]  # and not asked again with every call
    setattr(redis, mood, False)
    clock.now += together.AGAIN
    await cursors.advance(UPDATE)
    assert await replica(redis).sent(UPDATE) == 3  # the other learns all of it
    assert await cursors.counted(UPDATE)


async def test_nothing_in_redis_leads_back_to_an_update_and_all_of_it_ends(
    redis: Redis, clock: Clock
) -> None:
    cursors = replica(redis)
    await cursors.advance(UPDATE)
    await cursors.counted(UPDATE)
    assert len(redis.held) == 3
    assert str(UPDATE) not in repr(redis.held)
    assert "Secret" not in repr(redis.held) + repr(cursors)
    lives = {key.partition(":")[0]: until for key, (_, until) in redis.held.items()}
    assert lives == {"salt": together.A_DAY, "sent": shared.AN_HOUR, "counted": shared.AN_HOUR}


async def test_memory_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shared, "REMEMBERED", 50)
    cursors = Cursors(TOKEN, NoMonitor())
    for update in range(500):
        await cursors.advance(update)
        await cursors.counted(update)
    assert (len(cursors._sent), len(cursors._counted)) == (50, 50)


async def test_the_salt_is_drawn_by_whoever_comes_first_and_is_another_the_next_day(
    redis: Redis, clock: Clock
) -> None:
    one, other = SharedSalt(redis, clock), SharedSalt(redis, clock)
    first = await one.today()
    clock.now += 3_600
    assert await other.today() == first == await one.today()
    clock.now += together.A_DAY - 3_600
    second = await other.today()
    assert second != first
    assert await one.today() == second


async def test_a_redis_that_was_restarted_gets_one_salt_for_all(redis: Redis, clock: Clock) -> None:
    one, other = SharedSalt(redis, clock), SharedSalt(redis, clock)
    await one.today(), await other.today()
    redis.held.clear()
    clock.now += together.LOOK_AGAIN
    assert await one.today() == await other.today()


async def test_the_quota_and_the_cursors_share_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monitor = Monitoring()
    known = make_shared(TOKEN, "unix:///nowhere/redis.sock", monitor)
    assert await known.quota.allows(ANNA)
    assert await known.cursors.sent(UPDATE) == 0
    assert monitor.seen == ["redis"]  # one look, not two
    await known.close()
    assert "Secret" not in repr(known)
