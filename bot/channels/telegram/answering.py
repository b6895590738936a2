"""From an update to its delivered answer. Changes when what happens between the two does."""

from __future__ import annotations

import asyncio
import logging
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

from cachetools import LRUCache, TTLCache
from telegram.error import BadRequest

from bot.channels.telegram.delivery import Sender
from bot.channels.telegram.errors import Unanswered, has_left, retry_after
from bot.channels.telegram.incoming import Incoming, Raw, read
from bot.channels.telegram.lately import Lately
from bot.channels.telegram.menus import Change, Known, PreferenceStore
from bot.channels.telegram.messages import write
from bot.channels.telegram.outgoing import Outgoing
from bot.channels.telegram.ports import Cursors, NoCursors, NoQuota, Quota, Responder
from bot.conversation import (
    Asked,
    Commanded,
    Event,
    Person,
    SentSomethingElse,
    Started,
    UnknownCommand,
    in_light_of,
)
from bot.rendering import Turn

log = logging.getLogger(__name__)

STRIKES = 3
"""How often our own code may fail while one answer is delivered. After that the person gets an apology."""

RECENT = 1_000
"""Answered updates that this process remembers, because Telegram may deliver an update twice."""

REMEMBER_DONE = 24 * 3600.0
"""
Seconds for which an update's number counts as answered: as long as Telegram keeps an update. After a week
without updates Telegram may give the same number to another one.
"""

CALLED_AGAIN = 600.0
"""Seconds for which a reply waits for the webhook's next call. By then another replica has had the call."""

LONG_TEXT = 500
"""
Letters. A longer text is understood in a separate thread, so that no one else waits for it; any text, where
the encoder may be asked.
"""

ALBUM = 60.0
"""Seconds for which the pictures of an album count as one message."""

KEEPING = 10.0
"""Seconds for which a reply such as “forgotten” may wait until that has been done."""

KEEP_TRIES = 3


