"""How texts are compared (`fold`), cut into words (`tokens`), told by `scripts` and laid out (`bidi`)."""

from bot.words.bidi import isolated
from bot.words.fold import MOST_SIGNS, fold
from bot.words.keyboards import as_written
from bot.words.tokens import MOST_WORDS, Reading, read, sentences, tokens

__all__ = [
    "MOST_SIGNS", "MOST_WORDS", "Reading", "as_written", "fold", "isolated", "read", "sentences", "tokens",
]  # fmt: skip
