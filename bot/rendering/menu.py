"""The command menu. Changes when a command is added."""

from __future__ import annotations

from bot.conversation import Person
from bot.knowledge import Published

MENU = ("start", "topics", "urgent", "nation", "language", "privacy", "hide", "forget", "help")


def menu(person: Person, knowledge: Published) -> dict[str, str]:
    """The commands by name, in the person's language; the line for the nation says which one they chose."""
    voice = knowledge.voice(person.language)
    words = {name: voice.line(f"menu_{name}") for name in MENU}
    if person.nation:
        words["nation"] = voice.line("menu_nation_is").replace("{nation}", voice.nations[person.nation])
    return words
