"""The picture of the code is the code: every package has its line, and the floors are in order."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

ROOT = Path(__file__).parent.parent
BOT = ROOT / "bot"
PAGE = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
ROWS = re.findall(r"^\| `bot/(\w+)(?:/|\.py)` \|.*?\| (.+) \|$", PAGE, re.MULTILINE)
OF_DATA = {"knowledge_files", "models"}
"""What a wheel has beside the code."""


def test_every_package_and_module_of_the_bot_has_its_line() -> None:
    there = {path.stem for path in BOT.iterdir() if path.suffix == ".py" or (path / "__init__.py").is_file()}
    assert sorted(name for name, _ in ROWS) == sorted(there - {"__init__"} - OF_DATA)


def test_the_lines_stand_in_the_order_of_the_floors() -> None:
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"]
    layers = next(each["layers"] for each in contracts["contracts"] if each["type"] == "layers")
    floor = {name.strip().removeprefix("bot."): n for n, row in enumerate(layers) for name in row.split("|")}
    floors = [floor[name] for name, _ in ROWS]
    assert floors == sorted(floors)


def test_what_a_reader_shall_begin_with_is_there() -> None:
    for name, begin in ROWS:
        folder = BOT / name
        code = (
            [folder.with_suffix(".py")] if folder.with_suffix(".py").is_file() else list(folder.rglob("*.py"))
        )
        whole = "\n".join(path.read_text(encoding="utf-8") for path in code)
        for word in re.findall(r"`([^`]+)`", begin):
            if word.endswith(".py"):
                assert (folder / word).is_file(), word
            else:
                assert re.search(rf"\b(?:class|def) {word.rpartition('.')[2]}\b", whole), word
