"""Asks Telegram for updates (getUpdates). Changes when the rules of polling do."""

from __future__ import annotations

import asyncio
import logging
import time
from collections import deque
from dataclasses import dataclass, field

from telegram.error import BadRequest, Conflict, InvalidToken, TelegramError

from bot.channels.telegram.answering import Answerer
from bot.channels.telegram.client import Client, Malformed
from bot.channels.telegram.delivery import Sender
from bot.channels.telegram.errors import kind_of, plain, retry_after
from bot.channels.telegram.incoming import number_of
from bot.channels.telegram.ledger import Ledger
from bot.channels.telegram.profile import Text, texts
from bot.channels.telegram.queues import ChatQueues
from bot.channels.telegram.timing import Timing
from bot.channels.telegram.token_check import StoppedByTelegram, TokenCheck, TokenRefused

log = logging.getLogger(__name__)

BATCH = 100
"""The most updates that Telegram returns at once."""

CONFLICTS = 2
"""
Conflicts (409) that are tolerated per minute: one may be our own poll, cut off and still open at Telegram.
"""

A_MINUTE = 60.0
AN_HOUR = 3600.0


class SecondPoller(StoppedByTelegram):
    """Another process polls with the same token."""

    def __init__(self) -> None:
        super().__init__(
            "another program polls with this token: stop it, or remove its webhook, then start again"
        )


class ConnectionLost(StoppedByTelegram):
    """Nothing was heard from Telegram for minutes."""

    def __init__(self, seconds: float) -> None:
        super().__init__(
            f"nothing was heard from Telegram for {seconds / 60:g} minutes: ending, to be started anew"
        )


