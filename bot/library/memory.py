"""What one file says, kept until it changes. Changes when files are known again by something else."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Generic, TypeVar

from bot.problems import Place, Problem

T = TypeVar("T")

SETTLED = 2.0
"""Seconds after which a stamp tells two states of a file apart: two writes may share a tick of the clock."""

Stamp = tuple[int, int, int, int]


@dataclass(frozen=True, slots=True)
class Parsed(Generic[T]):
    """What one file says: its value if it can be used, its mistakes, and where its texts stand."""

    value: T | None
    problems: tuple[Problem, ...]
    place: Place


@dataclass
class Memory:
    """
    What was read of one folder, so that an edit costs only the files that it changed.

    A file is known again by its two times of change, its size and its number. One that was written within the
    last SETTLED seconds is read anew, and so is one that changed while it was read.
    """

    now: Callable[[], float] = time.time
    """Seconds, by the clock of the disk."""
    _known: dict[str, tuple[Stamp, Parsed[Any]]] = field(default_factory=dict, repr=False)

    def get(self, path: Path, read: Callable[[], Parsed[T]]) -> Parsed[T]:
        """What the file says."""
        name, stamp = str(path), _stamp(path)
        known = self._known.get(name)
        if known and known[0] == stamp:
            return known[1]
        found = read()
        if stamp and stamp == _stamp(path) and max(stamp[:2]) / 1e9 < self.now() - SETTLED:
            self._known[name] = stamp, found
        else:
            self._known.pop(name, None)
        return found

    def keep(self, paths: Collection[Path]) -> None:
        """Forget all files but these."""
        kept = set(map(str, paths))
        for name in self._known.keys() - kept:
            del self._known[name]


def _stamp(path: Path) -> Stamp | None:
    try:
        seen = path.lstat()
    except OSError:
        return None
    return seen.st_mtime_ns, seen.st_ctime_ns, seen.st_size, seen.st_ino
