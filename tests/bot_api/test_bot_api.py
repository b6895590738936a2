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
    _, body = await ask(api, "getUpdates", offset=10**9, timeout=1)
    assert body["result"] == []
    assert 0.9 < loop.time() - start < 2


async def test_only_allowed_kinds_arrive_from_then_on(api: BotApi, bot: Bot) -> None:
    api.send(ANNA, "before")
    api.edit(ANNA, 1, "changed before")
    kinds = [(bool(u.message), bool(u.edited_message)) for u in await bot.get_updates()]
    assert kinds == [(True, False), (False, True)]
    await bot.get_updates(10**9, allowed_updates=["message"])
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
    for empty in ("", " \n ", "<b> </b>"):
        with refused("message text is empty"):
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
    for data in ("й" * 33, ""):
        with refused("BUTTON_DATA_INVALID"):
            await bot.send_message(ANNA, "fuller", reply_markup=keyboard("Go", data))


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
        '{"inline_keyboard": [[{"text": "x", "callback_data": 1}]]}',
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
    await bot.set_my_commands(english)
    await bot.set_my_commands(turkish, language_code="tr")
    await bot.set_my_commands(turkish, scope)
    assert await bot.get_my_commands() == tuple(english)
    assert await bot.get_my_commands(language_code="tr") == tuple(turkish)
    assert await bot.get_my_commands(scope) == tuple(turkish)
    await bot.delete_my_commands(scope)
    assert await bot.get_my_commands(scope) == ()
    for wrong in (BotCommand("Help", "x"), BotCommand("help", "x" * 257)):
        with refused("BOT_COMMAND"):
            await bot.set_my_commands([wrong])


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
    with pytest.raises(ValueError, match="418 is no kind of fault: 429, 500"):
        api.fail("getMe", 418)


# ── webhook ──────────────────────────────────────────────────────────────────────────────────────────

Answer = Callable[[dict[str, Any]], web.Response]


class Listener:
    """A bot's own server: notes what is delivered, and answers as it is told."""

    def __init__(self) -> None:
        self.got: list[dict[str, Any]] = []
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
        async with asyncio.timeout(5):
            while len(self.got) < number:  # noqa: ASYNC110 - simple enough for a test
                await asyncio.sleep(0.005)
        return [update["message"]["text"] for update in self.got if "message" in update]


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
async def test_a_bad_webhook_is_refused(api: BotApi, bot: Bot, wrong: dict[str, str]) -> None:
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
    assert len(await bot.get_updates(first + 1)) == 5


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
