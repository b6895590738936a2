"""What a person typed, in any channel: a question, or a command with words after it."""

from __future__ import annotations

import re

from bot.conversation import NOTHING_SHOWN, Asked, Command, Commanded, Event, Shown, Started, UnknownCommand

COMMAND = re.compile(r"/([A-Za-z0-9_]{1,32})(?:@\w+)?(?:\s+(.*))?", re.DOTALL)


def typed(text: str, beside: tuple[str, ...] = (), shown: Shown = NOTHING_SHOWN) -> Event:
    """
    The event of a text. `beside`: words that came with it, such as a quoted message. `shown`: the reply of
    which it may speak. Words after a command are kept: they may be a question, or speak of danger.
    """
    found = COMMAND.fullmatch(text)
    if found is None:
        return Asked(text, beside, shown)
    name, words = found[1].lower(), (found[2] or "").strip()
    if name == "start":
        return Started(words, beside)
    if name.startswith(("nation_", "language_")):  # a line of the chat's own menu: see telegram/menus.py
        name = name.partition("_")[0]
    try:
        command = Command(name)
    except ValueError:
        return UnknownCommand(name, beside, words)
    return Commanded(command, words, beside, shown) if words or beside else command
