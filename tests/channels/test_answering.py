"""What happens between an update and its answer, against the stand-in: moods, poison, floods, choices."""

from __future__ import annotations

import io
from dataclasses import replace
from typing import Any

import pytest
from telegram import BotCommandScopeChat, InputFile
from telegram.error import NetworkError, TimedOut

from bot.channels.telegram import Message, Sender, make_answerer, make_bot, write
from bot.channels.telegram.menus import menu_of, read_menu
from bot.channels.telegram.queues import CROWDED, ChatQueues
from bot.channels.telegram.requests import AiohttpRequest
from bot.conversation import Command, Event, Person, Started
from bot.knowledge import ALL_NATIONS, Nation
from bot.rendering import Button, Kind, Line, Turn
from bot.runtime.snapshot import Snapshot
from tests.bot_api import BotApi
from tests.channels.conftest import QUICK
from tests.channels.scene import DANGER, Few, Speaks, polled
from tests.helpers import ANNA, BEN, TOKEN, card_of, html_of, until

# ── moods ────────────────────────────────────────────────────────────────────────────────────────────


async def test_a_form_that_telegram_refuses_is_sent_as_plain_words(snapshot: Snapshot, api: BotApi) -> None:
    def turn(person: Person, event: Event) -> Turn:
        odd = (Line(Kind.TEXT, "Call & ask <now>", "https://example.org/"), Line(Kind.TEXT, "b"))
        no_label = ((Button("", Command.HELP),),)
        turn = snapshot.turn(person, event)
        return replace(turn, reply=replace(turn.reply, lines=odd, buttons=no_label))

    async with polled(api, Speaks(snapshot, turn)) as monitoring:
        api.send(ANNA, "/start")
        (message,) = await api.wait_for(ANNA, 1)
    assert message["text"] == "Call & ask <now> ↗\n\nb"
    assert message["buttons"] == []
    assert "refused" in monitoring.seen


async def test_a_chat_that_is_gone_is_not_tried_again(snapshot: Snapshot, api: BotApi) -> None:
    update = {
        "message_id": 1,
        "date": 1,
        "text": "/start",
        "chat": {"id": 77, "type": "private"},
        "from": {"id": 77, "is_bot": False, "first_name": "A"},
    }
    api.raw_update({"message": update})
    api.send(ANNA, "/start")
    async with polled(api, snapshot):
        await api.wait_for(ANNA, 1)
    assert [c.status for c in api.requests("sendMessage") if c.parameters["chat_id"] == "77"] == [400]


ODD = (
    {"message": "what is this"},
    {"message": {"chat": [], "from": 7}},
    {"message": {"text": 5, "chat": {"id": ANNA, "type": "private"}}},
    {"message": {"text": "x", "chat": {"id": "5", "type": "private"}}},
    {"message": {"text": "x", "chat": {"id": True, "type": "private"}, "from": "x"}},
    {"callback_query": "x"},
    {"callback_query": {"message": "x", "from": {"id": "x"}}},
    {"callback_query": {"data": 5, "message": {"chat": {"id": -1, "type": "group"}}, "from": {"id": ANNA}}},
    {"edited_message": None},
    {"telepathy": {"chat": {"id": ANNA, "type": "private"}, "text": "x"}},
    {},
)
"""Updates that Telegram never sends. A local server or a proxy may."""


async def test_updates_that_are_none_hold_up_nobody(snapshot: Snapshot, api: BotApi) -> None:
    for odd in ODD:
        api.raw_update(odd)
    api.send(BEN, "/start")
    async with polled(api, snapshot) as monitoring:
        assert (await api.wait_for(BEN, 1))[0]["html"] == html_of(snapshot, Started())
        await until(lambda: not api.updates.pending)
    assert api.calls()["sendMessage"] == 1
    assert "bug" not in monitoring.seen


async def test_a_message_with_little_beside_its_words_is_answered(snapshot: Snapshot, api: BotApi) -> None:
    api.world.meet(ANNA)
    poll = {"id": 5, "options": [{"text": "a"}], "is_closed": "perhaps"}  # an older server, to PTB unreadable
    for odd in ({}, {"message_id": "x", "date": "y"}, {"reply_to_message": {"poll": poll, "date": 1}}):
        chat = {"id": ANNA, "type": "private"}
        api.raw_update({"message": {"text": "/help", "chat": chat, **odd}})
    async with polled(api, snapshot):
        answers = await api.wait_for(ANNA, 3)
    assert [answer["html"] for answer in answers] == [html_of(snapshot, Command.HELP)] * 3


