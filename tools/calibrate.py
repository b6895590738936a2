"""
Fit the matcher's calibration and write `bot/matching/fitted.py`.

Learns from development questions (tests/questions/dev-en.yaml and dev-2-en.yaml), and from the asks
themselves: a quarter of every entry's asks is held back in turn, as they stand in the file, so that
mostly other hands wrote what the matcher knows. Never reads the questions that are reported.

    python tools/calibrate.py
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from bot.library import read_questions
from bot.matching import Matcher, TrainingData
from bot.matching.fitted import FITTED
from bot.runtime import load_snapshot, training_data_of
from bot.words import tokens

LANGUAGE = "en"
DEVELOPMENT = {"dev-en.yaml": 10.0, "dev-2-en.yaml": 3.0}
"""
How many held-back asks one development question weighs: a matcher without a quarter of its asks is less sure.
Those of the second file were made to be hard; they weigh as much together as the plain ones.
"""
FOLDS = 4
STEADY = 1.0
"""How hard the weights are held near zero: few development questions must not shout."""

FITTED_FILE = ROOT / "bot" / "matching" / "fitted.py"
HEAD = '''\
"""
Written by tools/calibrate.py: for each language the weights of the features, then the intercept, of both
curves.

Do not edit.
"""

FITTED: dict[str, tuple[tuple[float, ...], tuple[float, ...]]] = {
'''

Floats = NDArray[np.float64]
Sample = tuple[tuple[float, ...], bool, bool, float]
"""Of a text: its features, whether the first entry is right, whether one of three is, and what it weighs."""


def held_back(training_data: TrainingData) -> Iterator[Sample]:
    """Every ask and every question for no entry, as seen by a matcher that did not learn it."""
    for fold in range(FOLDS):
        kept = {name: _without(asks, fold) for name, asks in training_data.asks.items()}
        out_of_scope = _without(training_data.out_of_scope, fold)
        # without clusters: the shipped curves were fitted so
        matcher = Matcher(replace(training_data, asks=kept, out_of_scope=out_of_scope, clusters={}))
        for name, asks in training_data.asks.items():
            yield from (_sample(matcher, ask, frozenset({name}), 1.0) for ask in _part(asks, fold))
        yield from (
            _sample(matcher, ask, frozenset(), 1.0) for ask in _part(training_data.out_of_scope, fold)
        )


def _part(asks: Sequence[str], fold: int) -> list[str]:
    return list(asks[len(asks) * fold // FOLDS : len(asks) * (fold + 1) // FOLDS])


def _without(asks: Sequence[str], fold: int) -> list[str]:
    return [*asks[: len(asks) * fold // FOLDS], *asks[len(asks) * (fold + 1) // FOLDS :]]


def _sample(matcher: Matcher, text: str, right: frozenset[str], weight: float) -> Sample:
    order, features = matcher.calibration_features(tokens(text))
    return features, bool(order) and order[0] in right, bool(right & set(order[:3])), weight


def logistic(numbers: Floats, labels: Floats, weights: Floats) -> Floats:
    """Weights of a logistic regression by Newton's method, the constant last and unpenalised."""
    rows = np.hstack([numbers, np.ones((len(numbers), 1))])
    found = np.zeros(rows.shape[1])
    penalty = np.full(rows.shape[1], STEADY)
    penalty[-1] = 1e-6
    for _ in range(60):
        share = 1 / (1 + np.exp(-rows @ found))
        slope = rows.T @ (weights * (share - labels)) + penalty * found
        bend = (rows * (weights * share * (1 - share))[:, None]).T @ rows + np.diag(penalty)
        step = np.linalg.solve(bend, slope)
        found -= step
        if np.abs(step).max() < 1e-9:
            break
    return found


def written(fitted: dict[str, tuple[tuple[float, ...], tuple[float, ...]]]) -> str:
    """The curves of every language as `bot/matching/fitted.py`."""
    lines = [HEAD]
    for language, curves in fitted.items():
        lines.append(f'    "{language}": (\n')
        for curve in curves:
            lines += ["        (\n", *(f"            {value:.4f},\n" for value in curve), "        ),\n"]
        lines.append("    ),\n")
    return "".join([*lines, "}\n"])


def main() -> None:
    """Fit both curves and write them."""
    snapshot = load_snapshot(ROOT / "knowledge", datetime.now(tz=UTC).date())
    samples = list(held_back(training_data_of(snapshot.knowledge, LANGUAGE)))
    matcher = snapshot.conversation.matchers[LANGUAGE]
    # the matcher does not decide about cards
    cards = {card.id for card in snapshot.knowledge.danger(LANGUAGE).cards}
    for name, counts in DEVELOPMENT.items():
        path = ROOT / "tests" / "questions" / name
        samples += [
            _sample(matcher, question.text, question.right, counts)
            for question in read_questions(path)
            if not question.right & cards
        ]
    features, first, among, counted = zip(*(sample for sample in samples if sample[0]), strict=True)
    numbers, weights = np.asarray(features), np.asarray(counted)
    right, offered = (
        tuple(logistic(numbers, np.asarray(labels, np.float64), weights).tolist())
        for labels in (first, among)
    )
    FITTED_FILE.write_text(written({**FITTED, LANGUAGE: (right, offered)}), encoding="utf-8")
    print(f"{len(features)} samples")


if __name__ == "__main__":
    main()
