"""
Two minutes of odd input: python -m fuzz [--seconds N] [--write] [--keep] [TARGET or FILE…].

A file is tried once, without atheris. Exit code 1 when a promise broke: its input lies in fuzz/crashes/.
Changes when a run should be told differently.
"""

from __future__ import annotations

import argparse
import re
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from bot.runtime.snapshot import load_snapshot
from fuzz.promises import TODAY
from fuzz.targets import AIMS, CORPUS, ROOT, Aim, aim_of

CRASHES = ROOT / "fuzz" / "crashes"
TABLE = ROOT / "docs" / "threats.md"
BEGIN, END = "<!-- fuzz: written by a program, do not edit -->", "<!-- end of fuzz -->"

START = 3.0
"""Seconds in which a process is ready; they are taken from its share."""

HANGS = 30
"""Seconds of one input after which libFuzzer gives up on it."""

MEGABYTES = 4_000
"""
Memory of a process. High, because the process grows by some 0.2 MB with each whole turn that atheris watches;
1,600 such turns without atheris stayed at 160 MB.
"""

KEPT_BYTES = 1_024
"""An input longer than this is not kept, unless somebody puts it into the corpus by hand."""


@dataclass(frozen=True, slots=True)
class Ran:
    """How fuzzing one target went."""

    aim: Aim
    runs: int
    edges: int
    seeds: int
    found: int
    """Inputs that reached new code."""
    broken: tuple[Path, ...]
    said: str


def main() -> int:
    """Fuzz each target for its share, or try the files that are named."""
    parser = argparse.ArgumentParser(prog="python -m fuzz", description=__doc__)
    parser.add_argument(
        "what", nargs="*", help="targets (default: all), or files in fuzz/crashes and fuzz/corpus"
    )
    parser.add_argument("--seconds", type=float, default=120, help="for all targets together")
    parser.add_argument("--write", action="store_true", help="write the table in docs/threats.md")
    parser.add_argument("--keep", action="store_true", help="put what reached new code into fuzz/corpus/")
    given = parser.parse_args()
    if any(Path(each).is_file() for each in given.what):
        return sum(_tried(Path(each)) for each in given.what) and 1
    known = {aim.name for aim in AIMS}
    if unknown := [each for each in given.what if each not in known]:
        parser.error(f"{unknown[0]} is no target and no file: use one of {', '.join(sorted(known))}")
    if find_spec("atheris") is None:
        print("atheris is not installed: make fuzz installs it, on Linux on x86-64", file=sys.stderr)
        return 2
    return _fuzzed([aim for aim in AIMS if aim.name in (given.what or known)], given)


def _tried(file: Path) -> int:
    """One kept input, once: 0 when all holds, else its traceback and 1."""
    name = (
        file.parent.name
        if file.is_relative_to(CORPUS) or "corpus" in file.parts
        else file.name.partition("-")[0]
    )
    aim_of(name).ready()(file.read_bytes())
    print(f"{file}: all holds")
    return 0


def _fuzzed(aims: list[Aim], given: argparse.Namespace) -> int:
    load_snapshot(ROOT / "knowledge", TODAY)  # learned once, before anybody looks at the clock
    CRASHES.mkdir(exist_ok=True)
    shares = sum(aim.share for aim in aims)
    begun, ran = time.monotonic(), []
    print(f"{'target':10}{'runs':>10}{'edges':>8}{'seeds':>8}{'new':>8}{'broken':>8}", flush=True)
    for aim in aims:
        one = _run(aim, given.seconds * aim.share / shares, keep=given.keep)
        ran.append(one)
        print(
            f"{aim.name:10}{one.runs:>10}{one.edges:>8}{one.seeds:>8}{one.found:>8}{len(one.broken):>8}",
            flush=True,
        )
    runs, broken = sum(one.runs for one in ran), [path for one in ran for path in one.broken]
    print(f"{runs} inputs in {time.monotonic() - begun:.0f} s, {len(broken)} broke a promise")
    for one in ran:
        if one.broken:
            print(one.said)
    for path in broken:
        print(f"Try it again: {sys.executable} -m fuzz {path.relative_to(ROOT)}")
    if given.write:
        _write(ran)
    return 1 if broken else 0


def _run(aim: Aim, seconds: float, *, keep: bool) -> Ran:
    """One target in a process of its own, from the kept corpus on. Raises SystemExit when it cannot run."""
    seeds = CORPUS / aim.name
    before = set(CRASHES.glob(f"{aim.name}-*"))
    with tempfile.TemporaryDirectory(prefix="fuzz-") as folder:
        done = subprocess.run(
            [
                *(sys.executable, "-m", "fuzz.guided", aim.name, folder, str(seeds)),
                f"-max_total_time={max(1, round(seconds - START))}",
                f"-max_len={aim.longest}",
                f"-artifact_prefix={CRASHES}/{aim.name}-",
                f"-timeout={HANGS}",
                f"-rss_limit_mb={MEGABYTES}",
                "-print_final_stats=1",
            ],
            cwd=ROOT,
            capture_output=True,
            check=False,
        )
        said = done.stderr.decode(errors="replace") + done.stdout.decode(errors="replace")
        broken = tuple(sorted(set(CRASHES.glob(f"{aim.name}-*")) - before))
        if done.returncode and not broken:
            raise SystemExit(f"{aim.name} could not be fuzzed:\n{said[-3_000:]}")
        found = [path for path in Path(folder).iterdir() if path.is_file()]
        if keep and not broken:
            _keep(aim, Path(folder), seeds)
        edges = [int(each) for each in re.findall(r"\bcov: (\d+)", said)]
        runs = re.search(r"number_of_executed_units: (\d+)", said)
        number = sum(1 for _ in seeds.iterdir())
        return Ran(
            aim, int(runs[1]) if runs else 0, max(edges, default=0), number, len(found), broken, said[-3_000:]
        )


def _keep(aim: Aim, found: Path, seeds: Path) -> None:
    """What reaches code that no seed reaches, the shortest first."""
    for path in found.iterdir():
        if path.stat().st_size > KEPT_BYTES:
            path.unlink()
    subprocess.run(
        [
            sys.executable,
            "-m",
            "fuzz.guided",
            aim.name,
            "-merge=1",
            f"-max_len={aim.longest}",
            str(seeds),
            str(found),
        ],
        cwd=ROOT,
        capture_output=True,
        check=True,
    )


def _write(ran: list[Ran]) -> None:
    text = TABLE.read_text(encoding="utf-8")
    rows = [
        "| what is made up | inputs | edges of our code | kept inputs | broke a promise |",
        "| --- | --- | --- | --- | --- |",
        *(
            f"| {one.aim.what} | {one.runs:,} | {one.edges:,} | {one.seeds} | {len(one.broken)} |"
            for one in ran
        ),
    ]
    head, begin, rest = text.partition(BEGIN)
    _, end, tail = rest.partition(END)
    if not begin or not end:
        raise SystemExit(f"{TABLE} has no place for the table: write {BEGIN} and {END}")
    TABLE.write_text(f"{head}{BEGIN}\n\n" + "\n".join(rows) + f"\n\n{END}{tail}", encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
