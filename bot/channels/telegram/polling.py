"""Asking Telegram for updates. Changes when the rules of asking do."""

from __future__ import annotations

import asyncio
import logging
import time
from collections import deque
from dataclasses import dataclass, field

from telegram.error import Conflict, InvalidToken, TelegramError

from bot.channels.telegram.answering import Answerer
from bot.channels.telegram.client import Client, Raw
from bot.channels.telegram.menus import plain_menu
from bot.channels.telegram.sending import WAIT, Unanswered, kind_of, retry_after

log = logging.getLogger(__name__)

BATCH = 100
"""As many as Telegram gives at once. So many people may get their answer twice after a crash, and no more."""

POLL_SECONDS = 30
DEAF_AFTER = 600.0
"""Seconds without a good poll after which we end, for the supervisor to start us anew."""

PATIENCE = 3.0
"""Seconds for which a batch is waited for; then we ask again, past those that cannot be answered yet."""

LONGEST_PAUSE = 60.0
GRACE = 20.0
"""Seconds that answers under way are given when we are stopped."""


class StoppedByTelegram(Exception):  # noqa: N818 - it is Telegram's word, not our mistake
    """Telegram will not serve us: the words say why and what to do. Never holds the token."""


class TokenRefused(StoppedByTelegram):
    """The token is wrong or was revoked."""

    def __init__(self) -> None:
        super().__init__("Telegram does not know this token: ask @BotFather for it again and set BOT_TOKEN")


class SecondPoller(StoppedByTelegram):
    """Somebody else asks for the same updates."""

    def __init__(self) -> None:
        super().__init__(
            "another program polls with this token: stop it, or remove its webhook, then start again"
        )


class Deaf(StoppedByTelegram):
    """Nothing was heard from Telegram for minutes."""

    def __init__(self) -> None:
        super().__init__(
            f"nothing was heard from Telegram for {DEAF_AFTER / 60:g} minutes: ending, to be started anew"
        )


@dataclass
class Poller:
    """
    Asks Telegram for updates. An update is acknowledged only after its answer went out: a crash or a
    refusal costs nobody their answer, at worst somebody gets it twice.
    """

    bot: Client = field(repr=False)
    answerer: Answerer = field(repr=False)
    stop: asyncio.Event

    async def run(self) -> None:
        """Answer until `stop` is set. Raises TokenRefused, SecondPoller or Deaf."""
        lanes = Lanes(self.answerer)
        try:
            await self._prepare()
            await self._listen(lanes)
            await lanes.settle(GRACE)
            await self._acknowledge(lanes.offset)
        except InvalidToken:
            raise TokenRefused from None
        finally:
            await lanes.close()
            await self.bot.shutdown()

    async def _listen(self, lanes: Lanes) -> None:
        heard = time.monotonic()
        while not self.stop.is_set():
            try:
                await self._round(lanes)
            except InvalidToken:
                raise
            except Conflict:
                self.answerer.watch.trouble("conflict")
                raise SecondPoller from None
            except (TelegramError, TimeoutError) as error:
                if time.monotonic() - heard > DEAF_AFTER:
                    raise Deaf from None
                await self._mend(error)
            else:
                heard = time.monotonic()
                self.answerer.watch.alive()

    async def _prepare(self) -> None:
        while not self.stop.is_set():
            try:
                await self.bot.initialize()
                await self.bot.delete_webhook()
                await self.bot.set_my_commands(plain_menu(self.answerer.speaker))
            except InvalidToken:
                raise
            except TelegramError as error:
                log.warning("Telegram cannot be reached yet: %s", type(error).__name__)
                await self._pause(retry_after(error) or WAIT * 5)
            else:
                return

    async def _round(self, lanes: Lanes) -> None:
        """One poll, and the answers to it. The next poll acknowledges what is done by then."""
        stuck = lanes.stuck
        updates = await self._ask(lanes.offset, BATCH, 0 if stuck else POLL_SECONDS)
        for update in updates:
            lanes.take(update)
        await lanes.settle(PATIENCE, self.stop)

    async def _ask(self, offset: int, limit: int, seconds: int) -> tuple[Raw, ...]:
        """The next updates, or none when we are stopped first. Leaves no poll running behind it."""
        asking = asyncio.ensure_future(self.bot.raw_updates(offset, limit, seconds))
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

    async def _mend(self, error: TelegramError | TimeoutError) -> None:
        log.warning("polling failed: %s", type(error).__name__)
        self.answerer.watch.trouble(kind_of(error) if isinstance(error, TelegramError) else "timeout")
        await self.bot.renew()
        wait = retry_after(error) if isinstance(error, TelegramError) else None
        await self._pause(wait or WAIT)

    async def _acknowledge(self, offset: int) -> None:
        """Tell Telegram what was answered last, or the next start would answer it again."""
        if not offset:
            return
        try:
            await self._last_poll(offset)
        except InvalidToken:
            raise
        except (TelegramError, TimeoutError) as error:
            log.warning("the last answers are not acknowledged: %s", type(error).__name__)

    async def _last_poll(self, offset: int) -> None:
        async with asyncio.timeout(5):
            await self.bot.raw_updates(offset, 1, 0)

    async def _pause(self, seconds: float) -> None:
        await self.answerer.sender.pause(seconds)


