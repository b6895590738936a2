"""A child process that learns, so that nobody waits. Changes when learning needs other surroundings."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import Coroutine
from datetime import date
from pathlib import Path

from bot.knowledge import Withholding

LEARN_WITHIN = 900.0
"""Seconds after which a child that still learns has gone astray."""

LEARN = "import os; os.nice(10); from bot.cli import main; raise SystemExit(main())"
"""A program that learns, and lets whoever answers go first."""


async def learn_beside(
    folder: Path,
    day: date,
    stop: asyncio.Event,
    *,
    withholding: Withholding,
    cache: Path | None = None,
    encodes: bool = False,
) -> int:
    """Fill the model cache for the folder's content of that day: the exit code. Killed when `stop` is set."""
    command = [sys.executable, "-c", LEARN, "learn", "--on", str(day)]
    return await _run_child(
        command, _environment(folder, withholding=withholding, cache=cache, encodes=encodes), stop
    )


def _environment(
    folder: Path, *, withholding: Withholding, cache: Path | None = None, encodes: bool = False
) -> dict[str, str]:
    """Our environment without the token and whatever else learning has no need of."""
    environ = {name: value for name, value in os.environ.items() if not name.startswith("BOT_")}
    return {
        **environ,
        "BOT_CACHE": str(cache or ""),
        "BOT_ENCODER": "on" if encodes else "off",
        "BOT_KNOWLEDGE": str(folder),
        "BOT_REVIEWED_ONLY": "yes" if withholding.unreviewed else "no",
        "BOT_UNCHECKED_TRANSLATIONS": "hide" if withholding.unchecked_translations else "show",
        "PYTHONPATH": os.pathsep.join(sys.path),
    }


async def _run_child(command: list[str], environ: dict[str, str], stop: asyncio.Event) -> int:
    """Its exit code. It is killed when we are stopped, or when it takes too long."""
    child = await asyncio.create_subprocess_exec(
        *command,
        env=environ,
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.DEVNULL,
        start_new_session=True,  # Ctrl+C is for us: we end it ourselves
    )
    try:
        await first_of(child.wait(), stop.wait(), within=LEARN_WITHIN)
    finally:
        if child.returncode is None:
            child.kill()
        code = await child.wait()
    return code


async def first_of(*waits: Coroutine[object, object, object], within: float) -> None:
    """Until one of them is done, and no longer than so many seconds."""
    tasks = [asyncio.ensure_future(wait) for wait in waits]
    try:
        await asyncio.wait(tasks, timeout=within, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
