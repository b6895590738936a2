"""Questions whose answers can be told apart, and what became of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache
from itertools import count
from pathlib import Path

from bot.channels.telegram import write
from bot.conversation import Asked, ChoseEntry, Command, Event, Person, Shown
from bot.library import locate, read_questions
from bot.runtime.snapshot import Snapshot, load_snapshot
from bot.words import tokens
from tests.bot_api import BotApi

FILE = Path(__file__).parent.parent / "tests" / "questions" / "en.yaml"
FIRST_CHAT = 5_550_000_001
A_CHAT = 5
"""Questions of one chat in a round: far fewer than the quota of a minute."""


@dataclass(frozen=True, slots=True)
class Question:
    """Words, and the one message that answers them."""

    text: str
    answer: str
    urgent: bool
    """Whether it is about danger: that is answered whatever the quota says."""


def distinct() -> list[Question]:
    """Real questions of the labelled file, of which no two have the same answer."""
    snapshot = _house()
    found: dict[str, Question] = {}
    for labelled in read_questions(FILE):
        _, reply = snapshot.talk(Person(), Asked(labelled.text))
        messages = write(reply)
        if len(messages) == 1 and _is_understood_alone(labelled.text, messages[0].html):
            found.setdefault(messages[0].html, Question(labelled.text, messages[0].html, reply.urgent))
    if len(found) < A_CHAT:
        raise ValueError(f"{FILE.name} holds too few questions with answers of their own")
    return list(found.values())


def _is_understood_alone(text: str, html: str) -> bool:
    """Whether it gets that answer whatever was said before: what a chat was told last may change some."""
    openings = _house().knowledge.voice("en").follow_ups.openings
    words = tokens(text)
    if any(words[: len(each)] == each for each in map(tokens, openings)):
        return False
    return all(
        write(_house().talk(Person(), Asked(text, shown=shown))[1])[0].html == html for shown in _lately()
    )


@cache
def _lately() -> tuple[Shown, ...]:
    """Replies behind which a question may be asked: an answer, an offer, a menu and a card."""
    house = _house()
    events: tuple[Event, ...] = (
        ChoseEntry(next(iter(house.knowledge.entries))),
        Asked("hospital bill and debt letter"),
        Command.TOPICS,
        Command.URGENT,
    )
    return tuple(house.talk(Person(), event)[1].shown() for event in events)


@cache
def _house() -> Snapshot:
    return load_snapshot(locate(), datetime.now(tz=UTC).date())


def spoken(event: Event | str, person: Person = Person()) -> str:  # noqa: B008 - a value
    """What is said first to words or a tap of that person, as HTML."""
    if isinstance(event, str) and not isinstance(event, Command):  # a command is a str, too
        event = Asked(event)
    _, reply = _house().talk(person, event)
    return write(reply)[0].html


def cards(text: str) -> frozenset[str]:
    """All that may be said first to words of danger: in full, or alone to somebody who writes too fast."""
    glance = _house().glance(Person(), Asked(text))
    if glance is None:
        raise ValueError(f"“{text}” is not about danger")
    return frozenset({spoken(text), write(glance.reply)[0].html})


@dataclass
class Tally:
    """What became of the questions."""

    asked: int = 0
    lost: int = 0
    """Never answered."""
    twice: int = 0
    """Answers beyond the first."""
    disorder: int = 0
    """Chats whose answers came in another order than their questions."""
    strange: Counter[str] = field(default_factory=Counter)
    """Messages that answer nothing that was asked."""

    def __add__(self, other: Tally) -> Tally:
        return Tally(
            self.asked + other.asked,
            self.lost + other.lost,
            self.twice + other.twice,
            self.disorder + other.disorder,
            self.strange + other.strange,
        )


def judge(asked: Sequence[Question], given: Iterable[str]) -> Tally:
    """One chat: what was asked in it, against the messages that it shows."""
    wanted = Counter(question.answer for question in asked)
    came = Counter(given)
    known = Counter({text: number for text, number in came.items() if text in wanted})
    firsts = [text for text in dict.fromkeys(given) if text in wanted]
    in_order = [q.answer for q in asked if q.answer in came]
    once_each = len(wanted) == len(asked)
    return Tally(
        asked=len(asked),
        lost=(wanted - known).total(),
        twice=(known - wanted).total(),
        disorder=int(once_each and firsts != in_order),
        strange=came - known,
    )


class Crowd:
    """People who write. Every call of `write` is other people, so that nobody meets the quota."""

    def __init__(self, api: BotApi, questions: Sequence[Question]) -> None:
        self.asked: dict[int, list[Question]] = {}
        self._api = api
        self.questions = questions
        self._chats = count(FIRST_CHAT)
        self._turn = count()

    def write(self, number: int) -> None:
        """So many questions at once, each person's own in order, people by turns."""
        chats = [next(self._chats) for _ in range(-(-number // A_CHAT))]
        for place in range(number):
            self.ask(chats[place % len(chats)])

    def ask(self, chat: int) -> None:
        """One more question of a chat: none that it has asked lately."""
        questions = self.questions
        mine = self.asked.setdefault(chat, [])
        question = questions[(chat + len(mine)) % len(questions)]
        mine.append(question)
        self._api.send(chat, question.text)

    @property
    def answered(self) -> int:
        """How many messages the bot has sent, doubles too."""
        return sum(self._api.world.meet(chat).sent for chat in self.asked)

    @property
    def missing(self) -> int:
        """How many questions have no answer so far."""
        shown = {chat: self._api.world.meet(chat).messages.values() for chat in self.asked}
        return sum(
            judge(asked, [message.html for message in shown[chat] if message.sender == "bot"]).lost
            for chat, asked in self.asked.items()
        )

    def tally(self) -> Tally:
        """What became of everything, and begin anew."""
        total = Tally()
        for chat, asked in self.asked.items():
            shown = self._api.world.meet(chat).messages.values()
            total += judge(asked, [message.html for message in shown if message.sender == "bot"])
        self.asked.clear()
        self._api.forget()
        return total
