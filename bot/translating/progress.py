"""How far a language has come, and which of its translations are old. Changes when a language needs more."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from bot.knowledge import Entry, Knowledge, Language, Translation
from bot.translating.units import CARDS, HELPERS, VOICE, Unit, units_of


@dataclass(frozen=True, slots=True)
class Share:
    """How many of how many."""

    done: int
    of: int

    def __str__(self) -> str:
        return f"{self.done}/{self.of}"


@dataclass(frozen=True, slots=True)
class Progress:
    """What a language has."""

    language: Language
    cards: Share
    """Titles and lines of danger cards."""
    voice: Share
    """The bot's own sentences, and the names of topics, nations and months."""
    answers: Share
    """Entries whose translation says what the English says today."""
    stale: int
    """Entries whose translation is of older English words."""
    signed: int
    """Entries for whose translation a speaker has signed."""
    helpers: Share
    asks: Share
    """Entries with asks, of all."""
    signs: int
    """Signs and cries of danger."""
    dangers: int
    """Examples of danger."""
    look_alikes: int
    off_topic: int


def progress(knowledge: Knowledge, language: Language, today: date) -> Progress:
    """What there is of a language."""
    code = language.code
    units = list(units_of(knowledge, code))
    entries = {entry.id for entry in knowledge.entries if not entry.draft}
    translations = knowledge.translations.get(code, {})
    old = {entry.id for entry, _ in stale(knowledge, code)}
    asks = knowledge.asks.get(code, {})
    words = knowledge.dangers.get(code)
    return Progress(
        language=language,
        cards=_share(units, CARDS),
        voice=_share(units, VOICE),
        answers=Share(len((translations.keys() & entries) - old), len(entries)),
        stale=len(old),
        signed=sum(knowledge.reviewer(each, today) is not None for each in translations.values()),
        helpers=_share(units, HELPERS),
        asks=Share(sum(bool(asks.get(name)) for name in entries), len(entries)),
        signs=sum(map(len, (*words.signs.values(), *words.cries.values()))) if words else 0,
        dangers=sum(map(len, words.examples.values())) if words else 0,
        look_alikes=len(words.look_alikes) if words else 0,
        off_topic=len(knowledge.out_of_scope.get(code, ())),
    )


def stale(knowledge: Knowledge, code: str) -> Iterator[tuple[Entry, Translation]]:
    """The entries whose words in this language were made from older English ones, with those words."""
    for entry in knowledge.entries:
        translation = knowledge.translations.get(code, {}).get(entry.id)
        if translation and translation.of != entry.wording:
            yield entry, translation


def lacking(knowledge: Knowledge, code: str) -> dict[str, int]:
    """By file, how many of its texts have no translation; files that have all are not here."""
    found: dict[str, int] = {}
    for unit in units_of(knowledge, code):
        if not unit.text:
            found[unit.file] = found.get(unit.file, 0) + 1
    return found


def _share(units: list[Unit], file: str) -> Share:
    here = [unit for unit in units if unit.file == file]
    return Share(sum(bool(unit.text) for unit in here), len(here))
