"""A question as the matcher sees it: its words, and its sentences when it tells a story."""

from __future__ import annotations

from dataclasses import dataclass

from bot.learning import Text
from bot.words import Reading, read

STORY_FROM = 32
"""A text of this many words or more tells a story, perhaps of several things."""

CHUNK = 22
"""A sentence that never ends is cut into pieces of this many words."""

SHORTEST_PART = 3

MOST_WORDS = 256
"""So many words are looked at together: of more, the first and the last. A written story has 200."""


@dataclass(frozen=True, slots=True)
class Question:
    """What somebody asked. No question is kept after its answer."""

    text: str
    """As it was written, for the encoder."""
    words: Text
    """Folded, for all that is learned of words."""
    parts: tuple[Text, ...] = ()
    """The sentences of a story; of a short question, none."""

    @classmethod
    def of(cls, text: str | Reading) -> Question:
        """Read a text. Any text will do, the empty one too."""
        reading = read(text)
        if len(reading.words) < STORY_FROM:
            return cls(reading.text, reading.words)
        pieces = (piece for sentence in reading.sentences for piece in _pieces(sentence))
        parts = tuple(piece for piece in pieces if len(piece) >= SHORTEST_PART)
        return cls(reading.text, ends(reading.words, MOST_WORDS), parts)


def ends(words: Text, most: int) -> Text:
    """Of too many words the first and the last."""
    return words if len(words) <= most else words[: most // 2] + words[-(most // 2) :]


def _pieces(words: Text) -> list[Text]:
    if len(words) <= CHUNK + SHORTEST_PART:
        return [words]
    return [words[i : i + CHUNK] for i in range(0, len(words), CHUNK)]
