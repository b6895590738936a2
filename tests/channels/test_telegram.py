"""Whole conversations on Telegram, against the stand-in, with the real knowledge."""

from __future__ import annotations

import asyncio
import logging
import traceback
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from typing import Any

import pytest
from telegram import Bot

from bot.channels.telegram import (
    CALLBACK_BYTES,
    LONGEST,
    NoToken,
    Poller,
    SecondPoller,
    Sender,
    TokenRefused,
    decode,
    encode,
    make_answerer,
    make_bot,
    quiet_logs,
    write,
)
from bot.channels.telegram.delivery import TRIES
from bot.conversation import (
    Asked,
    ChoseEntry,
    ChoseLanguage,
    ChoseNation,
    ChoseTopic,
    Command,
    Event,
    Outcome,
    Person,
    SentSomethingElse,
    Started,
    UnknownCommand,
    WantedReceptionWords,
)
from bot.knowledge import ALL_NATIONS, Entry, Nation
from bot.rendering import MENU, Button, Kind, Line, Reply, Turn
from bot.runtime.snapshot import Snapshot
from tests.bot_api import BotApi
from tests.channels.conftest import QUICK
from tests.helpers import ANNA, BEN, TOKEN, html_of, until

DANGER = "I want to kill myself"


Talk = Callable[[Person, Event], tuple[Person, Reply]]


@pytest.fixture
async def api() -> AsyncIterator[BotApi]:
    async with BotApi(TOKEN) as running:
        yield running


@asynccontextmanager
async def polled(api: BotApi, snapshot: Snapshot, talk: Talk | None = None) -> AsyncIterator[Poller]:
    """The bot, until the end of the block. Fails when it ends by itself or does not end when told."""
    poller = a_poller(api, snapshot, talk)
    task = asyncio.create_task(poller.run())
    try:
        yield poller
    finally:
        poller.stop.set()
        await asyncio.wait_for(task, 5)


def a_poller(api: BotApi, snapshot: Snapshot, talk: Talk | None = None, token: str = TOKEN) -> Poller:
    sender = Sender(make_bot(token, api.url), timing=QUICK)
    return Poller(make_answerer(sender, SpeaksLike(snapshot, talk) if talk else snapshot))


class SpeaksLike:
    """The house, with other words in its mouth."""

    def __init__(self, snapshot: Snapshot, talk: Talk) -> None:
        self.snapshot, self.talk = snapshot, talk
        self.failed, self.too_many, self.menu = snapshot.failed, snapshot.too_many, snapshot.menu
        self.languages, self.glance, self.delivered = snapshot.languages, snapshot.glance, snapshot.delivered
        self.ready, self.encodes = snapshot.ready, snapshot.encodes

    def turn(self, person: Person, event: Event) -> Turn:
        after, reply = self.talk(person, event)
        return replace(self.snapshot.turn(person, Command.HELP), person=after, reply=reply)


@dataclass
class Phone:
    """Somebody with the chat open. Each deed waits for the bot's next message and gives it."""

    api: BotApi
    chat: int = ANNA
    seen: int = 0

    async def sees(self) -> dict[str, Any]:
        self.seen += 1
        return (await self.api.wait_for(self.chat, self.seen))[self.seen - 1]

    async def types(self, text: str) -> dict[str, Any]:
        self.api.send(self.chat, text)
        return await self.sees()

    async def taps(self, label: str) -> dict[str, Any]:
        """On the newest message that shows such a button."""
        messages = [m for m in self.api.chat(self.chat) if label in labels(m)]
        self.api.tap(self.chat, messages[-1]["message_id"], label)
        return await self.sees()


@pytest.fixture
async def phone(api: BotApi, snapshot: Snapshot) -> AsyncIterator[Phone]:
    """Anna's phone, the bot being at work."""
    async with polled(api, snapshot):
        yield Phone(api)


def labels(message: dict[str, Any]) -> list[str]:
    return [label for row in message["buttons"] for label, _ in row]


def line(snapshot: Snapshot, name: str) -> str:
    return snapshot.knowledge.voice("en").line(name)


