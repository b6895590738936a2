"""A person's choices, kept in the command menu of their own chat. Changes when that menu does."""

from __future__ import annotations

import asyncio
import logging
import time
from collections import OrderedDict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from telegram import Bot, BotCommand, BotCommandScopeChat
from telegram.error import InvalidToken, TelegramError

from bot.channels.telegram.given import NobodyWatches, Speaker, Watch
from bot.channels.telegram.sending import kind_of
from bot.conversation import Person
from bot.knowledge import Nation

log = logging.getLogger(__name__)

REMEMBERED = 10_000
"""Chats whose choices this process remembers, in memory only."""

PATIENCE = 1.0
"""Seconds that an answer may wait for a chat's menu."""


def menu_of(person: Person, speaker: Speaker) -> list[BotCommand]:
    """
    The chat's menu. Two of its names carry what the person chose, for everybody to see:
    /nation_scotland and /language_en. So it is understood in whatever words it was written.
    """
    menu = []
    for name, text in speaker.menu(person).items():
        if name == "nation" and person.nation:
            name = f"nation_{person.nation.replace('-', '_')}"  # noqa: PLW2901 - the same command
        if name == "language" and person.chose_language:
            name = f"language_{person.language}"  # noqa: PLW2901
        menu.append(BotCommand(name, text))
    return menu


def read_menu(names: Iterable[str], guess: Person, languages: frozenset[str]) -> Person:
    """What a chat's menu says of its person. Anybody may forge nothing here: only we write it."""
    language, chose, nation = guess.language, False, None
    for name in names:
        kind, _, value = name.partition("_")
        if kind == "language" and value in languages:
            language, chose = value, True
        if kind == "nation" and (found := value.replace("_", "-")) in set(Nation):
            nation = Nation(found)
    return Person(language, chose, nation)


@dataclass
class Choices:
    """
    Who chose what. Telegram keeps it, in each chat's own menu; here a bounded number of chats is
    remembered, for `fresh_for` seconds when other replicas may change them, else until they are pushed out.
    """

    bot: Bot = field(repr=False)
    speaker: Speaker = field(repr=False)
    watch: Watch = field(default_factory=NobodyWatches)
    fresh_for: float = float("inf")
    clock: Callable[[], float] = time.monotonic
    _known: OrderedDict[int, tuple[float, Person]] = field(default_factory=OrderedDict)

    async def of(self, chat: int, language_code: str) -> Person:
        """The chat's person. Asks Telegram when we do not remember; guesses when that takes over a second."""
        known = self._known.get(chat)
        if known and self.clock() - known[0] < self.fresh_for:
            self._known.move_to_end(chat)
            return known[1]
        guess = self._guess(language_code)
        try:
            async with asyncio.timeout(PATIENCE):
                commands = await self.bot.get_my_commands(BotCommandScopeChat(chat))
        except InvalidToken:
            raise
        except (TelegramError, TimeoutError) as error:
            kind = kind_of(error) if isinstance(error, TelegramError) else "timeout"
            self.watch.trouble(kind)
            return known[1] if known else guess
        person = read_menu((each.command for each in commands), guess, self.speaker.languages)
        self.remember(chat, person)
        return person

    def remember(self, chat: int, person: Person) -> None:
        """Know it here, without a call."""
        self._known[chat] = (self.clock(), person)
        self._known.move_to_end(chat)
        while len(self._known) > REMEMBERED:
            self._known.popitem(last=False)

    async def keep(self, chat: int, person: Person) -> None:
        """Write what they chose into their menu, or take the menu away when they chose nothing."""
        scope = BotCommandScopeChat(chat)
        try:
            if person.chose_language or person.nation:
                await self.bot.set_my_commands(menu_of(person, self.speaker), scope)
            else:
                await self.bot.delete_my_commands(scope)
        except InvalidToken:
            raise
        except TelegramError as error:
            log.warning("a chat's menu was not written: %s", type(error).__name__)
            self.watch.trouble(kind_of(error))

    def _guess(self, code: str) -> Person:
        language = code.partition("-")[0].lower()
        return Person(language=language if language in self.speaker.languages else "en")


def plain_menu(speaker: Speaker) -> list[BotCommand]:
    """The menu of everybody who has not chosen."""
    return menu_of(Person(), speaker)