@dataclass
class Lanes:
    """One lane a chat: its updates in order, one after another. The lanes run side by side."""

    answerer: Answerer = field(repr=False)
    _waiting: dict[int, deque[Raw]] = field(default_factory=dict)
    _running: dict[int, asyncio.Task[None]] = field(default_factory=dict)
    _open: set[int] = field(default_factory=set)
    _next: int = 0
    _refused: InvalidToken | None = None

    @property
    def offset(self) -> int:
        """What a poll may acknowledge: everything below the first update without an answer."""
        return min(self._open, default=self._next)

    @property
    def stuck(self) -> bool:
        """Whether updates that we have are still without an answer."""
        return bool(self._open)

    def take(self, update: Raw) -> None:
        """Put an update at the end of its chat's lane; once, however often it is given."""
        number = int(update["update_id"])
        self._next = max(self._next, number + 1)
        if number in self._open or self.answerer.is_done(number):
            return
        self._open.add(number)
        chat = _chat(update)
        self._waiting.setdefault(chat, deque()).append(update)
        if chat not in self._running:
            self._running[chat] = asyncio.create_task(self._drive(chat))

    async def _drive(self, chat: int) -> None:
        lane = self._waiting[chat]
        wait = 0.0
        try:
            while lane:
                try:
                    await self.answerer.answer(lane[0])
                except Unanswered as unanswered:
                    wait = min(max(2 * wait, unanswered.wait), max(LONGEST_PAUSE, unanswered.wait))
                    await self.answerer.sender.pause(wait)
                    if self.answerer.sender.stop.is_set():
                        return
                    continue
                except InvalidToken as error:
                    self._refused = error
                    return
                self._open.discard(int(lane.popleft()["update_id"]))
                wait = 0.0
        finally:
            self._running.pop(chat, None)
            self._waiting.pop(chat, None)

    async def settle(self, seconds: float, stop: asyncio.Event | None = None) -> None:
        """Wait until every lane is empty, or until `stop`, at most so long. Raises InvalidToken."""
        lanes = list(self._running.values())
        if lanes:
            everyone = asyncio.ensure_future(asyncio.wait(lanes))
            stopping = asyncio.ensure_future(stop.wait() if stop else asyncio.sleep(seconds))
            await asyncio.wait({everyone, stopping}, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
            everyone.cancel()
            stopping.cancel()
            await asyncio.gather(everyone, stopping, return_exceptions=True)
        if self._refused:
            raise self._refused

    async def close(self) -> None:
        """End what still runs. What is open is not acknowledged, so it comes again."""
        tasks = list(self._running.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


def _chat(update: Raw) -> int:
    """The chat whose lane it is; a tap is the tapper's own. 0 for what belongs to nobody."""
    for content in update.values():
        if isinstance(content, dict):
            holder = content.get("chat") or content.get("from")
            if isinstance(holder, dict) and isinstance(holder.get("id"), int):
                return int(holder["id"])
    return 0
