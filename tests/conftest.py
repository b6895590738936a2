"""What several tests need: the bot itself, on the real knowledge, on a day that does not move."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from bot.library import Labelled, read_questions
from bot.runtime.snapshot import Snapshot, load_snapshot

KNOWLEDGE = Path(__file__).parent.parent / "knowledge"
QUESTIONS = Path(__file__).parent / "questions"
TODAY = date(2026, 11, 22)


@pytest.fixture(scope="session")
def snapshot() -> Snapshot:
    """The bot, as it would answer on that day. It has no state: tests can share it."""
    return load_snapshot(KNOWLEDGE, TODAY)


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
    "test_budget.py",
    "test_canary.py",
    "test_parsers.py",
)
"""Folders and files of tests that `make test-fast` leaves out: whole processes, waits, scans of everything."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what is slow by where it lies, so that nobody need remember to."""
    here = Path(__file__).parent
    for item in items:
        if item.path.is_relative_to(here) and item.path.relative_to(here).parts[0] in SLOW:
            item.add_marker(pytest.mark.slow)
