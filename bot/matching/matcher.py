"""From a question to the entries that may answer it, each with a probability that can be believed."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain, islice, pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bot.learning import Arrays, Clusters, Model, Seen, Spelling, Strings, Text, fit, probabilities
from bot.learning.features import Floats
from bot.learning.known_words import KnownWords
from bot.matching.bm25 import PooledBM25
from bot.matching.calibration import UNFITTED, Calibration
from bot.matching.question import MOST_WORDS, STORY_FROM, Question, ends
from bot.matching.scorers import BM25, Look, Scorer, Softmax, fuse
from bot.words import tokens

OUT_OF_SCOPE = "-"
"""The class of questions that no entry answers."""

NEAREST = 8
"""How many of the entries' scores are worth reporting."""

MOST_PARTS = 10
"""So many parts of a story are ranked: a full message has some thirty sentences, and three become buttons."""


@dataclass(frozen=True, slots=True)
class Match:
    """An entry that may answer, and the sentence that made us think so."""

    entry_id: str
    language: str
    ask: str
    score: float
    """The probability, from 0 to 1, that this entry is what they meant."""


@dataclass(frozen=True, slots=True)
class Ranking:
    """All that the matcher can say of one text."""

    matches: tuple[Match, ...]
    among: float
    """The probability, from 0 to 1, that one of the first three is what they meant."""
    parts: tuple[Match, ...] = ()
    """Of a story: the surest match of each of its sentences, in the order in which it tells them."""
    corrected: Text = ()
    """The words as they were understood."""

    @property
    def best(self) -> Match | None:
        """The likeliest match, if there is any."""
        return self.matches[0] if self.matches else None


@dataclass(frozen=True, slots=True)
class TrainingData:
    """What a matcher of one language learns from: each entry's asks, and questions for no entry."""

    language: str
    asks: Mapping[str, Sequence[str]]
    out_of_scope: Sequence[str] = ()
    well_spelt: Sequence[str] = ()
    """Other texts, whose words are right as they stand."""
    clusters: Clusters = field(default_factory=dict)
    calibration: Calibration = UNFITTED
    """How sure is sure: fitted beforehand, nothing of it is learned here."""


