"""A bot whose content is renewed while it runs. Changes when the way in which content arrives does."""

from __future__ import annotations

import asyncio
import logging
import signal
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from pathlib import Path

from bot.conversation import Event, Person
from bot.encoder import Encoder
from bot.health import Content, Health
from bot.knowledge import NOTHING_WITHHELD, Published, Withholding
from bot.library import Library, Memory, files_in, printable
from bot.problems import Problem, errors
from bot.rendering import Profile, Reply, Turn
from bot.runtime.checks_fingerprint import checks_fingerprint
from bot.runtime.learning_process import first_of, learn_beside
from bot.runtime.model_cache import ModelCache
from bot.runtime.snapshot import Inspection, Snapshot, build_snapshot, inspect, judge, load_snapshot
from bot.runtime.training import training_of

log = logging.getLogger(__name__)

LOOK_EVERY = 3.0
"""Seconds between two looks at the folder. An edit is taken over when two looks see the same."""

NAMED = 20
"""Mistakes of an edit that are named. Whoever has more runs the check."""

NOTICE = "/notice.yaml"

Stamp = frozenset[tuple[str, int, int, int]]
"""The files of a folder: name, time of change, size, number. Any edit gives another, debris does not."""


def stamp_of(folder: Path) -> Stamp:
    """What the knowledge files look like from outside, without reading them or following a link."""
    found = set()
    for path in files_in(folder):
        try:
            seen = path.lstat()
        except OSError:
            continue  # it went away while we looked: the next look sees it gone
        found.add((path.relative_to(folder).as_posix(), seen.st_mtime_ns, seen.st_size, seen.st_ino))
    return frozenset(found)


def _now() -> datetime:
    return datetime.now(tz=UTC)


