"""
What grows when there are more asks. Each size runs in a process of its own.

    python -m benchmarks.growth WHAT SIZE CASE.json

Asks beyond our own are splices: the first half of one ask and the second half of another. They bring
no new words; a larger folder would.
"""

from __future__ import annotations

import json
import random
import sys
from collections.abc import Sequence
from pathlib import Path
from time import perf_counter
from typing import Any

import numpy as np

from benchmarks.cases import KNOWLEDGE, LANGUAGE, SEED
from benchmarks.runs import memory
from benchmarks.trial import milliseconds
from bot.learning import Features, Text
from bot.learning.features import Vectors
from bot.learning.model import COMMON
from bot.learning.postings import Postings
from bot.library.clusters import read_clusters
from bot.matching import Matcher, Question, TrainingData
from bot.matching.bm25 import PooledBM25
from bot.words import tokens

SIZES = {
    "ours": (1_350, 5_000, 10_000),
    "BM25": (1_350, 5_000, 10_000, 100_000, 1_000_000),
    "index": (1_350, 5_000, 10_000, 100_000, 1_000_000),
    "index, all": (1_350, 5_000, 10_000, 100_000, 1_000_000),
}
DISTINCT = 100_000
"""The largest index repeats so many different asks: its lists are as long, its making is bearable."""


def grown(asks: dict[str, list[str]], size: int) -> list[tuple[str, Text]]:
    """So many asks, evenly over the entries, with their entries."""
    chance = random.Random(SEED)
    shuffled = {name: chance.sample(each, len(each)) for name, each in asks.items()}
    longest = max(map(len, shuffled.values()))
    turns = [(name, each[i]) for i in range(longest) for name, each in shuffled.items() if i < len(each)]
    found = [(name, tokens(ask)) for name, ask in turns[:size]]
    real = len(found)
    while len(found) < min(size, DISTINCT):
        (name, first), (_, second) = found[chance.randrange(real)], found[chance.randrange(real)]
        found.append((name, first[: -(-len(first) // 2)] + second[len(second) // 2 :]))
    return [found[i % len(found)] for i in range(size)]


def ours(examples: Sequence[tuple[str, Text]], given: dict[str, Any]) -> dict[str, Any]:
    """The whole matcher: learning, one question, memory."""
    asks: dict[str, list[str]] = {}
    for name, text in examples:
        asks.setdefault(name, []).append(" ".join(text))
    clusters = read_clusters(
        (KNOWLEDGE / "generated" / "clusters" / f"{LANGUAGE}.tsv").read_text("utf-8"), LANGUAGE
    )
    begin = perf_counter()
    matcher = Matcher(TrainingData(LANGUAGE, asks, given["elsewhere"], given["well_spelt"], clusters))
    seconds = perf_counter() - begin
    times = milliseconds(lambda text: matcher.rank(Question.of(text)), given["timed"])
    kept = sum(array.nbytes for array in matcher.arrays().values())
    return {"build": seconds, "times": times, "size": kept / 2**20, **_held()}


def bm25(examples: Sequence[tuple[str, Text]], given: dict[str, Any]) -> dict[str, Any]:
    """BM25 by entry."""
    begin = perf_counter()
    documents: dict[str, list[Text]] = {}
    for name, text in examples:
        documents.setdefault(name, []).append(text)
    index = PooledBM25.of(documents, list(documents))
    seconds = perf_counter() - begin
    times = milliseconds(lambda t: index.scores(tokens(t)), given["timed"])
    return {"build": seconds, "times": times, **_held()}


def sparse_index(
    examples: Sequence[tuple[str, Text]], given: dict[str, Any], at_most: int | None = COMMON
) -> dict[str, Any]:
    """Only the index that finds the nearest asks: features learned from our own asks."""
    clusters = read_clusters(
        (KNOWLEDGE / "generated" / "clusters" / f"{LANGUAGE}.tsv").read_text("utf-8"), LANGUAGE
    )
    features, _ = Features.fit([tokens(ask) for asks in given["asks"].values() for ask in asks], clusters)
    begin = perf_counter()
    found = [features.vector(text) for _, text in examples[:DISTINCT]]
    starts = np.concatenate([[0], np.cumsum([len(each.ids) for each in found])])
    different = Vectors(
        starts, np.concatenate([each.ids for each in found]), np.concatenate([each.weights for each in found])
    )
    vectors = different.take(np.arange(len(examples)) % len(found))
    postings = Postings.of(vectors, len(features), at_most)
    seconds = perf_counter() - begin
    del found, different, vectors
    questions = [features.vector(tokens(text)) for text in given["timed"]]
    read = [int((postings.starts[q.ids + 1] - postings.starts[q.ids]).sum()) for q in questions]
    size = postings.entries.nbytes + postings.starts.nbytes
    any_found = sum(bool(postings.similarities(question).any()) for question in questions) / len(questions)
    times = milliseconds(postings.similarities, questions)
    learned = {"size": size / 2**20, "read": float(np.mean(read)), "found": any_found}
    return {"build": seconds, "times": times, **learned, **_held()}


def whole_index(examples: Sequence[tuple[str, Text]], given: dict[str, Any]) -> dict[str, Any]:
    """The same index with nothing left out."""
    return sparse_index(examples, given, None)


def _held() -> dict[str, float]:
    """Memory, asked for while the measured thing still lives."""
    resident, peak = memory()
    return {"resident": resident, "peak": peak}


def main(what: str, size: str, path: str) -> None:
    """Measure one thing at one size."""
    given = json.loads(Path(path).read_text(encoding="utf-8"))
    measure = {"ours": ours, "BM25": bm25, "index": sparse_index, "index, all": whole_index}[what]
    print(json.dumps(measure(grown(given["asks"], int(size)), given)))


if __name__ == "__main__":
    main(*sys.argv[1:])
