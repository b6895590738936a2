"""Asking Telegram for updates and answering them. Changes when Telegram does."""

from __future__ import annotations

import asyncio
import logging
import os
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta

from telegram import Bot, BotCommand, LinkPreviewOptions, Update
from telegram.constants import ParseMode
from telegram.error import (
    BadRequest,
    Conflict,
    Forbidden,
    InvalidToken,
    RetryAfter,
    TelegramError,
)
from telegram.request import HTTPXRequest

from bot.channels.telegram.messages import write
from bot.channels.telegram.updates import read
from bot.conversation import Event, Person
from bot.rendering import Reply

log = logging.getLogger(__name__)

Talk = Callable[[Person, Event], tuple[Person, Reply]]

TRIES = 4
WAIT = 1.0
"""Seconds before the second try; each further one waits twice as long."""

BATCH = 30
POLL_SECONDS = 30
REMEMBERED = 10_000
"""People whose language and nation this process remembers, in memory only."""

UPDATES = ("message", "callback_query")
NO_PREVIEW = LinkPreviewOptions(is_disabled=True)

COMMANDS = {
    "start": "Begin",
    "topics": "All topics",
    "urgent": "Emergency numbers",
    "nation": "Where I live",
    "language": "Language",
    "privacy": "What is kept",
    "hide": "How to clear this chat",
    "forget": "Forget my choices",
    "help": "Help",
}


class StoppedByTelegram(Exception):  # noqa: N818 - it is Telegram's word, not our mistake
    """Telegram will not serve us: the words say why and what to do. Never holds the token."""


class _Unanswered(Exception):  # noqa: N818 - a state of one update
    """A reply could not be sent now; its update must not be acknowledged."""


