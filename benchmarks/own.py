"""The matchers on our own questions: run each twice, keep the less disturbed times, make tables."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from statistics import mean

import numpy as np

from benchmarks import measures
from benchmarks.cases import DRAWS, MISSPELT, SEED, Case, misspelt_name
from benchmarks.measures import Answered
from benchmarks.report import cells, note, percent, table
from benchmarks.runs import child
from bot.cli.scoring import wilson

ROUNDS = 2


@dataclass(frozen=True, slots=True)
class Cost:
    """What a matcher needs."""

    times: Sequence[float]
    start: float
    resident: float
    peak: float

    @property
    def median(self) -> float:
        """Milliseconds of a usual question."""
        return float(np.percentile(self.times, 50))

    @property
    def slowest(self) -> float:
        """Milliseconds of one question in a hundred."""
        return float(np.percentile(self.times, 99))


@dataclass(frozen=True, slots=True)
class Outcome:
    """One matcher: its answers to every list of questions, and what it cost."""

    name: str
    answers: Mapping[str, list[Answered]]
    cost: Cost

    @property
    def reported(self) -> list[Answered]:
        """The answers to the questions that are reported."""
        return self.answers["reported"]


def run(case: Case, names: Sequence[str], folder: Path) -> list[Outcome]:
    """Every matcher in turn, and again: whatever disturbs the machine meets them all."""
    path = case.write(folder)
    brief = replace(case, name=f"{case.name}-again", questions={}).write(folder)
    rounds = []
    for number in range(ROUNDS):
        for name in names:
            note(f"own questions, round {number + 1}: {name}")
            rounds.append((name, child("trial", name, str(path if number == 0 else brief))))
    outcomes = []
    for name in names:
        found = [result for other, result in rounds if other == name]
        quiet = min(found, key=lambda result: float(np.median(result["times"])))
        start = min(result["start"] for result in found)
        answers = {
            kind: measures.answered(case.questions[kind], given)
            for kind, given in found[0]["answers"].items()
        }
        cost = Cost(quiet["times"], start, quiet["resident"], quiet["peak"])
        outcomes.append(Outcome(name, answers, cost))
    return outcomes


def accuracy(outcomes: Sequence[Outcome]) -> str:
    """Right, within three, out of scope, and what people would get."""
    first = outcomes[0].reported
    inside = len(measures.in_scope(first))
    rows = []
    for outcome in outcomes:
        found = outcome.reported
        level = measures.limit(outcome.answers["development"])
        service = measures.service(found, level)
        good = sum(each.right for each in measures.in_scope(found))
        low, high = wilson(good, inside)
        rows.append(
            cells(
                outcome.name,
                f"{percent(good / inside)} ({percent(low)}–{percent(high)})",
                percent(measures.among(found)),
                percent(measures.auroc(found)),
                percent(service.served),
                f"{service.wrong} of {service.told}" if service.told else "0 of 0",
                "–" if outcome is outcomes[0] else _apart(first, found),
            )
        )
    head = (
        "matcher", "right at first (95 % interval)", "right within three", "out of scope, AUROC", "served",
        "wrong and sure", "only ours right / only it right",
    )  # fmt: skip
    return table(head, rows)


def _apart(ours: Sequence[Answered], theirs: Sequence[Answered]) -> str:
    pairs = [(a.right, b.right) for a, b in zip(ours, theirs, strict=True) if a.in_scope]
    return f"{sum(a and not b for a, b in pairs)} / {sum(b and not a for a, b in pairs)}"


def costs(outcomes: Sequence[Outcome]) -> str:
    """Time, start-up, memory."""
    usual = outcomes[0].cost.median
    rows = [
        cells(
            outcome.name,
            f"{outcome.cost.median:.2f} / {outcome.cost.slowest:.2f}",
            f"{outcome.cost.median / usual:.2g}",
            f"{outcome.cost.start:.1f}",
            f"{outcome.cost.resident:.0f}",
            f"{outcome.cost.peak:.0f}",
        )
        for outcome in outcomes
    ]
    return table(
        ("matcher", "ms a question, p50 / p99", "ours = 1", "start-up s", "resident MiB", "peak MiB"), rows
    )


def curve(outcome: Outcome) -> list[float]:
    """Right at first for each share of misspelt words, the mean of the draws."""
    return [
        measures.right(outcome.reported),
        *(
            mean(measures.right(outcome.answers[misspelt_name(share, draw)]) for draw in range(DRAWS))
            for share in MISSPELT[1:]
        ),
    ]


def misspelling(outcomes: Sequence[Outcome]) -> str:
    """The curve as a table."""
    rows = [cells(outcome.name, *(percent(point) for point in curve(outcome))) for outcome in outcomes]
    return table(("matcher", *(f"{100 * share:.0f} %" for share in MISSPELT)), rows)


def calibration(ours: Outcome) -> tuple[str, str]:
    """The reliability table, and the calibration error in a sentence."""
    bins = measures.reliability(ours.reported)
    rows = []
    for each in bins:
        low, high = wilson(each.true, each.count)
        rows.append(
            cells(
                each.count,
                percent(each.said),
                percent(each.true / each.count),
                f"{percent(low)}–{percent(high)}",
            )
        )
    usual, most = measures.error_by_chance(ours.reported, SEED)
    sentence = (
        f"Expected calibration error: {percent(measures.calibration_error(bins))} points over "
        f"{len(ours.reported)} questions. With so few, a perfectly calibrated score would show "
        f"{percent(usual)} by chance alone, and at most {percent(most)} in 95 of 100 cases."
    )
    head = ("questions", "said: mean of `score`", "true: right at first", "95 % interval")
    return table(head, rows), sentence
