"""Getting a message through to Telegram, whatever its mood. Changes when its refusals do."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from cachetools import LRUCache
from telegram.error import BadRequest, InvalidToken, TimedOut

from bot.channels.telegram.client import Client
from bot.channels.telegram.errors import Unanswered, has_left, is_lost_topic, is_old_tap, kind_of, retry_after
from bot.channels.telegram.messages import Message
from bot.channels.telegram.ports import Monitor, NoMonitor
from bot.channels.telegram.timing import USUAL, Timing

log = logging.getLogger(__name__)

TRIES = 4
HELD = 10_000
"""Chats whose refusals are remembered at once."""


@dataclass(frozen=True, slots=True)
class Hold:
    """A chat that Telegram refused: when it is tried again, and how long that wait was."""

    until: float
    wait: float


@dataclass
class Sender:
    """
    Sends to one chat at a time. Waits when Telegram says so, and holds a chat that is refused: until the
    wait is over no call is made for it, so a refused chat costs nobody else anything.
    """

    bot: Client = field(repr=False)
    monitor: Monitor = field(default_factory=NoMonitor)
    stop: asyncio.Event = field(default_factory=asyncio.Event)
    timing: Timing = USUAL
    doubted: asyncio.Event = field(default_factory=asyncio.Event)
    """Set when Telegram has refused the token: whether it is revoked is for others to find out."""
    _holds: LRUCache[int, Hold] = field(default_factory=lambda: LRUCache(HELD), repr=False)

    async def send(self, chat: int, message: Message, thread: int | None = None) -> bool:
        """
        Send one message. False when nobody is there to read it, or Telegram refuses even its plain words.

        Raises Unanswered when Telegram does not take it now.
        """
        try:
            return await self._carry_out(chat, lambda: self.bot.post_message(message.to(chat, thread)))
        except BadRequest as error:
            self.note(error)
            if has_left(error):
                return False
            if thread is not None and is_lost_topic(error):  # it was deleted: the chat itself is still there
                return await self.send(chat, message)
            return await self._plainly(chat, message, thread)

    async def _plainly(self, chat: int, message: Message, thread: int | None) -> bool:
        """The same words without links and buttons: better than silence over some mark that is not liked."""
        try:
            return await self._carry_out(
                chat, lambda: self.bot.post_message(message.plainly_to(chat, thread))
            )
        except BadRequest as error:
            self._trouble("lost", error)
            return False

    async def stop_progress(self, callback: str) -> None:
        """Tell the app that its tap was heard. It matters little, so there is one try."""
        try:
            await self.bot.stop_progress(callback)
        except Exception as error:  # noqa: BLE001 - whatever it is, the answer itself is what counts
            self.note(error)

    async def _carry_out(self, chat: int, call: Callable[[], Awaitable[object]]) -> bool:
        """
        Make a call for a chat: four tries, waits obeyed; one try when it was refused the last time. False
        when somebody has blocked the bot.

        Raises Unanswered when Telegram does not take it now, BadRequest when it does not like the call.
        """
        hold = self._holds.get(chat)
        if hold and (left := hold.until - time.monotonic()) > 0:
            raise Unanswered(left)
        wait = self.timing.wait
        for tries in range(0 if hold else TRIES - 1, -1, -1):
            try:
                await call()
            except BadRequest:
                self._holds.pop(chat, None)
                raise
            except Exception as error:  # noqa: BLE001 - a call may fail in ways that nobody has seen yet
                self.note(error)
                if has_left(error):
                    self._holds.pop(chat, None)
                    return False
                pause = retry_after(error) or wait
                is_over = not tries or pause > self.timing.sat_out or self.stop.is_set()
                if is_over or isinstance(error, TimedOut):  # which has taken long enough
                    raise self._held(chat, pause) from None
                await self.pause(pause)
                wait *= 2
            else:
                self._holds.pop(chat, None)
                return True
        raise AssertionError("the last try returns or raises")

    def _held(self, chat: int, asked: float) -> Unanswered:
        """Hold the chat, twice as long as the last time; never less than Telegram asks for."""
        before = self._holds.get(chat)
        wait = max(asked, min(2 * before.wait, self.timing.longest_hold) if before else 0.0)
        self._holds[chat] = Hold(time.monotonic() + wait, wait)
        return Unanswered(wait)

    async def pause(self, seconds: float) -> None:
        """Wait, but no longer than until the bot is stopped."""
        try:
            await asyncio.wait_for(self.stop.wait(), seconds)
        except TimeoutError:
            return

    def note(self, error: BaseException) -> None:
        """Tell the watch and the log what kind of thing went wrong."""
        if isinstance(error, InvalidToken):
            self.doubted.set()
        self._trouble("old_tap" if is_old_tap(error) else kind_of(error), error)

    def _trouble(self, kind: str, error: BaseException) -> None:
        log.warning("a call failed: %s (%s)", kind, type(error).__name__)
        self.monitor.trouble(kind)
