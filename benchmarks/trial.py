"""
One matcher in a process of its own: learns, answers, takes its time, and prints JSON.

    python -m benchmarks.trial NAME CASE.json
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from time import perf_counter
from typing import Any

from benchmarks.runs import memory

PASSES = 3
"""Each question is timed so many times and the least disturbed time counts."""


def milliseconds(
    once: Callable[[Any], object], questions: Sequence[Any], passes: int = PASSES
) -> list[float]:
    """For each question, the shortest of some tries."""
    best = [float("inf")] * len(questions)
    for _ in range(passes):
        for i, question in enumerate(questions):
            begin = perf_counter()
            once(question)
            best[i] = min(best[i], 1000 * (perf_counter() - begin))
    return best


def main(name: str, path: str) -> None:
    """Learn, answer, print."""
    given = json.loads(Path(path).read_text(encoding="utf-8"))
    begin = perf_counter()
    from benchmarks.matchers import BUILDERS, Lessons

    ranker = BUILDERS[name](Lessons(given["asks"], given["elsewhere"], given["well_spelt"]))
    started = perf_counter() - begin
    times = milliseconds(ranker.once, given["timed"])
    resident, peak = memory()
    answers = {kind: ranker.rank_all(texts) for kind, texts in given["questions"].items()}
    print(
        json.dumps({"start": started, "resident": resident, "peak": peak, "times": times, "answers": answers})
    )


if __name__ == "__main__":
    main(*sys.argv[1:])
