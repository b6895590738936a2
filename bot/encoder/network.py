"""
The layers of the encoder, in numpy. Changes when another network is shipped.

multilingual-e5-small: L. Wang et al., Multilingual E5 Text Embeddings (2024), which is a BERT of 12 layers
(J. Devlin et al., 2019) over the pieces of XLM-RoBERTa. Each layer normalises after it adds. The mean over
all pieces, at unit length, is the vector of the text.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Arrays = Mapping[str, NDArray[np.generic]]

SIZE = 384
"""Numbers of a vector, and of each piece between two layers."""

HEADS = 12
LAYERS = 12
EPSILON = np.float32(1e-12)

TABLES = ("attention", "output", "inner", "outer")
"""
The tables of a layer, kept as `layer.<number>.<name>` in signed bytes, one row for each number that comes
out; `….scale` turns a row into weights and `….bias` is added. "attention" holds queries, keys and values.
"""


@dataclass(frozen=True, slots=True)
class Dense:
    """One linear map."""

    weights: Floats
    """Shape (in, out)."""
    bias: Floats

    def __call__(self, given: Floats) -> Floats:
        """Shape (pieces, in) becomes (pieces, out)."""
        return np.asarray(given @ self.weights + self.bias)


@dataclass(frozen=True, slots=True)
class Norm:
    """Layer normalisation (J. Ba, J. Kiros, G. Hinton, 2016)."""

    weights: Floats
    bias: Floats

    def __call__(self, given: Floats) -> Floats:
        """Each row with mean 0 and variance 1, then scaled and shifted."""
        given = given - given.mean(axis=-1, keepdims=True)
        variance = np.square(given).mean(axis=-1, keepdims=True)
        return np.asarray(given / np.sqrt(variance + EPSILON) * self.weights + self.bias)


@dataclass(frozen=True, slots=True)
class Layer:
    """Every piece looks at all others, then at itself."""

    attention: Dense
    output: Dense
    after_attention: Norm
    inner: Dense
    outer: Dense
    after_inner: Norm

    def __call__(self, given: Floats) -> Floats:
        """Shape (pieces, SIZE), in and out."""
        given = self.after_attention(given + self.output(self._attended(given)))
        return self.after_inner(given + self.outer(_gelu(self.inner(given))))

    def _attended(self, given: Floats) -> Floats:
        split = self.attention(given).reshape(len(given), 3, HEADS, SIZE // HEADS)
        queries, keys, values = split.transpose(1, 2, 0, 3)
        shares = queries @ keys.transpose(0, 2, 1) / np.sqrt(np.float32(SIZE // HEADS))
        shares = np.exp(shares - shares.max(axis=-1, keepdims=True))
        shares /= shares.sum(axis=-1, keepdims=True)
        return np.asarray((shares @ values).transpose(1, 0, 2).reshape(len(given), SIZE))


@dataclass(frozen=True, slots=True)
class Network:
    """Pieces in, a vector out."""

    pieces: NDArray[np.int8]
    """Shape (pieces known, SIZE): signed bytes, of which only the rows of a text are read."""
    scales: Floats
    """Shape (pieces known, 1): what turns a row of `pieces` into numbers."""
    places: Floats
    """Shape (most pieces of a text, SIZE): what is added to the first piece, the second, and so on."""
    first: Norm
    layers: tuple[Layer, ...]

    @classmethod
    def restored(cls, kept: Arrays) -> Network:
        """The network of a file's arrays (`tools/train_encoder.py`). KeyError when one is missing."""
        return cls(
            np.asarray(kept["pieces"], np.int8),
            _floats(kept, "pieces.scale")[:, None],
            _floats(kept, "places"),
            _norm(kept, "first"),
            tuple(_layer(kept, f"layer.{number}") for number in range(LAYERS)),
        )

    def vector(self, pieces: Sequence[int]) -> Floats:
        """Shape (SIZE,), of unit length. `pieces` are 1 to `len(places)` rows of `pieces`."""
        given = self.entering(pieces)
        for layer in self.layers:
            given = layer(given)
        mean = given.mean(axis=0)
        return np.asarray(mean / np.linalg.norm(mean), np.float32)

    def entering(self, pieces: Sequence[int]) -> Floats:
        """What the first layer gets of a text, shape (pieces, SIZE)."""
        rows = np.asarray(pieces)
        return self.first(self.pieces[rows] * self.scales[rows] + self.places[: len(rows)])


def _gelu(given: Floats) -> Floats:
    """
    Gaussian error linear unit (D. Hendrycks, K. Gimpel, 2016), by its tangent form. Worked out in place:
    these are the largest numbers of a turn.
    """
    cubed = given * given
    cubed *= given
    cubed *= np.float32(0.044715)
    cubed += given
    cubed *= np.float32(np.sqrt(2 / np.pi))
    np.tanh(cubed, out=cubed)
    cubed += 1
    cubed *= given
    cubed *= np.float32(0.5)
    return cubed


def _layer(kept: Arrays, name: str) -> Layer:
    dense = {table: _dense(kept, f"{name}.{table}") for table in TABLES}
    return Layer(
        dense["attention"],
        dense["output"],
        _norm(kept, f"{name}.after_attention"),
        dense["inner"],
        dense["outer"],
        _norm(kept, f"{name}.after_inner"),
    )


def _dense(kept: Arrays, name: str) -> Dense:
    weights = kept[name].astype(np.float32) * _floats(kept, f"{name}.scale")[:, None]
    return Dense(np.ascontiguousarray(weights.T), _floats(kept, f"{name}.bias"))


def _norm(kept: Arrays, name: str) -> Norm:
    return Norm(_floats(kept, f"{name}.weights"), _floats(kept, f"{name}.bias"))


def _floats(kept: Arrays, name: str) -> Floats:
    return np.asarray(kept[name], np.float32)
