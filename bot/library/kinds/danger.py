"""Danger: the cards that people read, and what the bot learns to notice it from. Changes when either does."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from bot.knowledge import Card, Limits, Regression, Stage
from bot.library.kinds.entry import TITLE_LETTERS
from bot.library.kinds.kind import Kind
from bot.library.kinds.words import (
    CARD_ID,
    CARD_REVIEW,
    ID,
    ID_LETTERS,
    facts,
    name_of_service,
    passages,
    weights,
)
from bot.library.shapes import Field, Keys, Many, Named, OneOf, Text, Weight

Texts = dict[str, tuple[str, ...]]
"""Texts by danger card."""

ONE_MESSAGE = "One message as somebody would type it."
FEW = "such as “sos”. Few and plain: the examples do the rest."


class Danger(StrEnum):
    """How a card ends a turn."""

    EMERGENCY = "emergency"
    CRISIS = "crisis"


@dataclass(frozen=True, slots=True)
class Signs:
    """What never passes unnoticed, by danger card: words anywhere, and whole messages."""

    signs: Texts
    cries: Texts


def _card(**found: object) -> Card:
    return Card(**{**found, "outcome": str(found["outcome"])})  # type: ignore[arg-type]


def by_card(doc: str, each: str, example: str) -> Named[tuple[str, ...]]:
    """Messages by the danger card that they need."""
    return Named(doc, CARD_ID, Many(each, Text(ONE_MESSAGE, example)))


CARDS: Kind[tuple[Card, ...]] = Kind(
    "cards",
    "cards/{language}.yaml",
    "Danger cards",
    Keys(
        "What people are told when life is at risk.",
        lambda cards: cards,
        (
            Field(
                "cards",
                Many(
                    "The fixed answers to danger. The card that special.yaml names as urgent_card must be "
                    "one of them.",
                    Keys(
                        "One answer. It begins with the number.",
                        _card,
                        (
                            Field(
                                "id",
                                Text(
                                    "The name of the card.", "life-in-danger", letters=ID_LETTERS, pattern=ID
                                ),
                                needed=True,
                            ),
                            Field(
                                "outcome",
                                OneOf(
                                    "Whether it is an emergency, or a crisis in which talking helps first.",
                                    Danger,
                                    "an outcome of danger",
                                ),
                                needed=True,
                            ),
                            Field(
                                "title",
                                Text(
                                    "The heading: up to 60 letters.", "Life in danger", letters=TITLE_LETTERS
                                ),
                                needed=True,
                            ),
                            Field(
                                "lines",
                                passages(
                                    "What is said, line by line. The first line names the number within its "
                                    "first 40 letters: {emergency-999}.",
                                    "A line",
                                ),
                                needed=True,
                            ),
                            Field(
                                "get_help",
                                name_of_service(
                                    "Helplines below the card: names of files in services/.", "samaritans"
                                ),
                            ),
                            Field(
                                "facts",
                                facts("The facts of evidence.yaml on which the words rest.", "CRI-01"),
                            ),
                            Field("review", CARD_REVIEW),
                        ),
                    ),
                    whole=True,
                ),
                needed=True,
            ),
        ),
    ),
)
"""Refused when a card cannot be read: without it nobody would be warned."""

SIGNS = Kind(
    "signs",
    "danger/{language}/signs.yaml",
    "Signs of danger",
    Keys(
        "What never passes unnoticed, whatever the examples teach.",
        Signs,
        (
            Field(
                "signs",
                by_card(
                    f"By card: words or marks that never pass unnoticed, {FEW}",
                    "Words that need this card, wherever they stand in a message.",
                    "not breathing",
                ),
                wanted=True,
            ),
            Field(
                "cries",
                by_card(
                    "By card: whole messages that are nothing but a cry for help, such as “ambulance”. They "
                    "always get the card.",
                    "Messages that need this card, as the whole message.",
                    "ambulance",
                ),
            ),
        ),
    ),
)

EXAMPLES = Kind(
    "examples",
    "danger/{language}/examples.yaml",
    "Examples of danger",
    by_card(
        "For each card, what people in that danger really write. The bot learns from them. They are never "
        "shown.",
        "Messages that need this card.",
        "he is not breathing",
    ),
)

LOOK_ALIKES: Kind[tuple[str, ...]] = Kind(
    "look-alikes",
    "danger/{language}/look-alikes.yaml",
    "Look-alikes",
    Keys(
        "What only sounds like danger.",
        lambda look_alikes: look_alikes,
        (
            Field(
                "look_alikes",
                Many(
                    "Messages that sound like danger and are none. The bot learns from them. They are never "
                    "shown.",
                    Text(ONE_MESSAGE, "my phone is dead"),
                ),
                wanted=True,
            ),
        ),
    ),
)

EVERYDAY: Kind[tuple[str, ...]] = Kind(
    "everyday",
    "danger/{language}/everyday.yaml",
    "Everyday messages",
    Keys(
        "What people type to any bot, and what is no danger at all.",
        lambda everyday: everyday,
        (
            Field(
                "everyday",
                Many(
                    "Messages without any danger, most of them short. The bot learns from them that short "
                    "does not mean danger. They are never shown.",
                    Text(ONE_MESSAGE, "same for my uncle?"),
                ),
                wanted=True,
            ),
        ),
    ),
)


SEEN = "What is seen in a text, or “intercept”."

LIMITS = Named(
    "From which score (log odds) on a text gets the card, and the line above the answer.",
    Text("The length of a text.", "short"),
    Keys(
        "The limits of texts of one length.",
        Limits,
        (
            Field("card", Weight("Enough for the card.", "-1.4"), needed=True),
            Field("caution", Weight("Enough for the line above the answer.", "-2.8"), needed=True),
        ),
        strict=True,
    ),
)


def _regression(doc: str, example: str) -> Keys[Regression]:
    """One way of judging."""
    return Keys(
        doc,
        Regression,
        (
            Field("weights", weights("How much each thing seen counts.", SEEN, example), needed=True),
            Field("limits", LIMITS, needed=True),
        ),
        strict=True,
    )


STAGE = Kind(
    "danger-stage",
    "generated/danger/{language}.yaml",
    "Second stage",
    Keys(
        "How what was learned of danger is judged in one language, written by tools/fit_danger.py. Never "
        "edit it. Without this file the model alone decides, and more calm messages get a card.",
        Stage,
        (
            Field("short", _regression("Texts of less than 30 words, by words alone.", "model"), needed=True),
            Field("long", _regression("Texts of 30 words or more.", "gravest piece"), needed=True),
            Field("meaning", _regression("Texts of less than 30 words, by the encoder too.", "nearest")),
        ),
        strict=True,
    ),
)
