"""What a reply is made of. Changes when a channel must be told more of it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from bot.conversation import NOTHING_SHOWN, Choice, ChoseEntry, ChoseLanguage, Shown, Tapped
from bot.words.bidi import LTR


class Kind(StrEnum):
    """What a line of a reply is; a channel decides what that looks like."""

    TITLE = "title"
    TEXT = "text"
    STEP = "step"
    HEADING = "heading"
    HELP = "help"
    CONTACT = "contact"
    SOURCE = "source"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Line:
    """One paragraph or list item, without markup. A url belongs to the whole line."""

    kind: Kind
    text: str
    url: str = ""
    language: str = "en"
    direction: str = LTR
    """How it runs, "ltr" or "rtl". In a line from right to left, names and numbers stand between isolates."""
    folded: bool = False
    """Whether it is shown only once somebody unfolds it. The folded lines of a reply are its last ones."""


@dataclass(frozen=True, slots=True)
class Button:
    """A choice: what it says, and what happens when it is tapped or its number typed."""

    label: str
    event: Choice | Tapped


@dataclass(frozen=True, slots=True)
class Reply:
    """
    Words in one language, with lines of another among them: what is only there in English, or what is for
    English eyes. Buttons stand in rows.
    """

    language: str
    lines: tuple[Line, ...]
    buttons: tuple[tuple[Button, ...], ...] = ()
    urgent: bool = False
    """Whether a life may be at risk: nothing may hold these words back."""
    answer: ChoseEntry | None = None
    """The answer that it tells, or a part of it; None where it tells none."""
    card: str = ""
    """The danger card that it tells; empty where it tells none."""
    forgets: bool = False
    """Whether it says that all is forgotten: then it is no more spoken of itself."""

    @property
    def text(self) -> str:
        """All lines, without buttons or addresses."""
        return "\n".join(line.text for line in self.lines)

    def shown(self, before: Shown = NOTHING_SHOWN) -> Shown:
        """
        What the next message may speak of: its buttons, and the last answer, perhaps of a reply before. A
        danger card only while nothing but a language is chosen behind it: a calm turn never brings it again.
        """
        if self.forgets:
            return NOTHING_SHOWN
        buttons = tuple((button.label, button.event) for button in self.choices)
        chooses = any(isinstance(button.event, ChoseLanguage) for button in self.choices)
        card = self.card or (before.card if chooses else "")
        answer = self.answer or before.answer
        return Shown(answer, buttons, told=self.answer is not None, card=card, language=self.language)

    @property
    def length(self) -> int:
        """Letters that are seen before anything is unfolded, buttons left out."""
        return sum(len(line.text) + 1 for line in self.lines if not line.folded)

    @property
    def paragraphs(self) -> tuple[tuple[Line, ...], ...]:
        """The lines in blocks: list items stay together under their heading, and so do the sources."""
        blocks: list[list[Line]] = []
        for line in self.lines:
            if blocks and line.folded == blocks[-1][-1].folded and _joins(blocks[-1][-1].kind, line.kind):
                blocks[-1].append(line)
            else:
                blocks.append([line])
        return tuple(tuple(block) for block in blocks)

    @property
    def choices(self) -> tuple[Button, ...]:
        """Every button in reading order."""
        return tuple(button for row in self.buttons for button in row)


_LISTS = {Kind.STEP: Kind.STEP, Kind.CONTACT: Kind.CONTACT, Kind.SOURCE: Kind.NOTE}


def _joins(above: Kind, below: Kind) -> bool:
    if above in (Kind.HEADING, Kind.HELP):
        return below in (Kind.STEP, Kind.CONTACT)
    return above in _LISTS and below in (above, _LISTS[above])
