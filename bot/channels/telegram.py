"""The conversation on Telegram, by polling. Changes when Telegram does."""

from __future__ import annotations

import asyncio
import logging
import os
import re
from collections import OrderedDict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import timedelta
from html import escape

from telegram import (
    Bot,
    BotCommand,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    LinkPreviewOptions,
    Update,
)
from telegram.constants import ChatType, ParseMode
from telegram.error import (
    BadRequest,
    Conflict,
    Forbidden,
    InvalidToken,
    RetryAfter,
    TelegramError,
)
from telegram.request import HTTPXRequest

from bot.conversation import (
    Asked,
    ChoseEntry,
    ChoseLanguage,
    ChoseNation,
    ChoseTopic,
    Command,
    Event,
    Person,
    SentSomethingElse,
    Started,
    WantedCard,
)
from bot.knowledge import Nation
from bot.rendering import Kind, Line, Reply

log = logging.getLogger(__name__)

Talk = Callable[[Person, Event], tuple[Person, Reply]]

LONGEST = 4_096
"""Letters of one message, after markup."""

CALLBACK_BYTES = 64
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
    "help": "Help",
}


# ── what arrives ─────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Arrival:
    """An update as the conversation needs it."""

    chat: int
    event: Event
    language_code: str
    callback: str = ""
    """The tap to be answered, so that the app stops its progress bar."""


def read(update: Update) -> Arrival | None:
    """What somebody did in a private chat with us; None for everything that is not for us."""
    if query := update.callback_query:
        chat = query.message.chat if query.message else None
        if chat is not None and chat.type != ChatType.PRIVATE:
            return None
        event = decode(query.data or "") or Command.TOPICS
        return Arrival(
            chat.id if chat else query.from_user.id, event, query.from_user.language_code or "", query.id
        )
    message = update.message
    if message is None or message.chat.type != ChatType.PRIVATE:
        return None
    code = (message.from_user and message.from_user.language_code) or ""
    text = message.text
    if text is None:
        return Arrival(message.chat.id, SentSomethingElse(), code)
    return Arrival(message.chat.id, _typed(text), code)


def _typed(text: str) -> Event:
    if not text.startswith("/"):
        return Asked(text)
    name, _, rest = text[1:].partition(" ")
    name = name.partition("@")[0].lower()
    if name == "start":
        return Started(rest.strip())
    try:
        return Command(name)
    except ValueError:
        return Asked(text)


_NATIONS = {"e": Nation.ENGLAND, "s": Nation.SCOTLAND, "w": Nation.WALES, "n": Nation.NORTHERN_IRELAND}
_LETTERS = {nation: letter for letter, nation in _NATIONS.items()}


def encode(event: Event) -> str:
    """What a button carries: all that its tap needs, within 64 bytes. Nothing about the person."""
    match event:
        case ChoseEntry(entry_id, nation):
            return f"e:{entry_id}:{_LETTERS[nation]}" if nation else f"e:{entry_id}"
        case ChoseTopic(topic):
            return f"t:{topic}"
        case ChoseNation(nation):
            return f"n:{_LETTERS[nation]}"
        case ChoseLanguage(language):
            return f"l:{language}"
        case WantedCard(entry_id, nation):
            return f"c:{entry_id}:{_LETTERS[nation]}"
        case Command():
            return f"m:{event}"
    raise ValueError(f"no button can carry {type(event).__name__}")


def decode(data: str) -> Event | None:
    """The event of a tapped button. Taps can be forged: anything else is None."""
    kind, _, rest = data.partition(":")
    name, _, letter = rest.partition(":")
    event: Event | None = None
    match kind:
        case "e" if name:
            event = ChoseEntry(name, _NATIONS.get(letter))
        case "t" if name:
            event = ChoseTopic(name)
        case "n" if name in _NATIONS:
            event = ChoseNation(_NATIONS[name])
        case "l" if name:
            event = ChoseLanguage(name)
        case "c" if name:
            event = WantedCard(name, _NATIONS.get(letter, Nation.ENGLAND))
        case "m" if name in set(Command):
            event = Command(name)
    return event


# ── what leaves ──────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Message:
    """One message: HTML with every text escaped, and the buttons under the last."""

    html: str
    keyboard: InlineKeyboardMarkup | None = None


def write(reply: Reply) -> tuple[Message, ...]:
    """The reply as messages that Telegram takes: at most 4,096 letters each, cut between paragraphs."""
    blocks = [[_html(piece) for line in block for piece in _pieces(line)] for block in reply.paragraphs]
    texts = list(_pack(blocks))
    keyboard = _keyboard(reply)
    last = len(texts) - 1
    return tuple(Message(text, keyboard if i == last else None) for i, text in enumerate(texts))


def _html(line: Line) -> str:
    text = escape(line.text, quote=False)
    if line.url.startswith("http"):
        address = escape(line.url, quote=True)
        if line.kind == Kind.SOURCE:
            text = f'<a href="{address}">{text}</a>'
        else:
            text = f'{text} <a href="{address}">↗</a>'
    return f"• {text}" if line.kind in (Kind.STEP, Kind.CONTACT) else text


def _pack(blocks: Iterable[list[str]]) -> Iterable[str]:
    page = ""
    for block in blocks:
        whole = "\n".join(block)
        for piece in [whole] if len(whole) <= LONGEST else block:
            if page and len(page) + 2 + len(piece) > LONGEST:
                yield page
                page = piece
            else:
                page = f"{page}\n\n{piece}" if page else piece
    if page:
        yield page


def _pieces(line: Line) -> Iterable[Line]:
    """The line, cut between words when it is too long for one message; before markup, so never inside it."""
    room = max(LONGEST - len(_html(replace(line, text=""))), 100)
    rest = line.text
    while (end := _fitting(rest, room)) < len(rest):
        cut = rest.rfind(" ", 1, end)
        cut = cut if cut > 0 else end
        yield replace(line, text=rest[:cut])
        rest = rest[cut:].lstrip()
    yield replace(line, text=rest)


def _fitting(text: str, room: int) -> int:
    """How many letters fit once they are escaped."""
    for i, letter in enumerate(text):
        room -= len(escape(letter, quote=False))
        if room < 0:
            return i
    return len(text)


def _keyboard(reply: Reply) -> InlineKeyboardMarkup | None:
    rows = [
        [InlineKeyboardButton(button.label, callback_data=encode(button.event)) for button in row]
        for row in reply.buttons
    ]
    return InlineKeyboardMarkup(rows) if rows else None


# ── polling ──────────────────────────────────────────────────────────────────────────────────────────


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


class NoToken(logging.Filter):
    """Blots out anything that looks like a token in a log line, wherever it comes from."""

    _PATTERN = re.compile(r"\d{5,}:[A-Za-z0-9_-]{30,}")

    def filter(self, record: logging.LogRecord) -> bool:
        """Every record passes, without its token."""
        record.msg = self._PATTERN.sub("<token>", record.getMessage())
        record.args = None
        record.exc_info = None
        record.exc_text = None
        return True


def quiet_logs() -> None:
    """Logs that hold no token and no person: httpx writes each address, token included, at INFO."""
    handler = logging.StreamHandler()
    handler.addFilter(NoToken())
    handler.setFormatter(logging.Formatter("%(levelname)s %(name)s: %(message)s"))
    logging.basicConfig(level=logging.INFO, handlers=[handler], force=True)
    for name in ("httpx", "httpcore"):
        logging.getLogger(name).setLevel(logging.WARNING)
    # PTB logs an answer or an update that it cannot read in full, as critical. It raises as well.
    logging.getLogger("telegram").setLevel(logging.CRITICAL + 1)
