"""How a question finds entries: `Matcher.rank` gives the entries that may answer, likeliest first."""

from bot.matching.calibration import Calibration, calibration_for, fits
from bot.matching.language import LanguageGuess, Languages
from bot.matching.matcher import Match, Matcher, Ranking, TrainingData
from bot.matching.question import Question

__all__ = [
    "Calibration",
    "LanguageGuess",
    "Languages",
    "Match",
    "Matcher",
    "Question",
    "Ranking",
    "TrainingData",
    "calibration_for",
    "fits",
]
