"""
Fit how much each scorer counts in one language, and write it into `knowledge/generated/calibration/`.

Learns from development questions only (for English tests/questions/dev-en.yaml, dev-2-en.yaml and
dev-3-en.yaml), which nobody's asks have. Never reads the questions that are reported.

    python tools/calibrate.py [LANGUAGE]

A conditional logit (D. McFadden, 1974) with small weights preferred: of a question that several entries
answer, any of them is right. Needs SciPy (the extra `bench`).
"""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from bot.encoder import Once
from bot.knowledge import FusionWeights
from bot.library import Labelled, kinds, read_questions
from bot.matching import Matcher
from bot.matching.fusion import BY_MEANING, BY_WORDS, length
from bot.matching.matcher import OUT_OF_SCOPE
from bot.runtime import load_snapshot, open_encoder
from bot.words import tokens
from tools import fitted as fitted_file

DEVELOPMENT = ("dev-{}.yaml", "dev-2-{}.yaml", "dev-3-{}.yaml")
"""By name, with the language in it."""

STEADY = 0.5
"""How hard the weights are held near zero: few development questions must not shout."""

Floats = NDArray[np.floating]


@dataclass(frozen=True, slots=True)
class Sample:
    """One question whose right entries are known, as every scorer saw it."""

    scores: Mapping[str, Floats]
    """By scorer, one score a column."""
    length: float
    """As the fusion counts it."""
    right: NDArray[np.bool_]
    """Which columns are right."""


def sample(matcher: Matcher, question: Labelled, encoded: Once) -> Sample | None:
    """None where no column is right: all that answers it is a danger card."""
    wanted = question.right or {OUT_OF_SCOPE}
    right = np.asarray([name in wanted for name in matcher.columns])
    size = length(len(tokens(question.text)))
    return Sample(matcher.scores(question.text, encoded), size, right) if right.any() else None


def fitted(samples: Sequence[Sample], names: Sequence[str]) -> tuple[dict[str, float], dict[str, float]]:
    """The weight of each scorer by which what is right is likeliest, and what length adds to it."""
    from scipy.optimize import minimize  # noqa: PLC0415 - only whoever fits needs it

    plain = np.stack([np.stack([each.scores[name] for name in names], axis=1) for each in samples])
    lengths = np.asarray([each.length for each in samples])
    table = np.concatenate([plain, plain * lengths[:, None, None]], axis=2)
    right = np.stack([each.right for each in samples])

    def loss(weights: Floats) -> tuple[float, Floats]:
        scores = table @ weights
        shares = np.exp(scores - scores.max(axis=1, keepdims=True))
        shares /= shares.sum(axis=1, keepdims=True)
        of_right = np.maximum((shares * right).sum(axis=1, keepdims=True), 1e-12)
        pull = shares * right / of_right - shares
        slope = -np.einsum("qc,qcs->s", pull, table) + 2 * STEADY * weights
        return float(-np.log(of_right).sum() + STEADY * (weights**2).sum()), slope

    found = minimize(loss, np.zeros(2 * len(names)), jac=True, method="L-BFGS-B").x
    weights, longer = map(list, (found[: len(names)], found[len(names) :]))
    return dict(zip(names, map(float, weights), strict=True)), dict(
        zip(names, map(float, longer), strict=True)
    )


def written(weights: FusionWeights) -> str:
    """The file that holds them."""
    parts = {
        "words": weights.words,
        "meaning": weights.meaning,
        "words-longer": weights.words_longer,
        "meaning-longer": weights.meaning_longer,
    }
    return fitted_file.written(kinds.CALIBRATION, "calibrate", parts)


def main(language: str = "en") -> None:
    """Fit both sets of weights and write them."""
    encoder = open_encoder().encoder
    if encoder is None:
        raise SystemExit(open_encoder().why_not)
    snapshot = load_snapshot(ROOT / "knowledge", datetime.now(tz=UTC).date(), encoder=encoder)
    matcher = snapshot.conversation.matchers[language]
    # the matcher does not decide about danger
    cards = {card.id for card in snapshot.knowledge.danger(language).cards}
    samples: list[Sample] = []
    for name in DEVELOPMENT:
        path = ROOT / "tests" / "questions" / name.format(language)
        for question in read_questions(path) if path.is_file() else ():
            if question.entry not in cards and not question.calm_only:
                found = sample(matcher, question, Once(encoder))
                samples += [found] if found else []
    order = ("words", "head", "nearest", "nearest five", "no entry")
    words, words_longer = fitted(samples, [name for name in order if name in BY_WORDS])
    meaning, meaning_longer = fitted(samples, [name for name in order if name in BY_MEANING])
    weights = FusionWeights(words, meaning, words_longer, meaning_longer)
    fitted_file.write(kinds.CALIBRATION, language, written(weights))
    print(f"{len(samples)} questions")


if __name__ == "__main__":
    main(*sys.argv[1:])
