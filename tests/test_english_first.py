"""English answers before other languages are learned, and whoever asks in one of them is not sent away."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from threading import Event as Flag
from threading import Thread

import pytest

from bot.conversation import (
    Asked,
    ChoseLanguage,
    ChoseTopic,
    Command,
    Conversation,
    Outcome,
    Person,
    Started,
    UnknownCommand,
)
from bot.health import Health
from bot.matching import Matcher
from bot.runtime import EnglishFirst, LiveBot, ModelCache, Snapshot, load_snapshot
from bot.runtime import live_bot as module
from tests.factories import TODAY
from tests.test_languages import CRY, LEFT, QUESTION, RIGHT, folder, phone

assert folder  # a fixture: the small folder with two more languages

NOON = datetime(TODAY.year, TODAY.month, TODAY.day, 12, tzinfo=UTC)


@pytest.fixture
def kept(tmp_path: Path) -> Path:
    """Where what is learned is kept: nothing yet."""
    return tmp_path / "kept"


@pytest.fixture
def first(folder: Path, kept: Path) -> Snapshot:
    return load_snapshot(folder, TODAY, cache=kept, english_first=True)


@pytest.fixture
def learning(monkeypatch: pytest.MonkeyPatch) -> Iterator[Flag]:
    """No language but English is learned until this is set."""
    may, learn = Flag(), Matcher.__init__

    def waits(self: Matcher, training: object, kept: object = None, encoder: object = None) -> None:
        assert training.language == "en" or may.wait(20)  # type: ignore[attr-defined]
        learn(self, training, kept)  # type: ignore[arg-type]

    monkeypatch.setattr(Matcher, "__init__", waits)
    yield may
    may.set()


def test_only_english_is_learned_at_first_and_nothing_is_learned_twice(
    folder: Path, kept: Path, first: Snapshot
) -> None:
    def learned() -> set[str]:
        return {path.name.split("-")[1] for path in kept.iterdir()}

    assert (first.pending, learned()) == ({"qa", "qb"}, {"en"})
    whole = first.completed(ModelCache(folder, chosen=kept))
    assert (whole.pending, learned()) == (frozenset(), {"en", "qa", "qb"})
    assert whole.conversation.matchers["en"] is first.conversation.matchers["en"]
    assert load_snapshot(folder, TODAY, cache=kept, english_first=True).pending == frozenset()


@pytest.mark.parametrize(
    "event",
    [
        Asked(QUESTION), Asked("hello"), Asked("thanks"), Asked("what do i pya at the chemist"), Asked("2 ?"),
        Started(), Command.TOPICS, ChoseLanguage("qb"), ChoseTopic("gp"), Asked("👍"),
    ],
    ids=str,
)  # fmt: skip
def test_what_is_plainly_english_or_no_words_at_all_waits_for_nothing(first: Snapshot, event: object) -> None:
    assert not first.waits(phone(), event)  # type: ignore[arg-type]


@pytest.mark.parametrize("language", [LEFT, RIGHT], ids=lambda each: each.code)
def test_words_of_a_language_that_is_not_learned_wait_but_for_danger(
    folder: Path, kept: Path, first: Snapshot, language: object
) -> None:
    question, cry = Asked(language(QUESTION)), Asked(language(CRY))  # type: ignore[operator]
    for person in (phone(), phone(language)):  # type: ignore[arg-type]
        assert first.waits(person, question)
        assert not first.waits(person, cry)
        card = first.turn(person, cry)
        assert (card.decision.outcome, card.reply.language) == (Outcome.EMERGENCY, language.code)  # type: ignore[attr-defined]
    assert first.waits(phone(language), Asked(QUESTION)), "in which language it is told is not known yet"  # type: ignore[arg-type]
    assert first.waits(phone(), UnknownCommand("how", (language(QUESTION),)))  # type: ignore[operator]
    assert not first.completed(ModelCache(folder, chosen=kept)).waits(phone(), question)


def test_few_questions_of_a_language_that_is_not_learned_yet_pass_for_english(snapshot: Snapshot) -> None:
    """On the real knowledge: else somebody who asks during a first start hears that nobody answers in it."""
    whole = snapshot.conversation
    alone = Conversation(
        snapshot.knowledge, {"en": whole.matchers["en"]}, {"en": whole.dangers["en"]}, whole.encoder
    )
    shares = {}
    for language in sorted(snapshot.knowledge.live):
        asks = [ask for each in snapshot.knowledge.asks[language].values() for ask in each][::7]
        plain = sum(alone.is_plainly("en", Person(), Asked(ask)) for ask in asks)
        shares[language] = plain / len(asks)
    assert shares.pop("en") > 0.9
    assert max(shares.values()) < 0.15, shares


def test_in_a_terminal_english_is_answered_while_the_rest_is_learned_and_no_question_is_lost(
    folder: Path, kept: Path, first: Snapshot, learning: Flag
) -> None:
    bot = EnglishFirst(first, ModelCache(folder, chosen=kept))
    person, reply = bot.talk(Person(), Asked(QUESTION))
    assert "You can join a surgery" in reply.text
    answers: list[str] = []
    asking = Thread(target=lambda: answers.append(bot.talk(person, Asked(RIGHT(QUESTION)))[1].language))
    asking.start()
    asking.join(0.2)
    assert answers == []
    learning.set()
    asking.join(20)
    assert answers == ["qb"]


def test_what_went_wrong_while_learning_is_not_hidden(
    folder: Path, first: Snapshot, monkeypatch: pytest.MonkeyPatch
) -> None:
    def breaks(*_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(ModelCache, "matcher", breaks)
    bot = EnglishFirst(first, ModelCache(folder))
    with pytest.raises(ZeroDivisionError):
        bot.talk(Person(), Asked(RIGHT(QUESTION)))


def live(folder: Path, kept: Path) -> LiveBot:
    return LiveBot.open(folder, Health(lambda: NOON), now=lambda: NOON, cache=kept)


async def answered(bot: LiveBot, text: str) -> str:
    await bot.ready(phone(), Asked(text))
    return bot.turn(phone(), Asked(text)).reply.language


@pytest.mark.parametrize("child", ["learns", "dies", "breaks"])
async def test_on_telegram_a_chat_waits_for_its_language_and_no_other_chat_does(
    folder: Path, kept: Path, monkeypatch: pytest.MonkeyPatch, child: str
) -> None:
    begun, may = asyncio.Event(), asyncio.Event()

    async def learn(where: Path, *_: object, **__: object) -> int:
        begun.set()
        await may.wait()
        if child == "learns":
            await asyncio.to_thread(load_snapshot, where, TODAY, cache=kept)
        if child == "breaks":
            raise OSError
        return 0 if child == "learns" else -9

    monkeypatch.setattr(module, "learn_beside", learn)
    bot, stop = live(folder, kept), asyncio.Event()
    assert bot.snapshot.pending == {"qa", "qb"}
    completing = asyncio.create_task(bot.complete(stop))
    await begun.wait()
    waiting = asyncio.create_task(answered(bot, RIGHT(QUESTION)))
    assert await answered(bot, QUESTION) == "en"
    assert await answered(bot, RIGHT(CRY)) == "qb"
    await asyncio.sleep(0.05)
    assert not waiting.done()
    may.set()
    await completing
    language = await asyncio.wait_for(waiting, 20)
    assert language == "qb", "where it could not be learned, a sentence of it says so"
    assert bool(bot.snapshot.pending) is (child == "breaks")


async def test_a_bot_that_is_stopped_answers_no_waiting_chat_wrongly(
    folder: Path, kept: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def learn(*_: object, **__: object) -> int:
        return -9

    monkeypatch.setattr(module, "learn_beside", learn)
    bot, stop = live(folder, kept), asyncio.Event()
    stop.set()
    await bot.complete(stop)
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(bot.ready(phone(), Asked(RIGHT(QUESTION))), 0.05)


async def test_a_bot_whose_languages_are_learned_starts_with_all_of_them(folder: Path, kept: Path) -> None:
    load_snapshot(folder, TODAY, cache=kept)
    bot = live(folder, kept)
    assert bot.snapshot.pending == frozenset()
    assert await answered(bot, RIGHT(QUESTION)) == "qb"
