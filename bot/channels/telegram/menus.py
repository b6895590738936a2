"""A person's choices, kept in the command menu of their own chat. Changes when that menu does."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace

from cachetools import LRUCache

from bot.channels.telegram.client import Client, Command
from bot.channels.telegram.errors import kind_of
from bot.channels.telegram.ports import Monitor, NoMonitor, Responder
from bot.channels.telegram.timing import USUAL, Timing
from bot.conversation import Person
from bot.knowledge import Nation

REMEMBERED = 10_000
"""The most chats whose choices this process remembers, in memory only."""


def menu_of(person: Person, responder: Responder) -> list[Command]:
    """
    The chat's menu. Two of its names hold what the person chose, where they can see it: /nation_scotland and
    /language_en. They are names, so the bot can read them back whatever the language of the descriptions.
    """
    menu = []
    for name, text in responder.menu(person).items():
        if name == "nation" and person.nation:
            name = f"nation_{person.nation.replace('-', '_')}"  # noqa: PLW2901 - the same command
        if name == "language" and person.chose_language:
            name = f"language_{person.language}"  # noqa: PLW2901
        menu.append((name, text))
    return menu


def read_menu(names: Iterable[str], guess: Person, languages: frozenset[str]) -> Person:
    """What a chat's menu says about its person. It cannot be forged: only the bot writes it."""
    language, chose, nation = guess.language, False, None
    for name in names:
        kind, _, value = name.partition("_")
        if kind == "language" and value in languages:
            language, chose = value, True
        if kind == "nation" and (found := value.replace("_", "-")) in set(Nation):
            nation = Nation(found)
    return Person(language, chose, nation)


@dataclass(frozen=True, slots=True)
class Known:
    """A chat's person, and whether the menu said so (`sure`) or the bot had to guess."""

    person: Person
    sure: bool = True


@dataclass(frozen=True, slots=True)
class Change:
    """What a turn changes in a person's choices. It happens when `PreferenceStore.keep` returns."""

    before: Known
    after: Person

    def applied_to(self, person: Person) -> Person:
        """
        That person with everything that `after` has chosen, and with everything else unchanged. A guess has
        chosen nothing, so whatever is chosen in `after` was chosen in this turn.
        """
        after = self.after
        if after.chose_language:
            person = replace(person, language=after.language, chose_language=True)
        return replace(person, nation=after.nation) if after.nation else person

    @property
    def forgets(self) -> bool:
        """Whether no choice is left. Then it does not matter what the menu said."""
        return not (self.after.chose_language or self.after.nation)


@dataclass
class PreferenceStore:
    """
    Who chose what. Telegram keeps it, in each chat's own menu. This process remembers up to REMEMBERED chats,
    for `fresh_for` seconds: without limit when no other replica can change a menu, and else not at all.
    """

    bot: Client = field(repr=False)
    responder: Responder = field(repr=False)
    monitor: Monitor = field(default_factory=NoMonitor)
    fresh_for: float = float("inf")
    timing: Timing = USUAL
    clock: Callable[[], float] = time.monotonic
    _remembered: LRUCache[int, tuple[float, Person]] = field(
        default_factory=lambda: LRUCache(REMEMBERED), repr=False
    )

    async def of(self, chat: int, language_code: str) -> Known:
        """The chat's person. Asks Telegram if it is not remembered; guesses if that takes over a second."""
        found = self._remembered.get(chat)
        if found and self.clock() - found[0] < self.fresh_for:
            return Known(found[1])
        guess = self.guess(language_code)
        try:
            async with asyncio.timeout(self.timing.menu):
                return Known(await self._read(chat, guess))
        except Exception as error:  # noqa: BLE001 - whatever it is, the answer must not wait for it
            self.monitor.trouble(kind_of(error))
            return Known(
                guess, sure=False
            )  # what was remembered is too old: another replica may have changed it

    async def _read(self, chat: int, guess: Person) -> Person:
        names = await self.bot.read_menu(chat)
        person = read_menu(names, guess, self.responder.languages)
        self.remember(chat, person)
        return person

    async def keep(self, chat: int, change: Change) -> None:
        """
        Write what the person chose into the chat's menu, or delete the menu when nothing is chosen. It is
        done when this returns; after an error it may be done or not.

        When the earlier choices were only guessed, the menu is read first, so that choosing a nation now does
        not lose the language that was chosen before.
        """
        person = change.after
        if not change.forgets and not change.before.sure:
            person = change.applied_to(await self._read(chat, change.before.person))
        self._remembered.pop(chat, None)  # in doubt the menu is read again
        if person.chose_language or person.nation:
            await self.bot.write_menu(menu_of(person, self.responder), chat)
            self.remember(chat, person)
        else:
            await self.bot.delete_menu(chat)  # and the language of their app is guessed anew, not remembered

    def remember(self, chat: int, person: Person) -> None:
        """Remember it in this process, without a call."""
        self._remembered[chat] = (self.clock(), person)

    def guess(self, language_code: str) -> Person:
        """A person guessed from the language of their app."""
        language = language_code.partition("-")[0].lower()
        return Person(language=language if language in self.responder.languages else "en")
