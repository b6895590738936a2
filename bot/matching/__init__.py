"""How a question finds entries: `Matcher.rank` gives the entries that may answer, likeliest first."""

from bot.matching.matcher import Match, Matcher, Ranking, TrainingData
from bot.matching.question import Question

__all__ = ["Match", "Matcher", "Question", "Ranking", "TrainingData"]
