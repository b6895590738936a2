"""Dates as people write them. Changes when a language writes them differently."""

from __future__ import annotations

from datetime import date
from functools import lru_cache

from babel import Locale, UnknownLocaleError
from babel.dates import format_date

from bot.knowledge import Voice

_ENGLISH = {"en": "en_GB"}
"""English is the one language of which we know in which country it is read."""


def day_in(voice: Voice, day: date) -> str:
    """The day, the month's name and the year; from the voice's own months in a language that CLDR lacks."""
    locale = _locale(voice.language)
    return format_date(day, "long", locale) if locale else voice.day(day)


@lru_cache(maxsize=64)
def _locale(language: str) -> Locale | None:
    try:
        return Locale.parse(_ENGLISH.get(language, language.replace("-", "_")))
    except (UnknownLocaleError, ValueError):
        return None
