"""What we do next: an event in (`events`), a decision out (`decision`), and how one leads to the other."""

from bot.conversation.conversation import LONGEST, Conversation
from bot.conversation.decision import ALARMS, Decision, Outcome, Say
from bot.conversation.events import (
    NOTHING_SHOWN,
    Asked,
    Choice,
    ChoseEntry,
    ChoseLanguage,
    ChoseNation,
    ChoseTopic,
    Command,
    Commanded,
    Event,
    Person,
    SentSomethingElse,
    Shown,
    Started,
    Tapped,
    UnknownCommand,
    WantedReceptionWords,
)

__all__ = [
    "ALARMS",
    "LONGEST",
    "NOTHING_SHOWN",
    "Asked",
    "Choice",
    "ChoseEntry",
    "ChoseLanguage",
    "ChoseNation",
    "ChoseTopic",
    "Command",
    "Commanded",
    "Conversation",
    "Decision",
    "Event",
    "Outcome",
    "Person",
    "Say",
    "SentSomethingElse",
    "Shown",
    "Started",
    "Tapped",
    "UnknownCommand",
    "WantedReceptionWords",
]
