"""The picture: how accuracy falls with misspelt words, and whether `score` can be believed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from benchmarks.cases import MISSPELT
from benchmarks.measures import Bin
from bot.cli.scoring import wilson

COLOURS = ("#0072B2", "#56B4E9", "#D55E00", "#009E73", "#CC79A7", "#000000")
MARKERS = "osv^Dx"
"""Colours that the colour-blind can tell apart (Okabe and Ito), and shapes for who sees none."""


def draw(curves: Mapping[str, Sequence[float]], bins: Sequence[Bin], path: Path) -> None:
    """Write an SVG with both curves side by side."""
    import matplotlib as mpl

    mpl.use("svg")
    import matplotlib.pyplot as plt

    mpl.rcParams.update({"font.size": 11, "svg.hashsalt": "bench", "axes.spines.top": False})
    mpl.rcParams["axes.spines.right"] = False
    figure, (left, right) = plt.subplots(1, 2, figsize=(11, 4.8), layout="constrained")
    _misspelling(left, curves)
    _reliability(right, bins)
    figure.savefig(path, metadata={"Date": None, "Creator": None})
    path.write_text(
        "\n".join(line.rstrip() for line in path.read_text(encoding="utf-8").splitlines()) + "\n",
        encoding="utf-8",
    )


def _misspelling(axes: Any, curves: Mapping[str, Sequence[float]]) -> None:
    shares = [100 * share for share in MISSPELT]
    for (name, points), colour, marker in zip(curves.items(), COLOURS, MARKERS, strict=False):
        width = 2.6 if name == "ours" else 1.5
        heights = [100 * point for point in points]
        axes.plot(shares, heights, color=colour, marker=marker, linewidth=width, label=name)
    axes.set(
        title="Right at first, our own questions",
        xlabel="words of 4+ letters with a typing error, %",
        ylabel="right at first, %",
        ylim=(0, 100),
        xticks=shares,
    )
    axes.grid(axis="y", color="#dddddd")
    axes.legend(frameon=False, loc="lower left", bbox_to_anchor=(0, 0.1))


def _reliability(axes: Any, bins: Sequence[Bin]) -> None:
    axes.plot(
        [0, 100], [0, 100], color="#888888", linestyle="--", linewidth=1, label="as right as it is sure"
    )
    for each in bins:
        low, high = wilson(each.true, each.count)
        said, true = 100 * each.said, 100 * each.true / each.count
        axes.plot([said, said], [100 * low, 100 * high], color=COLOURS[0], linewidth=1)
        axes.plot([said], [true], color=COLOURS[0], marker="o", markersize=5)
        axes.annotate(str(each.count), (said, true), textcoords="offset points", xytext=(7, -4), fontsize=9.5)
    axes.set(
        title="Can “score” be believed?",
        xlabel="mean score of the questions in a bin, % (number: questions)",
        ylabel="right at first, % (bar: 95 % interval)",
        xlim=(0, 106),
        ylim=(-3, 103),
    )
    axes.grid(color="#eeeeee")
    axes.legend(frameon=False, loc="lower right", bbox_to_anchor=(1, 0.06))
