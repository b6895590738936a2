"""What a program writes of how sure is sure. Changes when it writes more."""

from __future__ import annotations

from bot.knowledge import FusionWeights
from bot.library.kinds.kind import Kind
from bot.library.shapes import Field, Keys, Named, Shape, Text, Weight


def _weights(doc: str) -> Shape[dict[str, float]]:
    return Named(doc, Text("Who scores.", "nearest five"), Weight("How much that counts.", "1.8761"))


CALIBRATION = Kind(
    "calibration",
    "generated/calibration/{language}.yaml",
    "Calibration",
    Keys(
        "How sure is sure in one language: how much each scorer counts, written by tools/calibrate.py. Never "
        "edit it. Without this file people get buttons, and no answer is told as sure.",
        FusionWeights,
        (
            Field("words", _weights("Where words alone are asked."), needed=True),
            Field("meaning", _weights("Where the encoder is asked too."), needed=True),
        ),
        strict=True,
    ),
)
