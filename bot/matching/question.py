"""A question as the matcher sees it: its words, and its sentences when it tells a story."""

from __future__ import annotations

from dataclasses import dataclass

from bot.learning import Text
from bot.words import sentences, tokens

STORY_FROM = 32
"""A text of this many words or more is read sentence by sentence."""

CHUNK = 22
"""A sentence that never ends is cut into pieces of this many words."""

SHORTEST_PART = 3


@dataclass(frozen=True, slots=True)
class Question:
    """What somebody asked, as folded words. No question is kept after its answer."""

    words: Text
    parts: tuple[Text, ...]
    """The sentences of a story; of a short question, none."""

    @classmethod
    def of(cls, text: str) -> Question:
        """Read a text. Any text will do, the empty one too."""
        words = tokens(text)
        if len(words) < STORY_FROM:
            return cls(words, ())
        parts = [piece for sentence in sentences(text) for piece in _pieces(tokens(sentence))]
        return cls(words, tuple(part for part in parts if len(part) >= SHORTEST_PART))


def _pieces(words: Text) -> list[Text]:
    if len(words) <= CHUNK + SHORTEST_PART:
        return [words]
    return [words[i : i + CHUNK] for i in range(0, len(words), CHUNK)]
