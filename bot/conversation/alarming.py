"""How danger comes before whatever else was meant. Changes when it should come first in another way."""

from __future__ import annotations

from dataclasses import dataclass, replace

from bot.conversation.choosing import Choosing
from bot.conversation.decision import Decision, Outcome, Say
from bot.conversation.events import (
    Asked,
    Commanded,
    Person,
    Plain,
    SentSomethingElse,
    Shown,
    Started,
    UnknownCommand,
)
from bot.conversation.hearing import Heard, Hearing
from bot.danger import Alarm, Level
from bot.knowledge import Nation, Published

LONGEST_CRY = 64
MOST_BESIDE = 16
"""Letters of a text that may be nothing but a cry, and so many such texts beside one message are read alone:
a poll has twelve answers."""


@dataclass(frozen=True, slots=True)
class Alarming:
    """Notices danger in all that came with a message, and puts its card before what else is decided."""

    knowledge: Published
    hearing: Hearing
    choosing: Choosing

    def notice(self, person: Person, text: str) -> Alarm | None:
        """The gravest danger that a text speaks of."""
        return self.hearing.notice(self.hearing.read(text, person))

    def notice_beside(self, person: Person, beside: tuple[str, ...]) -> Alarm | None:
        """Danger in words that stand beside a message: a cry in any, all else in all of them as one text."""
        if not any(beside):
            return None
        *each, together = _beside(beside)
        cry = next((alarm for text in each if (alarm := self.hearing.glance(text))), None)
        return cry or self.notice(person, together)

    def unless(self, person: Person, alarm: Alarm | None, decision: Decision) -> Decision:
        """The card if there is danger, else the decision."""
        if alarm and alarm.level == Level.CARD:
            return self.card(person, alarm)
        return replace(decision, cautious=alarm is not None, alarm=alarm)

    def card(self, person: Person, alarm: Alarm, heard: Heard | None = None) -> Decision:
        """The card of an alarm, in the language in which it helps most."""
        language = self.hearing.card_language(person, alarm, heard)
        card = self.knowledge.card(alarm.card, language)
        return Decision(
            Outcome(card.outcome),
            Say.CARD,
            entry=card.id,
            nation=person.nation,
            alarm=alarm,
            language=language,
            elsewhere=alarm.language,
        )

    def warn(self, person: Person, heard: Heard, alarm: Alarm, nation: Nation | None) -> Decision:
        """
        The card, and under it what else was asked. Whoever wants to die is not asked whether they meant a
        form: beneath that card stands only what is urgent, too. In a language in which nobody is answered
        nothing stands there: what else they asked is not known.
        """
        card = self.card(person, alarm, heard)
        if self.hearing.unanswered(heard):
            return replace(card, nation=nation)
        ranking = self.hearing.rank(heard, person)
        choices = self.choosing.offered(ranking)
        if card.outcome is Outcome.CRISIS:
            choices = tuple(name for name in choices if name in self.knowledge.special.urgent_entries)
        return replace(card, choices=choices, nation=nation, matches=ranking.matches)


SURELY = 0.9
"""How likely a danger must be for the same card again, right under the first."""


def repeats(alarm: Alarm, shown: Shown) -> bool:
    """
    Whether the last reply was that very card, and this is not sure: “they are here, he breathes” may speak of
    the danger that has its card just above. One more of the same teaches people to look away.
    """
    return shown.card == alarm.card and alarm.level == Level.CARD and alarm.likely < SURELY


def written(event: Plain) -> tuple[str, ...]:
    """All words that came with an event: theirs, and those beside them."""
    match event:
        case Asked(own, beside, _) | Commanded(_, own, beside, _) | Started(own, beside):
            return (own, *_beside(beside))
        case UnknownCommand(name, beside, words):
            return (f"{name} {words}".rstrip(), *_beside(beside))
        case SentSomethingElse(beside):
            return _beside(beside)
    return ()


def _beside(texts: tuple[str, ...]) -> tuple[str, ...]:
    """The short ones each, for a cry is a whole text; and all as one, for they cost what one text costs."""
    short = [text for text in texts if text and len(text) <= LONGEST_CRY]
    return (*short[:MOST_BESIDE], "\n".join(texts)) if any(texts) else ()
