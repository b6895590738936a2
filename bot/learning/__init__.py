"""How examples teach a decision: the features of a text, corrected words, and a linear model."""

from bot.learning.ascent import probabilities
from bot.learning.evidence import Evidence
from bot.learning.features import Features
from bot.learning.hashing import Clusters, Seen, Text
from bot.learning.model import Arrays, Model, fit
from bot.learning.spelling import Correction, Spelling
from bot.learning.strings import Strings

__all__ = [
    "Arrays",
    "Clusters",
    "Correction",
    "Evidence",
    "Features",
    "Model",
    "Seen",
    "Spelling",
    "Strings",
    "Text",
    "fit",
    "probabilities",
]
