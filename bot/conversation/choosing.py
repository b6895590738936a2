"""From what may answer to what we do. Changes when an ending costs people more, or less."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from bot.conversation.decision import Decision, Outcome, Say
from bot.knowledge import Entry, Nation
from bot.matching import STORY_FROM, Match, Ranking

COST_OF_WRONG = 10 / 3
COST_OF_WRONG_GUESS = 2.5
COST_OF_BUTTONS = 1.0
COST_OF_SILENCE = 2.5
"""
What an ending costs the person, in taps: three buttons one; an answer that is not theirs, above buttons with
what else it may be, three and a third, and one that is said to be a guess two and a half; an honest “I do not
know” two and a half when there was an answer. The limits below follow from these. docs/matching.md says how
often each ending comes.
"""

TELL_FROM = 1 - COST_OF_BUTTONS / COST_OF_WRONG
GUESS_FROM = 1 - COST_OF_BUTTONS / COST_OF_WRONG_GUESS
"""From here on a single likely entry is told, with “Not what you meant?” above it, and not offered alone."""

OFFER_FROM = COST_OF_BUTTONS / COST_OF_SILENCE
OFFER_BEHIND_FROM = OFFER_FROM / 2
"""The same behind an answer: who was just told one more often asks something that an entry answers."""

FOLLOW_UP_WORDS = 7
"""So short a message behind an answer hardly stands alone: most of those are about that answer."""

WORDS_TO_TELL = 2
"""One word is a topic, not a question: it gets buttons."""

PART_FROM = 0.6
"""A sentence of a story is worth a button from this probability on: words alone look at it."""

BEFORE_PARTS_FROM = 0.05
"""From this probability on what the whole text may be about comes before what one sentence is about."""

BUTTONS = 3
SHOWN_FROM = 0.03
"""A further button is worth its place from this probability on."""


@dataclass(frozen=True, slots=True)
class Choosing:
    """Chooses between telling, offering and owning up, by what each costs the person."""

    topics: tuple[str, ...]
    paused: Collection[str]
    """Entries that the calendar keeps back."""

    def choose(self, ranking: Ranking, nation: Nation | None) -> Decision:
        """What to do about a question: tell, offer buttons, or own up that we do not know."""
        matches = ranking.matches
        best = ranking.best
        if best and best.entry_id in self.paused and ranking.among >= OFFER_FROM:
            return self._too_old(nation, matches)
        if (
            best
            and best.score >= max(TELL_FROM, ranking.tell_from)
            and len(ranking.corrected) >= WORDS_TO_TELL
        ):
            others = tuple(name for name in self.offered(ranking) if name != best.entry_id)[: BUTTONS - 1]
            return Decision(
                Outcome.TOLD,
                Say.ANSWER,
                entry=best.entry_id,
                choices=others,
                nation=nation,
                matches=matches,
            )
        if best and ranking.among >= OFFER_FROM:
            return self._offer(ranking, self.offered(ranking), nation)
        return Decision(Outcome.SIGNPOSTED, Say.UNKNOWN, topics=self.topics, nation=nation, matches=matches)

    def choose_near(self, ranking: Ranking, nation: Nation | None, told: Entry) -> Decision:
        """The same for what follows on an answer in its words: what is near it comes first, unless sure."""
        decision = self.choose(ranking, nation)
        close = [m for m in ranking.matches if m.entry_id in told.related and m.score >= SHOWN_FROM]
        if decision.outcome == Outcome.TOLD and decision.above is None:
            return decision
        if not close:
            return self.choose_behind(ranking, nation, told)
        others = [match for match in ranking.matches if match.score >= SHOWN_FROM]
        return self._offer(ranking, self.sayable([*close, *others]), nation)

    def choose_behind(self, ranking: Ranking, nation: Nation | None, told: Entry) -> Decision:
        """
        The same for a message behind an answer. What is not sure alone is often about that answer still (“how
        long does it take?”): it is offered too, and so is what it may mean where alone it would be owned up
        to. A longer message that nothing answers is about something else.
        """
        decision = self.choose(ranking, nation)
        likely = self.sayable([match for match in ranking.matches if match.score >= SHOWN_FROM])
        match decision.say:
            case Say.OFFER | Say.OFFER_STORY:
                names = (*decision.choices[: BUTTONS - 1], told.id, *decision.choices)
            case Say.UNKNOWN if ranking.among >= OFFER_BEHIND_FROM:
                names = (*likely[: BUTTONS - 1], told.id, *likely)
            case Say.UNKNOWN if len(ranking.corrected) <= FOLLOW_UP_WORDS:
                names = (told.id, *likely[:1], *told.related)
            case _:
                return decision
        choices = tuple(dict.fromkeys(names))[:BUTTONS]
        return Decision(Outcome.OFFERED, Say.OFFER, choices=choices, nation=nation, matches=ranking.matches)

    def offered(self, ranking: Ranking) -> tuple[str, ...]:
        """
        The entries worth a button, likeliest first; none where probably no entry answers. A story is about
        several things: what its sentences are about comes behind what all of it is about.
        """
        if ranking.among < OFFER_FROM:
            return ()
        best, *others = ranking.matches[:BUTTONS]
        likely = [match for match in others if match.score >= BEFORE_PARTS_FROM]
        told = [part for part in ranking.parts if part.score >= PART_FROM]
        parts = sorted(told, key=lambda part: -part.score)
        return self.sayable(
            [best, *likely, *parts, *(match for match in others if match.score >= SHOWN_FROM)]
        )

    def sayable(self, matches: list[Match]) -> tuple[str, ...]:
        """The first three entries among the matches, without those that the calendar keeps back."""
        names = dict.fromkeys(match.entry_id for match in matches)
        return tuple(name for name in names if name not in self.paused)[:BUTTONS]

    def _offer(self, ranking: Ranking, choices: tuple[str, ...], nation: Nation | None) -> Decision:
        """Buttons. A single likely entry is told at once, and said to be a guess: its button says no more."""
        matches = ranking.matches
        sure = next((match.score for match in matches if match.entry_id in choices), 0.0)
        guess_from = max(GUESS_FROM, ranking.tell_from - (TELL_FROM - GUESS_FROM))
        if len(choices) == 1 and sure >= guess_from and len(ranking.corrected) >= WORDS_TO_TELL:
            return Decision(
                Outcome.TOLD,
                Say.ANSWER,
                entry=choices[0],
                nation=nation,
                above=Say.NOT_MEANT,
                matches=matches,
            )
        say = Say.OFFER if len(ranking.corrected) < STORY_FROM else Say.OFFER_STORY
        return Decision(Outcome.OFFERED, say, choices=choices, nation=nation, matches=matches)

    def _too_old(self, nation: Nation | None, matches: tuple[Match, ...]) -> Decision:
        return too_old(self.topics, nation, matches)


def too_old(topics: tuple[str, ...], nation: Nation | None, matches: tuple[Match, ...] = ()) -> Decision:
    """There is an answer, and the calendar keeps it back."""
    return Decision(Outcome.SIGNPOSTED, Say.TOO_OLD, topics=topics, nation=nation, matches=matches)
