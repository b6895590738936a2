"""From a question to the entries that may answer it, each with a probability that can be believed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from bot.learning import Clusters, Model, Seen, Spelling, Text, fit, probabilities
from bot.learning.features import Floats, Vector
from bot.matching.bm25 import PooledBM25
from bot.matching.calibration import CALIBRATION, Calibration
from bot.matching.question import MOST_WORDS, STORY_FROM, Question, ends
from bot.words import tokens

BM25_SHARE = 0.15
ELSEWHERE = "-"
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
    mended: Text = ()
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
    right_words: Sequence[str] = ()
    clusters: Clusters = field(default_factory=dict)


class Matcher:
    """
    Ranks the entries of one language for a question. Built once from the asks; then it only reads.

    Learned weights over words, pairs and pieces of words, a little BM25 over each entry's pooled asks,
    unknown words mended first, and a calibrated probability at the end: `docs/matching.md`.
    """

    def __init__(
        self, training_data: TrainingData, model: Model | None = None, calibration: Calibration = CALIBRATION
    ) -> None:
        self.language = training_data.language
        self._calibration = calibration
        asks = [(name, ask) for name, asks in training_data.asks.items() for ask in asks]
        labels = [name for name, _ in asks] + [ELSEWHERE] * len(training_data.out_of_scope)
        texts = [tokens(ask) for _, ask in asks] + [tokens(ask) for ask in training_data.out_of_scope]
        self._asks = [ask for _, ask in asks]
        self._owners = [name for name, _ in asks]
        self._spelling = Spelling(texts, training_data.right_words)
        self.model = model or fit(texts, labels, training_data.clusters, keep=len(asks))
        self._columns = self.model.classes
        pooled: dict[str, list[Text]] = {}
        for label, text in zip(labels, texts, strict=True):
            pooled.setdefault(label, []).append(text)
        self._bm25 = PooledBM25(pooled, self._columns)
        self._owner_rows = {
            name: np.asarray([i for i, owner in enumerate(self._owners) if owner == name])
            for name in training_data.asks
        }

    @property
    def words(self) -> Mapping[str, int]:
        """The words of its examples, and how many have each."""
        return self._spelling.counts

    def rank(self, question: Question) -> Ranking:
        """The entries that may answer, likeliest first."""
        mending = self._spelling.mending()
        seen: Seen = {}
        # words that run together are many words once they are mended
        ranking = self._rank(ends(mending.mend(question.words), MOST_WORDS), seen)
        if not question.parts:
            return ranking
        told = (ends(mending.mend(part), STORY_FROM) for part in self._telling(question.parts))
        parts = [self._rank(part, seen).best for part in told]
        return Ranking(ranking.matches, ranking.among, tuple(part for part in parts if part), ranking.mended)

    def _telling(self, parts: Sequence[Text]) -> list[Text]:
        """Of very many parts those with the most words that we know, in the order in which they are told."""
        different = list(dict.fromkeys(parts))
        known = [sum(word in self._spelling.right for word in set(part)) for part in different]
        best = sorted(range(len(different)), key=lambda i: -known[i])[:MOST_PARTS]
        return [different[i] for i in sorted(best)]

    def deciding_words(self, text: Text, entry_id: str) -> tuple[tuple[str, float], ...]:
        """For an editor: each word, and how much surer of the entry we are with it (log odds), most first."""
        mended = self._spelling.mend(text)
        column = self._columns.index(entry_id)

        def sure(words: Text) -> float:
            scores = self._scores(words, self.model.features.vector(words))
            return _log_odds(float(probabilities(scores)[column]))

        whole = sure(mended)
        without = [(word, whole - sure(mended[:i] + mended[i + 1 :])) for i, word in enumerate(mended)]
        return tuple(sorted(without, key=lambda found: -found[1]))

    def _scores(self, mended: Text, vector: Vector) -> Floats:
        return self.model.scores(vector) + np.float32(BM25_SHARE) * self._bm25.scores(mended)

    def signs(self, text: Text) -> Signs:
        """What the calibration looks at. For those who fit it."""
        return self._signs(self._spelling.mend(text), {})

    def _signs(self, mended: Text, seen: Seen) -> Signs:
        vector = self.model.features.vector(mended, seen)
        scores = self._scores(mended, vector)
        shares = probabilities(scores)
        similar = self.model.examples.similarities(vector)
        return _read(self._columns, mended, vector, scores, shares, similar, self._bm25, self._owners)

    def _rank(self, mended: Text, seen: Seen) -> Ranking:
        if not mended:
            return Ranking((), 0.0)
        signs = self._signs(mended, seen)
        if not signs.order:
            return Ranking((), 0.0, mended=signs.mended)
        sure = self._calibration.right(signs.numbers)
        among = max(sure, self._calibration.among(signs.numbers))
        rest = signs.shares[1:]
        left = max(among - sure, 0.0)
        total = float(sum(rest[:2])) or 1.0
        scores = [sure, *(left * float(share) / total for share in rest)]
        matches = tuple(
            Match(name, self.language, self._nearest_ask(name, signs.similar), min(score, sure))
            for name, score in zip(signs.order, scores, strict=True)
        )
        return Ranking(matches, among, mended=signs.mended)

    def _nearest_ask(self, name: str, similar: Floats) -> str:
        rows = self._owner_rows[name]
        return self._asks[int(rows[np.argmax(similar[rows])])]


@dataclass(frozen=True, slots=True)
class Signs:
    """What the matcher saw in one text, before it is turned into probabilities."""

    order: tuple[str, ...]
    shares: tuple[float, ...]
    numbers: tuple[float, ...]
    similar: Floats
    mended: Text


def _read(
    columns: Sequence[str],
    text: Text,
    vector: Vector,
    scores: Floats,
    shares: Floats,
    similar: Floats,
    bm25: PooledBM25,
    owners: Sequence[str],
) -> Signs:
    order = [int(i) for i in np.argsort(-scores, kind="stable")]
    ranked = [i for i in order if columns[i] != ELSEWHERE][:NEAREST]
    if not ranked or not len(vector.ids):
        return Signs((), (), (), similar, text)
    elsewhere = sum(float(shares[i]) for i in order if columns[i] == ELSEWHERE)
    first = ranked[0]
    second = float(shares[ranked[1]]) if len(ranked) > 1 else 0.0
    third = sum(float(shares[i]) for i in ranked[:3])
    nearest = int(np.argmax(similar))
    numbers = (
        _log_odds(float(shares[first])),
        _log_odds(third),
        _log_odds(elsewhere),
        float(scores[first]) / 10,
        float(shares[first]) - second,
        float(similar[nearest]),
        1.0 if owners[nearest] == columns[first] else 0.0,
        vector.known,
        float(bm25.share(text)[first]),
        float(np.log1p(len(text))),
    )
    return Signs(
        tuple(columns[i] for i in ranked), tuple(float(shares[i]) for i in ranked), numbers, similar, text
    )


def _log_odds(share: float) -> float:
    share = min(max(share, 1e-4), 1 - 1e-4)
    return float(np.log(share / (1 - share)))
