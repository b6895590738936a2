"""How knowledge lies on disk. Changes when the form of the folder changes."""

from __future__ import annotations

import contextlib
import gc
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from bot.knowledge import Knowledge
from bot.library.editing import KeyPath, quoted, with_texts
from bot.library.folder import NAME, bytes_of, files_in
from bot.library.items import Item, Refused
from bot.library.memory import Memory
from bot.library.parsing import parse
from bot.library.questions import Labelled, read_questions
from bot.library.reading import FolderReader
from bot.library.signs import printable
from bot.problems import Place, Problem

__all__ = [
    "NAME",
    "Item",
    "KeyPath",
    "Labelled",
    "Library",
    "Memory",
    "Refused",
    "bytes_of",
    "files_in",
    "locate",
    "parse",
    "printable",
    "quoted",
    "read_questions",
    "with_texts",
]


def locate(chosen: Path | None = None) -> Path:
    """The knowledge folder: the chosen one, or the one beside this code, or the one installed with it."""
    if chosen:
        return chosen
    bot = Path(__file__).resolve().parent.parent
    beside = bot.parent / "knowledge"
    return beside if beside.is_dir() else bot / "knowledge_files"


@dataclass(frozen=True)
class Library:
    """A knowledge folder as it was read: what is sound, and what its editors must mend."""

    folder: Path
    knowledge: Knowledge
    problems: tuple[Problem, ...]
    places: Mapping[str, Place]
    """Where each entry stands, by its id, and each other file, by its name in the folder."""

    @classmethod
    def read(cls, folder: Path, memory: Memory | None = None) -> Library:
        """
        Read the whole folder. One bad file withholds what it holds, never the rest.

        Never raises for what the files say; a missing folder is a problem like any other. `memory` holds what
        was read of the same folder before: files that are as they were are not read again.
        """
        if not folder.is_dir():
            mend = "set BOT_KNOWLEDGE to the knowledge folder"
            problem = Problem(str(folder), 0, "there is no such folder", mend, rule="reading")
            return cls(folder, Knowledge(), (problem,), {})
        reader = FolderReader(folder, memory or Memory())
        with _uncollected():
            knowledge = reader.read()
        return cls(folder, knowledge, tuple(reader.problems), reader.places)


@contextlib.contextmanager
def _uncollected() -> Iterator[None]:
    """What is read makes no cycles, and a collector that walks it as it grows takes a quarter of the time."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()
