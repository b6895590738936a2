"""What an operator may see: how the bot does, and nothing about anyone. Changes when there is more to see."""

from __future__ import annotations

from collections import Counter as Tally
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    Info,
    disable_created_metrics,
    generate_latest,
)

from bot.conversation import Outcome
from bot.knowledge import Notice, Published

SILENT_FOR = timedelta(minutes=2)
"""After so long without a successful poll the bot is not ready. A poll takes half a minute at most."""

REDIS_AWAY_FOR = timedelta(minutes=2)
"""How long a failure of Redis is shown. Every message asks Redis again."""

TROUBLES = frozenset({
    "429", "5xx", "blocked", "bug", "conflict", "connection", "dns", "flood", "malformed", "lost", "menu",
    "migrated", "network", "old_tap", "poison", "redis", "refused", "timeout", "tls", "token", "unreadable",
})  # fmt: skip
"""The words for what can go wrong. Any other word is counted as OTHER, because it might be a person's."""

OF_PEOPLE = frozenset({"blocked", "flood", "migrated", "old_tap", "unreadable"})
"""Troubles that a person causes by what they do. They are counted like turns, and shown by the hour."""

NAMED = 20
"""Lost entries that are named."""

OTHER = "other"
NONE = "none"
"""The label for a turn that was not about an entry."""

Page = tuple[int, str]
"""An HTTP status and plain text."""


@dataclass(frozen=True, slots=True)
class Content:
    """What the bot says today, without the words: names, dates and counts."""

    version: str
    day: date
    read_at: datetime
    entries: frozenset[str]
    """The names of the entries that may be said."""
    cards: frozenset[str]
    """The names of the danger cards."""
    languages: frozenset[str]
    withheld: int
    checked: date | None
    """The oldest day on which one of its sources was checked."""
    notice: Notice | None
    lost: tuple[str, ...] = ()
    """The names of entries whose files could not be read at all: nobody withholds them, they are missing."""

    @classmethod
    def of(cls, knowledge: Published, read_at: datetime, lost: tuple[str, ...] = ()) -> Content:
        """The content that was read then, and the names of what was lost on the way."""
        cards = (card.id for words in knowledge.dangers.values() for card in words.cards)
        return cls(
            version=knowledge.version,
            day=knowledge.today,
            read_at=read_at,
            entries=frozenset(knowledge.entries),
            cards=frozenset(cards),
            languages=frozenset(knowledge.voices),
            withheld=len(knowledge.withheld),
            checked=knowledge.checked,
            notice=knowledge.notice,
            lost=lost,
        )

    @property
    def names(self) -> frozenset[str]:
        """Whatever a turn can be about."""
        return self.entries | self.cards


