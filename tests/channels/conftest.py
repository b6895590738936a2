from __future__ import annotations

import pytest

from bot.channels.telegram import answering, polling, sending, webhook


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Short waits, and the environment as it was: make_bot sets PTB_TIMEDELTA."""
    for module in (answering, polling, sending, webhook):
        monkeypatch.setattr(module, "WAIT", 0.02)
    monkeypatch.setattr(polling, "PATIENCE", 0.3)
    monkeypatch.setattr(answering, "POISON_AFTER", 0.05)
    monkeypatch.setenv("PTB_TIMEDELTA", "1")
