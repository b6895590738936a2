"""
Run the bench and write docs/bench.md and docs/bench.svg.

    python -m benchmarks [--only PART …] [--clinc FILE] [--banking DIR] [--hwu DIR] [--hint3 DIR]
"""

from __future__ import annotations

import argparse
import platform
from collections.abc import Iterator
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from shutil import copyfile
from tempfile import TemporaryDirectory

from benchmarks import languages, own, plot, sweeps, words
from benchmarks.cases import ROOT, Case
from benchmarks.cases import own as own_case
from benchmarks.matchers import WITHOUT, available
from benchmarks.measures import in_scope, reliability
from benchmarks.minilm import PACKAGE as ENCODER
from benchmarks.public import clinc, hint3, split
from benchmarks.report import note
from bot.learning.model import COMMON

PARTS = ("own", "public", "growth", "languages", "speed")
DOCUMENT = ROOT / "docs" / "bench.md"
PICTURE = ROOT / "docs" / "bench.svg"


def main() -> None:
    """Run every part, print it as it is done, and keep it when no part was left out."""
    chosen = _arguments()
    names = available()
    parts = [words.HEAD.format(**_circumstances(names))]
    with TemporaryDirectory() as folder:
        for part in _sections(chosen, names, Path(folder)):
            print(f"{part}\n", flush=True)
            parts.append(part)
        if len(chosen.only) == len(PARTS):
            DOCUMENT.write_text("\n\n".join(parts) + "\n", encoding="utf-8")
            copyfile(Path(folder) / PICTURE.name, PICTURE)
            note(f"written: {DOCUMENT.relative_to(ROOT)}, {PICTURE.relative_to(ROOT)}")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description="Our matcher beside others.")
    parser.add_argument(
        "--only", nargs="+", choices=PARTS, default=PARTS, help="run these parts, keep no document"
    )
    parser.add_argument("--clinc", type=Path, metavar="FILE", help="data_full.json of clinc/oos-eval")
    parser.add_argument(
        "--banking", type=Path, metavar="DIR", help="Datasets/BANKING77 of jianguoz/Few-Shot-Intent-Detection"
    )
    parser.add_argument("--hwu", type=Path, metavar="DIR", help="Datasets/HWU64 of the same")
    parser.add_argument("--hint3", type=Path, metavar="DIR", help="dataset/v1 of hellohaptik/HINT3")
    return parser.parse_args()


def _sections(chosen: argparse.Namespace, names: list[str], folder: Path) -> Iterator[str]:
    case = own_case()
    if "own" in chosen.only:
        yield from _own(case, names, folder)
    if "public" in chosen.only:
        cases = _public(chosen)
        table = sweeps.public(cases, names, folder) if cases else ""
        yield words.PUBLIC.format(table=table) if cases else words.NO_PUBLIC
    if "growth" in chosen.only:
        yield words.GROWTH.format(table=sweeps.growth(case, folder), common=COMMON)
    if "languages" in chosen.only:
        yield words.LANGUAGES.format(tables=languages.measured(), long=languages.LONG)
    if "speed" in chosen.only:
        yield words.SPEED.format(table=sweeps.speed(case, folder))


def _own(case: Case, names: list[str], folder: Path) -> list[str]:
    outcomes = own.run(case, names, folder)
    reliable, sentence = own.calibration(outcomes[0])
    curves = {o.name: own.curve(o) for o in outcomes if o.name != WITHOUT}
    plot.draw(curves, reliability(outcomes[0].reported), folder / PICTURE.name)
    inside = len(in_scope(outcomes[0].reported))
    counts = {
        "asks": f"{sum(map(len, case.asks.values())):,}",
        "entries": len(case.asks),
        "elsewhere": f"{len(case.elsewhere):,}",
        "inside": inside,
        "outside": len(outcomes[0].reported) - inside,
        "development": len(case.questions["development"]),
    }
    return [
        words.OWN.format(accuracy=own.accuracy(outcomes), costs=own.costs(outcomes), **counts),
        words.MISSPELT.format(table=own.misspelling(outcomes)),
        words.CALIBRATION.format(table=reliable, sentence=sentence),
    ]


def _public(chosen: argparse.Namespace) -> list[Case]:
    cases: list[Case] = []
    if chosen.clinc:
        cases += clinc(chosen.clinc)
    if chosen.banking:
        cases.append(split(chosen.banking, "BANKING77"))
    if chosen.hwu:
        cases.append(split(chosen.hwu, "HWU64"))
    if chosen.hint3:
        cases += hint3(chosen.hint3)
    return cases


def _circumstances(names: list[str]) -> dict[str, str]:
    packages = ["numpy", "rapidfuzz"]
    packages += ["scikit-learn"] if "TF-IDF + LR" in names else []
    packages += [ENCODER.replace("_", "-")] if "MiniLM + LR" in names else []
    return {
        "date": str(datetime.now(tz=UTC).date()),
        "python": platform.python_version(),
        "processor": _processor(),
        "packages": ", ".join(f"{name} {version(name)}" for name in packages),
    }


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return platform.machine()
    named = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return f"{len(named)} × {named[0]}" if named else platform.machine()


if __name__ == "__main__":
    main()
