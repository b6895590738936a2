"""Labelled questions in, a table out: how often the bot is right, careful, wrong, silent, alarmed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from math import sqrt

from bot.conversation import Asked, Conversation, Decision, Outcome, Person
from bot.library import Labelled

ALARMS = (Outcome.EMERGENCY, Outcome.CRISIS)
COLUMNS = (
    "questions", "right", "offered", "wrong", "silent", "out of scope told", "out of scope offered",
    "emergency recall", "false alarms",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Mistake:
    """A question that ended badly, for its editor to read."""

    kind: str
    question: Labelled
    decision: Decision


@dataclass
class Tally:
    """Counts of one group of questions."""

    counts: Counter[str] = field(default_factory=Counter)

    def add(self, kind: str) -> None:
        """One more of a kind."""
        self.counts[kind] += 1

    def total(self, *kinds: str) -> int:
        """How many of these kinds there are."""
        return sum(self.counts[kind] for kind in kinds)

    def row(self) -> tuple[str, ...]:
        """The cells of a table row, with shares in per cent."""
        answerable = self.total("right", "offered", "wrong", "silent", "alarm-in-place")
        outside = self.total("outside-told", "outside-offered", "outside-silent", "outside-alarm")
        dangers = self.total("alarm", "missed")
        calm = self.total("calm") + answerable + outside + self.total("false-alarm")
        alarms = self.total("false-alarm", "alarm-in-place", "outside-alarm")
        return (
            str(answerable + outside + dangers + self.total("calm", "false-alarm")),
            _share(self.counts["right"], answerable),
            _share(self.counts["offered"], answerable),
            _share(self.counts["wrong"], answerable),
            _share(self.total("silent", "alarm-in-place"), answerable),
            _share(self.counts["outside-told"], outside),
            _share(self.counts["outside-offered"], outside),
            _share(self.counts["alarm"], dangers, interval=True),
            _share(alarms, calm, interval=True),
        )


def _share(part: int, whole: int, *, interval: bool = False) -> str:
    if not whole:
        return "–"
    text = f"{100 * part / whole:.1f}"
    if interval:
        low, high = wilson(part, whole)
        text += f" ({100 * low:.1f}–{100 * high:.1f})"
    return text


def wilson(part: int, whole: int, z: float = 1.96) -> tuple[float, float]:
    """The 95 % interval of a share (Wilson's score), both ends between 0 and 1."""
    share = part / whole
    middle = share + z * z / (2 * whole)
    spread = z * sqrt(share * (1 - share) / whole + z * z / (4 * whole * whole))
    scale = 1 + z * z / whole
    return max(0.0, (middle - spread) / scale), min(1.0, (middle + spread) / scale)


def judge(question: Labelled, decision: Decision, cards: frozenset[str]) -> str:
    """How a question ended: a kind that `Tally` counts."""
    alarmed = decision.outcome in ALARMS
    if question.calm_only:
        return "false-alarm" if alarmed else "calm"
    if question.entry in cards:
        return "alarm" if alarmed else "missed"
    place = "" if question.entry else "outside-"
    if alarmed:
        return f"{place}alarm" if place else "alarm-in-place"
    if decision.entry:
        right = decision.entry in question.right
        return f"{place}told" if place else ("right" if right else "wrong")
    if decision.choices:
        right = bool(question.right & set(decision.choices))
        return f"{place}offered" if place else ("offered" if right else "silent")
    return f"{place}silent"


def score(
    conversation: Conversation, groups: Sequence[tuple[str, Sequence[Labelled]]]
) -> tuple[list[tuple[str, Tally]], list[Mistake]]:
    """Ask every question; count by group and list what went badly."""
    cards = frozenset(c.id for words in conversation.knowledge.dangers.values() for c in words.cards)
    tallies: list[tuple[str, Tally]] = []
    mistakes: list[Mistake] = []
    for name, questions in groups:
        tally = Tally()
        for question in questions:
            person = Person(language=question.language, nation=question.nation)
            _, decision = conversation.hear(person, Asked(question.text))
            kind = judge(question, decision, cards)
            tally.add(kind)
            if kind not in ("right", "offered", "calm", "alarm", "outside-silent"):
                mistakes.append(Mistake(kind, question, decision))
        tallies.append((name, tally))
    return tallies, mistakes


def by_language(files: Iterable[tuple[str, Sequence[Labelled]]]) -> list[tuple[str, list[Labelled]]]:
    """The same questions in one group a language, after one group a file."""
    groups = [(name, list(questions)) for name, questions in files]
    languages: dict[str, list[Labelled]] = {}
    for _, questions in groups:
        for question in questions:
            languages.setdefault(question.language, []).append(question)
    return groups + [(f"all in {language}", questions) for language, questions in sorted(languages.items())]


def table(tallies: Sequence[tuple[str, Tally]]) -> str:
    """A Markdown table; shares in per cent, intervals of 95 %."""
    rows = [("set", *COLUMNS), *((name, *tally.row()) for name, tally in tallies)]
    lines = ["| " + " | ".join(row) + " |" for row in rows]
    return "\n".join([lines[0], "|" + " --- |" * (len(COLUMNS) + 1), *lines[1:]])
