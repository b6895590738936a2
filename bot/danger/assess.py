"""How danger is noticed in texts of one language. Changes when it is judged in another way."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from copy import copy
from dataclasses import dataclass, replace
from enum import IntEnum
from functools import partial

import numpy as np

from bot.danger import stage
from bot.danger.kinds import EVERYDAY, LOOK_ALIKE, SMALLEST, over, share_of, share_over
from bot.danger.meaning import Meaning, Meant
from bot.danger.stage import LONG, VERY_SHORT
from bot.encoder import Once
from bot.knowledge import DangerWords
from bot.learning import Arrays, Clusters, Evidence, Model, Seen, Spelling, Text, fit, probabilities
from bot.learning.known_words import KnownWords
from bot.words import Reading, as_written, read, tokens

CARD_FROM = 0.62
CAUTION_FROM = 0.25
"""
How likely danger must be for the card, and for the line above the answer, in a language whose second stage
was not fitted. With some 430 dangers and 700 calm messages of one hand, three in a hundred calm messages of
seven languages, two thirds of them made to be mistaken, get a card from there on (docs/matching.md).
"""

DOUBT_BELOW = 0.002
"""There, a sign in a text that the examples call this unlikely makes a caution, not a card."""

STRENGTH = 8.0
"""How much the examples weigh against small weights (C of a logistic regression) before a second stage."""

DAMPING = 5.0
"""Words at which a short text says √½ of what a long one says (`bot.learning.Model.damping`)."""

PIECE_WEIGHT = 0.3
"""Without a second stage: how much the gravest piece of a long text counts beside the whole."""

STORY = 200
"""A text of more words is read story by story, and the gravest of them counts: beside 700 calm words a
sentence weighs nothing. Stories that people wrote for us end here."""

CHAPTER = 60
"""Words of such a story; the next one begins in its middle. Of 60 dangers of the development set inside 3,800
letters of calm questions 33 to 43 get the card by their place, with 120 words 9 to 20; with 40 words many
calm texts get one."""

PLAIN_FROM = 0.9
"""A piece of a long text that by itself is so likely danger makes a caution at least, whatever is around."""

MOST_CHAPTERS = 5
MOST_PIECES, PIECES_OF_CHAPTER = 20, 3
"""So many chapters, and pieces of a story and of a chapter, are judged: those whose words are most often
those of danger. It holds a turn within its time."""

MOST_PARTED = 4_096
"""Letters that run together and are parted into words: a whole message without a space."""


Cards = Mapping[str, float]
"""By card, how much speaks for it: a logarithm."""

Ask = Callable[[], Meant | None]
"""Asks the encoder of a text."""

Span = tuple[int, int]
"""From the first word of a part of a text to behind its last."""


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
    language: str = "en"
    """The language whose words made us notice it."""


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
        kept: Arrays | None = None,
        clusters: Clusters | None = None,
        meaning: Meaning | None = None,
    ) -> None:
        """`meaning` is of the same encoder as what `notice` is given."""
        self.language = words.language
        self._stage = words.stage if stage.fits(words.stage) else None
        self._meaning = meaning if self._stage and self._stage.meaning else None
        self._learned = kept or _learned(words, everyday, clusters)
        self._signs = [
            (card, sign, _in_a_row(tokens(sign))) for card, signs in words.signs.items() for sign in signs
        ]
        self._cries = {
            _in_a_row(tokens(cry)): (card, cry) for card, cries in words.cries.items() for cry in cries
        }
        plain = [
            (card, phrase)
            for phrases in (words.signs, words.cries)
            for card, each in phrases.items()
            for phrase in each
        ]
        self._spelling = Spelling(
            KnownWords.restored(self._learned), phrases=(tokens(phrase) for _, phrase in plain)
        )
        self._glued = {"".join(tokens(phrase)): (card, phrase) for card, phrase in plain if tokens(phrase)}
        self.model = Model.restored(self._learned, clusters)
        self._evidence = Evidence.restored(self._learned)

    def beside(self, meaning: Meaning | None) -> Danger:
        """The same, beside what the encoder makes of other examples."""
        other = copy(self)
        other._meaning = meaning if self._stage and self._stage.meaning else None  # noqa: SLF001 - it is ours
        return other

    def arrays(self) -> Arrays:
        """All that was learned from the examples, to be kept and given to another of the same."""
        return self._learned

    @property
    def words(self) -> Mapping[str, int]:
        """The words of its examples, and how many have each."""
        return self._spelling.counts

    def glance(self, text: str | Reading) -> Alarm | None:
        """The first plain sign or cry in a text, in disguise too. Cheap: nothing is likened to anything."""
        reading = read(text)
        plain = _in_a_row(self._spelling.correction(frugal=True).plain(reading.words))
        found = self._cry(plain) or self._sign(plain, reading.text)
        return Alarm(found[0], Level.CARD, CARD_FROM, found[1]) if found else None

    def notice(
        self, text: str | Reading, seen: list[Seen] | None = None, encoded: Once | None = None
    ) -> Alarm | None:
        """
        The gravest danger that the text speaks of, or None. `seen` is what was hashed of this turn's words
        with the same clusters; `encoded` is asked where words alone are not sure.
        """
        reading = read(text)
        words = reading.words
        correction = self._spelling.correction(MOST_PARTED)
        whole = correction.correct(words)
        plain = _in_a_row(correction.plain(words))
        sentences = (correction.correct(each) for each in reading.sentences)
        cry = self._cry(plain)
        ask: Ask | None = None
        if encoded and self._meaning and not cry and any(word in self._spelling.counts for word in whole):
            # words that are spelt out or run together are encoded as they are understood, and riddles are not
            typed = reading.text if len(whole) == len(words) else " ".join(whole)
            ask = partial(self._asked, encoded, typed)
        judged = self._read(whole, sentences, self.model.features.seen(seen), ask)
        if cry:
            return Alarm(cry[0], Level.CARD, max(judged.likely, CARD_FROM), cry[1])
        return self._raised(judged, self._sign(f"{_in_a_row(whole)}\n{plain}", reading.text), len(whole))

    def _cry(self, plain: str) -> tuple[str, str] | None:
        cry = self._cries.get(plain) or self._glued.get(plain.replace(" ", ""))
        return (cry[0], f"cry “{cry[1]}”") if cry else None

    def _sign(self, plain: str, typed: str) -> tuple[str, str, bool] | None:
        """
        The first sign whose words stand in a text in their order, or that stands there as it is: its card,
        what it is, and whether it is a single word. One of several words comes before one of a single word.
        """
        found = [
            (card, f"sign “{sign}”", words.count(" ") == 2)
            for card, sign, words in self._signs
            if (words in plain if words else sign in typed)
        ]
        return min(found, key=lambda each: each[2], default=None)

    def seen_in(self, text: str) -> stage.Seen:
        """What there is to judge in a text of one chapter, whatever its limits: for `tools/fit_danger.py`."""
        words = self._spelling.correct(tokens(text))
        return self._look(words, _windows_of(words), self.model.features.seen())[1]

    def _asked(self, encoded: Once, typed: str) -> Meant | None:
        """What the encoder says of a text."""
        return (
            self._meaning.look(encoded.vector(as_written(typed, self.language)), self.language)
            if self._meaning
            else None
        )

    def _read(self, whole: Text, sentences: Iterable[Text], seen: Seen, ask: Ask | None) -> _Judged:
        """How grave a text is. Of a very long one, its gravest chapter."""
        if len(whole) < LONG:
            return self._judge(whole, (), seen, ask)
        told_in = list(sentences)
        known = [
            word for word in {word for each in told_in for word in each} if word in self._spelling.counts
        ]
        chapters = list(_Story(told_in, self.model.pulls(known, (EVERYDAY, LOOK_ALIKE), seen)).chapters())
        told = [self._judge(*chapter, seen) for chapter in chapters]
        gravest = max(told, key=lambda each: (each.level or 0, each.likely))
        plainest = max(told, key=lambda each: each.alone)
        if len(chapters) > 1 and plainest.alone >= PLAIN_FROM and gravest.level is None:
            return _Judged(plainest.card, Level.CAUTION, CAUTION_FROM, plainest.alone, doubted=False)
        return gravest

    def _judge(self, text: Text, pieces: Sequence[Text], seen: Seen, ask: Ask | None = None) -> _Judged:
        """
        How grave one text is, or one chapter, which has its gravest pieces. `ask` asks the encoder, which
        takes its time: only where words alone leave it open.
        """
        cards, found = self._look(text, pieces, seen)
        alone = share_of(found.gravest) if found.pieces else 0.0
        if self._stage:
            score = stage.score(self._stage, found)
            if ask and stage.OPEN_FROM <= score < stage.OPEN_TO and (meant := ask()):
                found = replace(found, meant=meant)
                score = stage.score(self._stage, found)
                cards = {card: told + meant.cards.get(card, 0.0) for card, told in cards.items()}
            limits = stage.limits(stage.regression_for(self._stage, found), found.words)
            level = _level(score >= limits.card, score >= limits.caution)
            return _Judged(_most(cards), level, share_of(score), alone, doubted=score < stage.DOUBT_BELOW)
        odds = found.whole
        if found.pieces:
            odds = (odds + PIECE_WEIGHT * found.gravest) / (1 + PIECE_WEIGHT)
        likely = share_of(odds)
        level = _level(likely >= CARD_FROM, likely >= CAUTION_FROM)
        return _Judged(_most(cards), level, likely, alone, doubted=likely < DOUBT_BELOW)

    def _look(self, text: Text, pieces: Sequence[Text], seen: Seen) -> tuple[Cards, stage.Seen]:
        """What speaks for each card in the gravest of a text and its pieces; what there is to judge."""
        cards, found = self._look_once(text, seen)
        read = [self._look_once(piece, seen) for piece in pieces]
        cards = max([(cards, found), *read], key=lambda each: each[1].whole)[0]
        return cards, replace(found, pieces=tuple(each for _, each in read))

    def _look_once(self, text: Text, seen: Seen) -> tuple[Cards, stage.Seen]:
        shares = self._shares(text, seen)
        everyday, look_alike = shares.pop(EVERYDAY, 0.0), shares.pop(LOOK_ALIKE, 0.0)
        sure = sum(shares.values())
        (against_everyday, against_calm), alone = self._evidence.look(text)
        return {card: math.log(max(share, SMALLEST)) for card, share in shares.items()}, stage.Seen(
            words=len(text),
            whole=share_over(sure),
            over_everyday=over(sure, everyday),
            over_look_alikes=over(sure, look_alike),
            against_everyday=float(against_everyday),
            against_calm=float(against_calm),
            alone=alone,
        )

    def _shares(self, corrected: Text, seen: Seen) -> dict[str, float]:
        """How likely each class is."""
        shares = probabilities(self.model.scores(self.model.vector(corrected, seen)))
        return dict(zip(self.model.classes, shares.tolist(), strict=True))

    def _raised(self, judged: _Judged, sign: tuple[str, str, bool] | None, words: int) -> Alarm | None:
        """
        The alarm, if any. A sign is never passed over. Only a single word (“collapsed”) in more than a shout
        may be doubted: “he is not breathing” beside a calm question is as grave as alone.
        """
        because = sign[1] if sign else "examples like it"
        if judged.level == Level.CARD:
            return Alarm(judged.card, Level.CARD, judged.likely, because)
        if sign:
            is_doubted = judged.doubted and sign[2] and words > VERY_SHORT
            level = Level.CAUTION if is_doubted else Level.CARD
            return Alarm(sign[0], level, judged.likely, because)
        return Alarm(judged.card, Level.CAUTION, judged.likely, because) if judged.level else None


def _most(cards: Cards) -> str:
    return max(cards, key=lambda card: cards[card], default="")


def _level(is_card: bool, is_caution: bool) -> Level | None:
    if is_card:
        return Level.CARD
    return Level.CAUTION if is_caution else None


@dataclass(frozen=True, slots=True)
class _Judged:
    """How grave a text is by what was learned."""

    card: str
    level: Level | None
    likely: float
    alone: float
    """How likely danger is by its gravest piece alone."""
    doubted: bool
    """Whether the examples are very sure that there is none."""


def examples_of(words: DangerWords, everyday: Sequence[str]) -> list[tuple[str, str]]:
    """What is learned from, each text with its kind. Some asks are dangers, too: those teach no calm."""
    dangers = [(text, card) for card, texts in words.examples.items() for text in texts]
    known = {text for text, _ in dangers}
    calm = [(text, LOOK_ALIKE) for text in words.look_alikes] + [(text, EVERYDAY) for text in everyday]
    return [*dangers, *(each for each in calm if each[0] not in known)]


def _learned(words: DangerWords, everyday: Sequence[str], clusters: Clusters | None) -> Arrays:
    examples = [(card, tokens(text)) for card, texts in words.examples.items() for text in texts]
    dangers = [text for _, text in examples]
    known = frozenset(dangers)  # some asks are dangers, too: those teach no calm
    look_alikes, said = (
        [text for text in map(tokens, each) if text not in known] for each in (words.look_alikes, everyday)
    )
    texts = [*dangers, *look_alikes, *said]
    judged = stage.fits(words.stage)
    calm = [LOOK_ALIKE if judged else EVERYDAY] * len(look_alikes) + [EVERYDAY] * len(said)
    labels = [card for card, _ in examples] + calm
    learn = partial(fit, strength=STRENGTH, damping=DAMPING) if judged else fit
    return {
        **learn(texts, labels, clusters).arrays(),
        **Evidence.of(dangers, [said, [*look_alikes, *said]]).arrays(),
        **KnownWords.of(texts).arrays(),
    }


class _Story:
    """A long text, and where in it the words of danger are densest."""

    def __init__(self, sentences: Sequence[Text], gravity: Mapping[str, float]) -> None:
        self._words = tuple(word for sentence in sentences for word in sentence)
        grave = np.fromiter((gravity.get(word, 0.0) for word in self._words), np.float64, len(self._words))
        self._grave = np.concatenate([[0.0], np.cumsum(grave)])
        ends = np.cumsum([len(sentence) for sentence in sentences])
        self._pieces = [
            piece
            for end, sentence in zip(map(int, ends), sentences, strict=True)
            for piece in _windows(end - len(sentence), end, LONG, LONG // 2)
        ]

    def chapters(self) -> Iterator[tuple[Text, list[Text]]]:
        """The gravest chapters, each with its gravest pieces. A story of no great length is one chapter."""
        if len(self._words) <= STORY:
            yield self._words, self._gravest_pieces(self._pieces, MOST_PIECES)
            return
        found: list[tuple[float, int, int, list[Span]]] = []
        for begin in range(0, len(self._words) - CHAPTER // 2, CHAPTER // 2):
            end = min(begin + CHAPTER, len(self._words))
            pieces = [
                (max(first, begin), min(last, end))
                for first, last in self._pieces
                if first < end and last > begin
            ]
            found.append((max(map(self._gravity, pieces)), begin, end, pieces))
        for _, begin, end, pieces in sorted(found, key=lambda each: -each[0])[:MOST_CHAPTERS]:
            yield self._words[begin:end], self._gravest_pieces(pieces, PIECES_OF_CHAPTER)

    def _gravest_pieces(self, pieces: Sequence[Span], most: int) -> list[Text]:
        different = {self._words[first:last]: self._gravity((first, last)) for first, last in pieces}
        return sorted(different, key=lambda piece: -different[piece])[:most]

    def _gravity(self, span: Span) -> float:
        """How much the words pull towards danger, as the features would: a long piece dilutes each."""
        first, last = span
        return float(self._grave[last] - self._grave[first]) / math.sqrt(last - first)


def _windows_of(text: Text) -> list[Text]:
    """The pieces of a text without sentences; of a short one, none."""
    if len(text) < LONG:
        return []
    return [text[first:last] for first, last in _windows(0, len(text), LONG, LONG // 2)]


def _windows(first: int, last: int, size: int, step: int) -> list[Span]:
    """Windows that overlap, one where it is enough."""
    starts = range(first, last, step) if last - first > size else (first,)
    return [(start, min(start + size, last)) for start in starts]


def _in_a_row(words: Text) -> str:
    """Words as one text in which a phrase is found without hitting the inside of a word."""
    return f" {' '.join(words)} " if words else ""