@pytest.fixture(scope="session")
def told(snapshot: Snapshot) -> tuple[str, Entry]:
    """A question that is answered at once, by an entry that says another thing in Scotland."""
    for entry in snapshot.knowledge.entries.values():
        if (
            {Nation.ENGLAND, Nation.SCOTLAND} <= set(entry.nations)
            and entry.answer.differs()
            and entry.related
        ):
            for ask in snapshot.knowledge.asks["en"][entry.id]:
                _, decision = snapshot.conversation.hear(Person(), Asked(ask))
                plain = decision.outcome == Outcome.TOLD and not (
                    decision.nation or decision.cautious or decision.choices or decision.above
                )
                if plain and decision.entry == entry.id:
                    return ask, entry
    pytest.fail("no entry of the real knowledge answers differently in Scotland")


# ── conversations ────────────────────────────────────────────────────────────────────────────────────


async def test_somebody_asks_for_england_then_scotland_then_goes_on_to_the_topics(
    snapshot: Snapshot, phone: Phone, told: tuple[str, Entry]
) -> None:
    question, entry = told
    voice = snapshot.knowledge.voice("en")

    menu = await phone.types("/start")
    assert menu["html"] == html_of(snapshot, Started())
    assert labels(menu)[: len(voice.topics)] == [voice.topics[t] for t in snapshot.knowledge.topics]

    answer = await phone.types(question)
    assert answer["html"] == html_of(snapshot, ChoseEntry(entry.id))
    assert voice.nations[Nation.ENGLAND] not in labels(answer)

    scottish = await phone.taps(voice.nations[Nation.SCOTLAND])
    assert scottish["html"] == html_of(snapshot, ChoseEntry(entry.id, Nation.SCOTLAND))
    assert scottish["html"] != answer["html"]

    related = snapshot.knowledge.entries[entry.related[0]]
    further = await phone.taps(related.title)
    assert further["html"] == html_of(snapshot, ChoseEntry(related.id), Person(nation=Nation.SCOTLAND))

    topics = await phone.taps(voice.line("button_topics"))
    assert topics["html"] == html_of(snapshot, Command.TOPICS)
    first = next(iter(snapshot.knowledge.topics))
    opened = await phone.taps(voice.topics[first])
    assert labels(opened)[:-2] == [e.title for e in snapshot.knowledge.topics[first]]
    assert phone.api.unanswered() == []


async def test_danger_gets_its_card_with_the_number_first(snapshot: Snapshot, phone: Phone) -> None:
    card = await phone.types(DANGER)
    assert card["html"] == html_of(snapshot, Asked(DANGER))
    assert "999" in card["text"].split("\n")[0]


async def test_a_photo_gets_the_words_that_only_text_can_be_read(snapshot: Snapshot, phone: Phone) -> None:
    phone.api.send_photo(ANNA, caption="")
    assert (await phone.sees())["html"] == html_of(snapshot, SentSomethingElse())


@pytest.mark.parametrize(
    "caption", ["my husband is not breathing", "can I see a GP without papers?", "/help"]
)
async def test_a_caption_is_read_like_a_message(snapshot: Snapshot, phone: Phone, caption: str) -> None:
    phone.api.send_photo(ANNA, caption=caption)
    event = Command.HELP if caption == "/help" else Asked(caption)
    assert (await phone.sees())["html"] == html_of(snapshot, event)


@pytest.mark.parametrize("command", [name for name in MENU if name != "start"])
async def test_every_command_in_the_menu_is_answered(snapshot: Snapshot, phone: Phone, command: str) -> None:
    assert (await phone.types(f"/{command}"))["html"] == html_of(snapshot, Command(command))


async def test_an_unknown_command_gets_the_help(snapshot: Snapshot, phone: Phone) -> None:
    assert (await phone.types("/abracadabra"))["html"] == html_of(snapshot, UnknownCommand("abracadabra"))


