"""An entry: its answer, how people ask for it, its translations. Changes when there is more to say of one."""

from __future__ import annotations

from bot.knowledge import ALL_NATIONS, Answer, Asks, Confusion, Entry, Rumour, Translated, Translation
from bot.library.kinds.kind import Kind
from bot.library.kinds.words import (
    ID,
    ID_LETTERS,
    QUESTION,
    REVIEW,
    facts,
    name_of_service,
    nations,
    passages,
    sources,
)
from bot.library.shapes import Day, Field, Keys, Many, Switch, Text

TITLE_LETTERS = 60
SHORT_LETTERS = 300
"""As `bot.checks.entries` has them."""

OTHER_ENTRY = Text(
    "The name of the other entry’s folder.", "how-to-register-gp", letters=ID_LETTERS, pattern=ID
)
TITLE = Field(
    "title",
    Text(
        "The heading and the words on the button: up to 60 letters.",
        "Can I see a GP without papers?",
        letters=TITLE_LETTERS,
    ),
    needed=True,
)
ANSWER = Field(
    "answer",
    Keys(
        "What a person reads: the answer first, then what to do, then one warning.",
        Answer,
        (
            Field(
                "short",
                passages(
                    "The answer in up to 300 letters. One text for everybody, or exactly one for every "
                    "nation.",
                    "An answer",
                    SHORT_LETTERS,
                ),
                needed=True,
            ),
            Field(
                "elsewhere",
                passages(
                    "What differs in another nation, in one sentence. It is read by somebody without a "
                    "nation, after the answer.",
                    "A sentence",
                ),
            ),
            Field(
                "steps",
                passages(
                    "What it means in up to four points, then the one next step: at most five in any one "
                    "nation.",
                    "A step",
                ),
            ),
            Field(
                "not_known",
                passages(
                    "What we do not know and who can tell. At most one in any one nation, and said nowhere "
                    "else.",
                    "A doubt",
                ),
            ),
            Field("warn", passages("One warning, shown after the steps.", "A warning")),
            Field(
                "more",
                passages(
                    "What is folded away until somebody taps it: details, dates, names of bodies.", "A detail"
                ),
            ),
            Field(
                "rumour",
                Keys(
                    "What people repeat, next to what the rule says.",
                    Rumour,
                    (
                        Field(
                            "people_say",
                            Text(
                                "The rumour, in the words that people use.", "The surgery calls the police."
                            ),
                            needed=True,
                        ),
                        Field(
                            "rule_says",
                            Text("What the rule says about it.", "The guidance names no such duty."),
                            needed=True,
                        ),
                        Field(
                            "as_of",
                            Day("The day of which the rule speaks. Write year-month-day."),
                            needed=True,
                        ),
                    ),
                ),
            ),
        ),
    ),
    needed=True,
)

ENTRY = Kind(
    "entry",
    "topics/{topic}/{entry}/entry.yaml",
    "Entry",
    Keys(
        "One question and its answer. The name of the folder is the entry’s name and never changes.",
        Entry,
        (
            Field(
                "draft",
                Switch(
                    "Write true while the entry is being written: it is checked, and nobody is told it. "
                    "Else leave the key out.",
                    only_true=True,
                ),
            ),
            TITLE,
            Field(
                "nations",
                nations("The nations about which this entry says something. Leave the key out for all four."),
                otherwise=ALL_NATIONS,
            ),
            ANSWER,
            Field(
                "show_at_reception",
                passages(
                    "Plain English that a person can hold out at a desk. Leave the key out where that does "
                    "not help. With “nations” where it holds in some only.",
                    "A text",
                ),
            ),
            Field(
                "get_help",
                name_of_service(
                    "Who can help: names of files in services/, the best first. At least one in every "
                    "nation of the entry. The first is seen at once.",
                    "doctors-of-the-world",
                ),
                wanted=True,
            ),
            Field("related", Many("Other entries worth reading next. Two are shown.", OTHER_ENTRY)),
            Field(
                "sources",
                sources(
                    "The pages shown under the answer. Each must stand in evidence.yaml, under one of this "
                    "entry’s facts.",
                    dated=True,
                ),
                needed=True,
            ),
            Field(
                "facts",
                facts("The facts on which the words rest: names from evidence.yaml.", "GP-E-01"),
                wanted=True,
            ),
            Field(
                "next",
                Day(
                    "The day by which somebody must look again. After it the answer says so; 90 days later "
                    "it is no longer shown. Write year-month-day.",
                    "2027-02-22",
                ),
                needed=True,
            ),
            Field("review", REVIEW),
        ),
    ),
    {"id": "entry", "topic": "topic"},
)

ASKS = Kind(
    "asks",
    "topics/{topic}/{entry}/asks/{language}.yaml",
    "How people ask",
    Keys(
        "How people of one language ask for the entry beside it. The bot learns from this; nobody is shown "
        "it.",
        Asks,
        (
            Field(
                "confused_with",
                Many(
                    "Five questions that sound like this one and belong to another entry.",
                    Keys(
                        "A question that belongs to another entry.",
                        Confusion,
                        (
                            Field(
                                "ask",
                                Text("The question as somebody would type it.", "the hospital wants money"),
                                needed=True,
                            ),
                            Field("see", OTHER_ENTRY, needed=True),
                        ),
                    ),
                ),
            ),
            Field(
                "asks",
                Many(
                    "How real people ask this, in their own words and spelling; at least 30. The bot learns "
                    "from them. They are never shown.",
                    Text(QUESTION, "can i see docter with no visa"),
                ),
                wanted=True,
            ),
        ),
    ),
)

TRANSLATION = Kind(
    "translation",
    "topics/{topic}/{entry}/{other}.yaml",
    "Translation",
    Keys(
        "The words of the entry beside it in another language: passage by passage, with the same nations, "
        "numbers and sums.",
        Translation,
        (
            Field(
                "wording",
                Text(
                    "The six letters of the English words that it was made from: “run_bot.py check” names "
                    "those of today.",
                    "ab2cd3",
                    pattern="^[a-z2-7]{6}$",
                ),
                needed=True,
                attribute="of",
            ),
            TITLE,
            ANSWER,
            Field(
                "show_at_reception",
                passages(
                    "What the English words to show at reception say: for the person who holds them out.",
                    "A text",
                ),
                attribute="reception",
            ),
            Field(
                "translated",
                Keys(
                    "Who put the words into this language, and when. Nobody’s name but by themselves.",
                    Translated,
                    (
                        Field(
                            "by",
                            Text("Who or what translated it, as people may be told.", "a language model"),
                            needed=True,
                        ),
                        Field("on", Day("The day. Write year-month-day."), needed=True),
                    ),
                ),
            ),
            Field("review", REVIEW),
        ),
    ),
    {"entry": "entry", "language": "other"},
)
