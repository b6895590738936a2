"""How long replies are, as people see them. Changes when another part of a reply counts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from bot.conversation import Decision, Outcome, Person, Say
from bot.knowledge import Knowledge, Nation
from bot.knowledge.phrases import LINES
from bot.rendering import render

SCREEN_LETTERS = 700
"""What a small phone shows at once, and what nine replies of ten keep to."""

REPLY_LETTERS = 900
"""What no reply is longer than, before anything is unfolded."""

MOST = 0.9
"""The share of replies that keep to a screen."""

ANY_DAY = date(2000, 9, 30)
"""Stands for every day when lengths are measured: written out, hardly any is longer."""


@dataclass(frozen=True, slots=True)
class Length:
    """What somebody in one nation, who has chosen it, sees of one answer."""

    entry: str
    nation: Nation
    letters: int
    """Before anything is unfolded, without buttons."""
    folded: int
    """Letters that a tap opens."""
    doubts: int
    """Sentences about what we do not know."""


def lengths(knowledge: Knowledge) -> Iterator[Length]:
    """
    Every reply with an answer, nation by nation, but for the lines that come by themselves.

    No editor has written that an entry is overdue, who has reviewed it, or the news above it; and a sum
    counts with its longest value, whatever the day. Nothing where the bot's own sentences cannot be read.
    """
    voice = knowledge.voices.get("en")
    if voice is None or len(voice.months) != 12 or any(line not in voice.lines for line in LINES):
        return
    published = replace(_on_any_day(knowledge).published(ANY_DAY), reviewed={})
    for entry in published.entries.values():
        for nation in entry.nations:
            decision = Decision(Outcome.TOLD, Say.ANSWER, entry=entry.id, nation=nation)
            reply = render(decision, replace(Person(), nation=nation), published)
            folded = sum(len(line.text) + 1 for line in reply.lines if line.folded)
            doubts = sum(passage.holds_in(nation) for passage in entry.answer.not_known)
            yield Length(entry.id, nation, reply.length, folded, doubts)


def _on_any_day(knowledge: Knowledge) -> Knowledge:
    """The same knowledge on no day in particular: nothing overdue, each sum at its longest, no news."""
    amounts = {
        name: replace(amount, periods=(replace(longest, start=date.min, end=None),))
        for name, amount in knowledge.amounts.items()
        if (longest := max(amount.periods, key=lambda period: len(period.value), default=None))
    }
    entries = tuple(
        replace(
            entry,
            next=ANY_DAY,
            sources=tuple(replace(source, checked=source.checked and ANY_DAY) for source in entry.sources),
        )
        for entry in knowledge.entries
    )
    return replace(knowledge, entries=entries, amounts=amounts, notice=None)
