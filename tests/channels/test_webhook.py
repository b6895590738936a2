"""Telegram calls us: against the stand-in, over real HTTP, with the real knowledge."""

from __future__ import annotations

import asyncio
import json
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import aiohttp
import pytest

from bot.channels.telegram import (
    Receiver,
    Sender,
    StoppedByTelegram,
    TokenRefused,
    delete_webhook,
    make_answerer,
    make_bot,
    set_webhook,
    show_webhook,
)
from bot.channels.telegram import webhook as webhooks
from bot.conversation import Asked, Command, Event, Started
from bot.rendering import MENU
from bot.runtime.snapshot import Snapshot
from tests.bot_api import BotApi
from tests.channels.conftest import QUICK
from tests.helpers import ANNA, BEN, PATIENCE, TOKEN, free_port, html_of, reachable

SECRET = "hook-secret-hook-secret"
HEADER = "X-Telegram-Bot-Api-Secret-Token"
DANGER = "I want to kill myself"


@pytest.fixture
async def api() -> AsyncIterator[BotApi]:
    async with BotApi(TOKEN, webhook_factor=0.02) as running:
        running.world.meet(ANNA)
        running.world.meet(BEN)
        yield running


@dataclass
class Replica:
    """One of ours, listening."""

    url: str
    receiver: Receiver
    seen: list[str] = field(default_factory=list)
    stand: tuple[int, int] = (0, 0)
    """How many replies to how many chats wait for another call."""

    def alive(self) -> None:
        self.seen.append("alive")

    def trouble(self, kind: str) -> None:
        self.seen.append(kind)

    def waiting(
        self, updates: int, chats: int, oldest: float, parked: int = 0, *, stalled: bool = False
    ) -> None:
        self.stand = (updates, chats)


def receiving(api: BotApi, responder: Any, port: int) -> Receiver:
    sender = Sender(make_bot(TOKEN, api.url), timing=QUICK)
    return Receiver(make_answerer(sender, responder, fresh_for=0.0), "/hook", port, SECRET, host="127.0.0.1")


@asynccontextmanager
async def listening(api: BotApi, responder: Any, port: int = 0) -> AsyncIterator[Replica]:
    """A replica, until the end of the block. Fails when it ends by itself or does not end when told."""
    port = port or free_port()
    receiver = receiving(api, responder, port)
    replica = Replica(f"http://127.0.0.1:{port}/hook", receiver)
    receiver.answerer.sender.monitor = receiver.answerer.preferences.monitor = replica
    task = asyncio.create_task(receiver.run())
    try:
        await reachable(port)
        yield replica
    finally:
        receiver.answerer.sender.stop.set()
        await asyncio.wait_for(task, 5)


async def called(api: BotApi, responder: Snapshot, url: str) -> None:
    """Have the stand-in call that address."""
    await set_webhook(make_bot(TOKEN, api.url), responder, url, SECRET)


@pytest.fixture
async def replica(api: BotApi, snapshot: Snapshot) -> AsyncIterator[Replica]:
    """One replica that Telegram calls."""
    async with listening(api, snapshot) as running:
        await called(api, snapshot, running.url)
        yield running


async def post(url: str, body: bytes, secret: str = SECRET) -> tuple[int, str, bytes]:
    async with (
        aiohttp.ClientSession() as session,
        session.post(url, data=body, headers={HEADER: secret}) as got,
    ):
        return got.status, got.headers.get("Retry-After", ""), await got.read()


def update(number: int, text: str, chat: int = ANNA) -> bytes:
    person = {"id": chat, "is_bot": False, "first_name": "A"}
    message = {"message_id": number, "date": 1, "chat": {"id": chat, "type": "private"}, "from": person}
    return json.dumps({"update_id": number, "message": {**message, "text": text}}).encode()


# ── answers ──────────────────────────────────────────────────────────────────────────────────────────


async def test_an_answer_goes_out_with_its_buttons(snapshot: Snapshot, api: BotApi, replica: Replica) -> None:
    api.send(ANNA, "/start")
    (menu,) = await api.wait_for(ANNA, 1)
    assert menu["html"] == html_of(snapshot, Started())
    assert menu["buttons"]
    async with asyncio.timeout(PATIENCE):
        while "alive" not in replica.seen:  # noqa: ASYNC110 - simple enough for a test
            await asyncio.sleep(0.01)


async def test_a_refusal_is_seen_and_tried_again(snapshot: Snapshot, api: BotApi, replica: Replica) -> None:
    api.fail("sendMessage", 502, times=2)
    api.send(ANNA, DANGER)
    (card,) = await api.wait_for(ANNA, 1)
    assert card["html"] == html_of(snapshot, Asked(DANGER))
    assert [call.status for call in api.requests("sendMessage")] == [502, 502, 200]


