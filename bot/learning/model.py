"""What was learned from labelled examples: softmax regression over sparse features."""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bot.learning.ascent import ascend
from bot.learning.features import Features, Floats, Halves, Vector, Vectors
from bot.learning.hashing import Clusters, Seen, Text
from bot.learning.postings import Postings
from bot.learning.strings import Strings

STRENGTH = 20.0
"""How much the examples weigh against small weights (C of a logistic regression)."""

COMMON = 250
"""To find the nearest, a feature is looked at in so many examples: those in which it weighs most."""

Arrays = Mapping[str, NDArray[np.generic]]
"""All that was learned, by name: plain numbers that can be kept in a file and mapped from it."""


@dataclass(frozen=True, slots=True)
class Model:
    """Says how likely each class is for a text, and how alike the text is to each example."""

    features: Features
    classes: tuple[str, ...]
    """In the order of their names."""
    weights: Halves
    """Shape (features, classes)."""
    intercept: Floats
    """Shape (classes,): the scores of a text that has no known feature."""
    examples: Postings
    """The examples themselves, or none where nobody asks for the nearest."""
    damping: float = 0.0
    """
    How quiet short texts are: a vector is multiplied by √(words / (words + damping)). With 0 a text of one
    word is as loud as any.
    """

    def vector(self, text: Text, seen: Seen | None = None) -> Vector:
        """The features of a text, as loud as its number of words makes them."""
        found = self.features.vector(text, seen)
        if not self.damping:
            return found
        loudness = np.float32(_loudness(len(text), self.damping))
        return Vector(found.ids, found.weights * loudness, found.known)

    def scores(self, vector: Vector) -> Floats:
        """One score a class, shape (classes,): the logarithm of how likely it is, up to a constant."""
        return vector.weights @ self.weights.take(vector.ids, axis=0).astype(np.float32) + self.intercept

    def pulls(
        self, words: Collection[str], away_from: Collection[str], seen: Seen | None = None
    ) -> dict[str, float]:
        """How much each word pulls, alone and through its clusters, from some classes towards any other."""
        here = np.isin(self.classes, list(away_from))
        pulls = np.zeros(len(words), dtype=np.float32)
        for places, weights in self.features.alone(words, seen):
            rows = self.weights[places].astype(np.float32)
            if here.any() and not here.all():
                pulls += weights * (rows[:, ~here].max(axis=1) - rows[:, here].max(axis=1))
        return dict(zip(words, map(float, pulls), strict=True))

    def arrays(self) -> dict[str, NDArray[np.generic]]:
        """All that was learned, to be kept and given back to `restored`."""
        return {
            "hashes": self.features.hashes,
            "rarity": self.features.rarity,
            "texts": np.asarray([self.features.texts, self.examples.texts]),
            "damping": np.asarray([self.damping], np.float32),
            **Strings.of(self.classes).arrays("classes"),
            "weights": self.weights,
            "intercept": self.intercept,
            "postings": self.examples.entries,
            "posting_starts": self.examples.starts,
        }

    @classmethod
    def restored(cls, kept: Arrays, clusters: Clusters | None) -> Model:
        """The model whose `arrays` were kept. KeyError when one is missing."""
        texts, examples = map(int, kept["texts"])
        return cls(
            Features(kept["hashes"], kept["rarity"], texts, clusters),  # type: ignore[arg-type]
            tuple(Strings.restored(kept, "classes").all()),
            kept["weights"],  # type: ignore[arg-type]
            kept["intercept"],  # type: ignore[arg-type]
            Postings(kept["postings"], kept["posting_starts"], examples),  # type: ignore[arg-type]
            float(kept["damping"][0]),
        )


def fit(
    texts: Sequence[Text],
    labels: Sequence[str],
    clusters: Clusters | None = None,
    *,
    keep: int = 0,
    strength: float = STRENGTH,
    damping: float = 0.0,
) -> Model:
    """
    Learn from labelled examples; the same examples always give the same model.

    Time and memory grow with the examples and their words, not with the square of their number.
    `keep` examples, the first ones, can be found again as the nearest.
    """
    features, vectors = Features.fit(texts, clusters)
    if damping:
        loudness = np.asarray([_loudness(len(text), damping) for text in texts], np.float32)
        weights = vectors.weights * loudness.repeat(np.diff(vectors.starts))
        vectors = Vectors(vectors.starts, vectors.ids, weights)
    classes, columns = np.unique(np.asarray(labels), return_inverse=True)
    wanted = np.zeros((len(texts), len(classes)), dtype=np.float32)
    wanted[np.arange(len(texts)), columns] = 1.0
    kept = Postings.of(vectors.take(np.arange(keep)), len(features), at_most=COMMON)
    weights, intercept = ascend(vectors, len(features), wanted, np.float32(strength))
    return Model(features, tuple(map(str, classes)), weights.astype(np.float16), intercept, kept, damping)


def _loudness(words: int, damping: float) -> float:
    return math.sqrt(words / (words + damping)) if words else 0.0
