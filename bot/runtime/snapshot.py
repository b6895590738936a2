"""Today's content and the models trained on it, as one value. Changes when a turn needs more than these."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from pathlib import Path

from bot.checks import check
from bot.conversation import Conversation, Event, Person
from bot.danger import Danger
from bot.encoder import Encoder
from bot.knowledge import ENGLISH, NOTHING_WITHHELD, Published, Withholding
from bot.library import Library, Memory
from bot.matching import Matcher
from bot.problems import Problem, errors
from bot.rendering import Profile, Reply, Turn, failed, menu, not_done, profile, render, too_many
from bot.runtime.model_cache import ModelCache
from bot.runtime.training import LanguageTraining, training_of


class NothingToSay(Exception):  # noqa: N818 - it is the knowledge that is missing
    """There is not a single answer that could be given: the bot does not start on nothing."""


ALL_TOO_OLD = (
    "NO ANSWER MAY BE SAID: every entry must be checked again. People get danger cards, and whom to ask"
)
"""What an operator is told while the calendar keeps every entry back."""


@dataclass(frozen=True)
class Snapshot:
    """The bot, ready to talk, and what its editors must mend."""

    found: Inspection
    conversation: Conversation
    training: Mapping[str, LanguageTraining] = field(default_factory=dict, repr=False)
    """By language: all that its conversation has learned from."""
    pending: frozenset[str] = frozenset()
    """The languages that are still to be learned: until then their questions must wait (`waits`)."""

    @property
    def library(self) -> Library:
        """All that was read."""
        return self.found.library

    @property
    def knowledge(self) -> Published:
        """What of it may be said today."""
        return self.found.knowledge

    @property
    def problems(self) -> tuple[Problem, ...]:
        """What its editors must mend. Takes seconds when it is asked for first."""
        return self.found.problems

    def talk(self, person: Person, event: Event) -> tuple[Person, Reply]:
        """One turn, where nothing has to be kept: in a terminal."""
        turn = self.turn(person, event)
        return turn.person, turn.reply

    def turn(self, person: Person, event: Event) -> Turn:
        """One turn: what is decided, and the words for it."""
        after, decision = self.conversation.hear(person, event)
        reply = render(decision, after, self.knowledge)
        return Turn(after, decision, reply, not_done(decision, person, self.knowledge))

    def waits(self, person: Person, event: Event) -> bool:
        """
        Whether that event should not be answered before all is learned: it may be in a language that is
        pending. Plain danger never waits, and neither does a tap, a command, or what is plainly English.
        """
        if not self.pending or self.conversation.is_plainly(ENGLISH, person, event):
            return False
        return self.conversation.glance(person, event) is None

    async def ready(self, person: Person, event: Event) -> None:
        """Nothing is learned beside a snapshot: there is nothing to wait for."""

    def completed(self, cache: ModelCache) -> Snapshot:
        """The same with all languages. Takes seconds for each that is pending."""
        return build_snapshot(self.found, cache, self)

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

    def profile(self, language: str) -> Profile:
        """What the bot says of itself in that language to somebody who has not written yet."""
        return profile(language, self.knowledge)

    @property
    def flaws(self) -> Iterator[str]:
        """A line each, the gravest first: what is wrong, and what the calendar keeps back. Takes seconds."""
        if not self.knowledge.entries:
            yield ALL_TOO_OLD
        yield from map(str, errors(self.problems))
        yield from self.knowledge.kept_back

    @property
    def encodes(self) -> bool:
        """Whether a turn may take some 50 ms, because words alone do not decide."""
        return self.conversation.encoder is not None

    @property
    def languages(self) -> frozenset[str]:
        """The languages that can be answered in today."""
        return frozenset(self.knowledge.voices)


def load_snapshot(
    folder: Path,
    today: date,
    *,
    withholding: Withholding = NOTHING_WITHHELD,
    progress: Callable[[str], None] = lambda _: None,
    cache: Path | None = None,
    english_first: bool = False,
    encoder: Encoder | None = None,
) -> Snapshot:
    """
    Read the folder, keep what is sound, and learn from it. `progress` is told when that takes a while.
    `cache` is where what was learned is kept, if not beside the folder. `english_first`: of other languages
    take only what was learned before; the rest is pending. Without an `encoder` words alone decide.

    Raises NothingToSay when no entry is sound, or the English voice or danger file is lost. That all entries
    are too old today is no reason: danger cards and people to ask are said whatever the day.
    """
    found = inspect(folder, today, withholding=withholding)
    if found.silence:
        raise NothingToSay(found.silence)
    models = ModelCache(folder, progress, chosen=cache, encoder=encoder)
    return build_snapshot(found, models, english_first=english_first)


def build_snapshot(
    found: Inspection, cache: ModelCache, before: Snapshot | None = None, *, english_first: bool = False
) -> Snapshot:
    """
    Learn from what was read. What an earlier snapshot has learned from the same is taken over from it.

    `english_first`: languages that would have to be learned, but for English, are left pending.
    """
    knowledge = found.knowledge
    all_training = training_of(knowledge)
    training = {
        language: each
        for language, each in all_training.items()
        if language == ENGLISH or not english_first or cache.holds(each)
    }
    meaning = cache.meaning(all_training)
    matchers: dict[str, Matcher] = {}
    dangers: dict[str, Danger] = {}
    for language, each in training.items():
        if before and before.training.get(language) == each:
            if language in before.conversation.matchers:
                matchers[language] = before.conversation.matchers[language]
            if language in before.conversation.dangers:
                dangers[language] = before.conversation.dangers[language].beside(meaning)
            continue
        if each.matching:
            matchers[language] = cache.matcher(each.matching)
        if each.danger:
            dangers[language] = cache.danger(each.danger, each.everyday, each.clusters, meaning)
    conversation = Conversation(knowledge, matchers, dangers, cache.encoder)
    pending = frozenset(all_training.keys() - training.keys())
    return Snapshot(found, conversation, training, pending)


@dataclass(frozen=True)
class Inspection:
    """A knowledge folder as it stands on a day, before anything is learned from it."""

    library: Library
    knowledge: Published
    withholding: Withholding = NOTHING_WITHHELD
    """What the operator keeps back."""

    @cached_property
    def problems(self) -> tuple[Problem, ...]:
        """
        What could not be read, and what breaks the editors' rules. Nothing is withheld for a rule, so nobody
        at a terminal waits for the seconds that this takes.
        """
        read = self.library
        return read.problems + check(read.knowledge, read.places, self.knowledge.today)

    @property
    def silence(self) -> str:
        """Why nothing at all may be said, whatever the day, or nothing when the bot can speak."""
        knowledge = self.knowledge
        if (knowledge.entries or knowledge.paused) and "en" in knowledge.voices and "en" in knowledge.dangers:
            return ""
        wrong = errors(self.problems)
        why = str(wrong[0]) if wrong else "every entry is withheld today"
        if self.withholding.unreviewed and not knowledge.entries and self._unreviewed():
            why = "BOT_REVIEWED_ONLY=yes, and no entry has a review that counts (run_bot.py report)"
        return f"there is nothing that may be said from {self.library.folder}: {why}"

    def _unreviewed(self) -> bool:
        """Whether entries could be said today if nobody asked for reviews."""
        return bool(self.library.knowledge.published(self.knowledge.today).entries)


def inspect(
    folder: Path, today: date, *, withholding: Withholding = NOTHING_WITHHELD, memory: Memory | None = None
) -> Inspection:
    """Read the folder as it stands on that day."""
    return judge(Library.read(folder, memory), today, withholding=withholding)


def judge(library: Library, today: date, *, withholding: Withholding = NOTHING_WITHHELD) -> Inspection:
    """What was read, as it stands on that day."""
    knowledge = library.knowledge.published(today, withholding=withholding)
    return Inspection(library, knowledge, withholding)
