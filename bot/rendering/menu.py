"""What is seen before anything is written: menu and profile. Changes when a command is added."""

from __future__ import annotations

from dataclasses import dataclass

from bot.conversation import Person
from bot.knowledge import Published

NAME, ABOUT, DESCRIPTION = 64, 120, 512
"""Letters that Telegram takes of each text of a profile."""

MENU = ("start", "topics", "urgent", "nation", "language", "privacy", "hide", "forget", "help")


def menu(person: Person, knowledge: Published) -> dict[str, str]:
    """The commands by name, in the person's language; the line for the nation says which one they chose."""
    voice = knowledge.voice(person.language)
    words = {name: voice.line(f"menu_{name}") for name in MENU}
    if person.nation:
        words["nation"] = voice.line("menu_nation_is").replace("{nation}", voice.nations[person.nation])
    return words


@dataclass(frozen=True, slots=True)
class Profile:
    """What the bot says of itself to somebody who has not written yet."""

    name: str
    about: str
    """Beside its picture, and under a link to it."""
    description: str
    """In the empty chat: the words of the welcome."""


def profile(language: str, knowledge: Published) -> Profile:
    """The profile in that language; in English where the bot does not speak it."""
    voice = knowledge.voice(language)
    return Profile(voice.line("profile_name"), voice.line("profile_about"), voice.line("welcome"))
