"""The last reply of each chat: remembered for half an hour in memory, or brought along by a reply to it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any

import pytest

from bot.channels.telegram import CALLBACK_BYTES, decode, encode, read, write
from bot.channels.telegram.callbacks import answer_in
from bot.channels.telegram.lately import CHATS, HALF_AN_HOUR, Lately
from bot.conversation import NOTHING_SHOWN, Asked, ChoseEntry, Command, Person, Shown, Tapped
from bot.knowledge import Nation
from bot.rendering import Button, Reply
from bot.runtime.snapshot import Snapshot
from tests.bot_api import BotApi
from tests.channels.scene import polled, texts
from tests.helpers import ANNA, BEN, TOKEN, html_of

ANSWER = ChoseEntry("safe-to-see-gp")
REPLY = Reply("en", (), ((Button("All topics", Command.TOPICS),),), answer=ANSWER)
FORGETTING = Reply("en", (), forgets=True)


@pytest.fixture
async def api() -> AsyncIterator[BotApi]:
    async with BotApi(TOKEN) as running:
        yield running


class Clock:
    now = 1_000.0

    def __call__(self) -> float:
        return self.now


# ── in memory ────────────────────────────────────────────────────────────────────────────────────────


def test_the_last_reply_is_known_for_half_an_hour() -> None:
    clock = Clock()
    lately = Lately(clock=clock)
    lately.keep(ANNA, REPLY)
    clock.now += HALF_AN_HOUR - 1
    assert lately.of(ANNA) == REPLY.shown()
    clock.now += 2
    assert lately.of(ANNA) == NOTHING_SHOWN


def test_one_chat_knows_nothing_of_another() -> None:
    lately = Lately()
    lately.keep(ANNA, REPLY)
    assert lately.of(BEN) == NOTHING_SHOWN


def test_so_many_chats_are_known_and_no_more() -> None:
    lately = Lately()
    for chat in range(CHATS + 50):
        lately.keep(chat, REPLY)
    known = [chat for chat in range(CHATS + 50) if lately.of(chat) != NOTHING_SHOWN]
    assert len(known) == CHATS
    assert 0 not in known


def test_forgetting_leaves_nothing() -> None:
    lately = Lately()
    lately.keep(ANNA, REPLY)
    lately.keep(ANNA, FORGETTING)
    assert lately.of(ANNA) == NOTHING_SHOWN
    assert not lately._shown


def test_among_replicas_nothing_is_remembered() -> None:
    lately = Lately(alone=False)
    lately.keep(ANNA, REPLY)
    assert lately.of(ANNA) == NOTHING_SHOWN


# ── brought along ────────────────────────────────────────────────────────────────────────────────────


def test_the_way_to_all_topics_carries_the_answer_under_which_it_stands(snapshot: Snapshot) -> None:
    for entry_id in snapshot.knowledge.entries:
        for answer in (
            ChoseEntry(entry_id),
            ChoseEntry(entry_id, Nation.WALES),
            ChoseEntry(entry_id, Nation.WALES, only_now=True),
        ):
            for button in (Command.TOPICS, Tapped(Command.TOPICS, "abc")):
                carried = encode(button, answer)
                assert len(carried.encode()) <= CALLBACK_BYTES
                assert decode(carried) == button
                assert answer_in(carried) == answer


@pytest.mark.parametrize(
    "data", ["", "m:topics", "m:topics|en", "e:safe-to-see-gp", "t:topics:gp", "m:help:gp"]
)
def test_no_other_button_carries_an_answer(data: str) -> None:
    assert answer_in(data) is None


def message(**content: Any) -> dict[str, Any]:
    chat, person = {"id": ANNA, "type": "private"}, {"id": ANNA, "is_bot": False}
    return {"update_id": 7, "message": {"message_id": 1, "chat": chat, "from": person, **content}}


def ours(snapshot: Snapshot, entry_id: str, **more: Any) -> dict[str, Any]:
    """The message of an answer, as Telegram shows it to somebody who replies to it."""
    *_, last = write(snapshot.talk(Person(), ChoseEntry(entry_id))[1])
    return {"message_id": 3, "from": {"id": 1, "is_bot": True}, "reply_markup": last.keyboard, **more}


def test_a_reply_to_an_answer_says_which_one_it_speaks_of(snapshot: Snapshot) -> None:
    for entry_id in snapshot.knowledge.entries:
        _, reply = snapshot.talk(Person(), ChoseEntry(entry_id))
        incoming = read(message(text="2", reply_to_message=ours(snapshot, entry_id)))
        assert incoming is not None
        # Neither the buttons nor their data say a language: the person's own words do.
        assert incoming.event == Asked("2", shown=replace(reply.shown(), language=""))


@pytest.mark.parametrize(
    "markup",
    [
        None, "x", [], {}, {"inline_keyboard": None}, {"inline_keyboard": "x"},
        {"inline_keyboard": [None, "x", 3]},
        {"inline_keyboard": [[None, 3, {}]]}, {"inline_keyboard": [[{"text": 3, "callback_data": []}]]},
        {"inline_keyboard": [[{"text": "A", "callback_data": "zzz"}]]},
    ],
)  # fmt: skip
def test_an_odd_keyboard_shows_nothing(snapshot: Snapshot, markup: object) -> None:
    incoming = read(message(text="2", reply_to_message=ours(snapshot, "gp-refused-me", reply_markup=markup)))
    assert incoming is not None
    assert incoming.event == Asked("2")


def test_a_keyboard_of_somebody_else_shows_nothing(snapshot: Snapshot) -> None:
    theirs = ours(snapshot, "gp-refused-me") | {"from": {"id": ANNA, "is_bot": False}}
    incoming = read(message(text="2", reply_to_message=theirs))
    assert incoming is not None
    assert incoming.event == Asked("2")


# ── at work ──────────────────────────────────────────────────────────────────────────────────────────


def shown(snapshot: Snapshot, event: Any) -> Shown:
    return snapshot.talk(Person(), event)[1].shown()


async def test_a_number_and_the_words_of_a_button_work_as_in_the_terminal(
    snapshot: Snapshot, api: BotApi
) -> None:
    gp_refused = shown(snapshot, ChoseEntry("gp-refused-me"))
    async with polled(api, snapshot):
        api.send(ANNA, snapshot.knowledge.entries["gp-refused-me"].title)
        await api.wait_for(ANNA, 1)
        api.send(ANNA, "Scotland")
        await api.wait_for(ANNA, 2)
        api.send(BEN, "tell me more")
        await api.wait_for(BEN, 1)
    assert texts(api, ANNA)[1] == html_of(snapshot, dict(gp_refused.buttons)["Scotland"])
    assert snapshot.knowledge.voice("en").line("no_answer_yet")[:30] in texts(api, BEN)[0]


async def test_a_reply_to_an_earlier_answer_speaks_of_that_one(snapshot: Snapshot, api: BotApi) -> None:
    titles = [snapshot.knowledge.entries[name].title for name in ("gp-refused-me", "mental-health")]
    async with polled(api, snapshot, fresh_for=0.0):
        for number, title in enumerate(titles, start=1):
            api.send(ANNA, title)
            await api.wait_for(ANNA, number)
        first = next(m for m in api.chat(ANNA) if m["from"] == "bot")
        api.send_reply(ANNA, "say it simpler", first["message_id"])
        await api.wait_for(ANNA, 3)
        api.send(ANNA, "say it simpler")
        await api.wait_for(ANNA, 4)
    assert titles[0] in texts(api, ANNA)[2]
    assert snapshot.knowledge.voice("en").line("no_answer_yet")[:30] in texts(api, ANNA)[3]


async def test_after_forget_the_last_answer_is_not_known(snapshot: Snapshot, api: BotApi) -> None:
    async with polled(api, snapshot):
        for number, text in enumerate(("mental health", "/forget", "tell me more"), start=1):
            api.send(ANNA, text)
            await api.wait_for(ANNA, number)
    assert "the last answer" in texts(api, ANNA)[1]
    assert snapshot.knowledge.voice("en").line("no_answer_yet")[:30] in texts(api, ANNA)[2]
