"""
A promise is kept when nothing is found: marked words, a marked name, user name and chat go through every path
that there is, and then everything that could hold a trace of them is searched.
"""

from __future__ import annotations

import asyncio
import base64
import contextlib
import hashlib
import logging
import os
import signal
import sys
import traceback
from collections.abc import AsyncIterator, Awaitable, Iterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from limits.aio.storage import MemoryStorage

from bot.channels.telegram import (
    Poller,
    Receiver,
    Sender,
    make_answerer,
    make_bot,
    quiet_logs,
    set_webhook,
)
from bot.channels.telegram.quota import MinuteQuota, make_quota
from bot.conversation import Event, Person
from bot.health import Health
from bot.rendering import Turn
from bot.runtime.live_bot import LiveBot
from bot.runtime.serving import BROKEN
from bot.runtime.snapshot import Snapshot
from tests.bot_api import BotApi
from tests.channels.conftest import QUICK
from tests.cli.conftest import folder as small_folder
from tests.conftest import KNOWLEDGE
from tests.helpers import PATIENCE, TOKEN, free_port, until

ROOT = Path(__file__).parent.parent
SECRET = "hook-secret-hook-secret"
SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"

WORDS, FIRST, LAST, USER = "quokkamark", "Zeldamark", "Yaromark", "vexmark_77"
CHATS = tuple(7_731_955_000 + n for n in range(1, 9))
ANNA, BEN, CARA, DORA, EVA, FRED, GWEN, HUGO = CHATS
BREAK = "break"
"""A question with that word meets a bug, whose error repeats the question."""

folder = small_folder
"""The small knowledge folder, to run the program on."""


# ── looking ──────────────────────────────────────────────────────────────────────────────────────────


