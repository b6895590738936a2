"""Temporary errors of Telegram, Redis away, a token revoked: the process lives, what is around it fails."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Sequence

import redis.asyncio as redis_client

from chaos.programs import (
    TOKEN,
    Cluster,
    Program,
    free_ports,
    polling_bot,
    replica,
    running,
    set_webhook,
)
from chaos.questions import FIRST_CHAT, Question, Tally
from chaos.report import Row
from chaos.scene import Scene, scene

TOKEN_REFUSED = 3
BELIEVED = 180.0
"""Seconds: the bot asks for two minutes before it believes that its token is revoked."""
LIVES = {"salt": 24 * 60 * 60, "sent:": 60 * 60, "counted:": 60 * 60}
"""Seconds that keys may live which are no count of a minute: tests/channels/test_shared.py."""
A_MINUTE = 20
"""Messages of one chat that are answered in a minute, by all replicas together."""


def strike(here: Scene) -> None:
    """Of all calls 5 % get 429, 3 % get 502, and of 2 % the response is lost."""
    here.api.fail("*", 429, times=None, chance=0.05, retry_after=1)
    here.api.fail("*", 502, times=None, chance=0.03)
    here.api.fail("*", "lost", times=None, chance=0.02)


async def errors_while_polling(questions: Sequence[Question], rounds: int) -> Row:
    """Every tenth call fails, while polling. A lost response means a second answer: nobody can know."""
    async with scene(questions) as here:
        bot = polling_bot(here.api, here.folder)
        strike(here)
        async with running(bot):
            total = await _rounds(here, rounds)
        return _moody("while polling", rounds, total, here)


async def errors_behind_nginx(questions: Sequence[Question], rounds: int) -> Row:
    """The same with three replicas."""
    async with (
        scene(questions, webhook_factor=0.5) as here,
        Cluster.make(here.api, here.folder).running(),
    ):
        strike(here)
        return _moody("behind nginx", rounds, await _rounds(here, rounds), here)


async def _rounds(here: Scene, rounds: int) -> Tally:
    total = Tally()
    for _ in range(rounds):
        here.crowd.write(1_000)
        await here.until_answered()
        tally = here.crowd.tally()
        print(f"temporary errors: {tally}", flush=True)
        total += tally
    return total


def _moody(where: str, rounds: int, tally: Tally, here: Scene) -> Row:
    name = f"5 % 429, 3 % 502, 2 % lost responses, {where}"
    # A lost response of sendMessage is one double; of getUpdates none. Generous, for dice.
    return Row(name, rounds, tally, most_twice=tally.asked // 25, broken=here.leaks())


async def redis_killed(questions: Sequence[Question], seconds: float = 8) -> Row:
    """Redis dies under load and comes back: answers go on, /ready says so, Redis holds nobody."""
    broken: list[str] = []
    async with scene(questions) as here:
        cluster = Cluster.make(here.api, here.folder)
        async with cluster.running():
            load = asyncio.create_task(here.pour(60, 4 * seconds))
            await asyncio.sleep(seconds)
            broken += await _readable_in_redis(cluster.redis)
            await cluster.redis.kill()
            await asyncio.sleep(seconds)
            broken += await _not_told(cluster.replicas)
            await cluster.redis.start()
            await load
            await here.until_answered()
            if not await _keys(cluster.redis):
                broken.append("Redis is not used again after it came back")
            tally = here.crowd.tally()
        besides = "answers went on; `/ready` said so; keys were hashes of the day that end in time"
        return Row(
            "Redis killed and started again",
            1,
            tally,
            "" if broken else besides,
            broken=(*broken, *here.leaks()),
        )


async def _not_told(replicas: Sequence[Program]) -> list[str]:
    found = []
    for number, each in enumerate(replicas, 1):
        status, text = await each.ready()
        if status != 200 or not re.search("redis", text, re.IGNORECASE):
            found.append(f"/ready of replica {number} is {status} and does not speak of Redis")
    return found


async def _keys(store: Program) -> dict[str, int]:
    """Every key with the milliseconds that it has left."""
    async with redis_client.Redis(port=store.port or 0, decode_responses=True) as client:
        return {key: await client.pttl(key) async for key in client.scan_iter()}


async def _readable_in_redis(store: Program) -> list[str]:
    keys = await _keys(store)
    if not keys:
        return ["the replicas count nothing in Redis"]
    found = []
    if any(str(FIRST_CHAT)[:7] in key or TOKEN[-12:] in key for key in keys):
        found.append("a chat or the token can be read in Redis")
    for key, left in keys.items():
        longest = next((seconds for name, seconds in LIVES.items() if key.startswith(name)), 60)
        if not 0 < left <= longest * 1_000:
            found.append(f"a key in Redis lives longer than {longest} s")
    return found


async def flooded(questions: Sequence[Question]) -> Row:
    """One chat writes 60 messages to three replicas: they count together."""
    broken: list[str] = []
    async with scene(questions) as here, Cluster.make(here.api, here.folder).running():
        calm = [question for question in questions if not question.urgent]
        texts = {question.answer for question in calm}
        for number in range(60):
            here.api.send(FIRST_CHAT, calm[number % len(calm)].text)
        await here.until(lambda: not here.api.updates.pending)
        await asyncio.sleep(0.5)
        shown = [m.html for m in here.api.world.meet(FIRST_CHAT).messages.values() if m.sender == "bot"]
        answers = sum(text in texts for text in shown)
        waits = len(shown) - answers
        if answers != A_MINUTE:
            broken.append(f"{answers} answers, not {A_MINUTE}")
        if not 1 <= waits <= 3:
            broken.append(f"told {waits} times to wait a minute, not once a replica at most")
        here.api.forget()
        besides = f"{answers} answered, {waits} × “wait a minute”"
        return Row(
            "60 messages of one chat to three replicas", 1, Tally(), besides, broken=(*broken, *here.leaks())
        )


async def revoked(questions: Sequence[Question]) -> Row:
    """The token is revoked while the bot runs: an exit code of its own and one line without the token."""
    both = await asyncio.gather(_revoked_while_polling(questions), _revoked_behind_webhook(questions))
    broken = [each for found in both for each in found]
    besides = f"exit code {TOKEN_REFUSED} and one line without the token, both ways"
    return Row("token revoked while running", 2, Tally(), "" if broken else besides, broken=tuple(broken))


async def _revoked_while_polling(questions: Sequence[Question]) -> list[str]:
    async with scene(questions) as here:
        bot = polling_bot(here.api, here.folder)
        async with running(bot):
            here.crowd.write(10)
            await here.until_answered()
            here.api.revoke()
            here.crowd.write(10)
            return await _ended_well(here, bot)


async def _revoked_behind_webhook(questions: Sequence[Question]) -> list[str]:
    async with scene(questions) as here:
        (port,) = free_ports(1)
        bot = replica(here.api, here.folder, f"http://127.0.0.1:{port}/telegram", port)
        async with running(bot):
            await set_webhook(bot)
            here.crowd.write(10)
            await here.until_answered()
            here.api.revoke()
            here.crowd.write(50)  # new people, whose menus must be asked for
            return await _ended_well(here, bot)


async def _ended_well(here: Scene, bot: Program) -> list[str]:
    try:
        code = await bot.ended(BELIEVED)
    except TimeoutError:
        return ["it runs on with a revoked token"]
    found = [] if code == TOKEN_REFUSED else [f"it ended with {code}, not {TOKEN_REFUSED}"]
    if "does not know this token" not in bot.last_words:
        found.append(f"its last words are: {bot.last_words}")
    return [*found, *here.leaks()]
