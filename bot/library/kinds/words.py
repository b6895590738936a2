"""Pieces that stand in files of several kinds. Changes when words are written down in another way."""

from __future__ import annotations

from dataclasses import dataclass

from bot.knowledge import Nation, Passage, Review, Source
from bot.library.items import Item, text_of
from bot.library.shapes import (
    Context,
    Day,
    Field,
    Keys,
    Lenient,
    Many,
    Named,
    OneOf,
    Schema,
    Shape,
    Switch,
    Text,
    Weight,
)

ID = "^[a-z][a-z0-9-]*$"
ID_LETTERS = 40
"""The most letters of a name: a button of Telegram must hold it (`bot.checks.telegram`)."""

FACT_NAME = "^[A-Z][A-Z0-9-]*$"
LANGUAGE_CODE = "^[a-z]{2,3}(-[A-Za-z]+)?$"

NATION = OneOf("A nation of the UK.", Nation, "a nation")
CARD_ID = Text("The id of a danger card.", "life-in-danger", pattern=ID)
LANGUAGE = Text("The code of the language: en, ar, fa.", "en", pattern=LANGUAGE_CODE)
QUESTION = "One question as somebody would type it."


def nations(doc: str) -> Many[Nation]:
    """All or nothing: words for a nation that cannot be read must not be shown everywhere."""
    return Many(doc, NATION, whole=True, unique=True)


def name_of_service(doc: str, example: str, *, whole: bool = False) -> Many[str]:
    """Names of helpers. `whole`: half the list is no list."""
    name = Text("The name of a file in services/, without .yaml.", example, letters=ID_LETTERS, pattern=ID)
    return Many(doc, name, whole=whole)


def facts(doc: str, example: str) -> Many[str]:
    """Names of facts."""
    return Many(doc, Text("The name of a fact in evidence.yaml.", example, pattern=FACT_NAME))


@dataclass(frozen=True)
class OnePassage(Shape[Passage]):
    """A text, or a text with the nations in which it is true."""

    what: str
    letters: int = 0
    example: str = "Bring any paper that you have."
    doc: str = ""

    @property
    def plain(self) -> Text:
        """The text alone."""
        return Text(f"{self.what} that holds wherever the entry does.", self.example, letters=self.letters)

    @property
    def _of_nations(self) -> Keys[Passage]:
        return Keys(
            "Words for some nations only.",
            Passage,
            (
                Field(
                    "text",
                    Text(
                        "The words. Sentences of up to 20 words; sums and phone numbers as {name}.",
                        "A surgery in Wales can ask where you live.",
                        letters=self.letters,
                    ),
                    needed=True,
                ),
                Field(
                    "nations",
                    nations("The nations in which these words are shown. Nobody elsewhere sees them."),
                    wanted=True,
                ),
            ),
            strict=True,
        )

    def read(self, item: Item, context: Context) -> Passage:
        """The words. {emergency-999} without quotes is a group whose keys say nothing."""
        if isinstance(item.value, dict) and any(each.value for each in item.value.values()):
            return self._of_nations.read(item, context)
        return Passage(text_of(item))

    def form(self) -> Schema:
        """Either form."""
        return {"oneOf": [self.plain.schema(), self._of_nations.schema()]}


@dataclass(frozen=True)
class Passages(Shape[tuple[Passage, ...]]):
    """One text, or a list of texts and of texts for some nations. All or nothing."""

    doc: str
    each: OnePassage
    nothing: tuple[()] = ()

    @property
    def _listed(self) -> Many[Passage]:
        return Many(
            "A list: one text a line, true everywhere, or a text with its nations.", self.each, whole=True
        )

    def read(self, item: Item, context: Context) -> tuple[Passage, ...]:
        """The passages, in order."""
        if isinstance(item.value, list):
            return self._listed.read(item, context)
        return (self.each.read(item, context),)

    def form(self) -> Schema:
        """One text, or the list."""
        return {"oneOf": [self.each.plain.schema(), self._listed.schema()]}


def passages(doc: str, what: str, letters: int = 0) -> Passages:
    """Words that people read. `what` they are, with its article; the most letters of each, 0 for no limit."""
    return Passages(doc, OnePassage(what, letters))


def sources(doc: str, *, dated: bool = False, with_address: bool = False) -> Many[Source]:
    """At least one: nothing may be said that was read nowhere. `dated`: each says when it was looked at."""
    page = Keys(
        "A page on which it can be read.",
        Source,
        (
            Field(
                "name",
                Text(
                    "Who published it, then a comma and the title of the page. People read the part before "
                    "the comma.",
                    "NHS England, how to register with a GP surgery",
                ),
                needed=True,
            ),
            Field(
                "url",
                Text(
                    "The address of the page, from https:// on.",
                    "https://www.nhs.uk/nhs-services/gps/how-to-register-with-a-gp-surgery/",
                    pattern="^(https?://|docs/)",
                ),
                wanted=dated,
            ),
            Field(
                "for",
                Text("What it was read for, in a few words. Not shown.", "that no ID is needed in England"),
                wanted=dated,
                attribute="is_for",
            ),
            Field(
                "checked",
                Day("The day on which somebody last looked at the page. Write year-month-day."),
                needed=dated,
            ),
            Field(
                "copy",
                Switch(
                    "Write true when the page is a copy on another website than the publisher’s. Else leave "
                    "the key out.",
                    only_true=True,
                ),
            ),
        ),
    )
    return Many(doc, page, whole=True, contains={"required": ["url"]} if with_address else {})


REVIEW = Keys(
    "Filled in only by a reviewer who has read all that “run_bot.py wording” prints. If any of it changes, "
    "the review stops counting.",
    Review,
    (
        Field("by", Text("The id of a reviewer in reviewers.yaml.", "a-adviser", pattern=ID), needed=True),
        Field("on", Day("The day of the review. Write year-month-day."), needed=True),
        Field(
            "wording",
            Text(
                "The seal that “run_bot.py wording <entry>” prints.",
                "v1-abc234xyabc234xyabc234xyabc234xy",
                pattern="^v1-[a-z2-7]{32}$",
            ),
            needed=True,
        ),
    ),
)
CARD_REVIEW = Lenient(REVIEW)
"""A card's: it may count for nothing, but never keeps back the card."""


def weights(doc: str, what: str, example: str) -> Named[float]:
    """Weights that a program fitted, by the name of what they weigh: `what` says what that is."""
    return Named(doc, Text(what, example), Weight("How much that counts.", "0.6"))
