"""An edit costs only the files that it changed."""

from __future__ import annotations

import shutil
import time
from pathlib import Path

from bot.library import Library, Memory, reading
from tests.library.test_library import GOOD, change


def test_only_the_file_that_changed_is_read_again(tmp_path: Path, monkeypatch) -> None:
    folder = Path(shutil.copytree(GOOD, tmp_path / "knowledge"))
    memory = Memory(now=lambda: time.time() + 60)
    before = Library.read(folder, memory)
    read: list[str] = []
    text_of_file = reading.text_of_file
    monkeypatch.setattr(
        reading, "text_of_file", lambda folder, name: read.append(name) or text_of_file(folder, name)
    )
    assert Library.read(folder, memory).knowledge == before.knowledge
    assert read == []
    change(folder / "services/far-helpers.yaml", "name: Far Helpers\n", "name: Farther Helpers\n")
    after = Library.read(folder, memory)
    assert read == ["services/far-helpers.yaml"]
    assert after.knowledge.services["far-helpers"].name == "Farther Helpers"


def test_a_file_that_was_written_a_moment_ago_is_read_again(tmp_path: Path) -> None:
    folder = Path(shutil.copytree(GOOD, tmp_path / "knowledge"))
    memory = Memory()
    Library.read(folder, memory)
    assert memory._known == {}
