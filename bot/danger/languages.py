"""Danger in any language. Changes when other languages are asked, or what several say is weighed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from bot.danger.assess import CARD_FROM, CAUTION_FROM, Alarm, Danger, Level
from bot.danger.signs import Phrase, Signs
from bot.encoder import Once
from bot.knowledge import DangerWords
from bot.learning import Seen
from bot.words import Reading

ENGLISH = "en"
"""The language that is asked of every text: English words stand in texts of every language."""

MOST_ASKED = 2
"""So many of the likeliest languages are asked, and English."""

MOST_HIDDEN = 2
"""So many more are looked at for a sign in disguise."""


class Dangers:
    """
    Notices danger in a text of any language that we know.

    Signs and cries of every language are looked up at once; what was learned from examples is asked of the
    likeliest two languages and of English: a text costs the same with three languages and with thirty.
    """

    def __init__(self, words: Mapping[str, DangerWords], learned: Mapping[str, Danger]) -> None:
        """`words` are known before anything is `learned`: a cry is heard in a language that is still read."""
        self._learned = learned
        self._signs = Signs(words)

    def glance(self, reading: Reading) -> Alarm | None:
        """The first plain sign or cry, in disguise too, in English and then in any language."""
        return self._glance((ENGLISH,), reading) or self._elsewhere(reading, (ENGLISH,))

    def notice(
        self,
        reading: Reading,
        likely: Sequence[str],
        seen: list[Seen] | None = None,
        encoded: Once | None = None,
        *,
        sure: bool,
    ) -> Alarm | None:
        """
        The gravest danger that the text speaks of, or None.

        `likely` are the languages that it may be in, likeliest first; `sure`, whether it is certainly in the
        first. Then one word that is a sign in some other language ("mort"), or a sign of it in disguise, may
        stand there by chance: it makes a caution. `seen` is what was hashed of this turn's words so far,
        `encoded` is asked where words alone are not sure.
        """
        asked = tuple(
            language
            for language in dict.fromkeys((*likely[:MOST_ASKED], ENGLISH))
            if language in self._learned
        )
        alarm: Alarm | None = None
        for language in asked:
            # in another language than its own a text lies far from the middle, and like nothing that is known
            of_language = encoded if language == asked[0] else None
            if found := self._learned[language].notice(reading, seen, of_language):
                alarm = graver(alarm, replace(found, language=language))
        if alarm and alarm.level is Level.CARD:
            return alarm
        surely = likely[0] if sure else ""
        return graver(alarm, self._elsewhere(reading, asked, surely))

    def _glance(self, languages: Sequence[str], reading: Reading) -> Alarm | None:
        for language in languages:
            if language in self._learned and (found := self._learned[language].glance(reading)):
                return replace(found, language=language)
        return None

    def _elsewhere(self, reading: Reading, asked: tuple[str, ...], surely: str = "") -> Alarm | None:
        """A sign or a cry of a language that nothing else was asked of. `surely`: that of the text."""
        found = self._signs.find(reading, without=asked)
        alarms = [_alarm(phrase, by_chance=surely not in ("", phrase.language)) for phrase in found.plain]
        if alarms:
            return max(alarms, key=lambda alarm: alarm.level)
        hidden = self._glance(found.hidden[:MOST_HIDDEN], reading)
        return replace(hidden, level=Level.CAUTION, likely=CAUTION_FROM) if hidden and surely else hidden


def _alarm(phrase: Phrase, *, by_chance: bool) -> Alarm:
    kind = "cry" if phrase.is_cry else "sign"
    is_chance = by_chance and not phrase.is_cry and len(phrase.words) == 1
    level, likely = (Level.CAUTION, CAUTION_FROM) if is_chance else (Level.CARD, CARD_FROM)
    return Alarm(phrase.card, level, likely, f"{kind} “{phrase.typed}”", phrase.language)


def graver(one: Alarm | None, other: Alarm | None) -> Alarm | None:
    """The graver of two alarms, the first where they are alike."""
    found = [alarm for alarm in (one, other) if alarm]
    return max(found, key=lambda alarm: (alarm.level, alarm.likely), default=None)
