"""What we will do, before there are words for it. Changes when a turn can end in a new way."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from bot.danger import Alarm, Level
from bot.knowledge import Nation
from bot.matching import Match


class Outcome(StrEnum):
    """Every way in which a turn can end. Extended by decision record only."""

    EMERGENCY = "emergency"
    CRISIS = "crisis"
    TOLD = "told"
    OFFERED = "offered"
    GREETED = "greeted"
    SIGNPOSTED = "signposted"
    TOO_LONG = "too_long"
    UNREADABLE = "unreadable"
    ARRANGED = "arranged"


class Say(StrEnum):
    """What leads a reply: a line of the voice by its name, or one of the five that are made of content."""

    ANSWER = "answer"
    CARD = "card"
    RECEPTION = "reception"
    CLOSED = "closed"
    PRICE = "price"

    WELCOME = "welcome"
    HELP = "help"
    TOPICS = "topics"
    TOPIC = "topic"
    OLD_BUTTON = "old_button"
    OFFER = "offer"
    OFFER_STORY = "offer_story"
    UNKNOWN = "unknown"
    TOO_OLD = "too_old"
    OTHER_LANGUAGE = "other_language"
    TOO_LONG = "too_long"
    UNREADABLE = "unreadable"
    UNREADABLE_KIND = "unreadable_kind"
    THANKS = "thanks"
    INSULT = "insult"
    NATION_CHOSEN = "nation_chosen"
    LANGUAGE_CHOSEN = "language_chosen"
    FORGOTTEN = "forgotten"
    CHOOSE_NATION = "choose_nation"
    CHOOSE_LANGUAGE = "choose_language"
    CHOOSE_HIDE = "choose_hide"
    WHICH = "which"
    WHAT_NEXT = "what_next"
    DECLINED = "declined"
    NO_ANSWER_YET = "no_answer_yet"
    MORE_OF = "more_of"
    NOTHING_MORE = "nothing_more"
    SIMPLER = "simpler"
    NO_REPLY = "no_reply"
    BROKEN_LINK = "broken_link"
    PRESENT = "present"
    FRESH = "fresh"
    FRESH_ANSWER = "fresh_answer"
    SETTINGS = "settings"
    LANGUAGES = "languages"
    STOP = "stop"
    NOT_MEANT = "not_meant"
    NO_SUCH_NUMBER = "no_such_number"
    PRICE_OF_WHAT = "price_of_what"


ALARMS = (Outcome.EMERGENCY, Outcome.CRISIS)
"""The endings in which a card comes first."""


@dataclass(frozen=True, slots=True)
class Decision:
    """What we will do, without words."""

    outcome: Outcome
    say: Say
    """What leads the reply."""
    entry: str | None = None
    """An entry's id, or a danger card's."""
    choices: tuple[str, ...] = ()
    """Entries offered as buttons, likeliest first; beneath an answer, what may have been meant instead."""
    topics: tuple[str, ...] = ()
    """Topics offered as buttons."""
    nation: Nation | None = None
    """The nation that the answer is for, when the person or the question named one."""
    above: Say | None = None
    """A line of the voice above an answer: that we are not sure of it, or what was done beside telling it."""
    cautious: bool = False
    """Whether the emergency number goes above the answer."""
    alarm: Alarm | None = None
    matches: tuple[Match, ...] = ()
    elsewhere: str = ""
    """The language that they wrote in, which may be none that we speak: a sentence of it stands above."""
    language: str = ""
    """The language of the reply. `Conversation.hear` always names one; empty: the person's."""

    @property
    def score(self) -> float:
        """How sure we are of the first match, or of the danger; 0 when there is neither."""
        if self.alarm and self.alarm.level == Level.CARD:
            return self.alarm.likely
        return self.matches[0].score if self.matches else 0.0
