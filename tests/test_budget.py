"""
No text of any script or shape holds the bot: what a turn and a first look may cost, beside a fixed piece of
work done in the same minute. A machine that is slow or busy makes both slower.
"""

from __future__ import annotations

import time
from collections import Counter

import pytest

from bot.conversation import Asked, Command, Commanded, Person, SentSomethingElse
from tests.texts import MESSAGE, nasty_texts

A_TURN = 60.0
A_GLANCE = 11.0
"""Times `the_work`, the best of three tries: alone on two cores a turn takes 40 at most, a first look 7.5."""


SLOWEST = 5
"""So many of the slowest are tried again: the other half of the tests runs beside."""


def cost(deed, *arguments):
    """The seconds that it costs at best: other programs run on this machine too."""
    found = []
    for _ in range(3):
        begin = time.thread_time()
        deed(*arguments)
        found.append(time.thread_time() - begin)
    return min(found)


def the_work():
    """Folding, counting and sorting of words: what a turn does, too."""
    words = [f"word {number % 997}".casefold() for number in range(20_000)]
    return sorted(Counter(words).items())


def pace():
    """The seconds that it takes here and now."""
    return min(cost(the_work) for _ in range(3))


@pytest.fixture(scope="module")
def texts(snapshot):
    words = {word for asks in snapshot.knowledge.asks["en"].values() for ask in asks for word in ask.split()}
    return nasty_texts(sorted(words))


def slowest(texts, deed):
    costs = {name: cost(deed, text) for name, text in texts.items()}
    for name in sorted(costs, key=lambda each: costs[each])[-SLOWEST:]:
        costs[name] = min(costs[name], *(cost(deed, texts[name]) for _ in range(3)))
    name = max(costs, key=lambda each: costs[each])
    return costs[name] / pace(), name


def test_the_texts_are_many_and_as_long_as_a_message(texts):
    assert len(texts) >= 200
    assert all(len(text) >= MESSAGE - 8 for text in texts.values())


def test_no_text_costs_a_turn_more_than_its_budget(snapshot, texts):
    times, name = slowest(texts, lambda text: snapshot.talk(Person(), Asked(text)))
    assert times <= A_TURN, name


def test_no_message_costs_a_first_look_more_than_its_budget(snapshot, texts):
    messages = {name: text for name, text in texts.items() if len(text) <= MESSAGE}
    times, name = slowest(messages, lambda text: snapshot.glance(Person(), Asked(text)))
    assert times <= A_GLANCE, name


def test_words_beside_a_message_cost_no_more_than_a_turn(snapshot, texts):
    for name in ("unknown words of 8", "known words", "any signs 0"):
        beside = (texts[name][:1_024], *texts[name].split()[:12])
        for event in (SentSomethingElse(beside), Commanded(Command.FORGET, texts[name][:3_000], beside)):
            assert cost(snapshot.talk, Person(), event) / pace() <= A_TURN, name
