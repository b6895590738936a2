"""Public sets of labelled questions, read from files that whoever runs the bench has got."""

from __future__ import annotations

import csv
import json
import random
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path

from benchmarks.cases import SEED, Case, Labelled
from benchmarks.typing_errors import misspelt

OUTSIDE = "NO_NODES_DETECTED"
"""HINT3's label of a question that the bot has no answer to."""
BOTS = ("curekart", "sofmattress", "powerplay11")
PLAIN, TYPED = "plain", "a fifth misspelt"
TYPED_SHARE = 0.2

Pairs = Sequence[tuple[str, str]]


def clinc(path: Path) -> list[Case]:
    """CLINC150 (clinc/oos-eval, data/data_full.json) with 10 and with 30 examples an intent."""
    data: dict[str, Pairs] = json.loads(path.read_text(encoding="utf-8"))
    elsewhere = [text for text, _ in data["oos_train"]]
    plain = _labelled(data["test"]) + [Labelled(text, frozenset()) for text, _ in data["oos_test"]]
    typed = [
        Labelled(misspelt(q.text, TYPED_SHARE, random.Random(f"{SEED} {i}")), q.right)
        for i, q in enumerate(plain)
    ]
    ten = Case("CLINC150, 10", _drawn(data["train"], 10), elsewhere, questions={PLAIN: plain})
    thirty = _drawn(data["train"], 30)
    return [ten, replace(ten, name="CLINC150, 30", asks=thirty, questions={PLAIN: plain, TYPED: typed})]


def split(folder: Path, name: str) -> Case:
    """BANKING77 or HWU64 with the published 10 examples an intent (jianguoz/Few-Shot-Intent-Detection)."""
    asks = _grouped(_lines(folder / "train_10"))
    return Case(f"{name}, 10", asks, questions={PLAIN: _labelled(_lines(folder / "test"))})


def hint3(folder: Path) -> list[Case]:
    """HINT3 (hellohaptik/HINT3, dataset/v1): three shops' bots, questions by real users."""
    return [
        Case(
            f"HINT3 {bot}",
            _grouped(_rows(_below(folder, f"{bot}_train.csv"))),
            questions={PLAIN: _labelled(_rows(_below(folder, f"{bot}_test.csv")))},
        )
        for bot in BOTS
    ]


def _below(folder: Path, name: str) -> Path:
    return next(path for path in sorted(folder.rglob(name)) if "v2" not in path.parts)


def _labelled(pairs: Iterable[tuple[str, str]]) -> list[Labelled]:
    return [Labelled(text, frozenset() if label == OUTSIDE else frozenset({label})) for text, label in pairs]


def _rows(path: Path) -> list[tuple[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return [(row["sentence"], row["label"]) for row in csv.DictReader(file)]


def _lines(folder: Path) -> list[tuple[str, str]]:
    texts = (folder / "seq.in").read_text(encoding="utf-8").splitlines()
    labels = (folder / "label").read_text(encoding="utf-8").splitlines()
    return list(zip(texts, labels, strict=True))


def _grouped(pairs: Iterable[tuple[str, str]]) -> dict[str, list[str]]:
    asks: dict[str, list[str]] = {}
    for text, label in pairs:
        asks.setdefault(label, []).append(text)
    return asks


def _drawn(pairs: Iterable[tuple[str, str]], count: int) -> dict[str, list[str]]:
    return {
        label: random.Random(f"{SEED} {label}").sample(texts, count)
        for label, texts in _grouped(pairs).items()
    }
