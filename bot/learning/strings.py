"""
Many strings as arrays of plain numbers, so that they can be mapped from a file. Changes when they are laid
out differently.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import accumulate
from typing import Any

import numpy as np
from numpy.typing import NDArray

_END = "\0"
"""Stands behind each string; none has it in its inside."""


@dataclass(frozen=True, slots=True)
class Strings:
    """Strings in UTF-8, one behind the other. Nothing is decoded before it is asked for."""

    letters: NDArray[np.uint8]
    starts: NDArray[np.int64]
    """Shape (strings + 1,)."""

    @classmethod
    def of(cls, strings: Iterable[str]) -> Strings:
        """Lay them out. A string with a NUL in it raises ValueError."""
        encoded = [(string + _END).encode() for string in strings]
        if any(each.count(0) != 1 for each in encoded):
            raise ValueError("a string has a NUL in it")
        starts = np.fromiter(accumulate(map(len, encoded), initial=0), np.int64, len(encoded) + 1)
        return cls(np.frombuffer(b"".join(encoded), np.uint8), starts)

    def __len__(self) -> int:
        return len(self.starts) - 1

    def __getitem__(self, number: int) -> str:
        first, last = self.starts[number], self.starts[number + 1] - 1
        return self.letters[first:last].tobytes().decode()

    def all(self) -> list[str]:
        """Every string: much faster than one by one."""
        return self.letters.tobytes().decode().split(_END)[:-1]

    def arrays(self, name: str) -> dict[str, NDArray[Any]]:
        """To be kept under this name and given back to `restored`."""
        return {f"{name}_letters": self.letters, f"{name}_starts": self.starts}

    @classmethod
    def restored(cls, kept: Mapping[str, NDArray[Any]], name: str) -> Strings:
        """The strings whose `arrays` were kept. KeyError when one is missing."""
        return cls(kept[f"{name}_letters"], kept[f"{name}_starts"])