async def test_one_chat_that_cannot_be_answered_does_not_hold_up_the_next_ones(
    snapshot: Snapshot, api: BotApi
) -> None:
    api.fail("sendMessage", 429, times=None, chat_id=ANNA, retry_after=300)
    first = api.send(ANNA, "/start")
    async with polled(api, snapshot):
        await until(lambda: api.requests("sendMessage"))
        for chat in range(1, 6):
            api.send(chat, "/start")
            await api.wait_for(chat, 1)
    assert min(update["update_id"] for update in api.updates.pending) == first
    assert api.calls()["sendMessage"] == 6


@pytest.mark.parametrize("kind", ["500", "cut", "garbled"])
async def test_a_chat_that_is_refused_for_long_has_its_answer_when_that_ends(
    snapshot: Snapshot, api: BotApi, kind: str
) -> None:
    api.fail("sendMessage", kind, times=None, chat_id=ANNA)
    api.send(ANNA, "/start")
    async with polled(api, snapshot) as monitoring:
        for count in range(1, 20):
            api.send(BEN, "/help")
            await api.wait_for(BEN, count)
        assert monitoring.stand[:2] == (1, 1)
        api.heal()
        await until(lambda: not api.updates.pending)
        await until(lambda: html_of(snapshot, Started()) in [m.get("html") for m in api.chat(ANNA)])
    assert "poison" not in monitoring.seen


async def test_no_question_is_let_go_while_telegram_takes_nothing_at_all(
    snapshot: Snapshot, api: BotApi
) -> None:
    api.fail("sendMessage", 500, times=9)
    api.send(ANNA, "/start")
    async with polled(api, snapshot) as monitoring:
        assert (await api.wait_for(ANNA, 1))[0]["html"] == html_of(snapshot, Started())
    assert "poison" not in monitoring.seen


