"""
Floors under which understanding may not fall, on questions that nothing is tuned on.

The figures reached are in the README; the floors lie below them, so that only a real loss fails.
"""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
import yaml

from bot.cli import scoring
from bot.conversation import Asked, Outcome, Person
from bot.library import read_questions

QUESTIONS = Path(__file__).parent.parent / "questions"
SEALED = ("sealed-en.yaml", "sealed-2-en.yaml")
ALARMS = (Outcome.EMERGENCY, Outcome.CRISIS)


def hear(snapshot, text):
    return snapshot.conversation.hear(Person(), Asked(text))[1]


def read(name):
    return yaml.safe_load((QUESTIONS / name).read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def counts(snapshot):
    groups = [(name, read_questions(QUESTIONS / name)) for name in ("en.yaml", "danger-2-en.yaml", *SEALED)]
    return {name: tally.counts for name, tally in scoring.score(snapshot.conversation, groups)[0]}


def test_the_right_entry_is_told_or_among_the_buttons(counts):
    found = counts["en.yaml"]
    answerable = sum(found[kind] for kind in ("right", "offered", "wrong", "silent", "alarm-in-place"))
    assert (found["right"] + found["offered"]) / answerable >= 0.90
    assert found["right"] / answerable >= 0.60


def test_a_wrong_answer_is_hardly_ever_told_as_sure(counts):
    found = counts["en.yaml"]
    answerable = sum(found[kind] for kind in ("right", "offered", "wrong", "silent", "alarm-in-place"))
    assert found["wrong"] / answerable <= 0.02


def test_a_question_for_no_entry_is_hardly_ever_answered(counts):
    found = counts["en.yaml"] + counts["sealed-en.yaml"] + counts["sealed-2-en.yaml"]
    outside = sum(n for kind, n in found.items() if kind.startswith("outside"))
    assert found["outside-told"] / outside <= 0.03


def test_danger_is_noticed_and_ordinary_questions_do_not_raise_it(counts):
    danger, questions = counts["danger-2-en.yaml"], counts["en.yaml"]
    assert danger["alarm"] / (danger["alarm"] + danger["missed"]) >= 0.91
    assert danger["false-alarm"] / (danger["false-alarm"] + danger["calm"]) <= 0.18
    alarms = questions["alarm-in-place"] + questions["outside-alarm"]
    assert alarms / sum(questions.values()) <= 0.04


def test_a_danger_hidden_in_a_story_is_noticed(snapshot):
    stories = read("stories-en.yaml")
    hidden = [story for story in stories if story.get("danger")]
    noticed = sum(hear(snapshot, story["text"]).outcome in ALARMS for story in hidden)
    assert len(stories) >= 100
    assert noticed / len(hidden) >= 0.9


def test_most_topics_of_a_story_are_offered(snapshot):
    asked = offered = 0
    for story in read("stories-en.yaml"):
        decision = hear(snapshot, story["text"])
        asked += len(story["topics"])
        offered += len({decision.entry, *decision.choices} & set(story["topics"]))
    assert offered / asked >= 0.7


def test_a_negation_or_a_direction_changes_the_answer(snapshot):
    ends: Counter[str] = Counter()
    pairs = read("pairs-en.yaml")
    for pair in pairs:
        one, other = hear(snapshot, pair["one"]), hear(snapshot, pair["other"])
        for decision, entry in ((one, pair["one_entry"]), (other, pair["other_entry"])):
            ends["wrong" if decision.entry not in (None, entry) else "not wrong"] += 1
        ends["both sides told the same"] += one.entry is not None and one.entry == other.entry
    assert len(pairs) >= 60
    assert ends["wrong"] / (ends["wrong"] + ends["not wrong"]) <= 0.1
    assert ends["both sides told the same"] / len(pairs) <= 0.14
