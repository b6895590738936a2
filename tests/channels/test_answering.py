"""What happens between an update and its answer, against the stand-in: moods, poison, floods, choices."""

from __future__ import annotations

import asyncio
import io
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from typing import Any

import pytest
from telegram import BotCommandScopeChat, InputFile
from telegram.error import NetworkError, TimedOut

from bot.channels.telegram import Message, Poller, Sender, make_answerer, make_bot, write
from bot.channels.telegram.answering import RECENT, Recent
from bot.channels.telegram.menus import menu_of, read_menu
from bot.channels.telegram.polling import Lanes
from bot.channels.telegram.requests import AiohttpRequest
from bot.cli.wiring import House
from bot.conversation import Asked, Command, Event, Person, Started
from bot.knowledge import ALL_NATIONS, Nation
from bot.rendering import Button, Kind, Line, Reply
from tests.bot_api import BotApi

TOKEN = "123456789:" + "SecretSecretSecretSecretSecretSecre"
ANNA, BEN = 5_550_001_234, 5_550_005_678
DANGER = "I want to kill myself"


@pytest.fixture(autouse=True)
def _impatient(impatient: None) -> None:
    """Waits are short here."""


@pytest.fixture
async def api() -> AsyncIterator[BotApi]:
    async with BotApi(TOKEN, same_offset_rule=False) as running:
        yield running


@dataclass
class Watcher:
    """Writes down what it is told."""

    seen: list[str] = field(default_factory=list)

    def alive(self) -> None:
        self.seen.append("alive")

    def trouble(self, kind: str) -> None:
        self.seen.append(kind)


@dataclass
class Few:
    """Lets so many messages of a chat pass."""

    left: int

    async def allows(self, chat: int) -> bool:
        self.left -= 1
        return self.left >= 0


@asynccontextmanager
async def polled(api: BotApi, speaker: Any, **more: Any) -> AsyncIterator[Watcher]:
    stop, watcher = asyncio.Event(), Watcher()
    sender = Sender(make_bot(TOKEN, api.url), watcher, stop)
    task = asyncio.create_task(Poller(sender.bot, make_answerer(sender, speaker, **more), stop).run())
    try:
        yield watcher
    finally:
        stop.set()
        await asyncio.wait_for(task, 5)


def html_of(house: House, event: Event, person: Person | None = None) -> str:
    (message,) = write(house.talk(person or Person(), event)[1])
    return message.html


async def until(done: Any) -> None:
    async with asyncio.timeout(5):
        while not done():  # noqa: ASYNC110 - simple enough for a test
            await asyncio.sleep(0.01)


# ── moods ────────────────────────────────────────────────────────────────────────────────────────────


async def test_a_form_that_telegram_refuses_is_sent_as_plain_words(house: House, api: BotApi) -> None:
    @dataclass
    class Broken:
        languages = house.languages
        failed, too_many, menu = house.failed, house.too_many, house.menu

        def talk(self, person: Person, event: Event) -> tuple[Person, Reply]:
            odd = (Line(Kind.TEXT, "Call & ask <now>", "https://example.org/"), Line(Kind.TEXT, "b"))
            no_label = ((Button("", Command.HELP),),)
            return person, replace(house.talk(person, event)[1], lines=odd, buttons=no_label)

    async with polled(api, Broken()) as watcher:
        api.send(ANNA, "/start")
        (message,) = await api.wait_for(ANNA, 1)
    assert message["text"] == "Call & ask <now> ↗\n\nb"
    assert message["buttons"] == []
    assert "refused" in watcher.seen


async def test_a_chat_that_is_gone_is_not_tried_again(house: House, api: BotApi) -> None:
    update = {
        "message_id": 1,
        "date": 1,
        "text": "/start",
        "chat": {"id": 77, "type": "private"},
        "from": {"id": 77, "is_bot": False, "first_name": "A"},
    }
    api.raw_update({"message": update})
    api.send(ANNA, "/start")
    async with polled(api, house):
        await api.wait_for(ANNA, 1)
    assert [c.status for c in api.requests("sendMessage") if c.parameters["chat_id"] == "77"] == [400]


