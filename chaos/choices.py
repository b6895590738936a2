"""“I have forgotten” and “it stands in your menu” are said only when it is so."""

from __future__ import annotations

import asyncio
import json
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial

from bot.conversation import ChoseLanguage, ChoseNation, Command, Person
from bot.knowledge import Nation
from bot.library import read_questions
from chaos.programs import ended, serving
from chaos.questions import FILE, Question, Tally, spoken
from chaos.report import Row
from chaos.scene import SUBJECTS, Scene, scene
from tests.bot_api.chats import Chat, Shown

METHODS = ("getMyCommands", "setMyCommands", "deleteMyCommands", "sendMessage", "answerCallbackQuery")
KINDS = (
    "429",
    "500",
    "502",
    "lost",
    "cut",
    "slow",
    "garbled",
    "no_result",
    "odd_result",
    "html",
    "401",
    "404",
)
ONCE_ONLY = frozenset({"401", "404"})
"""Whoever gets these for long has a token that is not known any more."""

SLOW = 1.5
QUIET = 4.0
"""Seconds without a call after which nothing is tried again: the bot's second try comes within these."""

HELD = 4.0
"""Seconds for which a lasting fault holds."""

AT_ONCE = 10
"""How many ask at once what depends on their choice. Whoever's menu cannot be read within a second is
answered without it, as promised: a hundred at once on a busy machine would measure the machine."""

STEPS = ("n:s", "l:en", "/forget", "l:en", "n:w")
"""What everybody taps and writes, one after another."""
SHOWN = 6


@dataclass(frozen=True, slots=True)
class Case:
    """Somebody whose calls fail in one way."""

    chat: int
    method: str
    kind: str
    lasting: bool


def cases() -> list[Case]:
    """Every method that a choice needs, with every kind of fault, once and for a while."""
    kinds = [
        (method, kind, lasting)
        for method in METHODS
        for kind in KINDS
        for lasting in (False, True)
        if not (lasting and kind in ONCE_ONLY)
    ]
    return [Case(SUBJECTS + place, *each) for place, each in enumerate(kinds)]


Choice = tuple[str, str]
"""What was chosen, "nation" or "language", and which."""


@dataclass
class Menus:
    """Looks into a chat's menu whenever the bot says that something stands there, or does not any more."""

    here: Scene
    claims: dict[int, set[Choice]] = field(default_factory=dict)
    """What each chat was told that stands in its menu, and has not tried to change since."""
    untrue: Counter[int] = field(default_factory=Counter)
    """How often a chat was told what was not so."""

    def __post_init__(self) -> None:
        self._says: dict[str, Choice] = {
            spoken(ChoseNation(nation)): ("nation", nation.replace("-", "_")) for nation in Nation
        }
        self._says[spoken(ChoseLanguage("en"))] = ("language", "en")
        self._forgotten = spoken(Command.FORGET, Person(nation=Nation.SCOTLAND))
        self.here.api.world.on_message = self.look

    def look(self, chat: Chat, shown: Shown) -> None:
        """A message has just been shown."""
        stands, told = self.of(chat.chat_id), self.claims.setdefault(chat.chat_id, set())
        if claim := self._says.get(shown.html):
            told.add(claim)
            self.untrue[chat.chat_id] += not told <= stands
        elif shown.html == self._forgotten:
            told.clear()
            self.untrue[chat.chat_id] += bool(stands)

    def of(self, chat: int) -> set[Choice]:
        """What the menu says that stands at Telegram."""
        scope = json.dumps({"type": "chat", "chat_id": chat}, sort_keys=True)
        names = (command["command"].partition("_") for command in self.here.api.commands.get((scope, ""), []))
        return {(kind, value) for kind, _, value in names if kind in ("nation", "language") and value}

    def nation(self, chat: int) -> Nation | None:
        """The nation that stands there."""
        found = dict(self.of(chat)).get("nation")
        return Nation(found.replace("_", "-")) if found else None

    def is_kept(self, chat: int) -> bool:
        """Whether everything stands there that the chat was told of."""
        return self.claims.get(chat, set()) <= self.of(chat)

    def doubt(self, chat: int, what: str) -> None:
        """The chat is about to change that, or all: until it is told anew, either may stand there."""
        kind = {"n": "nation", "l": "language"}.get(what[:1], "")
        told = self.claims.setdefault(chat, set())
        told -= {claim for claim in told if kind in ("", claim[0])}