@dataclass
class Answerer:
    """
    Prepares the answer to an update once, tries to deliver it until that succeeds, and commits it once. Only
    then is the turn counted, and only then is the update answered.
    """

    sender: Sender = field(repr=False)
    responder: Responder = field(repr=False)
    preferences: PreferenceStore = field(repr=False)
    quota: Quota = field(default_factory=NoQuota)
    cursors: Cursors = field(default_factory=NoCursors)
    lately: Lately = field(default_factory=Lately, repr=False)
    _thread: ThreadPoolExecutor = field(
        default_factory=lambda: ThreadPoolExecutor(1, "understanding"), repr=False
    )
    _done: TTLCache[int, None] = field(default_factory=lambda: TTLCache(RECENT, REMEMBER_DONE), repr=False)
    _unfinished: TTLCache[int, Outgoing] = field(
        default_factory=lambda: TTLCache(RECENT, CALLED_AGAIN), repr=False
    )
    """Replies that a call of the webhook could not deliver. The next call continues them."""
    _albums: TTLCache[tuple[int, str], None] = field(
        default_factory=lambda: TTLCache(RECENT, ALBUM), repr=False
    )
    _told_to_wait: LRUCache[int, None] = field(default_factory=lambda: LRUCache(RECENT), repr=False)
    _warned: TTLCache[tuple[int, str | None], None] = field(init=False, repr=False)
    """The chats and danger cards that were shown within the last seconds (`Timing.repeat`)."""

    def __post_init__(self) -> None:
        """Create what depends on the timing."""
        self._warned = TTLCache(10 * RECENT, self.sender.timing.repeat)

    # ── one update, in one go ────────────────────────────────────────────────────────────────────────

    async def answer(self, raw: Raw) -> None:
        """
        Answer one update as Telegram wrote it. Does nothing for an update that was answered before or is not
        for us. Does not repeat what an earlier call has prepared and delivered.

        Raises Unanswered when Telegram should deliver the update again.
        """
        incoming = read(raw)
        if incoming is None or self.is_done(incoming.number):
            return
        outgoing = self._unfinished.pop(incoming.number, None) or await self.prepare(incoming)
        self._unfinished[outgoing.number] = outgoing  # also when we are cancelled: a call may take too long
        await self.finish(outgoing)
        self._unfinished.pop(outgoing.number, None)

    def unfinished(self) -> tuple[Outgoing, ...]:
        """The replies that wait for the next call of the webhook."""
        return tuple(self._unfinished.values())

    def is_done(self, number: int) -> bool:
        """Whether this process knows that the update was answered."""
        return number in self._done

    def mark_done(self, number: int) -> None:
        """Remember that another process has answered it."""
        self._done[number] = None

    def forget_done(self) -> None:
        """Forget all answered numbers: Telegram numbers its updates from a new start."""
        self._done.clear()

    # ── preparing: once ──────────────────────────────────────────────────────────────────────────────

    async def prepare(self, incoming: Incoming, after: Change | None = None) -> Outgoing:
        """
        Prepare the reply. Nothing is sent or kept yet. When our own code fails, the reply is an apology.
        `after`: a change that is prepared for the same chat and not made yet; this update is understood with
        it.
        """
        outgoing = Outgoing(
            incoming.number,
            incoming.chat,
            incoming.thread,
            incoming.callback,
            sent=await self.cursors.sent(incoming.number),
        )
        if not self._is_another_picture(incoming):
            if await self._is_allowed(incoming):
                await self._fill(outgoing, incoming, after)
            else:
                self._fill_over_quota(outgoing, incoming)
        return outgoing

    async def _is_allowed(self, incoming: Incoming) -> bool:
        """Whether the quota allows a reply. Asked once per update, before the text is understood."""
        if await self.cursors.counted(incoming.number):
            return True
        return await self.quota.allows(incoming.chat)

    async def _fill(self, outgoing: Outgoing, incoming: Incoming, after: Change | None) -> None:
        self._told_to_wait.pop(incoming.chat, None)
        if after:
            known = Known(after.after, after.before.sure)
        else:
            known = await self.preferences.of(incoming.chat, incoming.language_code)
        try:
            event = in_light_of(incoming.event, self.lately.of(incoming.chat))
            await self.responder.ready(known.person, event)
            turn = await self._understood(known.person, event)
            self._put(outgoing, turn)
        except Exception as error:  # noqa: BLE001 - a bug must not cost anyone their answer
            self._bug("a reply failed", error)
            outgoing.messages = write(self.responder.failed(known.person))
            return
        if turn.not_done or turn.person != known.person:
            outgoing.change = Change(known, turn.person)

    def _fill_over_quota(self, outgoing: Outgoing, incoming: Incoming) -> None:
        """
        Over the quota: the danger card if a quick look finds danger, else once the request to wait, then
        nothing.
        """
        chat = incoming.chat
        person = self.preferences.guess(incoming.language_code)
        try:
            turn = self.responder.glance(person, incoming.event)
            if turn and (chat, turn.decision.entry) not in self._warned:
                self._put(outgoing, turn)
                return
            self.sender.monitor.trouble("flood")
            if not turn and chat not in self._told_to_wait:
                self._told_to_wait[chat] = None
                outgoing.messages = write(self.responder.too_many(person))
        except Exception as error:  # noqa: BLE001
            self._bug("a look for danger failed", error)
            outgoing.messages = write(self.responder.failed(person))

    def _put(self, outgoing: Outgoing, turn: Turn) -> None:
        outgoing.messages = write(turn.reply)
        outgoing.not_done = write(turn.not_done) if turn.not_done else ()
        outgoing.turn = turn
        outgoing.urgent = turn.reply.urgent
        self.lately.keep(outgoing.chat, turn.reply)
        if turn.reply.urgent:
            self._warned[outgoing.chat, turn.decision.entry] = None

    async def _understood(self, person: Person, event: Event) -> Turn:
        if _letters(event) < (1 if self.responder.encodes else LONG_TEXT):
            return self.responder.turn(person, event)
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._thread, self.responder.turn, person, event)

    def _is_another_picture(self, incoming: Incoming) -> bool:
        """Whether it is one more picture, without words, of an album that has its reply."""
        if not incoming.album:
            return False
        key = incoming.chat, incoming.album
        known = key in self._albums
        self._albums[key] = None
        return known and incoming.is_silent

    # ── delivering: as often as it takes ─────────────────────────────────────────────────────────────

    async def finish(self, outgoing: Outgoing) -> None:
        """
        Deliver what is left of the reply, then commit it.

        Raises Unanswered when Telegram does not accept it now. When our own code has failed STRIKES times, an
        apology is sent instead. After a day the update is dropped, as Telegram itself would do.
        """
        try:
            await self._deliver(outgoing)
        except Unanswered:
            if time.monotonic() - outgoing.since < self.sender.timing.give_up:
                raise
            self.sender.monitor.trouble("lost")
            outgoing.turn = None
        except Exception as error:  # noqa: BLE001 - whatever it is, the update is not done
            self._bug("an answer failed", error)
            outgoing.failures += 1
            if outgoing.failures < STRIKES:
                raise Unanswered(self.sender.timing.wait) from None
            outgoing.turn = None
            await self._apologise(outgoing)
        self._commit(outgoing)

    async def _deliver(self, outgoing: Outgoing) -> None:
        if outgoing.callback:
            callback, outgoing.callback = outgoing.callback, ""
            await self.sender.stop_progress(callback)
        claims = bool(outgoing.not_done)
        if claims and not outgoing.sent:
            await self._keep(outgoing)
        messages = outgoing.not_done if claims and not outgoing.kept else outgoing.messages
        while outgoing.sent < len(messages):
            if not await self.sender.send(outgoing.chat, messages[outgoing.sent], outgoing.thread):
                outgoing.turn = None  # no one is there to read it
                return
            outgoing.sent += 1
            await self.cursors.advance(outgoing.number)
        if not claims:  # these words are true either way, so they need not wait for the menu
            await self._keep(outgoing)

    async def _keep(self, outgoing: Outgoing) -> None:
        """Make the change if there is one and it is not made yet. `kept` says whether it succeeded."""
        if outgoing.change is None or outgoing.kept:
            return
        try:
            async with asyncio.timeout(KEEPING):
                outgoing.kept = await self._kept(outgoing.chat, outgoing.change)
        except TimeoutError:
            self.sender.monitor.trouble("menu")

    async def _kept(self, chat: int, change: Change) -> bool:
        wait = self.sender.timing.wait
        for tries in range(KEEP_TRIES - 1, -1, -1):
            try:
                await self.preferences.keep(chat, change)
            except Exception as error:  # noqa: BLE001 - the words will own up to it, whatever it is
                self.sender.note(error)
                pause = retry_after(error) or wait
                final = isinstance(error, BadRequest) or has_left(error) or self.sender.stop.is_set()
                if final or not tries or pause > self.sender.timing.sat_out:
                    self.sender.monitor.trouble("menu")
                    return False
                await self.sender.pause(pause)
                wait *= 2
            else:
                return True
        return False

    async def _apologise(self, outgoing: Outgoing) -> None:
        self.sender.monitor.trouble("poison")
        log.error("an answer failed %d times: it is let go", STRIKES)
        try:
            for message in write(self.responder.failed(Person())):
                await self.sender.send(outgoing.chat, message, outgoing.thread)
        except Exception as error:  # noqa: BLE001 - it was an attempt
            self._bug("an apology failed", error)

    def _bug(self, what: str, error: Exception) -> None:
        log.error("%s: %s", what, type(error).__name__)  # no text of theirs in logs
        self.sender.monitor.trouble("bug")

    # ── committing: once ─────────────────────────────────────────────────────────────────────────────

    def _commit(self, outgoing: Outgoing) -> None:
        self._done[outgoing.number] = None
        if outgoing.turn and outgoing.messages:
            self.responder.delivered(outgoing.turn)

    def close(self) -> None:
        """End the thread."""
        self._thread.shutdown(wait=False, cancel_futures=True)


def make_answerer(  # what both ways of hearing from Telegram share
    sender: Sender,
    responder: Responder,
    *,
    quota: Quota | None = None,
    cursors: Cursors | None = None,
    fresh_for: float = float("inf"),
) -> Answerer:
    """An answerer for that sender; `fresh_for` as in PreferenceStore: nought where there are replicas."""
    preferences = PreferenceStore(sender.bot, responder, sender.monitor, fresh_for, sender.timing)
    lately = Lately(alone=fresh_for > 0)
    return Answerer(sender, responder, preferences, quota or NoQuota(), cursors or NoCursors(), lately)


def _letters(event: Event) -> int:
    """How many letters there are to understand."""
    match event:
        case Asked(text, beside, _):
            return len(text) + sum(map(len, beside))
        case Commanded(_, words, beside, _) | Started(words, beside) | UnknownCommand(_, beside, words):
            return len(words) + sum(map(len, beside))
        case SentSomethingElse(beside):
            return sum(map(len, beside))
    return 0
