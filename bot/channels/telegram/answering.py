"""One update in, its answer out. Changes when what happens between the two does."""

from __future__ import annotations

import logging
import time
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from telegram import Bot, Update
from telegram.error import InvalidToken

from bot.channels.telegram.given import NobodyWatches, NoQuota, Quota, Speaker, Watch
from bot.channels.telegram.menus import Choices
from bot.channels.telegram.messages import Message, write
from bot.channels.telegram.sending import WAIT, Sender, Unanswered
from bot.channels.telegram.updates import Arrival, read
from bot.conversation import Person
from bot.rendering import Reply

log = logging.getLogger(__name__)

STRIKES = 3
POISON_AFTER = 60.0
"""An update that failed so often and for so many seconds, while others got through, is let go."""

RECENT = 1_000
"""Updates and taps that this process knows it has answered: they may be delivered twice."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What goes out for one update."""

    chat: int
    messages: tuple[Message, ...] = ()
    callback: str = ""
    urgent: bool = False
    """Whether a life may be at risk: then we want to know that it arrived."""
    chose: Person | None = None
    """The person's choices, when this turn has changed them."""


NOTHING = Answer(0)


@dataclass(frozen=True, slots=True)
class _Strikes:
    """How often an update failed, and how many messages had got through when it last did."""

    since: float
    count: int = 0
    sent: int = -1


class Recent:
    """A bounded set of what was done lately."""

    def __init__(self) -> None:
        self._done: OrderedDict[object, None] = OrderedDict()

    def __contains__(self, what: object) -> bool:
        return what in self._done

    def add(self, what: object) -> None:
        """Remember it, and forget the oldest."""
        self._done[what] = None
        while len(self._done) > RECENT:
            self._done.popitem(last=False)


