"""
Fit the matcher's calibration for one language and write it into `knowledge/generated/calibration/`.

Learns from development questions (for English tests/questions/dev-en.yaml and dev-2-en.yaml), and from the
asks themselves: a quarter of every entry's asks is held back in turn, as they stand in the file, so that
mostly other hands wrote what the matcher knows. Never reads the questions that are reported.

    python tools/calibrate.py [LANGUAGE]

A language without development questions is calibrated on its held-back asks alone. Needs scikit-learn
(the extra `bench`). Platt: Probabilistic outputs for support vector machines (1999).
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from bot.knowledge import Curves
from bot.library import kinds, read_questions
from bot.matching import Matcher, TrainingData
from bot.matching.calibration import FEATURES, INTERCEPT
from bot.runtime import load_snapshot, training_data_of
from bot.words import tokens

DEVELOPMENT = {"dev-{}.yaml": 10.0, "dev-2-{}.yaml": 3.0}
"""
By name, with the language in it: how many held-back asks one development question weighs, for a matcher
without a quarter of its asks is less sure.
Those of the second file were made to be hard; they weigh as much together as the plain ones.
"""
FOLDS = 4
STEADY = 1.0
"""How hard the weights are held near zero: few development questions must not shout."""


@dataclass(frozen=True, slots=True)
class Sample:
    """One text whose right entries are known, as a matcher saw it."""

    features: tuple[float, ...]
    is_first: bool
    is_among: bool
    weight: float


def held_back(training_data: TrainingData) -> Iterator[Sample]:
    """Every ask and every question for no entry, as seen by a matcher that did not learn it."""
    for fold in range(FOLDS):
        kept = {name: _without(asks, fold) for name, asks in training_data.asks.items()}
        matcher = Matcher(
            TrainingData(
                training_data.language,
                kept,
                _without(training_data.out_of_scope, fold),
                training_data.well_spelt,
            )
        )
        for name, asks in training_data.asks.items():
            yield from (_sample(matcher, ask, frozenset({name}), 1.0) for ask in _part(asks, fold))
        yield from (
            _sample(matcher, ask, frozenset(), 1.0) for ask in _part(training_data.out_of_scope, fold)
        )


def _part(asks: Sequence[str], fold: int) -> Sequence[str]:
    return asks[len(asks) * fold // FOLDS : len(asks) * (fold + 1) // FOLDS]


def _without(asks: Sequence[str], fold: int) -> list[str]:
    return [*asks[: len(asks) * fold // FOLDS], *asks[len(asks) * (fold + 1) // FOLDS :]]


def _sample(matcher: Matcher, text: str, right: frozenset[str], weight: float) -> Sample:
    entries, features = matcher.calibration_features(tokens(text))
    return Sample(features, bool(right & set(entries[:1])), bool(right & set(entries[:3])), weight)


def curve(samples: Sequence[Sample], labels: Sequence[bool]) -> dict[str, float]:
    """Weights of a logistic regression, the intercept last and unpenalised."""
    from sklearn.linear_model import LogisticRegression  # noqa: PLC0415 - only whoever fits needs it

    regression = LogisticRegression(C=1 / STEADY, tol=1e-9, max_iter=10_000)
    features = np.asarray([sample.features for sample in samples])
    regression.fit(features, np.asarray(labels), [sample.weight for sample in samples])
    weights = map(float, (*regression.coef_[0], *regression.intercept_))
    return dict(zip((*FEATURES, INTERCEPT), weights, strict=True))


def written(curves: Curves) -> str:
    """The file that holds them."""
    parts = {"right": curves.right, "among": curves.among}
    lines = [
        kinds.CALIBRATION.modeline,
        "# Written by tools/calibrate.py. Do not edit.",
        *(
            line
            for name, weights in parts.items()
            for line in (f"{name}:", *(f"  {seen}: {weight:.4f}" for seen, weight in weights.items()))
        ),
    ]
    return "\n".join([*lines, ""])


def main(language: str = "en") -> None:
    """Fit both curves and write them."""
    snapshot = load_snapshot(ROOT / "knowledge", datetime.now(tz=UTC).date())
    training_data = training_data_of(snapshot.knowledge, language)
    samples = list(held_back(training_data))
    matcher = snapshot.conversation.matchers[language]
    # the matcher does not decide about danger
    cards = {card.id for card in snapshot.knowledge.danger(language).cards}
    for name, weight in DEVELOPMENT.items():
        path = ROOT / "tests" / "questions" / name.format(language)
        samples += [
            _sample(matcher, question.text, question.right, weight)
            for question in (read_questions(path) if path.is_file() else ())
            if not question.right & cards
        ]
    samples = [sample for sample in samples if sample.features]
    curves = Curves(
        curve(samples, [sample.is_first for sample in samples]),
        curve(samples, [sample.is_among for sample in samples]),
    )
    path = ROOT / "knowledge" / kinds.CALIBRATION.path.format(language=language)
    path.parent.mkdir(exist_ok=True)
    path.write_text(written(curves), encoding="utf-8")
    print(f"{len(samples)} samples")


if __name__ == "__main__":
    main(*sys.argv[1:])
