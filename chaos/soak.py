"""Minutes at five times Telegram's limit: does memory stay flat?"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from itertools import cycle, islice

from chaos.programs import Program, free_ports, polling_bot, replica, running, set_webhook
from chaos.questions import FIRST_CHAT, Question
from chaos.report import Row
from chaos.scene import Scene, scene

A_SECOND = 150
"""Five times what Telegram takes from a bot."""

PEOPLE = 1_000
"""So many that none of them meets the quota."""

WARM_UP = 2_000
"""Questions before memory is looked at: everybody has then written, and every cache is as full as it gets."""

GROWTH = 0.03
"""How much more the last third may hold than the first."""


async def soaked_while_polling(questions: Sequence[Question], seconds: float) -> Row:
    """One process that asks Telegram."""
    async with scene(questions) as here:
        bot = polling_bot(here.api, here.folder)
        async with running(bot):
            return await _soak(here, bot, seconds, "polling")


async def soaked_behind_webhook(questions: Sequence[Question], seconds: float) -> Row:
    """One replica that Telegram calls."""
    async with scene(questions) as here:
        (port,) = free_ports(1)
        bot = replica(here.api, here.folder, f"http://127.0.0.1:{port}/telegram", port)
        async with running(bot):
            await set_webhook(bot)
            return await _soak(here, bot, seconds, "webhook")


async def _soak(here: Scene, bot: Program, seconds: float, how: str) -> Row:
    people = cycle(range(FIRST_CHAT, FIRST_CHAT + PEOPLE))
    for chat in islice(people, WARM_UP):
        here.crowd.ask(chat)
    await here.until_answered()
    loop = asyncio.get_running_loop()
    begin, cpu, written = loop.time(), bot.cpu, 0
    memory: list[float] = []
    while (passed := loop.time() - begin) < seconds:
        due = int(passed * A_SECOND) - written
        for chat in islice(people, due):
            here.crowd.ask(chat)
        written += due
        if len(memory) < passed:  # once a second
            memory.append(bot.rss)
            here.api.log.clear()
        await asyncio.sleep(0.02)
    backlog = len(here.api.updates.pending)
    busy = (bot.cpu - cpu) / (loop.time() - begin)
    await here.until_answered()
    return _row(here, how, seconds, memory, f"{100 * busy:.0f} % of a core, {backlog} waiting at the end")


def _row(here: Scene, how: str, seconds: float, memory: Sequence[float], besides: str) -> Row:
    third = len(memory) // 3
    first, last = _mean(memory[:third]), _mean(memory[-third:])
    broken = list(here.leaks())
    if last > first * (1 + GROWTH):
        broken.append(f"memory grew by {100 * (last / first - 1):.1f} %")
    name = f"{seconds:g} s of {A_SECOND} questions a second, {how}"
    besides = f"{first:.1f} MiB in the first third, {last:.1f} in the last; {besides}"
    return Row(name, 0, here.crowd.tally(), besides, broken=tuple(broken))


def _mean(numbers: Sequence[float]) -> float:
    if not numbers:
        raise ValueError("too short a soak: give it 10 seconds or more")
    return sum(numbers) / len(numbers)
