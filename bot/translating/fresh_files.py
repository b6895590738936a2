"""Files of a language written anew, in the form of the English ones. Changes when their form does."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date

from bot.knowledge import Card, Entry, Nation, Passage
from bot.library import quoted
from bot.library.kinds import CARDS, TRANSLATION, VOICE

Texts = Mapping[str, str]
"""Translations by their place in a file."""


def entry_file(entry: Entry, texts: Texts, by: str, on: date) -> str:
    """The translation of an entry. `texts` has one for each passage."""
    lines = [
        TRANSLATION.modeline,
        f"wording: {entry.wording}",
        f"title: {quoted(texts['title'])}",
        "answer:",
    ]
    for name, part in entry.answer.parts().items():
        lines += _passages(name, part, texts, "  ")
    if rumour := entry.answer.rumour:
        lines += ["  rumour:"]
        lines += [f"    {key}: {quoted(texts[f'rumour.{key}'], 4)}" for key in ("people_say", "rule_says")]
        lines += [f"    as_of: {rumour.as_of}"]
    lines += _passages("show_at_reception", entry.show_at_reception, texts, "")
    lines += ["translated:", f"  by: {quoted(by)}", f"  on: {on}"]
    return "\n".join(lines) + "\n"


def _passages(name: str, part: tuple[Passage, ...], texts: Texts, indent: str) -> Iterator[str]:
    if part:
        yield f"{indent}{name}:"
    for number, passage in enumerate(part, 1):
        said = quoted(texts[f"{name}.{number}"], len(indent) + 2)
        yield f"{indent}- text: {said}"
        if passage.nations:
            yield f"{indent}  nations: [{', '.join(passage.nations)}]"


def cards_file(english: Iterable[Card], texts: Texts) -> str:
    """The danger cards. `texts` has one for each title and line."""
    lines = [CARDS.modeline, "", "cards:"]
    for card in english:
        here = {
            place.partition(".")[2]: text
            for place, text in texts.items()
            if place.partition(".")[0] == card.id
        }
        lines += [
            f"  - id: {card.id}",
            f"    outcome: {card.outcome}",
            f"    title: {quoted(here['title'])}",
            *_passages("lines", card.lines, here, "    "),
            f"    get_help: [{', '.join(card.get_help)}]",
            f"    facts: [{', '.join(card.facts)}]",
        ]
    return "\n".join(lines) + "\n"


def voice_file(texts: Texts) -> str:
    """The bot's own sentences, those that there are. What people type is for a speaker to write."""
    lines = [
        VOICE.modeline,
        "# Under “places”, “small_talk”, “remarks”, “homes” and “follow_ups” write what people type in this",
        "# language, as voice/en.yaml has it in English: none of it is translated word by word.",
    ]
    for group in ("lines", "topics", "nations"):
        lines.append(f"{group}:")
        for place, text in texts.items():
            first, _, rest = place.partition(".")
            if first == group and text:
                lines.append(f"  {rest}: {quoted(text, 2)}")
    months = [text for place, text in texts.items() if place.startswith("months.") and text]
    lines += [f"places: {{{', '.join(f'{nation}: []' for nation in Nation)}}}", "small_talk: {}"]
    lines += ["months:", *(f"  - {quoted(text)}" for text in months)] if months else []
    return "\n".join(lines) + "\n"
