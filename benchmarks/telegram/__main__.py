"""`python -m benchmarks.telegram`: the table, and into docs/operating.md with --write."""

from __future__ import annotations

import argparse
import asyncio
import os
import sys
from collections import defaultdict
from collections.abc import Sequence
from statistics import median

from benchmarks.telegram.trial import Contender, Measured, measure
from chaos.programs import ROOT
from chaos.questions import distinct
from chaos.report import between_marks, table

DOCUMENT = ROOT / "docs" / "operating.md"
HEAD = (
    "a call takes", "bot", "answered a second", "ratio", "CPU µs a message", "p50 ms", "p99 ms",
    "not answered in time", "MiB",
)  # fmt: skip
DELAYS = (0.0, 0.04)
BASE = "python-telegram-bot, echo, its defaults"


def contenders() -> list[Contender]:
    """Those who take part."""
    questions = [question.text for question in distinct() if not question.urgent]
    commands = ["/urgent", "/topics", "/privacy"]
    return [
        Contender(BASE, "echo_ptb", questions),
        Contender("aiogram, echo, its defaults", "echo_aiogram", questions),
        Contender("ours, polling, questions", "polling", questions),
        Contender("ours, webhook, questions", "webhook", questions),
        Contender("ours, polling, commands", "polling", commands),
        Contender("ours, webhook, commands", "webhook", commands),
    ]


def main() -> int:
    """Measure everybody in interleaved rounds and print the medians."""
    given = _arguments()
    cores = sorted(os.sched_getaffinity(0))
    if len(cores) < 2:
        print("error: two cores are needed, one for the bot and one for the stand-in", file=sys.stderr)
        return 2
    everybody = contenders()
    os.sched_setaffinity(0, {cores[0]})
    found: dict[tuple[float, str], list[Measured]] = defaultdict(list)
    for number in range(given.rounds):
        for delay in DELAYS:
            for who in everybody:
                measured = asyncio.run(measure(who, delay, given.pace))
                found[delay, who.name].append(measured)
                print(f"round {number + 1}, {1000 * delay:g} ms, {who.name}: {measured}", flush=True)
    text = table(HEAD, _rows(found))
    print(f"\n{text}")
    if given.write:
        between_marks(DOCUMENT, "bench-telegram", text)
    return 0


def _rows(found: dict[tuple[float, str], list[Measured]]) -> list[tuple[str, ...]]:
    base = {delay: _middle(found[delay, BASE], "a_second") for delay in DELAYS}
    return [_row(delay, name, runs, base[delay]) for (delay, name), runs in found.items()]


def _row(delay: float, name: str, runs: Sequence[Measured], base: float) -> tuple[str, ...]:
    rate = _middle(runs, "a_second")
    numbers = (_middle(runs, "cpu"), _middle(runs, "p50"), _middle(runs, "p99"), _middle(runs, "late"))
    rest = (f"{number:,.0f}" if number >= 10 else f"{number:.1f}" for number in numbers[:3])
    late = f"{numbers[3]:.0f}"
    return (
        f"{1000 * delay:g} ms",
        name,
        f"{rate:,.0f}",
        f"{rate / base:.2f}",
        *rest,
        late,
        f"{_middle(runs, 'rss'):.0f}",
    )


def _middle(runs: Sequence[Measured], name: str) -> float:
    return float(median(getattr(run, name) for run in runs))


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="benchmarks.telegram", description=__doc__)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--pace", type=float, default=100, help="messages a second, for the times")
    parser.add_argument("--write", action="store_true", help="the table into docs/operating.md")
    return parser.parse_args()


if __name__ == "__main__":
    raise SystemExit(main())
