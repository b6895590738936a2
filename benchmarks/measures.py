"""What answers are worth: shares, areas, limits, calibration."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from benchmarks.cases import Labelled
from benchmarks.matchers import Ranked

WRONG_AT_MOST = 0.02
"""Of the told answers, so large a share may be wrong on the development questions."""
BINS = 10


@dataclass(frozen=True, slots=True)
class Answered:
    """A question with what a matcher said."""

    labelled: Labelled
    entries: tuple[str, ...]
    sure: float

    @property
    def in_scope(self) -> bool:
        """Whether there is a right answer."""
        return bool(self.labelled.right)

    @property
    def right(self) -> bool:
        """Whether the first entry is right."""
        return bool(self.entries) and self.entries[0] in self.labelled.right

    @property
    def among(self) -> bool:
        """Whether one of the first three is right."""
        return bool(self.labelled.right.intersection(self.entries[:3]))


def answered(questions: Sequence[Labelled], answers: Sequence[Ranked]) -> list[Answered]:
    """Questions and answers side by side."""
    return [Answered(q, tuple(names), sure) for q, (names, sure) in zip(questions, answers, strict=True)]


def in_scope(found: Sequence[Answered]) -> list[Answered]:
    """Those that have a right answer."""
    return [each for each in found if each.in_scope]


def share(flags: Sequence[bool]) -> float:
    """The share that is true; of nothing, not a number."""
    return sum(flags) / len(flags) if flags else float("nan")


def right(found: Sequence[Answered]) -> float:
    """Share of in-scope questions whose first entry is right."""
    return share([each.right for each in in_scope(found)])


def among(found: Sequence[Answered]) -> float:
    """Share of in-scope questions with a right entry among the first three."""
    return share([each.among for each in in_scope(found)])


def auroc(found: Sequence[Answered]) -> float:
    """How often an in-scope question is given more confidence than one that is out of scope."""
    inside = np.asarray([each.sure for each in found if each.in_scope])
    outside = np.asarray([each.sure for each in found if not each.in_scope])
    if not len(inside) or not len(outside):
        return float("nan")
    above = (inside[:, None] > outside).mean() + (inside[:, None] == outside).mean() / 2
    return float(above)


def limit(found: Sequence[Answered]) -> float:
    """The lowest confidence from which on at most 2 % of the told answers are wrong."""
    lowest = float("inf")
    for level in sorted({each.sure for each in found}, reverse=True):
        told = [each for each in found if each.sure >= level]
        if sum(not each.right for each in told) <= WRONG_AT_MOST * len(told):
            lowest = level
    return lowest


@dataclass(frozen=True, slots=True)
class Service:
    """What people would get where answers are told from a limit on."""

    served: float
    """In-scope questions that are told their right answer."""
    wrong: int
    """Questions of any kind that are told a wrong one."""
    told: int


def service(found: Sequence[Answered], level: float) -> Service:
    """Tell from this confidence on."""
    told = [each for each in found if each.sure >= level]
    wrong = sum(not each.right for each in told)
    inside = len(in_scope(found))
    return Service((len(told) - wrong) / inside if inside else float("nan"), wrong, len(told))


@dataclass(frozen=True, slots=True)
class Bin:
    """Questions of like confidence."""

    said: float
    true: int
    count: int


def reliability(found: Sequence[Answered]) -> list[Bin]:
    """Ten bins of equal width: how sure the matcher said it was, and how often it was right."""
    bins: list[Bin] = []
    for number in range(BINS):
        here = [each for each in found if min(int(each.sure * BINS), BINS - 1) == number]
        if here:
            said = sum(each.sure for each in here) / len(here)
            bins.append(Bin(said, sum(each.right for each in here), len(here)))
    return bins


def calibration_error(bins: Sequence[Bin]) -> float:
    """The expected calibration error: how far said and true lie apart, weighted by the questions."""
    total = sum(each.count for each in bins)
    return sum(abs(each.true - each.said * each.count) for each in bins) / total


def error_by_chance(found: Sequence[Answered], seed: int, draws: int = 2_000) -> tuple[float, float]:
    """What a perfectly calibrated score would show with so few questions: the mean, and 95 % lie below."""
    chance = random.Random(seed)
    errors: list[float] = []
    places = [min(int(each.sure * BINS), BINS - 1) for each in found]
    for _ in range(draws):
        gaps = [0.0] * BINS
        for each, place in zip(found, places, strict=True):
            gaps[place] += (chance.random() < each.sure) - each.sure
        errors.append(sum(abs(gap) for gap in gaps) / len(found))
    errors.sort()
    return sum(errors) / draws, errors[int(0.95 * draws)]