@dataclass
class Poller:
    """
    Asks Telegram for updates and answers them. An update is acknowledged only after its answer went
    out: a crash or a refusal costs nobody their answer, at worst somebody gets it twice.
    """

    bot: Bot
    talk: Talk
    failed: Callable[[Person], Reply]
    languages: frozenset[str] = frozenset({"en"})
    stop: asyncio.Event = field(default_factory=asyncio.Event)
    people: OrderedDict[int, Person] = field(default_factory=OrderedDict)
    _answered: OrderedDict[int, None] = field(default_factory=OrderedDict)

    async def run(self) -> None:
        """Answer until `stop` is set. Raises StoppedByTelegram for a bad token or a second poller."""
        try:
            await self._prepare()
            offset = 0
            while not self.stop.is_set():
                offset = await self._round(offset)
            await self._acknowledge(offset)
        except InvalidToken:
            raise StoppedByTelegram(
                "Telegram does not know this token: ask @BotFather for it again and set BOT_TOKEN"
            ) from None
        finally:
            await self.bot.shutdown()

    async def _prepare(self) -> None:
        while not self.stop.is_set():
            try:
                await self.bot.initialize()
                await self.bot.delete_webhook()
                await self.bot.set_my_commands([BotCommand(n, text) for n, text in COMMANDS.items()])
            except InvalidToken:
                raise
            except TelegramError as error:
                log.warning("Telegram cannot be reached yet: %s", type(error).__name__)
                await self._pause(_retry_after(error) or WAIT * 5)
            else:
                return

    async def _round(self, offset: int) -> int:
        """One poll: every chat in order, chats side by side; the next offset acknowledges them."""
        try:
            updates = await self._ask(offset)
        except InvalidToken:
            raise
        except Conflict:
            raise StoppedByTelegram(
                "another program polls with this token: stop it, or remove its webhook, then start again"
            ) from None
        except TelegramError as error:
            log.warning("polling failed: %s", type(error).__name__)
            await self._pause(_retry_after(error) or WAIT)
            return offset
        lanes: dict[int, list[Update]] = {}
        for update in updates:
            lanes.setdefault(update.effective_chat.id if update.effective_chat else 0, []).append(update)
        done = await asyncio.gather(*(self._lane(lane) for lane in lanes.values()))
        if all(done):
            return max((update.update_id + 1 for update in updates), default=offset)
        await self._pause(WAIT)
        return offset

    async def _ask(self, offset: int) -> tuple[Update, ...]:
        """The next updates, or none when we are stopped first. Leaves no poll running behind it."""
        asking = asyncio.ensure_future(
            self.bot.get_updates(offset, limit=BATCH, timeout=POLL_SECONDS, allowed_updates=UPDATES)
        )
        stopping = asyncio.ensure_future(self.stop.wait())
        try:
            await asyncio.wait({asking, stopping}, return_when=asyncio.FIRST_COMPLETED)
            return asking.result() if asking.done() else ()
        finally:
            asking.cancel()
            stopping.cancel()
            await asyncio.gather(asking, stopping, return_exceptions=True)

    async def _acknowledge(self, offset: int) -> None:
        """Tell Telegram what was answered last, or the next start would answer it again."""
        if not offset:
            return
        try:
            await self.bot.get_updates(offset, limit=1, timeout=0, allowed_updates=UPDATES)
        except InvalidToken:
            raise
        except TelegramError as error:
            log.warning("the last answers are not acknowledged: %s", type(error).__name__)

    async def _lane(self, updates: list[Update]) -> bool:
        """One chat's updates, in order. False as soon as one could not be answered."""
        for update in updates:
            if update.update_id in self._answered:
                continue
            try:
                await self._answer(update)
            except _Unanswered:
                return False
            self._answered[update.update_id] = None
            while len(self._answered) > 10 * BATCH:
                self._answered.popitem(last=False)
        return True

    async def _answer(self, update: Update) -> None:
        arrival = read(update)
        if arrival is None:
            return
        person = self.people.get(arrival.chat) or self._guess(arrival.language_code)
        try:
            person, reply = self.talk(person, arrival.event)
            messages = write(reply)
        except Exception as error:  # noqa: BLE001 - a bug must not cost anyone their answer
            log.error("a reply failed: %s", type(error).__name__)  # noqa: TRY400 - no text of theirs in logs
            messages = write(self.failed(person))
        self._remember(arrival.chat, person)
        if arrival.callback:
            await self._try(lambda: self.bot.answer_callback_query(arrival.callback), given_up=True)
        for message in messages:
            await self._try(
                lambda message=message: self.bot.send_message(  # type: ignore[misc]
                    arrival.chat,
                    message.html,
                    parse_mode=ParseMode.HTML,
                    link_preview_options=NO_PREVIEW,
                    reply_markup=message.keyboard,
                )
            )

    async def _try(self, call: Callable[[], object], *, given_up: bool = False) -> None:
        """Four tries, waits obeyed. A blocked or vanished chat is normal and ends quietly."""
        wait = WAIT
        for left in range(TRIES - 1, -1, -1):
            try:
                await call()  # type: ignore[misc]
            except (Forbidden, BadRequest) as error:
                log.info("not delivered: %s", type(error).__name__)
                return
            except InvalidToken:
                raise
            except TelegramError as error:
                log.warning("sending failed: %s", type(error).__name__)
                if not left:
                    break
                await self._pause(_retry_after(error) or wait)
                wait *= 2
            else:
                return
        if not given_up:
            raise _Unanswered

    def _guess(self, code: str) -> Person:
        language = code.partition("-")[0].lower()
        return Person(language=language if language in self.languages else "en")

    def _remember(self, chat: int, person: Person) -> None:
        self.people.pop(chat, None)
        if person != self._guess(person.language) or person.chose_language:
            self.people[chat] = person
        while len(self.people) > REMEMBERED:
            self.people.popitem(last=False)

    async def _pause(self, seconds: float) -> None:
        try:
            await asyncio.wait_for(self.stop.wait(), seconds)
        except TimeoutError:
            return


def _retry_after(error: TelegramError) -> float | None:
    if not isinstance(error, RetryAfter):
        return None
    wait = error.retry_after
    return wait.total_seconds() if isinstance(wait, timedelta) else float(wait)


def make_bot(token: str, api_url: str) -> Bot:
    """A PTB bot for that server, which keeps as many chats waiting as a batch has, and drops none."""
    # Without it PTB warns about a coming change of RetryAfter whenever Telegram asks us to wait.
    os.environ.setdefault("PTB_TIMEDELTA", "1")
    # A batch has more chats than there are connections: who waits for one has not failed.
    request = HTTPXRequest(
        connection_pool_size=16, connect_timeout=10, read_timeout=20, write_timeout=20, pool_timeout=20
    )
    polling = HTTPXRequest(connection_pool_size=2, connect_timeout=10, read_timeout=POLL_SECONDS + 10)
    return Bot(
        token,
        base_url=f"{api_url}/bot",
        base_file_url=f"{api_url}/file/bot",
        request=request,
        get_updates_request=polling,
    )
