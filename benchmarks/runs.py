"""Children: each measured thing runs in a process of its own, with one BLAS thread."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from time import perf_counter
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
ONE_THREAD = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"}
QUIET = {"TOKENIZERS_PARALLELISM": "false", "HF_HUB_OFFLINE": "1", "CUDA_VISIBLE_DEVICES": ""}


def child(module: str, *arguments: str, environment: Mapping[str, str] | None = None) -> Any:
    """What `python -m benchmarks.<module> …` prints last, read as JSON. A child that fails ends the run."""
    done = subprocess.run(
        [sys.executable, "-m", f"benchmarks.{module}", *arguments],
        cwd=ROOT,
        env={**os.environ, **ONE_THREAD, **QUIET, **(environment or {})},
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    return json.loads(done.stdout.splitlines()[-1])


def command(arguments: list[str], environment: Mapping[str, str]) -> tuple[float, float]:
    """Seconds until a command of the bot is done, and the MiB that it needed at most."""
    begin = perf_counter()
    process = subprocess.Popen(
        [sys.executable, "run_bot.py", *arguments],
        cwd=ROOT,
        env={**os.environ, **ONE_THREAD, **environment},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, process.args)
    return perf_counter() - begin, used.ru_maxrss / 1024


def memory() -> tuple[float, float]:
    """MiB that this process holds now, and the most that it has held. Linux only; else not a number."""
    try:
        lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    except OSError:
        return float("nan"), float("nan")
    fields = {line.split(":")[0]: line.split()[1] for line in lines if line.startswith(("VmRSS", "VmHWM"))}
    return int(fields["VmRSS"]) / 1024, int(fields["VmHWM"]) / 1024
