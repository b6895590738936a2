"""The fault tests see what they must see: a lost answer, a second one, a wrong order, words of nobody."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from random import Random

import pytest

from bot.conversation import ChoseLanguage, ChoseNation, Command, Event, Person
from bot.knowledge import Nation
from chaos.__main__ import wanted
from chaos.choices import Menus
from chaos.programs import TOKEN, Missing, need
from chaos.questions import A_CHAT, Crowd, Question, Tally, judge, spoken
from chaos.refusals import Fast
from chaos.report import HEAD, Row, Waits, between_marks, table
from chaos.scene import scene
from chaos.texts import NASTY
from tests.bot_api import BotApi

ONE, TWO, THREE = (Question(text, text.upper(), urgent=False) for text in ("one", "two", "three"))


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (["ONE", "TWO", "THREE"], (0, 0, 0, 0)),
        (["ONE", "THREE"], (1, 0, 0, 0)),
        ([], (3, 0, 0, 0)),
        (["ONE", "ONE", "TWO", "THREE"], (0, 1, 0, 0)),
        (["ONE", "TWO", "ONE", "TWO", "THREE"], (0, 2, 0, 0)),
        (["TWO", "ONE", "THREE"], (0, 0, 1, 0)),
        (["ONE", "wait", "TWO", "THREE"], (0, 0, 0, 1)),
    ],
)
def test_one_chat_is_judged(given: list[str], expected: tuple[int, ...]) -> None:
    tally = judge([ONE, TWO, THREE], given)
    assert tally.asked == 3
    assert (tally.lost, tally.twice, tally.disorder, tally.strange.total()) == expected


def test_a_question_asked_twice_wants_two_answers() -> None:
    assert judge([ONE, ONE], ["ONE"]).lost == 1
    assert judge([ONE, ONE], ["ONE", "ONE"]).twice == 0


def test_the_same_in_two_chats_is_summed() -> None:
    total = judge([ONE], []) + judge([ONE, TWO], ["TWO", "ONE", "odd"])
    assert (total.asked, total.lost, total.disorder, total.strange.total()) == (3, 1, 1, 1)


async def test_a_crowd_asks_few_questions_each_and_other_people_every_time() -> None:
    questions = [Question(str(n), f"answer {n}", urgent=False) for n in range(7)]
    async with BotApi(TOKEN) as api:
        crowd = Crowd(api, questions)
        crowd.write(20)
        crowd.write(10)
        assert len(crowd.asked) == 6
        assert all(len(set(asked)) == A_CHAT for asked in crowd.asked.values())
        first = next(iter(crowd.asked))
        for question in crowd.asked[first][:3]:
            api.world.write(api.world.meet(first), api.world.me, {"text": "x"}).html = question.answer
        assert crowd.answered == 3
        tally = crowd.tally()
        assert (tally.asked, tally.lost) == (30, 27)
        assert crowd.tally().asked == 0
        await asyncio.sleep(0)


@pytest.mark.parametrize(
    ("tally", "broken", "said"),
    [
        (Tally(10), (), []),
        (Tally(10, lost=1), (), ["x: 1 of 10 questions were never answered"]),
        (Tally(10, twice=3), (), ["x: 3 were answered twice, more than 2"]),
        (Tally(10, twice=2), ("it holds the token",), ["x: it holds the token"]),
        (Tally(10, disorder=1), (), ["x: 1 chats got their answers out of order"]),
    ],
)
def test_a_promise_that_was_not_kept_is_named(tally: Tally, broken: tuple[str, ...], said: list[str]) -> None:
    assert Row("x", 1, tally, most_twice=2, broken=broken).faults == said


def test_others_who_waited_too_long_are_named() -> None:
    waits = Waits.of([0.1] * 98 + [0.4, 7])
    assert (waits.half, waits.most, waits.longest, waits.number) == (0.1, 7, 7, 100)
    assert Row("x", 1, Tally(), others=waits).faults == []
    assert Row("x", 1, Tally(), others=waits, most=8, longest=8).faults == []
    said = ["x: others waited too long: half 100 ms, 99 % 7.0 s, longest 7.0 s"]
    assert Row("x", 1, Tally(), others=waits, most=5).faults == said
    assert Row("x", 1, Tally(), others=waits, longest=5).faults == said
    with pytest.raises(ValueError, match="nobody asked"):
        Waits.of([])


def test_what_was_promised_and_not_done_is_named_and_shown() -> None:
    row = Row("x", 1, Tally(10), promised=2)
    assert row.faults == ["x: 2 times something was said to be done that was not"]
    assert dict(zip(HEAD, row.cells, strict=True))["promised, not done"] == "2"
    assert dict(zip(HEAD, Row("x", 1, Tally()).cells, strict=True))["promised, not done"] == "–"


async def test_a_scene_that_cannot_be_played_is_a_broken_promise_and_ends_none_of_the_others() -> None:
    async def well() -> Row:
        return Row("well", 1, Tally(1))

    async def badly() -> Row:
        raise RuntimeError("nginx ended: no such port")

    async def slowly() -> Row:
        raise TimeoutError

    group = {"well": well, "badly": badly, "slowly": slowly}
    rows = await asyncio.gather(*wanted(group, []))
    assert [row.faults for row in rows] == [
        [],
        ["badly: it could not be tried: nginx ended: no such port"],
        ["slowly: it could not be tried: TimeoutError"],
    ]
    assert [row.name for row in await asyncio.gather(*wanted(group, ["well"]))] == ["well"]


async def test_a_promise_is_compared_with_the_menu_at_the_moment_when_it_is_read() -> None:
    async with scene([ONE]) as here:
        menus = Menus(here)
        chat = here.api.world.meet(A_CHAT)
        scope = json.dumps({"chat_id": A_CHAT, "type": "chat"}), ""

        def say(event: Event) -> None:
            shown = here.api.world.write(chat, here.api.world.me, {"text": "x"})
            shown.html = spoken(event, Person(nation=Nation.WALES))
            here.api.world.on_message(chat, shown)

        say(ChoseNation(Nation.SCOTLAND))
        assert menus.untrue.total() == 1
        here.api.commands[scope] = [{"command": "nation_scotland", "description": "x"}]
        say(ChoseNation(Nation.SCOTLAND))
        assert menus.untrue.total() == 1
        assert menus.is_kept(A_CHAT)
        here.api.commands[scope] = [{"command": "language_en", "description": "x"}]
        say(ChoseLanguage("en"))  # and the nation, which stood there, does not any more
        assert menus.untrue.total() == 2
        assert not menus.is_kept(A_CHAT)
        menus.doubt(A_CHAT, "n:w")
        assert menus.is_kept(A_CHAT)
        say(Command.FORGET)
        assert menus.untrue.total() == 3
        here.api.commands.clear()
        say(Command.FORGET)
        say(Command.HELP)
        assert menus.untrue.total() == 3


@pytest.mark.parametrize("lost", ["answer", "card", "word"])
async def test_of_a_chat_that_writes_too_fast_the_quota_the_card_and_a_word_must_come(lost: str) -> None:
    calm = [Question(str(n), f"answer {n}", urgent=False) for n in range(25)]
    danger = Question("help", "card", urgent=True)
    async with scene(calm) as here:
        chats = Fast(here, calm, frozenset({"card"}))
        chats.asked = {A_CHAT: [*calm[:22], danger, *calm[22:]]}
        chat = here.api.world.meet(A_CHAT)

        def say(text: str) -> None:
            here.api.world.write(chat, here.api.world.me, {"text": "x"}).html = text

        for question in calm[: 19 if lost == "answer" else 20]:
            say(question.answer)
        for what in {"card", "word"} - {lost}:
            say(what)
        assert chats.open == 1
        say({"answer": "answer 19"}.get(lost, lost))
        assert chats.open == 0
        assert chats.tally() == Tally(asked=26)
        say("answer 3")
        assert chats.tally() == Tally(asked=26, twice=1)


@pytest.mark.parametrize("kind", list(NASTY))
def test_a_hard_text_is_as_long_as_telegram_lets_it_be(kind: str) -> None:
    assert len(NASTY[kind](Random(1))) == len(NASTY[kind](Random(2))) == 4_096


def test_a_table_goes_between_its_marks_again_and_again(tmp_path: Path) -> None:
    document = tmp_path / "guide.md"
    document.write_text(
        "before\n<!-- a: written by a program, do not edit -->\n<!-- end of a -->\nafter\n", encoding="utf-8"
    )
    for number in ("1", "2"):
        between_marks(document, "a", table(("n",), [(number,)]))
    text = document.read_text(encoding="utf-8")
    assert "| 2 |" in text
    assert "| 1 |" not in text
    assert text.startswith("before\n")
    assert text.endswith("<!-- end of a -->\nafter\n")
    with pytest.raises(ValueError, match="no marks for b"):
        between_marks(document, "b", "x")


def test_what_is_missing_is_named_with_its_package(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shutil.which", lambda name, path=None: None)
    with pytest.raises(Missing, match="apt-get install nginx-light"):
        need("nginx")
