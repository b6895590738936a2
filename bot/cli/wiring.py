"""Where everything is joined: a folder of files in, one function `talk` out."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TypeVar
from zipfile import BadZipFile

import numpy as np

from bot.checks import Problem, check, errors
from bot.conversation import Conversation, Event, Person
from bot.danger import Danger
from bot.knowledge import DangerWords, Published
from bot.learning import Clusters, Weights
from bot.library import Library
from bot.matching import Lesson, Matcher
from bot.rendering import Reply, failed, render
from bot.words import tokens

T = TypeVar("T")
VERSION = "3"
"""Raised when the code learns differently from the same examples."""


class NothingToSay(Exception):  # noqa: N818 - it is the knowledge that is missing
    """There is not a single answer that could be given: the bot does not start on nothing."""


@dataclass(frozen=True)
class House:
    """The bot, ready to talk, and what its editors must mend."""

    library: Library
    knowledge: Published
    conversation: Conversation
    problems: tuple[Problem, ...]

    def talk(self, person: Person, event: Event) -> tuple[Person, Reply]:
        """One turn. This is all that a channel is given."""
        person, decision = self.conversation.hear(person, event)
        return person, render(decision, person, self.knowledge)

    def failed(self, person: Person) -> Reply:
        """What is said when a turn broke."""
        return failed(person, self.knowledge)


def open_house(folder: Path, today: date, *, reviewed_only: bool = False) -> House:
    """
    Read the folder, keep what is sound, and learn from it.

    Raises NothingToSay when no entry can be said today, or the English voice or danger file is lost.
    """
    library = Library.read(folder)
    knowledge = library.knowledge.published(today, reviewed_only=reviewed_only)
    problems = library.problems + check(library.knowledge, library.places, today)
    if not knowledge.entries or "en" not in knowledge.voices or "en" not in knowledge.dangers:
        first = errors(problems)
        why = str(first[0]) if first else "every entry is withheld today"
        raise NothingToSay(f"there is nothing that may be said from {folder}: {why}")
    shelf = Shelf(folder)
    return House(library, knowledge, _learn(knowledge, shelf), problems)


def _learn(knowledge: Published, shelf: Shelf) -> Conversation:
    languages = {entry.language for entry in knowledge.entries.values()}
    matchers: dict[str, Matcher] = {}
    dangers: dict[str, Danger] = {}
    for language in sorted(languages):
        lesson = lesson_of(knowledge, language)
        matchers[language] = shelf.matcher(lesson)
        if words := knowledge.dangers.get(language):
            asked = [ask for asks in lesson.asks.values() for ask in asks]
            small_talk = [talk for kind in knowledge.voice(language).small_talk.values() for talk in kind]
            everyday = (*asked, *lesson.elsewhere, *small_talk)
            dangers[language] = shelf.danger(words, everyday, lesson.clusters)
    return Conversation(knowledge, matchers, dangers)


def lesson_of(knowledge: Published, language: str) -> Lesson:
    """What there is to learn from in one language: titles and asks, and questions for no entry."""
    own = [entry for entry in knowledge.entries.values() if entry.language == language]
    written = [text for entry in own for text in entry.texts()]
    return Lesson(
        language,
        {entry.id: (entry.title, *entry.asks) for entry in own},
        knowledge.elsewhere.get(language, ()),
        _words_of(written, knowledge.dangers.get(language)),
        knowledge.clusters.get(language, {}),
    )


def _words_of(written: list[str], danger: DangerWords | None) -> tuple[str, ...]:
    examples = (
        [] if danger is None else [*danger.look_alikes, *(t for e in danger.examples.values() for t in e)]
    )
    return tuple(sorted({word for text in (*written, *examples) for word in tokens(text)}))


@dataclass(frozen=True, slots=True)
class Shelf:
    """
    Keeps learned weights beside the knowledge, named by a fingerprint of all that they were learned from.

    A stale file is never read, a broken one is thrown away, and without a place to write we learn anew.
    """

    folder: Path

    def matcher(self, lesson: Lesson) -> Matcher:
        """A matcher, with weights from the shelf where they fit."""
        parts = [f"{name}\t{ask}" for name, asks in lesson.asks.items() for ask in asks]
        key = _key("matcher", lesson.language, parts, lesson.elsewhere, _lines(lesson.clusters))
        return self._with_weights(key, lambda weights: Matcher(lesson, weights), lambda made: made.weights)

    def danger(self, words: DangerWords, everyday: tuple[str, ...], clusters: Clusters) -> Danger:
        """A danger detector, likewise."""
        parts = [f"{card}\t{text}" for card, texts in words.examples.items() for text in texts]
        key = _key("danger", words.language, parts, words.look_alikes, everyday, _lines(clusters))
        return self._with_weights(
            key, lambda weights: Danger(words, everyday, weights, clusters), lambda made: made.weights
        )

    def _with_weights(
        self, key: str, make: Callable[[Weights | None], T], weights_of: Callable[[T], Weights]
    ) -> T:
        path = self._place / f"{key}.npz"
        weights = _read(path)
        made = make(weights)
        if weights is None:
            _write(path, weights_of(made))
        return made

    @property
    def _place(self) -> Path:
        chosen = os.environ.get("BOT_CACHE")
        return Path(chosen) if chosen else self.folder.parent / ".cache"


def _lines(clusters: Clusters) -> list[str]:
    return [f"{word} {numbers}" for word, numbers in clusters.items()]


def _key(kind: str, language: str, *parts: Sequence[str]) -> str:
    digest = hashlib.sha256(f"{VERSION}\x1e{np.__version__}".encode())
    for part in parts:
        digest.update("\x1f".join(part).encode() + b"\x1e")
    return f"{kind}-{language}-{digest.hexdigest()[:24]}"


def _read(path: Path) -> Weights | None:
    try:
        with np.load(path, allow_pickle=False) as held:
            return Weights(tuple(str(name) for name in held["classes"]), held["table"], held["start"])
    except (OSError, ValueError, KeyError, EOFError, BadZipFile):
        return None


def _write(path: Path, weights: Weights) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        kind = path.name.rpartition("-")[0]
        for old in path.parent.glob(f"{kind}-*.npz"):
            old.unlink()
        part = path.with_suffix(f".{os.getpid()}.part")
        with part.open("wb") as file:
            np.savez(file, classes=np.asarray(weights.classes), table=weights.table, start=weights.start)
        part.replace(path)
    except OSError:
        return  # a read-only place: the next start learns again
