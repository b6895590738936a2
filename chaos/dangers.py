"""Danger again and again: the card comes at once, and not sixty times a minute."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from chaos.programs import ended, serving
from chaos.questions import Question, Tally, spoken
from chaos.questions import cards as cards_of
from chaos.report import Row
from chaos.scene import SUBJECTS, scene

WORDS = "ambulance"
TIMES = 60
MOST_CARDS = 25
FIRST_WITHIN = 2.5
"""Seconds, on two cores on which other scenes play at the same time. Alone it takes half of one."""


async def danger_repeated(questions: Sequence[Question], how: str, seconds: float) -> Row:
    """Somebody writes “ambulance” sixty times within a minute."""
    broken: list[str] = []
    async with scene(questions) as here, serving(here.api, here.folder, how) as programs:
        may = cards_of(WORDS)
        here.crowd.ask(
            SUBJECTS + 1
        )  # the first turn of a process is the slowest; it is not what is asked here
        await here.until_quiet()
        here.api.forget()
        here.crowd.asked.clear()
        for _ in range(TIMES):
            here.api.send(SUBJECTS, WORDS)
            await asyncio.sleep(min(seconds, 60) / TIMES)
        await here.until_quiet()
        given = here.bots(SUBJECTS)
        cards = sum(text in may for text in given)
        first = here.api.waits()[0]["seconds"]
        if first is None or first > FIRST_WITHIN:
            broken.append(f"the first card came after {first} s")
        if not 1 <= cards <= MOST_CARDS:
            broken.append(f"{cards} cards in a minute, not 1 to {MOST_CARDS}")
        if given[:1] != [spoken(WORDS)]:
            broken.append("what came first was not the card")
        broken += ended(programs)
        besides = f"{cards} cards, {len(given) - cards} other messages, the first after {first or 0:.2f} s"
        tally = Tally(asked=TIMES, lost=int(not cards))
        name = f"“{WORDS}” {TIMES} times from one chat, {how}"
        return Row(name, 1, tally, besides, broken=(*broken, *here.leaks()))