async def test_an_update_that_nobody_can_read_holds_up_nobody(house: House, api: BotApi) -> None:
    api.world.meet(ANNA)
    api.raw_update({"message": {"text": "x", "chat": {"id": ANNA, "type": "private"}}})
    api.raw_update({"message": "what is this"})
    api.raw_update({"message": {"chat": [], "from": 7}})
    api.send(BEN, "/start")
    async with polled(api, house) as watcher:
        assert (await api.wait_for(BEN, 1))[0]["html"] == html_of(house, Started())
        assert (await api.wait_for(ANNA, 1))[0]["html"] == write(house.failed(Person()))[0].html
    assert watcher.seen.count("unreadable") == 3
    assert api.updates.pending == []


async def test_one_chat_that_cannot_be_answered_does_not_hold_up_the_next_ones(
    house: House, api: BotApi
) -> None:
    api.fail("sendMessage", 429, times=None, chat_id=ANNA, retry_after=300)
    first = api.send(ANNA, "/start")
    async with polled(api, house):
        await until(lambda: api.requests("sendMessage"))
        for chat in range(1, 6):
            api.send(chat, "/start")
            await api.wait_for(chat, 1)
    assert min(update["update_id"] for update in api.updates.pending) == first
    assert api.calls()["sendMessage"] == 6


async def test_poison_gets_an_apology_and_is_let_go_while_others_are_answered(
    house: House, api: BotApi
) -> None:
    api.fail("sendMessage", 500, times=None, chat_id=ANNA)
    api.send(ANNA, "/start")
    async with polled(api, house) as watcher:
        for count in range(1, 200):
            api.send(BEN, "/help")
            await api.wait_for(BEN, count)
            if "poison" in watcher.seen:
                break
        api.heal()
        await until(lambda: not api.updates.pending)
        api.send(ANNA, "/help")
        helped = html_of(house, Command.HELP)
        await until(lambda: helped in [message.get("html") for message in api.chat(ANNA)])
    assert watcher.seen.count("poison") == 1


async def test_no_question_is_let_go_while_telegram_takes_nothing_at_all(house: House, api: BotApi) -> None:
    api.fail("sendMessage", 500, times=16)
    api.send(ANNA, "/start")
    async with polled(api, house) as watcher:
        assert (await api.wait_for(ANNA, 1))[0]["html"] == html_of(house, Started())
    assert "poison" not in watcher.seen


