"""
The matchers, each behind the same two methods.

All learn from the same asks and the same questions for no entry. Entries are ranked without the class
of no entry. The confidence is the best entry's probability; of a matcher that only has scores, the best
entry's lead over the class of no entry, which served such matchers better than the score itself.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from benchmarks.cases import KNOWLEDGE, LANGUAGE, NOWHERE
from benchmarks.minilm import PACKAGE as ENCODER

WITHOUT = "ours, no clusters"

STRENGTH = {"tfidf": 20.0, "minilm": 20.0}
"""C of the logistic regressions: what served them best on dev-en.yaml among 1, 5, 20 and 100."""

Ranked = tuple[list[str], float]
"""The first three entries, and how sure the matcher is of the first."""


class Ranker(Protocol):
    """A matcher that has learned."""

    def rank_all(self, texts: Sequence[str]) -> list[Ranked]:
        """Rank the entries for every text."""

    def once(self, text: str) -> object:
        """Answer one text as a bot would. This is what is timed."""


@dataclass(frozen=True, slots=True)
class Lessons:
    """What a matcher learns from."""

    asks: Mapping[str, Sequence[str]]
    elsewhere: Sequence[str]
    well_spelt: Sequence[str]

    @property
    def pairs(self) -> list[tuple[str, str]]:
        """Every example with its class."""
        found = [(name, ask) for name, asks in self.asks.items() for ask in asks]
        return found + [(NOWHERE, text) for text in self.elsewhere]


class Ours:
    """The bot's own matcher, as it ships; on request without the encoder, or without word clusters."""

    def __init__(self, lessons: Lessons, *, encoder: bool = True, clusters: bool = True) -> None:
        from bot.encoder import Once
        from bot.library import kinds, parse
        from bot.library.clusters import read_clusters
        from bot.matching import Matcher, Question, TrainingData, fusion_for
        from bot.runtime import open_encoder

        path = KNOWLEDGE / "generated" / "clusters" / f"{LANGUAGE}.tsv"
        table = read_clusters(path.read_text("utf-8"), path.name) if clusters else {}
        path = KNOWLEDGE / kinds.CALIBRATION.path.format(language=LANGUAGE)
        weights = kinds.CALIBRATION.read(parse(path.read_text("utf-8"), path.name), {}, [])
        training_data = TrainingData(
            LANGUAGE,
            lessons.asks,
            lessons.elsewhere,
            lessons.well_spelt,
            table,
            fusion_for(LANGUAGE, {LANGUAGE: weights}),
        )
        self._question = Question.of
        opened = open_encoder().encoder if encoder else None
        self._once = (lambda: Once(opened)) if opened else (lambda: None)
        self._matcher = Matcher(training_data, None, opened)

    def once(self, text: str) -> object:
        return self._matcher.rank(self._question(text), None, self._once())

    def rank_all(self, texts: Sequence[str]) -> list[Ranked]:
        rankings = [self._matcher.rank(self._question(text), None, self._once()) for text in texts]
        return [
            ([match.entry_id for match in r.matches[:3]], r.best.score if r.best else 0.0) for r in rankings
        ]


class WRatio:
    """What most would write first: the ask that rapidfuzz likes best."""

    def __init__(self, lessons: Lessons) -> None:
        from rapidfuzz import fuzz, process, utils

        self._owners = [name for name, _ in lessons.pairs]
        self._asks = [ask for _, ask in lessons.pairs]
        self._process, self._scorer, self._fold = process, fuzz.WRatio, utils.default_process

    def once(self, text: str) -> object:
        return self._process.extractOne(text, self._asks, scorer=self._scorer, processor=self._fold)

    def rank_all(self, texts: Sequence[str]) -> list[Ranked]:
        folded = [self._fold(ask) for ask in self._asks]
        found = []
        for text in texts:
            hits = self._process.extract(self._fold(text), folded, scorer=self._scorer, limit=None)
            best: dict[str, float] = {}
            for _, score, place in hits:
                best.setdefault(self._owners[place], float(score))
            found.append(_by_score(list(best), list(best.values())))
        return found


class BM25:
    """BM25 over each entry's pooled asks, and nothing else."""

    def __init__(self, lessons: Lessons) -> None:
        from bot.matching.bm25 import PooledBM25
        from bot.words import tokens

        self._columns = [*lessons.asks, *([NOWHERE] if lessons.elsewhere else [])]
        documents: dict[str, list[tuple[str, ...]]] = {}
        for name, ask in lessons.pairs:
            documents.setdefault(name, []).append(tokens(ask))
        self._tokens = tokens
        self._bm25 = PooledBM25.of(documents, self._columns)

    def once(self, text: str) -> object:
        return _by_score(self._columns, self._bm25.scores(self._tokens(text)).tolist())

    def rank_all(self, texts: Sequence[str]) -> list[Ranked]:
        return [_by_score(self._columns, self._bm25.scores(self._tokens(text)).tolist()) for text in texts]


def _by_score(names: Sequence[str], scores: Sequence[float]) -> Ranked:
    entries = sorted((i for i, name in enumerate(names) if name != NOWHERE), key=lambda i: -scores[i])
    nowhere = sum(score for name, score in zip(names, scores, strict=True) if name == NOWHERE)
    return [names[i] for i in entries[:3]], scores[entries[0]] - nowhere if entries else 0.0


class Regression:
    """Logistic regression (scikit-learn) over some features of a text."""

    def __init__(self, lessons: Lessons, features: Callable[[Sequence[str]], Any], strength: float) -> None:
        from sklearn.linear_model import LogisticRegression

        names, texts = zip(*lessons.pairs, strict=True)
        self._features = features
        self._model = LogisticRegression(C=strength, max_iter=400)
        self._model.fit(features(texts), names)
        self._names = [str(name) for name in self._model.classes_]

    def once(self, text: str) -> object:
        return self.rank_all([text])

    def rank_all(self, texts: Sequence[str]) -> list[Ranked]:
        return [self._ranked(row) for row in self._model.predict_proba(self._features(texts))]

    def _ranked(self, row: NDArray[np.floating[Any]]) -> Ranked:
        entries = [i for i in np.argsort(-row, kind="stable") if self._names[i] != NOWHERE][:3]
        return [self._names[i] for i in entries], float(row[entries[0]])


def _tfidf(lessons: Lessons) -> Regression:
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.pipeline import make_union

    words = TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True, token_pattern=r"(?u)\b\w+\b")
    letters = TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 5), sublinear_tf=True)
    union = make_union(words, letters)
    union.fit([text for _, text in lessons.pairs])
    return Regression(lessons, union.transform, STRENGTH["tfidf"])


def _minilm(lessons: Lessons) -> Regression:
    from benchmarks.minilm import MiniLM

    return Regression(lessons, MiniLM().encode, STRENGTH["minilm"])


BUILDERS: Mapping[str, Callable[[Lessons], Ranker]] = {
    "ours": Ours,
    WITHOUT: lambda lessons: Ours(lessons, clusters=False),
    "rapidfuzz WRatio": WRatio,
    "BM25 by entry": BM25,
    "TF-IDF + LR": _tfidf,
    "MiniLM + LR": _minilm,
}


def available() -> list[str]:
    """The matchers whose packages are installed."""
    missing = set() if find_spec("sklearn") else {"TF-IDF + LR", "MiniLM + LR"}
    if not find_spec(ENCODER):
        missing.add("MiniLM + LR")
    return [name for name in BUILDERS if name not in missing]
