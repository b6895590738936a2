"""Chats that Telegram refuses: nobody else waits for them, and nothing of theirs is lost."""

from __future__ import annotations

import asyncio
import re
from collections import Counter
from collections.abc import Callable, Sequence

from chaos.programs import Program, ended, serving
from chaos.questions import FIRST_CHAT, Question, Tally, cards, spoken
from chaos.report import Row
from chaos.scene import OTHERS, SUBJECTS, Scene, scene
from chaos.temporary_errors import A_MINUTE

REFUSED = 20
A_SECOND = 200 / 60
"""Messages of each refused chat: 200 in a minute."""

DANGERS = ("ambulance", "he is not breathing")
FOR_GOOD = SUBJECTS + REFUSED
"""A chat that is told to come again in an hour. Nothing of it can be seen in this time."""

ANSWERED_WITHIN = 5.0
"""Seconds that anybody else may wait."""


async def refused_chats(questions: Sequence[Question], how: str, seconds: float) -> Row:
    """
    Twenty chats are refused for so many seconds by 429, 500 and silence in turn, a further one for good. They
    write as fast as they can, of danger too; a hundred others ask.
    """
    broken: list[str] = []
    async with (
        scene(questions, webhook_factor=0.1, webhook_patience=60) as here,
        serving(here.api, here.folder, how) as programs,
    ):
        told = await _while_refused(here, programs, seconds)
        if not told:
            broken.append("/ready does not say that somebody waits")
        for number in range(REFUSED):
            here.api.heal(chat_id=SUBJECTS + number)
        waits = here.others_waited()
        chats = Fast(here, [question for question in questions if not question.urgent], _any_card())
        chats.asked = dict(_asked(questions, seconds))
        done = await here.until(chats.are_done, seconds + 30)
        if not done:
            broken.append(
                f"{chats.open} refused chats were not served within {seconds + 30:g} s after it ended"
            )
        await asyncio.sleep(0.5)
        tally = chats.tally()
        tally += here.crowd.tally()
        broken += ended(programs)
        return Row(
            f"{REFUSED} chats refused for {seconds:g} s, {how}",
            1,
            tally,
            f"{sum(map(len, chats.asked.values())):,} messages of theirs; `/ready` said so" * bool(told),
            others=waits,
            longest=ANSWERED_WITHIN,
            broken=(*broken, *here.leaks()),
        )


def _any_card() -> frozenset[str]:
    return frozenset().union(*map(cards, DANGERS))


def _asked(questions: Sequence[Question], seconds: float) -> list[tuple[int, list[Question]]]:
    """What each refused chat writes: calm questions, and after the quota two of danger among them."""
    calm = [question for question in questions if not question.urgent]
    number = max(int(seconds * A_SECOND), A_MINUTE + 10)
    card = spoken(DANGERS[0])
    chats = []
    for chat in range(SUBJECTS, SUBJECTS + REFUSED):
        asked = [calm[(chat + place) % len(calm)] for place in range(number)]
        for place, text in zip((A_MINUTE + 2, number - 3), DANGERS, strict=True):
            asked[place] = Question(text, card, urgent=True)
        chats.append((chat, asked))
    return chats


async def _while_refused(here: Scene, programs: Sequence[Program], seconds: float) -> bool:
    """The time of the refusal; whether every process said in it that somebody waits."""
    for number in range(REFUSED):
        chat = SUBJECTS + number
        match number % 3:
            case 0:
                here.api.fail("*", 429, times=None, chat_id=chat, retry_after=max(int(seconds), 1))
            case 1:
                here.api.fail("*", 500, times=None, chat_id=chat)
            case 2:
                here.api.fail("*", "hang", times=None, chat_id=chat, seconds=seconds)
    here.api.fail("*", 429, times=None, chat_id=FOR_GOOD, retry_after=3_600)
    here.api.send(FOR_GOOD, DANGERS[0])
    writing = asyncio.create_task(_write(here, dict(_asked(here.crowd.questions, seconds)), seconds))
    others = asyncio.create_task(here.others_ask(seconds))
    await asyncio.sleep(0.8 * seconds)
    pages = [await program.ready() for program in programs]
    await asyncio.gather(writing, others)
    await asyncio.sleep(0.5)
    return any(WAITS.search(text) for _, text in pages)


WAITS = re.compile(r"(?im)^(?=.*\b(?:wait|stall|held|behind))(?!.*silence is normal).*$")


