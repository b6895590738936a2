"""
Fit the second stage of danger, by words alone and with the encoder, and write it into
`knowledge/generated/danger/`.

    python tools/fit_danger.py          English
    python tools/fit_danger.py others   all other languages that have examples: one stage for all of them

Weights are learned from the examples themselves: a quarter is held back in turn. Of dangers and look-alikes
it is a part as it stands in the file, so that mostly other hands wrote what the model knows; of asks and
everyday messages it is every fourth, because the subjects that people ask about are known. How much to trust
the encoder is learned from the last quarter alone, which it was not trained on. Limits are set on the
development files: the lowest from which on no more calm messages get a card than `CARDED` says. Never
reads the questions that are reported.

Needs scikit-learn (the extra `bench`).
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bot.danger import Danger, Meaning
from bot.danger.stage import (
    INTERCEPT,
    LONG,
    LONG_FEATURES,
    LONGEST,
    MEANING_FEATURES,
    SHORT_FEATURES,
    SHORT_LENGTHS,
    Seen,
    blank,
    length_of,
    long_features,
    meaning_features,
    score,
    short_features,
)
from bot.encoder import Encoder
from bot.knowledge import DangerWords, Limits, Regression, Stage
from bot.library import kinds, read_questions
from bot.runtime import LanguageTraining, danger_examples, open_encoder
from tools import fitted as fitted_file
from tools.learned import FOLDS, ROOT, part, training_of_all, without

LOOK_ALIKES, EVERYDAY, REST = 2.0, 4.0, 1.0
"""How much a look-alike and an everyday message weigh beside a danger or an ask."""

CARDED = {"very short": 0.01, "short": 0.01, "medium": 0.015, "long": 0.03}
CAUTIONED = {"very short": 0.05, "short": 0.05, "medium": 0.06, "long": 0.1}
"""By length, which share of the calm messages may get a card, and the line above the answer."""

LOOK_ALIKES_CARDED, LOOK_ALIKES_CAUTIONED = 0.065, 0.25
"""The same of look-alikes, of any length. Those of the development files were written to be mistaken, by
hands that knew how: of other hands' half as many are."""

MAY_BE_DANGER = frozenset(
    {
        "domestic-abuse",
        "emergency-care",
        "forced-marriage-fgm",
        "mental-health",
        "rape-sexual-assault",
        "torture-violence-survivors",
        "trafficking-victims",
    }
)
"""Entries whose questions may tell of a danger as well: no limit is set by those."""

LOWEST = Limits(-2.5, -4.0)
"""No limit is set lower, however few calm messages of a length there are."""

ENGLISH = "en"
QUESTIONS = ROOT / "tests" / "questions"


@dataclass(frozen=True, slots=True)
class Sample:
    """A text as a detector sees it that did not learn it."""

    seen: Seen
    kind: str
    """“danger”, “look-alike” or “calm”."""
    weight: float = REST
    is_new_to_encoder: bool = True
    """Whether the encoder was not trained on it as danger or as a look-alike."""


class Fitting:
    """The languages that are fitted together, and what all of them learn from."""

    def __init__(self, languages: Sequence[str], training: Mapping[str, LanguageTraining]) -> None:
        encoder = open_encoder().encoder
        if encoder is None:
            raise SystemExit(open_encoder().why_not)
        self.encoder: Encoder = encoder
        self.languages = languages
        self.training = training

    def held_back(self) -> Iterator[Sample]:
        """Each example of these languages, as a detector sees it that did not learn it."""
        for fold in range(FOLDS):
            kept = {language: _without(self.training[language], fold) for language in self.languages}
            meaning = self.meaning({**self.training, **kept})
            for language in self.languages:
                detector = self.detector(kept[language], meaning)
                for text, kind, weight in _part(self.training[language], fold):
                    yield Sample(self.seen(detector, meaning, text), kind, weight, fold == FOLDS - 1)

    def development(self) -> Iterator[Sample]:
        """The development files of these languages."""
        meaning = self.meaning(self.training)
        for language in self.languages:
            detector = self.detector(self.training[language], meaning)
            words = self.training[language].danger
            cards = set(words.examples) if words else set()
            for path in sorted(QUESTIONS.glob(f"dev*-{language}.yaml")):
                for each in read_questions(path):
                    if each.entry in MAY_BE_DANGER and not each.calm_only:
                        continue
                    kind = "danger" if each.entry in cards else "look-alike" if each.calm_only else "calm"
                    yield Sample(self.seen(detector, meaning, each.text), kind)

    def meaning(self, training: Mapping[str, LanguageTraining]) -> Meaning:
        """What the encoder makes of all that is learned from."""
        return Meaning(Meaning.learned(danger_examples(training), self.encoder))

    @staticmethod
    def detector(training: LanguageTraining, meaning: Meaning) -> Danger:
        """One that learns as if it had a second stage."""
        words = replace(_words_of(training), stage=blank())
        return Danger(words, training.everyday, None, training.clusters, meaning)

    def seen(self, detector: Danger, meaning: Meaning, text: str) -> Seen:
        """What there is to judge in a text."""
        found = detector.seen_in(text)
        if found.words >= LONG:
            return found
        (vector,) = self.encoder.vectors([text])
        return replace(found, meant=meaning.look(vector, detector.language))


def _words_of(training: LanguageTraining) -> DangerWords:
    if training.danger is None:
        raise SystemExit("there is nothing about danger in this language")
    return training.danger