class Health:
    """
    Counts what happens, and says how the bot does. It accepts only names that it knows beforehand: outcomes,
    entries, languages, kinds of trouble. Anything else is counted as “other”, so no word, name or id gets in.

    What people do is shown by the hour, and the current hour is not shown at all. So no page tells when a
    person wrote, not even in a bot that only one person uses.

    `now` returns the time with its zone. `polling`: whether silence from Telegram is a bad sign.
    """

    def __init__(self, now: Callable[[], datetime], *, polling: bool = True) -> None:
        self._now = now
        self._polling = polling
        self._since = now()
        self._heard: datetime | None = None
        self._redis_away: datetime | None = None
        self._content: Content | None = None
        self._flaws: tuple[str, ...] = ()
        self._refused: tuple[str, ...] = ()
        self._tally: Tally[str] = Tally()
        self._figures = _Figures(self._since, polling=polling)
        self._hour = _hour_of(self._since)
        self._turns: Tally[tuple[str, str, str]] = Tally()
        self._doings: Tally[str] = Tally()
        self._waiting = ""
        self._stalled = False
        self._without_encoder = ""

    # ── what happens ─────────────────────────────────────────────────────────────────────────────────

    def alive(self) -> None:
        """Telegram was heard: a poll or a call has just succeeded."""
        self._heard = self._now()

    def encoder(self, why_not: str) -> None:
        """The encoder is asked; or why it is not, in a fixed line."""
        self._without_encoder = why_not

    def trouble(self, kind: str) -> None:
        """Something went wrong, by a fixed word."""
        known = kind if kind in TROUBLES else OTHER
        if known == "redis":
            self._redis_away = self._now()
        if known in OF_PEOPLE:
            self._close_hour()
            self._doings[known] += 1
        else:
            self._count_trouble(known, 1)

    def waiting(
        self, updates: int, chats: int, oldest: float, parked: int = 0, *, stalled: bool = False
    ) -> None:
        """
        `updates` updates of `chats` chats wait for their answer, the oldest for `oldest` seconds. Only this
        process still knows `parked` of them. `stalled`: other chats have to wait too. Zeros: nothing waits.
        """
        self._stalled = stalled
        self._waiting = _about_waiting(updates, chats, oldest, parked, stalled=stalled) if updates else ""
        self._figures.waiting_updates.set(updates)
        self._figures.waiting_chats.set(chats)

    def turned(self, outcome: str, entry: str | None, language: str) -> None:
        """A person got a reply: with which outcome, about which entry or card, in which language."""
        content = self._content
        entries = content.names if content else frozenset()
        languages = content.languages if content else frozenset()
        self._close_hour()
        self._turns[
            outcome if outcome in frozenset(Outcome) else OTHER,
            NONE if entry is None else entry if entry in entries else OTHER,
            language if language in languages else OTHER,
        ] += 1

    def took_over(self, content: Content) -> None:
        """From now on the bot says this content."""
        self._content = content
        self._figures.show(content)

    def flawed(self, flaws: tuple[str, ...]) -> None:
        """Mistakes in what the bot says that its editors must still fix. None: all is well."""
        self._flaws = flaws

    def refused(self, reasons: tuple[str, ...]) -> None:
        """An edit was refused, for these reasons, and the old content stays. No reasons: it is fixed."""
        self._refused = reasons
        self._figures.refused.set(bool(reasons))

    # ── what is shown ────────────────────────────────────────────────────────────────────────────────

    def live(self) -> Page:
        """The page that shows that the event loop is running: it sends this answer itself."""
        return 200, "alive\n"

    def ready(self) -> Page:
        """Whether the bot can answer, and in plain lines what it answers with."""
        now = self._now()
        self._close_hour()
        stalled = "updates wait, and nobody is answered" if self._stalled else ""
        why_not = [why for why in (self._no_content(), self._not_heard(now), stalled) if why]
        first = "ready" if not why_not else f"not ready: {'; '.join(why_not)}"
        waiting = [self._waiting] if self._waiting else []
        telegram = self._about_telegram(now)
        encoder = f"encoder: {self._without_encoder or 'on'}"
        lines = [first, *self._about_content(now), encoder, telegram, *waiting, *self._about_trouble(now)]
        return (503 if why_not else 200), "\n".join(lines) + "\n"

    def metrics(self) -> Page:
        """The counters, as Prometheus reads them."""
        now = self._now()
        self._close_hour()
        if self._polling:
            self._figures.silent.set(self._silent_minutes(now))
        if self._content and self._content.checked:
            self._figures.age.set((now.date() - self._content.checked).days)
        return 200, generate_latest(self._figures.registry).decode()

    def _close_hour(self) -> None:
        """Show what people did in the hour that has just ended."""
        hour = _hour_of(self._now())
        if hour == self._hour:
            return
        self._hour = hour
        for labels, number in self._turns.items():
            self._figures.turns.labels(*labels).inc(number)
        for kind, number in self._doings.items():
            self._count_trouble(kind, number)
        self._turns.clear()
        self._doings.clear()

    def _count_trouble(self, kind: str, number: int) -> None:
        self._tally[kind] += number
        self._figures.trouble.labels(kind).inc(number)

    def _silent_minutes(self, now: datetime) -> int:
        """
        0 while polls succeed. A poll ends at once when a person writes, so a count of seconds would show
        them.
        """
        silent = now - (self._heard or self._since)
        return int(silent.total_seconds() // 60) if silent > SILENT_FOR else 0

    def _no_content(self) -> str:
        return "" if self._content else "no content is loaded"

    def _not_heard(self, now: datetime) -> str:
        if not self._polling:
            return ""
        if self._heard is None:
            return "no poll has gone well yet"
        silent = now - self._heard
        return f"no poll has gone well for {_length(silent)}" if silent > SILENT_FOR else ""

    def _about_telegram(self, now: datetime) -> str:
        if not self._polling:
            return f"telegram: webhook; {'it has called' if self._heard else 'it has not called yet'}"
        if self._heard is None:
            return "telegram: polling; not heard yet"
        silent = now - self._heard
        said = "heard within the last" if silent <= SILENT_FOR else "not heard for"
        return f"telegram: polling; {said} {_length(max(SILENT_FOR, silent))}"

    def _about_content(self, now: datetime) -> list[str]:
        content = self._content
        lines = [] if content is None else [*_content_lines(content, now.date())]
        if self._flaws:
            lines += ["flaws: to be mended, and some of it may be withheld:"]
            lines += [f"  {flaw}" for flaw in self._flaws]
        if self._refused:
            lines += ["edit: refused, and the content above stays, until this is mended:"]
            lines += [f"  {reason}" for reason in self._refused]
        return lines

    def _about_trouble(self, now: datetime) -> list[str]:
        lines = []
        if self._redis_away and now - self._redis_away <= REDIS_AWAY_FOR:
            ago = _length(now - self._redis_away)
            lines.append(f"redis: last away {ago} ago; while it is, each replica counts alone")
        counts = ", ".join(f"{kind} {count}" for kind, count in sorted(self._tally.items()))
        since = f"{self._since:%Y-%m-%d %H:%M %Z}"
        return [*lines, f"trouble since {since}: {counts or 'none'}"]


class _Figures:
    """The counters and gauges of Prometheus, in a registry of their own."""

    def __init__(self, since: datetime, *, polling: bool) -> None:
        # else it would show the second in which an entry was first asked for
        disable_created_metrics()  # type: ignore[no-untyped-call]
        registry = self.registry = CollectorRegistry()
        self.turns = Counter(
            "bot_turns",
            "Replies, by how the turn ended.",
            ("outcome", "entry", "language"),
            registry=registry,
        )
        self.trouble = Counter("bot_trouble", "What went wrong, by its kind.", ("kind",), registry=registry)
        if polling:  # with a webhook, silence only means that no one writes
            self.silent = _gauge("bot_silent_minutes", "Minutes without a good poll, from two on.", registry)
        self.waiting_updates = _gauge("bot_waiting_updates", "Updates that wait for an answer.", registry)
        self.waiting_chats = _gauge("bot_waiting_chats", "Chats that wait for an answer.", registry)
        self.age = _gauge("bot_facts_age_days", "Days since the oldest source was checked.", registry)
        for kind in (*TROUBLES, OTHER):  # Prometheus misses the first of a kind that was not there at nought
            self.trouble.labels(kind)
        self.entries = _gauge("bot_entries", "Entries that may be said today.", registry)
        self.cards = _gauge("bot_cards", "Danger cards that may be said today.", registry)
        self.withheld = _gauge("bot_entries_withheld", "Entries that may not be said today.", registry)
        self.lost = _gauge("bot_entries_lost", "Entries whose files cannot be read.", registry)
        self.refused = _gauge("bot_edit_refused", "1 while an edit of the content is refused.", registry)
        self.notice = _gauge("bot_notice", "1 while a notice is shown, 2 while it closes the bot.", registry)
        self.read = _gauge("bot_content_timestamp_seconds", "When the content was taken over.", registry)
        self.version = Info("bot_content", "The content that is being said.", registry=registry)
        started = _gauge("bot_start_timestamp_seconds", "When the bot was started.", registry)
        started.set(since.timestamp())

    def show(self, content: Content) -> None:
        self.version.info({"version": content.version})
        self.entries.set(len(content.entries))
        self.cards.set(len(content.cards))
        self.withheld.set(content.withheld)
        self.lost.set(len(content.lost))
        self.notice.set(0 if content.notice is None else 2 if content.notice.closed else 1)
        self.read.set(content.read_at.timestamp())


def _gauge(name: str, says: str, registry: CollectorRegistry) -> Gauge:
    return Gauge(name, says, registry=registry)


def _content_lines(content: Content, today: date) -> list[str]:
    checked = content.checked
    age = f"the oldest was checked on {checked}, {(today - checked).days} days ago" if checked else "none"
    return [
        f"content: {content.version}, for {content.day}, taken over {content.read_at:%Y-%m-%d %H:%M %Z}",
        f"entries: {len(content.entries)} may be said, {content.withheld} withheld"
        + _about_lost(content.lost),
        f"danger cards: {len(content.cards)}",
        f"facts: {age}",
        f"notice: {_about_notice(content.notice)}",
    ]


def _about_lost(names: tuple[str, ...]) -> str:
    if not names:
        return ""
    more = f" and {len(names) - NAMED} more" if len(names) > NAMED else ""
    return f", {len(names)} lost because the file cannot be read: {', '.join(names[:NAMED])}{more}"


def _about_waiting(updates: int, chats: int, oldest: float, parked: int, *, stalled: bool) -> str:
    minutes = max(1, round(oldest / 60))
    many = f"waiting: {_some(updates, 'update')} of {_some(chats, 'chat')}"
    alone = f", {parked} of them known only to this process" if parked else ""
    others = "and nobody is answered" if stalled else "that Telegram refuses; others are answered"
    return f"{many} {others}; the oldest for {_some(minutes, 'minute')}{alone}"


def _some(number: int, what: str) -> str:
    return f"{number} {what}{'' if number == 1 else 's'}"


def _hour_of(time: datetime) -> datetime:
    return time.replace(minute=0, second=0, microsecond=0)


def _about_notice(notice: Notice | None) -> str:
    if notice is None:
        return "none"
    until = f"until {notice.end}" if notice.end else "until it is taken down"
    if notice.closed:
        return f"THE BOT IS CLOSED, since {notice.start}, {until}: only danger is answered"
    where = f" in {', '.join(notice.nations)}" if notice.nations else ""
    return f"of {notice.day}, above {', '.join(notice.about)}{where}, {until}"


def _length(time: timedelta) -> str:
    """How long that is, in the unit that fits."""
    seconds = max(0, int(time.total_seconds()))
    for unit, name in ((86_400, "days"), (3_600, "hours"), (60, "minutes")):
        if seconds >= 2 * unit:
            return f"{seconds // unit} {name}"
    return f"{seconds} s"
