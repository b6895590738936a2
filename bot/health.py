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
"""A poll lasts less than half a minute: after so long without a good one, Telegram is not heard."""

REDIS_AWAY_FOR = timedelta(minutes=2)
"""A failure of Redis is spoken of for so long: it is asked again with every message."""

TROUBLES = frozenset({
    "429", "5xx", "blocked", "bug", "conflict", "flood", "garbled", "lost", "migrated", "network", "poison",
    "redis", "refused", "timeout", "unreadable",
})  # fmt: skip
"""The words for what can go wrong. Any other word is counted as OTHER: it might be somebody's."""

OTHER = "other"
NONE = "none"
"""What stands for an entry when the turn was about none."""

Page = tuple[int, str]
"""An HTTP status and plain text."""


@dataclass(frozen=True, slots=True)
class Content:
    """What is being said, without the words."""

    version: str
    day: date
    read_at: datetime
    entries: frozenset[str]
    """The names of entries and danger cards."""
    languages: frozenset[str]
    withheld: int
    checked: date | None
    """The oldest day on which one of its sources was checked."""
    notice: Notice | None

    @classmethod
    def of(cls, knowledge: Published, read_at: datetime) -> Content:
        """The content that was read then."""
        cards = (card.id for words in knowledge.dangers.values() for card in words.cards)
        return cls(
            version=knowledge.version,
            day=knowledge.today,
            read_at=read_at,
            entries=frozenset({*knowledge.entries, *cards}),
            languages=frozenset(knowledge.voices),
            withheld=len(knowledge.withheld),
            checked=knowledge.checked,
            notice=knowledge.notice,
        )


class Health:
    """
    Counts, and says how the bot does. All it takes are names that it knows beforehand: outcomes, entries,
    languages, kinds of trouble. Anything else is counted as “other”, so no word, name or id can get in.

    `now` gives the time with its zone. `polling`: whether silence from Telegram is a bad sign.
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
        self._figures = _Figures(self._since)

    # ── what happens ─────────────────────────────────────────────────────────────────────────────────

    def alive(self) -> None:
        """Telegram was heard: a poll or a call has just gone well."""
        self._heard = self._now()
        self._figures.heard.set(self._heard.timestamp())

    def trouble(self, kind: str) -> None:
        """Something went wrong, by a fixed word."""
        known = kind if kind in TROUBLES else OTHER
        if known == "redis":
            self._redis_away = self._now()
        self._tally[known] += 1
        self._figures.trouble.labels(known).inc()

    def waiting(
        self, updates: int, chats: int, oldest: float, parked: int = 0, *, stalled: bool = False
    ) -> None:
        """So many updates wait for their answer."""

    def turned(self, outcome: str, entry: str | None, language: str) -> None:
        """Somebody got a reply. How it ended, about which entry or card, in which language."""
        content = self._content
        entries = content.entries if content else frozenset()
        languages = content.languages if content else frozenset()
        self._figures.turns.labels(
            outcome if outcome in frozenset(Outcome) else OTHER,
            NONE if entry is None else entry if entry in entries else OTHER,
            language if language in languages else OTHER,
        ).inc()

    def took_over(self, content: Content, flaws: tuple[str, ...] = ()) -> None:
        """From now on that is being said. `flaws`: what its editors must mend all the same."""
        self._content = content
        self._flaws = flaws
        self._figures.show(content)

    def refused(self, reasons: tuple[str, ...]) -> None:
        """An edit was not taken over: why. The old content stays. Without reasons: it is mended."""
        self._refused = reasons
        self._figures.refused.set(bool(reasons))

    # ── what is shown ────────────────────────────────────────────────────────────────────────────────

    def live(self) -> Page:
        """That the bot's loop turns: whoever reads this was answered by it."""
        return 200, "alive\n"

    def ready(self) -> Page:
        """Whether the bot can answer, and in plain lines what it answers with."""
        now = self._now()
        why_not = [why for why in (self._no_content(), self._not_heard(now)) if why]
        first = "ready" if not why_not else f"not ready: {'; '.join(why_not)}"
        lines = [first, *self._about_content(now), self._about_telegram(now), *self._about_trouble(now)]
        return (503 if why_not else 200), "\n".join(lines) + "\n"

    def metrics(self) -> Page:
        """The counters, as Prometheus reads them."""
        if self._content and self._content.checked:
            self._figures.age.set((self._now().date() - self._content.checked).days)
        return 200, generate_latest(self._figures.registry).decode()

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
        how = "polling" if self._polling else "webhook, where silence is normal"
        heard = f"last heard {_length(now - self._heard)} ago" if self._heard else "not heard yet"
        return f"telegram: {how}; {heard}"

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

    def __init__(self, since: datetime) -> None:
        # else the second in which an entry was first asked for would stand there
        disable_created_metrics()  # type: ignore[no-untyped-call]
        registry = self.registry = CollectorRegistry()
        self.turns = Counter(
            "bot_turns",
            "Replies, by how the turn ended.",
            ("outcome", "entry", "language"),
            registry=registry,
        )
        self.trouble = Counter("bot_trouble", "What went wrong, by its kind.", ("kind",), registry=registry)
        self.heard = _gauge("bot_heard_timestamp_seconds", "When Telegram was last heard.", registry)
        self.age = _gauge("bot_facts_age_days", "Days since the oldest source was checked.", registry)
        self.entries = _gauge("bot_entries", "Entries and danger cards that may be said today.", registry)
        self.withheld = _gauge("bot_entries_withheld", "Entries that may not be said today.", registry)
        self.refused = _gauge("bot_edit_refused", "1 while an edit of the content is refused.", registry)
        self.notice = _gauge("bot_notice", "1 while a notice is shown, 2 while it closes the bot.", registry)
        self.read = _gauge("bot_content_timestamp_seconds", "When the content was taken over.", registry)
        self.version = Info("bot_content", "The content that is being said.", registry=registry)
        started = _gauge("bot_start_timestamp_seconds", "When the bot was started.", registry)
        started.set(since.timestamp())

    def show(self, content: Content) -> None:
        self.version.info({"version": content.version})
        self.entries.set(len(content.entries))
        self.withheld.set(content.withheld)
        self.notice.set(0 if content.notice is None else 2 if content.notice.closed else 1)
        self.read.set(content.read_at.timestamp())


def _gauge(name: str, says: str, registry: CollectorRegistry) -> Gauge:
    return Gauge(name, says, registry=registry)


def _content_lines(content: Content, today: date) -> list[str]:
    checked = content.checked
    age = f"the oldest was checked on {checked}, {(today - checked).days} days ago" if checked else "none"
    return [
        f"content: {content.version}, for {content.day}, taken over {content.read_at:%Y-%m-%d %H:%M %Z}",
        f"entries: {len(content.entries)} may be said with the danger cards, {content.withheld} withheld",
        f"facts: {age}",
        f"notice: {_about_notice(content.notice)}",
    ]


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
