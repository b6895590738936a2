"""From a text to its vector. Changes when a text is cut, or kept in mind, in another way."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from sentencepiece import SentencePieceProcessor

from bot.encoder.network import Arrays, Floats, Network
from bot.encoder.shipped import NOTHING, Shipped

MOST_PIECES = 96
"""Pieces of a text that are looked at; of more, the first. A piece is some four letters."""

MOST_LETTERS = 1_600
"""Letters of a text that are cut into pieces at all: far more than those pieces can have."""

START, END = 1, 2
"""The pieces that stand before and behind a text."""

ASKS = "query: "
"""What the network was taught to see before a text that is compared with other texts."""


@dataclass(frozen=True)
class Encoder:
    """Turns texts into vectors. It keeps no text: one that comes again is encoded again."""

    digest: str
    """SHA-256 of the file that it came from, in hexadecimal digits: vectors of another cannot be compared."""
    network: Network = field(repr=False)
    cut: SentencePieceProcessor = field(repr=False)
    shipped: Shipped = field(default=NOTHING, repr=False)

    @classmethod
    def restored(cls, digest: str, kept: Arrays) -> Encoder:
        """
        The encoder of a file's arrays. KeyError when one is missing, RuntimeError when its vocabulary cannot
        be read.
        """
        cut = SentencePieceProcessor()
        cut.LoadFromSerializedProto(np.asarray(kept["vocabulary"], np.uint8).tobytes())
        return cls(digest, Network.restored(kept), cut)

    def with_shipped(self, shipped: Shipped) -> Encoder:
        """The same, with vectors of texts that it has encoded before."""
        return replace(self, shipped=shipped)

    def vector(self, text: str) -> Floats:
        """
        Shape (SIZE,), of unit length, for any text. Takes some 20 ms of one core for 30 pieces, 60 for 96.

        The vectors of two texts that mean alike, in whatever languages, have a large product.
        """
        return self.network.vector(self.pieces(text))

    def vectors(self, texts: Sequence[str]) -> Floats:
        """Shape (texts, SIZE). What was shipped is only looked up."""
        found, here = self.shipped.find(texts)
        for number in np.flatnonzero(~here).tolist():
            found[number] = self.vector(texts[number])
        return found

    def pieces(self, text: str) -> list[int]:
        """The pieces of a text, at least two and at most MOST_PIECES."""
        # half a letter (a lone surrogate) is none
        whole = text[:MOST_LETTERS].encode("utf-8", "ignore").decode()
        pieces = self.cut.encode(ASKS + whole)
        return [START, *pieces[: MOST_PIECES - 2], END]


class Once:
    """An encoder for one turn, which encodes a text only once however many ask for it."""

    def __init__(self, encoder: Encoder) -> None:
        self._encoder = encoder
        self._vectors: dict[str, Floats] = {}

    def vector(self, text: str) -> Floats:
        """As `Encoder.vector`."""
        if text not in self._vectors:
            self._vectors[text] = self._encoder.vector(text)
        return self._vectors[text]
