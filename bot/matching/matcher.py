"""From a question to the entries that may answer it, each with a probability that can be believed."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain, pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bot.encoder import Encoder, Once
from bot.learning import Arrays, Clusters, Model, Seen, Spelling, Strings, Text, dense, fit
from bot.learning.features import Floats
from bot.learning.known_words import KnownWords
from bot.matching.bm25 import PooledBM25
from bot.matching.fusion import HEAD, NEAREST, NEAREST_FIVE, NO_ENTRY, UNFITTED, WORDS, Fusion
from bot.matching.question import MOST_WORDS, STORY_FROM, Question, ends
from bot.matching.scorers import Head, Look, NearestAsks, NoEntry, Scorer, Words
from bot.words import as_written, tokens

OUT_OF_SCOPE = "-"
"""The class of questions that no entry answers."""

NEAREST_ENTRIES = 8
"""How many of the entries' scores are worth reporting."""

MOST_PARTS = 10
"""So many parts of a story are ranked: a full message has some thirty sentences, and three become buttons."""

AMONG = 3
"""So many entries can be offered together."""

SURE_BY_WORDS = 0.95
"""
Where words alone are so sure of an entry, the encoder is not asked: of the development questions one in a
hundred is told wrongly by them, and the encoder would take twenty times as long.
"""


@dataclass(frozen=True, slots=True)
class Match:
    """An entry that may answer, and the ask that made us think so."""

    entry_id: str
    language: str
    ask: str
    score: float
    """The probability, from 0 to 1, that this entry is what they meant."""


@dataclass(frozen=True, slots=True)
class Ranking:
    """All that the matcher can say of one text."""

    matches: tuple[Match, ...]
    """Likeliest first."""
    corrected: Text = ()
    """The words as they were understood."""
    tell_from: float = 0.0
    """No less likely entry may be told as sure in this language."""
    parts: tuple[Match, ...] = ()
    """Of a story: the likeliest match of each sentence, by its words alone, in the order of the telling."""

    @property
    def best(self) -> Match | None:
        """The likeliest match, if there is any."""
        return self.matches[0] if self.matches else None

    @property
    def among(self) -> float:
        """The probability, from 0 to 1, that one of the first three is what they meant."""
        return sum(match.score for match in self.matches[:AMONG])


@dataclass(frozen=True, slots=True)
class TrainingData:
    """What a matcher of one language learns from: each entry's asks, and questions for no entry."""

    language: str
    asks: Mapping[str, Sequence[str]]
    out_of_scope: Sequence[str] = ()
    well_spelt: Sequence[str] = ()
    """Other texts, whose words are right as they stand."""
    clusters: Clusters = field(default_factory=dict)
    fusion: Fusion = UNFITTED
    """How much each scorer counts: fitted beforehand, nothing of it is learned here."""
    lent: Mapping[str, Sequence[str]] = field(default_factory=dict)
    """
    By entry, and under OUT_OF_SCOPE, texts of another language. The encoder reads them beside its own; their
    words are learned only of an entry that has no ask of its own.
    """

    def labelled(self) -> list[tuple[str, str]]:
        """
        Each text with its class: the asks of one entry side by side, lent ones for an entry that has none of
        its own; then what no entry answers.
        """
        lent = {name: asks for name, asks in self.lent.items() if name != OUT_OF_SCOPE}
        asks = [(name, ask) for name, asks in {**lent, **self.asks}.items() for ask in asks]
        return asks + [(OUT_OF_SCOPE, ask) for ask in self.out_of_scope]

    def by_meaning(self) -> list[tuple[str, str]]:
        """Likewise, what only the encoder reads: lent texts that stand beside its own."""
        beside = {*self.asks, *([OUT_OF_SCOPE] if self.out_of_scope else ())}
        return [(name, ask) for name, asks in self.lent.items() if name in beside for ask in asks]

    def encoded(self) -> list[str]:
        """The texts of both, as the encoder reads them."""
        own = [
            as_written(text, self.language) if self.is_own(name) else text for name, text in self.labelled()
        ]
        return own + [text for _, text in self.by_meaning()]

    def is_own(self, name: str) -> bool:
        """Whether what `labelled` says of that class is in the language itself."""
        return name in self.asks or name == OUT_OF_SCOPE


