"""The conversation in a terminal. Changes when a terminal should show it differently."""

from __future__ import annotations

from collections.abc import Callable
from textwrap import fill
from typing import TextIO

from bot.channels.typed import typed
from bot.conversation import NOTHING_SHOWN, Event, Person, SentSomethingElse, Shown, Started, in_light_of
from bot.rendering import Kind, Line, Reply

Talk = Callable[[Person, Event], tuple[Person, Reply]]

LEAVING = frozenset({"/exit", "/quit", "exit", "quit"})


def read(line: str, shown: Shown = NOTHING_SHOWN) -> Event:
    """What a typed line means: a command, or words in the light of what was shown last."""
    text = line.strip()
    return in_light_of(typed(text), shown) if text else SentSomethingElse()


def write(reply: Reply, width: int = 0) -> str:
    """The reply as text; buttons are numbers that can be typed. With a width, lines break between words."""
    blocks = ["\n".join(_line(line, width) for line in block) for block in reply.paragraphs]
    numbers = [f"  [{i}] {button.label}" for i, button in enumerate(reply.choices, start=1)]
    if numbers:
        blocks.append("\n".join(numbers))
    return "\n\n".join(blocks)


def _line(line: Line, width: int) -> str:
    address = f" <{line.url}>" if line.url.startswith("http") else ""
    bullet = "• " if line.kind in (Kind.STEP, Kind.CONTACT) else ""
    edge = "│ " if line.folded else ""
    text = f"{edge}{bullet}{line.text}{address}"
    if not width:
        return text
    indent = edge + " " * len(bullet)
    return fill(text, width, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False)


def run(talk: Talk, person: Person, lines: TextIO, screen: TextIO, *, prompt: bool, width: int = 0) -> None:
    """Hold a conversation until the lines end. With a prompt it greets first and asks for each line."""
    shown = NOTHING_SHOWN
    if prompt:
        person, reply = talk(person, Started())
        shown = reply.shown()
        print(write(reply, width), end="\n\n", file=screen)
    while True:
        if prompt:
            print("> ", end="", file=screen, flush=True)
        line = lines.readline()
        if not line or line.strip().lower() in LEAVING:
            return
        if not line.strip():
            continue
        person, reply = talk(person, read(line, shown))
        shown = reply.shown(shown)
        print(write(reply, width), end="\n\n", file=screen, flush=True)
