"""
What an encoder says of danger: which examples a text is like in meaning, in whatever language. Changes when
vectors are judged otherwise.

One for all languages: an example in English teaches what is danger in Tigrinya, too. In English alone the
second stage notices, at one false card in a hundred, 7 to 14 points more with it (docs/matching.md).
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bot.danger.kinds import EVERYDAY, LOOK_ALIKE, SMALLEST, over, share_over
from bot.encoder import Encoder
from bot.encoder.network import Floats
from bot.learning import Arrays, Strings, probabilities
from bot.learning.dense import Centre, Dense, Nearest

AXES = 128
"""Numbers of a vector that are kept: those in which examples differ most. With 64 the stage misses two more
dangers in a hundred, with all 384 it costs three times the memory and notices one more."""

NEAREST = 3
"""So many of the nearest examples of each kind count."""

NEAR = 10.0
"""How much a likeness weighs beside a logarithm: they are from -1 to 1, and most of them from 0 to 1."""

CARD_NEAR = 2.0
"""How much a likeness weighs beside the linear model where a card is chosen."""

AXES_FROM_EVERY = 2
"""One in so many examples tells which axes to keep; all are learned from."""

Examples = Sequence[tuple[str, str]]
"""Texts, each with its kind: its card, LOOK_ALIKE or EVERYDAY."""


@dataclass(frozen=True, slots=True)
class Meant:
    """What is seen in the meaning of one text. Logarithms, as all that a second stage weighs."""

    over_calm: float
    over_everyday: float
    over_look_alikes: float
    """By a linear model: how much likelier danger is than the kinds of calm together, and each."""
    near: float
    nearer_than_everyday: float
    nearer_than_look_alikes: float
    """How like the nearest dangers it is, and how much more like than the nearest calm ones."""
    cards: Mapping[str, float]
    """By card, how much speaks for it. Up to a constant."""


class Meaning:
    """The vectors of all examples of all languages, and a linear model of them."""

    def __init__(self, kept: Arrays) -> None:
        """From what was `learned`. KeyError when an array is missing."""
        self._kinds = tuple(Strings.restored(kept, "kinds").all())
        languages = Strings.restored(kept, "languages").all()
        self._centres = {
            language: Centre(np.asarray(middle, np.float32))
            for language, middle in zip(languages, kept["middles"], strict=True)
        }
        self._axes = np.asarray(kept["axes"], np.float32)
        self._model = Dense(
            np.asarray(kept["weights"], np.float32), np.asarray(kept["intercept"], np.float32)
        )
        self._nearest = Nearest(
            np.asarray(kept["vectors"], np.float32), np.asarray(kept["columns"], np.int32), len(self._kinds)
        )

    @staticmethod
    def learned(examples: Mapping[str, Examples], encoder: Encoder) -> dict[str, NDArray[Any]]:
        """
        All that is learned from examples by language, to be kept. Vectors that came with the encoder are
        looked up; the others take 20 ms each. The same examples always give the same. Takes seconds.
        """
        kinds = sorted({kind for each in examples.values() for _, kind in each})
        number = {kind: place for place, kind in enumerate(kinds)}
        middles, moved, columns = [], [], []
        for each in examples.values():
            vectors = encoder.vectors([text for text, _ in each])
            centre = Centre.of(vectors)
            middles.append(centre.middle)
            moved.append(centre(vectors))
            columns += [number[kind] for _, kind in each]
        together = np.concatenate(moved)
        order = np.asarray(columns, np.int32).argsort(kind="stable")
        axes = axes_of(together[::AXES_FROM_EVERY])
        placed = placed_on(axes, together[order])
        sorted_columns = np.asarray(columns, np.int32)[order]
        model = Dense.fit(placed, sorted_columns, len(kinds))
        return {
            **Strings.of(kinds).arrays("kinds"),
            **Strings.of(examples).arrays("languages"),
            "middles": np.stack(middles),
            "axes": axes,
            "weights": model.weights,
            "intercept": model.intercept,
            "vectors": placed,
            "columns": sorted_columns,
        }

    def look(self, vector: Floats, language: str) -> Meant:
        """What is seen in the vector of a text, shape (384,), read as one of that language."""
        placed = placed_on(self._axes, self._centres[language](vector))
        scores = self._model.scores(placed)
        shares = dict(zip(self._kinds, map(float, probabilities(scores)), strict=True))
        likeness = self._nearest.of_each_column(self._nearest.likeness(placed), NEAREST)
        near = dict(zip(self._kinds, (NEAR * float(each) for each in likeness), strict=True))
        everyday, look_alikes = (shares.pop(kind, 0.0) for kind in (EVERYDAY, LOOK_ALIKE))
        near_everyday, near_look_alikes = (near.pop(kind, -NEAR) for kind in (EVERYDAY, LOOK_ALIKE))
        danger, nearest = sum(shares.values()), max(near.values())
        return Meant(
            share_over(danger),
            over(danger, everyday),
            over(danger, look_alikes),
            nearest,
            nearest - near_everyday,
            nearest - near_look_alikes,
            {card: math.log(max(share, SMALLEST)) + CARD_NEAR * near[card] for card, share in shares.items()},
        )


def axes_of(vectors: Floats) -> Floats:
    """The AXES directions in which vectors, shape (texts, SIZE), differ most: shape (SIZE, axes)."""
    about = vectors - vectors.mean(axis=0)
    strength, directions = np.linalg.eigh((about.T @ about).astype(np.float64))
    # of each direction and its opposite, the one whose largest number is positive: any machine finds the same
    chosen = directions[:, strength.argsort()[::-1][:AXES]]
    signs = np.sign(chosen[np.abs(chosen).argmax(axis=0), np.arange(chosen.shape[1])])
    return np.asarray(chosen * signs, np.float32)


def placed_on(axes: Floats, vectors: Floats) -> Floats:
    """Vectors by those axes, at unit length; one or many."""
    placed = vectors @ axes
    length = np.linalg.norm(placed, axis=-1, keepdims=True)
    return np.asarray(placed / np.where(length > 0, length, 1.0), np.float32)