class Matcher:
    """
    Ranks the entries of one language for a question. Built once from the asks; then it only reads.

    Learned weights over words, pairs and pieces of words, a little BM25 over each entry's pooled asks,
    unknown words corrected first, and a calibrated probability at the end: `docs/matching.md`.
    """

    def __init__(
        self,
        training_data: TrainingData,
        kept: Arrays | None = None,
    ) -> None:
        """
        Learn from the training data, or take over what an earlier matcher learned from the same (its
        `arrays`).

        Of the training data nothing is held afterwards but the clusters. KeyError when an array is missing.
        """
        learned = kept or _learned(training_data)
        self.language = training_data.language
        self._learned = learned
        self._calibration = training_data.calibration
        self.model = Model.restored(learned, training_data.clusters)
        self._columns = self.model.classes
        self._inside = [name != OUT_OF_SCOPE for name in self._columns]
        self._spelling = Spelling(KnownWords.restored(learned))
        self._bm25 = PooledBM25.restored(learned)
        self._scorers: tuple[Scorer, ...] = (Softmax(self.model), BM25(self._bm25))
        self._asks = Strings.restored(learned, "asks")
        self._ask_columns = learned["ask_columns"]
        # an entry's asks stand together
        firsts = np.flatnonzero(np.diff(self._ask_columns, prepend=-1)).tolist()
        spans = pairwise([*firsts, len(self._asks)])
        self._asks_of = {int(self._ask_columns[first]): (first, last) for first, last in spans}

    def arrays(self) -> Arrays:
        """All that was learned, as plain arrays, to be kept and given to another matcher of the same."""
        return self._learned

    @property
    def words(self) -> Mapping[str, int]:
        """The words of its examples, and how many have each."""
        return self._spelling.counts

    def rank(self, question: Question, seen: list[Seen] | None = None) -> Ranking:
        """
        The entries that may answer, likeliest first: at most 8 matches with scores in [0, 1] that never rise,
        none when no word is known. `seen` is what was hashed of this turn's words so far;
        what is hashed here is added to it.
        """
        correction = self._spelling.correction()
        seen_here = self.model.features.seen(seen)
        # words that run together are many words once they are corrected
        ranking = self._rank(ends(correction.correct(question.words), MOST_WORDS), seen_here)
        if not question.parts:
            return ranking
        told = (ends(correction.correct(part), STORY_FROM) for part in self._telling(question.parts))
        parts = [self._rank(part, seen_here, at_most=1).best for part in told]
        return Ranking(
            ranking.matches, ranking.among, tuple(part for part in parts if part), ranking.corrected
        )

    def _telling(self, parts: Sequence[Text]) -> list[Text]:
        """Of very many parts those with the most words that we know, in the order in which they are told."""
        different = list(dict.fromkeys(parts))
        known = [sum(word in self._spelling.counts for word in set(part)) for part in different]
        best = sorted(range(len(different)), key=lambda i: -known[i])[:MOST_PARTS]
        return [different[i] for i in sorted(best)]

    def deciding_words(self, text: Text, entry_id: str) -> tuple[tuple[str, float], ...]:
        """For an editor: each word, and how much surer of the entry we are with it (log odds), most first."""
        corrected = self._spelling.correct(text)
        column = self._columns.index(entry_id)
        seen = self.model.features.seen()

        def sure(words: Text) -> float:
            return _log_odds(float(probabilities(fuse(self._scorers, self._look(words, seen)))[column]))

        whole = sure(corrected)
        without = [
            (word, whole - sure(corrected[:i] + corrected[i + 1 :])) for i, word in enumerate(corrected)
        ]
        return tuple(sorted(without, key=lambda found: -found[1]))

    def calibration_features(self, text: Text) -> tuple[tuple[str, ...], tuple[float, ...]]:
        """The likeliest entries, and `FEATURES` for the calibration; both empty when no word is known."""
        scored = self._scored(self._spelling.correct(text), self.model.features.seen())
        return (scored.order, scored.features) if scored else ((), ())

    def _look(self, corrected: Text, seen: Seen) -> Look:
        return Look(corrected, self.model.features.vector(corrected, seen), self._bm25.weights(corrected))

    def _rank(self, corrected: Text, seen: Seen, at_most: int = NEAREST) -> Ranking:
        scored = self._scored(corrected, seen) if corrected else None
        if scored is None:
            return Ranking((), 0.0, corrected=corrected)
        sure = self._calibration.right(scored.features)
        among = max(sure, self._calibration.among(scored.features))
        # what is left for the second and third is theirs in the proportion of their shares
        rest = scored.shares[1:]
        left = max(among - sure, 0.0) / (sum(rest[:2]) or 1.0)
        scores = [sure, *(min(left * share, sure) for share in rest)]
        matches = tuple(
            Match(self._columns[column], self.language, self._nearest_ask(column, scored.similar), score)
            for column, score in islice(zip(scored.columns, scores, strict=True), at_most)
        )
        return Ranking(matches, among, corrected=corrected)

    def _nearest_ask(self, column: int, similar: Floats) -> str:
        first, last = self._asks_of[column]
        return self._asks[first + int(similar[first:last].argmax())]

    def _scored(self, corrected: Text, seen: Seen) -> _Scored | None:
        """What there is to say of one text before it is calibrated; None where no feature is known."""
        look = self._look(corrected, seen)
        if not len(look.vector.ids):
            return None
        scores = fuse(self._scorers, look)
        shares = probabilities(scores).tolist()
        ranked = [column for column in (-scores).argsort(kind="stable").tolist() if self._inside[column]]
        if not ranked:
            return None
        first, *others = ranked[:NEAREST]
        similar = self.model.examples.similarities(look.vector)
        nearest = int(similar.argmax())
        features = (
            _log_odds(shares[first]),
            _log_odds(sum(shares[column] for column in ranked[:3])),
            _log_odds(sum(share for share, inside in zip(shares, self._inside, strict=True) if not inside)),
            float(scores[first]) / 10,
            shares[first] - (shares[others[0]] if others else 0.0),
            float(similar[nearest]),
            1.0 if self._ask_columns[nearest] == first else 0.0,
            look.vector.known,
            np.count_nonzero(look.word_weights[:, first]) / len(corrected),
            math.log1p(len(corrected)),
        )
        columns = (first, *others)
        return _Scored(self._columns, columns, tuple(shares[column] for column in columns), features, similar)


@dataclass(frozen=True, slots=True)
class _Scored:
    """What the matcher saw in one text, before it is turned into probabilities."""

    names: tuple[str, ...]
    columns: tuple[int, ...]
    """The likeliest entries, at most NEAREST, in their order."""
    shares: tuple[float, ...]
    """The share of each among all, before calibration."""
    features: tuple[float, ...]
    """What the calibration looks at (`bot.matching.calibration.FEATURES`)."""
    similar: Floats
    """Shape (asks,): how like the text is to each ask."""

    @property
    def order(self) -> tuple[str, ...]:
        return tuple(self.names[column] for column in self.columns)


def _learned(training_data: TrainingData) -> dict[str, NDArray[Any]]:
    asks = [(name, ask) for name, asks in training_data.asks.items() for ask in asks]
    labels = [name for name, _ in asks] + [OUT_OF_SCOPE] * len(training_data.out_of_scope)
    texts = [tokens(ask) for _, ask in asks] + [tokens(ask) for ask in training_data.out_of_scope]
    model = fit(texts, labels, training_data.clusters, keep=len(asks))
    pooled: dict[str, list[Text]] = {}
    for label, text in zip(labels, texts, strict=True):
        pooled.setdefault(label, []).append(text)
    column = {name: number for number, name in enumerate(model.classes)}
    return {
        **model.arrays(),
        **KnownWords.of(texts, chain.from_iterable(map(tokens, training_data.well_spelt))).arrays(),
        **PooledBM25.of(pooled, model.classes).arrays(),
        **Strings.of(ask for _, ask in asks).arrays("asks"),
        "ask_columns": np.asarray([column[name] for name, _ in asks], np.int32),
    }


def _log_odds(share: float) -> float:
    share = min(max(share, 1e-4), 1 - 1e-4)
    return math.log(share / (1 - share))