@dataclass
class Answerer:
    """
    Answers updates, whichever way they come. An update is done when `answer` returns; when it raises
    Unanswered it must not be acknowledged.
    """

    sender: Sender = field(repr=False)
    speaker: Speaker = field(repr=False)
    choices: Choices = field(repr=False)
    quota: Quota = field(default_factory=NoQuota)
    watch: Watch = field(default_factory=NobodyWatches)
    _done: Recent = field(default_factory=Recent)
    _told_to_wait: OrderedDict[int, None] = field(default_factory=OrderedDict)
    _strikes: OrderedDict[int, _Strikes] = field(default_factory=OrderedDict)

    async def answer(self, raw: Mapping[str, Any]) -> None:
        """
        Answer one update as Telegram wrote it. One that was answered before, or is not for us, is done.

        Raises Unanswered when it should come again, InvalidToken when Telegram takes nothing from us.
        """
        await self.once(raw, lambda _: False)

    async def once(self, raw: Mapping[str, Any], takes: Callable[[Answer], bool]) -> Answer | None:
        """
        The same, but an answer that `takes` is true of is given back, not sent. Whoever takes it may fail
        to deliver it, so its update does not count as done.
        """
        number = raw["update_id"]
        if number in self._done:
            return None
        try:
            answer = await self.prepare(raw)
            if takes(answer):
                return answer
            await self.deliver(answer)
        except InvalidToken:
            raise
        except Exception as error:  # noqa: BLE001 - whatever it is, the update is not done
            await self._let_go_or_raise(raw, error)
        self._done.add(number)
        self._strikes.pop(number, None)
        return None

    async def _let_go_or_raise(self, raw: Mapping[str, Any], error: Exception) -> None:
        if not isinstance(error, Unanswered):
            log.error("an answer failed: %s", type(error).__name__)
            self.watch.trouble("bug")
        if self._is_poison(raw["update_id"]):
            await self._apologise(_private_chat(raw))
        else:
            raise error if isinstance(error, Unanswered) else Unanswered(WAIT) from None

    def is_done(self, number: object) -> bool:
        """Whether this process knows that it had its answer."""
        return number in self._done

    async def prepare(self, raw: Mapping[str, Any]) -> Answer:
        """What to say to an update. Says it not yet; a bug in the saying becomes the words for it."""
        try:
            arrival = read(_parsed(raw, self.sender.bot))
        except Exception as error:  # noqa: BLE001 - Telegram may send what nobody has seen yet
            log.error("an update could not be read: %s", type(error).__name__)  # noqa: TRY400 - no text of theirs
            self.watch.trouble("unreadable")
            chat = _private_chat(raw)
            return Answer(chat, write(self.speaker.failed(Person()))) if chat else NOTHING
        if arrival is None:
            return NOTHING
        allowed = await self.quota.allows(arrival.chat)
        person = await self.choices.of(arrival.chat, arrival.language_code)
        after, reply, messages = self._turn(person, arrival)
        if after != person:
            self.choices.remember(arrival.chat, after)
        if allowed or reply.urgent:
            self._told_to_wait.pop(arrival.chat, None)
            chose = after if after != person else None
            return Answer(arrival.chat, messages, arrival.callback, reply.urgent, chose)
        self.watch.trouble("flood")
        return Answer(arrival.chat, self._slow_down(arrival.chat, person), arrival.callback)

    def _turn(self, person: Person, arrival: Arrival) -> tuple[Person, Reply, tuple[Message, ...]]:
        try:
            after, reply = self.speaker.talk(person, arrival.event)
            return after, reply, write(reply)
        except Exception as error:  # noqa: BLE001 - a bug must not cost anyone their answer
            log.error("a reply failed: %s", type(error).__name__)  # noqa: TRY400 - no text of theirs in logs
            self.watch.trouble("bug")
            reply = self.speaker.failed(person)
            return person, reply, write(reply)

    def _slow_down(self, chat: int, person: Person) -> tuple[Message, ...]:
        """The words for it once; then silence until they are slower, or somebody is in danger."""
        if chat in self._told_to_wait:
            return ()
        self._told_to_wait[chat] = None
        while len(self._told_to_wait) > RECENT:
            self._told_to_wait.popitem(last=False)
        return write(self.speaker.too_many(person))

    async def deliver(self, answer: Answer) -> None:
        """Send it, and keep what they chose."""
        if answer.callback:
            await self.sender.stop_progress(answer.callback)
        for message in answer.messages:
            await self.sender.send(answer.chat, message)
        if answer.chose:
            await self.choices.keep(answer.chat, answer.chose)

    def _is_poison(self, number: int) -> bool:
        """
        Whether it failed three times, for a minute, while others got through. When nobody gets through,
        Telegram is down, no update is to blame, and nobody's question may be let go.
        """
        now, sent = time.monotonic(), self.sender.sent
        before = self._strikes.get(number, _Strikes(since=now))
        strikes = before if before.sent == sent else replace(before, count=before.count + 1, sent=sent)
        self._strikes[number] = strikes
        while len(self._strikes) > RECENT:
            self._strikes.popitem(last=False)
        return strikes.count >= STRIKES and now - strikes.since >= POISON_AFTER

    async def _apologise(self, chat: int) -> None:
        self.watch.trouble("poison")
        log.error("an update failed %d times while others got through: it is let go", STRIKES)
        if not chat:
            return
        try:
            for message in write(self.speaker.failed(Person())):
                await self.sender.send(chat, message)
        except Unanswered:
            return


def make_answerer(  # what both ways of hearing from Telegram share
    sender: Sender, speaker: Speaker, *, quota: Quota | None = None, fresh_for: float = float("inf")
) -> Answerer:
    """An answerer for that sender; `fresh_for` as in Choices."""
    choices = Choices(sender.bot, speaker, sender, fresh_for)
    return Answerer(sender, speaker, choices, quota or NoQuota(), sender.watch)


def _parsed(raw: Mapping[str, Any], bot: Bot) -> Update:
    return Update.de_json(dict(raw), bot)


def _private_chat(raw: Mapping[str, Any]) -> int:
    """The private chat of a message or a tap, however odd the rest of it is, or 0."""
    holder = raw.get("message") or (raw.get("callback_query") or {}).get("message")
    chat = holder.get("chat") if isinstance(holder, dict) else None
    number = chat.get("id") if isinstance(chat, dict) and chat.get("type") == "private" else 0
    return number if isinstance(number, int) else 0
