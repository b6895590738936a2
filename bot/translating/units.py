"""What there is to translate, text by text. Changes when another kind of file is translated."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from bot.knowledge import ENGLISH, Card, Entry, Knowledge, Nation, Passage, Translation, Voice
from bot.knowledge.service import SAID

VOICE, CARDS, HELPERS = "voice", "cards", "helpers"
"""Where the texts of these files stand. Those of an entry stand in topics/<topic>/<entry>."""


@dataclass(frozen=True, slots=True)
class Unit:
    """One English text and its translation."""

    file: str
    """“voice”, “cards”, “helpers” or “topics/gp/change-gp”: the file of every language has the same name."""
    place: str
    """Where it stands in that file: “lines.welcome”, “short.1”. A helper's sentence has no place."""
    english: str
    text: str = ""
    """Its translation; empty where there is none."""
    is_old: bool = False
    """Whether the English words have changed since it was translated."""
    note: str = ""
    """What a translator should know of it."""


def units_of(knowledge: Knowledge, language: str) -> Iterator[Unit]:
    """All texts that people may read, in the order of worth: danger first, then what the bot says itself."""
    yield from _cards(knowledge, language)
    yield from _voice(knowledge, language)
    for entry in knowledge.entries:
        if not entry.draft:
            yield from of_entry(entry, knowledge.translations.get(language, {}).get(entry.id))
    yield from _helpers(knowledge, language)


def of_entry(entry: Entry, translation: Translation | None) -> Iterator[Unit]:
    """The title and each passage of an entry."""
    file = f"topics/{entry.topic}/{entry.id}"
    is_old = translation is not None and translation.of != entry.wording
    theirs = {} if translation is None else dict(_texts(translation))
    for place, passage in _passages_of(entry):
        where = _where(passage, entry.nations)
        note = f"“{entry.title}”{where}" if place != "title" else "what people read on a button"
        yield Unit(file, place, passage.text, theirs.get(place, ""), is_old, note)


def _passages_of(what: Entry | Translation) -> Iterator[tuple[str, Passage]]:
    yield "title", Passage(what.title)
    for name, part in what.answer.parts().items():
        yield from ((f"{name}.{number}", passage) for number, passage in enumerate(part, 1))
    if rumour := what.answer.rumour:
        yield "rumour.people_say", Passage(rumour.people_say)
        yield "rumour.rule_says", Passage(rumour.rule_says)
    reception = what.show_at_reception if isinstance(what, Entry) else what.reception
    yield from ((f"show_at_reception.{number}", passage) for number, passage in enumerate(reception, 1))


def _texts(translation: Translation) -> Iterator[tuple[str, str]]:
    yield from ((place, passage.text) for place, passage in _passages_of(translation))


def _where(passage: Passage, nations: tuple[Nation, ...]) -> str:
    return f", for {', '.join(passage.nations)} only" if passage.nations not in ((), nations) else ""


def _cards(knowledge: Knowledge, language: str) -> Iterator[Unit]:
    theirs = dict(_lines(_of(knowledge, language)))
    for place, passage in _card_passages(_of(knowledge, ENGLISH)):
        note = f"shown when life is at risk{_where(passage, ())}"
        yield Unit(CARDS, place, passage.text, theirs.get(place, ""), note=note)


def _of(knowledge: Knowledge, language: str) -> tuple[Card, ...]:
    words = knowledge.dangers.get(language)
    return words.cards if words else ()


def _card_passages(cards: tuple[Card, ...]) -> Iterator[tuple[str, Passage]]:
    for card in cards:
        yield f"{card.id}.title", Passage(card.title)
        yield from ((f"{card.id}.lines.{number}", line) for number, line in enumerate(card.lines, 1))


def _lines(cards: tuple[Card, ...]) -> Iterator[tuple[str, str]]:
    yield from ((place, passage.text) for place, passage in _card_passages(cards))


def _voice(knowledge: Knowledge, language: str) -> Iterator[Unit]:
    english, voice = knowledge.voices.get(ENGLISH), knowledge.voices.get(language)
    theirs = dict(_said(voice)) if voice else {}
    for place, text in _said(english) if english else ():
        yield Unit(VOICE, place, text, theirs.get(place, ""), note="the bot's own words")


def _said(voice: Voice) -> Iterator[tuple[str, str]]:
    yield from ((f"lines.{name}", text) for name, text in voice.lines.items())
    yield from ((f"topics.{name}", text) for name, text in voice.topics.items())
    yield from ((f"nations.{nation}", text) for nation, text in voice.nations.items())
    yield from ((f"months.{number}", text) for number, text in enumerate(voice.months, 1))


def _helpers(knowledge: Knowledge, language: str) -> Iterator[Unit]:
    theirs = knowledge.helper_words.get(language, {})
    said = {
        text: service.name
        for service in knowledge.services.values()
        for name in SAID
        if (text := getattr(service, name))
    }
    for english, service in said.items():
        yield Unit(HELPERS, "", english, theirs.get(english, ""), note=f"said of {service}")
