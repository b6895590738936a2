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
    """The vetted words: the answer first, then what to do, then one warning."""

    short: tuple[Passage, ...]
    steps: tuple[Passage, ...] = ()
    warn: tuple[Passage, ...] = ()
    rumour: Rumour | None = None

    def passages(self) -> Iterator[Passage]:
        """Every passage in the order in which it is read."""
        yield from self.short
        yield from self.steps
        yield from self.warn
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
        return Answer(each(self.short), each(self.steps), each(self.warn), rumour)


@dataclass(frozen=True, slots=True)
class Review:
    """A human reviewer's word on exact content: it counts only while all is as they saw it (`reviews`)."""

    by: str
    """The id of a reviewer."""
    on: date
    wording: str
    """The seal over all that they saw."""