@dataclass
class Poller:
    """
    Asks Telegram for updates. It acknowledges an update only after its answer was sent, so a crash or a
    refusal loses no answer; at worst a person gets it twice. docs/decisions/0013-polling.md names the one
    exception: a chat that Telegram refuses for a long time, in front of many others.
    """

    answerer: Answerer = field(repr=False)
    ledger: Ledger = field(default_factory=Ledger, repr=False)
    _conflicts: deque[float] = field(default_factory=deque, repr=False)

    @property
    def sender(self) -> Sender:
        """The sender that calls Telegram."""
        return self.answerer.sender

    @property
    def bot(self) -> Client:
        """The bot that polls."""
        return self.sender.bot

    @property
    def stop(self) -> asyncio.Event:
        """Set to stop the bot."""
        return self.sender.stop

    @property
    def timing(self) -> Timing:
        """How long to wait for what."""
        return self.sender.timing

    async def run(self) -> None:
        """Answer until `stop` is set. Raises TokenRefused, SecondPoller or ConnectionLost."""
        queues = ChatQueues(self.answerer)
        for number in self.ledger.read():
            self.answerer.mark_done(number)
        check = TokenCheck(self.sender)
        beside: list[asyncio.Task[None]] = []
        is_alone = True
        try:
            await self._greet(check)
            beside = [asyncio.create_task(check.run()), asyncio.create_task(self._write_profile())]
            await self._listen_until_refused(queues, beside[0])
        except SecondPoller:
            is_alone = False  # another poll of ours would end one of theirs
            raise
        finally:
            self.stop.set()
            await queues.drain(self.timing.grace)
            self.ledger.write(queues.answered(at_the_end=True))
            if is_alone:
                await self._acknowledge(queues.offset)
            await queues.close()
            for task in beside:
                task.cancel()
            await asyncio.gather(*beside, return_exceptions=True)
            self.answerer.close()
            await self.bot.shutdown()

    async def _listen_until_refused(self, queues: ChatQueues, checking: asyncio.Task[None]) -> None:
        listening = asyncio.create_task(self._listen(queues))
        try:
            await asyncio.wait({listening, checking}, return_when=asyncio.FIRST_COMPLETED)
            if checking.done() and not listening.done():
                checking.result()
            await listening
        finally:
            listening.cancel()
            await asyncio.gather(listening, return_exceptions=True)

    async def _listen(self, queues: ChatQueues) -> None:
        heard, pause = time.monotonic(), self.timing.hiccup
        while not self.stop.is_set():
            try:
                await self._round(queues)
            except Exception as error:  # noqa: BLE001 - no answer of Telegram's may end the poller
                await self._mend(error, heard)
                await self.sender.pause(retry_after(error) or pause)
                pause = self.timing.wait
            else:
                heard, pause = time.monotonic(), self.timing.hiccup
                self.sender.monitor.alive()

    async def _greet(self, check: TokenCheck) -> None:
        """Check the token and delete any webhook. Raises TokenRefused."""
        while not self.stop.is_set():
            try:
                await self.bot.initialize()
            except InvalidToken:
                await check.look(self.timing.doubt_at_start)
            except Exception as error:  # noqa: BLE001
                log.warning("Telegram cannot be reached yet: %s", plain(error))
                self.sender.monitor.trouble(kind_of(error))
                await self.sender.pause(min(retry_after(error) or self.timing.wait * 5, A_MINUTE))
            else:
                await self._end_webhook()
                return

    async def _end_webhook(self) -> None:
        """Delete the webhook: polling fails while one is set. When this fails, the next poll says so."""
        try:
            await self.bot.delete_webhook()
        except Exception as error:  # noqa: BLE001
            self.sender.note(error)

    async def _write_profile(self) -> None:
        """Write the profile. Nothing waits for it, and a refusal stops nothing."""
        for text in texts(self.bot, self.answerer.responder):
            await self._write(text)

    async def _write(self, text: Text) -> None:
        """Until Telegram has taken it, or does not take it as it is."""
        while not self.stop.is_set():
            try:
                await text.write()
            except BadRequest as error:
                self.sender.note(error)
                log.error(  # noqa: TRY400 - the words are Telegram's about our own words
                    "Telegram refuses %s (%s): look at the lines menu_… and profile_… of the voice, here: %s",
                    text.what,
                    error.message,
                    text.words,
                )
                return
            except Exception as error:  # noqa: BLE001
                self.sender.note(error)
                await self.sender.pause(min(retry_after(error) or self.timing.wait * 5, AN_HOUR))
            else:
                return

    async def _round(self, queues: ChatQueues) -> None:
        """One poll and the answers to it. The next poll acknowledges what is answered by then."""
        queues.park()
        self.ledger.write(queues.answered())
        queues.report()
        offset = queues.offset
        updates = await self._ask(offset, 0 if queues.is_open else self.timing.poll)
        numbers = [number for each in updates if (number := number_of(each)) is not None]
        if numbers and max(numbers) < offset:
            queues.begin_anew()
        for update in updates:
            queues.take(update)
        if len(numbers) < len(updates):
            self.sender.monitor.trouble("unreadable")
            if not numbers:  # nothing of it can be acknowledged: it comes again
                await self.sender.pause(self.timing.busy)
        began = time.monotonic()
        await queues.settle(self.timing.busy, offset)
        if queues.is_open and queues.offset == offset:
            await self.sender.pause(max(0.0, began + self.timing.busy - time.monotonic()))

    async def _ask(self, offset: int, seconds: int) -> tuple[object, ...]:
        """The next updates; none when the bot is stopped first. Leaves no poll open."""
        asking = asyncio.ensure_future(self.bot.raw_updates(offset, BATCH, seconds))
        stopping = asyncio.ensure_future(self.stop.wait())
        try:
            await asyncio.wait({asking, stopping}, timeout=seconds + 30, return_when=asyncio.FIRST_COMPLETED)
            if asking.done():
                return asking.result()
            if stopping.done():
                return ()
            raise TimeoutError
        finally:
            asking.cancel()
            stopping.cancel()
            await asyncio.gather(asking, stopping, return_exceptions=True)

    async def _mend(self, error: Exception, heard: float) -> None:
        """Recover after a failed poll. Raises SecondPoller or ConnectionLost when retrying is useless."""
        log.warning("polling failed: %s", plain(error))
        if isinstance(error, InvalidToken):
            self.sender.doubted.set()
        self.sender.monitor.trouble(kind_of(error))
        if isinstance(error, Conflict):
            await self._bear_conflict()
        if time.monotonic() - heard > self.timing.connection_lost:
            raise ConnectionLost(self.timing.connection_lost) from None
        if not isinstance(error, (Conflict, Malformed)):
            await self.bot.renew()

    async def _bear_conflict(self) -> None:
        now = time.monotonic()
        self._conflicts.append(now)
        while now - self._conflicts[0] > A_MINUTE:
            self._conflicts.popleft()
        if len(self._conflicts) > CONFLICTS:
            raise SecondPoller from None
        await self._end_webhook()

    async def _acknowledge(self, offset: int) -> None:
        """Acknowledge the last answers, or the next start would answer them again."""
        if not offset:
            return
        try:
            async with asyncio.timeout(5):
                await self.bot.raw_updates(offset, 1, 0)
        except (TelegramError, TimeoutError) as error:
            log.warning("the last answers are not acknowledged: %s", plain(error))


__all__ = ["ConnectionLost", "Poller", "SecondPoller", "StoppedByTelegram", "TokenRefused"]
