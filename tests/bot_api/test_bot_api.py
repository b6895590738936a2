"""The stand-in keeps Telegram's rules, as python-telegram-bot sees them."""

from __future__ import annotations

import asyncio
import json
import re
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractContextManager
from typing import Any

import aiohttp
import pytest
from aiohttp import web
from telegram import (
    Bot,
    BotCommand,
    BotCommandScopeChat,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InlineQueryResultArticle,
    InputTextMessageContent,
)
from telegram.error import BadRequest, Conflict, Forbidden, InvalidToken, NetworkError, RetryAfter
from telegram.request import HTTPXRequest

from tests.bot_api import BotApi
from tests.bot_api.contents import EVERY, WITH_CAPTION

TOKEN = "123456789:" + "A" * 35
ANNA, BEN = 501, 502


@pytest.fixture(autouse=True)
def _waits_as_timedelta(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PTB_TIMEDELTA", "1")  # without it RetryAfter warns, and warnings are errors


@pytest.fixture
async def api() -> AsyncIterator[BotApi]:
    async with BotApi(TOKEN, webhook_factor=0.01) as running:
        yield running


@pytest.fixture
async def bot(api: BotApi) -> AsyncIterator[Bot]:
    async with bot_at(api) as ready:
        yield ready


def bot_at(api: BotApi, token: str = TOKEN) -> Bot:
    # There is no TLS here: not reading the certificates halves the time of these tests.
    requests = [HTTPXRequest(httpx_kwargs={"verify": False}) for _ in range(2)]
    return Bot(token, base_url=f"{api.url}/bot", request=requests[0], get_updates_request=requests[1])


def keyboard(label: str, data: str) -> InlineKeyboardMarkup:
    return InlineKeyboardMarkup([[InlineKeyboardButton(label, callback_data=data)]])


def refused(why: str) -> AbstractContextManager[Any]:
    """python-telegram-bot begins each description with a capital and goes on in small letters."""
    return pytest.raises(BadRequest, match=f"(?i){re.escape(why)}")


async def ask(api: BotApi, method: str, **body: Any) -> tuple[int, dict[str, Any]]:
    """A raw call with a JSON body."""
    async with (
        aiohttp.ClientSession() as session,
        session.post(f"{api.url}/bot{TOKEN}/{method}", json=body) as answer,
    ):
        return answer.status, await answer.json()


# ── calls ────────────────────────────────────────────────────────────────────────────────────────────


async def test_a_bot_knows_itself(api: BotApi, bot: Bot) -> None:
    assert bot.id == 123456789
    assert bot.username == "stand_in_bot"
    assert api.calls() == {"getMe": 1}


async def test_a_wrong_token_is_unauthorized(api: BotApi) -> None:
    stranger = bot_at(api, "123456789:" + "B" * 35)
    with pytest.raises(InvalidToken):
        await stranger.initialize()
    await stranger.shutdown()
    assert api.calls() == {}


async def test_a_token_can_be_revoked_while_the_bot_runs(api: BotApi, bot: Bot) -> None:
    api.send(ANNA, "hi")
    await bot.send_message(ANNA, "hello")
    api.forget()
    assert (api.chat(ANNA), api.calls()) == ([], {})
    api.revoke()
    with pytest.raises(InvalidToken):
        await bot.send_message(ANNA, "hello")


async def test_an_unknown_method_is_not_found(api: BotApi) -> None:
    assert await ask(api, "sendSmell") == (
        404,
        {"ok": False, "error_code": 404, "description": "Not Found"},
    )


async def test_parameters_come_by_address_form_file_form_and_json_alike(api: BotApi) -> None:
    api.send(ANNA, "hi")
    given = {"chat_id": str(ANNA), "text": "hello"}
    url = f"{api.url}/bot{TOKEN}/sendMessage"
    parts = aiohttp.FormData(given, default_to_multipart=True)
    async with aiohttp.ClientSession() as session:
        for way in ({"params": given}, {"data": given}, {"data": parts}, {"json": given}):
            async with session.post(url, **way) as answer:
                assert answer.status == 200
        async with session.get(url.replace("sendMessage", "SENDMESSAGE"), params=given) as answer:
            assert answer.status == 200
    assert [message["text"] for message in await api.wait_for(ANNA, 5)] == ["hello"] * 5


async def test_broken_json_is_a_bad_request(api: BotApi) -> None:
    headers = {"Content-Type": "application/json"}
    url = f"{api.url}/bot{TOKEN}/getMe"
    async with aiohttp.ClientSession() as session:
        for body in ("{", "[]"):
            async with session.post(url, data=body, headers=headers) as answer:
                assert answer.status == 400


# ── polling ──────────────────────────────────────────────────────────────────────────────────────────


async def test_an_offset_acknowledges_everything_below_it(api: BotApi, bot: Bot) -> None:
    first, second = api.send(ANNA, "one"), api.send(BEN, "two")
    assert [u.update_id for u in await bot.get_updates()] == [first, second]
    assert [u.update_id for u in await bot.get_updates(second)] == [second]
    assert await bot.get_updates(second + 1) == ()
    assert await bot.get_updates(0) == ()


async def test_nothing_is_acknowledged_without_an_offset() -> None:
    async with BotApi(TOKEN, same_offset_rule=False) as api, bot_at(api) as bot:
        api.send(ANNA, "one")
        api.send(ANNA, "two")
        for _ in range(3):
            assert len(await bot.get_updates()) == 2


async def test_asking_again_at_once_with_the_same_offset_gives_one_update(api: BotApi, bot: Bot) -> None:
    for text in ("one", "two", "three"):
        api.send(ANNA, text)
    assert len(await bot.get_updates(0)) == 3
    assert len(await bot.get_updates(0)) == 1
    await asyncio.sleep(0.55)
    assert len(await bot.get_updates(0)) == 3


async def test_asking_at_once_with_the_same_offset_is_made_to_wait(api: BotApi) -> None:
    await ask(api, "getUpdates", offset=1, timeout=0)
    waiting = asyncio.ensure_future(ask(api, "getUpdates", offset=1, timeout=0))
    await asyncio.sleep(0.1)
    assert not waiting.done()
    api.send(ANNA, "now")
    assert len((await waiting)[1]["result"]) == 1


async def test_a_limit_is_kept_and_a_negative_offset_forgets_all_but_the_last(api: BotApi, bot: Bot) -> None:
    ids = [api.send(ANNA, str(n)) for n in range(5)]
    assert [u.update_id for u in await bot.get_updates(limit=2)] == ids[:2]
    assert [u.update_id for u in await bot.get_updates(-2)] == ids[3:]
    assert [u.update_id for u in await bot.get_updates(1)] == ids[3:]


async def test_a_long_poll_ends_with_the_update_or_with_its_time(api: BotApi, bot: Bot) -> None:
    loop = asyncio.get_running_loop()
    waiting = asyncio.ensure_future(bot.get_updates(timeout=10))
    await asyncio.sleep(0.1)
    assert not waiting.done()
    api.send(ANNA, "now")
    assert [u.message.text for u in await waiting if u.message] == ["now"]
    start = loop.time()
    _, body = await ask(api, "getUpdates", offset=api.updates.queue[-1].place + 1, timeout=1)
    assert body["result"] == []
    assert 0.9 < loop.time() - start < 2


async def test_only_allowed_kinds_arrive_from_then_on(api: BotApi, bot: Bot) -> None:
    api.send(ANNA, "before")
    api.edit(ANNA, 1, "changed before")
    got = await bot.get_updates()
    assert [(bool(u.message), bool(u.edited_message)) for u in got] == [(True, False), (False, True)]
    await bot.get_updates(got[-1].update_id + 1, allowed_updates=["message"])
    api.edit(ANNA, 1, "changed after")
    last = api.send(ANNA, "after")
    assert [u.update_id for u in await bot.get_updates(1)] == [last]


async def test_a_second_poll_ends_the_first_with_conflict(api: BotApi, bot: Bot) -> None:
    first = asyncio.ensure_future(bot.get_updates(timeout=10))
    await asyncio.sleep(0.1)
    async with bot_at(api) as other:
        second = asyncio.ensure_future(other.get_updates(timeout=10))
        with pytest.raises(Conflict, match="terminated by other getUpdates"):
            await first
        api.send(ANNA, "for the second")
        assert len(await second) == 1


async def test_an_unknown_kind_and_a_repeated_id_reach_the_bot_as_they_are(api: BotApi, bot: Bot) -> None:
    first = api.send(ANNA, "hi")
    api.raw_update({"update_id": first, "telepathy": {"thought": "…"}})
    new = api.raw_update({"telepathy": {}})
    assert [u.update_id for u in await bot.get_updates()] == [first, first, new]
    assert new == first + 1


async def test_an_offset_in_the_future_forgets_nothing_and_gives_all_from_the_first(api: BotApi) -> None:
    ids = [api.send(ANNA, str(n)) for n in range(3)]
    for _ in range(2):
        _, body = await ask(api, "getUpdates", offset=ids[-1] + 1 + 11, timeout=0)
        assert body["result"][0]["update_id"] == ids[0]
    assert len(api.updates.pending) == 3


async def test_an_offset_only_a_little_too_high_is_believed(api: BotApi, bot: Bot) -> None:
    ids = [api.send(ANNA, str(n)) for n in range(3)]
    assert await bot.get_updates(ids[-1] + 1 + 10) == ()
    assert api.updates.pending == []


async def test_after_a_quiet_week_ids_may_be_lower_and_are_given_to_a_poll_that_waits_for_higher_ones(
    api: BotApi, bot: Bot
) -> None:
    last = api.send(ANNA, "before")
    waiting = asyncio.ensure_future(bot.get_updates(last + 1, timeout=10))
    await asyncio.sleep(0.1)
    assert api.new_id_space(first=last - 1_000) == last - 1_000
    lower = api.send(ANNA, "after")
    assert lower == last - 1_000
    assert [u.update_id for u in await waiting] == [lower]
    assert [u.update_id for u in await bot.get_updates(last + 2)] == [lower]
    assert await bot.get_updates(lower + 1) == ()
    with pytest.raises(ValueError, match="an id is over 0"):
        api.new_id_space(first=0)


async def test_a_new_id_is_random_and_alike_in_every_run_and_what_waited_is_gone(api: BotApi) -> None:
    api.send(ANNA, "before")
    first = api.new_id_space()
    assert api.updates.pending == []
    assert 2_000_001 <= first <= 1_000_000_000
    async with BotApi(TOKEN) as again:
        assert again.new_id_space() == first


async def test_a_second_conflict_within_seconds_is_held_back(api: BotApi, listener: Listener) -> None:
    await ask(api, "setWebhook", url=listener.url)
    assert (await ask(api, "getUpdates"))[0] == 409
    held = asyncio.ensure_future(ask(api, "getUpdates"))
    await asyncio.sleep(0.3)
    assert not held.done()
    held.cancel()


@pytest.mark.parametrize(
    "text", ["{}", "null", "7", '{"update_id": "x", "message": 1}', "[" * 3_000 + "]" * 3_000]
)
async def test_malformed_updates_are_given_as_they_are_and_acknowledged_with_the_next(
    api: BotApi, text: str
) -> None:
    place = api.malformed(text)
    async with (
        aiohttp.ClientSession() as session,
        session.post(f"{api.url}/bot{TOKEN}/getUpdates") as answer,
    ):
        assert text in await answer.text()
    assert api.send(ANNA, "after") == place + 1
    assert [u["message"]["text"] for u in (await ask(api, "getUpdates", offset=place + 1))[1]["result"]] == [
        "after"
    ]


async def test_a_malformed_update_is_posted_and_holds_up_nobody(
    api: BotApi, bot: Bot, listener: Listener
) -> None:
    await bot.set_webhook(listener.url)
    for text in ("{}", "null", '{"update_id": "x", "callback_query": "x"}'):
        api.malformed(text)
    api.send(ANNA, "after")
    assert await listener.until(4) == ["after"]
    assert {"update_id": "x", "callback_query": "x"} in listener.got
    assert None in listener.got


async def test_a_lone_surrogate_goes_to_the_bot_and_is_refused_from_it(api: BotApi) -> None:
    api.send(ANNA, "\ud83d broken", language_code="\udc00")
    api.edit(ANNA, 1, "\udfff")
    texts = [next(iter(u.values())) for u in (await ask(api, "getUpdates"))[1]["result"]]
    assert len(texts) == 2
    assert api.updates.pending[0]["message"]["text"] == "\ud83d broken"
    for wrong in (
        {"text": "\ud83d"},
        {"text": "x", "reply_markup": {"inline_keyboard": [[{"text": "\ud83d", "callback_data": "x"}]]}},
        {"text": "x", "reply_markup": {"inline_keyboard": [[{"text": "x", "callback_data": "\ud83d"}]]}},
    ):
        assert (await ask(api, "sendMessage", chat_id=ANNA, **wrong))[0] == 400


async def test_json_nested_deeply_is_a_bad_request(api: BotApi) -> None:
    api.send(ANNA, "hi")
    deep = "[" * 100_000
    status, _ = await ask(api, "sendMessage", chat_id=ANNA, text="x", reply_markup=deep)
    assert status == 400
    headers = {"Content-Type": "application/json"}
    async with (
        aiohttp.ClientSession() as session,
        session.post(f"{api.url}/bot{TOKEN}/getMe", data=deep, headers=headers) as answer,
    ):
        assert answer.status == 400


# ── kinds of messages ────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("kind", sorted(EVERY))
async def test_every_kind_of_message_arrives_and_python_telegram_bot_can_read_it(
    api: BotApi, bot: Bot, kind: str
) -> None:
    api.send_kind(ANNA, kind)
    (update,) = await bot.get_updates()
    assert update.message
    assert kind in update.message.to_dict() or kind in update.message.api_kwargs


@pytest.mark.parametrize("kind", sorted(WITH_CAPTION))
async def test_a_caption_stands_under_media_and_can_be_changed(api: BotApi, bot: Bot, kind: str) -> None:
    api.send_kind(ANNA, kind, "/help what is this")
    api.edit(ANNA, 1, caption="something else")
    sent, changed = await bot.get_updates()
    assert sent.message
    assert (sent.message.caption, sent.message.text) == ("/help what is this", None)
    assert [entity.type for entity in sent.message.caption_entities] == ["bot_command"]
    assert changed.edited_message
    assert changed.edited_message.caption == "something else"
    assert api.chat(ANNA)[0]["text"] == "something else"


async def test_details_stand_where_they_belong(api: BotApi, bot: Bot) -> None:
    api.send_kind(ANNA, "document", file_name="ambulance.pdf")
    api.send_kind(ANNA, "poll", question="Can I see a GP?")
    api.send_kind(ANNA, "contact", first_name="Dr Ann")
    api.send_kind(ANNA, "checklist", title="Papers")
    document, poll, contact, checklist = [u.message for u in await bot.get_updates()]
    assert document
    assert document.document
    assert document.document.file_name == "ambulance.pdf"
    assert poll
    assert poll.poll
    assert poll.poll.question == "Can I see a GP?"
    assert contact
    assert contact.contact
    assert contact.contact.first_name == "Dr Ann"
    assert checklist
    assert checklist.checklist
    assert checklist.checklist.title == "Papers"
    with pytest.raises(ValueError, match="smell is no kind of message: photo, video"):
        api.send_kind(ANNA, "smell")


async def test_an_album_is_an_update_for_each_picture_with_one_caption(api: BotApi, bot: Bot) -> None:
    ids = api.send_album(ANNA, 4, caption_at=2, caption="my letter")
    api.send_album(BEN, 2)
    messages = [u.message for u in await bot.get_updates()]
    assert [u["update_id"] for u in api.updates.pending][:4] == ids
    assert [m and m.caption for m in messages] == [None, None, "my letter", None, "words", None]
    assert len({m.media_group_id for m in messages if m}) == 2


async def test_an_answer_carries_what_it_answers_and_what_it_quotes(api: BotApi, bot: Bot) -> None:
    api.send(ANNA, "hi")
    sent = await bot.send_message(ANNA, "Call 999 now")
    api.send_reply(ANNA, "why?", sent.message_id, quote="Call 999")
    api.send_reply(ANNA, "and this?", quote="elsewhere", from_elsewhere=True)
    _, here, elsewhere = [u.message for u in await bot.get_updates()]
    assert here
    assert here.reply_to_message
    assert here.reply_to_message.text == "Call 999 now"
    assert here.quote
    assert here.quote.text == "Call 999"
    assert elsewhere
    assert elsewhere.external_reply
    assert elsewhere.reply_to_message is None


async def test_a_message_of_another_bot_is_not_shown_as_ours(api: BotApi, bot: Bot) -> None:
    api.bot_message(BEN, "hello bot")
    (update,) = await bot.get_updates()
    assert update.effective_user
    assert update.effective_user.is_bot
    assert api.chat(BEN)[0]["from"] == "user"


async def test_a_business_message_comes_as_such(api: BotApi, bot: Bot) -> None:
    api.business_message(BEN, "do you sell bread?")
    api.business_message(BEN, "do you sell?", edited=True)
    first, second = await bot.get_updates()
    assert first.business_message
    assert second.edited_business_message


async def test_a_message_lands_in_the_topic_that_it_names_or_beside_all(api: BotApi, bot: Bot) -> None:
    api.send(ANNA, "hi", message_thread_id=7)
    (update,) = await bot.get_updates()
    assert update.message
    assert (update.message.message_thread_id, update.message.is_topic_message) == (7, True)
    there = await bot.send_message(ANNA, "there", message_thread_id=7, reply_markup=keyboard("Go", "go"))
    await bot.send_message(ANNA, "beside")
    assert there.message_thread_id == 7
    assert [message["thread"] for message in api.chat(ANNA)] == [7, 7, None]
    api.tap(ANNA, there.message_id, "Go")
    tap = (await bot.get_updates(update.update_id + 1))[0].callback_query
    assert tap
    assert tap.message
    assert getattr(tap.message, "message_thread_id", None) == 7
    with refused("message thread not found"):
        await bot.send_message(ANNA, "nowhere", message_thread_id=8)


async def test_a_command_is_marked_only_where_it_is_one(api: BotApi, bot: Bot) -> None:
    texts = ("/start", "/start now", "/start\nnow", "/help@stand_in_bot x", "/", "/ start", "/café")
    for text in texts:
        api.send(ANNA, text)
    marked = [[e.length for e in u.message.entities] for u in await bot.get_updates() if u.message]
    assert marked == [[6], [6], [6], [18], [], [], []]


async def test_the_seconds_until_the_first_message_after_each_are_told(api: BotApi, bot: Bot) -> None:
    first = api.send(ANNA, "one")
    await asyncio.sleep(0.1)
    await bot.send_message(ANNA, "answer")
    second, third = api.send(ANNA, "two"), api.send(BEN, "three")
    waits = api.waits()
    assert [(w["chat_id"], w["update_id"]) for w in waits] == [(ANNA, first), (ANNA, second), (BEN, third)]
    assert 0.1 <= waits[0]["seconds"] < 2
    assert [w["seconds"] for w in waits[1:]] == [None, None]
    api.forget()
    assert api.waits() == []


# ── messages ─────────────────────────────────────────────────────────────────────────────────────────


async def test_a_sent_message_is_shown_with_its_words_and_buttons(api: BotApi, bot: Bot) -> None:
    api.send(ANNA, "hi", language_code="ar")
    html = '<b>NHS</b> &amp; <a href="https://nhs.uk">you</a>'
    sent = await bot.send_message(ANNA, html, parse_mode="HTML", reply_markup=keyboard("Go", "go"))
    assert sent.text == "NHS & you"
    assert [(e.type, e.offset, e.length, e.url) for e in sent.entities] == [
        ("bold", 0, 3, None),
        ("text_link", 6, 3, "https://nhs.uk"),
    ]
    user, reply = api.chat(ANNA)
    assert (user["from"], user["text"]) == ("user", "hi")
    assert reply == {
        "message_id": sent.message_id,
        "from": "bot",
        "text": "NHS & you",
        "html": html,
        "buttons": [[("Go", "go")]],
        "thread": None,
    }


@pytest.mark.parametrize(
    ("html", "why"),
    [
        ("<b>no end", "Can't find end tag corresponding to start tag"),
        ("no start</b>", "Unexpected end tag"),
        ("<b><i>crossed</b></i>", "Unmatched end tag"),
        ("<p>paragraph</p>", 'Unsupported start tag "p"'),
        ("1 < 2", "Unclosed start tag"),
        ("1 < 2 > 1", "Unsupported start tag"),
        ("<br/>", "Unsupported start tag"),
        ("<span>x</span>", 'Tag "span" must have class "tg-spoiler"'),
    ],
)
async def test_html_that_telegram_cannot_read_is_refused(api: BotApi, bot: Bot, html: str, why: str) -> None:
    api.send(ANNA, "hi")
    with refused(f"can't parse entities: {why}"):
        await bot.send_message(ANNA, html, parse_mode="HTML")
    assert len(api.chat(ANNA)) == 1


async def test_every_known_tag_and_entity_is_read(api: BotApi, bot: Bot) -> None:
    api.send(ANNA, "hi")
    html = "<B>a</B><i>b</i><code>c</code><blockquote>d</blockquote>"
    html += '<span class="tg-spoiler">&lt;&#8593;</span>&nbsp;& é'
    sent = await bot.send_message(ANNA, html, parse_mode="HTML")
    assert sent.text == "abcd<↑&nbsp;& é"
    assert [e.type for e in sent.entities] == ["bold", "italic", "code", "blockquote", "spoiler"]


async def test_a_text_holds_4096_letters_after_markup_and_not_none(api: BotApi, bot: Bot) -> None:
    api.send(ANNA, "hi")
    await bot.send_message(ANNA, "<b>" + "&amp;" * 4_096 + "</b>", parse_mode="HTML")
    with refused("message is too long"):
        await bot.send_message(ANNA, "x" * 4_097)
    with refused("message text is empty"):
        await bot.send_message(ANNA, "", parse_mode="HTML")
    for empty in (" \n ", "<b> </b>", "\u200b\u2800\u00a0"):
        with refused("text must be non-empty"):
            await bot.send_message(ANNA, empty, parse_mode="HTML")


async def test_the_bot_can_write_only_to_those_whom_it_met_and_who_did_not_block_it(
    api: BotApi, bot: Bot
) -> None:
    with refused("chat not found"):
        await bot.send_message(ANNA, "hello")
    api.send(ANNA, "hi")
    api.block(ANNA)
    with pytest.raises(Forbidden, match="bot was blocked by the user"):
        await bot.send_message(ANNA, "hello")
    api.unblock(ANNA)
    await bot.send_message(ANNA, "hello")
    updates = await bot.get_updates()
    assert [bool(u.my_chat_member) for u in updates] == [False, True, True]


async def test_a_button_carries_1_to_64_bytes(api: BotApi, bot: Bot) -> None:
    api.send(ANNA, "hi")
    await bot.send_message(ANNA, "full", reply_markup=keyboard("Go", "й" * 32))
    with refused("BUTTON_DATA_INVALID"):
        await bot.send_message(ANNA, "fuller", reply_markup=keyboard("Go", "й" * 33))
    with refused("Text buttons are unallowed"):
        await bot.send_message(ANNA, "empty", reply_markup=keyboard("Go", ""))


@pytest.mark.parametrize(
    "markup",
    [
        "{",
        "[]",
        '{"inline": []}',
        '{"inline_keyboard": [{"text": "x"}]}',
        '{"inline_keyboard": [[{"text": "x"}]]}',
        '{"inline_keyboard": [[{"callback_data": "x"}]]}',
        '{"inline_keyboard": [[{"text": " ", "callback_data": "x"}]]}',
        '{"inline_keyboard": [[{"text": "", "callback_data": "x"}]]}',
        '{"inline_keyboard": [[{"text": "x", "callback_data": 1}]]}',
        '{"inline_keyboard": [[{"text": "x", "url": "javascript:alert(1)"}]]}',
        '{"inline_keyboard": [[{"text": "x", "url": "ftp://example.org"}]]}',
        '{"inline_keyboard": [[{"text": "x", "url": "https://localhost"}]]}',
        json.dumps({"inline_keyboard": [[{"text": "x", "callback_data": "x"}]] * 101}),
        json.dumps({"inline_keyboard": [[{"text": "x" * 200, "callback_data": "x"}]] * 60}),
    ],
)
async def test_buttons_that_are_none_are_refused(api: BotApi, markup: str) -> None:
    api.send(ANNA, "hi")
    status, body = await ask(api, "sendMessage", chat_id=ANNA, text="x", reply_markup=markup)
    assert status == 400
    assert body["description"].startswith("Bad Request: ")


async def test_a_message_can_be_changed_and_deleted(api: BotApi, bot: Bot) -> None:
    api.send(ANNA, "hi")
    sent = await bot.send_message(ANNA, "one", reply_markup=keyboard("Go", "go"))
    changed = await bot.edit_message_text("<i>two</i>", ANNA, sent.message_id, parse_mode="HTML")
    assert api.chat(ANNA)[1]["text"] == "two"
    assert api.chat(ANNA)[1]["buttons"] == []
    assert not isinstance(changed, bool)
    assert changed.edit_date
    with refused("message is not modified"):
        await bot.edit_message_text("<i>two</i>", ANNA, sent.message_id, parse_mode="HTML")
    with refused("message can't be edited"):
        await bot.edit_message_text("mine now", ANNA, 1)
    await bot.delete_message(ANNA, sent.message_id)
    assert [message["text"] for message in api.chat(ANNA)] == ["hi"]
    with refused("message to delete not found"):
        await bot.delete_message(ANNA, sent.message_id)
    with refused("message to edit not found"):
        await bot.edit_message_text("three", ANNA, sent.message_id)


async def test_somebody_may_look_when_a_message_is_shown(api: BotApi, bot: Bot) -> None:
    seen: list[tuple[int, str, int]] = []
    api.world.on_message = lambda chat, shown: seen.append((chat.chat_id, shown.html, len(api.commands)))
    api.send(ANNA, "hi")
    sent = await bot.send_message(ANNA, "<b>one</b>", parse_mode="HTML")
    await bot.set_my_commands([BotCommand("help", "Help")])
    await bot.edit_message_text("two", ANNA, sent.message_id)
    assert seen == [(ANNA, "<b>one</b>", 0), (ANNA, "two", 1)]


async def test_waiting_for_messages_that_do_not_come_says_how_many_came(api: BotApi, bot: Bot) -> None:
    api.send(ANNA, "hi")
    await bot.send_message(ANNA, "one")
    with pytest.raises(TimeoutError, match=r"sent 1 messages .* within 0.1 s, not 2"):
        await api.wait_for(ANNA, 2, 0.1)


# ── taps ─────────────────────────────────────────────────────────────────────────────────────────────


async def test_a_tap_by_label_or_data_arrives_and_is_answered_once_and_for_all(api: BotApi, bot: Bot) -> None:
    api.send(ANNA, "hi", language_code="tr")
    sent = await bot.send_message(ANNA, "choose", reply_markup=keyboard("Go", "go:1"))
    first = api.tap(ANNA, sent.message_id, "Go")
    api.tap(ANNA, sent.message_id, "go:1")
    queries = [u.callback_query for u in await bot.get_updates(first)]
    assert [q.data for q in queries if q] == ["go:1", "go:1"]
    assert len(api.unanswered()) == 2
    for query in queries:
        assert query
        assert query.message
        assert (query.message.message_id, query.from_user.language_code) == (sent.message_id, "tr")
        await query.answer()
    assert api.unanswered() == []


async def test_a_button_that_is_not_there_cannot_be_tapped_but_forged(api: BotApi, bot: Bot) -> None:
    api.send(ANNA, "hi")
    sent = await bot.send_message(ANNA, "choose", reply_markup=keyboard("Go", "go"))
    with pytest.raises(LookupError, match="no button “Stop” but Go"):
        api.tap(ANNA, sent.message_id, "Stop")
    with pytest.raises(LookupError, match="does not show a message 99"):
        api.tap(ANNA, 99, "Go")
    forged = api.tap(ANNA, 99, "evil", forged=True)
    (update,) = await bot.get_updates(forged)
    assert update.callback_query
    assert update.callback_query.data == "evil"


async def test_an_unknown_or_old_tap_cannot_be_answered() -> None:
    async with BotApi(TOKEN, query_seconds=0.05) as api, bot_at(api) as bot:
        api.tap(ANNA, 1, "x", forged=True)
        (query_id,) = api.unanswered()
        await asyncio.sleep(0.06)
        for each in (query_id, "1"):
            with refused("query is too old"):
                await bot.answer_callback_query(each)


# ── inline ───────────────────────────────────────────────────────────────────────────────────────────


def article(number: int) -> InlineQueryResultArticle:
    return InlineQueryResultArticle(str(number), f"answer {number}", InputTextMessageContent("words"))


async def test_an_inline_query_arrives_and_its_answer_is_seen(api: BotApi, bot: Bot) -> None:
    api.ask_inline(ANNA, "g" * 300, "tr")
    query = (await bot.get_updates())[0].inline_query
    assert query
    assert (query.query, query.from_user.language_code) == ("g" * 256, "tr")
    with pytest.raises(TimeoutError, match="not answered"):
        await api.inline_results(ANNA, seconds=0.01)
    await bot.answer_inline_query(query.id, [article(1), article(2)])
    assert [result["title"] for result in await api.inline_results(ANNA)] == ["answer 1", "answer 2"]
    with pytest.raises(LookupError, match="nothing inline"):
        await api.inline_results(BEN)


@pytest.mark.parametrize(
    ("results", "why"),
    [
        ([article(n) for n in range(51)], "RESULTS_TOO_MUCH"),
        ([article(1), article(1)], "RESULT_ID_DUPLICATE"),
    ],
)
async def test_results_that_telegram_refuses(
    api: BotApi, bot: Bot, results: list[InlineQueryResultArticle], why: str
) -> None:
    api.ask_inline(ANNA, "gp")
    query = (await bot.get_updates())[0].inline_query
    assert query
    body = {"inline_query_id": query.id, "results": [each.to_dict() for each in results]}
    assert why in (await ask(api, "answerInlineQuery", **body))[1]["description"]
    with refused("query is too old"):
        await bot.answer_inline_query("77", [article(1)])


# ── menus and the rest ───────────────────────────────────────────────────────────────────────────────


async def test_commands_are_kept_by_scope_and_language(api: BotApi, bot: Bot) -> None:
    english, turkish = [BotCommand("help", "Help")], [BotCommand("help", "Yardım")]
    scope = BotCommandScopeChat(ANNA)
    with refused("chat not found"):
        await bot.set_my_commands(turkish, scope)
    api.send(ANNA, "hi")
    await bot.set_my_commands(english)
    await bot.set_my_commands(turkish, language_code="tr")
    await bot.set_my_commands(turkish, scope)
    assert await bot.get_my_commands() == tuple(english)
    assert await bot.get_my_commands(language_code="tr") == tuple(turkish)
    assert await bot.get_my_commands(scope) == tuple(turkish)
    await bot.delete_my_commands(scope)
    assert await bot.get_my_commands(scope) == ()


@pytest.mark.parametrize(
    ("commands", "why"),
    [
        ([{"command": "Help", "description": "x"}], "BOT_COMMAND_INVALID"),
        ([{"command": "/", "description": "x"}], "command must be non-empty"),
        ([{"command": "x" * 33, "description": "x"}], "command length must not exceed 32"),
        ([{"command": "help", "description": " "}], "command description must be non-empty"),
        ([{"command": "help", "description": "x" * 257}], "command description length must not exceed 256"),
        ([{"command": "help", "description": "\ud800"}], "command description must be encoded in UTF-8"),
        ([{"command": "help"}], "can't parse BotCommand: Can't find field \"description\""),
        (["help"], "can't parse BotCommand: expected an Object"),
        ([{"command": f"x{n}", "description": "x"} for n in range(101)], "BOT_COMMANDS_TOO_MUCH"),
        ([{"command": f"x{n}", "description": "x" * 200} for n in range(40)], "BOT_COMMANDS_TOO_MUCH"),
    ],
)
async def test_menus_that_telegram_refuses(api: BotApi, commands: list[Any], why: str) -> None:
    status, body = await ask(api, "setMyCommands", commands=commands)
    assert (status, body["description"]) == (400, f"Bad Request: {why}")
    assert api.commands == {}


async def test_a_full_menu_is_taken_trimmed_and_without_its_slash(api: BotApi) -> None:
    full = [{"command": f"x{n}", "description": "x" * 40} for n in range(100)]
    assert (await ask(api, "setMyCommands", commands=full))[0] == 200
    assert (await ask(api, "setMyCommands", commands=[{"command": "/help", "description": " A\tB "}]))[
        0
    ] == 200
    assert list(api.commands.values()) == [[{"command": "help", "description": "A B"}]]


async def test_a_menu_is_for_a_known_scope_and_a_language_of_two_letters(api: BotApi) -> None:
    for wrong in ({"scope": {"type": "planet"}}, {"scope": {"type": "chat"}}, {"language_code": "english"}):
        assert (await ask(api, "getMyCommands", **wrong))[0] == 400


async def test_name_descriptions_and_actions_are_taken(api: BotApi, bot: Bot) -> None:
    api.send(ANNA, "hi")
    await bot.set_my_name("Rights")
    await bot.set_my_description("About your rights", language_code="en")
    await bot.set_my_short_description("Rights")
    assert (await bot.get_my_name()).name == "Rights"
    assert (await bot.get_my_description("en")).description == "About your rights"
    await bot.send_chat_action(ANNA, "typing")
    with refused("wrong parameter action"):
        await bot.send_chat_action(ANNA, "sleeping")


# ── faults ───────────────────────────────────────────────────────────────────────────────────────────


async def test_429_names_the_seconds_to_wait(api: BotApi, bot: Bot) -> None:
    api.send(ANNA, "hi")
    api.fail("sendMessage", 429, retry_after=7)
    with pytest.raises(RetryAfter, match="Retry in 0:00:07"):
        await bot.send_message(ANNA, "one")
    await bot.send_message(ANNA, "two")
    assert [message["text"] for message in await api.wait_for(ANNA, 1)] == ["two"]
    for wrong in (0.5, -1, True):
        with pytest.raises(ValueError, match="whole number"):
            api.fail("sendMessage", 429, retry_after=wrong)


async def test_5xx_strikes_every_nth_call_and_only_that_method(api: BotApi, bot: Bot) -> None:
    api.send(ANNA, "hi")
    api.fail("sendMessage", 502, every=3, times=None)
    outcomes = []
    for n in range(6):
        try:
            await bot.send_message(ANNA, str(n))
            outcomes.append(True)
        except NetworkError:
            outcomes.append(False)
        await bot.get_me()
    assert outcomes == [True, True, False, True, True, False]
    assert [call.status for call in api.requests("sendMessage")] == [200, 200, 502, 200, 200, 502]
    api.heal()
    await bot.send_message(ANNA, "healed")


async def test_a_fault_can_be_meant_for_one_chat(api: BotApi, bot: Bot) -> None:
    api.send(ANNA, "hi")
    api.send(BEN, "hi")
    api.fail("*", 500, times=None, chat_id=BEN)
    await bot.send_message(ANNA, "hello")
    with pytest.raises(NetworkError):
        await bot.send_message(BEN, "hello")


@pytest.mark.parametrize(("kind", "arrived"), [("lost", 1), ("cut", 0), ("garbled", 1)])
async def test_a_lost_answer_was_carried_out_and_a_cut_call_was_not(
    api: BotApi, bot: Bot, kind: str, arrived: int
) -> None:
    api.send(ANNA, "hi")
    api.fail("sendMessage", kind)
    with pytest.raises(Exception, match=r"[Dd]isconnected|Invalid server response|ReadError"):
        await bot.send_message(ANNA, "hello")
    assert len(api.chat(ANNA)) == 1 + arrived


async def test_a_slow_call_is_carried_out_late_and_holds_up_nobody(api: BotApi, bot: Bot) -> None:
    api.send(ANNA, "hi")
    api.fail("sendMessage", "slow", seconds=0.3)
    slow = asyncio.ensure_future(bot.send_message(ANNA, "slow"))
    await asyncio.sleep(0.1)
    await bot.send_message(ANNA, "quick")
    await slow
    assert [message["text"] for message in await api.wait_for(ANNA, 2)] == ["quick", "slow"]


@pytest.mark.parametrize("kind", ["no_result", "odd_result"])
async def test_a_call_is_carried_out_and_answered_without_what_was_asked(api: BotApi, kind: str) -> None:
    api.send(ANNA, "hi")
    api.fail("sendMessage", kind, result=[7])
    status, body = await ask(api, "sendMessage", chat_id=ANNA, text="hello")
    assert (status, body) == (200, {"ok": True} | ({"result": [7]} if kind == "odd_result" else {}))
    assert len(await api.wait_for(ANNA, 1)) == 1


@pytest.mark.parametrize(("status", "body"), [(404, None), (502, ""), (200, "hello")])
async def test_a_page_of_a_proxy_may_come_instead(api: BotApi, status: int, body: str | None) -> None:
    api.fail("getMe", "html", status=status, body=body)
    async with aiohttp.ClientSession() as session, session.get(f"{api.url}/bot{TOKEN}/getMe") as answer:
        assert (answer.status, answer.content_type) == (status, "text/html")
        text = await answer.text()
    assert text == body if body is not None else "<h1>404</h1>" in text
    assert [call.status for call in api.requests("getMe")] == [status]


@pytest.mark.parametrize("code", [401, 403, 404, 409])
async def test_a_refusal_may_come_once_with_telegrams_body_or_with_none(api: BotApi, code: int) -> None:
    api.fail("getMe", code)
    api.fail("getMe", code, body="")
    status, body = await ask(api, "getMe")
    assert (status, body["error_code"], body["ok"]) == (code, code, False)
    async with aiohttp.ClientSession() as session, session.get(f"{api.url}/bot{TOKEN}/getMe") as answer:
        assert (answer.status, await answer.text()) == (code, "")
    assert (await ask(api, "getMe"))[0] == 200


async def test_any_method_can_be_refused_in_telegrams_words(api: BotApi) -> None:
    api.refuse("setMyCommands", "Bad Request: BOT_COMMANDS_TOO_MUCH", times=None)
    api.refuse("getMe", "Too Many Requests: retry after 7200", 429, retry_after=7_200)
    assert (await ask(api, "setMyCommands"))[1]["description"] == "Bad Request: BOT_COMMANDS_TOO_MUCH"
    assert (await ask(api, "getMe"))[1]["parameters"] == {"retry_after": 7_200}


async def test_a_call_that_hangs_is_not_carried_out(api: BotApi) -> None:
    api.send(ANNA, "hi")
    api.fail("sendMessage", "hang", seconds=0.2)
    begin = asyncio.get_running_loop().time()
    with pytest.raises(aiohttp.ClientError):
        await ask(api, "sendMessage", chat_id=ANNA, text="hello")
    assert asyncio.get_running_loop().time() - begin >= 0.2
    assert len(api.chat(ANNA)) == 1


async def test_a_fault_for_a_chat_strikes_every_method_that_concerns_it(api: BotApi) -> None:
    for chat in (ANNA, BEN):
        api.send(chat, "hi")
        api.tap(chat, 1, "x", forged=True)
    anna, ben = api.unanswered()
    api.fail("*", 403, times=None, chat_id=ANNA)

    def calls(chat: int, tap: str) -> list[tuple[str, dict[str, Any]]]:
        scope = {"type": "chat", "chat_id": chat}
        return [
            ("sendMessage", {"chat_id": chat, "text": "x"}),
            ("sendMessage", {"chat_id": str(chat), "text": "x"}),
            ("sendChatAction", {"chat_id": chat, "action": "typing"}),
            ("setMyCommands", {"scope": scope}),
            ("getMyCommands", {"scope": json.dumps(scope)}),
            ("deleteMyCommands", {"scope": scope}),
            ("answerCallbackQuery", {"callback_query_id": tap}),
        ]

    assert [(await ask(api, name, **given))[0] for name, given in calls(ANNA, anna)] == [403] * 7
    assert [(await ask(api, name, **given))[0] for name, given in calls(BEN, ben)] == [200] * 7
    assert (await ask(api, "getMe"))[0] == 200
    api.heal(chat_id=BEN)
    assert (await ask(api, "sendMessage", chat_id=ANNA, text="x"))[0] == 403
    api.heal(chat_id=ANNA)
    assert (await ask(api, "sendMessage", chat_id=ANNA, text="x"))[0] == 200


async def test_a_chance_strikes_some_calls_and_alike_in_every_run(api: BotApi) -> None:
    def struck() -> list[bool]:
        api.heal()
        api.fail("getMe", 500, times=None, chance=0.2)
        return [api.faults.strike("getMe", None) is not None for _ in range(200)]

    first = struck()
    assert 20 < sum(first) < 60
    assert struck() == first
    with pytest.raises(ValueError, match="chance is over 0"):
        api.fail("getMe", 500, chance=0)


async def test_a_fault_unknown_is_a_mistake_of_the_test(api: BotApi) -> None:
    with pytest.raises(ValueError, match="418 is no kind of fault: 400, 401"):
        api.fail("getMe", 418)


# ── webhook ──────────────────────────────────────────────────────────────────────────────────────────

Answer = Callable[[dict[str, Any]], web.Response]


class Listener:
    """A bot's own server: notes what is delivered, and answers as it is told."""

    def __init__(self) -> None:
        self.got: list[Any] = []
        self.secrets: list[str | None] = []
        self.answer: Answer = lambda update: web.Response()
        self.seconds = 0.0
        self.busy = self.busiest = 0
        self.url = ""

    async def handle(self, request: web.Request) -> web.Response:
        update = await request.json()
        self.secrets.append(request.headers.get("X-Telegram-Bot-Api-Secret-Token"))
        self.busy += 1
        self.busiest = max(self.busiest, self.busy)
        await asyncio.sleep(self.seconds)
        self.busy -= 1
        self.got.append(update)
        return self.answer(update)

    async def until(self, number: int) -> list[str]:
        async with asyncio.timeout(60):
            while len(self.got) < number:  # noqa: ASYNC110 - simple enough for a test
                await asyncio.sleep(0.005)
        return [update["message"]["text"] for update in self.got if update and "message" in update]


@pytest.fixture
async def listener() -> AsyncIterator[Listener]:
    made = Listener()
    app = web.Application()
    app.router.add_post("/hook", made.handle)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    made.url = f"http://127.0.0.1:{runner.addresses[0][1]}/hook"
    yield made
    await runner.cleanup()


async def test_a_webhook_gets_updates_with_its_secret_and_polling_is_refused(
    api: BotApi, bot: Bot, listener: Listener
) -> None:
    api.send(ANNA, "before")
    await bot.set_webhook(listener.url, secret_token="s3cret", allowed_updates=["message"])
    api.send(ANNA, "after")
    assert await listener.until(2) == ["before", "after"]
    assert listener.secrets == ["s3cret", "s3cret"]
    info = await bot.get_webhook_info()
    assert (info.url, info.max_connections, info.allowed_updates) == (listener.url, 40, ("message",))
    with pytest.raises(Conflict, match="while webhook is active"):
        await bot.get_updates()
    await bot.delete_webhook()
    assert (await bot.get_webhook_info()).url == ""
    assert await bot.get_updates() == ()


async def test_setting_a_webhook_ends_a_waiting_poll(api: BotApi, bot: Bot, listener: Listener) -> None:
    waiting = asyncio.ensure_future(bot.get_updates(timeout=10))
    await asyncio.sleep(0.1)
    await bot.set_webhook(listener.url)
    with pytest.raises(Conflict, match="setWebhook"):
        await waiting


async def test_one_chat_is_served_in_order_and_one_at_a_time_others_side_by_side(
    api: BotApi, bot: Bot, listener: Listener
) -> None:
    listener.seconds = 0.05
    await bot.set_webhook(listener.url, max_connections=3)
    for n in range(3):
        for chat in range(1, 6):
            api.send(chat, f"{chat}.{n}")
    texts = await listener.until(15)
    for chat in range(1, 6):
        assert [t for t in texts if t.startswith(f"{chat}.")] == [f"{chat}.{n}" for n in range(3)]
    assert listener.busiest == 3
    listener.busiest = 0
    for n in range(3):
        api.send(ANNA, str(n))
    await listener.until(18)
    assert listener.busiest == 1


async def test_a_failed_delivery_comes_again_and_holds_up_only_its_chat(
    api: BotApi, bot: Bot, listener: Listener
) -> None:
    fails = iter([500, 502, 503])
    listener.answer = lambda update: web.Response(
        status=next(fails, 200) if update["message"]["chat"]["id"] == ANNA else 200
    )
    await bot.set_webhook(listener.url)
    api.send(ANNA, "one")
    api.send(ANNA, "two")
    api.send(BEN, "three")
    texts = await listener.until(6)
    assert [text for text in texts if text != "three"] == ["one", "one", "one", "one", "two"]
    assert texts.index("three") < 3
    await asyncio.sleep(0.02)
    info = await bot.get_webhook_info()
    assert (info.pending_update_count, info.last_error_message) == (
        0,
        "Wrong response from the webhook: 503 Service Unavailable",
    )


async def test_retry_after_is_obeyed_by_the_deliverer(api: BotApi, bot: Bot, listener: Listener) -> None:
    at = []

    def answer(_: dict[str, Any]) -> web.Response:
        at.append(asyncio.get_running_loop().time())
        return web.Response(status=503, headers={"Retry-After": "30"}) if len(at) == 1 else web.Response()

    listener.answer = answer
    await bot.set_webhook(listener.url)
    api.send(ANNA, "one")
    await listener.until(2)
    assert 0.3 <= at[1] - at[0] < 1


async def test_what_was_not_taken_can_be_polled_afterwards(api: BotApi, bot: Bot, listener: Listener) -> None:
    listener.answer = lambda _: web.Response(status=500)
    await bot.set_webhook(listener.url)
    api.send(ANNA, "one")
    await listener.until(2)
    assert (await bot.get_webhook_info()).pending_update_count == 1
    await bot.delete_webhook()
    assert [u.message.text for u in await bot.get_updates() if u.message] == ["one"]
    api.send(ANNA, "two")
    await bot.delete_webhook(drop_pending_updates=True)
    assert await bot.get_updates(1) == ()


async def test_a_method_in_the_answer_is_carried_out_but_not_every_method(
    api: BotApi, bot: Bot, listener: Listener
) -> None:
    methods = iter(["sendMessage", "getMe", "deleteWebhook", "close", "logOut", "sendMessage", "sendMessage"])
    listener.answer = lambda _: web.json_response(
        {"method": next(methods), "chat_id": ANNA, "text": "in body"}
    )
    await bot.set_webhook(listener.url)
    api.fail("sendMessage", 429, every=2)
    for n in range(7):
        api.send(ANNA, str(n))
    await api.wait_for(ANNA, 2)
    assert [call.status for call in api.requests("sendMessage")] == [200, 429, 200]
    assert api.calls() == {"getMe": 1, "setWebhook": 1, "sendMessage": 3}
    assert (await bot.get_webhook_info()).url == listener.url


async def test_a_method_in_the_answer_can_be_refused_but_not_lost(
    api: BotApi, bot: Bot, listener: Listener
) -> None:
    listener.answer = lambda update: web.json_response(
        {"method": "sendMessage", "chat_id": ANNA, "text": update["message"]["text"]}
    )
    await bot.set_webhook(listener.url)
    for kind in ("slow", "lost", "cut", "garbled"):
        api.fail("sendMessage", kind)
    api.send(ANNA, "one")
    await api.wait_for(ANNA, 1)
    api.fail("sendMessage", 429)
    api.send(ANNA, "two")
    api.send(ANNA, "three")
    await api.wait_for(ANNA, 2)
    assert [m["text"] for m in api.chat(ANNA) if m["from"] == "bot"] == ["one", "three"]


async def test_a_webhook_is_set_once_a_second(listener: Listener) -> None:
    async with BotApi(TOKEN) as api, bot_at(api) as bot:
        await bot.set_webhook(listener.url)
        with pytest.raises(RetryAfter):
            await bot.set_webhook(listener.url)
        assert (await bot.get_webhook_info()).url == listener.url
        await asyncio.sleep(1)
        await bot.set_webhook(listener.url)


async def test_a_failed_delivery_is_told_to_whoever_asks(api: BotApi, bot: Bot, listener: Listener) -> None:
    listener.answer = lambda update: web.Response(status=500 if len(listener.got) == 1 else 200)
    await bot.set_webhook(listener.url)
    api.send(ANNA, "hi")
    await listener.until(2)
    info = await bot.get_webhook_info()
    assert info.last_error_date
    assert "500" in (info.last_error_message or "")


@pytest.mark.parametrize("wrong", [{"url": "nowhere"}, {"url": "http://x/", "secret_token": "nö"}])
async def test_a_bad_webhook_is_refused(api: BotApi, bot: Bot, wrong: dict[str, Any]) -> None:
    with pytest.raises(BadRequest):
        await bot.set_webhook(**wrong)
    assert (await bot.get_webhook_info()).url == ""


# ── from other languages ─────────────────────────────────────────────────────────────────────────────


async def test_everything_can_be_driven_by_http(api: BotApi, bot: Bot) -> None:
    async with aiohttp.ClientSession() as session:

        async def control(name: str, status: int = 200, **body: Any) -> Any:
            async with session.post(f"{api.url}/control/{name}", json=body) as answer:
                assert answer.status == status
                return await answer.json()

        first = (await control("send", chat_id=ANNA, text="/start", language_code="fr"))["result"]
        (update,) = await bot.get_updates()
        assert (update.update_id, update.message and update.message.text) == (first, "/start")
        await bot.send_message(ANNA, "choose", reply_markup=keyboard("Go", "go"))
        shown = (await control("wait_for", chat_id=ANNA, count=1))["result"]
        assert shown[0]["buttons"] == [[["Go", "go"]]]
        await control("tap", chat_id=ANNA, message_id=shown[0]["message_id"], data_or_label="Go")
        await control("send_photo", chat_id=ANNA)
        await control("send_kind", chat_id=BEN, kind="voice", caption="listen")
        await control("send_album", chat_id=BEN, number=2)
        await control("malformed", text="{}")
        await control("group_message", chat_id=-5, text="all")
        await control("raw_update", update={"telepathy": {}})
        await control("fail", method="sendMessage", kind="429", retry_after=0)
        await control("block", chat_id=ANNA)
        assert len((await control("unanswered"))["result"]) == 1
        assert (await control("calls"))["result"]["sendMessage"] == 1
        assert (await control("requests", method="sendMessage"))["result"][0]["parameters"][
            "text"
        ] == "choose"
        assert len((await control("chat", chat_id=ANNA))["result"]) == 3
        await control("wait_for", 408, chat_id=ANNA, count=9, seconds=0.01)
        await control("edit", 400, chat_id=ANNA, message_id=99, text="x")
        await control("send", 400, chat=ANNA)
        await control("updates", 404)
        assert (await control("waits"))["result"][0]["chat_id"] == ANNA
        await control("new_id_space", first=5)
        assert (await control("send", chat_id=BEN, text="later"))["result"] == 5


async def test_it_runs_on_its_own() -> None:
    command = (sys.executable, "-m", "tests.bot_api", "--token", TOKEN)
    process = await asyncio.create_subprocess_exec(*command, stdout=asyncio.subprocess.PIPE)
    try:
        assert process.stdout
        line = (await asyncio.wait_for(process.stdout.readline(), 5)).decode()
        url = line.split()[3].rstrip(",")
        async with aiohttp.ClientSession() as session, session.get(f"{url}/bot{TOKEN}/getMe") as answer:
            assert json.loads(await answer.text())["result"]["is_bot"] is True
    finally:
        process.kill()
        await process.wait()
