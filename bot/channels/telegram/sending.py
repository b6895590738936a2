"""Getting a message through to Telegram, whatever its mood. Changes when its refusals do."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import timedelta

from telegram.error import (
    BadRequest,
    ChatMigrated,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
    TimedOut,
)

from bot.channels.telegram.client import Client
from bot.channels.telegram.given import NobodyWatches, Watch
from bot.channels.telegram.messages import Message
from bot.channels.telegram.requests import Torn

log = logging.getLogger(__name__)

TRIES = 4
WAIT = 1.0
"""Seconds before the second try; each further one waits twice as long."""

LONGEST_WAIT = 8.0
"""A wait that Telegram asks for and that is longer is not sat out here: the update comes again later."""

GONE = ("chat not found", "deactivated", "peer_id_invalid", "have no rights", "not enough rights")
"""What a 400 says when nobody is there to read: another form of the message would change nothing."""


MOODS = frozenset({"429", "5xx", "garbled", "network", "timeout"})
"""Kinds of trouble that the next call may meet too, whomever it is for."""


class Unanswered(Exception):  # noqa: N818 - a state of one update
    """A reply could not be sent now. Its update must not be acknowledged; try again after `wait` seconds."""

    def __init__(self, wait: float) -> None:
        super().__init__(f"not now, perhaps in {wait:g} s")
        self.wait = wait


@dataclass
class Sender:
    """
    Sends messages. Waits when Telegram says so; forgets everybody at once. It is a Watch as well: it minds
    the moods that others meet, and passes everything on to `watch`.
    """

    bot: Client = field(repr=False)
    watch: Watch = field(default_factory=NobodyWatches)
    stop: asyncio.Event = field(default_factory=asyncio.Event)
    sent: int = 0
    """How many messages got through: whether Telegram takes any at all."""
    refused_at: float = field(default_factory=time.monotonic)
    """When Telegram last was in a mood, on the monotonic clock; at the start we do not know its mood."""

    async def send(self, chat: int, message: Message) -> None:
        """
        Send one message. Ends quietly when nobody is there to read it.

        Raises Unanswered when Telegram does not take it now, InvalidToken when it takes nothing from us.
        """
        try:
            await self._try(lambda: self.bot.post_message(message.to(chat)))
        except BadRequest as error:
            self._trouble("refused", error)
            if not any(sign in error.message.lower() for sign in GONE):
                await self._plainly(chat, message)

    async def _plainly(self, chat: int, message: Message) -> None:
        """The same words without links and buttons: better than silence over some mark that is not liked."""
        words = {"chat_id": chat, "text": message.plain, "link_preview_options": {"is_disabled": True}}
        try:
            await self._try(lambda: self.bot.post_message(words))
        except BadRequest as error:
            self._trouble("lost", error)

    async def stop_progress(self, callback: str) -> None:
        """Tell the app that its tap was heard. It matters little, so there is one try."""
        try:
            await self.bot.answer_callback_query(callback)
        except InvalidToken:
            raise
        except TelegramError as error:
            self._trouble(kind_of(error), error)

    async def _try(self, call: Callable[[], Awaitable[object]]) -> None:
        """Four tries, waits obeyed. A blocked or vanished chat is normal and ends quietly."""
        wait = WAIT
        for left in range(TRIES - 1, -1, -1):
            try:
                await call()
            except (InvalidToken, BadRequest):
                raise
            except (Forbidden, ChatMigrated) as error:
                self._trouble(kind_of(error), error)
                return
            except TelegramError as error:
                self._trouble(kind_of(error), error)
                pause = retry_after(error) or wait
                if not left or pause > LONGEST_WAIT or self.stop.is_set():
                    raise Unanswered(pause) from None
                await self.pause(pause)
                wait *= 2
            else:
                self.sent += 1
                return

    async def pause(self, seconds: float) -> None:
        """Wait, but no longer than until the bot is stopped."""
        try:
            await asyncio.wait_for(self.stop.wait(), seconds)
        except TimeoutError:
            return

    def _trouble(self, kind: str, error: TelegramError) -> None:
        log.warning("sending failed: %s (%s)", kind, type(error).__name__)
        self.trouble(kind)

    def alive(self) -> None:
        """Pass it on."""
        self.watch.alive()

    def trouble(self, kind: str) -> None:
        """Mind it when it is a mood of Telegram's, and pass it on."""
        if kind in MOODS:
            self.refused_at = time.monotonic()
        self.watch.trouble(kind)


KINDS: tuple[tuple[type[TelegramError], str], ...] = (
    (RetryAfter, "429"),
    (Forbidden, "blocked"),
    (BadRequest, "refused"),
    (TimedOut, "timeout"),
    (ChatMigrated, "migrated"),
    (Torn, "network"),
    (NetworkError, "5xx"),
)


def kind_of(error: TelegramError) -> str:
    """A fixed word for what Telegram did: never its own words, which may repeat ours."""
    return next((word for kind, word in KINDS if isinstance(error, kind)), "garbled")


def retry_after(error: TelegramError) -> float | None:
    """Seconds that Telegram asks us to wait, if it does."""
    if not isinstance(error, RetryAfter):
        return None
    wait = error.retry_after
    return wait.total_seconds() if isinstance(wait, timedelta) else float(wait)
