"""Processes that die: kill -9 at random moments, and a rolling restart."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from tests.faults.programs import Cluster, polling_bot, running
from tests.faults.questions import Question, Tally
from tests.faults.report import Row
from tests.faults.scene import Scene, scene

A_ROUND = 1_000
BATCH = 100
"""Most second answers of a kill while polling: what one poll gives."""
AT_ONCE = 40
"""Most second answers of a kill behind a webhook: what Telegram has under way."""
ONE_IN = 200
"""
In a rolling restart one question in so many may have a second answer. On a quiet machine none has; on one
that is busy with something else Telegram gives up waiting for a call that has just been answered.
"""


async def killed_while_polling(questions: Sequence[Question], rounds: int) -> Row:
    """1,000 questions; kill -9 after some of the answers; start again. As often as told."""
    total, worst = Tally(), 0
    async with scene(questions) as here:
        bot = polling_bot(here.api, here.folder)
        async with running(bot):
            for _ in range(rounds):
                after = await _some_are_answered(here)
                await bot.kill()
                await bot.start()
                await here.until_answered()
                tally = here.crowd.tally()
                total, worst = total + tally, max(worst, tally.twice)
                _progress("polling", after, tally)
        besides = f"at most {worst} twice in a kill"
        return Row("kill -9 while polling", rounds, total, besides, BATCH * rounds, broken=here.leaks())


async def killed_behind_nginx(questions: Sequence[Question], rounds: int) -> Row:
    """The same with three replicas: a random one dies, and is started again."""
    total, worst = Tally(), 0
    async with scene(questions) as here, Cluster.make(here.api, here.folder).running() as cluster:
        for _ in range(rounds):
            after = await _some_are_answered(here)
            victim = here.dice.choice(cluster.replicas)
            await victim.kill()
            await victim.start()
            await here.until_answered()
            tally = here.crowd.tally()
            total, worst = total + tally, max(worst, tally.twice)
            _progress("webhook", after, tally)
        besides = f"at most {worst} twice in a kill"
        return Row(
            "kill -9 of one of three replicas", rounds, total, besides, AT_ONCE * rounds, broken=here.leaks()
        )


async def _some_are_answered(here: Scene) -> int:
    """Write a round of questions and wait for a random part of the answers; how many."""
    here.crowd.write(A_ROUND)
    after = here.dice.randrange(1, A_ROUND - 50)
    await here.until(lambda: here.crowd.answered >= after)
    await asyncio.sleep(here.dice.random() / 4)  # answers come in bursts; a crash need not
    return after


async def restarted_one_by_one(questions: Sequence[Question], rounds: int, a_second: float = 100) -> Row:
    """A new version under load: SIGTERM to each replica in turn, and its successor."""
    broken: list[str] = []
    async with scene(questions) as here, Cluster.make(here.api, here.folder).running() as cluster:
        load = asyncio.create_task(here.pour(a_second, 600))
        for _ in range(rounds):
            for each in cluster.replicas:
                await asyncio.sleep(1)
                code = await each.stop()
                if code:
                    broken.append(f"a replica ended with {code}: {each.last_words}")
                await each.start()
        load.cancel()
        await asyncio.gather(load, return_exceptions=True)
        await here.until_answered()
        tally = here.crowd.tally()
        _progress("rolling restart", 0, tally)
        besides = f"{a_second:g} questions a second meanwhile"
        return Row(
            "rolling restart of three replicas",
            rounds,
            tally,
            besides,
            tally.asked // ONE_IN,
            broken=(*dict.fromkeys(broken), *here.leaks()),
        )


async def stopped_while_polling(questions: Sequence[Question], rounds: int) -> Row:
    """SIGTERM in the middle of the answers, and a new start."""
    total, broken = Tally(), []
    async with scene(questions) as here:
        bot = polling_bot(here.api, here.folder)
        async with running(bot):
            for _ in range(rounds):
                await _some_are_answered(here)
                if code := await bot.stop():
                    broken.append(f"it ended with {code}: {bot.last_words}")
                await bot.start()
                await here.until_answered()
                total += here.crowd.tally()
        return Row("SIGTERM while polling", rounds, total, broken=(*broken, *here.leaks()))


def _progress(what: str, after: int, tally: Tally) -> None:
    print(
        f"{what}: {tally.asked} asked, struck after {after}: {tally.lost} lost, {tally.twice} twice, "
        f"{tally.disorder} out of order, {tally.strange.total()} strange",
        flush=True,
    )
