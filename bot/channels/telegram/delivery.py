"""Delivers messages to Telegram: waits, retries and gives up. Changes when its refusals do."""

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
"""The most chats whose refusals are remembered."""


@dataclass(frozen=True, slots=True)
class Hold:
    """A chat that Telegram refused: when it is tried again, and how long that wait is."""

    until: float
    wait: float


@dataclass
class Sender:
    """
    Sends messages. Waits when Telegram asks for it, and holds a chat that Telegram refuses: until the wait is
    over it makes no call for that chat, so a refused chat does not slow down any other.
    """

    bot: Client = field(repr=False)
    monitor: Monitor = field(default_factory=NoMonitor)
    stop: asyncio.Event = field(default_factory=asyncio.Event)
    timing: Timing = USUAL
    doubted: asyncio.Event = field(default_factory=asyncio.Event)
    """Set when Telegram has refused the token. `TokenCheck` finds out whether it is revoked."""
    _holds: LRUCache[int, Hold] = field(default_factory=lambda: LRUCache(HELD), repr=False)

    async def send(self, chat: int, message: Message, thread: int | None = None) -> bool:
        """
        Send one message. False when no one is there to read it, or when Telegram refuses even the plain
        words.

        Raises Unanswered when Telegram does not accept it now.
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
        """Send the same words without links and buttons, when Telegram refuses the markup."""
        try:
            return await self._carry_out(
                chat, lambda: self.bot.post_message(message.plainly_to(chat, thread))
            )
        except BadRequest as error:
            self._trouble("lost", error)
            return False

    async def stop_progress(self, callback: str) -> None:
        """Confirm a tap, so that the app stops its progress bar. It matters little, so there is one try."""
        try:
            await self.bot.stop_progress(callback)
        except Exception as error:  # noqa: BLE001 - whatever it is, the answer itself is what counts
            self.note(error)

    async def _carry_out(self, chat: int, call: Callable[[], Awaitable[object]]) -> bool:
        """
        Make a call for a chat: up to four tries, with the waits that Telegram asks for; one try when the chat
        was refused the last time. False when the person has blocked the bot.

        Raises Unanswered when Telegram does not accept it now, BadRequest when it rejects the call itself.
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
        """Hold the chat twice as long as the last time, and never for less than Telegram asks."""
        before = self._holds.get(chat)
        wait = max(asked, min(2 * before.wait, self.timing.longest_hold) if before else 0.0)
        self._holds[chat] = Hold(time.monotonic() + wait, wait)
        return Unanswered(wait)

    async def pause(self, seconds: float) -> None:
        """Wait `seconds`, or until the bot is stopped."""
        try:
            await asyncio.wait_for(self.stop.wait(), seconds)
        except TimeoutError:
            return

    def note(self, error: BaseException) -> None:
        """Tell the monitor and the log what kind of error it was."""
        if isinstance(error, InvalidToken):
            self.doubted.set()
        self._trouble("old_tap" if is_old_tap(error) else kind_of(error), error)

    def _trouble(self, kind: str, error: BaseException) -> None:
        log.warning("a call failed: %s (%s)", kind, type(error).__name__)
        self.monitor.trouble(kind)
