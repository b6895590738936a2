"""How examples teach a decision: the features of a text, mended words, and a linear classifier."""

from bot.learning.classifier import Classifier, Weights, fit
from bot.learning.features import Clusters, Features, Text
from bot.learning.spelling import Spelling

__all__ = ["Classifier", "Clusters", "Features", "Spelling", "Text", "Weights", "fit"]