async def test_a_link_to_an_answer_opens_it(
    snapshot: Snapshot, phone: Phone, told: tuple[str, Entry]
) -> None:
    _, entry = told
    assert (await phone.types(f"/start {entry.id}"))["html"] == html_of(snapshot, ChoseEntry(entry.id))
    assert (await phone.types("/start@stand_in_bot"))["html"] == html_of(snapshot, Started())


async def test_the_nation_is_remembered_until_it_is_forgotten(
    snapshot: Snapshot, phone: Phone, told: tuple[str, Entry]
) -> None:
    question, entry = told
    await phone.types("/nation")
    await phone.taps("Scotland")
    assert (await phone.types(question))["html"] == html_of(
        snapshot, ChoseEntry(entry.id), Person(nation=Nation.SCOTLAND)
    )
    await phone.types("/forget")
    assert (await phone.types(question))["html"] == html_of(snapshot, ChoseEntry(entry.id))


async def test_an_app_in_a_language_that_we_do_not_speak_is_answered_in_english(
    snapshot: Snapshot, api: BotApi
) -> None:
    async with polled(api, snapshot):
        api.send(ANNA, "/start", language_code="xx-YY")
        api.send(BEN, "/start", language_code=None)
        for chat in (ANNA, BEN):
            assert (await api.wait_for(chat, 1))[0]["html"] == html_of(snapshot, Started())


@pytest.mark.parametrize(
    "data", ["💥", "x", ":", "e:", "e::s", "n:x", "n:england", "m:start", "m:", "z" * 64, " "]
)
async def test_a_forged_tap_is_answered_with_the_topics(snapshot: Snapshot, phone: Phone, data: str) -> None:
    phone.api.tap(ANNA, 1, data, forged=True)
    assert (await phone.sees())["html"] == html_of(snapshot, Command.TOPICS)
    assert phone.api.unanswered() == []


@pytest.mark.parametrize("data", ["e:gone", "e:gone:s", "t:gone", "c:gone"])
async def test_an_old_button_leads_to_the_topics_of_today(
    snapshot: Snapshot, phone: Phone, data: str
) -> None:
    phone.api.tap(ANNA, 99, data, forged=True)
    old = await phone.sees()
    assert old["text"] == line(snapshot, "old_button")
    voice = snapshot.knowledge.voice("en")
    assert labels(old) == [*voice.topics.values(), voice.line("button_person")]
    assert phone.api.unanswered() == []


async def test_a_tap_that_telegram_no_longer_knows_still_gets_its_answer(snapshot: Snapshot) -> None:
    async with BotApi(TOKEN, query_seconds=0) as api:
        api.tap(ANNA, 1, "m:urgent", forged=True)
        await asyncio.sleep(0.01)
        async with polled(api, snapshot):
            assert (await api.wait_for(ANNA, 1))[0]["html"] == html_of(snapshot, Command.URGENT)
        assert [call.status for call in api.requests("answerCallbackQuery")] == [400]


# ── not for us ───────────────────────────────────────────────────────────────────────────────────────


async def test_groups_and_unknown_kinds_are_passed_over(snapshot: Snapshot, phone: Phone) -> None:
    api, group = phone.api, -100_123
    await phone.types("/start")
    in_group = {"id": group, "type": "supergroup", "title": "All"}
    query = {
        "id": "7",
        "from": {"id": ANNA, "is_bot": False, "first_name": "A"},
        "chat_instance": "1",
        "data": "m:help",
        "message": {"message_id": 5, "date": 1, "chat": in_group, "text": "x"},
    }
    api.group_message(group, "/start")
    api.raw_update({"callback_query": query})
    api.raw_update({"telepathy": {"thought": "hm"}})
    api.raw_update({})
    await phone.types("/help")
    assert [call.parameters["chat_id"] for call in api.requests("sendMessage")] == [str(ANNA)] * 2
    assert api.chat(group)[-1]["from"] == "user"


async def test_an_update_that_comes_twice_is_answered_once(snapshot: Snapshot, phone: Phone) -> None:
    update_id = phone.api.send(ANNA, "/start")
    await phone.sees()
    content = phone.api.world.chats[ANNA].messages[1].raw
    phone.api.raw_update({"update_id": update_id, "message": content})
    await phone.types("/help")
    assert phone.api.calls()["sendMessage"] == 2


