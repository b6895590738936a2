from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from bot.channels.telegram.timing import Timing
from tests.bot_api import BotApi
from tests.helpers import TOKEN

QUICK = Timing(
    wait=0.02,
    hiccup=0.02,
    sat_out=0.5,
    longest_hold=0.5,
    busy=0.6,
    repeat=5.0,
    doubt=0.3,
    doubt_at_start=0.1,
    grace=5.0,
)
"""Short waits. What Telegram asks for is never shortened."""


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """The environment as it was: make_bot sets PTB_TIMEDELTA."""
    monkeypatch.setenv("PTB_TIMEDELTA", "1")


@pytest.fixture
async def api() -> AsyncIterator[BotApi]:
    """Telegram, with nobody met yet; without its rule that asking again at once gives one update only."""
    async with BotApi(TOKEN, same_offset_rule=False) as running:
        yield running
