"""Models on disk. Changes when what is learned is kept in another way."""

from __future__ import annotations

import contextlib
import hashlib
import os
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from bot.danger import Danger, Meaning, stage
from bot.encoder import Encoder
from bot.knowledge import ENGLISH, DangerWords
from bot.learning import Arrays, Clusters, Strings
from bot.matching import Matcher, TrainingData
from bot.runtime.array_file import NotSound, read_arrays, write_arrays
from bot.runtime.training import LanguageTraining, danger_examples

KEPT = 3
"""Older models of a kind that stay in the cache: two folders, or two days, may share it."""

SUFFIX = ".arrays"

VERSION = "19"
"""Raised when the code learns differently from the same examples, or keeps it differently."""

PACKAGE = Path(__file__).parent.parent
SHIPPED = PACKAGE / "models"
"""Models that came with the package, if any did (`tools/wheel_models.py`): read, never written."""


@dataclass(frozen=True, slots=True)
class ModelCache:
    """
    Keeps what was learned beside the knowledge, named by a fingerprint of all that it was learned from.

    The shipped models are looked at first, then those that we learned ourselves. A stale file is never read,
    a broken one of ours is replaced, and without a place to write we learn anew.
    """

    folder: Path
    progress: Callable[[str], None] = lambda _: None
    shipped: Sequence[Path] = (SHIPPED,)
    chosen: Path | None = None
    """Where to keep it, when an operator has said so (BOT_CACHE)."""
    encoder: Encoder | None = field(default=None, repr=False)
    """What matchers learn with beside words, if anything."""

    def matcher(self, training_data: TrainingData) -> Matcher:
        """A matcher, from the cache where what it learned stands there."""
        name = self._name_of_matcher(training_data)
        if kept := self._read(name):
            with contextlib.suppress(KeyError):
                return Matcher(training_data, kept, self.encoder)
        self.progress("Learning from the knowledge files. This takes some seconds, once.")
        learned = Matcher(training_data, None, self.encoder)
        kept = self._kept(name, learned.arrays())
        return Matcher(training_data, kept, self.encoder) if kept else learned

    def danger(
        self,
        words: DangerWords,
        everyday: Sequence[str],
        clusters: Clusters,
        meaning: Meaning | None = None,
    ) -> Danger:
        """A danger detector, likewise. `meaning` is beside what it learns itself."""
        name = _name_of_danger(words, everyday, clusters)
        if kept := self._read(name):
            with contextlib.suppress(KeyError):
                return Danger(words, everyday, kept, clusters, meaning)
        learned = Danger(words, everyday, None, clusters, meaning)
        kept = self._kept(name, learned.arrays())
        return Danger(words, everyday, kept, clusters, meaning) if kept else learned

    def meaning(self, training: Mapping[str, LanguageTraining]) -> Meaning | None:
        """What the encoder makes of the examples of danger of all languages; None without an encoder."""
        if self.encoder is None:
            return None
        examples = danger_examples(training)
        if not examples:
            return None
        name = self._name_of_meaning(examples)
        if kept := self._read(name):
            with contextlib.suppress(KeyError):
                return Meaning(kept)
        self.progress("Learning from the knowledge files. This takes some seconds, once.")
        learned = Meaning.learned(examples, self.encoder)
        return Meaning(self._kept(name, learned) or learned)

    def flaws(self, fingerprint: str) -> list[str] | None:
        """
        What the checks found where their fingerprint was the same; None where nobody has looked. So a second
        start of the same day need not look for seconds.
        """
        kept = self._read(_name_of_flaws(fingerprint))
        return None if kept is None else Strings.restored(kept, "flaws").all()

    def keep_flaws(self, fingerprint: str, flaws: Sequence[str]) -> None:
        """Keep them, where there is a place to write."""
        with contextlib.suppress(ValueError):  # a line that no file can hold is looked for again
            self._write(_name_of_flaws(fingerprint), Strings.of(flaws).arrays("flaws"))

    def holds(self, training: LanguageTraining) -> bool:
        """Whether what is learned from it stands here."""
        names = [self._name_of_matcher(training.matching)] if training.matching else []
        if training.danger:
            names.append(_name_of_danger(training.danger, training.everyday, training.clusters))
        return all(any((place / f"{name}{SUFFIX}").is_file() for place in self.places) for name in names)

    @property
    def places(self) -> tuple[Path, ...]:
        """Where models are looked for: the place that we may write to last."""
        return (*self.shipped, self.place)

    @property
    def can_be_filled(self) -> bool:
        """Whether there is a place to write."""
        try:
            self.place.mkdir(parents=True, exist_ok=True)
            with tempfile.TemporaryFile(dir=self.place):
                return True
        except OSError:
            return False

    @property
    def place(self) -> Path:
        """
        Where it is kept: where the operator says, else beside the knowledge. For knowledge of an installed
        package it is the user's own cache: the package's folder is not ours to write to.
        """
        if self.chosen:
            return self.chosen
        if self.folder.parent == PACKAGE:
            users = os.environ.get("XDG_CACHE_HOME", "")
            return (Path(users) if users else Path.home() / ".cache") / "healthcare-rights-bot"
        return self.folder.parent / ".cache"

    def _name_of_matcher(self, training_data: TrainingData) -> str:
        return _name(
            "matcher",
            training_data.language,
            [f"{name}\t{ask}" for name, asks in training_data.asks.items() for ask in asks],
            training_data.out_of_scope,
            [f"{name}\t{ask}" for name, asks in training_data.lent.items() for ask in asks],
            training_data.well_spelt,
            _lines(training_data.clusters),
            [self.encoder.digest if self.encoder else ""],
        )

    def _name_of_meaning(self, examples: Mapping[str, Sequence[tuple[str, str]]]) -> str:
        """One for all languages: it stands under English, which is never without it."""
        lines = (
            [f"{language}\t{kind}\t{text}" for text, kind in each] for language, each in examples.items()
        )
        return _name("meaning", ENGLISH, *lines, [self.encoder.digest if self.encoder else ""])

    def _read(self, name: str) -> Arrays | None:
        for place in self.places:
            try:
                return read_arrays(place / f"{name}{SUFFIX}", name)
            except (OSError, NotSound):
                continue
        return None

    def _kept(self, name: str, arrays: Arrays) -> Arrays | None:
        """The same, mapped, so that learning leaves nothing in memory; None where it cannot be kept."""
        self._write(name, arrays)
        return self._read(name)

    def _write(self, name: str, arrays: Arrays) -> None:
        kind = name.rpartition("-")[0]
        try:
            self.place.mkdir(parents=True, exist_ok=True)
            kept = sorted(self.place.glob(f"{kind}-*"), key=lambda path: path.stat().st_mtime)
            for old in kept[:-KEPT]:
                old.unlink(missing_ok=True)
            write_arrays(self.place / f"{name}{SUFFIX}", name, arrays)
        except OSError:
            return  # a read-only place: the next start learns again


def _name_of_flaws(fingerprint: str) -> str:
    return f"flaws-all-{fingerprint}"


def _name_of_danger(words: DangerWords, everyday: Sequence[str], clusters: Clusters) -> str:
    parts = [f"{card}\t{text}" for card, texts in words.examples.items() for text in texts]
    learning = "for a second stage" if stage.fits(words.stage) else "to be judged as it is"
    return _name("danger", words.language, parts, words.look_alikes, everyday, _lines(clusters), [learning])


def _name(kind: str, language: str, *learned_from: Sequence[str]) -> str:
    """
    The fingerprint of all that is learned from. Not of numpy: another one may shuffle the examples otherwise,
    which makes a model no worse, and whoever installs the wheel has another than whoever built it.
    """
    digest = hashlib.sha256(f"{VERSION}\x1e".encode())
    for part in learned_from:
        digest.update("\x1f".join(part).encode() + b"\x1e")
    return f"{kind}-{language}-{digest.hexdigest()[:24]}"


def _lines(clusters: Clusters) -> list[str]:
    return [f"{word} {numbers}" for word, numbers in clusters.items()]
