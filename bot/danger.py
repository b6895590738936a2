"""When life may be at risk. Runs before any matching, on every text."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum

from bot.knowledge import DangerWords
from bot.learning import Clusters, Model, Spelling, Text, fit, probabilities
from bot.words import sentences, tokens

EVERYDAY = "-"
"""The class of texts without danger."""

CARD_FROM = 0.15
CAUTION_FROM = 0.08
"""How likely danger must be for the card, and for the line above the answer. A missed danger costs a
life and a false card some seconds, so both stand far below one half."""

DOUBT_BELOW = 0.002
"""A sign in a text that the examples call this unlikely makes a caution, not a card."""

LONG = 30
"""A text of this many words is also read piece by piece: a danger may hide in a story."""

PIECE_WEIGHT = 0.3
"""How much the gravest piece of a long text counts beside the whole. Who reads many pieces of a calm story
finds danger in one of them by chance; who reads only the whole misses the half-sentence that matters."""


class Level(IntEnum):
    """How loud to be. A caution is one line above the usual answer; a card comes first."""

    CAUTION = 1
    CARD = 2


@dataclass(frozen=True, slots=True)
class Alarm:
    """A danger that was noticed, and what in the text made us notice it."""

    card: str
    level: Level
    likely: float
    because: str


class Danger:
    """
    Notices danger in texts of one language: by likeness to examples, or by a sign.

    A sign (“stopped breathing”, 🆘) never passes unnoticed, whatever the examples say, and a message that is
    nothing but a cry (“ambulance”) always gets its card.
    """

    def __init__(
        self,
        words: DangerWords,
        everyday: Sequence[str],
        model: Model | None = None,
        clusters: Clusters | None = None,
    ) -> None:
        self.language = words.language
        examples = [(card, text) for card, texts in words.examples.items() for text in texts]
        calm = [*words.look_alikes, *everyday]
        texts = [tokens(text) for _, text in examples] + [tokens(text) for text in calm]
        labels = [card for card, _ in examples] + [EVERYDAY] * len(calm)
        self._signs = [(card, sign, tokens(sign)) for card, signs in words.signs.items() for sign in signs]
        self._spelling = Spelling(texts, (word for _, _, sign in self._signs for word in sign))
        self._cries = {tokens(cry): (card, cry) for card, cries in words.cries.items() for cry in cries}
        self.model = model or fit(texts, labels, clusters)

    def notice(self, text: str) -> Alarm | None:
        """The gravest danger that the text speaks of, or None."""
        whole = self._spelling.mend(tokens(text))
        card, sure = self._gravest(whole)
        if cry := self._cries.get(tokens(text)):
            return Alarm(cry[0], Level.CARD, max(sure, CARD_FROM), f"cry “{cry[1]}”")
        if len(whole) >= LONG:
            piece = max(
                (self._gravest(self._spelling.mend(p)) for p in _pieces(text)), key=lambda each: each[1]
            )
            card = max((card, sure), piece, key=lambda each: each[1])[0]
            odds = (_log_odds(sure) + PIECE_WEIGHT * _log_odds(piece[1])) / (1 + PIECE_WEIGHT)
            sure = 1 / (1 + math.exp(-odds))
        signs = ((card, sign) for card, sign, words in self._signs if _is_in(sign, words, whole, text))
        return self._judged(card, sure, next(signs, None))

    def _gravest(self, mended: Text) -> tuple[str, float]:
        """The likeliest card, and how likely any is."""
        likely = self._likelihoods(mended)
        return max(likely, key=lambda name: likely[name], default=""), sum(likely.values())

    def _likelihoods(self, mended: Text) -> dict[str, float]:
        shares = probabilities(self.model.scores(self.model.features.vector(mended)))
        found = zip(self.model.classes, shares, strict=True)
        return {name: float(share) for name, share in found if name != EVERYDAY}

    def _judged(self, card: str, sure: float, sign: tuple[str, str] | None) -> Alarm | None:
        because = f"sign “{sign[1]}”" if sign else "examples like it"
        if sure >= CARD_FROM:
            return Alarm(card, Level.CARD, sure, because)
        if sign:
            return Alarm(sign[0], Level.CARD if sure >= DOUBT_BELOW else Level.CAUTION, sure, because)
        return Alarm(card, Level.CAUTION, sure, because) if sure >= CAUTION_FROM else None


def _pieces(text: str) -> list[Text]:
    """The sentences of a long text, endless ones in windows that overlap by half."""
    pieces: list[Text] = []
    for sentence in map(tokens, sentences(text)):
        starts = range(0, len(sentence), LONG // 2) if len(sentence) > LONG else (0,)
        pieces += [sentence[i : i + LONG] for i in starts]
    return [piece for piece in pieces if piece] or [()]


def _log_odds(share: float) -> float:
    share = min(max(share, 1e-4), 1 - 1e-4)
    return math.log(share / (1 - share))


def _is_in(sign: str, words: Text, mended: Text, text: str) -> bool:
    """Whether the words of a sign stand in a text in their order; a sign without words, as it is written."""
    if not words:
        return sign in text
    if words[0] not in mended:
        return False
    last = len(mended) - len(words) + 1
    return any(mended[i : i + len(words)] == words for i in range(last))
