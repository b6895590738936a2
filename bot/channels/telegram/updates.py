"""What arrives from Telegram: an update becomes an event; a button carries its event and gives it back."""

from __future__ import annotations

from dataclasses import dataclass

from telegram import Update
from telegram.constants import ChatType

from bot.conversation import (
    Asked,
    ChoseEntry,
    ChoseLanguage,
    ChoseNation,
    ChoseTopic,
    Command,
    Event,
    SentSomethingElse,
    Started,
    WantedCard,
)
from bot.knowledge import Nation

CALLBACK_BYTES = 64
"""What Telegram lets a button carry."""


@dataclass(frozen=True, slots=True)
class Arrival:
    """An update as the conversation needs it."""

    chat: int
    event: Event
    language_code: str
    callback: str = ""
    """The tap to be answered, so that the app stops its progress bar."""


def read(update: Update) -> Arrival | None:
    """What somebody did in a private chat with us; None for everything that is not for us."""
    if query := update.callback_query:
        chat = query.message.chat if query.message else None
        if chat is not None and chat.type != ChatType.PRIVATE:
            return None
        event = decode(query.data or "") or Command.TOPICS
        return Arrival(
            chat.id if chat else query.from_user.id, event, query.from_user.language_code or "", query.id
        )
    message = update.message
    if message is None or message.chat.type != ChatType.PRIVATE:
        return None
    code = (message.from_user and message.from_user.language_code) or ""
    text = message.text
    if text is None:
        return Arrival(message.chat.id, SentSomethingElse(), code)
    return Arrival(message.chat.id, _typed(text), code)


def _typed(text: str) -> Event:
    if not text.startswith("/"):
        return Asked(text)
    name, _, rest = text[1:].partition(" ")
    name = name.partition("@")[0].lower()
    if name == "start":
        return Started(rest.strip())
    if name.startswith(("nation_", "language_")):  # a line of the chat's own menu: see menus.py
        name = name.partition("_")[0]
    try:
        return Command(name)
    except ValueError:
        return Asked(text)


_NATIONS = {"e": Nation.ENGLAND, "s": Nation.SCOTLAND, "w": Nation.WALES, "n": Nation.NORTHERN_IRELAND}
_LETTERS = {nation: letter for letter, nation in _NATIONS.items()}


def encode(event: Event) -> str:
    """What a button carries: all that its tap needs, within 64 bytes. Nothing about the person."""
    match event:
        case ChoseEntry(entry_id, nation, only_now):
            letter = f":{_LETTERS[nation]}" if nation else ""
            return f"e:{entry_id}{letter.upper() if only_now else letter}"
        case ChoseTopic(topic):
            return f"t:{topic}"
        case ChoseNation(nation):
            return f"n:{_LETTERS[nation]}"
        case ChoseLanguage(language):
            return f"l:{language}"
        case WantedCard(entry_id, nation):
            return f"c:{entry_id}:{_LETTERS[nation]}"
        case Command():
            return f"m:{event}"
    raise ValueError(f"no button can carry {type(event).__name__}")


def decode(data: str) -> Event | None:
    """The event of a tapped button. Taps can be forged: anything else is None."""
    kind, _, rest = data.partition(":")
    name, _, letter = rest.partition(":")
    event: Event | None = None
    match kind:
        case "e" if name:
            event = ChoseEntry(name, _NATIONS.get(letter.lower()), only_now=letter.isupper())
        case "t" if name:
            event = ChoseTopic(name)
        case "n" if name in _NATIONS:
            event = ChoseNation(_NATIONS[name])
        case "l" if name:
            event = ChoseLanguage(name)
        case "c" if name:
            event = WantedCard(name, _NATIONS.get(letter, Nation.ENGLAND))
        case "m" if name in set(Command):
            event = Command(name)
    return event