@dataclass
class LiveBot:
    """
    Answers with the content of now: what a channel is given instead of a Snapshot.

    It begins as soon as English can be answered. What must still be learned of other languages is learned
    first of all; who asks in one of them meanwhile waits in `ready`, and nobody else does.
    `run` looks at the folder. An edit is checked and taken over in whole, or refused: then its mistakes are
    told to `health` and the log, and the old content stays. A new day withholds what is too old by then,
    whatever became of an edit. What must be learned is learned in a child process, so nobody waits for it.
    """

    folder: Path
    health: Health
    snapshot: Snapshot
    withholding: Withholding = NOTHING_WITHHELD
    now: Callable[[], datetime] = _now
    cache: Path | None = None
    """Where what is learned is kept, if not beside the folder."""
    encoder: Encoder | None = field(default=None, repr=False)
    """Asked where words alone are not sure."""
    _tried: Stamp = frozenset()
    """The folder as it was last taken over or refused."""
    _seen: Stamp = frozenset()
    """The folder as it was at the last look."""
    _held: Stamp = frozenset()
    """The folder as it was when what is in force was read."""
    _day: date = field(init=False)
    """The day for which it was last asked what may be said."""
    _is_refusing: bool = False
    _memory: Memory = field(default_factory=Memory, repr=False)
    """What was read of the folder, so that an edit costs only the files that it changed."""
    _asked: asyncio.Event = field(default_factory=asyncio.Event, repr=False)
    _complete: asyncio.Event = field(default_factory=asyncio.Event, repr=False)
    """Set once no language is pending, or will be learned."""

    def __post_init__(self) -> None:
        """It begins with what is in force."""
        self._day = self.snapshot.knowledge.today
        self._take_over(self.snapshot)

    @classmethod
    def open(
        cls,
        folder: Path,
        health: Health,
        *,
        withholding: Withholding = NOTHING_WITHHELD,
        now: Callable[[], datetime] = _now,
        progress: Callable[[str], None] = lambda _: None,
        cache: Path | None = None,
        encoder: Encoder | None = None,
    ) -> LiveBot:
        """
        Read the folder for the first time: what is sound of it is said, each mistake is logged.

        `progress` is told when learning takes a while. Raises NothingToSay.
        """
        stamp, today = stamp_of(folder), now().date()
        fingerprint = checks_fingerprint(folder, today, withholding)
        snapshot = load_snapshot(
            folder,
            today,
            withholding=withholding,
            progress=progress,
            cache=cache,
            english_first=True,
            encoder=encoder,
        )
        live_bot = cls(folder, health, snapshot, withholding, now, cache, encoder, stamp, stamp, stamp)
        # before anybody is answered: in a thread beside the first turns it would make those slow
        flaws = live_bot._models.flaws(fingerprint)
        if flaws is None:
            flaws, is_whole = live_bot._flaws()
            if is_whole and checks_fingerprint(folder, today, withholding) == fingerprint:
                live_bot._models.keep_flaws(fingerprint, flaws)
        live_bot._tell(flaws)
        return live_bot

    # ── what a channel asks for ──────────────────────────────────────────────────────────────────────

    @property
    def languages(self) -> frozenset[str]:
        """The languages that can be answered in today."""
        return self.snapshot.languages

    @property
    def encodes(self) -> bool:
        """Whether a turn may take some 50 ms."""
        return self.snapshot.encodes

    async def ready(self, person: Person, event: Event) -> None:
        """Wait while the event may be in a language that is still learned."""
        if not self._complete.is_set() and self.snapshot.waits(person, event):
            await self._complete.wait()

    def turn(self, person: Person, event: Event) -> Turn:
        """One turn: what is decided, and the words for it. It is counted once it is delivered."""
        return self.snapshot.turn(person, event)

    def glance(self, person: Person, event: Event) -> Turn | None:
        """A quick look for danger alone."""
        return self.snapshot.glance(person, event)

    def delivered(self, turn: Turn) -> None:
        """Count a turn whose reply has gone out: how it ended, about what, in which language."""
        self.health.turned(turn.decision.outcome, turn.decision.entry, turn.reply.language)

    def failed(self, person: Person) -> Reply:
        """What is said when a turn broke."""
        return self.snapshot.failed(person)

    def too_many(self, person: Person) -> Reply:
        """What is said to somebody who writes too fast."""
        return self.snapshot.too_many(person)

    def menu(self, person: Person) -> Mapping[str, str]:
        """The commands by name, in the person's language."""
        return self.snapshot.menu(person)

    def profile(self, language: str) -> Profile:
        """What the bot says of itself in that language to somebody who has not written yet."""
        return self.snapshot.profile(language)

    # ── looking ──────────────────────────────────────────────────────────────────────────────────────

    async def run(self, stop: asyncio.Event) -> None:
        """Learn what is pending. Then look at the folder every few seconds, on SIGHUP at once."""
        loop = asyncio.get_running_loop()
        loop.add_signal_handler(signal.SIGHUP, self._asked.set)
        try:
            await self.complete(stop)
            while not stop.is_set():
                await first_of(stop.wait(), self._asked.wait(), within=LOOK_EVERY)
                if not stop.is_set():
                    await self.look(stop)
        finally:
            loop.remove_signal_handler(signal.SIGHUP)

    async def complete(self, stop: asyncio.Event) -> None:
        """Learn the languages that are pending. Never raises: if that fails, the bot goes on without them."""
        try:
            if self.snapshot.pending and self._models.can_be_filled:
                code = await self._learn_beside(self.snapshot.knowledge, stop)
                if code and not stop.is_set():
                    log.warning("the process that learns ended with %d: answers may be slow meanwhile", code)
            if self.snapshot.pending and not stop.is_set():
                self._take_over(await asyncio.to_thread(self.snapshot.completed, self._models))
        except Exception as error:  # noqa: BLE001 - English is there
            log.error("languages could not be learned: %s", type(error).__name__)  # noqa: TRY400
            self.health.trouble("bug")
        if not stop.is_set():  # else Telegram delivers again what still waits
            self._complete.set()

    async def look(self, stop: asyncio.Event) -> None:
        """Take over a new day, and an edit that has settled or was asked for. Never raises."""
        try:
            await self._look(stop)
        except Exception as error:  # noqa: BLE001 - whatever is wrong with new content, the old is there
            log.error("the content could not be renewed: %s", type(error).__name__)  # noqa: TRY400
            self.health.trouble("bug")

    async def _look(self, stop: asyncio.Event) -> None:
        if self.now().date() != self._day:
            await self._new_day()
        asked = self._asked.is_set()
        self._asked.clear()
        stamp = await asyncio.to_thread(stamp_of, self.folder)
        has_settled, self._seen = stamp == self._seen, stamp
        if asked or (has_settled and stamp != self._tried):
            await self._renew(stamp, stop)

    async def _new_day(self) -> None:
        """What is in force, as it stands today, whatever mistakes the day has brought to light."""
        self._day = self.now().date()
        found = await self._judge(self.snapshot.library)
        self._take_over(await asyncio.to_thread(self._build, found))
        await self._tell_flaws()
        if self._is_refusing:  # an edit may have waited for this day
            self._tried = frozenset()

    async def _renew(self, stamp: Stamp, stop: asyncio.Event) -> None:
        try:
            await self._try(stamp, stop)
        except Exception as error:
            self._tried = stamp  # the same files would break us again, every few seconds
            self._refuse([_broke(error, self._held, stamp)])
            raise

    async def _try(self, stamp: Stamp, stop: asyncio.Event) -> None:
        found = await asyncio.to_thread(
            inspect, self.folder, self._day, withholding=self.withholding, memory=self._memory
        )
        if await asyncio.to_thread(stamp_of, self.folder) != stamp:
            return  # somebody wrote while we read: that is no whole, and looked at again when it has settled
        self._tried = stamp
        wrong = await asyncio.to_thread(self._new_mistakes, found)
        if wrong or found.silence:
            self._refuse([str(problem) for problem in wrong] or [found.silence])
            if not any(problem.file.endswith(NOTICE) for problem in wrong):
                await self._take_notice(found)
            return
        why = await self._learn(found, stop)
        if stop.is_set():
            return
        if why:
            self._refuse([why])
            return
        snapshot = await asyncio.to_thread(self._build, found)
        self._is_refusing = False
        self._held = stamp
        self.health.refused(())
        self._take_over(snapshot)
        await self._tell_flaws()

    def _new_mistakes(self, found: Inspection) -> list[Problem]:
        """
        Those that what is in force does not have: an old one must not hinder anybody on a bad day.

        A mistake is known by its file, rule and subject, however its message counts or quotes. A second one
        of the same is new.
        """
        known = Counter(problem.identity for problem in errors(self.snapshot.problems))
        wrong: list[Problem] = []
        for problem in errors(found.problems):
            if known[problem.identity]:
                known[problem.identity] -= 1
            else:
                wrong.append(problem)
        return wrong

    async def _take_notice(self, found: Inspection) -> None:
        """The notice of an edit that is refused for something else: news and closing must not wait for it."""
        knowledge, news = self.snapshot.library.knowledge, found.library.knowledge.notice
        if news != knowledge.notice:
            leave = found.library.knowledge.leave
            library = replace(self.snapshot.library, knowledge=replace(knowledge, notice=news, leave=leave))
            self._take_over(await asyncio.to_thread(self._build, await self._judge(library)))
            await self._tell_flaws()

    async def _judge(self, library: Library) -> Inspection:
        return await asyncio.to_thread(judge, library, self._day, withholding=self.withholding)

    def _build(self, found: Inspection) -> Snapshot:
        snapshot = build_snapshot(found, self._models, self.snapshot)
        _ = snapshot.knowledge.version, snapshot.knowledge.topics  # worked out here, where nobody waits
        return snapshot

    def _take_over(self, snapshot: Snapshot) -> None:
        self.snapshot = snapshot
        knowledge = snapshot.knowledge
        log.info("content %s, for %s: %d entries", knowledge.version, knowledge.today, len(knowledge.entries))
        if notice := knowledge.notice:
            log.warning("the notice of %s %s", notice.day, "CLOSES THE BOT" if notice.closed else "is shown")
        read = snapshot.library.knowledge
        lost = sorted(read.flawed.keys() - {entry.id for entry in read.entries})
        self.health.took_over(Content.of(knowledge, self.now(), tuple(map(printable, lost))))

    async def _tell_flaws(self) -> None:
        """To the log and to `health`: what is wrong with what is in force, which is said all the same."""
        flaws, _ = await asyncio.to_thread(self._flaws)
        self._tell(flaws)

    def _flaws(self) -> tuple[list[str], bool]:
        """
        What is wrong, and whether all was looked at. Takes seconds. Never raises: that a rule of ours broke
        is no reason to be silent.
        """
        try:
            return list(self.snapshot.flaws), True
        except Exception as error:  # noqa: BLE001 - the answers are there
            self.health.trouble("bug")
            return [f"the content could not be checked: {type(error).__name__}"], False

    def _tell(self, flaws: list[str]) -> None:
        named = _named(flaws)
        for flaw in named:
            log.error("%s", flaw)
        self.health.flawed(named)

    def _refuse(self, reasons: list[str]) -> None:
        self._is_refusing = True
        named = _named(reasons)
        log.error("an edit of the content is refused, and what was said before stays")
        for reason in named:
            log.error("%s", reason)
        self.health.refused(named)

    # ── learning ─────────────────────────────────────────────────────────────────────────────────────

    async def _learn(self, found: Inspection, stop: asyncio.Event) -> str:
        """
        Have the shelf filled, so that building takes no time: why that failed, or nothing.

        Without a place to write nothing is done here, and the thread that builds learns.
        """
        if await asyncio.to_thread(self._knows_all, found):
            return ""
        if not self._models.can_be_filled:
            log.warning("BOT_CACHE is no place to write: answers may be slow while the bot learns")
            return ""
        code = await self._learn_beside(found.knowledge, stop)
        if code == 0:
            return ""
        return (
            f"the new content could not be learned: the process for it ended with {code}. "
            "It needs some 880 MB beside the bot; kill -HUP tries again"
        )

    async def _learn_beside(self, knowledge: Published, stop: asyncio.Event) -> int:
        return await learn_beside(
            self.folder,
            knowledge.today,
            stop,
            withholding=self.withholding,
            cache=self.cache,
            encodes=self.encoder is not None,
        )

    @property
    def _models(self) -> ModelCache:
        return ModelCache(self.folder, chosen=self.cache, encoder=self.encoder)

    def _knows_all(self, found: Inspection) -> bool:
        cache, known = self._models, self.snapshot.training
        each = training_of(found.knowledge).items()
        return all(known.get(language) == training or cache.holds(training) for language, training in each)


def _broke(error: Exception, before: Stamp, after: Stamp) -> str:
    """What is told of an edit that no rule foresaw: nothing of its words, for the error may repeat them."""
    changed = sorted({printable(name) for name, *_ in before ^ after})
    more = f" and {len(changed) - NAMED} more" if len(changed) > NAMED else ""
    named = ", ".join(changed[:NAMED]) or "no file"
    return (
        f"the new content broke the program ({type(error).__name__}); changed: {named}{more}. "
        "Take the edit back, and tell those who program the bot"
    )


def _named(reasons: list[str]) -> tuple[str, ...]:
    """The first of them, and how many more there are."""
    more = [f"and {len(reasons) - NAMED} more: run_bot.py check"] if len(reasons) > NAMED else []
    return (*reasons[:NAMED], *more)
