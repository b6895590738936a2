"""Languages, and what the bot itself needs by name. Changes when there is more to say of either."""

from __future__ import annotations

from enum import StrEnum

from bot.knowledge import Language, Special
from bot.library.kinds.kind import Kind
from bot.library.kinds.words import ID, ID_LETTERS, LANGUAGE, QUESTION, name_of_service
from bot.library.shapes import Field, Keys, Made, Many, Named, OneOf, Text


class Direction(StrEnum):
    """How lines run."""

    LTR = "ltr"
    RTL = "rtl"


DIRECTION = Field(
    "direction",
    OneOf("ltr when it is written from left to right, rtl from right to left.", Direction, "a direction"),
    otherwise=Direction.LTR,
)


class State(StrEnum):
    """Whether people are answered in it."""

    LIVE = "live"
    CARDS = "cards"
    DRAFT = "draft"


LANGUAGES: Kind[tuple[Language, ...]] = Kind(
    "languages",
    "languages.yaml",
    "Languages",
    Made(
        Named(
            "The languages that the bot speaks.",
            LANGUAGE,
            Keys(
                "One language.",
                Language,
                (
                    Field("name", Text("Its own name for itself.", "English"), needed=True),
                    DIRECTION,
                    Field(
                        "state",
                        OneOf(
                            "live when people are answered in it; cards when danger is noticed and told in "
                            "it, and all else gets the sentence “other_language”; draft while it is being "
                            "written: then it is checked, and nobody is shown it.",
                            State,
                            "a state",
                        ),
                        otherwise=State.DRAFT,
                    ),
                ),
            ),
            as_="code",
        ),
        lambda languages: tuple(languages.values()),
    ),
)

SPECIAL = Kind(
    "special",
    "special.yaml",
    "Special content",
    Keys(
        "Which entry, card and services do a job that the bot itself needs done.",
        Special,
        (
            Field(
                "privacy",
                Text(
                    "The entry that says what the bot keeps of people: /privacy tells it.",
                    "bot-privacy",
                    letters=ID_LETTERS,
                    pattern=ID,
                ),
                needed=True,
            ),
            Field(
                "urgent_card",
                Text("The danger card that /urgent shows.", "life-in-danger", letters=ID_LETTERS, pattern=ID),
                needed=True,
            ),
            Field(
                "person",
                Text(
                    "The entry that says whom to call: the button “Talk to a person” under every reply opens "
                    "it. Leave the key out where there is none.",
                    "find-charity-help",
                    letters=ID_LETTERS,
                    pattern=ID,
                ),
                otherwise="",
            ),
            Field(
                "urgent_entries",
                Many(
                    "Entries for other danger than that of the card: buttons under it when /urgent shows it.",
                    Text("The name of an entry’s folder.", "mental-health", letters=ID_LETTERS, pattern=ID),
                ),
            ),
            Field(
                "charges",
                Many(
                    "Entries about what care costs, the widest first: “how much?” leads to one of them.",
                    Text(
                        "The name of an entry’s folder.", "hospital-charges", letters=ID_LETTERS, pattern=ID
                    ),
                ),
            ),
            Field(
                "fallback_help",
                name_of_service(
                    "Who is named when no answer was found: at least one in every nation.",
                    "doctors-of-the-world",
                    whole=True,
                ),
                needed=True,
            ),
        ),
    ),
)

OUT_OF_SCOPE: Kind[tuple[str, ...]] = Kind(
    "out-of-scope",
    "out-of-scope/{language}.yaml",
    "Out of scope",
    Keys(
        "Questions that no entry answers. From them the bot learns to say that it does not know.",
        lambda asks: asks,
        (
            Field(
                "asks",
                Many(
                    "Questions that no entry answers, as people type them.",
                    Text(QUESTION, "how do i see a doctor in spain"),
                ),
                wanted=True,
            ),
        ),
    ),
)