async def forgotten_choices(questions: Sequence[Question], how: str) -> Row:
    """Choose, forget and choose again while calls fail; ask at once, and after a restart."""
    broken: list[str] = []
    everybody = cases()
    async with (
        scene(questions, webhook_factor=0.1, webhook_patience=60) as here,
        serving(here.api, here.folder, how) as programs,
    ):
        menus = Menus(here)
        lost = await _do(here, everybody, "/nation", faults=False)
        for what in STEPS:
            for case in everybody:
                menus.doubt(case.chat, what)
            lost += await _do(here, everybody, what)
            broken += ended(programs)
            if broken:
                break
        else:
            broken += await _agree(here, menus, everybody, "at once")
            for program in programs:
                await program.stop()
            await asyncio.gather(*(program.start() for program in programs))
            broken += await _agree(here, menus, everybody, "after a restart")
            broken += ended(programs)
        broken += _named(everybody, menus)
        return Row(
            f"choices while calls fail in {len(everybody)} ways, {how}",
            len(STEPS),
            Tally(asked=(1 + len(STEPS)) * len(everybody), lost=lost),
            "asked again at once and after a restart",
            promised=menus.untrue.total(),
            broken=(*broken, *here.leaks()),
        )


def _named(everybody: Sequence[Case], menus: Menus) -> Iterator[str]:
    """In which ways something was promised and not done, shortly."""
    ways = [f"{case.method} {case.kind}" for case in everybody if menus.untrue[case.chat]]
    if ways:
        yield f"promised and not done with {_some(ways)}"


def _some(ways: Sequence[str]) -> str:
    """The first few of them, and how many more there are."""
    distinct = list(dict.fromkeys(ways))
    more = f" and {len(distinct) - SHOWN} more" if len(distinct) > SHOWN else ""
    return ", ".join(distinct[:SHOWN]) + more


async def _do(here: Scene, everybody: Sequence[Case], what: str, *, faults: bool = True) -> int:
    """All do it at once; how many heard nothing of it in the end."""
    before = {case.chat: here.api.world.meet(case.chat).sent for case in everybody}
    for case in everybody:
        if faults:
            here.api.fail(
                case.method, case.kind, chat_id=case.chat, times=None if case.lasting else 1, seconds=SLOW
            )
        if what.startswith("/"):
            here.api.send(case.chat, what)
        else:
            here.api.tap(case.chat, 1, what, forged=True)

    def heard(case: Case) -> bool:
        return here.api.world.meet(case.chat).sent > before[case.chat]

    await asyncio.sleep(HELD if faults else 0)
    for case in everybody:
        if case.lasting:
            here.api.heal(chat_id=case.chat)
    await here.until(lambda: all(map(heard, everybody)))
    await here.until_quiet(QUIET)
    here.api.heal()
    return sum(not heard(case) for case in everybody)


async def _agree(here: Scene, menus: Menus, everybody: Sequence[Case], when: str) -> list[str]:
    """A question whose answer depends on the nation: it must be that which was promised, or stands there."""
    text = _asks_for_a_nation()
    before = {case.chat: len(here.bots(case.chat)) for case in everybody}

    def answered(case: Case) -> bool:
        return len(here.bots(case.chat)) > before[case.chat]

    for place in range(0, len(everybody), AT_ONCE):
        for case in everybody[place : place + AT_ONCE]:
            here.api.send(case.chat, text)
        await here.until(partial(_all, answered, everybody[: place + AT_ONCE]))
    await here.until_quiet(QUIET)
    wrong = []
    for case in everybody:
        expected = spoken(text, Person(nation=menus.nation(case.chat)))
        if not menus.is_kept(case.chat) or expected not in here.bots(case.chat)[before[case.chat] :]:
            wrong.append(f"{case.method} {case.kind}")
    return [f"{len(wrong)} choices were lost {when}: {_some(wrong)}"] if wrong else []


def _all(so: Callable[[Case], bool], cases: Sequence[Case]) -> bool:
    return all(map(so, cases))


def _asks_for_a_nation() -> str:
    for labelled in read_questions(FILE):
        persons = (Person(), *(Person(nation=nation) for nation in Nation))
        if len({spoken(labelled.text, person) for person in persons}) == len(persons):
            return labelled.text
    raise ValueError(f"{FILE.name} holds no question whose answer depends on the nation")
