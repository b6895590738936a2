"""One bot, measured once: as fast as it can, then at a pace."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory

from chaos.programs import (
    TOKEN,
    Program,
    environ,
    free_ports,
    polling_bot,
    replica,
    running,
    set_webhook,
)
from tests.bot_api import BotApi

AS_FAST = 1_000
"""Messages of the fast part, all there from the beginning."""

FAST_SECONDS = 8.0
"""The fast part ends after so long; what is answered by then counts."""

PACE_SECONDS = 6.0
DRAIN_SECONDS = 20.0
"""How long answers of the paced part are waited for."""

FIRST_CHAT = 5_550_000_001
A_CHAT = 5


@dataclass(frozen=True, slots=True)
class Contender:
    """A bot that takes part."""

    name: str
    kind: str
    """echo_ptb, echo_aiogram, polling or webhook."""
    texts: Sequence[str]
    """What it is asked, by turns."""


@dataclass(frozen=True, slots=True)
class Measured:
    """What was found. Times in milliseconds, CPU in microseconds of one message."""

    a_second: float
    cpu: float
    p50: float
    p99: float
    late: int
    """Messages of the paced part without an answer when we stopped waiting."""
    rss: float


async def measure(who: Contender, delay: float, pace: float) -> Measured:
    """Two starts of the bot: one for each part. `delay`: seconds of each call, `pace`: messages a second."""
    a_second, cpu, rss = await _as_fast_as_it_can(who, delay)
    p50, p99, late = await _at_a_pace(who, delay, pace)
    return Measured(a_second, cpu, p50, p99, late, rss)


@asynccontextmanager
async def _ready(who: Contender, delay: float) -> AsyncIterator[tuple[BotApi, Program]]:
    """The bot, warm: it has answered some messages and learned nothing of those that count."""
    with TemporaryDirectory(prefix="bench-") as name:
        async with BotApi(TOKEN) as api:
            bot = _program(who, api, Path(name))
            async with running(bot):
                if who.kind == "webhook":
                    await set_webhook(bot)
                for number in range(50):
                    api.send(900 + number, who.texts[number % len(who.texts)])
                await _until(lambda: _answers(api) >= 50, 60)
                if delay:
                    api.fail("*", "slow", times=None, seconds=delay)
                await asyncio.sleep(1)
                api.forget()
                yield api, bot


def _program(who: Contender, api: BotApi, folder: Path) -> Program:
    cores = frozenset({1})
    if who.kind == "polling":
        bot = polling_bot(api, folder)
    elif who.kind == "webhook":
        (port,) = free_ports(1)
        bot = replica(api, folder, f"http://127.0.0.1:{port}/telegram", port)
    else:
        command = (sys.executable, "-m", f"benchmarks.telegram.{who.kind}")
        bot = Program(command, environ(BOT_TOKEN=TOKEN, BOT_API_URL=api.url), folder / "echo.log")
    bot.cores = cores
    return bot


async def _as_fast_as_it_can(who: Contender, delay: float) -> tuple[float, float, float]:
    async with _ready(who, delay) as (api, bot):
        loop = asyncio.get_running_loop()
        used, begin = bot.cpu, loop.time()
        for number in range(AS_FAST):
            api.send(FIRST_CHAT + number % (AS_FAST // A_CHAT), who.texts[number % len(who.texts)])
        await _until(lambda: _answers(api) >= AS_FAST, FAST_SECONDS)
        took, answers = loop.time() - begin, _answers(api)
        return answers / took, 1e6 * (bot.cpu - used) / max(answers, 1), bot.rss


async def _at_a_pace(who: Contender, delay: float, pace: float) -> tuple[float, float, int]:
    async with _ready(who, delay) as (api, _):
        loop = asyncio.get_running_loop()
        begin = loop.time()
        asked: dict[int, float] = {}
        for number in count():
            if (wait := begin + number / pace - loop.time()) > 0:
                await asyncio.sleep(wait)
            if loop.time() - begin > PACE_SECONDS:
                break
            chat = FIRST_CHAT + number
            asked[chat] = loop.time()
            api.send(chat, who.texts[number % len(who.texts)])
        await _until(lambda: _answers(api) >= len(asked), DRAIN_SECONDS)
        came = {int(call.parameters["chat_id"]): call.at for call in reversed(api.requests("sendMessage"))}
        times = sorted(1e3 * (came[chat] - at) for chat, at in asked.items() if chat in came)
        return _share(times, 0.5), _share(times, 0.99), len(asked) - len(times)


def _share(times: Sequence[float], part: float) -> float:
    return times[min(len(times) - 1, int(part * len(times)))] if times else float("nan")


def _answers(api: BotApi) -> int:
    return sum(call.status == 200 for call in api.requests("sendMessage"))


async def _until(so: Callable[[], bool], seconds: float) -> None:
    """Wait until it is so, at most so long."""
    with suppress(TimeoutError):
        async with asyncio.timeout(seconds):
            while not so():  # noqa: ASYNC110 - the stand-in has no event for it
                await asyncio.sleep(0.02)
