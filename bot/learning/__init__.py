"""How examples teach a decision: the features of a text, mended words, and a linear model."""

from bot.learning.features import Clusters, Features, Seen, Text
from bot.learning.model import Model, fit, probabilities
from bot.learning.spelling import Mending, Spelling

__all__ = ["Clusters", "Features", "Mending", "Model", "Seen", "Spelling", "Text", "fit", "probabilities"]
