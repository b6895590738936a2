"""When life may be at risk. Runs before any matching, on every text."""

from bot.danger.assess import CARD_FROM, CAUTION_FROM, Alarm, Danger, Level
from bot.danger.languages import Dangers, graver

__all__ = ["CARD_FROM", "CAUTION_FROM", "Alarm", "Danger", "Dangers", "Level", "graver"]
