"""What arrives from Telegram, read from the raw update: wherever words are, and only what is for us."""

from __future__ import annotations

from typing import Any

import pytest

from bot.channels.telegram import Incoming, read
from bot.conversation import (
    Asked,
    ChoseEntry,
    Command,
    Commanded,
    Event,
    SentSomethingElse,
    Started,
    UnknownCommand,
)
from tests.bot_api.contents import SERVICE, WITH_CAPTION, WITHOUT_CAPTION
from tests.helpers import ANNA

DANGER = "my husband is not breathing"
PERSON = {"id": ANNA, "is_bot": False, "first_name": "A", "language_code": "ar"}
CHAT = {"id": ANNA, "type": "private", "first_name": "A"}


def message(**content: Any) -> dict[str, Any]:
    return {"message_id": 1, "date": 1, "chat": CHAT, "from": PERSON, **content}


def event_of(content: dict[str, Any], kind: str = "message") -> Event | None:
    incoming = read({"update_id": 7, kind: content})
    return incoming.event if incoming else None


def test_a_message_becomes_what_the_conversation_needs() -> None:
    assert read({"update_id": 7, "message": message(text="hello")}) == Incoming(7, ANNA, Asked("hello"), "ar")


COMMANDS: dict[str, Event] = {
    "/help": Command.HELP,
    "/HELP": Command.HELP,
    "/help@our_bot": Command.HELP,
    f"/help {DANGER}": Commanded(Command.HELP, DANGER),
    f"/help@our_bot\n{DANGER}": Commanded(Command.HELP, DANGER),
    f"/forget\t{DANGER}": Commanded(Command.FORGET, DANGER),
    f"/nation_scotland {DANGER}": Commanded(Command.NATION, DANGER),
    f"/language_en\u2003{DANGER}": Commanded(Command.LANGUAGE, DANGER),
    "/nation_scotland": Command.NATION,
    "/start": Started(),
    "/start safe-to-see-gp": Started("safe-to-see-gp"),
    f"/start {DANGER}": Started(DANGER),
    f"/start\n{DANGER}": Started(DANGER),
    "/settings": UnknownCommand("settings"),
    "/999 he fell": UnknownCommand("999", words="he fell"),
    "/help, please": Asked("/help, please"),
    "/": Asked("/"),
    "help": Asked("help"),
}


@pytest.mark.parametrize("text", COMMANDS)
@pytest.mark.parametrize("kind", ["message", "edited_message"])
@pytest.mark.parametrize("field", ["text", "caption"])
def test_words_after_a_command_are_not_thrown_away(text: str, kind: str, field: str) -> None:
    content = {"photo": []} if field == "caption" else {}
    assert event_of(message(**{field: text}, **content), kind) == COMMANDS[text]


@pytest.mark.parametrize("kind", WITH_CAPTION)
def test_a_caption_is_read_under_every_kind(kind: str) -> None:
    event = event_of(message(**{kind: WITH_CAPTION[kind]}, caption=DANGER))
    assert isinstance(event, Asked)
    assert event.text == DANGER


@pytest.mark.parametrize("kind", [*WITH_CAPTION, *WITHOUT_CAPTION])
def test_every_kind_that_somebody_sends_is_answered(kind: str) -> None:
    event = event_of(message(**{kind: (WITH_CAPTION | WITHOUT_CAPTION)[kind]}))
    if kind in ("poll", "checklist"):
        assert isinstance(event, Asked)
    else:
        assert isinstance(event, SentSomethingElse)


@pytest.mark.parametrize("kind", SERVICE)
def test_what_telegram_itself_tells_in_a_chat_is_passed_over(kind: str) -> None:
    assert event_of(message(**{kind: SERVICE[kind]})) is None


BESIDE: dict[str, dict[str, Any]] = {
    "a quoted reply": {"text": "what now", "quote": {"text": DANGER, "position": 0}},
    "a reply to their own message": {"text": "what now", "reply_to_message": message(text=DANGER)},
    "a reply to a caption": {"text": "what now", "reply_to_message": message(caption=DANGER)},
    "a reply to another chat": {
        "text": "what now",
        "external_reply": {"origin": {}},
        "quote": {"text": DANGER},
    },
    "a contact's name": {"contact": {"first_name": DANGER, "phone_number": "1"}},
    "a contact's last name": {"contact": {"first_name": "A", "last_name": DANGER}},
    "a file's name": {"document": {"file_name": DANGER}},
    "a song's title": {"audio": {"title": DANGER}},
    "a film's name": {"video": {"file_name": DANGER}, "caption": "look"},
    "a place": {"venue": {"title": DANGER, "address": "x"}},
    "a command with a quote": {"text": "/help", "quote": {"text": DANGER}},
    "a link's quote": {"text": "/start", "quote": {"text": DANGER}},
    "an unknown command with a quote": {"text": "/settings", "quote": {"text": DANGER}},
}


