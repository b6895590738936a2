"""How a question finds entries: `Matcher.rank` gives the entries that may answer, likeliest first."""

from bot.matching.foreign import Foreign
from bot.matching.fusion import Fusion, fits, fusion_for
from bot.matching.language import LanguageGuess, Languages
from bot.matching.matcher import OUT_OF_SCOPE, Match, Matcher, Ranking, TrainingData
from bot.matching.question import STORY_FROM, Question

__all__ = [
    "OUT_OF_SCOPE",
    "STORY_FROM",
    "Foreign",
    "Fusion",
    "LanguageGuess",
    "Languages",
    "Match",
    "Matcher",
    "Question",
    "Ranking",
    "TrainingData",
    "fits",
    "fusion_for",
]
