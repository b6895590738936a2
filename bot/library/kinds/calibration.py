"""What a program writes of how sure is sure. Changes when it writes more."""

from __future__ import annotations

from bot.knowledge import Curves
from bot.library.kinds.kind import Kind
from bot.library.shapes import Field, Keys, Named, Shape, Text, Weight


def _weights(doc: str) -> Shape[dict[str, float]]:
    seen = Text("What the matcher saw in a question, or “intercept”.", "length")
    return Named(doc, seen, Weight("How much that weighs.", "-0.4704"))


CALIBRATION = Kind(
    "calibration",
    "generated/calibration/{language}.yaml",
    "Calibration",
    Keys(
        "How sure is sure in one language: two logistic curves, written by tools/calibrate.py. Never edit "
        "it. Without this file people get buttons, and no answer is told as sure.",
        Curves,
        (
            Field("right", _weights("Weights: is the first entry the right one?"), needed=True),
            Field("among", _weights("Weights: is the right one among the first three?"), needed=True),
        ),
        strict=True,
    ),
)
