"""
What several tests need: the bot itself, on the real knowledge.

The real knowledge is edited every month, and time goes on: neither may turn a test red. So what is said of
it holds on the real day (`real_day`), or on the last day on which nothing of it was due (`settled`), never on
a day that stands here. Mechanisms are tested on `tests/library/good` and on factories, on a fixed day.
"""

from __future__ import annotations

import os
from dataclasses import replace
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path

import pytest

from bot.library import Labelled, Library, read_questions
from bot.runtime.encoder_file import open_encoder
from bot.runtime.model_cache import ModelCache
from bot.runtime.snapshot import Snapshot, build_snapshot, judge

KNOWLEDGE = Path(os.environ.get("TESTED_KNOWLEDGE") or Path(__file__).parent.parent / "knowledge")
"""The real knowledge. `test_editing` has the tests that look at it look at an edited copy of it instead."""

QUESTIONS = Path(__file__).parent / "questions"


def real_day() -> date:
    """Today, as the bot reckons it."""
    return datetime.now(tz=UTC).date()


@cache
def real_library() -> Library:
    """The real knowledge, as it was read once."""
    return Library.read(KNOWLEDGE)


def settled(library: Library, today: date) -> tuple[Library, date]:
    """
    The knowledge without news and with every sum at its newest value, and the last day, today at most, on
    which every entry was in time.

    So the bot says all that its editors have written, however long ago the last of them has looked.
    """
    knowledge = library.knowledge
    amounts = {
        name: replace(amount, periods=(replace(amount.periods[-1], start=date.min, end=None),))
        for name, amount in knowledge.amounts.items()
    }
    day = min(today, *(entry.next for entry in knowledge.entries))
    return replace(library, knowledge=replace(knowledge, amounts=amounts, notice=None)), day


@pytest.fixture(scope="session")
def snapshot() -> Snapshot:
    """The bot on the real knowledge, settled. It has no state: tests can share it."""
    cache = ModelCache(KNOWLEDGE, encoder=open_encoder().encoder)
    return build_snapshot(judge(*settled(real_library(), real_day())), cache)


@pytest.fixture(scope="session")
def reported_questions() -> list[Labelled]:
    """The labelled questions by which the bot is reported: nothing may be tuned on them."""
    files = ["en.yaml", "sealed-en.yaml", "danger-en.yaml", "danger-2-en.yaml"]
    return [question for name in files for question in read_questions(QUESTIONS / name)]


SLOW = (
    "attack",
    "bot_api",
    "channels",
    "chaos",
    "cli",
    "knowledge/test_editing.py",
    "library",
    "test_budget.py",
    "test_canary.py",
    "test_parsers.py",
    "test_wheel.py",
)
"""What `make test-fast` leaves out: whole processes, waits, scans of everything; also what is marked slow."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what is slow by where it lies, so that nobody need remember to."""
    here = Path(__file__).parent
    for item in items:
        if any(item.path.is_relative_to(here / each) for each in SLOW):
            item.add_marker(pytest.mark.slow)