class Matcher:
    """
    Ranks the entries of one language for a question. Built once from the asks; then it only reads.

    Learned weights over words, pairs and pieces of words, unknown words corrected first; where those are not
    sure, the encoder too; and one probability at the end: `docs/matching.md`.
    """

    def __init__(
        self, training_data: TrainingData, kept: Arrays | None = None, encoder: Encoder | None = None
    ) -> None:
        """
        Learn from the training data, or take over what an earlier matcher learned from the same with the same
        encoder (its `arrays`).

        Of the training data nothing is held afterwards but the clusters. KeyError when an array is missing.
        """
        learned = kept or _learned(training_data, encoder)
        self.language = training_data.language
        self._learned = learned
        self._fusion = training_data.fusion
        self.model = Model.restored(learned, training_data.clusters)
        self._columns = self.model.classes
        self._outside = self._columns.index(OUT_OF_SCOPE) if OUT_OF_SCOPE in self._columns else None
        self._spelling = Spelling(KnownWords.restored(learned))
        self._bm25 = PooledBM25.restored(learned)
        self._scorers: dict[str, Scorer] = {
            WORDS: Words(self.model, self._bm25),
            NO_ENTRY: NoEntry(self._outside, len(self._columns)),
        }
        self._dense = dense.restored(learned) if encoder else None
        if self._dense:
            _, head, nearest = self._dense
            self._scorers |= {
                HEAD: Head(head),
                NEAREST: NearestAsks(nearest, 1),
                NEAREST_FIVE: NearestAsks(nearest, 5),
            }
        self._asks = Strings.restored(learned, "asks")
        # an entry's asks stand together
        columns = learned["ask_columns"]
        firsts = np.flatnonzero(np.diff(columns, prepend=-1)).tolist()
        spans = pairwise([*firsts, len(self._asks)])
        self._asks_of = {int(columns[first]): (first, last) for first, last in spans}

    def arrays(self) -> Arrays:
        """All that was learned, as plain arrays, to be kept and given to another matcher of the same."""
        return self._learned

    @property
    def words(self) -> Mapping[str, int]:
        """The words of its examples, and how many have each."""
        return self._spelling.counts

    def rank(
        self, question: Question, seen: list[Seen] | None = None, encoded: Once | None = None
    ) -> Ranking:
        """
        The entries that may answer, likeliest first: at most 8 matches with scores in [0, 1] that never rise,
        none when nothing is known of the question. `seen` is what was hashed of this turn's words so far;
        what is hashed here is added to it. `encoded` is asked where words alone are not sure.
        """
        # words that run together are many words once they are corrected
        corrected = ends(self._spelling.correction().correct(question.words), MOST_WORDS)
        look = self._look(corrected, self.model.features.seen(seen))
        known = bool(len(look.vector.ids))
        shares = self._fusion.shares(self._scorers, look) if known else None
        if encoded and self._dense and (shares is None or not self._is_sure(shares)):
            look = self._with_meaning(look, encoded.vector(as_written(question.text, self.language)))
            shares = self._fusion.shares(self._scorers, look)
        if shares is None:
            return Ranking((), corrected)
        likeliest = [
            column for column in (-shares).argsort(kind="stable").tolist() if column != self._outside
        ]
        similar = self.model.examples.similarities(look.vector) if look.likeness is None else look.likeness
        return Ranking(
            tuple(
                Match(self._columns[column], self.language, self._nearest_ask(column, similar), share)
                for column in likeliest[:NEAREST_ENTRIES]
                if (share := float(shares[column])) > 0
            ),
            corrected,
            self._fusion.tell_from,
            self._rank_parts(question.parts, self.model.features.seen(seen)),
        )

    def _rank_parts(self, parts: Sequence[Text], seen: Seen) -> tuple[Match, ...]:
        """The likeliest entry of each part of a story, by words alone; of many, those we know most of."""
        correction = self._spelling.correction()
        different = list(dict.fromkeys(parts))
        known = [sum(word in self._spelling.counts for word in set(part)) for part in different]
        told = sorted(sorted(range(len(different)), key=lambda i: -known[i])[:MOST_PARTS])
        found = []
        for part in (ends(correction.correct(different[i]), STORY_FROM) for i in told):
            look = self._look(part, seen)
            if len(look.vector.ids):
                shares = self._fusion.shares(self._scorers, look)
                best = int(shares.argmax())
                if best != self._outside:
                    found.append(Match(self._columns[best], self.language, "", float(shares[best])))
        return tuple(found)

    def deciding_words(self, text: Text, entry_id: str) -> tuple[tuple[str, float], ...]:
        """For an editor: each word, and how much surer words alone are with it (log odds), most first."""
        corrected = self._spelling.correct(text)
        column = self._columns.index(entry_id)
        seen = self.model.features.seen()

        def sure(words: Text) -> float:
            return _log_odds(float(self._fusion.shares(self._scorers, self._look(words, seen))[column]))

        whole = sure(corrected)
        without = [
            (word, whole - sure(corrected[:i] + corrected[i + 1 :])) for i, word in enumerate(corrected)
        ]
        return tuple(sorted(without, key=lambda found: -found[1]))

    def scores(self, text: str, encoded: Once | None = None) -> Mapping[str, Floats]:
        """What each scorer says of a text, one score a column (`columns`): for `tools/calibrate.py`."""
        look = self._look(self._spelling.correct(tokens(text)), self.model.features.seen())
        if encoded and self._dense:
            look = self._with_meaning(look, encoded.vector(as_written(text, self.language)))
        return {name: scorer.scores(look) for name, scorer in self._scorers.items()}

    @property
    def columns(self) -> tuple[str, ...]:
        """The names of the entries, and that of no entry, in the order of their scores."""
        return self._columns

    def _is_sure(self, shares: Floats) -> bool:
        best = int(shares.argmax())
        return best != self._outside and float(shares[best]) >= SURE_BY_WORDS

    def _look(self, corrected: Text, seen: Seen) -> Look:
        return Look(corrected, self.model.features.vector(corrected, seen), self._bm25.weights(corrected))

    def _with_meaning(self, look: Look, vector: Floats) -> Look:
        if self._dense is None:
            return look
        centre, _, nearest = self._dense
        meaning = centre(vector)
        return Look(look.text, look.vector, look.word_weights, meaning, nearest.likeness(meaning))

    def _nearest_ask(self, column: int, similar: Floats) -> str:
        first, last = self._asks_of[column]
        return self._asks[first + int(similar[first:last].argmax())]


