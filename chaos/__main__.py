"""`python -m chaos`: break everything, count what became of the questions."""

from __future__ import annotations

import argparse
import asyncio
import sys
import time
from collections.abc import Callable, Coroutine, Iterator, Sequence
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from chaos import choices, crashes, dangers, doors, oddities, refusals, temporary_errors, texts
from chaos import soak as soaking
from chaos.programs import PACKAGES, ROOT, Missing, check_shipped_nginx, need
from chaos.questions import Tally, distinct
from chaos.report import HEAD, Row, between_marks, table

SHORT = 5
"""Up to so many rounds everything is tried for seconds, not for minutes."""

DOCUMENT = ROOT / "docs" / "operating.md"
Scenario = Callable[[], Coroutine[Any, Any, Row]]
Group = dict[str, Scenario]


def scenarios(rounds: int, soak: float) -> Sequence[Sequence[Group]]:
    """
    All of them by name, in lanes. First comes the lane in which seconds and memory are measured, alone; then
    the others side by side: they mostly wait. The scenarios of a group begin together.
    """
    questions = distinct()
    few = max(1, rounds // 5)
    is_long = rounds > SHORT
    minute, siege = (60.0, 40.0) if is_long else (10.0, 10.0)
    measured: Group = {
        "polling": lambda: crashes.killed_while_polling(questions, rounds),
        "replicas": lambda: crashes.killed_behind_nginx(questions, rounds),
        **_both("refused", lambda how: refusals.refused_chats(questions, how, minute)),
        **_both("texts", lambda how: texts.slow_texts(questions, how, minute)),
        "idle": lambda: doors.idle_in_front_of_nginx(questions, siege),
        "idle-many": lambda: doors.idle_from_many_addresses(questions, siege),
        "idle-replica": lambda: doors.idle_in_front_of_a_replica(questions, siege),
        "soak-polling": lambda: soaking.soaked_while_polling(questions, soak),
        "soak-webhook": lambda: soaking.soaked_behind_webhook(questions, soak),
    }
    moody: list[Group] = [
        {
            "temporary-errors-polling": lambda: temporary_errors.errors_while_polling(questions, few),
            "flood": lambda: temporary_errors.flooded(questions),
        },
        {
            "temporary-errors-replicas": lambda: temporary_errors.errors_behind_nginx(questions, few),
            "acl": lambda: doors.redis_with_a_password(questions),
        },
        _both("choices", lambda how: choices.forgotten_choices(questions, how)),
        _both("danger", lambda how: dangers.danger_repeated(questions, how, minute)),
    ]
    restarted: list[Group] = [
        {"sigterm": lambda: crashes.stopped_while_polling(questions, few)},
        {"rolling": lambda: crashes.restarted_one_by_one(questions, few)},
        _both("backlog", lambda how: refusals.backlog(questions, how)),
        _both("oddities", lambda how: oddities.odd_things(questions, how, minute)),
        {
            "redis": lambda: temporary_errors.redis_killed(questions),
            "doors": lambda: doors.strangers_at_nginx(questions),
        },
    ]
    waiting: Group = {"token": lambda: temporary_errors.revoked(questions)}
    return [{name: play} for name, play in measured.items()], moody, restarted, [waiting]


def _both(name: str, play: Callable[[str], Coroutine[Any, Any, Row]]) -> Group:
    """One scenario in both modes."""
    return {f"{name}-{how}": partial(play, how) for how in ("polling", "webhook")}


async def _play_all(lanes: Sequence[Sequence[Group]], only: Sequence[str]) -> list[Row]:
    """The first lane, then the others side by side; of each those that are wanted."""
    first, *others = lanes
    rows = await _play_lane(first, only)
    for more in await asyncio.gather(*(_play_lane(lane, only) for lane in others)):
        rows += more
    return rows


async def _play_lane(lane: Sequence[Group], only: Sequence[str]) -> list[Row]:
    return [row for group in lane for row in await asyncio.gather(*wanted(group, only))]


def wanted(group: Group, only: Sequence[str]) -> Iterator[Coroutine[Any, Any, Row]]:
    """Those of a group that are wanted: all when none is named."""
    return (_timed(name, play) for name, play in group.items() if not only or name in only)


async def _timed(name: str, play: Scenario) -> Row:
    """Play one. That one cannot be played is said as a broken promise, and ends none of the others."""
    begin = time.monotonic()
    try:
        row = await play()
    except (OSError, RuntimeError, TimeoutError, ValueError) as error:
        row = Row(name, 0, Tally(), broken=(f"it could not be tried: {str(error) or type(error).__name__}",))
    said = "; ".join(row.faults) or "as promised"
    print(f"{name}: {time.monotonic() - begin:.0f} s, {said}", flush=True)
    return row


def main() -> int:
    """Run them, print the table, and fail when a promise was not kept."""
    given = _arguments()
    try:
        need(*PACKAGES)
    except Missing as missing:
        print(f"error: {missing}. Without them nothing of this can be tried.", file=sys.stderr)
        return 2
    with TemporaryDirectory(prefix="faults-") as folder:
        if said := check_shipped_nginx(Path(folder)):
            print(f"error: nginx does not take deploy/nginx.conf: {said}", file=sys.stderr)
            return 1
    lanes = scenarios(given.rounds, given.soak)
    names = [name for lane in lanes for group in lane for name in group]
    if unknown := set(given.only) - set(names):
        print(f"error: there is no {', '.join(unknown)}, but {', '.join(names)}", file=sys.stderr)
        return 2
    rows = asyncio.run(_play_all(lanes, given.only))
    text = table(HEAD, [row.cells for row in rows])
    print(f"\n{text}\n")
    if given.write:
        between_marks(Path(DOCUMENT), "faults", text)
    faults = [fault for row in rows for fault in row.faults]
    for fault in faults:
        print(f"broken: {fault}", file=sys.stderr)
    return 1 if faults else 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="chaos", description=__doc__)
    parser.add_argument("--rounds", type=int, default=20, help="of 1,000 questions and one kill")
    parser.add_argument("--soak", type=float, default=300, help="seconds at five times Telegram's limit")
    parser.add_argument("--only", action="append", default=[], metavar="NAME", help="only this scenario")
    parser.add_argument("--write", action="store_true", help="the table into docs/operating.md")
    return parser.parse_args()


if __name__ == "__main__":
    raise SystemExit(main())