@pytest.mark.parametrize("place", BESIDE)
@pytest.mark.parametrize("kind", ["message", "edited_message"])
def test_words_beside_a_message_are_read(place: str, kind: str) -> None:
    event = event_of(message(**BESIDE[place]), kind)
    assert isinstance(event, (Asked, Commanded, Started, SentSomethingElse, UnknownCommand))
    assert DANGER in event.beside


def test_our_own_words_are_not_taken_for_theirs() -> None:
    ours = message(text="If somebody is not breathing, call 999") | {"from": {"id": 1, "is_bot": True}}
    assert event_of(
        message(text="thank you", reply_to_message=ours, quote={"text": "not breathing"})
    ) == Asked("thank you")


def test_a_poll_and_a_checklist_are_read_like_a_message() -> None:
    poll = {"question": "Is it safe?", "options": [{"text": "yes"}, {"text": "no"}]}
    assert event_of(message(poll=poll)) == Asked("Is it safe?\nyes\nno")
    assert event_of(message(checklist={"title": "Today", "tasks": [{"text": DANGER}]})) == Asked(
        f"Today\n{DANGER}"
    )


ELSEWHERE: dict[str, dict[str, Any]] = {
    "a group": message(text="x") | {"chat": {"id": -5, "type": "supergroup", "title": "All"}},
    "a channel": message(text="x") | {"chat": {"id": -5, "type": "channel", "title": "All"}},
    "another bot": message(text="x") | {"from": {"id": 5, "is_bot": True, "first_name": "B"}},
    "no chat": {"message_id": 1, "date": 1, "text": "x"},
    "an odd chat": message(text="x") | {"chat": "x"},
    "no words and nothing sent": message(),
    "an empty text": message(text=""),
}


@pytest.mark.parametrize("case", ELSEWHERE)
def test_what_is_not_for_us_is_passed_over(case: str) -> None:
    assert event_of(ELSEWHERE[case]) is None


@pytest.mark.parametrize("kind", ["business_message", "channel_post", "guest_message", "poll", "telepathy"])
def test_kinds_that_we_did_not_ask_for_are_passed_over(kind: str) -> None:
    assert event_of(message(text="x"), kind) is None


@pytest.mark.parametrize(
    "raw", [{}, {"update_id": "x"}, {"update_id": True}, {"update_id": None}, {"update_id": 1.0}]
)
def test_what_has_no_number_is_no_update(raw: dict[str, Any]) -> None:
    assert read({**raw, "message": message(text="x")}) is None


def tap(data: object, **more: Any) -> dict[str, Any]:
    return {"id": "9", "from": PERSON, "chat_instance": "1", "data": data, **more}


def test_a_tap_gives_its_event_and_its_number() -> None:
    below = message(text="x", message_thread_id=4, is_topic_message=True)
    assert read({"update_id": 7, "callback_query": tap("e:safe-to-see-gp", message=below)}) == Incoming(
        7, ANNA, ChoseEntry("safe-to-see-gp"), "ar", callback="9", thread=4
    )


@pytest.mark.parametrize("data", [None, 5, "", "x", "e:", "💥"])
def test_a_forged_tap_leads_to_the_topics(data: object) -> None:
    assert event_of(tap(data), "callback_query") == Command.TOPICS


def test_a_tap_in_a_group_is_passed_over() -> None:
    assert (
        event_of(tap("m:help", message=message() | {"chat": {"id": -5, "type": "group"}}), "callback_query")
        is None
    )


@pytest.mark.parametrize(
    ("more", "thread"),
    [
        ({"message_thread_id": 4, "is_topic_message": True}, 4),
        ({"message_thread_id": 4}, None),  # a thread of replies, which is no topic
        ({"message_thread_id": "4", "is_topic_message": True}, None),
        ({}, None),
    ],
)
def test_a_topic_is_remembered_for_the_reply(more: dict[str, Any], thread: int | None) -> None:
    incoming = read({"update_id": 7, "message": message(text="x", **more)})
    assert incoming
    assert incoming.thread == thread
