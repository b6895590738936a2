"""How a question finds entries: `Matcher.rank` gives the entries that may answer, likeliest first."""

from bot.matching.matcher import Lesson, Match, Matcher, Ranking
from bot.matching.question import Question

__all__ = ["Lesson", "Match", "Matcher", "Question", "Ranking"]
