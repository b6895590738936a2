"""When life may be at risk. Runs before any matching, on every text."""

from bot.danger.assess import CARD_FROM, CAUTION_FROM, Alarm, Danger, Level, examples_of
from bot.danger.languages import Dangers, graver
from bot.danger.meaning import Meaning

__all__ = [
    "CARD_FROM",
    "CAUTION_FROM",
    "Alarm",
    "Danger",
    "Dangers",
    "Level",
    "Meaning",
    "examples_of",
    "graver",
]
