"""Telegram as it really is: topics, albums, edits, odd answers, refused ornaments, a doubted token."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any

import pytest
from telegram.error import NetworkError

from bot.channels.telegram import SecondPoller, Sender, TokenRefused, make_answerer, make_bot, write
from bot.channels.telegram.errors import KINDS, PLAIN, kind_of, plain
from bot.channels.telegram.polling import Poller
from bot.channels.telegram.requests import TORN_BY, AiohttpRequest
from bot.conversation import Asked, Command, Event, Person, SentSomethingElse, Started
from bot.rendering import Button, Kind, Line, Reply, Turn
from bot.runtime.snapshot import Snapshot
from tests.bot_api import BotApi
from tests.bot_api.contents import SERVICE
from tests.channels.conftest import QUICK
from tests.channels.scene import DANGER, Speaks, polled, texts
from tests.helpers import ANNA, BEN, PATIENCE, TOKEN, card_of, html_of, until

TOPIC = {"message_thread_id": 77, "is_topic_message": True}


@pytest.fixture
async def api() -> AsyncIterator[BotApi]:
    async with BotApi(TOKEN, same_offset_rule=False) as running:
        running.world.meet(ANNA)
        yield running


def threads(api: BotApi) -> list[int | None]:
    return [message["thread"] for message in api.chat(ANNA) if message["from"] == "bot"]


# ── topics, albums, edits ────────────────────────────────────────────────────────────────────────────


async def test_every_kind_of_reply_stays_in_its_topic(snapshot: Snapshot, api: BotApi) -> None:
    long = Reply("en", tuple(Line(Kind.TEXT, "word " * 700) for _ in range(2)))
    odd = Reply("en", (Line(Kind.TEXT, "x"),), ((Button("", Command.HELP),),))
    replies = {"long": long, "odd": odd}

    def turn(person: Person, event: Event) -> Turn:
        usual = snapshot.turn(person, event)
        if isinstance(event, Asked) and event.text == "crash":
            raise ZeroDivisionError
        return replace(usual, reply=replies.get(getattr(event, "text", ""), usual.reply))

    async with polled(api, Speaks(snapshot, turn)):
        for text in ("/start", "long", "odd", "crash"):
            api.send(ANNA, text, message_thread_id=77)
        await until(lambda: len(texts(api, ANNA)) == 5)
        menu = next(m for m in api.chat(ANNA) if m["from"] == "bot")
        api.tap(ANNA, menu["message_id"], snapshot.knowledge.voice("en").line("button_urgent"))
        await until(lambda: len(texts(api, ANNA)) == 6)
    assert threads(api) == [77] * 6


async def test_a_topic_that_was_deleted_does_not_cost_the_answer(snapshot: Snapshot, api: BotApi) -> None:
    api.refuse("sendMessage", "Bad Request: message thread not found", times=1, chat_id=ANNA)
    async with polled(api, snapshot):
        api.send(ANNA, "/help", message_thread_id=77)
        await until(lambda: texts(api, ANNA) == [html_of(snapshot, Command.HELP)])
    assert threads(api) == [None]


@pytest.mark.parametrize("caption_at", [0, 4, 9, None])
async def test_an_album_gets_one_reply(snapshot: Snapshot, api: BotApi, caption_at: int | None) -> None:
    async with polled(api, snapshot):
        api.send_album(ANNA, 10, caption_at=caption_at, caption=DANGER)
        await until(lambda: not api.updates.pending)
        await asyncio.sleep(0.1)
    event = SentSomethingElse() if caption_at is None else Asked(DANGER)
    assert texts(api, ANNA) == [html_of(snapshot, event)]


async def test_danger_that_is_written_into_an_edit_gets_its_card(snapshot: Snapshot, api: BotApi) -> None:
    async with polled(api, snapshot):
        api.send(ANNA, "hello")
        await until(lambda: len(texts(api, ANNA)) == 1)
        asked = next(m for m in api.chat(ANNA) if m["from"] == "user")
        api.edit(ANNA, asked["message_id"], "I took all my tablets, help")
        await until(lambda: len(texts(api, ANNA)) == 2)
    assert texts(api, ANNA)[1] == html_of(snapshot, Asked("I took all my tablets, help"))


@pytest.mark.parametrize(
    "name", ["start", "help", "topics", "nation", "language", "privacy", "hide", "forget"]
)
@pytest.mark.parametrize("between", [" ", "\n", "@stand_in_bot "])
async def test_danger_after_any_command_gets_its_card(
    snapshot: Snapshot, api: BotApi, name: str, between: str
) -> None:
    async with polled(api, snapshot):
        api.send(ANNA, f"/{name}{between}{DANGER}")
        await until(lambda: len(texts(api, ANNA)) == 1)
    (card,) = texts(api, ANNA)
    assert card in (html_of(snapshot, Asked(DANGER)), card_of(snapshot, DANGER))
    assert api.calls()["deleteMyCommands"] == 0


async def test_telegrams_own_messages_and_other_bots_meet_silence(snapshot: Snapshot, api: BotApi) -> None:
    async with polled(api, snapshot):
        for kind in SERVICE:
            api.send_kind(ANNA, kind)
        api.bot_message(ANNA, "hello")
        api.business_message(ANNA, "hello")
        api.group_message(-100, "hello")
        api.send(BEN, "/start")
        await until(lambda: len(texts(api, BEN)) == 1)
        await until(lambda: not api.updates.pending)
    assert texts(api, ANNA) == []


# ── ornaments and odd answers ────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "fault",
    [{"kind": 429, "retry_after": 7200}, {"kind": "400", "description": "Bad Request: BOT_COMMAND_INVALID"}],
    ids=["429", "400"],
)
@pytest.mark.parametrize("method", ["setMyCommands", "deleteWebhook"])
async def test_ornaments_stand_behind_the_first_answer(
    snapshot: Snapshot, api: BotApi, method: str, fault: dict[str, Any], caplog: pytest.LogCaptureFixture
) -> None:
    api.fail(method, times=None, **fault)
    api.send(ANNA, "/start")
    async with polled(api, snapshot):
        await until(lambda: texts(api, ANNA) == [html_of(snapshot, Started())])
        if fault["kind"] == "400" and method == "setMyCommands":
            await until(lambda: "refuses the menu (en) (bot_command_invalid)" in caplog.text.lower())
            assert "urgent: In danger now" in caplog.text


METHODS = ("getUpdates", "sendMessage", "getMyCommands", "setMyCommands", "answerCallbackQuery", "getMe")
ODD = (
    {"kind": "no_result"},
    {"kind": "odd_result", "result": [{"command": 5}]},
    {"kind": "odd_result", "result": "x"},
    {"kind": "odd_result", "result": 7},
    {"kind": "garbled"},
    {"kind": "html", "status": 502},
    {"kind": "html", "status": 200},
    {"kind": "401"},
    {"kind": "404"},
    {"kind": "html", "status": 401},
    {"kind": "html", "status": 404},
    {"kind": "403", "description": "Forbidden"},
    {"kind": "409"},
)


@pytest.mark.parametrize("odd", ODD, ids=lambda odd: "-".join(str(v) for v in odd.values()))
@pytest.mark.parametrize("method", METHODS)
async def test_one_odd_answer_costs_nobody_their_answer(
    snapshot: Snapshot, api: BotApi, method: str, odd: dict[str, Any]
) -> None:
    api.fail(method, times=1, **odd)
    async with polled(api, snapshot):
        api.send(ANNA, "/start")
        await until(lambda: html_of(snapshot, Started()) in texts(api, ANNA))
        api.tap(ANNA, 1, "n:s", forged=True)
        await until(lambda: "Scotland" in texts(api, ANNA)[-1])
        api.send(ANNA, "/help")
        await until(lambda: texts(api, ANNA)[-1] == html_of(snapshot, Command.HELP))


async def test_an_old_tap_is_no_refusal_to_be_reported(snapshot: Snapshot) -> None:
    async with BotApi(TOKEN, query_seconds=0) as api:
        api.tap(ANNA, 1, "m:urgent", forged=True)
        await asyncio.sleep(0.01)
        async with polled(api, snapshot) as monitoring:
            await until(lambda: texts(api, ANNA) == [html_of(snapshot, Command.URGENT)])
    assert "old_tap" in monitoring.seen
    assert "refused" not in monitoring.seen


@pytest.mark.parametrize(
    ("address", "kind"),
    [
        ("http://no.such.host.invalid/", "dns"),
        ("http://127.0.0.1:9/", "connection"),
        ("https://{host}/", "tls"),
    ],
)
async def test_how_a_connection_failed_has_a_word_of_its_own(api: BotApi, address: str, kind: str) -> None:
    request = AiohttpRequest(2)
    await request.initialize()
    host = api.url.partition("//")[2]
    with pytest.raises(Exception, match="aiohttp") as failed:
        await request.do_request(address.replace("{host}", host), "POST")
    assert kind_of(failed.value) == kind
    await request.shutdown()


# ── doubt ────────────────────────────────────────────────────────────────────────────────────────────


async def test_a_token_that_stays_refused_ends_the_bot_and_one_that_comes_back_does_not(
    snapshot: Snapshot, api: BotApi
) -> None:
    sender = Sender(make_bot(TOKEN, api.url), timing=replace(QUICK, doubt=1.0))
    task = asyncio.create_task(Poller(make_answerer(sender, snapshot)).run())
    api.send(ANNA, "/start")
    await until(lambda: len(texts(api, ANNA)) == 1)
    api.fail("*", "401", times=20)
    api.send(ANNA, "/help")
    await until(lambda: len(texts(api, ANNA)) == 2)
    assert not task.done()
    api.revoke()
    with pytest.raises(TokenRefused):
        await asyncio.wait_for(task, 10)


async def test_one_or_two_conflicts_are_borne_and_more_end_us_after_what_is_under_way(
    snapshot: Snapshot, api: BotApi
) -> None:
    sender = Sender(make_bot(TOKEN, api.url), timing=QUICK)
    task = asyncio.create_task(Poller(make_answerer(sender, snapshot)).run())
    api.send(ANNA, "/start")
    await until(lambda: len(texts(api, ANNA)) == 1)
    api.fail("getUpdates", "409", times=2)
    api.send(ANNA, "/help")
    await until(lambda: len(texts(api, ANNA)) == 2)
    api.fail("sendMessage", "slow", seconds=1)
    api.send(ANNA, "/topics")
    await until(lambda: api.calls()["sendMessage"] == 3)
    api.fail("getUpdates", "409", times=None)
    with pytest.raises(SecondPoller):
        await asyncio.wait_for(task, 10)
    assert texts(api, ANNA)[-1] == html_of(snapshot, Command.TOPICS)


# ── one slow text ────────────────────────────────────────────────────────────────────────────────────


async def test_a_text_that_takes_long_to_understand_does_not_hold_the_loop(
    snapshot: Snapshot, api: BotApi
) -> None:
    understood = threading.Event()

    def turn(person: Person, event: Event) -> Turn:
        if isinstance(event, Asked) and len(event.text) > 1_000:
            understood.wait(PATIENCE)
        return snapshot.turn(person, event)

    async with polled(api, Speaks(snapshot, turn)):
        api.send(ANNA, "word " * 600)
        await asyncio.sleep(0.2)
        api.send(BEN, "/start")
        await until(lambda: len(texts(api, BEN)) == 1)
        assert texts(api, ANNA) == []
        understood.set()
        await until(lambda: len(texts(api, ANNA)) == 1)


async def test_over_the_quota_a_text_is_not_understood_at_all(snapshot: Snapshot, api: BotApi) -> None:
    from tests.channels.scene import Few

    asked: list[Event] = []

    def turn(person: Person, event: Event) -> Turn:
        asked.append(event)
        return snapshot.turn(person, event)

    async with polled(api, Speaks(snapshot, turn), quota=Few(1)):
        for _ in range(5):
            api.send(ANNA, "/help")
        await until(lambda: not api.updates.pending)
    assert asked == [Command.HELP]
    assert texts(api, ANNA)[1:] == [write(snapshot.too_many(Person()))[0].html]


def test_every_kind_of_trouble_has_plain_words_for_the_log() -> None:
    """Neither a name of a class nor an error's own words: those may hold an address, and it the token."""
    kinds = {word for _, word in (*TORN_BY, *KINDS)}
    assert kinds | {"network", "malformed", "blocked", "bug"} == set(PLAIN)
    said = plain(NetworkError("https://api.telegram.org/bot123456789:secret/getMe"))
    assert said == "its server is in trouble, or something on the way to it (5xx)"