async def test_a_tap_is_answered_and_so_is_its_progress_bar(
    snapshot: Snapshot, api: BotApi, replica: Replica
) -> None:
    api.send(ANNA, "/start")
    (menu,) = await api.wait_for(ANNA, 1)
    api.tap(ANNA, menu["message_id"], snapshot.knowledge.voice("en").line("button_urgent"))
    assert (await api.wait_for(ANNA, 2))[1]["html"] == html_of(snapshot, Command.URGENT)
    assert api.unanswered() == []


async def test_one_chat_is_answered_in_order_others_beside_it(
    snapshot: Snapshot, api: BotApi, replica: Replica
) -> None:
    texts = ["/start", DANGER, "/help", "/topics"]
    for chat in range(1, 21):
        for text in texts:
            api.send(chat, text)
    events: list[Event] = [Started(), Asked(DANGER), Command.HELP, Command.TOPICS]
    for chat in range(1, 21):
        answers = await api.wait_for(chat, 4)
        assert [answer["html"] for answer in answers] == [html_of(snapshot, event) for event in events]
    await asyncio.sleep(0.05)
    assert api.updates.pending == []


async def test_choices_are_found_by_another_replica(
    snapshot: Snapshot, api: BotApi, replica: Replica
) -> None:
    async with listening(api, snapshot) as other:
        api.send(ANNA, "/nation")
        (choice,) = await api.wait_for(ANNA, 1)
        api.tap(ANNA, choice["message_id"], "Scotland")
        await api.wait_for(ANNA, 2)
        await called(api, snapshot, other.url)
        api.send(ANNA, "how do I register with a gp")
        answer = (await api.wait_for(ANNA, 3))[2]
        assert "Scotland" in answer["text"]


# ── what must not be lost ────────────────────────────────────────────────────────────────────────────


async def test_what_cannot_be_answered_now_is_delivered_again(
    snapshot: Snapshot, api: BotApi, replica: Replica
) -> None:
    api.fail("sendMessage", 500, times=9, chat_id=ANNA)
    api.send(ANNA, DANGER)
    api.send(BEN, "/start")
    await api.wait_for(BEN, 1)
    (card,) = await api.wait_for(ANNA, 1)
    assert card["html"] == html_of(snapshot, Asked(DANGER))
    assert "5xx" in replica.seen


async def test_a_long_wait_is_handed_to_telegram(snapshot: Snapshot, api: BotApi, replica: Replica) -> None:
    api.fail("sendMessage", 429, retry_after=1, times=1)
    assert await post(replica.url, update(900, DANGER)) == (503, "1", b"")
    assert replica.stand == (1, 1)
    status, again, _ = await post(replica.url, update(900, DANGER))  # Telegram's own wait is kept
    assert (status, again, api.calls()["sendMessage"]) == (503, "1", 1)
    await asyncio.sleep(1.1)
    assert await post(replica.url, update(900, DANGER)) == (200, "", b"")
    assert len(await api.wait_for(ANNA, 1)) == 1
    assert replica.stand == (0, 0)


async def test_an_update_that_was_sent_is_not_sent_again(
    snapshot: Snapshot, api: BotApi, replica: Replica
) -> None:
    for _ in range(2):
        assert await post(replica.url, update(900, DANGER)) == (200, "", b"")
    assert len(await api.wait_for(ANNA, 1)) == 1


async def test_a_replica_that_stops_finishes_what_is_under_way(snapshot: Snapshot, api: BotApi) -> None:
    async with listening(api, snapshot) as replica:
        await called(api, snapshot, replica.url)
        api.fail("sendMessage", "slow", seconds=0.3, chat_id=ANNA)
        api.send(ANNA, DANGER)
        async with asyncio.timeout(PATIENCE):
            while not api.requests("sendMessage"):  # noqa: ASYNC110 - simple enough for a test
                await asyncio.sleep(0.01)
    await asyncio.sleep(0.05)
    assert len(await api.wait_for(ANNA, 1)) == 1
    assert api.updates.pending == []


async def test_what_came_while_no_replica_ran_is_answered_by_the_next(
    snapshot: Snapshot, api: BotApi
) -> None:
    port = free_port()
    await called(api, snapshot, f"http://127.0.0.1:{port}/hook")
    api.send(ANNA, "/start")
    await asyncio.sleep(0.1)
    async with listening(api, snapshot, port):
        assert (await api.wait_for(ANNA, 1))[0]["html"] == html_of(snapshot, Started())


