"""Updates that wait for their answer: one queue per chat. Changes when the order of answers does."""

from __future__ import annotations

import asyncio
import logging
import time
from collections import deque
from dataclasses import dataclass, field

from bot.channels.telegram.answering import STRIKES, Answerer
from bot.channels.telegram.errors import Unanswered
from bot.channels.telegram.incoming import Incoming, number_of, read
from bot.channels.telegram.menus import Change
from bot.channels.telegram.outgoing import Outgoing

log = logging.getLogger(__name__)

CROWDED = 50
"""
Telegram returns at most 100 updates, the oldest unacknowledged first. When this many are behind a refused
chat's update, the refused chat's is acknowledged; otherwise Telegram would soon return no one else's.
"""

MOST_PARKED = 2_000
"""The most acknowledged updates without an answer that this process holds. Some 10 MB; lost if it crashes."""

MOST_OF_A_CHAT = 100
"""The most updates without danger of one refused chat that wait. More are not answered, as over the quota."""

A_MOMENT = 0.25
"""
Seconds for which the next poll waits for more answers of a batch. A poll after each answer would cost more
than the answers; and after a crash, everything that was answered since the last poll is answered again.
"""

LAST_TRIES = 1.0
"""Seconds between two tries of a parked update while the bot is stopping: only this process knows it."""

ALBUM_WAIT = 1.0
"""Seconds for which a picture without words waits for one with words of the same album."""


@dataclass(eq=False, slots=True)
class Waiting:
    """An update that we have and that has no answer yet."""

    incoming: Incoming
    outgoing: Outgoing | None = None
    """Its reply, once that is prepared."""
    since: float = field(default_factory=time.monotonic)
    begun: float | None = None
    """When work on its answer first began (`time.monotonic`)."""
    failures: int = 0
    """How often our own code failed before there was a reply to deliver."""


@dataclass(eq=False, slots=True)
class ChatQueue:
    """The updates of one chat in their order, and whether Telegram refuses the answer to the first."""

    items: deque[Waiting] = field(default_factory=deque)
    is_refused: bool = False
    news: asyncio.Event = field(default_factory=asyncio.Event)
    """Set when an update arrives: it is prepared even while the chat is refused."""

    def last_change(self) -> Change | None:
        """The last change of choices that is prepared and not made yet."""
        prepared = (item.outgoing for item in reversed(self.items) if item.outgoing)
        return next((each.change for each in prepared if each.change and not each.kept), None)


