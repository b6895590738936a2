"""In whose words an answer is told. Changes when other words may stand in for those of a language."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum

from bot.knowledge.answer import Passage
from bot.knowledge.entry import Entry
from bot.knowledge.language import ENGLISH
from bot.knowledge.nation import Nation
from bot.knowledge.translation import Translation


class WhyNotYours(StrEnum):
    """Why somebody reads English instead of their language."""

    NOT_TRANSLATED = "there is no translation that may be said today"
    """None was written, its file has a mistake, or the language is a draft."""
    NO_VALUE = "a sum in the translation has no value today"
    OLDER_WORDS = "the translation is of older English words"


@dataclass(frozen=True, slots=True)
class Told:
    """An entry in the words in which it is told today."""

    entry: Entry
    """Its title and answer are in `language`, or in English. Staff read its words for reception: English."""
    made_from: str
    """The six letters of the English words that they are, or that they were translated from."""
    why_not_yours: WhyNotYours | None = None
    """None when they are in the language that was asked for."""
    reception: tuple[Passage, ...] = ()
    """What the words for reception say, for the person, where the entry is not in English."""
    unchecked: bool = False
    """Whether they are a translation that no speaker of the language has vouched for."""

    @property
    def language(self) -> str:
        """The language that the title and the answer are in."""
        return self.entry.language

    def explained(self, nation: Nation) -> str:
        """What the words for reception of that nation say; empty where nobody translated them."""
        return next((passage.text for passage in self.reception if passage.holds_in(nation)), "")


def told(
    entry: Entry,
    wording: str,
    language: str,
    translation: Translation | None,
    *,
    has_lapsed: bool = False,
) -> Told:
    """
    The entry as it is told to somebody who reads that language. `translation`: its words there, if any may be
    said today: none with a mistake in its file, and none of a draft language. `has_lapsed`: there is one, and
    a sum in it has no value today.

    A translation of older English words is not told: what changed may be a sum, a nation or a warning, and
    somebody may act on it. They get today's English, and are told why (docs/decisions/0018).
    """
    if language == ENGLISH:
        return Told(entry, wording)
    if translation is None:
        why = WhyNotYours.NO_VALUE if has_lapsed else WhyNotYours.NOT_TRANSLATED
        return Told(entry, wording, why)
    if translation.of != wording:
        return Told(entry, wording, WhyNotYours.OLDER_WORDS)
    words = replace(entry, title=translation.title, answer=translation.answer, language=language)
    return Told(words, wording, reception=translation.reception, unchecked=translation.review is None)
