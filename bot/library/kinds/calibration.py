"""What a program writes of how sure is sure. Changes when it writes more."""

from __future__ import annotations

from bot.knowledge import FusionWeights
from bot.library.kinds.kind import Kind
from bot.library.kinds.words import weights
from bot.library.shapes import Field, Keys, Weight

CALIBRATION = Kind(
    "calibration",
    "generated/calibration/{language}.yaml",
    "Calibration",
    Keys(
        "How sure is sure in one language: how much each scorer counts, written by tools/calibrate.py. Never "
        "edit it. Without this file people get buttons, and no answer is told as sure.",
        FusionWeights,
        (
            Field("words", weights("Where words alone are asked.", "Who scores.", "words"), needed=True),
            Field(
                "meaning", weights("Where the encoder is asked too.", "Who scores.", "nearest"), needed=True
            ),
            Field(
                "words-longer",
                weights("What is added to “words” as a text grows longer.", "Who scores.", "words"),
                needed=True,
                attribute="words_longer",
            ),
            Field(
                "meaning-longer",
                weights("What is added to “meaning” as a text grows longer.", "Who scores.", "nearest"),
                needed=True,
                attribute="meaning_longer",
            ),
            Field(
                "tell-from",
                Weight(
                    "How likely an answer must be to be told as sure, where that is more than usual.", "0.9"
                ),
                attribute="tell_from",
                otherwise=0.0,
            ),
        ),
        strict=True,
    ),
)