@dataclass
class ChatQueues:
    """
    One queue per chat, in parallel: within a chat the answers keep their order, and no chat waits for
    another.

    `offset` is what a poll may acknowledge. An update is acknowledged once it has its answer. An update of a
    chat that Telegram refuses is also acknowledged when CROWDED others are waiting with it, because otherwise
    no one else would be heard. It is then *parked*: it gets its answer as soon as Telegram accepts it.
    """

    answerer: Answerer = field(repr=False)
    _queues: dict[int, ChatQueue] = field(default_factory=dict, repr=False)
    _tasks: dict[int, asyncio.Task[None]] = field(default_factory=dict, repr=False)
    _window: dict[int, Waiting | None] = field(default_factory=dict, repr=False)
    """Unacknowledged updates by number, in the order of their arrival. None for one that is answered."""
    _parked: set[int] = field(default_factory=set, repr=False)
    _next: int = 0
    _changed: asyncio.Event = field(default_factory=asyncio.Event, repr=False)

    # ── numbers ──────────────────────────────────────────────────────────────────────────────────────

    @property
    def offset(self) -> int:
        """The next poll's offset: the number of the first update without an answer."""
        return next(iter(self._window), self._next)

    @property
    def is_open(self) -> bool:
        """Whether Telegram would deliver again any update that we have."""
        return bool(self._window)

    def answered(self, *, at_the_end: bool = False) -> tuple[int, ...]:
        """
        The numbers of answered updates that are not acknowledged yet, for the ledger. Empty while no chat is
        refused, because the next poll acknowledges them in a moment; unless this is the end.
        """
        if not at_the_end and not any(queue.is_refused for queue in self._queues.values()):
            return ()
        return tuple(number for number, waiting in self._window.items() if waiting is None)

    def begin_anew(self) -> None:
        """Telegram numbers its updates from a new start: park what we have, and forget the old numbers."""
        self._parked |= {number for number, waiting in self._window.items() if waiting}
        self._window.clear()
        self.answerer.forget_done()

    def take(self, raw: object) -> bool:
        """
        Put an update at the end of its chat's queue; once, however often Telegram delivers it. False for
        anything without a number: it cannot be acknowledged.
        """
        number = number_of(raw)
        if number is None:
            return False
        if number in self._window:
            return True
        self._next = number + 1
        incoming = None if self.answerer.is_done(number) else read(raw)  # type: ignore[arg-type]
        if incoming is None:
            self._window[number] = None
            self._acknowledge()
        else:
            self._put(incoming)
        return True

    def _put(self, incoming: Incoming) -> None:
        chat = incoming.chat
        waiting = self._window[incoming.number] = Waiting(incoming)
        queue = self._queues.setdefault(chat, ChatQueue())
        queue.items.append(waiting)
        queue.news.set()
        if chat not in self._tasks:
            self._tasks[chat] = asyncio.create_task(self._serve(chat, queue))

    def park(self) -> None:
        """Park the oldest updates of refused chats when they would keep all others from being delivered."""
        while len(self._window) >= CROWDED and len(self._parked) < MOST_PARKED:
            number, waiting = next(iter(self._window.items()))
            if waiting is None or not self._holds_up(waiting):
                return
            self._parked.add(number)
            del self._window[number]
            self._acknowledge()  # or an answered one at the front would stay there until the next is answered

    def _holds_up(self, waiting: Waiting) -> bool:
        """Whether it waits for Telegram rather than for us."""
        queue = self._queues.get(waiting.incoming.chat)
        if queue is None or queue.is_refused:
            return queue is not None
        begun = queue.items[0].begun if queue.items else None
        return begun is not None and time.monotonic() - begun > self.answerer.sender.timing.slow

    def _acknowledge(self) -> None:
        """Remove the answered updates at the front: the next poll acknowledges them."""
        while self._window and next(iter(self._window.values())) is None:
            del self._window[next(iter(self._window))]

    def _finished(self, waiting: Waiting) -> None:
        number = waiting.incoming.number
        self._parked.discard(number)
        if self._window.get(number) is waiting:
            self._window[number] = None
            self._acknowledge()

    # ── answers ──────────────────────────────────────────────────────────────────────────────────────

    async def _serve(self, chat: int, queue: ChatQueue) -> None:
        """Answer the updates of one chat, one after another, until none is left or the bot is stopped."""
        try:
            while queue.items:
                waiting = queue.items[0]
                wait = await self._answer(queue, waiting)
                if wait is None:
                    queue.is_refused = False
                    if waiting in queue.items:
                        queue.items.remove(waiting)
                    self._finished(waiting)
                    continue
                queue.is_refused = True
                self._changed.set()
                await self._wait(queue, wait)
                if self.answerer.sender.stop.is_set():
                    if not any(item.incoming.number in self._parked for item in queue.items):
                        return  # Telegram delivers them again
                    await asyncio.sleep(min(wait, LAST_TRIES))
        finally:
            self._tasks.pop(chat, None)
            self._queues.pop(chat, None)
            self._changed.set()

    async def _answer(self, queue: ChatQueue, waiting: Waiting) -> float | None:
        """Prepare the reply if needed and deliver it. None when done, else seconds until the next try."""
        if waiting.begun is None:
            waiting.begun = time.monotonic()
        try:
            if waiting.outgoing is None:
                if self._is_beside_words(queue, waiting.incoming):
                    return None
                if waiting.incoming.album and waiting.incoming.is_silent and len(queue.items) == 1:
                    await self.answerer.sender.pause(ALBUM_WAIT)
                    if self._is_beside_words(queue, waiting.incoming):
                        return None
                waiting.outgoing = await self.answerer.prepare(waiting.incoming)
            await self.answerer.finish(waiting.outgoing)
        except Unanswered as unanswered:
            return unanswered.wait
        except Exception as error:  # noqa: BLE001 - no update may end a queue, and with it the offset
            log.error("an update broke its queue: %s", type(error).__name__)  # noqa: TRY400 - no text of theirs
            self.answerer.sender.monitor.trouble("bug")
            waiting.failures += 1
            return self.answerer.sender.timing.wait if waiting.failures < STRIKES else None
        return None

    @staticmethod
    def _is_beside_words(queue: ChatQueue, incoming: Incoming) -> bool:
        """Whether it is a picture without words, and one with words of the same album is waiting too."""
        return (
            bool(incoming.album)
            and incoming.is_silent
            and any(
                item.incoming.album == incoming.album and not item.incoming.is_silent for item in queue.items
            )
        )

    async def _wait(self, queue: ChatQueue, seconds: float) -> None:
        """
        Wait until the chat is tried again. What arrives meanwhile is prepared when it arrives, so that the
        quota counts it in its own minute, and what needs no answer does not delay the rest.
        """
        stop = self.answerer.sender.stop
        end = time.monotonic() + seconds
        while (left := end - time.monotonic()) > 0 and not stop.is_set():
            await self._prepare_ahead(queue)
            queue.news.clear()
            await first_of(queue.news, stop, within=left)

    async def _prepare_ahead(self, queue: ChatQueue) -> None:
        for waiting in list(queue.items):
            if waiting.outgoing is not None:
                continue
            outgoing = await self.answerer.prepare(waiting.incoming, queue.last_change())
            has_room = sum(1 for each in queue.items if each.outgoing) < MOST_OF_A_CHAT
            if not outgoing.is_nothing and (outgoing.urgent or has_room):
                waiting.outgoing = outgoing
                continue
            queue.items.remove(waiting)
            self.answerer.mark_done(waiting.incoming.number)
            self._finished(waiting)

    async def settle(self, seconds: float, asked: int | None = None) -> None:
        """
        Wait until only refused chats are left or the bot is stopped, at most `seconds`. `asked`: the offset
        of the last poll; once another poll would acknowledge more than that, wait A_MOMENT only.
        """
        stop = self.answerer.sender.stop
        begun = time.monotonic()
        while any(not queue.is_refused for queue in self._queues.values()):
            has_moved = asked is not None and self.offset != asked
            left = begun + (min(A_MOMENT, seconds) if has_moved else seconds) - time.monotonic()
            if left <= 0 or stop.is_set():
                return
            self._changed.clear()
            await first_of(self._changed, stop, within=left)

    async def drain(self, seconds: float) -> None:
        """The bot is stopping: wait at most `seconds` for the answers that are being sent."""
        if tasks := list(self._tasks.values()):
            await asyncio.wait(tasks, timeout=seconds)

    async def close(self) -> None:
        """Cancel what is still running. Telegram delivers again what is not acknowledged."""
        tasks = list(self._tasks.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        if self._parked:
            log.error("%d acknowledged updates end here without an answer", len(self._parked))

    def report(self) -> None:
        """Tell the monitor how many updates wait."""
        refused = [queue for queue in self._queues.values() if queue.is_refused]
        items = [item for queue in refused for item in queue.items]
        oldest = min((item.since for item in items), default=time.monotonic())
        self.answerer.sender.monitor.waiting(
            len(items),
            len(refused),
            time.monotonic() - oldest,
            len(self._parked),
            stalled=len(self._parked) >= MOST_PARKED,
        )


async def first_of(*events: asyncio.Event, within: float) -> None:
    """Wait until one of the events is set, at most `within` seconds."""
    waits = [asyncio.ensure_future(event.wait()) for event in events]
    try:
        await asyncio.wait(waits, timeout=within, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for wait in waits:
            wait.cancel()
        await asyncio.gather(*waits, return_exceptions=True)
