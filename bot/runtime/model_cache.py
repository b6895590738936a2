"""Models on disk. Changes when what is learned is kept in another way."""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from bot.danger import Danger
from bot.knowledge import DangerWords
from bot.learning import Clusters, Model
from bot.matching import Matcher, TrainingData
from bot.runtime.training import LanguageTraining

KEPT = 3
"""Older models of a kind that stay in the cache: two folders, or two days, may share it."""

VERSION = "12"
"""Raised when the code learns differently from the same examples."""


@dataclass(frozen=True, slots=True)
class ModelCache:
    """
    Keeps what was learned beside the knowledge, named by a fingerprint of all that it was learned from.

    A stale file is never read, a broken one is replaced, and without a place to write we learn anew.
    """

    folder: Path
    progress: Callable[[str], None] = lambda _: None

    def matcher(self, training_data: TrainingData) -> Matcher:
        """A matcher, with its model from the shelf where that fits."""
        place = self._place_of_matcher(training_data)
        kept = _read(place, training_data.clusters)
        if kept is None:
            self.progress("Learning from the knowledge files. This takes half a minute, once.")
        matcher = Matcher(training_data, kept)
        if kept is None:
            _write(place, matcher.model)
        return matcher

    def danger(self, words: DangerWords, everyday: Sequence[str], clusters: Clusters) -> Danger:
        """A danger detector, likewise."""
        place = self._place_of_danger(words, everyday, clusters)
        kept = _read(place, clusters)
        danger = Danger(words, everyday, kept, clusters)
        if kept is None:
            _write(place, danger.model)
        return danger

    def holds(self, training: LanguageTraining) -> bool:
        """Whether what is learned from it stands here."""
        training_data, danger = training.matching, training.danger
        places = [self._place_of_matcher(training_data)]
        if danger:
            places.append(self._place_of_danger(danger, training.everyday, training_data.clusters))
        return all(place.is_file() for place in places)

    @property
    def can_be_filled(self) -> bool:
        """Whether there is a place to write."""
        try:
            self.place.mkdir(parents=True, exist_ok=True)
            with tempfile.TemporaryFile(dir=self.place):
                return True
        except OSError:
            return False

    def _place_of_matcher(self, training_data: TrainingData) -> Path:
        parts = [f"{name}\t{ask}" for name, asks in training_data.asks.items() for ask in asks]
        return self._place(
            "matcher",
            training_data.language,
            parts,
            training_data.out_of_scope,
            _lines(training_data.clusters),
        )

    def _place_of_danger(self, words: DangerWords, everyday: Sequence[str], clusters: Clusters) -> Path:
        parts = [f"{card}\t{text}" for card, texts in words.examples.items() for text in texts]
        return self._place("danger", words.language, parts, words.look_alikes, everyday, _lines(clusters))

    @property
    def place(self) -> Path:
        """Where it is kept."""
        chosen = os.environ.get("BOT_CACHE")
        return Path(chosen) if chosen else self.folder.parent / ".cache"

    def _place(self, kind: str, language: str, *learned_from: Sequence[str]) -> Path:
        digest = hashlib.sha256(f"{VERSION}\x1e{np.__version__}".encode())
        for part in learned_from:
            digest.update("\x1f".join(part).encode() + b"\x1e")
        return self.place / f"{kind}-{language}-{digest.hexdigest()[:24]}.npz"


def _lines(clusters: Clusters) -> list[str]:
    return [f"{word} {numbers}" for word, numbers in clusters.items()]


def _read(place: Path, clusters: Clusters) -> Model | None:
    try:
        with place.open("rb") as file, np.load(file, allow_pickle=False) as kept:
            return Model.restored(kept, clusters)
    except Exception:  # noqa: BLE001 - a broken file breaks in a dozen ways, and none may stop the bot
        return None


def _write(place: Path, model: Model) -> None:
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        kind = place.name.rpartition("-")[0]
        kept = sorted(place.parent.glob(f"{kind}-*.npz"), key=lambda path: path.stat().st_mtime)
        for old in kept[:-KEPT]:
            old.unlink()
        part = place.with_suffix(f".{os.getpid()}.part")
        with part.open("wb") as file:
            np.savez(file, **model.arrays())  # type: ignore[arg-type]
        part.replace(place)
    except OSError:
        return  # a read-only place: the next start learns again