# ── faults ───────────────────────────────────────────────────────────────────────────────────────────


async def test_the_wait_that_telegram_asks_for_is_kept(snapshot: Snapshot, phone: Phone) -> None:
    phone.api.fail("sendMessage", 429, retry_after=1)
    await phone.types("/start")
    first, second = phone.api.requests("sendMessage")
    assert second.at - first.at >= 1


async def test_two_bad_gateways_are_got_over(snapshot: Snapshot, phone: Phone) -> None:
    phone.api.fail("sendMessage", 502, times=2)
    assert (await phone.types("/start"))["html"] == html_of(snapshot, Started())
    assert [call.status for call in phone.api.requests("sendMessage")] == [502, 502, 200]


async def test_more_failures_than_tries_cost_nobody_their_answer(snapshot: Snapshot, phone: Phone) -> None:
    phone.api.fail("sendMessage", 500, times=2 * TRIES + 1)
    await phone.types("/start")
    await phone.types("/help")
    assert [call.status for call in phone.api.requests("sendMessage")].count(200) == 2


@pytest.mark.parametrize("kind", ["lost", "garbled"])
async def test_an_answer_whose_receipt_is_lost_comes_once_or_twice(
    snapshot: Snapshot, phone: Phone, kind: str
) -> None:
    phone.api.fail("sendMessage", kind)
    await phone.types("/start")
    await until(lambda: len(phone.api.requests("sendMessage")) == 2)
    phone.seen = len(await phone.api.wait_for(ANNA, 2))
    await phone.types("/help")
    assert phone.api.calls()["sendMessage"] == 3


@pytest.mark.parametrize("kind", ["429", "500", "cut", "lost", "garbled"])
async def test_polling_goes_on_after_a_failure(snapshot: Snapshot, phone: Phone, kind: str) -> None:
    await phone.types("/start")
    phone.api.fail("getUpdates", kind, times=2, retry_after=0)
    for _ in range(3):
        await phone.types("/help")
    assert phone.api.calls()["sendMessage"] == 4


async def test_a_telegram_that_is_down_at_the_start_is_waited_for(snapshot: Snapshot, api: BotApi) -> None:
    for method in ("getMe", "deleteWebhook", "setMyCommands"):
        api.fail(method, 502)
    async with polled(api, snapshot):
        await Phone(api).types("/start")
        await until(lambda: bool(api.commands))
    assert [c["command"] for c in next(iter(api.commands.values()))] == list(MENU)


async def test_a_forgotten_webhook_is_removed_at_the_start(snapshot: Snapshot, api: BotApi) -> None:
    async with Bot(TOKEN, base_url=f"{api.url}/bot") as other:
        await other.set_webhook("http://127.0.0.1:9/")
    async with polled(api, snapshot):
        await Phone(api).types("/start")


async def test_somebody_who_blocked_the_bot_stops_nobody_else(snapshot: Snapshot, api: BotApi) -> None:
    api.send(ANNA, "/start")
    api.block(ANNA)
    api.send(BEN, "/start")
    async with polled(api, snapshot):
        await api.wait_for(BEN, 1)
        api.unblock(ANNA)
        await Phone(api).types("/help")
    assert [
        call.status for call in api.requests("sendMessage") if call.parameters["chat_id"] == str(ANNA)
    ] == [
        403,
        200,
    ]


async def test_a_bug_is_answered_with_the_words_for_it(snapshot: Snapshot, api: BotApi) -> None:
    def talk(person: Person, event: Event) -> tuple[Person, Reply]:
        if isinstance(event, Asked) and event.text == "crash":
            raise RuntimeError("bug")
        if isinstance(event, Asked) and event.text == "unwritable":  # no button can carry a question
            text = Line(Kind.TEXT, "x")
            return person, Reply("en", (text,), ((Button("y", Asked("z")),),))
        return snapshot.talk(person, event)

    async with polled(api, snapshot, talk):
        phone = Phone(api)
        for text in ("crash", "unwritable"):
            assert (await phone.types(text))["text"] == line(snapshot, "failed")
        assert (await phone.types("/start"))["html"] == html_of(snapshot, Started())