async def test_a_bug_in_the_delivery_is_no_answer(
    house: House, api: BotApi, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, broken = Sender.send, [True]

    async def send(self: Sender, chat: int, message: Message) -> None:
        if broken:
            broken.pop()
            raise ZeroDivisionError
        await real(self, chat, message)

    monkeypatch.setattr(Sender, "send", send)
    api.send(ANNA, "/start")
    async with polled(api, house) as watcher:
        await api.wait_for(ANNA, 1)
    assert "bug" in watcher.seen


# ── floods ───────────────────────────────────────────────────────────────────────────────────────────


async def test_whoever_writes_too_fast_is_told_once_and_danger_still_gets_its_card(
    house: House, api: BotApi
) -> None:
    for text in ("/start", "/help", "/help", "/help", DANGER, "/help"):
        api.send(ANNA, text)
    async with polled(api, house, quota=Few(1)) as watcher:
        await until(lambda: not api.updates.pending)
    slower = write(house.too_many(Person()))[0].html
    assert [message["html"] for message in await api.wait_for(ANNA, 4)] == [
        html_of(house, Started()),
        slower,
        html_of(house, Asked(DANGER)),
        slower,
    ]
    assert watcher.seen.count("flood") == 4


# ── choices ──────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("nation", [None, *ALL_NATIONS])
@pytest.mark.parametrize("chose", [False, True])
def test_a_menu_gives_back_what_was_chosen(house: House, nation: Nation | None, chose: bool) -> None:
    person = Person("en", chose, nation)
    names = [command.command for command in menu_of(person, house)]
    assert all(len(name) <= 32 and name.replace("_", "").isalpha() for name in names)
    assert read_menu(names, Person(), house.languages) == person


@pytest.mark.parametrize("names", [["nation_atlantis"], ["language_xx"], ["language_"], ["nation"], []])
def test_a_menu_that_says_nothing_we_know_changes_nothing(names: list[str]) -> None:
    assert read_menu(names, Person(), frozenset({"en"})) == Person()


async def test_a_nation_outlives_the_process_and_is_forgotten_when_asked(house: House, api: BotApi) -> None:
    scope = BotCommandScopeChat(ANNA)
    scottish = Person(nation=Nation.SCOTLAND)
    async with polled(api, house):
        api.send(ANNA, "/nation")
        (choice,) = await api.wait_for(ANNA, 1)
        api.tap(ANNA, choice["message_id"], "Scotland")
        await api.wait_for(ANNA, 2)
    async with make_bot(TOKEN, api.url) as bot:
        menu = await bot.get_my_commands(scope)
        assert ("nation_scotland", "Where I live: Scotland") in [(c.command, c.description) for c in menu]
    async with polled(api, house):
        api.send(ANNA, "/nation_scotland")
        assert (await api.wait_for(ANNA, 3))[2]["html"] == html_of(house, Command.NATION, scottish)
        api.send(ANNA, "/forget")
        await api.wait_for(ANNA, 4)
    async with make_bot(TOKEN, api.url) as bot:
        assert await bot.get_my_commands(scope) == ()


@pytest.mark.parametrize("kind", ["500", "429", "cut", "garbled", "slow"])
async def test_a_menu_that_cannot_be_read_holds_up_no_answer(house: House, api: BotApi, kind: str) -> None:
    api.fail("getMyCommands", kind, times=None, seconds=20)
    api.send(ANNA, "/start", language_code="xx")
    async with polled(api, house):
        assert (await api.wait_for(ANNA, 1, 2))[0]["html"] == html_of(house, Started())


async def test_a_menu_is_asked_for_once_a_chat(house: House, api: BotApi) -> None:
    async with polled(api, house):
        for count in range(1, 4):
            api.send(ANNA, "/help")
            await api.wait_for(ANNA, count)
    assert api.calls()["getMyCommands"] == 1


# ── small parts ──────────────────────────────────────────────────────────────────────────────────────


def test_what_was_done_lately_is_bounded() -> None:
    recent = Recent()
    for number in range(RECENT + 1):
        recent.add(number)
    assert 0 not in recent
    assert RECENT in recent


async def test_an_update_is_taken_once(house: House, api: BotApi) -> None:
    sender = Sender(make_bot(TOKEN, api.url))
    lanes = Lanes(make_answerer(sender, house))
    await sender.bot.initialize()
    update = {"update_id": 5, "telepathy": {}}
    for _ in range(3):
        lanes.take(update)
    assert (lanes.offset, lanes.stuck) == (5, True)
    await lanes.settle(5)
    lanes.take(update)
    assert (lanes.offset, lanes.stuck) == (6, False)
    await sender.bot.shutdown()


async def test_the_http_client_sends_files_and_says_failures_as_the_library_expects(api: BotApi) -> None:
    request = AiohttpRequest(2, read_timeout=0.2)
    await request.initialize()
    await request.initialize()
    assert request.read_timeout == 0.2
    with pytest.raises(NetworkError) as torn:
        await request.do_request(f"http://127.0.0.1:9/bot{TOKEN}/getMe", "POST")
    assert TOKEN not in str(torn.value)
    api.fail("getMe", "slow", seconds=2)
    with pytest.raises(TimedOut):
        await request.do_request(f"{api.url}/bot{TOKEN}/getMe", "POST")
    await request.renew()
    status, body = await request.do_request(f"{api.url}/bot{TOKEN}/getMe", "POST")
    assert (status, b'"ok":true' in body.replace(b" ", b"")) == (200, True)
    await request.shutdown()
    with pytest.raises(RuntimeError, match="not initialized"):
        await request.do_request(f"{api.url}/bot{TOKEN}/getMe", "POST")


async def test_a_file_goes_out_as_a_multipart_form(unused_tcp_port: int) -> None:
    from aiohttp import web

    got: dict[str, Any] = {}

    async def take(asked: web.Request) -> web.Response:
        form = await asked.post()
        got.update({name: value for name, value in form.items() if isinstance(value, str)})
        sent = form["photo"]
        assert isinstance(sent, web.FileField)
        got["photo"] = (sent.filename, sent.file.read())
        chat = {"id": ANNA, "type": "private"}
        return web.json_response({"ok": True, "result": {"message_id": 1, "date": 1, "chat": chat}})

    app = web.Application()
    app.router.add_post("/{tail:.*}", take)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", unused_tcp_port).start()
    bot = make_bot(TOKEN, f"http://127.0.0.1:{unused_tcp_port}")
    await bot._request[1].initialize()
    await bot.send_photo(ANNA, InputFile(io.BytesIO(b"picture"), "map.png"), caption="where")
    await bot._request[1].shutdown()
    await runner.cleanup()
    assert got == {"chat_id": str(ANNA), "caption": "where", "photo": ("map.png", b"picture")}
