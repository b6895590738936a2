"""The real asks against every entry: what an editor adds must not take a question from another."""

import unicodedata
from dataclasses import dataclass
from pathlib import Path

import pytest
import yaml

from bot.checks import Severity, check
from bot.conversation.choosing import TELL_FROM, WORDS_TO_TELL
from bot.matching import Question
from bot.words import tokens
from tests.factories import TODAY, make_entry, make_knowledge

KNOWN = Path(__file__).parent / "known-asks-elsewhere.yaml"
"""By language: questions that are known to find another entry. The list may only grow shorter."""

SPARED = 0.001
"""
The share of all asks that may find another entry without being known: eight of 8,341.

Each ask moves every other a little, so none at all cannot be the rule: one good ask could turn a stranger's
test red. One that is only offered, among three buttons, costs the person a tap. One whose wrong answer is
told costs them the answer: of those none is spared. And an ask that stands in two entries is an error of
`check`, which warns of those that are nearly the same and names both.
"""


@dataclass(frozen=True)
class Misplaced:
    """A question that was written for one entry and is nearer to another."""

    question: str
    entry: str
    found: str
    is_told: bool


def misplaced(snapshot):
    """Every ask, and every question with which an entry is confused, that does not find its entry first."""
    known = yaml.safe_load(KNOWN.read_text(encoding="utf-8"))["en"]
    asks, confusions = snapshot.knowledge.asks["en"], snapshot.knowledge.confusions["en"]
    for name in snapshot.knowledge.entries:
        placed = [(ask, name) for ask in asks[name]] + [(each.ask, each.see) for each in confusions[name]]
        for question, owner in placed:
            ranking = snapshot.conversation.matchers["en"].rank(Question.of(question))
            best = ranking.best
            if (best is None or best.entry_id != owner) and question not in known:
                sure = best is not None and best.score >= TELL_FROM
                told = sure and len(ranking.corrected) >= WORDS_TO_TELL
                yield Misplaced(question, owner, best.entry_id if best else "", told)


def test_hardly_any_question_is_nearer_to_another_entry_than_to_its_own_and_none_is_told_its_answer(snapshot):
    found = list(misplaced(snapshot))
    assert [each for each in found if each.is_told] == []
    asks = sum(len(asks) for asks in snapshot.knowledge.asks["en"].values())
    assert len(found) <= SPARED * asks, found


OTHERS = ("what does the dentist charge", "my tooth hurts", "is the chemist open", "do i pay the hospital")


@pytest.mark.parametrize(
    ("ask", "found"),
    [
        ("what do pills cost at the chemist", [("ask-twice", Severity.ERROR)]),
        ("What do PILLS cost, at the chemist?", [("ask-twice", Severity.ERROR)]),
        ("at the chemist what do pills cost", [("ask-twice", Severity.ERROR)]),
        ("and what do the pills cost at the chemist", [("ask-elsewhere", Severity.WARNING)]),
        ("what do glasses cost at the optician", []),
    ],
)
def test_an_ask_that_stands_in_another_entry_is_an_error_and_one_that_nearly_does_a_warning(ask, found):
    asks = {
        "join-a-surgery": ("what do pills cost at the chemist", *OTHERS),
        "dentist": (*(f"the {other} and you" for other in OTHERS), ask),
    }
    knowledge = make_knowledge(make_entry(), make_entry(id="dentist"), asks={"en": asks})
    problems = [each for each in check(knowledge, {}, TODAY) if each.subject == ask]
    assert [(each.rule, each.severity) for each in problems] == found
    assert all(
        each.file.endswith("dentist/asks/en.yaml") and "join-a-surgery" in each.found for each in problems
    )


def test_asks_of_one_entry_may_be_as_alike_as_they_like():
    asks = {"join-a-surgery": ("what do pills cost", "what do the pills cost", "pills what do cost")}
    found = check(make_knowledge(asks={"en": asks}), {}, TODAY)
    assert [problem for problem in found if problem.rule in ("ask-twice", "ask-elsewhere")] == []


def test_every_entry_has_asks_and_confusions(snapshot):
    for name in snapshot.knowledge.entries:
        assert snapshot.knowledge.asks["en"][name], name
        assert snapshot.knowledge.confusions["en"][name], name


def test_no_labelled_question_for_reporting_stands_among_what_the_bot_learned(snapshot, reported_questions):
    learned = {tokens(ask) for asks in snapshot.knowledge.asks["en"].values() for ask in asks}
    learned |= {tokens(ask) for ask in snapshot.knowledge.out_of_scope["en"]}
    danger = snapshot.knowledge.danger("en")
    learned |= {tokens(text) for texts in danger.examples.values() for text in texts}
    learned |= {tokens(text) for text in (*danger.look_alikes, *danger.everyday)}
    assert [question.text for question in reported_questions if tokens(question.text) in learned] == []


def test_no_letter_of_another_script_hides_in_an_english_word(snapshot):
    for entry in snapshot.knowledge.entries.values():
        for text in entry.texts():
            letters = {letter for letter in text if letter.isalpha()}
            odd = {letter for letter in letters if not unicodedata.name(letter).startswith("LATIN")}
            assert odd == set(), (entry.id, odd)