def _learned(training_data: TrainingData, encoder: Encoder | None) -> dict[str, NDArray[Any]]:
    labelled = training_data.labelled()
    asks = [ask for name, ask in labelled if name != OUT_OF_SCOPE]
    labels = [name for name, _ in labelled]
    texts = [tokens(text) for _, text in labelled]
    model = fit(texts, labels, training_data.clusters, keep=len(asks))
    pooled: dict[str, list[Text]] = {}
    for label, text in zip(labels, texts, strict=True):
        pooled.setdefault(label, []).append(text)
    column = {name: number for number, name in enumerate(model.classes)}
    columns = np.asarray([column[name] for name in labels], np.int32)
    return {
        **model.arrays(),
        **KnownWords.of(texts, chain.from_iterable(map(tokens, training_data.well_spelt))).arrays(),
        **PooledBM25.of(pooled, model.classes).arrays(),
        **Strings.of(asks).arrays("asks"),
        "ask_columns": columns[: len(asks)],
        **(_meaning(training_data, column, encoder) if encoder and labelled else {}),
    }


def _meaning(
    training_data: TrainingData, column: Mapping[str, int], encoder: Encoder
) -> dict[str, NDArray[Any]]:
    labelled = training_data.labelled()
    lent = training_data.by_meaning()
    vectors = encoder.vectors(training_data.encoded())
    columns = np.asarray([column[name] for name, _ in (*labelled, *lent)], np.int32)
    groups = [int(not training_data.is_own(name)) for name, _ in labelled] + [1] * len(lent)
    return dense.learned(vectors, columns, len(column), np.asarray(groups, np.int32))


def _log_odds(share: float) -> float:
    share = min(max(share, 1e-4), 1 - 1e-4)
    return math.log(share / (1 - share))
