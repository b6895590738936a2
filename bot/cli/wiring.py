"""Where everything is joined: a folder of files in, one function `talk` out."""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import numpy as np

from bot.checks import Problem, check, errors
from bot.conversation import Conversation, Event, Person
from bot.danger import Danger
from bot.knowledge import DangerWords, Published
from bot.learning import Clusters, Model
from bot.library import Library
from bot.matching import Lesson, Matcher
from bot.rendering import Reply, Turn, failed, menu, not_done, render, too_many
from bot.words import tokens

KEPT = 3
"""Older models that stay on the shelf: two folders, or two days, may share it."""

VERSION = "12"
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
    schooling: Mapping[str, Schooling] = field(default_factory=dict, repr=False)
    """By language: all that its conversation has learned from."""

    def talk(self, person: Person, event: Event) -> tuple[Person, Reply]:
        """One turn, where nothing has to be kept: in a terminal."""
        turn = self.turn(person, event)
        return turn.person, turn.reply

    def turn(self, person: Person, event: Event) -> Turn:
        """One turn: what is decided, and the words for it."""
        after, decision = self.conversation.hear(person, event)
        reply = render(decision, after, self.knowledge)
        return Turn(after, decision, reply, not_done(decision, person, self.knowledge))

    def delivered(self, turn: Turn) -> None:
        """The reply has gone out. Nobody counts here."""

    def glance(self, person: Person, event: Event) -> Turn | None:
        """The card for plain danger in what came, or None: all that somebody over the quota is told."""
        decision = self.conversation.glance(person, event)
        if decision is None:
            return None
        return Turn(person, decision, render(decision, person, self.knowledge))

    def failed(self, person: Person) -> Reply:
        """What is said when a turn broke."""
        return failed(person, self.knowledge)

    def too_many(self, person: Person) -> Reply:
        """What is said to somebody who writes too fast."""
        return too_many(person, self.knowledge)

    def menu(self, person: Person) -> Mapping[str, str]:
        """The commands by name, in the person's language."""
        return menu(person, self.knowledge)

    @property
    def languages(self) -> frozenset[str]:
        """The languages that can be answered in today."""
        return frozenset(self.knowledge.voices)


def open_house(
    folder: Path, today: date, *, reviewed_only: bool = False, notice: Callable[[str], None] = lambda _: None
) -> House:
    """
    Read the folder, keep what is sound, and learn from it. `notice` is told when that takes a while.

    Raises NothingToSay when no entry can be said today, or the English voice or danger file is lost.
    """
    found = inspect(folder, today, reviewed_only=reviewed_only)
    if found.silence:
        raise NothingToSay(found.silence)
    return build_house(found, Shelf(folder, notice))


def build_house(found: Inspection, shelf: Shelf, before: House | None = None) -> House:
    """Learn from what was read. What an earlier house has learned from the same is taken over from it."""
    knowledge = found.knowledge
    schooling = schooling_of(knowledge)
    matchers: dict[str, Matcher] = {}
    dangers: dict[str, Danger] = {}
    for language, each in schooling.items():
        if before and before.schooling.get(language) == each:
            matchers[language] = before.conversation.matchers[language]
            if language in before.conversation.dangers:
                dangers[language] = before.conversation.dangers[language]
            continue
        matchers[language] = shelf.matcher(each.lesson)
        if each.danger:
            dangers[language] = shelf.danger(each.danger, each.everyday, each.lesson.clusters)
    conversation = Conversation(knowledge, matchers, dangers)
    return House(found.library, knowledge, conversation, found.problems, schooling)


@dataclass(frozen=True)
class Inspection:
    """A knowledge folder as it stands on a day, before anything is learned from it."""

    library: Library
    knowledge: Published
    problems: tuple[Problem, ...]

    @property
    def silence(self) -> str:
        """Why nothing at all may be said, or nothing when the bot can speak."""
        knowledge = self.knowledge
        if knowledge.entries and "en" in knowledge.voices and "en" in knowledge.dangers:
            return ""
        wrong = errors(self.problems)
        why = str(wrong[0]) if wrong else "every entry is withheld today"
        return f"there is nothing that may be said from {self.library.folder}: {why}"


def inspect(folder: Path, today: date, *, reviewed_only: bool = False) -> Inspection:
    """Read the folder and hold it against the editors' rules."""
    return judge(Library.read(folder), today, reviewed_only=reviewed_only)


def judge(library: Library, today: date, *, reviewed_only: bool = False) -> Inspection:
    """What was read, as it stands on that day."""
    knowledge = library.knowledge.published(today, reviewed_only=reviewed_only)
    return Inspection(library, knowledge, library.problems + check(library.knowledge, library.places, today))


@dataclass(frozen=True, slots=True)
class Schooling:
    """All that is learned from in one language."""

    lesson: Lesson
    danger: DangerWords | None
    everyday: tuple[str, ...]
    """What is no danger."""


def schooling_of(knowledge: Published) -> dict[str, Schooling]:
    """By language, what there is to learn from."""
    found: dict[str, Schooling] = {}
    for language in sorted({entry.language for entry in knowledge.entries.values()}):
        lesson = lesson_of(knowledge, language)
        asked = [ask for asks in lesson.asks.values() for ask in asks]
        small_talk = [talk for kind in knowledge.voice(language).small_talk.values() for talk in kind]
        everyday = (*asked, *lesson.elsewhere, *small_talk)
        found[language] = Schooling(lesson, knowledge.dangers.get(language), everyday)
    return found


def lesson_of(knowledge: Published, language: str) -> Lesson:
    """
    What there is to learn from in one language: titles and asks, and questions for no entry.

    A question that another entry is confused with is an ask of the entry that it belongs to.
    """
    own = [entry for entry in knowledge.entries.values() if entry.language == language]
    asks = {entry.id: [entry.title, *entry.asks] for entry in own}
    for confusion in (each for entry in own for each in entry.confused_with):
        if confusion.see in asks:
            asks[confusion.see].append(confusion.ask)
    written = [text for entry in own for text in entry.texts()]
    return Lesson(
        language,
        asks,
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
    Keeps what was learned beside the knowledge, named by a fingerprint of all that it was learned from.

    A stale file is never read, a broken one is replaced, and without a place to write we learn anew.
    """

    folder: Path
    notice: Callable[[str], None] = lambda _: None

    def matcher(self, lesson: Lesson) -> Matcher:
        """A matcher, with its model from the shelf where that fits."""
        place = self._place_of_matcher(lesson)
        kept = _read(place, lesson.clusters)
        if kept is None:
            self.notice("Learning from the knowledge files. This takes half a minute, once.")
        matcher = Matcher(lesson, kept)
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

    def holds(self, schooling: Schooling) -> bool:
        """Whether what is learned from it stands here."""
        lesson, danger = schooling.lesson, schooling.danger
        places = [self._place_of_matcher(lesson)]
        if danger:
            places.append(self._place_of_danger(danger, schooling.everyday, lesson.clusters))
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

    def _place_of_matcher(self, lesson: Lesson) -> Path:
        parts = [f"{name}\t{ask}" for name, asks in lesson.asks.items() for ask in asks]
        return self._place("matcher", lesson.language, parts, lesson.elsewhere, _lines(lesson.clusters))

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
