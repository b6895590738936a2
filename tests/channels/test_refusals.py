"""A chat that Telegram refuses costs nobody else anything, and has all its answers in the end."""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from bot.channels.telegram import Ledger, Poller, Sender, make_answerer, make_bot, write
from bot.channels.telegram.queues import CROWDED
from bot.conversation import Asked, Command, Event, Person, Started
from bot.rendering import Kind, Line, Reply, Turn
from bot.runtime.snapshot import Snapshot
from tests.bot_api import BotApi
from tests.channels.conftest import QUICK
from tests.channels.scene import DANGER, Few, Monitoring, Speaks, polled, texts
from tests.helpers import ANNA, BEN, TOKEN, card_of, html_of, until


@pytest.fixture
async def api() -> AsyncIterator[BotApi]:
    async with BotApi(TOKEN) as running:
        yield running


REFUSALS: list[dict[str, Any]] = [
    {"kind": "429", "retry_after": 3600},
    {"kind": "500"},
    {"kind": "hang", "seconds": 30},
    {"kind": "html", "status": 403},
    {"kind": "garbled"},
]


@pytest.mark.parametrize("refusal", REFUSALS, ids=lambda refusal: str(refusal["kind"]))
async def test_a_refused_chat_in_front_of_many_others_is_passed(
    snapshot: Snapshot, api: BotApi, refusal: dict[str, Any]
) -> None:
    others = range(1, 3 * CROWDED)
    api.fail("*", times=None, chat_id=ANNA, **refusal)
    api.send(ANNA, "/start")
    async with polled(api, snapshot) as monitoring:
        await until(lambda: bool([call for call in api.log if call.parameters.get("chat_id") == str(ANNA)]))
        for chat in others:
            api.send(chat, "/help")
        await until(lambda: all(texts(api, chat) for chat in others))
        assert monitoring.stand[0] <= 1
        assert not monitoring.stand[3]
        api.send(BEN, DANGER)
        await until(lambda: texts(api, BEN) == [html_of(snapshot, Asked(DANGER))])
    assert all(len(texts(api, chat)) == 1 for chat in others)


async def test_what_a_refused_chat_has_written_is_answered_in_order_when_that_ends(
    snapshot: Snapshot, api: BotApi
) -> None:
    chats = range(1, 6)
    wanted: list[tuple[str, Event]] = [
        ("/start", Started()),
        (DANGER, Asked(DANGER)),
        ("/help", Command.HELP),
        ("/topics", Command.TOPICS),
    ]
    for chat in chats:
        api.fail("sendMessage", 500, times=None, chat_id=chat)
    for text, _ in wanted:
        for chat in chats:
            api.send(chat, text)
    async with polled(api, snapshot) as monitoring:
        for chat in range(100, 200):
            api.send(chat, "/start")
        await until(lambda: all(texts(api, chat) for chat in range(100, 200)))
        await until(lambda: monitoring.stand[:2] == (20, 5))
        api.heal()
        for chat in chats:
            await until(lambda chat=chat: len(texts(api, chat)) == len(wanted))  # type: ignore[misc]
    for chat in chats:
        assert texts(api, chat) == [html_of(snapshot, event) for _, event in wanted]


async def test_the_quota_counts_what_a_refused_chat_writes_when_it_writes_it(
    snapshot: Snapshot, api: BotApi
) -> None:
    api.fail("sendMessage", 429, times=None, chat_id=ANNA, retry_after=2)
    async with polled(api, snapshot, quota=Few(3)) as monitoring:
        for text in ("/start", "/help", "/topics", *["hello"] * 50, DANGER, DANGER, *["hello"] * 50):
            api.send(ANNA, text)
        await until(lambda: monitoring.stand[0] == 5)
        api.heal()
        await until(lambda: len(texts(api, ANNA)) == 5)
        await asyncio.sleep(0.2)
    assert texts(api, ANNA) == [
        html_of(snapshot, Started()),
        html_of(snapshot, Command.HELP),
        html_of(snapshot, Command.TOPICS),
        write(snapshot.too_many(Person()))[0].html,
        card_of(snapshot, DANGER),
    ]


async def test_the_same_card_does_not_go_to_one_chat_again_and_again(snapshot: Snapshot, api: BotApi) -> None:
    async with polled(api, snapshot, quota=Few(2)):
        for _ in range(60):
            api.send(ANNA, DANGER)
        await until(lambda: not api.updates.pending)
        await asyncio.sleep(0.1)
        assert texts(api, ANNA) == [html_of(snapshot, Asked(DANGER))] * 2
        api.send(ANNA, "he is not breathing")
        await until(lambda: len(texts(api, ANNA)) == 3)
    quick = snapshot.glance(Person(), Asked("he is not breathing"))
    assert quick
    assert texts(api, ANNA)[2] == write(quick.reply)[0].html


# ── restarts ─────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("crash", [False, True])
async def test_a_restart_while_one_chat_is_refused_answers_nobody_twice(
    snapshot: Snapshot, api: BotApi, tmp_path: Path, crash: bool
) -> None:
    others = range(1, 30)
    api.fail("sendMessage", 500, times=None, chat_id=ANNA)
    api.send(ANNA, "/start")
    for chat in others:
        api.send(chat, "/help")
    sender = Sender(make_bot(TOKEN, api.url), Monitoring(), timing=QUICK)
    ledger = tmp_path / "ledger"
    first = asyncio.create_task(Poller(make_answerer(sender, snapshot), Ledger(ledger)).run())
    await until(lambda: all(texts(api, chat) for chat in others))
    await until(lambda: ledger.exists() and len(ledger.read_text().split()) == len(others))
    if crash:
        ledger_then = ledger.read_text()
        first.cancel()
        await asyncio.gather(first, return_exceptions=True)
        ledger.write_text(ledger_then)
    else:
        sender.stop.set()
        await first
    api.heal()
    async with polled(api, snapshot, ledger=Ledger(ledger)):
        await until(lambda: texts(api, ANNA) == [html_of(snapshot, Started())])
        await until(lambda: not api.updates.pending)
        await until(lambda: ledger.read_text() == "")
    assert all(len(texts(api, chat)) == 1 for chat in others)


