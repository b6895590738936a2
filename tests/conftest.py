"""
What several tests need: the bot itself, on the real knowledge.

The real knowledge is edited every month, and time goes on: neither may turn a test red. So what is said of
it holds on the real day (`real_day`) or on the last day on which nothing of it was due (`settled_day`), never
on a day that stands here. Mechanisms are tested on `tests/library/good` and on factories, on a fixed day.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path

import pytest

from bot.knowledge import Knowledge
from bot.library import Labelled, Library, read_questions
from bot.runtime.model_cache import ModelCache
from bot.runtime.snapshot import Snapshot, build_snapshot, judge

KNOWLEDGE = Path(__file__).parent.parent / "knowledge"
QUESTIONS = Path(__file__).parent / "questions"


def real_day() -> date:
    """Today, as the bot reckons it."""
    return datetime.now(tz=UTC).date()


@cache
def real_library() -> Library:
    """The real knowledge, as it was read once."""
    return Library.read(KNOWLEDGE)


def settled_day(knowledge: Knowledge, today: date) -> date:
    """
    The last day, today at most, on which every entry was in time and every sum had a value.

    On it the bot says all that its editors have written, however long ago the last of them has looked.
    """
    ends = [max(period.end or date.max for period in amount.periods) for amount in knowledge.amounts.values()]
    return min(today, *(entry.next for entry in knowledge.entries), *ends)


@pytest.fixture(scope="session")
def snapshot() -> Snapshot:
    """The bot on the real knowledge and its settled day, without the news. Tests share it: it has no state."""
    library = real_library()
    library = replace(library, knowledge=replace(library.knowledge, notice=None))
    return build_snapshot(judge(library, settled_day(library.knowledge, real_day())), ModelCache(KNOWLEDGE))


@pytest.fixture(scope="session")
def reported_questions() -> list[Labelled]:
    """The labelled questions by which the bot is reported: nothing may be tuned on them."""
    files = ["en.yaml", "sealed-en.yaml", "danger-en.yaml", "danger-2-en.yaml"]
    return [question for name in files for question in read_questions(QUESTIONS / name)]
