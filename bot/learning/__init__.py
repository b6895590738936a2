"""How examples teach a decision: the features of a text, mended words, and a linear classifier."""

from bot.learning.classifier import Classifier, Weights, fit
from bot.learning.features import Features, Text
from bot.learning.spelling import Spelling

__all__ = ["Classifier", "Features", "Spelling", "Text", "Weights", "fit"]