async def test_a_bug_in_the_delivery_is_no_answer(
    snapshot: Snapshot, api: BotApi, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, broken = Sender.send, [True]

    async def send(self: Sender, chat: int, message: Message, thread: int | None = None) -> bool:
        if broken:
            broken.pop()
            raise ZeroDivisionError
        return await real(self, chat, message, thread)

    monkeypatch.setattr(Sender, "send", send)
    api.send(ANNA, "/start")
    async with polled(api, snapshot) as monitoring:
        await api.wait_for(ANNA, 1)
    assert "bug" in monitoring.seen


async def test_an_answer_that_breaks_us_again_and_again_gets_an_apology(
    snapshot: Snapshot, api: BotApi, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = Sender.send

    async def send(self: Sender, chat: int, message: Message, thread: int | None = None) -> bool:
        if message.html == html_of(snapshot, Command.HELP):
            raise ZeroDivisionError
        return await real(self, chat, message, thread)

    monkeypatch.setattr(Sender, "send", send)
    api.send(ANNA, "/help")
    api.send(ANNA, "/start")
    async with polled(api, snapshot) as monitoring:
        sorry, start = await api.wait_for(ANNA, 2)
    assert sorry["html"] == write(snapshot.failed(Person()))[0].html
    assert start["html"] == html_of(snapshot, Started())
    assert monitoring.seen.count("poison") == 1


# ── floods ───────────────────────────────────────────────────────────────────────────────────────────


async def test_whoever_writes_too_fast_is_told_once_and_danger_still_gets_its_card(
    snapshot: Snapshot, api: BotApi
) -> None:
    for text in ("/start", "/help", "/help", "/help", DANGER, "/help"):
        api.send(ANNA, text)
    async with polled(api, snapshot, quota=Few(1)) as monitoring:
        await until(lambda: not api.updates.pending)
    slower = write(snapshot.too_many(Person()))[0].html
    assert [message["html"] for message in await api.wait_for(ANNA, 3)] == [
        html_of(snapshot, Started()),
        slower,
        card_of(snapshot, DANGER),
    ]
    assert monitoring.seen.count("flood") == 4


# ── choices ──────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("nation", [None, *ALL_NATIONS])
@pytest.mark.parametrize("chose", [False, True])
def test_a_menu_gives_back_what_was_chosen(snapshot: Snapshot, nation: Nation | None, chose: bool) -> None:
    person = Person("en", chose, nation)
    names = [name for name, _ in menu_of(person, snapshot)]
    assert all(len(name) <= 32 and name.replace("_", "").isalpha() for name in names)
    assert read_menu(names, Person(), snapshot.languages) == person


@pytest.mark.parametrize("names", [["nation_atlantis"], ["language_xx"], ["language_"], ["nation"], []])
def test_a_menu_that_says_nothing_we_know_changes_nothing(names: list[str]) -> None:
    assert read_menu(names, Person(), frozenset({"en"})) == Person()


async def test_a_nation_outlives_the_process_and_is_forgotten_when_asked(
    snapshot: Snapshot, api: BotApi
) -> None:
    scope = BotCommandScopeChat(ANNA)
    scottish = Person(nation=Nation.SCOTLAND)
    async with polled(api, snapshot):
        api.send(ANNA, "/nation")
        (choice,) = await api.wait_for(ANNA, 1)
        api.tap(ANNA, choice["message_id"], "Scotland")
        await api.wait_for(ANNA, 2)
    async with make_bot(TOKEN, api.url) as bot:
        menu = await bot.get_my_commands(scope)
        assert ("nation_scotland", "Where I live: Scotland") in [(c.command, c.description) for c in menu]
    async with polled(api, snapshot):
        api.send(ANNA, "/nation_scotland")
        assert (await api.wait_for(ANNA, 3))[2]["html"] == html_of(snapshot, Command.NATION, scottish)
        api.send(ANNA, "/forget")
        await api.wait_for(ANNA, 4)
    async with make_bot(TOKEN, api.url) as bot:
        assert await bot.get_my_commands(scope) == ()


@pytest.mark.parametrize("kind", ["500", "429", "cut", "garbled", "slow"])
async def test_a_menu_that_cannot_be_read_holds_up_no_answer(
    snapshot: Snapshot, api: BotApi, kind: str
) -> None:
    api.fail("getMyCommands", kind, times=None, seconds=20)
    api.send(ANNA, "/start", language_code="xx")
    async with polled(api, snapshot):
        assert (await api.wait_for(ANNA, 1, 2))[0]["html"] == html_of(snapshot, Started())


async def test_a_menu_is_asked_for_once_a_chat(snapshot: Snapshot, api: BotApi) -> None:
    async with polled(api, snapshot):
        for count in range(1, 4):
            api.send(ANNA, "/help")
            await api.wait_for(ANNA, count)
    assert api.calls()["getMyCommands"] == 1


# ── small parts ──────────────────────────────────────────────────────────────────────────────────────


async def test_an_update_is_taken_once(snapshot: Snapshot, api: BotApi) -> None:
    sender = Sender(make_bot(TOKEN, api.url), timing=QUICK)
    queues = ChatQueues(make_answerer(sender, snapshot))
    await sender.bot.initialize()
    api.world.meet(ANNA)
    person = {"id": ANNA, "is_bot": False, "first_name": "A"}
    update = {
        "update_id": 5,
        "message": {"text": "/help", "chat": {"id": ANNA, "type": "private"}, "from": person},
    }
    for _ in range(3):
        assert queues.take(update)
    assert (queues.offset, queues.is_open) == (5, True)
    await queues.settle(5)
    assert queues.take(update)
    assert (queues.offset, queues.is_open) == (6, False)
    assert api.calls()["sendMessage"] == 1
    await queues.close()
    await sender.bot.shutdown()


async def test_what_was_answered_behind_a_parked_update_is_acknowledged_with_it(
    snapshot: Snapshot, api: BotApi
) -> None:
    api.fail("sendMessage", 500, times=None, chat_id=ANNA)
    sender = Sender(make_bot(TOKEN, api.url), timing=QUICK)
    queues = ChatQueues(make_answerer(sender, snapshot))
    await sender.bot.initialize()
    for number in range(1, CROWDED + 1):
        chat = ANNA if number == 1 else number
        api.world.meet(chat)
        person = {"id": chat, "is_bot": False, "first_name": "A"}
        message = {"text": "/help", "chat": {"id": chat, "type": "private"}, "from": person}
        assert queues.take({"update_id": number, "message": message})
    await queues.settle(20)
    assert queues.offset == 1
    queues.park()
    assert (queues.offset, queues.is_open) == (CROWDED + 1, False)
    sender.stop.set()
    await queues.close()
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
