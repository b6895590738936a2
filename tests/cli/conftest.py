"""A small knowledge folder, and commands run on it."""

from __future__ import annotations

import io
import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.cli import main

GOOD = Path(__file__).parent.parent / "library" / "good"

LEARNING = "Learning from the knowledge files."
"""What is said at the first start of all, and is no complaint."""


class Terminal(io.StringIO):
    """What somebody types, as a terminal gives it."""

    def isatty(self) -> bool:
        return True


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A small knowledge folder that may be said on DAY and today, whenever today is; nothing else is set."""
    folder = Path(shutil.copytree(GOOD, tmp_path / "knowledge"))
    today = datetime.now(tz=UTC).date()
    later = {"2027-02-22": str(today + timedelta(days=60)), "2027-03-31": str(today + timedelta(days=400))}
    for path in folder.rglob("*.yaml"):
        text = path.read_text(encoding="utf-8")
        for old, new in later.items():
            text = text.replace(old, new)
        path.write_text(text, encoding="utf-8")
    for name in ("BOT_TOKEN", "BOT_TOKEN_FILE", "BOT_API_URL", "BOT_REVIEWED_ONLY", "BOT_CACHE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("BOT_KNOWLEDGE", str(folder))
    return folder


@pytest.fixture
def run(folder, capsys, monkeypatch):
    """Run a command on the small folder: its exit code, what it printed, and its lines of complaint."""

    def run(*arguments: str, typed: str = "", terminal: bool = False) -> tuple[int, str, list[str]]:
        monkeypatch.setattr("sys.stdin", Terminal(typed) if terminal else io.StringIO(typed))
        try:
            code = main(arguments)
        except SystemExit as leaving:
            code = int(leaving.code or 0)
        told = capsys.readouterr()
        return code, told.out, [line for line in told.err.splitlines() if not line.startswith(LEARNING)]

    return run
