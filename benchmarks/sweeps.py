"""Public sets, growth and speed: run the children, make the tables."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np

from benchmarks import measures
from benchmarks.cases import Case
from benchmarks.growth import SIZES
from benchmarks.public import PLAIN, TYPED
from benchmarks.report import cells, note, percent, table
from benchmarks.runs import child, command

AT_ONCE = 2
"""Public sets are not timed, so two matchers may run side by side."""
ROUNDS = 2
WARM_STARTS = 5


def public(cases: Sequence[Case], names: Sequence[str], folder: Path) -> str:
    """Every matcher on every public set."""
    paths = {case.name: case.write(folder) for case in cases}
    jobs = [(case, name) for case in cases for name in names]

    def run(job: tuple[Case, str]) -> Any:
        case, name = job
        note(f"{case.name}: {name}")
        return child("trial", name, str(paths[case.name]))["answers"]

    with ThreadPoolExecutor(AT_ONCE) as pool:
        answers = dict(zip([(c.name, n) for c, n in jobs], pool.map(run, jobs), strict=True))
    columns = [(case, kind) for case in cases for kind in case.questions]
    rows = [
        cells(name, *(_figures(case, kind, answers[case.name, name]) for case, kind in columns))
        for name in names
    ]
    head = [case.name if kind == PLAIN else f"{case.name}, {TYPED}" for case, kind in columns]
    return table(("matcher", *head), rows)


def _figures(case: Case, kind: str, answers: Mapping[str, Any]) -> str:
    found = measures.answered(case.questions[kind], answers[kind])
    figures = [measures.right(found), measures.among(found), measures.auroc(found)]
    return " / ".join(percent(figure) for figure in figures)


def growth(case: Case, folder: Path) -> str:
    """Our matcher, BM25 and the sparse index alone, with more and more asks."""
    path = case.write(folder)
    rows = []
    for what, sizes in SIZES.items():
        for size in sizes:
            rounds = []
            for number in range(ROUNDS if size < max(SIZES["index"]) else 1):
                note(f"growth, round {number + 1}: {what}, {size:,} asks")
                rounds.append(child("growth", what, str(size), str(path)))
            found = min(rounds, key=lambda each: float(np.median(each["times"])))
            rows.append(
                cells(
                    what,
                    f"{size:,}",
                    _times(found["times"]),
                    f"{found['read']:,.0f}" if "read" in found else "–",
                    percent(found["found"]) if "found" in found else "–",
                    f"{min(each['build'] for each in rounds):.1f}",
                    f"{found['size']:.0f}" if "size" in found else "–",
                    f"{found['resident']:.0f}",
                    f"{found['peak']:.0f}",
                )
            )
    head = (
        "what", "asks", "ms a question, p50 / p99", "postings read", "finds any, %",
        "learning or building s", "learned MiB", "resident MiB", "peak MiB",
    )  # fmt: skip
    return table(head, rows)


def speed(case: Case, folder: Path) -> str:
    """Whole turns, and from the start of a process to its first answer."""
    path = case.write(folder)
    question = ["ask", case.timed[0]]
    cold: list[tuple[float, float]] = []
    warm: list[tuple[float, float]] = []
    heard: list[dict[str, Any]] = []
    for number in range(ROUNDS):
        note(f"speed, round {number + 1}")
        with TemporaryDirectory() as cache:
            cold.append(command(question, {"BOT_CACHE": cache}))
            warm += [command(question, {"BOT_CACHE": cache}) for _ in range(WARM_STARTS)]
            heard.append(child("turns", str(path), environment={"BOT_CACHE": cache}))
    quiet = min(heard, key=lambda each: float(np.median(each["turns"])))
    rows = [
        cells("a whole turn, a question, ms p50 / p99", _times(quiet["turns"])),
        cells("a whole turn, a story of five questions, ms p50 / p99", _times(quiet["stories"])),
        cells("start to first answer, nothing learned yet, s", f"{min(cold)[0]:.1f}"),
        cells("– peak MiB", f"{min(cold)[1]:.0f}"),
        cells("start to first answer, learned before, s", f"{min(warm)[0]:.2f}"),
        cells("– of which reading and checking the knowledge files", f"{quiet['reading']:.2f}"),
        cells("– peak MiB", f"{min(warm)[1]:.0f}"),
        cells("the open bot, resident MiB", f"{quiet['resident']:.0f}"),
    ]
    return table(("what", "figure"), rows)


def _times(times: Sequence[float]) -> str:
    return f"{np.percentile(times, 50):.2f} / {np.percentile(times, 99):.2f}"
