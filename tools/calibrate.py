"""
Fit how much each scorer counts, and write it into `knowledge/generated/calibration/`.

Learns from development questions only (tests/questions/dev-<language>.yaml, for English dev-2-en.yaml and
dev-3-en.yaml too), which nobody's asks have. Never reads the questions that are reported.

    python tools/calibrate.py             English
    python tools/calibrate.py sw          a language
    python tools/calibrate.py others      all but English: one set of weights, from the questions of all

A conditional logit (D. McFadden, 1974) with small weights preferred: of a question that several entries
answer, any of them is right. Needs SciPy (the extra `bench`).
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bot.encoder import Encoder, Once
from bot.knowledge import ENGLISH, FusionWeights
from bot.learning import probabilities
from bot.library import Labelled, kinds, read_questions
from bot.matching import Matcher
from bot.matching.fusion import BY_MEANING, BY_WORDS, length
from bot.matching.matcher import OUT_OF_SCOPE
from bot.runtime import LanguageTraining, open_encoder
from bot.runtime.model_cache import ModelCache
from bot.words import tokens
from tools import fitted as fitted_file
from tools.learned import KNOWLEDGE, ROOT, training_of_all

DEVELOPMENT = ("dev-{}.yaml", "dev-2-{}.yaml", "dev-3-{}.yaml")
"""By name, with the language in it."""

WRONG = 0.01
"""
The share of the questions of a language other than English that may be told a wrong entry as sure. It is half
of what may be told wrongly to people: they write further from the asks than whoever writes questions for us.
"""

SHARED = 120
"""
How many questions of its own weigh as much as the share of all languages together: of some 120 of one
language, one or two set its limit.
"""

CERTAIN = 0.99

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
    outside: int
    """The column of no entry."""


def sample(matcher: Matcher, question: Labelled, encoded: Once) -> Sample | None:
    """None where no column is right: all that answers it is a danger card."""
    wanted = question.right or {OUT_OF_SCOPE}
    right = np.asarray([name in wanted for name in matcher.columns])
    size = length(len(tokens(question.text)))
    if not right.any():
        return None
    return Sample(matcher.scores(question.text, encoded), size, right, matcher.columns.index(OUT_OF_SCOPE))


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
    parts: dict[str, fitted_file.Parts | float] = {
        "words": weights.words,
        "meaning": weights.meaning,
        "words-longer": weights.words_longer,
        "meaning-longer": weights.meaning_longer,
        **({"tell-from": weights.tell_from} if weights.tell_from else {}),
    }
    return fitted_file.written(kinds.CALIBRATION, "calibrate", parts)


def samples_of(language: str, training: LanguageTraining, encoder: Encoder) -> Iterator[Sample]:
    """All development questions of a language but those for a danger card, which no matcher decides."""
    if training.matching is None:
        return
    matcher = ModelCache(KNOWLEDGE, encoder=encoder).matcher(training.matching)
    cards = {card.id for card in training.danger.cards} if training.danger else set()
    for name in DEVELOPMENT:
        path = ROOT / "tests" / "questions" / name.format(language)
        for question in read_questions(path) if path.is_file() else ():
            if question.entry not in cards and not question.calm_only:
                found = sample(matcher, question, Once(encoder))
                if found:
                    yield found


def weights_of(samples: Sequence[Sample]) -> FusionWeights:
    """Both sets of weights."""
    order = ("words", "head", "nearest", "nearest five", "no entry")
    words, words_longer = fitted(samples, [name for name in order if name in BY_WORDS])
    meaning, meaning_longer = fitted(samples, [name for name in order if name in BY_MEANING])
    return FusionWeights(words, meaning, words_longer, meaning_longer)


@dataclass(frozen=True, slots=True)
class Told:
    """What would be told to one question, by weights that were fitted on other languages."""

    probability: float
    is_right: bool


def told_by(weights: FusionWeights, samples: Sequence[Sample]) -> list[Told]:
    """The likeliest entry of each question, surest first; nothing where it is none."""
    found = [
        Told(float(share.max()), bool(each.right[share.argmax()]))
        for each in samples
        if (share := shares(weights, each)).argmax() != each.outside
    ]
    return sorted(found, key=lambda told: -told.probability)


def told_from(own: Sequence[Told], number: int, shared: Sequence[Told], number_shared: int) -> float:
    """
    The lowest probability from which on no more than `WRONG` of a language's `number` questions are told a
    wrong entry; those of all languages together count as `SHARED` of its own.
    """
    limit, wrong = CERTAIN, 0
    for told in own:
        wrong += not told.is_right
        elsewhere = sum(not each.is_right for each in shared if each.probability >= told.probability)
        if wrong + SHARED * elsewhere / number_shared > WRONG * (number + SHARED):
            break
        limit = told.probability
    return min(limit, CERTAIN)


def shares(weights: FusionWeights, one: Sample) -> Floats:
    """The probability of each column, where the encoder is asked."""
    scores = [
        one.scores[name] * (weight + one.length * weights.meaning_longer[name])
        for name, weight in weights.meaning.items()
    ]
    return probabilities(np.sum(scores, axis=0))


def main(*languages: str) -> None:
    """Fit one set of weights on all questions of the languages, and write it for each."""
    encoder = open_encoder().encoder
    if encoder is None:
        raise SystemExit(open_encoder().why_not)
    training = training_of_all()
    if languages == ("others",):
        languages = tuple(sorted(training.keys() - {ENGLISH}))
    samples: dict[str, list[Sample]] = {}
    for language in languages:
        samples[language] = list(samples_of(language, training[language], encoder))
        print(f"{language}: {len(samples[language])} questions", flush=True)
    together = list(chain.from_iterable(samples.values()))
    weights = weights_of(together)
    told: dict[str, list[Told]] = {}
    for language in languages:
        others = [each for code in languages if code != language for each in samples[code]]
        # of a language that is fitted alone there are no others: its own questions are better than no limit
        told[language] = told_by(weights_of(others) if others else weights, samples[language])
    shared = list(chain.from_iterable(told.values()))
    for language in languages:
        limit = 0.0
        if language != ENGLISH:
            limit = told_from(told[language], len(samples[language]), shared, len(together))
        print(f"{language}: told from {limit:.2f}", flush=True)
        fitted_file.write(kinds.CALIBRATION, language, written(replace(weights, tell_from=limit)))


if __name__ == "__main__":
    main(*(sys.argv[1:] or [ENGLISH]))
