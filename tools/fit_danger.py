"""
Fit the second stage of danger for one language, and write it into `knowledge/generated/danger/`.

Learns from the examples themselves: a quarter is held back in turn. Of dangers and look-alikes it is a part
as it stands in the file, so that mostly other hands wrote what the model knows; of asks and everyday messages
it is every fourth, because the subjects that people ask about are known. Never reads the questions that are
reported; the limits (`bot.danger.stage`) were set on the development files.

    python tools/fit_danger.py [LANGUAGE]

Needs scikit-learn (the extra `bench`).
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from bot.danger import Danger
from bot.danger.stage import (
    INTERCEPT,
    LONG,
    LONG_FEATURES,
    SHORT_FEATURES,
    Seen,
    blank,
    long_features,
    short_features,
)
from bot.knowledge import Stage
from bot.library import kinds
from bot.runtime import inspect, training_of
from tools import fitted as fitted_file

FOLDS = 4
LOOK_ALIKES, EVERYDAY, REST = 2.0, 4.0, 1.0
"""How much a look-alike and an everyday message weigh beside a danger or an ask."""


def held_back(language: str) -> Iterator[tuple[Seen, bool, float]]:
    """Each example as a detector sees it that did not learn it, whether it is danger, and its weight."""
    found = inspect(ROOT / "knowledge", datetime.now(tz=UTC).date())
    training = training_of(found.knowledge)[language]
    words = training.danger
    if words is None:
        raise SystemExit(f"there is nothing about danger in {language}")
    said = frozenset(words.everyday)
    for fold in range(FOLDS):
        kept = replace(
            words,
            examples={card: without(texts, fold) for card, texts in words.examples.items()},
            look_alikes=without(words.look_alikes, fold),
            stage=blank(),
        )
        calm = tuple(text for number, text in enumerate(training.everyday) if number % FOLDS != fold)
        detector = Danger(kept, calm, None, training.clusters)
        for texts in words.examples.values():
            yield from ((detector.seen_in(text), True, REST) for text in part(texts, fold))
        yield from ((detector.seen_in(text), False, LOOK_ALIKES) for text in part(words.look_alikes, fold))
        yield from (
            (detector.seen_in(text), False, EVERYDAY if text in said else REST)
            for text in training.everyday[fold::FOLDS]
        )


def part(texts: Sequence[str], fold: int) -> Sequence[str]:
    """A quarter, as it stands: what one hand wrote stands together."""
    return texts[len(texts) * fold // FOLDS : len(texts) * (fold + 1) // FOLDS]


def without(texts: Sequence[str], fold: int) -> tuple[str, ...]:
    """The other quarters."""
    return (*texts[: len(texts) * fold // FOLDS], *texts[len(texts) * (fold + 1) // FOLDS :])


def fitted(samples: Sequence[tuple[Sequence[float], bool, float]], names: Sequence[str]) -> dict[str, float]:
    """The weight of each thing seen, by logistic regression."""
    from sklearn.linear_model import LogisticRegression  # noqa: PLC0415 - only whoever fits needs it

    seen, danger, weights = zip(*samples, strict=True)
    regression = LogisticRegression(max_iter=2_000)
    regression.fit(seen, danger, weights)
    found = map(float, (*regression.coef_[0], *regression.intercept_))
    return dict(zip((*names, INTERCEPT), found, strict=True))


def written(stage: Stage) -> str:
    """The file that holds it."""
    parts = {"short": stage.short, "long": stage.long}
    return fitted_file.written(kinds.STAGE, "fit_danger", parts)


def main(language: str = "en") -> None:
    """Fit and write."""
    samples = [each for each in held_back(language) if each[0].words]
    short = fitted(
        [(short_features(seen), danger, weight) for seen, danger, weight in samples if seen.words < LONG],
        SHORT_FEATURES,
    )
    long = fitted(
        [
            (long_features(seen, short), danger, weight)
            for seen, danger, weight in samples
            if seen.words >= LONG
        ],
        LONG_FEATURES,
    )
    stage = Stage(short, long)
    fitted_file.write(kinds.STAGE, language, written(stage))
    print(f"{len(samples)} texts")


if __name__ == "__main__":
    main(*sys.argv[1:])