async def test_two_chats_are_answered_side_by_side_while_one_is_slow(snapshot: Snapshot, api: BotApi) -> None:
    api.fail("sendMessage", "slow", seconds=0.6, chat_id=ANNA)
    api.send(ANNA, "/start")
    api.send(BEN, "/start")
    async with polled(api, snapshot):
        await api.wait_for(BEN, 1, 0.5)
        assert len(api.chat(ANNA)) == 1
        await api.wait_for(ANNA, 1)


async def test_more_chats_than_connections_wait_and_are_answered_once(
    snapshot: Snapshot, api: BotApi
) -> None:
    api.fail("sendMessage", "slow", seconds=1.1, times=16)
    chats = range(1, 21)
    for chat in chats:
        api.send(chat, "/start")
    async with polled(api, snapshot):
        for chat in chats:
            await api.wait_for(chat, 1)
    assert api.calls()["sendMessage"] == len(chats)


async def test_one_chat_is_answered_in_the_order_of_its_messages(snapshot: Snapshot, api: BotApi) -> None:
    texts = ["/start", DANGER, "/help", "/topics"]
    for text in texts:
        api.send(ANNA, text)
    api.fail("sendMessage", 502, every=2, times=3)
    async with polled(api, snapshot):
        answers = await api.wait_for(ANNA, 4)
    events: list[Event] = [Started(), Asked(DANGER), Command.HELP, Command.TOPICS]
    assert [answer["html"] for answer in answers] == [html_of(snapshot, event) for event in events]


# ── starting and stopping ────────────────────────────────────────────────────────────────────────────


async def test_what_was_not_answered_before_a_crash_is_answered_after_it(
    snapshot: Snapshot, api: BotApi
) -> None:
    api.fail("sendMessage", "cut", times=None, chat_id=ANNA)
    update_id = api.send(ANNA, "/start")
    api.send(BEN, "/start")
    first = asyncio.create_task(a_poller(api, snapshot).run())
    await until(lambda: api.calls()["sendMessage"] >= 3)
    first.cancel()
    with pytest.raises(asyncio.CancelledError):
        await first
    assert all(int(call.parameters.get("offset", 0)) <= update_id for call in api.requests("getUpdates"))
    api.heal()
    async with polled(api, snapshot):
        await api.wait_for(ANNA, 1)
    assert len(await api.wait_for(ANNA, 1)) == 1


async def test_stopping_finishes_the_answer_and_acknowledges_it(snapshot: Snapshot, api: BotApi) -> None:
    api.fail("sendMessage", "slow", seconds=0.2)
    api.send(ANNA, "/start")
    async with polled(api, snapshot) as poller:
        await until(lambda: api.calls()["sendMessage"] == 1)
        poller.stop.set()
    assert len(await api.wait_for(ANNA, 1)) == 1
    assert api.updates.pending == []


async def test_a_last_acknowledgement_that_fails_does_not_hold_up_the_end(
    snapshot: Snapshot, api: BotApi
) -> None:
    async with polled(api, snapshot) as poller:
        await Phone(api).types("/start")
        api.fail("getUpdates", 502, times=None)
        poller.stop.set()


async def test_a_second_poller_makes_the_first_stop_with_advice(snapshot: Snapshot, api: BotApi) -> None:
    first = asyncio.create_task(a_poller(api, snapshot).run())
    await until(lambda: api.calls()["getUpdates"] == 1)
    async with polled(api, snapshot):
        with pytest.raises(SecondPoller, match="another program polls with this token") as stopped:
            await asyncio.wait_for(first, 30)
        assert_no_secret("".join(traceback.format_exception(stopped.value)))
        await Phone(api).types("/start")


