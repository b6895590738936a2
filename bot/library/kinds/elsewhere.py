"""The least that is said in every other language. Changes when more is."""

from __future__ import annotations

from bot.knowledge.elsewhere import Elsewhere
from bot.library.kinds.danger import by_card
from bot.library.kinds.kind import Kind
from bot.library.kinds.language import DIRECTION
from bot.library.kinds.words import LANGUAGE
from bot.library.shapes import Field, Keys, Named, Text

LINE_LETTERS = 300

ELSEWHERE: Kind[dict[str, Elsewhere]] = Kind(
    "elsewhere",
    "elsewhere.yaml",
    "Other languages",
    Named(
        "The least that is said in languages that the bot does not speak: one sentence, and cries for help.",
        LANGUAGE,
        Keys(
            "One language. Once it stands in languages.yaml as live, or with its cards, delete it here.",
            Elsewhere,
            (
                Field("name", Text("Its own name for itself.", "Deutsch"), needed=True),
                Field(
                    "english", Text("Its name in English, to be said on the phone.", "German"), needed=True
                ),
                DIRECTION,
                Field(
                    "line",
                    Text(
                        "In that language: that we cannot answer in it, {emergency-999}, and how to ask for "
                        "somebody who speaks it. Leave the key out rather than write it badly.",
                        "Auf Deutsch kann ich nicht antworten. In Gefahr rufen Sie {emergency-999} an.",
                        letters=LINE_LETTERS,
                    ),
                    otherwise="",
                ),
                Field(
                    "cries",
                    by_card(
                        "By card: whole messages that are nothing but a cry for help in that language.",
                        "Messages that need this card, as the whole message.",
                        "hilfe",
                    ),
                    needed=True,
                ),
            ),
        ),
        as_="code",
    ),
)