def test_a_ledger_that_is_broken_or_cannot_be_written_stops_nothing(tmp_path: Path) -> None:
    broken = tmp_path / "ledger"
    broken.write_text("5\nx\n")
    assert Ledger(broken).read() == ()
    old = tmp_path / "old"
    old.write_text("5\n")
    assert Ledger(old).read() == (5,)
    os.utime(old, (time.time() - 90_000,) * 2)
    assert Ledger(old).read() == ()
    nowhere = Ledger(broken / "below" / "a" / "file")
    assert nowhere.read() == ()
    nowhere.write((1, 2))
    assert Ledger().read() == ()


async def test_a_backlog_of_many_is_answered_while_its_first_is_refused(
    snapshot: Snapshot, api: BotApi
) -> None:
    api.fail("*", 429, times=None, chat_id=ANNA, retry_after=3600)
    api.send(ANNA, "/start")
    for chat in range(1, 401):
        api.send(chat, "/help")
    async with polled(api, snapshot) as monitoring:
        await until(lambda: all(texts(api, chat) for chat in range(1, 401)))
        await until(lambda: monitoring.stand[:3] == (1, 1, 1))
    assert all(len(texts(api, chat)) == 1 for chat in range(1, 401))


# ── numbers of updates ───────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("first", [5, 1_000_000, None])
async def test_numbers_that_begin_anew_are_followed(
    snapshot: Snapshot, api: BotApi, first: int | None
) -> None:
    async with polled(api, snapshot):
        api.send(ANNA, "/start")
        await until(lambda: len(texts(api, ANNA)) == 1)
        api.new_id_space(first)
        for chat in range(1, 151):
            api.send(chat, "/help")
        await until(lambda: all(texts(api, chat) for chat in range(1, 151)))
        await until(lambda: not api.updates.pending)
        polls = len(api.requests("getUpdates"))
        await asyncio.sleep(0.5)
        assert len(api.requests("getUpdates")) - polls <= 5
    assert all(len(texts(api, chat)) == 1 for chat in range(1, 151))


async def test_a_number_that_comes_again_after_it_began_anew_is_another_update(
    snapshot: Snapshot, api: BotApi
) -> None:
    async with polled(api, snapshot):
        number = api.send(ANNA, "/start")
        for _ in range(20):
            api.send(BEN, "/start")
        await until(lambda: len(texts(api, BEN)) == 20)
        api.new_id_space(number - 1)
        api.send(BEN, "/help")
        api.send(ANNA, "/help")
        await until(lambda: texts(api, ANNA)[-1] == html_of(snapshot, Command.HELP))


async def test_updates_without_a_number_do_not_end_the_poller(snapshot: Snapshot, api: BotApi) -> None:
    async with polled(api, snapshot) as monitoring:
        for odd in ("{}", "null", "[]", '"x"', '{"update_id": "x"}', '{"update_id": true}'):
            api.malformed(odd)
        api.send(ANNA, "/start")
        await until(lambda: texts(api, ANNA) == [html_of(snapshot, Started())])
    assert "unreadable" in monitoring.seen


# ── parts ────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("kind", ["429", "500", "cut"])
async def test_of_a_long_reply_no_part_comes_twice_when_a_later_one_is_refused(
    snapshot: Snapshot, api: BotApi, kind: str
) -> None:
    lines = tuple(Line(Kind.TEXT, f"{number} " + "word " * 700) for number in range(3))
    reply = Reply("en", lines)

    def turn(person: Person, event: Event) -> Turn:
        return replace(snapshot.turn(person, event), reply=reply)

    messages = [message.html for message in write(reply)]
    async with polled(api, Speaks(snapshot, turn)):
        api.fail("sendMessage", "slow", seconds=0.3)
        api.send(ANNA, "x")
        await until(lambda: api.calls()["sendMessage"] == 1)
        api.fail("sendMessage", kind, times=6, chat_id=ANNA, retry_after=1)
        await until(lambda: len(texts(api, ANNA)) == 3)
    assert len(messages) == 3
    assert texts(api, ANNA) == messages


async def test_a_question_that_is_refused_again_and_again_counts_once(
    snapshot: Snapshot, api: BotApi
) -> None:
    counted: list[Turn] = []

    class Counts(Speaks):
        def __init__(self) -> None:
            super().__init__(snapshot, snapshot.turn)
            self.delivered = counted.append  # type: ignore[assignment]

    few = Few(2)
    api.fail("sendMessage", 500, times=8, chat_id=ANNA)
    async with polled(api, Counts(), quota=few):
        api.send(ANNA, "/start")
        await until(lambda: len(texts(api, ANNA)) == 1)
    assert few.left == 1
    assert len(counted) == 1


async def test_a_turn_that_nobody_could_read_is_not_counted(snapshot: Snapshot, api: BotApi) -> None:
    counted: list[Turn] = []
    speaks = Speaks(snapshot, snapshot.turn)
    speaks.delivered = counted.append  # type: ignore[assignment]
    api.send(ANNA, "/start")
    api.block(ANNA)
    async with polled(api, speaks):
        await until(lambda: not api.updates.pending)
    assert counted == []