async def test_a_wrong_token_is_said_without_saying_it(snapshot: Snapshot, api: BotApi) -> None:
    wrong = "123456789:" + "Wrong" * 7
    with pytest.raises(TokenRefused, match="ask @BotFather") as stopped:
        await a_poller(api, snapshot, token=wrong).run()
    shown = "".join(traceback.format_exception(stopped.value))
    assert "Wrong" not in shown
    assert "123456789" not in shown


async def test_a_token_revoked_while_running_is_said_too(snapshot: Snapshot, api: BotApi) -> None:
    run = asyncio.create_task(a_poller(api, snapshot).run())
    await Phone(api).types("/start")
    api.token = "123456789:" + "Other" * 7
    api.send(ANNA, "/start")
    with pytest.raises(TokenRefused, match="ask @BotFather"):
        await asyncio.wait_for(run, 5)


# ── logs ─────────────────────────────────────────────────────────────────────────────────────────────

QUESTION = "my violet question about Aberystwyth"


def assert_no_secret(text: str) -> None:
    for secret in (TOKEN, TOKEN.partition(":")[2], str(ANNA), QUESTION, "violet"):
        assert secret not in text


@pytest.fixture
def _logging_as_it_was() -> Iterator[None]:
    names = (None, "httpx", "httpcore", "telegram")
    levels = {name: logging.getLogger(name).level for name in names}
    handlers = list(logging.getLogger().handlers)
    yield
    logging.getLogger().handlers[:] = handlers
    for name, level in levels.items():
        logging.getLogger(name).setLevel(level)


