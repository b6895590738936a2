"""What a button carries: its event as text, and back. Changes when buttons can do more."""

from __future__ import annotations

from bot.conversation import (
    Choice,
    ChoseEntry,
    ChoseLanguage,
    ChoseNation,
    ChoseTopic,
    Command,
    Event,
    Tapped,
    WantedReceptionWords,
)
from bot.knowledge import Nation

CALLBACK_BYTES = 64
"""The most bytes that Telegram lets a button carry."""

_NATIONS = {"e": Nation.ENGLAND, "s": Nation.SCOTLAND, "w": Nation.WALES, "n": Nation.NORTHERN_IRELAND}
_LETTERS = {nation: letter for letter, nation in _NATIONS.items()}


def encode(event: Event, answer: ChoseEntry | None = None) -> str:
    """
    What a button carries: all that its tap needs, within 64 bytes. Nothing about the person.

    The way to all topics also carries the answer under which it stands: so a message that replies to an
    answer says which one it speaks of, to any replica and at any time.
    """
    if isinstance(event, Tapped):
        return f"{encode(event.choice, answer)}|{event.language}"
    if event is Command.TOPICS and answer:
        return f"{_encode(event)}{_encode(answer).removeprefix('e')}"
    return _encode(event)


def answer_in(data: str) -> ChoseEntry | None:
    """The answer under which a button stands; None for every button but the way to all topics."""
    kind, _, answer = data.partition("|")[0].partition(f"{Command.TOPICS}:")
    choice = _decode(f"e:{answer}") if kind == "m:" and answer else None
    return choice if isinstance(choice, ChoseEntry) else None


def _encode(event: Event) -> str:
    match event:
        case ChoseEntry(entry_id, nation, only_now, in_english):
            letter = f":{_LETTERS[nation]}" if nation else ""
            letter = letter.upper() if only_now else letter
            return f"{'x' if in_english else 'e'}:{entry_id}{letter}"
        case ChoseTopic(topic):
            return f"t:{topic}"
        case ChoseNation(nation):
            return f"n:{_LETTERS[nation]}"
        case ChoseLanguage(language):
            return f"l:{language}"
        case WantedReceptionWords(entry_id, nation):
            return f"c:{entry_id}:{_LETTERS[nation]}"
        case Command():
            return f"m:{event}"
    raise ValueError(f"no button can carry {type(event).__name__}")


def decode(data: str) -> Choice | Tapped | None:
    """The event of a tapped button. None for anything that `encode` does not write: taps can be forged."""
    of_choice, _, language = data.partition("|")
    choice = _decode(of_choice)
    return Tapped(choice, language) if choice and language else choice


def _decode(data: str) -> Choice | None:
    kind, _, rest = data.partition(":")
    name, _, letter = rest.partition(":")
    event: Choice | None = None
    match kind:
        case "e" | "x" if name:
            event = ChoseEntry(name, _NATIONS.get(letter.lower()), letter.isupper(), kind == "x")
        case "t" if name:
            event = ChoseTopic(name)
        case "n" if name in _NATIONS:
            event = ChoseNation(_NATIONS[name])
        case "l" if name:
            event = ChoseLanguage(name)
        case "c" if name:
            event = WantedReceptionWords(name, _NATIONS.get(letter, Nation.ENGLAND))
        case "m" if name in set(Command):
            event = Command(name)
    return event
