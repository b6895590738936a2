"""The bot's own sentences. Changes when a voice gets another part."""

from __future__ import annotations

from bot.knowledge import FollowUps, Nation, Voice
from bot.knowledge.phrases import LINES, SMALL_TALK
from bot.library.kinds.kind import Kind
from bot.library.kinds.said import MESSAGE, NATIONS, REMARKED, SAID, SMALL
from bot.library.kinds.words import ID
from bot.library.shapes import Field, Keys, Many, Named, Text


def _sentence(name: str) -> Text:
    doc, example = SAID.get(name, (f"The sentence “{name}”.", name))
    return Text(doc, example)


def _group(**found: object) -> dict[str, object]:
    return found


def _said(**found: str) -> dict[str, str]:
    """Those that are there: the checks miss the others."""
    return {name: text for name, text in found.items() if text}


def _of_nations(**found: object) -> dict[Nation, object]:
    return {Nation(name): value for name, value in found.items()}


VOICE: Kind[Voice] = Kind(
    "voice",
    "voice/{language}.yaml",
    "Voice",
    Keys(
        "The bot’s own sentences in one language. Phone numbers are written as {emergency-999}.",
        Voice,
        (
            Field(
                "lines",
                Keys(
                    "The sentences. Every one must be there.",
                    _said,
                    tuple(Field(name, _sentence(name), wanted=True) for name in LINES),
                ),
                needed=True,
            ),
            Field(
                "topics",
                Named(
                    "The name of every folder under topics/, as people read it, in the order in which they "
                    "are shown.",
                    Text("The name of a folder under topics/.", "gp", pattern=ID),
                    Text("What people read on the button.", "Seeing a GP (family doctor)"),
                ),
                needed=True,
            ),
            Field(
                "nations",
                Keys(
                    "The names of the nations in this language.",
                    _of_nations,
                    tuple(
                        Field(nation, Text(f"The name of {name}.", name), needed=True)
                        for nation, name in NATIONS.items()
                    ),
                ),
                needed=True,
            ),
            Field(
                "places",
                Keys(
                    "Words in a question that tell which nation it is about, as people type them.",
                    _of_nations,
                    tuple(
                        Field(
                            nation,
                            Many(
                                f"Names of {name}, its people and its towns.",
                                Text("One word or name.", name.lower()),
                            ),
                            wanted=True,
                        )
                        for nation, name in NATIONS.items()
                    ),
                ),
                needed=True,
            ),
            Field(
                "small_talk",
                Keys(
                    "Whole messages that are no question.",
                    _group,
                    tuple(
                        Field(
                            kind,
                            Many(
                                SMALL[kind][0],
                                Text(MESSAGE, SMALL[kind][1]),
                            ),
                        )
                        for kind in SMALL_TALK
                    ),
                ),
                needed=True,
            ),
            Field(
                "remarks",
                Keys(
                    "Whole messages that speak of the talk itself: of the last reply, or to the bot.",
                    _group,
                    tuple(
                        Field(str(kind), Many(doc, Text(MESSAGE, example)))
                        for kind, (doc, example) in REMARKED.items()
                    ),
                ),
                otherwise={},
            ),
            Field(
                "homes",
                Many(
                    "What people write around the name of a place to say where they live.",
                    Text("The words before the place, or with … where it stands.", "i live in"),
                ),
            ),
            Field(
                "follow_ups",
                Keys(
                    "Messages that only make sense behind an answer, such as “and if she is pregnant?”.",
                    FollowUps,
                    (
                        Field(
                            "openings",
                            Many(
                                "What such a message begins with, or what stands around it.",
                                Text("The first words, or the words with … for the rest.", "what about"),
                            ),
                        ),
                        Field(
                            "subjects",
                            Named(
                                "By entry: what may follow such a beginning, and leads to the entry.",
                                Text("The name of an entry’s folder.", "pregnancy-maternity", pattern=ID),
                                Many(
                                    "What stands behind the first words.",
                                    Text("The words, as people type them.", "she is pregnant"),
                                ),
                            ),
                        ),
                    ),
                ),
                otherwise=FollowUps(),
            ),
            Field(
                "months",
                Many(
                    "The names of the twelve months, January first.",
                    Text("The name of a month.", "January"),
                    least=12,
                    most=12,
                ),
                wanted=True,
            ),
        ),
    ),
    {"language": "language"},
)
