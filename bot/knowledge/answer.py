"""Words that people read, and who vouched for them. Changes when an answer gets another part."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date

from bot.knowledge.nation import Nation, Nations

PLACEHOLDER = re.compile(r"\{([a-z][a-z0-9_-]*)\}")
"""An amount of `facts.yaml` ({prescription_charge}) or the phone of a service ({emergency-999})."""


@dataclass(frozen=True, slots=True)
class Passage:
    """Words that are true in some nations; in all of the entry's when none is named."""

    text: str
    nations: Nations = ()

    def holds_in(self, nation: Nation) -> bool:
        """Whether somebody in that nation is shown these words."""
        return not self.nations or nation in self.nations


@dataclass(frozen=True, slots=True)
class Rumour:
    """What people repeat, beside what the rule says, with the day the rule speaks for."""

    people_say: str
    rule_says: str
    as_of: date


@dataclass(frozen=True, slots=True)
class Answer:
    """The vetted words: the answer first, then what it means and what to do, then what is folded away."""

    short: tuple[Passage, ...]
    elsewhere: tuple[Passage, ...] = ()
    """What differs in another nation: for somebody of no known nation, right after the answer."""
    steps: tuple[Passage, ...] = ()
    not_known: tuple[Passage, ...] = ()
    """The doubt that is left, with who can tell; at most one in any nation."""
    warn: tuple[Passage, ...] = ()
    more: tuple[Passage, ...] = ()
    """What is one tap away: details, dates, names of bodies."""
    rumour: Rumour | None = None

    def parts(self) -> dict[str, tuple[Passage, ...]]:
        """The passages by the part they stand in, as an entry's file names it, in the order of reading."""
        return {
            "short": self.short,
            "elsewhere": self.elsewhere,
            "steps": self.steps,
            "not_known": self.not_known,
            "warn": self.warn,
            "more": self.more,
        }

    def passages(self) -> Iterator[Passage]:
        """Every passage in the order in which it is read."""
        for part in self.parts().values():
            yield from part
        if self.rumour:
            yield Passage(self.rumour.people_say)
            yield Passage(self.rumour.rule_says)

    def differs(self) -> bool:
        """Whether the nations are told different things."""
        return any(passage.nations for passage in self.passages())

    def changed(self, change: Callable[[str], str]) -> Answer:
        """The same answer with every text changed the same way."""

        def each(passages: tuple[Passage, ...]) -> tuple[Passage, ...]:
            return tuple(replace(passage, text=change(passage.text)) for passage in passages)

        rumour = self.rumour and replace(
            self.rumour, people_say=change(self.rumour.people_say), rule_says=change(self.rumour.rule_says)
        )
        return Answer(**{name: each(part) for name, part in self.parts().items()}, rumour=rumour)


@dataclass(frozen=True, slots=True)
class Review:
    """A human reviewer's word on exact content: it counts only while all is as they saw it (`reviews`)."""

    by: str
    """The id of a reviewer."""
    on: date
    wording: str
    """The seal over all that they saw."""
