"""A question as the matcher sees it. Changes when it sees more of it, or less."""

from __future__ import annotations

from dataclasses import dataclass

from bot.learning import Text
from bot.words import Reading, read

MOST_WORDS = 256
"""So many words are looked at together: of more, the first and the last. A written story has 200."""


@dataclass(frozen=True, slots=True)
class Question:
    """What somebody asked. No question is kept after its answer."""

    text: str
    """As it was written, for the encoder."""
    words: Text
    """Folded, for all that is learned of words."""

    @classmethod
    def of(cls, text: str | Reading) -> Question:
        """Read a text. Any text will do, the empty one too."""
        reading = read(text)
        return cls(reading.text, ends(reading.words, MOST_WORDS))


def ends(words: Text, most: int) -> Text:
    """Of too many words the first and the last."""
    return words if len(words) <= most else words[: most // 2] + words[-(most // 2) :]
