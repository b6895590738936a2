"""Vectors of texts that were encoded before. Changes when they are kept in another way."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bot.encoder.network import SIZE, Arrays, Floats

_MOST = np.float32(127)


@dataclass(frozen=True, slots=True)
class Shipped:
    """
    Vectors in signed bytes, found by a hash of their text: so that only new asks are encoded when the bot
    learns. No text can be read from it.
    """

    hashes: NDArray[np.uint64]
    """Shape (texts,), rising."""
    bytes: NDArray[np.int8]
    """Shape (texts, SIZE)."""

    @classmethod
    def of(cls, texts: Sequence[str], vectors: Floats) -> Shipped:
        """The vectors of those texts, shape (texts, SIZE), each of unit length."""
        hashes, first = np.unique(_hashes(texts), return_index=True)
        largest = np.abs(vectors[first]).max(axis=1, keepdims=True)
        return cls(hashes, np.rint(vectors[first] / largest * _MOST).astype(np.int8))

    @classmethod
    def restored(cls, kept: Arrays) -> Shipped:
        """Those whose `arrays` were kept. KeyError when one is missing."""
        return cls(np.asarray(kept["hashes"], np.uint64), np.asarray(kept["bytes"], np.int8))

    def arrays(self) -> dict[str, NDArray[Any]]:
        """To be kept and given back to `restored`."""
        return {"hashes": self.hashes, "bytes": self.bytes}

    def find(self, texts: Sequence[str]) -> tuple[Floats, NDArray[np.bool_]]:
        """For each text its vector, at unit length again, shape (texts, SIZE), and whether it is here."""
        wanted = _hashes(texts)
        if not len(self.hashes):
            return np.zeros((len(texts), SIZE), np.float32), np.zeros(len(texts), np.bool_)
        places = self.hashes.searchsorted(wanted)
        places[places == len(self.hashes)] = 0
        found = self.bytes[places].astype(np.float32)
        found /= np.linalg.norm(found, axis=1, keepdims=True)
        return found, self.hashes[places] == wanted


NOTHING = Shipped(np.empty(0, np.uint64), np.empty((0, SIZE), np.int8))


def _hashes(texts: Sequence[str]) -> NDArray[np.uint64]:
    return np.frombuffer(
        b"".join(blake2b(text.encode(), digest_size=8).digest() for text in texts), "<u8"
    ).astype(np.uint64)
