"""How an edit is described, and what the checks say of it."""

from __future__ import annotations

import re
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from unittest.mock import patch

from bot.checks import Problem, check, errors
from bot.library import Library, Memory
from bot.library.memory import SETTLED
from bot.words import tokens
from tests.conftest import real_day

KNOWLEDGE = Path(__file__).parents[2] / "knowledge"
LEFT_OUT = ("schema", "generated", "LICENSE", "README.md")
"""What no check reads."""

Deed = Callable[[Path], None]


def swap(path: str, old: str, new: str, *, times: int = 1) -> Deed:
    """Other words in the place of some, which stand there so often."""

    def deed(folder: Path) -> None:
        file = folder / path
        text = file.read_text("utf-8")
        assert text.count(old) == times, (path, old, text.count(old))
        file.write_text(text.replace(old, new), "utf-8")

    return deed


def swap_by(path: str, pattern: str, new: str, *, count: int = 0) -> Deed:
    """Other words in the place of those by a pattern, whatever editors have made of them by now."""

    def deed(folder: Path) -> None:
        file = folder / path
        text, times = re.subn(
            pattern, lambda _: new, file.read_text("utf-8"), count=count, flags=re.MULTILINE
        )
        assert times, (path, pattern)
        file.write_text(text, "utf-8")

    return deed


def swap_line(path: str, start: str, new: str) -> Deed:
    """Another line in the place of the first that begins so, and of all that is indented below it."""

    def deed(folder: Path) -> None:
        file = folder / path
        lines = file.read_text("utf-8").splitlines()
        at = next(number for number, line in enumerate(lines) if line.startswith(start))
        end = at + 1
        while lines[end].startswith("    "):
            end += 1
        lines[at:end] = [new]
        file.write_text("\n".join(lines) + "\n", "utf-8")

    return deed


def drop(path: str, pattern: str, *, at_least: int = 1) -> Deed:
    """No line that holds the pattern."""

    def deed(folder: Path) -> None:
        file = folder / path
        lines = file.read_text("utf-8").splitlines(keepends=True)
        kept = [line for line in lines if not re.search(pattern, line)]
        assert len(lines) - len(kept) >= at_least
        file.write_text("".join(kept), "utf-8")

    return deed


def drop_first(path: str, start: str) -> Deed:
    """Without the first line that begins so."""

    def deed(folder: Path) -> None:
        file = folder / path
        lines = file.read_text("utf-8").splitlines(keepends=True)
        del lines[next(number for number, line in enumerate(lines) if line.startswith(start))]
        file.write_text("".join(lines), "utf-8")

    return deed


def swap_all(path: str, old: str, new: str) -> Deed:
    """Other words wherever some stand in a file, which they do."""

    def deed(folder: Path) -> None:
        file = folder / path
        text = file.read_text("utf-8")
        assert old in text
        file.write_text(text.replace(old, new), "utf-8")

    return deed


def write(path: str, text: str) -> Deed:
    """A file with that text, new or in the place of another."""

    def deed(folder: Path) -> None:
        file = folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, "utf-8")

    return deed


def append(path: str, text: str) -> Deed:
    """More text at the end of a file."""

    def deed(folder: Path) -> None:
        with (folder / path).open("a", encoding="utf-8") as file:
            file.write(text)

    return deed


def remove(path: str) -> Deed:
    """No such file."""
    return lambda folder: (folder / path).unlink()


def rename(old: str, new: str) -> Deed:
    """The same file or folder under another name."""

    def deed(folder: Path) -> None:
        (folder / new).parent.mkdir(parents=True, exist_ok=True)
        shutil.move(folder / old, folder / new)

    return deed


@dataclass(frozen=True)
class Edit:
    """What somebody does to the files; and by which rule, of which file, it is refused."""

    kind: str
    name: str
    deeds: tuple[Deed, ...] = field(repr=False)
    rule: str = ""
    file: str = ""
    whole: bool = False
    """Whether it needs all that the bot learns danger from."""

    def __str__(self) -> str:
        return f"{self.kind}: {self.name}"


class Desk:
    """A copy of the real knowledge on which one edit after the other is tried, each on untouched files."""

    def __init__(self, folder: Path, *, whole: bool = True) -> None:
        shutil.copytree(KNOWLEDGE, folder, ignore=shutil.ignore_patterns(*LEFT_OUT))
        if not whole:
            lighten(folder)
        self.folder = folder
        self._files = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
        self._seen = {path: path.stat().st_mtime_ns for path in self._files}
        # reading takes longer than a tick of the clock: no two states of a file that are read share a stamp
        self._memory = Memory(now=lambda: time.time() + 2 * SETTLED)

    def errors(self, edit: Edit) -> tuple[Problem, ...]:
        """What the checks refuse after the edit. The files are put back as they were."""
        with self.edited(*edit.deeds) as library:
            return errors(library.problems + check(library.knowledge, library.places, real_day()))

    @contextmanager
    def edited(self, *deeds: Deed) -> Iterator[Library]:
        """What is read after the deeds. The files are put back as they were."""
        try:
            for deed in deeds:
                deed(self.folder)
            yield Library.read(self.folder, self._memory)
        finally:
            self._restore()

    def _restore(self) -> None:
        for path in list(self.folder.rglob("*")):
            if path.is_file() and path not in self._files:
                path.unlink()
        for path, data in self._files.items():
            if not path.exists() or path.stat().st_mtime_ns != self._seen[path]:
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(data)
                self._seen[path] = path.stat().st_mtime_ns


class Desks:
    """One with all, and a light one for the many edits that do not ask for all."""

    def __init__(self, folder: Path) -> None:
        self._desks = {whole: Desk(folder / str(whole) / "knowledge", whole=whole) for whole in (False, True)}

    def errors(self, edit: Edit) -> tuple[Problem, ...]:
        """What the checks refuse after the edit."""
        return self._desks[edit.whole].errors(edit)


def lighten(folder: Path) -> None:
    """
    English alone, and without most of what is only learned from: the rules for words are the same, and take
    less time.
    """
    languages = folder / "languages.yaml"
    lines = languages.read_text("utf-8").splitlines(keepends=True)
    others = [code for line in lines if (code := line.partition(":")[0]) not in ("en", "") and code.isalpha()]
    languages.write_text("".join(line for line in lines if line.partition(":")[0] not in others), "utf-8")
    for code in others:
        for file in (*folder.glob(f"*/{code}.yaml"), *folder.glob(f"*/*/*/{code}.yaml")):
            file.unlink()
        for file in (*folder.glob(f"topics/*/*/asks/{code}.yaml"), *folder.glob(f"generated/*/{code}.*")):
            file.unlink()
        shutil.rmtree(folder / "danger" / code, ignore_errors=True)
    for name in ("topics/*/*/asks/*.yaml", "danger/*/*.yaml"):
        for file in folder.glob(name):
            lines: list[str] = []
            in_a_row = 0
            for line in file.read_text("utf-8").splitlines(keepends=True):
                in_a_row = in_a_row + 1 if line.startswith(("  - ", "    - ")) else 0
                if in_a_row <= SOME:
                    lines.append(line)
            file.write_text("".join(lines), "utf-8")
    (folder / "floors.yaml").write_text("{}\n", "utf-8")


SOME = 40
"""Lines in a row that a light file keeps of its lists."""


@contextmanager
def remembering() -> Iterator[None]:
    """Words that were read once are not read again: most texts are the same from edit to edit."""
    with patch("bot.checks.context.tokens", cache(tokens)):
        yield
