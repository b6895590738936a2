"""`chat`: the conversation in this terminal."""

from __future__ import annotations

import argparse
import shutil
import sys

from bot.channels import console
from bot.cli.common import Commands, encoder_of, opened, settings_without_telegram
from bot.conversation import Person
from bot.runtime import EnglishFirst, ModelCache
from bot.settings import Settings

WIDEST = 90
"""Letters of a line in a terminal: longer ones are hard to read."""


def add(commands: Commands) -> None:
    """Add the command."""
    commands.add_parser("chat", help="talk with the bot in this terminal").set_defaults(run=_run)


def _run(_: argparse.Namespace) -> int:
    return converse(settings_without_telegram())


def converse(settings: Settings) -> int:
    """Talk in this terminal until the input ends: the exit code."""
    snapshot = opened(settings=settings, english_first=True)
    models = ModelCache(snapshot.library.folder, chosen=settings.cache, encoder=encoder_of(settings).encoder)
    bot = EnglishFirst(snapshot, models)
    at_terminal = sys.stdin.isatty()
    width = min(shutil.get_terminal_size().columns, WIDEST) if at_terminal else 0
    console.run(bot.talk, Person(), sys.stdin, sys.stdout, prompt=at_terminal, width=width)
    return 0
