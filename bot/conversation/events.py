"""Whom we talk with, and what they can do. Changes when people can do something new."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum

from bot.knowledge import Nation


@dataclass(frozen=True, slots=True)
class Person:
    """All that we remember of somebody: no name, no number, no words of theirs."""

    language: str = "en"
    """The language that they chose, or that of their app where we speak it; else English."""
    chose_language: bool = False
    nation: Nation | None = None


@dataclass(frozen=True, slots=True)
class Shown:
    """
    The reply that a message may speak of: our own words and nothing of theirs. A channel keeps it for a while
    in memory, or finds it in the message that somebody replies to.
    """

    answer: ChoseEntry | None = None
    """The answer that it told, or the last one before it, as a button would choose it."""
    buttons: tuple[tuple[str, Choice | Tapped], ...] = ()
    """What could be pressed, in reading order: the words of each, and what happens."""
    told: bool = False
    """Whether it was that answer itself; else it may have been an offer."""
    card: str = ""
    """The danger card that it was, or behind which a language is chosen; empty where there is none."""
    language: str = ""
    """The language that it was in; empty where that is not known."""

    def nation(self, person: Person) -> Nation | None:
        """For which nation its answer is spoken of: the one that was asked about, or where they live now."""
        return self.answer.nation if self.answer and self.answer.only_now else person.nation

    @property
    def offered(self) -> tuple[ChoseEntry, ...]:
        """The entries that it offered, in the place of an answer."""
        if self.told:
            return ()
        choices = (button.choice if isinstance(button, Tapped) else button for _, button in self.buttons)
        return tuple(choice for choice in choices if isinstance(choice, ChoseEntry))


NOTHING_SHOWN = Shown()
"""Nothing was shown lately, as far as anybody remembers."""


@dataclass(frozen=True, slots=True)
class Started:
    """They opened the chat; a link may have named an entry, or they wrote words behind the command."""

    payload: str = ""
    beside: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Asked:
    """They typed something."""

    text: str
    beside: tuple[str, ...] = ()
    """Words beside their own: a quoted message, a file's name. Only danger is looked for in them."""
    shown: Shown = NOTHING_SHOWN
    """The reply in the light of which it is understood."""


@dataclass(frozen=True, slots=True)
class SentSomethingElse:
    """They sent a photo, a voice note, a sticker: nothing that can be read but what stands beside it."""

    beside: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ChoseEntry:
    """They tapped an entry, perhaps for a nation."""

    entry_id: str
    nation: Nation | None = None
    only_now: bool = False
    """The nation was named in a question: it is that of this answer, and is not remembered."""
    in_english: bool = False
    """They want the English words from which it was translated."""


@dataclass(frozen=True, slots=True)
class ChoseTopic:
    """They tapped a topic."""

    topic: str


@dataclass(frozen=True, slots=True)
class ChoseNation:
    """They said where they live."""

    nation: Nation
    shown: Shown = NOTHING_SHOWN
    """The reply whose answer they may want to read again, as it is there."""


@dataclass(frozen=True, slots=True)
class ChoseLanguage:
    """They chose the language of the answers."""

    language: str
    shown: Shown = NOTHING_SHOWN
    """The reply whose answer they may want to read again, in that language."""


@dataclass(frozen=True, slots=True)
class WantedReceptionWords:
    """They want the words to show at reception in a nation."""

    entry_id: str
    nation: Nation = Nation.ENGLAND


class Command(StrEnum):
    """What can be asked for by name."""

    HELP = "help"
    TOPICS = "topics"
    NATION = "nation"
    LANGUAGE = "language"
    PRIVACY = "privacy"
    URGENT = "urgent"
    HIDE = "hide"
    FORGET = "forget"


@dataclass(frozen=True, slots=True)
class Commanded:
    """They asked for something by name, and wrote words behind it."""

    command: Command
    words: str
    beside: tuple[str, ...] = ()
    shown: Shown = NOTHING_SHOWN


@dataclass(frozen=True, slots=True)
class UnknownCommand:
    """They asked by name for something that we do not have, and perhaps wrote words behind it."""

    name: str
    beside: tuple[str, ...] = ()
    words: str = ""


Choice = ChoseEntry | ChoseTopic | ChoseNation | ChoseLanguage | WantedReceptionWords | Command
"""What can be pressed: nothing is written."""


@dataclass(frozen=True, slots=True)
class Tapped:
    """They pressed a button of a reply in another language than theirs: so is what follows from it."""

    choice: Choice
    language: str


Plain = Started | Asked | SentSomethingElse | Commanded | UnknownCommand | Choice
"""What is understood in the language of the person."""

Event = Plain | Tapped


def in_light_of(event: Event, shown: Shown) -> Event:
    """The event, with the reply that it may speak of, unless it names one itself."""
    match event:
        case Asked() | Commanded() | ChoseNation() | ChoseLanguage() if event.shown == NOTHING_SHOWN:
            return replace(event, shown=shown)
        case Tapped(ChoseNation() | ChoseLanguage() as choice, language):
            return Tapped(replace(choice, shown=shown), language)
    return event
