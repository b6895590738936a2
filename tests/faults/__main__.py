"""`python -m tests.faults`: break everything, count what became of the questions."""

from __future__ import annotations

import argparse
import asyncio
import sys
import time
from collections.abc import Callable, Coroutine, Sequence
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from tests.faults import choices, crashes, dangers, doors, moods, oddities, refusals, texts
from tests.faults import soak as soaking
from tests.faults.programs import PACKAGES, ROOT, Missing, check_shipped_nginx, need
from tests.faults.questions import distinct
from tests.faults.report import HEAD, Row, between_marks, table

SHORT = 5
"""Up to so many rounds everything is tried for seconds, not for minutes."""

DOCUMENT = ROOT / "docs" / "operating.md"
Scenario = Callable[[], Coroutine[Any, Any, Row]]


def scenarios(rounds: int, soak: float) -> list[dict[str, Scenario]]:
    """
    All of them by name, in the order in which they run. Those of a group run side by side: they mostly wait,
    and nobody's seconds are measured closely in them.
    """
    questions = distinct()
    few = max(1, rounds // 5)
    minute = 60.0 if rounds > SHORT else 10.0
    alone: dict[str, Scenario] = {
        "polling": lambda: crashes.killed_while_polling(questions, rounds),
        "sigterm": lambda: crashes.stopped_while_polling(questions, few),
        "replicas": lambda: crashes.killed_behind_nginx(questions, rounds),
        "rolling": lambda: crashes.restarted_one_by_one(questions, few),
        "moods-polling": lambda: moods.moody_while_polling(questions, few),
        "moods-replicas": lambda: moods.moody_behind_nginx(questions, few),
        "flood": lambda: moods.flooded(questions),
        "redis": lambda: moods.redis_killed(questions),
        "token": lambda: moods.revoked(questions),
        **_both("refused", lambda how: refusals.refused_chats(questions, how, minute)),
        **_both("texts", lambda how: texts.slow_texts(questions, how, minute)),
        "doors": lambda: doors.strangers_at_nginx(questions),
        "idle": lambda: doors.idle_in_front_of_nginx(questions),
        "idle-many": lambda: doors.idle_from_many_addresses(questions),
        "idle-replica": lambda: doors.idle_in_front_of_a_replica(questions),
        "acl": lambda: doors.redis_with_a_password(questions),
        "soak-polling": lambda: soaking.soaked_while_polling(questions, soak),
        "soak-webhook": lambda: soaking.soaked_behind_webhook(questions, soak),
    }
    return [
        *({name: play} for name, play in alone.items()),
        _both("choices", lambda how: choices.forgotten_choices(questions, how))
        | _both("danger", lambda how: dangers.danger_repeated(questions, how, minute)),
        _both("oddities", lambda how: oddities.odd_things(questions, how, minute)),
        _both("backlog", lambda how: refusals.backlog(questions, how)),
    ]


def _both(name: str, play: Callable[[str], Coroutine[Any, Any, Row]]) -> dict[str, Scenario]:
    """One scenario in both modes."""
    return {f"{name}-{how}": partial(play, how) for how in ("polling", "webhook")}


async def _play(group: dict[str, Scenario], only: Sequence[str]) -> list[Row]:
    """Those of a group that are wanted, side by side."""
    begin = time.monotonic()
    wanted = {name: play for name, play in group.items() if not only or name in only}
    rows = await asyncio.gather(*(play() for play in wanted.values()))
    if rows:
        print(f"{', '.join(wanted)}: {time.monotonic() - begin:.0f} s", flush=True)
    return rows


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
    groups = scenarios(given.rounds, given.soak)
    names = [name for group in groups for name in group]
    if unknown := set(given.only) - set(names):
        print(f"error: there is no {', '.join(unknown)}, but {', '.join(names)}", file=sys.stderr)
        return 2
    rows = [row for group in groups for row in asyncio.run(_play(group, given.only))]
    text = table(HEAD, [row.cells for row in rows])
    print(f"\n{text}\n")
    if given.write:
        between_marks(Path(DOCUMENT), "faults", text)
    faults = [fault for row in rows for fault in row.faults]
    for fault in faults:
        print(f"broken: {fault}", file=sys.stderr)
    return 1 if faults else 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="tests.faults", description=__doc__)
    parser.add_argument("--rounds", type=int, default=20, help="of 1,000 questions and one kill")
    parser.add_argument("--soak", type=float, default=300, help="seconds at five times Telegram's limit")
    parser.add_argument("--only", action="append", default=[], metavar="NAME", help="only this scenario")
    parser.add_argument("--write", action="store_true", help="the table into docs/operating.md")
    return parser.parse_args()


if __name__ == "__main__":
    raise SystemExit(main())
