"""What Telegram shows of the bot before anybody has written. Changes when it can show more."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass

from bot.channels.telegram.client import Client, ProfileText
from bot.channels.telegram.menus import menu_of
from bot.channels.telegram.ports import Responder
from bot.conversation import Person
from bot.knowledge import ENGLISH

EVERYBODY = ""
"""The language code of what Telegram shows to those whose language has no text of its own."""

CODE = 2
"""Letters of a language code that Telegram takes: ISO 639-1."""


@dataclass(frozen=True, slots=True)
class Text:
    """One text of the profile in one language."""

    what: str
    """What it is and in which language, for a log."""
    words: str
    write: Callable[[], Awaitable[None]]
    """Write it where Telegram shows another one. Raises TelegramError."""


def texts(bot: Client, responder: Responder) -> Iterator[Text]:
    """
    All of them: the menus first, for they are used most. The name that the operator chose at BotFather stays:
    only in another language that has no name yet is one written.
    """
    languages = (EVERYBODY, *sorted(code for code in responder.languages - {ENGLISH} if len(code) == CODE))
    for language in languages:
        yield _menu(bot, responder, language)
    for language in languages:
        profile = responder.profile(language or ENGLISH)
        yield _text(bot, "Description", profile.description, language)
        yield _text(bot, "ShortDescription", profile.about, language)
    for language in languages[1:]:
        yield _name(bot, responder.profile(language).name, language)


def _menu(bot: Client, responder: Responder, language: str) -> Text:
    menu = menu_of(Person(language or ENGLISH), responder)

    async def write() -> None:
        await bot.write_menu(menu, language=language)

    words = "; ".join(f"{name}: {text[:60]}" for name, text in menu)
    return Text(f"the menu ({language or ENGLISH})", words, write)


def _text(bot: Client, kind: ProfileText, words: str, language: str) -> Text:
    async def write() -> None:
        if await bot.read_profile(kind, language) != words:
            await bot.write_profile(kind, words, language)

    return Text(f"the profile's {kind} ({language or ENGLISH})", words, write)


def _name(bot: Client, words: str, language: str) -> Text:
    async def write() -> None:
        chosen = await bot.read_profile("Name", EVERYBODY)
        if await bot.read_profile("Name", language) in ("", chosen):
            await bot.write_profile("Name", words, language)

    return Text(f"the profile's Name ({language})", words, write)
