"""What Telegram, or something in between, does once in a while: nobody waits for it."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from chaos.programs import ended, serving
from chaos.questions import FIRST_CHAT, Question
from chaos.report import Row
from chaos.scene import OTHERS, SUBJECTS, Scene, scene

ANSWERED_WITHIN = 5.0
ID_SPACES = {"polling": (10_000, 50_000, 10_000), "webhook": (10_000, 50_000, 20_000)}
"""
Where ids begin a week later. Who polls sees that they went down. Behind a webhook a number counts as answered
for a day, and no week passes in this time: so none comes twice there.
"""
MALFORMED = (
    "{}",
    "null",
    "7",
    '{"update_id": "x"}',
    '{"update_id": null, "message": {"text": "hi"}}',
    '{"update_id": -1, "callback_query": "x"}',
    '{"update_id": 1e400}',
    '{"update_id": "x", "callback_query": "x"}',
    "[" * 500 + "]" * 500,
    '{"message": ' + '{"reply_to_message": ' * 500 + "{}" + "}" * 501,
)
"""In the place of an update."""


async def odd_things(questions: Sequence[Question], how: str, seconds: float) -> Row:
    """Ids that go down, one 401, one 409, 429 of hours for the menu at the start, updates that are none."""
    broken: list[str] = []
    async with scene(questions) as here:
        if how == "polling":  # behind a webhook an operator writes the menu, and sees that it is refused
            here.api.fail("setMyCommands", 429, times=None, retry_after=7_200)
        async with serving(here.api, here.folder, how) as programs:
            load = asyncio.create_task(here.others_ask(seconds))
            await _happen(here, how, seconds)
            await load
            await here.until(lambda: here.crowd.answered >= sum(map(len, here.crowd.asked.values())))
            await here.until_quiet()
            waits = here.others_waited()
            broken += ended(programs)
            tally = here.crowd.tally()
        return Row(
            f"ids that go down, one 401, 404 and 409, updates that are none, {how}",
            1,
            tally,
            f"{len(MALFORMED)} kinds of malformed updates"
            + "; setMyCommands refused for hours" * (how == "polling"),
            others=waits,
            longest=ANSWERED_WITHIN,
            broken=(*broken, *here.leaks()),
        )


async def _happen(here: Scene, how: str, seconds: float) -> None:
    """One thing after another, evenly through the time."""
    things = [*([_other_ids] * len(ID_SPACES[how])), *([_once_refused] * 3), *([_malformed] * 2)]
    for number, thing in enumerate(things):
        await asyncio.sleep(seconds / (len(things) + 1))
        await thing(here, how, number)


async def _other_ids(here: Scene, how: str, number: int) -> None:
    """
    A week later: ids begin lower, or higher, or again where they were before. Nothing may be waiting then, so
    nobody's question is among what is gone. The ids lie far apart: an offset that is only ten too high makes
    Telegram forget what lies below it, and no bot can help that.
    """
    await here.until(lambda: not here.api.updates.queue, 10)
    here.api.new_id_space(first=ID_SPACES[how][number])


async def _once_refused(here: Scene, how: str, number: int) -> None:
    """A poll, and the answer to somebody who is none of the others."""
    if how == "polling":
        here.api.fail("getUpdates", (401, 409, 404)[number % 3])
    chat = SUBJECTS + number
    here.api.fail("sendMessage", (401, 404, "html")[number % 3], chat_id=chat)
    here.crowd.ask(chat)


async def _malformed(here: Scene, how: str, number: int) -> None:
    for text in MALFORMED:
        here.api.malformed(text)
        here.crowd.ask(FIRST_CHAT + OTHERS - 1 - number % OTHERS)
        here.api.raw_update({"callback_query": {"id": "1", "from": {"id": SUBJECTS}, "data": "x"}})
