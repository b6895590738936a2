"""Short words about helpers in another language. Changes when more is said of a helper."""

from __future__ import annotations

from bot.library.kinds.kind import Kind
from bot.library.shapes import Field, Keys, Made, Many, Text


def _pair(english: str, says: str) -> tuple[str, str]:
    return english, says


HELPERS: Kind[dict[str, str]] = Kind(
    "helpers",
    "helpers/{other}.yaml",
    "Words about helpers",
    Made(
        Many(
            "What is said of helpers in this language, each once, however many helpers say it. Where the "
            "English words of a helper change, people read the English until they are translated here.",
            Keys(
                "Words of one or more helpers.",
                _pair,
                (
                    Field(
                        "english",
                        Text(
                            "“does”, “hours”, “languages” or “note” of a helper, to the letter.",
                            "Weekdays, in the day",
                        ),
                        needed=True,
                    ),
                    Field("says", Text("The same in this language.", "De lunes a viernes"), needed=True),
                ),
                strict=True,
            ),
        ),
        dict,
    ),
)