async def _write(here: Scene, asked: dict[int, list[Question]], seconds: float) -> None:
    number = max(map(len, asked.values()))
    for place in range(number):
        for chat, questions in asked.items():
            here.api.send(chat, questions[place].text)
        await asyncio.sleep(seconds / number * 0.95)


class Fast:
    """Chats that wrote faster than anybody reads, and what became of it."""

    def __init__(self, here: Scene, calm: Sequence[Question], cards: frozenset[str]) -> None:
        self.asked: dict[int, list[Question]] = {}
        self._here = here
        self._calm = {question.answer for question in calm}
        self._cards = cards

    @property
    def open(self) -> int:
        """How many have not had all that they must have."""
        return sum(bool(self._missing(chat)) for chat in self.asked)

    def are_done(self) -> bool:
        """Whether all have."""
        return not self.open

    def _missing(self, chat: int) -> int:
        """Answers of the quota, a card, and a word that they are too fast."""
        given = self._here.bots(chat)
        answers = sum(text in self._calm for text in given)
        others = sum(text not in self._calm and text not in self._cards for text in given)
        calm = sum(not question.urgent for question in self.asked[chat])
        return (
            max(0, min(A_MINUTE, calm) - answers)
            + int(self._cards.isdisjoint(given))
            + int(answers < calm and not others)
        )

    def tally(self) -> Tally:
        """What became of it. Over the quota nothing need be answered, but what is comes once and in order."""
        total = Tally()
        for chat, asked in self.asked.items():
            given = [text for text in self._here.bots(chat) if text in self._calm]
            wanted = Counter(question.answer for question in asked if not question.urgent)
            rest = iter([question.answer for question in asked])
            in_order = all(any(text == each for each in rest) for text in dict.fromkeys(given))
            total += Tally(
                asked=len(asked),
                lost=self._missing(chat),
                twice=(Counter(given) - wanted).total(),
                disorder=int(not in_order),
            )
        return total


REFUSED_FOR = 600
"""Seconds for which the one chat is refused while others wait behind it."""


async def backlog(questions: Sequence[Question], how: str, number: int = 500) -> Row:
    """
    Messages wait after an outage, one of the first from a chat that is refused. Then the bot is stopped in
    the middle of that and started again: nobody gets an answer twice.
    """
    broken: list[str] = []
    async with (
        scene(questions, webhook_factor=0.02, webhook_patience=60) as here,
        serving(here.api, here.folder, how) as programs,
    ):
        broken += await _restarted(programs, lambda: _outage(here, number))
        begin = asyncio.get_running_loop().time()
        # who waited for the refused one would wait all its time; a machine of many tasks needs some of it
        await here.until(lambda: here.crowd.answered >= number, REFUSED_FOR / 2)
        took = asyncio.get_running_loop().time() - begin
        if here.crowd.answered < number:
            broken.append(f"{number - here.crowd.answered} of {number} wait behind one who is refused")
        broken += await _restarted(programs, here.api.heal)
        for _ in range(10):
            here.crowd.ask(FIRST_CHAT + OTHERS)
        await here.until(lambda: here.crowd.answered >= number + 10)
        await here.until(lambda: bool(here.bots(SUBJECTS)), 15)
        await here.until_quiet()
        broken += ended(programs)
        heard = "was answered after it" if here.bots(SUBJECTS) else "has no answer after it"
        return Row(
            f"{number} messages wait, one of a refused chat, and a restart, {how}",
            1,
            here.crowd.tally(),
            f"all others within {took:.0f} s; the refused chat {heard}",
            broken=(*broken, *here.leaks()),
        )


def _outage(here: Scene, number: int) -> None:
    """What waits when the bot comes back."""
    here.api.fail("*", 429, times=None, chat_id=SUBJECTS, retry_after=REFUSED_FOR)
    here.crowd.ask(FIRST_CHAT)
    here.api.send(SUBJECTS, DANGERS[0])
    for place in range(1, number):
        here.crowd.ask(FIRST_CHAT + place % OTHERS)


async def _restarted(programs: Sequence[Program], meanwhile: Callable[[], None]) -> list[str]:
    """SIGTERM to all, then something happens, then all start again; what was wrong with the stopping."""
    codes = [(await program.stop(), program.last_words) for program in programs]
    meanwhile()
    await asyncio.gather(*(program.start() for program in programs))
    return [f"it ended with {code}: {words}" for code, words in codes if code]
