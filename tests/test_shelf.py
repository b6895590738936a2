"""Learned weights are kept in files that are used only when they fit, and missed by nobody when they are gone."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from bot.cli.wiring import Shelf
from bot.danger import Danger
from bot.knowledge import DangerWords
from bot.learning import Weights
from bot.matching import Lesson, Matcher, Question

LESSON = Lesson(
    language="en",
    asks={
        "dentist": ("can i see a dentist", "my tooth hurts", "who pays for my teeth", "a dentist for my son"),
        "surgery": ("how do i join a surgery", "i need a doctor", "sign up with a gp", "a doctor for my son"),
        "pills": ("what do pills cost", "do i pay for medicine", "price of tablets", "free prescriptions"),
    },
    elsewhere=("what is the weather today", "where can i buy a car"),
    clusters={"tooth": (1, 4), "teeth": (1, 4), "dentist": (1, 5), "doctor": (2, 6), "gp": (2, 6)},
)
QUESTIONS = ("my teeth hurt", "join a gp", "price of my pills", "where is a car", "dentist", "", "zzz")

EVERYDAY = ("how do i join a surgery", "what do pills cost", "my phone is dead")
SPOKEN = ("he is not breathing", "my phone is dead", "what do pills cost", "she does not wake up")


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the shelf keeps its files: a folder that is not there yet."""
    monkeypatch.setenv("BOT_CACHE", str(tmp_path / "kept"))
    return tmp_path / "kept"


@pytest.fixture
def shelf(place: Path, tmp_path: Path) -> Shelf:
    return Shelf(tmp_path / "knowledge")


@pytest.fixture(scope="module")
def learned() -> Matcher:
    """What is learned without any shelf."""
    return Matcher(LESSON)


def answers(matcher: Matcher) -> list[object]:
    return [matcher.rank(Question.of(question)) for question in QUESTIONS]


def files(place: Path) -> list[str]:
    return sorted(path.name for path in place.iterdir())


def is_same(one: Weights, other: Weights) -> bool:
    return (
        one.classes == other.classes
        and np.array_equal(one.table, other.table)
        and np.array_equal(one.start, other.start)
    )


def poison(path: Path) -> None:
    """Weights that fit in form and say something else: whoever reads them gives himself away."""
    with np.load(path) as held:
        classes, table, start = held["classes"], held["table"], held["start"]
    with path.open("wb") as file:
        np.savez(file, classes=classes, table=table * 0 + 7, start=start)


def is_poisoned(matcher: Matcher | Danger) -> bool:
    return bool((matcher.weights.table == 7).all())


def test_the_answers_are_the_same_without_a_file_with_a_new_one_and_with_a_kept_one(shelf, place, learned):
    first = shelf.matcher(LESSON)
    assert len(files(place)) == 1
    second = shelf.matcher(LESSON)
    assert answers(first) == answers(second) == answers(learned)
    assert is_same(second.weights, learned.weights)
    assert any(ranking.matches for ranking in answers(second))


def test_a_kept_file_is_read_and_not_learned_anew(shelf, place):
    shelf.matcher(LESSON)
    poison(next(place.iterdir()))
    assert is_poisoned(shelf.matcher(LESSON))


@pytest.mark.parametrize(
    "changes",
    [
        {"asks": {**LESSON.asks, "pills": (*LESSON.asks["pills"], "how much is a pill")}},
        {"asks": {**LESSON.asks, "pills": LESSON.asks["surgery"], "surgery": LESSON.asks["pills"]}},
        {"asks": {("teeth" if name == "dentist" else name): asks for name, asks in LESSON.asks.items()}},
        {"elsewhere": LESSON.elsewhere[:1]},
        {"clusters": {**LESSON.clusters, "tooth": (2, 6)}},
        {"clusters": {}},
    ],
    ids=[
        "another ask",
        "asks exchanged",
        "an entry renamed",
        "less elsewhere",
        "a word moved",
        "no clusters",
    ],
)
def test_a_stale_file_is_never_used_and_is_cleared_away(shelf, place, changes):
    shelf.matcher(LESSON)
    (old,) = files(place)
    poison(place / old)
    lesson = replace(LESSON, **changes)
    made = shelf.matcher(lesson)
    assert is_same(made.weights, Matcher(lesson).weights)
    (new,) = files(place)
    assert new != old


def test_a_file_of_another_numpy_or_another_version_of_the_code_is_stale(shelf, place, monkeypatch):
    shelf.matcher(LESSON)
    poison(next(place.iterdir()))
    with monkeypatch.context() as changed:
        changed.setattr("bot.cli.wiring.VERSION", "another")
        assert not is_poisoned(shelf.matcher(LESSON))
    with monkeypatch.context() as changed:
        changed.setattr("numpy.__version__", "another")
        assert not is_poisoned(shelf.matcher(LESSON))


def broken_files(data: bytes) -> dict[str, bytes]:
    return {
        "empty": b"",
        "text": b"this is no archive",
        "a half": data[: len(data) // 2],
        "the first letters": data[:4],
        "zeros": bytes(len(data)),
        "another archive": b"PK\x05\x06" + bytes(18),
    }


@pytest.mark.parametrize("kind", broken_files(b"12345678"))
def test_a_broken_file_is_never_used_and_is_replaced(shelf, place, learned, kind):
    shelf.matcher(LESSON)
    path = next(place.iterdir())
    sound = path.read_bytes()
    path.write_bytes(broken_files(sound)[kind])
    assert is_same(shelf.matcher(LESSON).weights, learned.weights)
    assert path.read_bytes()[:2] == b"PK"
    assert len(path.read_bytes()) == len(sound)


def test_a_single_wrong_byte_anywhere_neither_stops_the_bot_nor_changes_its_weights(shelf, place, learned):
    shelf.matcher(LESSON)
    path = next(place.iterdir())
    sound = path.read_bytes()
    places = {*range(0, 200), *range(len(sound) - 400, len(sound)), *range(0, len(sound), len(sound) // 200)}
    for at in sorted(places):
        path.write_bytes(sound[:at] + bytes([sound[at] ^ 0xFF]) + sound[at + 1 :])
        assert is_same(shelf.matcher(LESSON).weights, learned.weights), at