@pytest.mark.usefixtures("_logging_as_it_was")
async def test_nothing_logged_holds_the_token_the_chat_or_the_words(
    snapshot: Snapshot, api: BotApi, caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    quiet_logs()
    logging.getLogger().addHandler(caplog.handler)  # quiet_logs has thrown it out
    logging.getLogger().setLevel(logging.DEBUG)

    def talk(person: Person, event: Event) -> tuple[Person, Reply]:
        if isinstance(event, Asked) and event.text == f"{QUESTION}!":
            raise RuntimeError(QUESTION)
        return snapshot.talk(person, event)

    async with polled(api, snapshot, talk):
        phone = Phone(api)
        await phone.types(QUESTION)
        await phone.types(f"{QUESTION}!")
        for kind in ("429", "502", "cut", "lost", "garbled"):
            api.fail("sendMessage", kind, retry_after=1)
            api.fail("getUpdates", kind, retry_after=1)
            await phone.types(QUESTION)
            phone.seen = api.world.chats[ANNA].sent
        api.block(ANNA)
        api.send(ANNA, QUESTION)
        await until(lambda: api.requests("sendMessage")[-1].status == 403)
    async with make_bot(TOKEN, api.url) as bot:
        unreadable = api.raw_update({"message": {"text": QUESTION, "chat": {"id": ANNA, "type": "private"}}})
        with pytest.raises(KeyError):  # PTB would log all of it before it raises
            await bot.get_updates(unreadable)
    assert "a reply failed: RuntimeError" in caplog.text
    assert "a call failed: 5xx (NetworkError)" in caplog.text
    assert "polling failed: " in caplog.text
    assert "a call failed: blocked (Forbidden)" in caplog.text
    assert_no_secret(caplog.text)
    assert_no_secret(capsys.readouterr().err)


@pytest.mark.usefixtures("_logging_as_it_was")
def test_a_token_is_blotted_out_of_any_log_line(capsys: pytest.CaptureFixture[str]) -> None:
    quiet_logs()
    log = logging.getLogger("some.library")
    log.warning("POST https://api.telegram.org/bot%s/getMe", TOKEN)
    error = ValueError(f"The token {TOKEN} was rejected")
    log.error("it failed with %s", TOKEN, exc_info=error)
    logging.getLogger("httpx").info("HTTP Request: %s", TOKEN)
    shown = capsys.readouterr().err
    assert_no_secret(shown)
    assert shown.splitlines() == [
        "WARNING some.library: POST https://api.telegram.org/bot<token>/getMe",
        "ERROR some.library: it failed with <token>",
    ]


def test_the_filter_lets_every_record_pass() -> None:
    record = logging.LogRecord("x", logging.INFO, "x.py", 1, "%d of %d", (1, 2), None)
    assert NoToken().filter(record)
    assert record.getMessage() == "1 of 2"


# ── long replies and buttons ─────────────────────────────────────────────────────────────────────────

LONG = {
    "many paragraphs": tuple(Line(Kind.TEXT, f"{n} a < b & c > d. " * 20) for n in range(50)),
    "one long list": tuple(
        Line(Kind.STEP, f"{n} step & more " * 8, "https://nhs.uk/?a=1&b=2") for n in range(60)
    ),
    "one long line": (Line(Kind.TEXT, "word & word " * 1_000),),
    "no space at all": (Line(Kind.SOURCE, "&" * 3_000, "https://nhs.uk/"),),
}


@pytest.mark.parametrize("name", LONG)
async def test_a_long_reply_comes_in_parts_with_the_buttons_under_the_last(
    snapshot: Snapshot, api: BotApi, name: str
) -> None:
    reply = Reply("en", LONG[name], ((Button("Topics", Command.TOPICS),),))
    parts = len(write(reply))
    assert parts > 1
    async with polled(api, snapshot, lambda person, event: (person, reply)):
        api.send(ANNA, "x")
        messages = await api.wait_for(ANNA, parts)
    assert all(len(message["html"]) <= LONGEST for message in messages)
    assert [labels(message) for message in messages] == [[]] * (parts - 1) + [["Topics"]]
    shown = "".join("".join(message["text"].split()) for message in messages)
    for letter in "&<>":
        assert shown.count(letter) == sum(each.text.count(letter) for each in reply.lines)


def test_folded_lines_stand_in_a_quotation_that_a_tap_opens_in_every_message_they_fill() -> None:
    from tests.bot_api.messages import text_of

    seen = Line(Kind.TEXT, "Yes. You can see a GP.")
    folded = tuple(Line(Kind.STEP, f"{number} &more" * 80, folded=True) for number in range(10))
    messages = write(Reply("en", (seen, *folded)))
    assert len(messages) > 1
    for message in messages:
        text, entities = text_of({"text": message.html, "parse_mode": "HTML"})
        (quotation,) = entities
        assert quotation["type"] == "expandable_blockquote"
        assert text[quotation["offset"] :] == text[-quotation["length"] :]
        assert ("You can see" in text[: quotation["offset"]]) == (message == messages[0])


def test_every_button_of_the_real_knowledge_fits_and_comes_back_as_it_was(snapshot: Snapshot) -> None:
    knowledge = snapshot.knowledge
    events: list[Event] = [Started(), SentSomethingElse(), Asked("?!"), *Command]
    events += [ChoseTopic(topic) for topic in knowledge.topics]
    events += [ChoseNation(nation) for nation in ALL_NATIONS]
    events += [ChoseLanguage(language) for language in knowledge.voices]
    for entry in knowledge.entries.values():
        events += [ChoseEntry(entry.id), *(ChoseEntry(entry.id, nation) for nation in ALL_NATIONS)]
        events += [WantedReceptionWords(entry.id), Asked(entry.title)]
    buttons = [button for event in events for button in snapshot.talk(Person(), event)[1].choices]
    assert len(buttons) > len(events)
    carried = {event for event in events if not isinstance(event, (Started, SentSomethingElse, Asked))}
    for event in {*carried, *(button.event for button in buttons)}:
        assert 1 <= len(encode(event).encode()) <= CALLBACK_BYTES
        assert decode(encode(event)) == event


def test_every_answer_of_the_real_knowledge_is_html_that_telegram_takes(snapshot: Snapshot) -> None:
    from tests.bot_api.messages import keyboard_of, text_of

    for entry in snapshot.knowledge.entries.values():
        for nation in entry.nations:
            messages = write(snapshot.talk(Person(), ChoseEntry(entry.id, nation))[1])
            for message in messages:
                text_of({"text": message.html, "parse_mode": "HTML"})
            assert messages[-1].keyboard
            keyboard_of({"reply_markup": messages[-1].keyboard})