async def test_a_replica_starts_while_telegram_is_away(snapshot: Snapshot, api: BotApi) -> None:
    api.fail("getMe", 502)
    async with listening(api, snapshot) as replica:
        assert await post(replica.url, update(1, "/start")) == (200, "", b"")
        assert (await api.wait_for(ANNA, 1))[0]["html"] == html_of(snapshot, Started())


# ── who may call ─────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("secret", ["", "wrong", SECRET + "x", "é" * 20])
async def test_a_call_without_the_secret_is_refused(replica: Replica, secret: str) -> None:
    status, _, _ = await post(replica.url, update(1, "/start"), secret)
    assert status == 403


NO_UPDATES = (
    b"",
    b"{",
    b"[]",
    b"{}",
    b'{"update_id": "x"}',
    b'{"update_id": true}',
    b"\xff\xfe",
    b"[" * 100_000,
)


@pytest.mark.parametrize("body", NO_UPDATES)
async def test_a_body_that_is_no_update_is_refused(replica: Replica, body: bytes) -> None:
    status, _, _ = await post(replica.url, body)
    assert status == 400


async def test_a_body_longer_than_any_update_is_refused(replica: Replica) -> None:
    status, _, _ = await post(replica.url, b"x" * (webhooks.BODY_BYTES + 1))
    assert status == 413


async def test_more_calls_than_can_be_worked_on_are_asked_to_come_again(
    snapshot: Snapshot, api: BotApi, replica: Replica, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(webhooks, "AT_ONCE", 1)
    api.fail("sendMessage", "slow", seconds=0.4)
    slow = asyncio.create_task(post(replica.url, update(1, DANGER)))
    await asyncio.sleep(0.2)
    status, again, _ = await post(replica.url, update(2, "/start", BEN))
    assert (status, again) == (503, "1")
    assert (await slow)[0] == 200


# ── the operator's steps ─────────────────────────────────────────────────────────────────────────────


async def test_the_webhook_is_set_shown_and_deleted(snapshot: Snapshot, api: BotApi) -> None:
    url = "http://127.0.0.1:9/hook"
    assert "nobody" in await show_webhook(make_bot(TOKEN, api.url))
    assert await set_webhook(make_bot(TOKEN, api.url), snapshot, url, SECRET) == f"Telegram calls {url}"
    api.send(ANNA, "/start")
    shown = await show_webhook(make_bot(TOKEN, api.url))
    assert f"Telegram calls {url}" in shown
    assert "waiting: 1" in shown
    assert SECRET not in shown
    assert [c["command"] for c in next(iter(api.commands.values()))] == list(MENU)
    await delete_webhook(make_bot(TOKEN, api.url))
    assert "nobody" in await show_webhook(make_bot(TOKEN, api.url))
    assert len(api.updates.pending) == 1


async def test_a_wrong_token_is_said_without_saying_it(snapshot: Snapshot, api: BotApi) -> None:
    wrong = make_bot("123456789:" + "Wrong" * 7, api.url)
    with pytest.raises(TokenRefused) as refused:
        await set_webhook(wrong, snapshot, "https://bot.example.org/", SECRET)
    assert "Wrong" not in str(refused.value)


async def test_what_telegram_does_not_like_about_the_address_is_said(snapshot: Snapshot, api: BotApi) -> None:
    with pytest.raises(StoppedByTelegram, match="invalid webhook url"):
        await set_webhook(make_bot(TOKEN, api.url), snapshot, "ftp://bot.example.org", SECRET)


async def test_a_token_revoked_while_running_ends_the_replica(snapshot: Snapshot, api: BotApi) -> None:
    port = free_port()
    task = asyncio.create_task(receiving(api, snapshot, port).run())
    await reachable(port)
    api.token = "123456789:" + "Other" * 7
    status, _, _ = await post(f"http://127.0.0.1:{port}/hook", update(1, DANGER))
    assert status == 503
    with pytest.raises(TokenRefused):
        await asyncio.wait_for(task, 5)


async def test_a_port_that_is_taken_is_said(snapshot: Snapshot, api: BotApi) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        with pytest.raises(OSError, match="cannot be listened to"):
            await receiving(api, snapshot, int(taken.getsockname()[1])).run()


async def test_a_client_stopped_in_the_middle_of_its_greeting_leaves_no_connection_open(api: BotApi) -> None:
    api.fail("getMe", "slow", seconds=5)
    bot = make_bot(TOKEN, api.url)
    greeting = asyncio.create_task(bot.initialize())
    await asyncio.sleep(0.1)
    greeting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await greeting
    assert bot._calls._session is not None
    await bot.shutdown()
    assert bot._calls._session is None
    assert bot._polling._session is None
