"""When life may be at risk. Runs before any matching, on every text."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import IntEnum

from bot.knowledge import DangerWords, Sign
from bot.learning import Classifier, Clusters, Features, Spelling, Text, Weights, fit
from bot.learning.classifier import probabilities
from bot.words import sentences, tokens

EVERYDAY = "-"
"""The class of texts without danger."""

CARD_FROM = 0.40
CAUTION_FROM = 0.12
"""How likely danger must be for the card, and for the line above the answer. A missed danger costs a
life and a false card some seconds, so both stand far below one half of what a fair bet would ask."""

DOUBT_BELOW = 0.03
"""A sign that the examples call this unlikely is softened to a caution."""

LONG = 30
"""A text of this many words is also read sentence by sentence: a danger may hide in a story."""


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
    Notices danger in texts of one language: by signs (words near each other) or by learned examples.

    Softeners (the past, a figure of speech, a question in general) lower a card to a caution, never
    to nothing.
    """

    def __init__(
        self,
        words: DangerWords,
        everyday: Iterable[str],
        weights: Weights | None = None,
        clusters: Clusters | None = None,
    ) -> None:
        self.language = words.language
        examples = [(card, text) for card, texts in words.examples.items() for text in texts]
        calm = [*words.look_alikes, *everyday]
        texts = [tokens(text) for _, text in examples] + [tokens(text) for text in calm]
        labels = [card for card, _ in examples] + [EVERYDAY] * len(calm)
        self._signs = tuple(_ReadSign.of(sign) for sign in words.signs)
        self._softeners = tuple(_phrase(softener) for softener in words.softeners)
        self._spelling = Spelling(texts, _sign_words(words.signs))
        self._features = Features.fit(texts, clusters)
        self.weights = weights or fit(texts, labels, self._features)
        self._classifier = Classifier(self._features, self.weights)

    def notice(self, text: str) -> Alarm | None:
        """The gravest danger that the text speaks of, or None."""
        whole = tokens(text)
        parts = [whole]
        if len(whole) >= LONG:
            parts += [tokens(sentence) for sentence in sentences(text)]
            parts += [whole[i : i + LONG] for i in range(0, len(whole), LONG // 2)]
        alarms = [alarm for part in parts if part and (alarm := self._notice(part))]
        return max(alarms, key=lambda alarm: (alarm.level, alarm.likely), default=None)

    def likelihoods(self, text: Text) -> dict[str, float]:
        """How likely each card is, by the learned examples alone. For those who set the limits."""
        shares = probabilities(self._classifier.scores(self._features.vector(self._spelling.mend(text))))
        return {
            name: float(share)
            for name, share in zip(self.weights.classes, shares, strict=True)
            if name != EVERYDAY
        }

    def _notice(self, text: Text) -> Alarm | None:
        mended = self._spelling.mend(text)
        likely = self.likelihoods(text)
        learned = sum(likely.values())
        favourite = max(likely, key=lambda card: likely[card])
        sign = next((sign for sign in self._signs if sign.is_in(mended) or sign.is_in(text)), None)
        if sign is None and learned < CAUTION_FROM:
            return None
        card = favourite if sign is None or likely[favourite] >= CARD_FROM else sign.card
        softened = any(_find(mended, softener) for softener in self._softeners)
        if learned >= CARD_FROM and not (softened and learned < 1 - CARD_FROM):
            level = Level.CARD
        elif sign is not None and not softened and learned >= DOUBT_BELOW:
            level = Level.CARD
        else:
            level = Level.CAUTION
        return Alarm(card, level, learned, sign.name if sign else "examples like it")


@dataclass(frozen=True, slots=True)
class _ReadSign:
    card: str
    groups: tuple[tuple[Text, ...], ...]
    within: int
    name: str

    @classmethod
    def of(cls, sign: Sign) -> _ReadSign:
        groups = tuple(tuple(_phrase(each) for each in group) for group in sign.groups)
        return cls(sign.card, groups, sign.within, " + ".join("/".join(group[:3]) for group in sign.groups))

    def is_in(self, text: Text) -> bool:
        places = [[place for each in group for place in _find(text, each)] for group in self.groups]
        return all(places) and _stand_together(places, self.within)


def _stand_together(places: Sequence[Sequence[int]], within: int) -> bool:
    """Whether one place of each group lies within so many words of a place of the first group."""
    return any(
        all(any(abs(place - start) <= within for place in group) for group in places[1:])
        for start in places[0]
    )


def _phrase(text: str) -> Text:
    return tuple(word + ("*" if raw.endswith("*") else "") for raw in text.split() for word in tokens(raw))


def _find(text: Text, phrase: Text) -> list[int]:
    last = len(text) - len(phrase) + 1
    return [i for i in range(last) if all(_is(text[i + k], part) for k, part in enumerate(phrase))]


def _is(word: str, part: str) -> bool:
    return word.startswith(part[:-1]) if part.endswith("*") else word == part


def _sign_words(signs: Iterable[Sign]) -> list[str]:
    return [
        word.rstrip("*")
        for sign in signs
        for group in sign.groups
        for each in group
        for word in _phrase(each)
    ]
