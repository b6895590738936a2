"""The fault tests see what they must see: a lost answer, a second one, a wrong order, words of nobody."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from tests.bot_api import BotApi
from tests.faults.programs import TOKEN, Missing, need
from tests.faults.questions import A_CHAT, Crowd, Question, Tally, judge
from tests.faults.report import Row, between_marks, table

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
