"""Texts that are hard to understand: whoever sends them holds up nobody else."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from random import Random
from types import MappingProxyType

from chaos.programs import ended, serving
from chaos.questions import Question, Tally
from chaos.report import Row, Waits
from chaos.scene import SUBJECTS, Scene, scene

LONGEST = 4_096
MOST = 0.6
"""Seconds that 99 of 100 others may wait; on a slow machine three times what is usual there."""

_LATIN = "abcdefghijklmnopqrstuvwxyz"
_SCRIPTS = (
    "абвгдежзиклмнопрстуфхц",
    "ابتثجحخدذرزسشصضطظعغ",
    "अआइईउऊएऐओऔकखगघचछज",
    "一二三四五六七八九十百千",
    "ሀለሐመሠረሰሸቀበ",
)
_KNOWN = ("ambulance", "breathing", "hospital", "appointment", "asylum", "registered", "pregnant", "suicide")


def _words(dice: Random, letters: str, lengths: tuple[int, int]) -> str:
    return "".join(dice.choice(letters) for _ in range(dice.randint(*lengths)))


def _many(word: Callable[[Random], str], between: str = " ") -> Callable[[Random], str]:
    def text(dice: Random) -> str:
        made = ""
        while len(made) < LONGEST:
            made += word(dice) + between
        return made[:LONGEST]

    return text


def _misspelt(dice: Random) -> str:
    """A word of ours with two letters wrong: it must be looked for among all words."""
    letters = list(dice.choice(_KNOWN))
    for _ in range(2):
        letters[dice.randrange(len(letters))] = dice.choice(_LATIN)
    return "".join(letters)


NASTY: Mapping[str, Callable[[Random], str]] = MappingProxyType(
    {
        "words of no language": _many(lambda dice: _words(dice, _LATIN, (2, 12))),
        "one word": _many(lambda dice: dice.choice(_LATIN), ""),
        "one letter": lambda dice: "a" * LONGEST,
        "words of two letters": _many(lambda dice: _words(dice, _LATIN, (2, 2))),
        "long words": _many(lambda dice: _words(dice, _LATIN, (40, 60))),
        "misspelt": _many(_misspelt),
        "misspelt, run together": _many(_misspelt, ""),
        "spelt out": _many(lambda dice: " ".join(_misspelt(dice))),
        "invisible signs between": _many(lambda dice: "\u200b".join(_misspelt(dice))),
        "sentences of one word": _many(_misspelt, ". "),
        "lines": _many(_misspelt, "\n"),
        "other scripts": _many(lambda dice: _words(dice, dice.choice(_SCRIPTS), (2, 9))),
        "scripts mixed in a word": _many(lambda dice: _words(dice, _LATIN + "".join(_SCRIPTS), (4, 12))),
        "marks on a letter": _many(lambda dice: "e" + "\u0301" * dice.randint(1, 40)),
        "families": _many(lambda dice: "👨\u200d👩\u200d👧\u200d👦" * dice.randint(1, 3)),
        "numbers": _many(lambda dice: str(dice.randrange(10**6))),
        "points": _many(lambda dice: _words(dice, ".,;:!?-_/\\'\"()", (1, 5))),
    }
)
"""Texts as long as Telegram lets them be, by what makes them hard."""


async def slow_texts(questions: Sequence[Question], how: str, seconds: float) -> Row:
    """A hard text each second, first from one chat, then from ever others; a hundred others ask meanwhile."""
    broken: list[str] = []
    async with scene(questions) as here, serving(here.api, here.folder, how) as programs:
        await here.others_ask(1, 20)  # whatever a process does for the first time
        await here.until_quiet()
        here.api.world.arrived.clear()
        await here.others_ask(max(seconds / 4, 3))
        await here.until_quiet()
        usual = here.others_waited()
        here.api.world.arrived.clear()
        others = asyncio.create_task(here.others_ask(seconds))
        writers = await _write(here, seconds)
        await others
        unheard = await _unheard(here, writers)
        waits = here.others_waited()
        tally = here.crowd.tally() + Tally(asked=len(writers), lost=len(unheard))
        broken += ended(programs)
        return Row(
            f"a text of {LONGEST:,} hard letters each second for {seconds:g} s, {how}",
            1,
            tally,
            f"{len(NASTY)} kinds of text; without them 99 % of all waited {_ms(usual)}",
            others=waits,
            most=max(MOST, 3 * usual.most),
            broken=(*broken, *here.leaks()),
        )


def _ms(waits: Waits) -> str:
    return f"{1000 * waits.most:.0f} ms"


async def _write(here: Scene, seconds: float) -> list[int]:
    """The chats that were written in."""
    dice, kinds = Random(7), list(NASTY.values())
    writers = [SUBJECTS]
    for second in range(int(seconds)):
        if second >= seconds / 2:
            writers.append(SUBJECTS + second)
        here.api.send(writers[-1], kinds[second % len(kinds)](dice))
        await asyncio.sleep(1)
    return writers


async def _unheard(here: Scene, chats: Sequence[int]) -> list[int]:
    """Chats in which not a word came."""
    await here.until_answered()
    await here.until_quiet()
    return [chat for chat in chats if not here.bots(chat)]