def forms(mark: str) -> Iterator[tuple[str, bytes]]:
    """The ways in which a mark may stand somewhere; base64 at each of its three places."""
    plain = mark.encode()
    yield "plain", plain.lower()
    yield "utf-16", mark.lower().encode("utf-16-le")
    yield "hex", plain.hex().encode()
    for kind in (hashlib.md5, hashlib.sha1, hashlib.sha256):
        yield kind.__name__, kind(plain).hexdigest().encode()
    for shift in range(3):
        yield (
            "base64",
            base64.b64encode(bytes(shift) + plain)[-(-4 * shift // 3) or None :].rstrip(b"=")[1:-2].lower(),
        )


def traces(data: bytes) -> set[str]:
    """What of the marks stands in it, in whatever form."""
    low = data.lower()
    marks = [WORDS, FIRST, LAST, USER, *map(str, CHATS), TOKEN.partition(":")[2], SECRET]
    found = {f"{mark} ({name})" for mark in marks for name, form in forms(mark) if form and form in low}
    numbers = {
        f"{chat} (8 bytes)"
        for chat in CHATS
        if chat.to_bytes(8, "little") in data or chat.to_bytes(8) in data
    }
    return found | numbers


def traces_below(*folders: Path) -> set[str]:
    """In the names and the contents of all files there."""
    files = [path for folder in folders for path in folder.rglob("*") if path.is_file()]
    assert files
    return {
        f"{path}: {trace}" for path in files for trace in traces(str(path.name).encode() + path.read_bytes())
    }


@pytest.mark.parametrize(
    "data",
    [
        b"he said QuokkaMark!",
        "quokkamark".encode("utf-16-le"),
        b"quokkamark".hex().encode(),
        base64.b64encode(b"quokkamark"),
        base64.b64encode(b"a quokkamark was here"),
        base64.b64encode(b"ab quokkamark was here"),
        hashlib.sha256(str(BEN).encode()).hexdigest().encode(),
        b"chat 7731955002",
        b"\x00" + BEN.to_bytes(8, "little"),
        TOKEN.encode(),
    ],
)
def test_the_search_finds_a_mark_in_any_of_its_forms(data: bytes) -> None:
    assert traces(data)
    assert not traces(b"nothing of anybody stands here, only 7731 and words")


# ── what people do ───────────────────────────────────────────────────────────────────────────────────


def marked(chat: int) -> dict[str, Any]:
    """What goes into every message: who wrote it, and all the other places where a name may stand."""
    person = {
        "id": chat,
        "is_bot": False,
        "first_name": FIRST,
        "last_name": LAST,
        "username": USER,
        "language_code": "en",
    }
    return {
        "from": person,
        "chat": {"id": chat, "type": "private", "first_name": FIRST, "last_name": LAST, "username": USER},
        "forward_origin": {"type": "user", "date": 1, "sender_user": person},
        "author_signature": FIRST,
    }


def write_everything(api: BotApi, chat: int) -> None:
    """Every kind of message and update that there is, each with all marks."""
    more = marked(chat)
    for text in (
        f"/start {WORDS}",
        f"/start safe-to-see-gp {WORDS}",
        f"how do i join a surgery {WORDS}",
        f"my name is {FIRST} {LAST}, @{USER}, and {WORDS} is what I fear",
        f"he is not breathing {WORDS}",
        f"i want to kill myself {WORDS}",
        f"{WORDS} " * 900,
        WORDS,
        f"{WORDS} {BREAK}",
        f"/{WORDS}",
        f"/nation {WORDS}",
        "/forget",
        "👍",
    ):
        api.send(chat, text, **more)
    api.raw_update({"message": picture(chat)})
    for data in (
        WORDS,
        f"e:{WORDS}",
        f"t:{WORDS}",
        f"l:{WORDS}",
        f"c:{WORDS}:e",
        "e:join-a-surgery:s",
        "e:safe-to-see-gp",
        "n:s",
        "m:forget",
    ):
        api.raw_update({"callback_query": tap(chat, data)})
    api.raw_update({"edited_message": {"message_id": 1, "date": 1, "edit_date": 2, "text": WORDS, **more}})
    quoting = {"quote": {"text": f"{WORDS} not breathing", "position": 0}, "text": WORDS, **more}
    named = {"contact": {"first_name": FIRST, "phone_number": "1"}, **more}
    filed = {"document": {"file_name": f"{WORDS}.pdf"}, "media_group_id": WORDS, **more}
    for other in (quoting, named, filed, {"poll": {"question": WORDS, "options": [{"text": LAST}]}, **more}):
        api.raw_update({"message": {"message_id": 2, "date": 1, **other}})
    api.raw_update({"message": {"text": WORDS, "chat": {"id": chat, "type": "private"}}})
    api.raw_update({"message": {"message_id": WORDS, "date": WORDS, "text": WORDS, **more}})
    api.raw_update({f"{WORDS}": {"chat": more["chat"], "text": WORDS}})
    api.raw_update({"message": WORDS})


def picture(chat: int) -> dict[str, Any]:
    return {"message_id": 7, "date": 1, "caption": WORDS, "photo": [], **marked(chat)}


def tap(chat: int, data: str) -> dict[str, Any]:
    below = {"message_id": 5, "date": 1, "text": WORDS, **marked(chat)}
    return {"id": str(chat), "from": below["from"], "chat_instance": WORDS, "data": data, "message": below}


FAULTS = ("429", "500", "502", "cut", "lost", "garbled")
METHODS = (
    "sendMessage",
    "getUpdates",
    "answerCallbackQuery",
    "getMyCommands",
    "setMyCommands",
    "deleteMyCommands",
)


def go_wrong(api: BotApi, every: int = 3) -> None:
    """Each kind of fault, at each method, among calls that go well."""
    for method in METHODS:
        for kind in FAULTS:
            api.fail(method, kind, times=1, every=every, retry_after=1)


def answered(api: BotApi) -> bool:
    """Whether every update was taken."""
    return not api.updates.pending


# ── in this process, where every line of every logger is caught ──────────────────────────────────────


A_MINUTE = 40
"""More than one chat writes here, but for the one that floods."""


class Breaks(LiveBot):
    """Meets a bug at some questions."""

    def turn(self, person: Person, event: Event) -> Turn:
        if BREAK in repr(event):
            raise RuntimeError(f"{event!r} {person!r}")
        return super().turn(person, event)


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PTB_TIMEDELTA", "1")


@pytest.fixture
def caught(caplog: pytest.LogCaptureFixture) -> Iterator[pytest.LogCaptureFixture]:
    """Everything that is logged, down to the finest, in the bot's own way of logging."""
    root = logging.getLogger()
    names = (None, "httpx", "httpcore", "uvicorn", "aiohttp", "asyncio", "telegram")
    levels, handlers = {name: logging.getLogger(name).level for name in names}, list(root.handlers)
    quiet_logs()
    root.addHandler(caplog.handler)
    root.setLevel(logging.DEBUG)
    yield caplog
    root.handlers[:] = handlers
    for name, level in levels.items():
        logging.getLogger(name).setLevel(level)


@pytest.fixture
def live_bot(snapshot: Snapshot) -> LiveBot:
    def now() -> datetime:
        return datetime(2026, 11, 22, tzinfo=UTC)

    return Breaks(KNOWLEDGE, Health(now), snapshot, now=now)


@pytest.fixture
async def api() -> AsyncIterator[BotApi]:
    async with BotApi(
        TOKEN, same_offset_rule=False, webhook_factor=0.1
    ) as running:  # it waits 6 s for an answer
        for chat in CHATS:
            running.world.meet(chat)
        yield running


async def polled(
    api: BotApi, live_bot: LiveBot, stop: asyncio.Event, shared: MemoryStorage | None = None
) -> None:
    """`shared` stands for Redis: the same library writes the same keys into it."""
    sender = Sender(make_bot(TOKEN, api.url), live_bot.health, stop, QUICK)
    quota = MinuteQuota(TOKEN, live_bot.health, shared, a_minute=A_MINUTE)
    await Poller(make_answerer(sender, live_bot, quota=quota)).run()


async def called(api: BotApi, live_bot: LiveBot, stop: asyncio.Event, port: int) -> None:
    sender = Sender(make_bot(TOKEN, api.url), live_bot.health, stop, QUICK)
    quota = make_quota(TOKEN, f"redis://127.0.0.1:{free_port()}/0", live_bot.health)  # nobody is there
    answerer = make_answerer(sender, live_bot, quota=quota)
    await set_webhook(sender.bot, live_bot, f"http://127.0.0.1:{port}/hook", SECRET)
    await Receiver(answerer, "/hook", port, SECRET, host="127.0.0.1").run()


@asynccontextmanager
async def running(work: Awaitable[None], stop: asyncio.Event) -> AsyncIterator[asyncio.Future[None]]:
    broken: list[str] = []
    loop = asyncio.get_running_loop()
    loop.set_exception_handler(lambda _, context: broken.append(str(context)))
    task = asyncio.ensure_future(work)
    try:
        yield task
    finally:
        stop.set()
        await asyncio.wait({task}, timeout=10)
        loop.set_exception_handler(None)
        assert broken == []


def pages(health: Health) -> str:
    """Of an hour later: what people did is shown when their hour is over."""
    later = health._hour + timedelta(hours=1)
    health._now = lambda: later
    return "".join(page()[1] for page in (health.live, health.ready, health.metrics))


def shows_nothing(
    live_bot: LiveBot, caught: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    out, err = capsys.readouterr()
    for place, text in {"log": caught.text, "out": out, "err": err, "pages": pages(live_bot.health)}.items():
        assert traces(text.encode()) == set(), place
    assert traces(repr(live_bot).encode()) == set()


async def test_by_polling_nothing_is_left_in_logs_pages_or_exceptions(
    api: BotApi,
    live_bot: LiveBot,
    impatient: None,
    caught: pytest.LogCaptureFixture,
    capsys: pytest.CaptureFixture[str],
) -> None:
    stop, shared = asyncio.Event(), MemoryStorage()
    async with running(polled(api, live_bot, stop, shared), stop):
        write_everything(api, ANNA)
        await until(lambda: answered(api))
        go_wrong(api)
        for chat in (BEN, CARA, DORA):
            write_everything(api, chat)
        api.block(EVA)
        api.send(EVA, WORDS, **marked(EVA))
        api.send(99 + max(CHATS), WORDS, **marked(FRED))
        for _ in range(A_MINUTE + 5):
            api.send(FRED, f"hello {WORDS}", **marked(FRED))
        await until(lambda: answered(api))
        while api.faults.left("getUpdates"):
            api.send(FRED, f"hello {WORDS}", **marked(FRED))
            await until(lambda: answered(api))
        api.heal()
        api.fail("sendMessage", 502, times=None, chat_id=GWEN)
        api.send(GWEN, WORDS, **marked(GWEN))
        api.send(HUGO, f"hello {WORDS}", **marked(HUGO))
        await until(lambda: len(api.chat(HUGO)) > 1)
        api.heal()
    assert "a reply failed: RuntimeError" in caught.text
    assert "a call failed: blocked" in caught.text
    assert "polling failed" in caught.text
    kinds = {"429", "5xx", "network", "malformed", "bug", "blocked", "flood"}
    assert {kind for kind in kinds if f'kind="{kind}"' in pages(live_bot.health)} == kinds
    assert len(shared.storage) >= len({ANNA, BEN, CARA, DORA, EVA, FRED})
    assert traces(repr((shared.storage, shared.expirations)).encode()) == set()
    shows_nothing(live_bot, caught, capsys)


async def test_by_webhook_nothing_is_left_in_logs_pages_or_exceptions(
    api: BotApi,
    live_bot: LiveBot,
    impatient: None,
    caught: pytest.LogCaptureFixture,
    capsys: pytest.CaptureFixture[str],
) -> None:
    stop, port = asyncio.Event(), free_port()
    async with running(called(api, live_bot, stop, port), stop):
        write_everything(api, ANNA)
        await until(lambda: answered(api))
        go_wrong(api)
        for chat in (BEN, CARA, DORA):
            write_everything(api, chat)
        api.block(EVA)
        api.send(EVA, WORDS, **marked(EVA))
        await until(lambda: answered(api))
        api.heal()
        assert await call_by_strangers(port) == [403, 403, 400, 413, 404, 405, 400]
    assert 'outcome="told"' in pages(live_bot.health)
    assert 'kind="redis"' in pages(live_bot.health)
    assert "Redis is away" in caught.text
    shows_nothing(live_bot, caught, capsys)


async def call_by_strangers(port: int) -> list[int]:
    """Calls that are not Telegram's, or odd, each with marks; the statuses."""
    right, wrong = {SECRET_HEADER: SECRET}, {SECRET_HEADER: WORDS}
    body = f'{{"update_id": 1, "message": {{"text": "{WORDS}"}}}}'
    calls: list[tuple[str, str, str, dict[str, str]]] = [
        ("POST", "/hook", body, {}),
        ("POST", f"/hook?{WORDS}={FIRST}", body, wrong),
        ("POST", "/hook", f"{{{WORDS}", right),
        ("POST", "/hook", WORDS * 100_000, right),
        ("POST", f"/{WORDS}", body, right),
        ("GET", f"/hook?q={WORDS}", "", {"User-Agent": USER, "Referer": f"http://x/{WORDS}"}),
        ("POST", "/hook", f'["{WORDS}"]', right),
    ]
    found = []
    async with aiohttp.ClientSession(f"http://127.0.0.1:{port}") as session:
        for method, path, data, headers in calls:
            async with session.request(method, path, data=data, headers=headers) as response:
                found.append(response.status)
                assert traces(await response.read()) == set()
    return found


async def test_an_exception_that_ends_the_bot_holds_no_token_and_no_person(
    api: BotApi,
    live_bot: LiveBot,
    impatient: None,
    caught: pytest.LogCaptureFixture,
    capsys: pytest.CaptureFixture[str],
) -> None:
    stop = asyncio.Event()
    async with running(polled(api, live_bot, stop), stop) as task:
        api.send(ANNA, WORDS, **marked(ANNA))
        await until(lambda: answered(api))
        api.token = "123456789:" + "Other" * 7
        api.send(ANNA, WORDS, **marked(ANNA))
        await asyncio.wait({task}, timeout=20)
    error = task.exception()
    assert error is not None
    assert traces("".join(traceback.format_exception(error)).encode()) == set()
    shows_nothing(live_bot, caught, capsys)


# ── as a process: all that it prints, shows and writes ───────────────────────────────────────────────

PROGRAM = f"""
import asyncio
from bot import health
from bot.cli import main
from bot.runtime import live_bot

turn, ready = live_bot.LiveBot.turn, live_bot.LiveBot.ready

async def falls(text):
    raise RuntimeError(text)

async def hastens(self, person, event):
    if "{BREAK} a task" in repr(event):
        asyncio.ensure_future(falls(repr(event)))
    await ready(self, person, event)

def breaks(self, person, event):
    if "{BREAK} a task" in repr(event):
        pass
    elif "{BREAK} all" in repr(event):
        live_bot.LiveBot.look = lambda self, stop: falls(repr(event))
    elif "{BREAK}" in repr(event):
        raise RuntimeError(repr(event))
    return turn(self, person, event)

live_bot.LiveBot.turn, live_bot.LiveBot.ready = breaks, hastens
live_bot.LOOK_EVERY = 0.1
health._hour_of = lambda time: time  # else nothing of what people did would be shown to be searched
raise SystemExit(main([]))
"""
"""The program as it is, with a bug that a question can bring about."""


class Ran:
    """A run of the program: where it may write, and all that it printed."""

    def __init__(self, home: Path, process: asyncio.subprocess.Process, health: str) -> None:
        self.home = home
        self.process = process
        self.health = health
        self.printed = b""

    async def page(self, path: str) -> tuple[int, str]:
        async with aiohttp.ClientSession() as session, session.get(f"{self.health}{path}") as response:
            return response.status, await response.text()

    async def told(self, text: str) -> None:
        """Wait until the page for operators says so."""
        async with asyncio.timeout(PATIENCE):
            while text not in (await self.page("/ready"))[1]:  # noqa: ASYNC110 - it is another process
                await asyncio.sleep(0.1)

    async def end(self, seconds: float = 60) -> int:
        out, err = await asyncio.wait_for(self.process.communicate(), seconds)
        self.printed = out + err
        return int(self.process.returncode or 0)

    def files_it_may_write(self) -> set[str]:
        """Files on a disk that it holds open, but for those that are open for reading only: the models."""
        home = Path(f"/proc/{self.process.pid}")
        links: dict[str, str] = {}
        for each in (home / "fd").iterdir():
            with contextlib.suppress(FileNotFoundError):  # a socket may close while we look
                links[each.name] = str(each.readlink())
        return {
            link
            for name, link in links.items()
            if link.startswith("/")
            and not link.startswith("/dev/")
            and not _is_read_only(home / "fdinfo" / name)
        }


def _is_read_only(told: Path) -> bool:
    flags = next(line.split()[1] for line in told.read_text().splitlines() if line.startswith("flags:"))
    return int(flags, 8) & os.O_ACCMODE == os.O_RDONLY


@asynccontextmanager
async def program(api: BotApi, folder: Path, **more: object) -> AsyncIterator[Ran]:
    """The program at work, with every place to write in one folder."""
    home, port = folder.parent, free_port()
    places = {
        name: home / name.lower()
        for name in ("HOME", "TMPDIR", "BOT_CACHE", "XDG_CACHE_HOME", "XDG_STATE_HOME")
    }
    for place in places.values():
        place.mkdir(exist_ok=True)
    given = {
        **places,
        "PATH": os.environ["PATH"],
        "PYTHONPATH": ROOT,
        "PYTHONPYCACHEPREFIX": home / "pycache",
        "PYTHONASYNCIODEBUG": "",
        "BOT_TOKEN": TOKEN,
        "BOT_API_URL": api.url,
        "BOT_KNOWLEDGE": folder,
        "BOT_HEALTH_PORT": port,
        **more,
    }
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-c",
        PROGRAM,
        cwd=home,
        env={name: str(value) for name, value in given.items()},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    try:
        yield Ran(home, process, f"http://127.0.0.1:{port}")
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()


async def seen_and_stopped(ran: Ran) -> tuple[int, str]:
    """All pages while it runs; then it is told to stop. The exit code and the pages."""
    shown = ""
    for path in ("/live", "/ready", "/metrics", f"/{WORDS}", f"/ready?{WORDS}={FIRST}"):
        shown += (await ran.page(path))[1]
    assert ran.files_it_may_write() == set()
    ran.process.send_signal(signal.SIGTERM)
    return await ran.end(), shown


async def test_a_poller_prints_shows_and_writes_nothing_of_anyone(api: BotApi, folder: Path) -> None:
    async with program(api, folder) as ran:
        write_everything(api, ANNA)
        await until(lambda: answered(api))
        for kind in FAULTS:
            api.fail("sendMessage", kind, every=5, retry_after=1)
            api.fail("getUpdates", kind, every=3, retry_after=1)
        for chat in (BEN, CARA):
            write_everything(api, chat)
        api.block(EVA)
        api.send(EVA, WORDS, **marked(EVA))
        api.send(FRED, f"{WORDS} {BREAK} a task", **marked(FRED))
        (folder / "notice.yaml").write_text("show: perhaps\n", encoding="utf-8")
        await until(lambda: answered(api))
        await ran.told("knowledge/notice.yaml:1")
        code, shown = await seen_and_stopped(ran)
    assert code == 0
    assert 'bot_turns_total{entry="join-a-surgery",language="en",outcome="told"}' in shown
    assert b"a reply failed: RuntimeError" in ran.printed
    assert b"a task broke: RuntimeError" in ran.printed
    assert b"an edit of the content is refused" in ran.printed
    assert b"Traceback" not in ran.printed
    assert traces(ran.printed) == set()
    assert traces(shown.encode()) == set()
    assert traces_below(ran.home) == set()


async def test_a_replica_prints_shows_and_writes_nothing_of_anyone(api: BotApi, folder: Path) -> None:
    port = free_port()
    hook = {
        "BOT_MODE": "webhook",
        "BOT_WEBHOOK_URL": f"http://127.0.0.1:{port}/hook",
        "BOT_WEBHOOK_PORT": port,
        "BOT_WEBHOOK_SECRET": SECRET,
    }
    async with program(api, folder, **hook) as ran:
        async with make_bot(TOKEN, api.url) as bot:
            await bot.set_webhook(str(hook["BOT_WEBHOOK_URL"]), secret_token=SECRET)
        write_everything(api, ANNA)
        await until(lambda: answered(api))
        for kind in FAULTS:
            api.fail("sendMessage", kind, every=5, retry_after=1)
        write_everything(api, BEN)
        await until(lambda: answered(api))
        assert await call_by_strangers(port) == [403, 403, 400, 413, 404, 405, 400]
        code, shown = await seen_and_stopped(ran)
    assert code == 0
    assert "telegram: webhook" in shown
    assert 'outcome="emergency"' in shown
    assert traces(ran.printed) == set()
    assert traces(shown.encode()) == set()
    assert traces_below(ran.home) == set()


async def test_a_bug_that_ends_the_program_is_said_by_its_kind(api: BotApi, folder: Path) -> None:
    async with program(api, folder) as ran:
        api.send(ANNA, f"{WORDS} {BREAK} all", **marked(ANNA))
        code = await ran.end()
    assert code == BROKEN
    assert b"a bug ended the bot: RuntimeError in " in ran.printed
    assert b"Traceback" not in ran.printed
    assert traces(ran.printed) == set()
    assert traces_below(ran.home) == set()