def _part(training: LanguageTraining, fold: int) -> Iterator[tuple[str, str, float]]:
    """A quarter: each text, its kind and its weight."""
    words = _words_of(training)
    said = frozenset(words.everyday)
    for texts in words.examples.values():
        yield from ((text, "danger", REST) for text in part(texts, fold))
    yield from ((text, "look-alike", LOOK_ALIKES) for text in part(words.look_alikes, fold))
    for text in training.everyday[fold::FOLDS]:
        yield text, "calm", EVERYDAY if text in said else REST


def _without(training: LanguageTraining, fold: int) -> LanguageTraining:
    """The other quarters."""
    words = _words_of(training)
    kept = replace(
        words,
        examples={card: without(texts, fold) for card, texts in words.examples.items()},
        look_alikes=without(words.look_alikes, fold),
    )
    calm = tuple(text for number, text in enumerate(training.everyday) if number % FOLDS != fold)
    return replace(training, danger=kept, everyday=calm)


def fitted(samples: Sequence[tuple[Sequence[float], bool, float]], names: Sequence[str]) -> dict[str, float]:
    """The weight of each thing seen, by logistic regression."""
    from sklearn.linear_model import LogisticRegression  # noqa: PLC0415 - only whoever fits needs it

    seen, danger, weights = zip(*samples, strict=True)
    regression = LogisticRegression(max_iter=5_000)
    regression.fit(seen, danger, weights)
    found = map(float, (*regression.coef_[0], *regression.intercept_))
    return dict(zip((*names, INTERCEPT), found, strict=True))


def weighed(samples: Iterable[Sample]) -> Stage:
    """A stage whose weights are fitted, and whose limits are still to be set."""
    known = [each for each in samples if each.seen.words]
    short = [each for each in known if each.seen.words < LONG]
    by_words = fitted([(short_features(e.seen), e.kind == "danger", e.weight) for e in short], SHORT_FEATURES)
    by_meaning = fitted(
        [
            ((*short_features(e.seen), *meaning_features(e.seen.meant)), e.kind == "danger", e.weight)
            for e in short
            if e.seen.meant and e.is_new_to_encoder
        ],
        (*SHORT_FEATURES, *MEANING_FEATURES),
    )
    long = fitted(
        [
            (long_features(e.seen, by_words), e.kind == "danger", e.weight)
            for e in known
            if e.seen.words >= LONG
        ],
        LONG_FEATURES,
    )
    return Stage(Regression(by_words, {}), Regression(long, {}), Regression(by_meaning, {}))


def limited(fitted_stage: Stage, samples: Sequence[Sample]) -> Stage:
    """The same with limits, by what calm messages of each length score."""

    def limits(lengths: Iterable[str], *, meaning: bool) -> dict[str, Limits]:
        return {length: _limits_of(fitted_stage, samples, length, meaning=meaning) for length in lengths}

    meaning = fitted_stage.meaning
    return Stage(
        replace(fitted_stage.short, limits=limits(SHORT_LENGTHS, meaning=False)),
        replace(fitted_stage.long, limits=limits((LONGEST,), meaning=False)),
        meaning and replace(meaning, limits=limits(SHORT_LENGTHS, meaning=True)),
    )


def _limits_of(fitted_stage: Stage, samples: Sequence[Sample], length: str, *, meaning: bool) -> Limits:
    of_length: dict[str, list[float]] = {"danger": [], "calm": [], "look-alike": []}
    for each in samples:
        if each.seen.words and length_of(each.seen.words) == length:
            seen = each.seen if meaning else replace(each.seen, meant=None)
            of_length[each.kind].append(score(fitted_stage, seen))
    calm, look_alikes = of_length["calm"], of_length["look-alike"]
    card = max(_beyond(calm, CARDED[length]), _beyond(look_alikes, LOOK_ALIKES_CARDED))
    caution = max(_beyond(calm, CAUTIONED[length]), _beyond(look_alikes, LOOK_ALIKES_CAUTIONED))
    card = max(card, LOWEST.card)
    found = Limits(card, min(max(caution, LOWEST.caution), card - 0.1))
    shares = {
        kind: f"{100 * np.mean([s >= found.card for s in scores]):.1f} / "
        f"{100 * np.mean([s >= found.caution for s in scores]):.1f} of {len(scores)}"
        for kind, scores in of_length.items()
        if scores
    }
    print(f"{length}, {'with the encoder' if meaning else 'by words'}: card / caution {shares}")
    return found


def _beyond(scores: Sequence[float], share: float) -> float:
    """The score that no more than such a share of them reach. Too few of them for that set no limit."""
    return float(np.quantile(scores, 1 - share)) + 1e-4 if share * len(scores) >= 1 else -np.inf


def written(found: Stage) -> str:
    """The file that holds it."""

    def regression(each: Regression) -> dict[str, Any]:
        limits = {name: {"card": limit.card, "caution": limit.caution} for name, limit in each.limits.items()}
        return {"weights": each.weights, "limits": limits}

    parts = {"short": regression(found.short), "long": regression(found.long)}
    if found.meaning:
        parts["meaning"] = regression(found.meaning)
    return fitted_file.written(kinds.STAGE, "fit_danger", parts)


def main(which: str = ENGLISH) -> None:
    """Fit and write."""
    training = training_of_all()
    others = [
        code for code, each in training.items() if code != ENGLISH and each.danger and each.danger.examples
    ]
    languages = others if which == "others" else [which]
    fitting = Fitting(languages, training)
    samples = list(fitting.held_back())
    stage_of_all = limited(weighed(samples), list(fitting.development()))
    for language in languages:
        fitted_file.write(kinds.STAGE, language, written(stage_of_all))
    print(f"{len(samples)} texts")


if __name__ == "__main__":
    main(*sys.argv[1:])
