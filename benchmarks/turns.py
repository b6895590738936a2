"""
Whole turns: danger, matching and deciding, as a person meets them.

    python -m benchmarks.turns CASE.json

It opens the bot as a channel does, hears every question of the case, and a story of five of them.
"""

from __future__ import annotations

import json
import sys
from datetime import UTC, datetime
from pathlib import Path
from time import perf_counter

from benchmarks.cases import KNOWLEDGE
from benchmarks.runs import memory
from benchmarks.trial import milliseconds

STORY = 5


def main(path: str) -> None:
    """Open, hear, print."""
    given = json.loads(Path(path).read_text(encoding="utf-8"))
    begin = perf_counter()
    from bot.conversation import Asked, Person
    from bot.runtime.snapshot import inspect, load_snapshot

    today = datetime.now(tz=UTC).date()
    imported = perf_counter() - begin
    begin = perf_counter()
    snapshot = load_snapshot(KNOWLEDGE, today)
    opened = perf_counter() - begin
    resident, _ = memory()
    questions = given["timed"]
    stories = [". ".join(questions[i : i + STORY]) for i in range(0, len(questions) - STORY, STORY)]

    def hear(text: str) -> object:
        return snapshot.conversation.hear(Person(), Asked(text))

    found = {"turns": milliseconds(hear, questions), "stories": milliseconds(hear, stories)}
    begin = perf_counter()
    inspect(KNOWLEDGE, today)
    reading = perf_counter() - begin
    print(
        json.dumps(
            {**found, "imported": imported, "opened": opened, "reading": reading, "resident": resident}
        )
    )


if __name__ == "__main__":
    main(*sys.argv[1:])
