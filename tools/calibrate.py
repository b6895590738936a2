"""
Fit the matcher's calibration and write `bot/matching/fitted.py`.

Learns from development questions (tests/questions/dev-en.yaml and dev-2-en.yaml), and from the asks
themselves: a quarter of every entry's asks is held back in turn, as they stand in the file, so that
mostly other hands wrote what the matcher knows. Never reads the questions that are reported.

    python tools/calibrate.py
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from bot.library import read_questions
from bot.matching import Matcher, TrainingData
from bot.runtime import load_snapshot, training_data_of
from bot.words import tokens

DEVELOPMENT = {"dev-en.yaml": 10.0, "dev-2-en.yaml": 3.0}
"""
How many held-back asks one development question weighs: a matcher without a quarter of its asks is less sure.
Those of the second file were made to be hard; they weigh as much together as the plain ones.
"""
FOLDS = 4
STEADY = 1.0
"""How hard the weights are held near zero: few development questions must not shout."""

Sample = tuple[tuple[float, ...], bool, bool, float]


def held_back(training_data: TrainingData) -> Iterator[Sample]:
    """Every ask and every question for no entry, as seen by a matcher that did not learn it."""
    for fold in range(FOLDS):
        kept = {name: _without(asks, fold) for name, asks in training_data.asks.items()}
        matcher = Matcher(
            TrainingData(
                training_data.language,
                kept,
                _without(training_data.out_of_scope, fold),
                training_data.right_words,
            )
        )
        for name, asks in training_data.asks.items():
            yield from (_sample(matcher, ask, frozenset({name}), 1.0) for ask in _part(asks, fold))
        yield from (
            _sample(matcher, ask, frozenset(), 1.0) for ask in _part(training_data.out_of_scope, fold)
        )


def _part(asks: object, fold: int) -> list[str]:
    texts = list(asks)  # type: ignore[call-overload]
    return texts[len(texts) * fold // FOLDS : len(texts) * (fold + 1) // FOLDS]


def _without(asks: object, fold: int) -> list[str]:
    texts = list(asks)  # type: ignore[call-overload]
    return texts[: len(texts) * fold // FOLDS] + texts[len(texts) * (fold + 1) // FOLDS :]


def _sample(matcher: Matcher, text: str, right: frozenset[str], weight: float) -> Sample:
    signs = matcher.signs(tokens(text))
    first = bool(signs.order) and signs.order[0] in right
    return signs.numbers, first, bool(right & set(signs.order[:3])), weight


def logistic(numbers: np.ndarray, labels: np.ndarray, weights: np.ndarray) -> np.ndarray:
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


def main() -> None:
    """Fit both curves and write them."""
    snapshot = load_snapshot(ROOT / "knowledge", datetime.now(tz=UTC).date())
    training_data = training_data_of(snapshot.knowledge, "en")
    samples = list(held_back(training_data))
    matcher = snapshot.conversation.matchers["en"]
    cards = {
        card.id for card in snapshot.knowledge.danger("en").cards
    }  # the matcher does not decide about them
    for name, counts in DEVELOPMENT.items():
        path = ROOT / "tests" / "questions" / name
        samples += [
            _sample(matcher, question.text, question.right, counts)
            for question in read_questions(path)
            if not question.right & cards
        ]
    samples = [sample for sample in samples if sample[0]]
    numbers = np.asarray([sample[0] for sample in samples])
    weights = np.asarray([sample[3] for sample in samples])
    curves = [
        logistic(numbers, np.asarray([float(sample[i]) for sample in samples]), weights) for i in (1, 2)
    ]
    lines = [
        '"""Written by tools/calibrate.py: the weights of the signs, then the constant. Do not edit."""',
        "",
    ]
    for name, curve in zip(("OF_RIGHT", "OF_AMONG"), curves, strict=True):
        lines += [f"{name} = (", *(f"    {value:.4f}," for value in curve), ")"]
    (ROOT / "bot" / "matching" / "fitted.py").write_text("\n".join(lines) + "\n", encoding="utf-8")
    print(f"{len(samples)} samples")


if __name__ == "__main__":
    main()
