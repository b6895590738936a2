"""`learn`: fill the model cache, so that the next start takes no time."""

from __future__ import annotations

import argparse

from bot.cli.common import Commands, Mistaken, add_day, encoder_of, opened, settings_without_telegram
from bot.runtime import ModelCache


def add(commands: Commands) -> None:
    """Add the command."""
    parser = commands.add_parser(
        "learn", help="learn from the knowledge files and keep it, so that the next start takes no time"
    )
    add_day(parser, "learn for that day")
    parser.set_defaults(run=_run)


def _run(arguments: argparse.Namespace) -> int:
    settings = settings_without_telegram()
    snapshot = opened(arguments.on, settings)
    cache = ModelCache(snapshot.library.folder, chosen=settings.cache, encoder=encoder_of(settings).encoder)
    if not all(cache.holds(each) for each in snapshot.training.values()):
        raise Mistaken("what was learned cannot be kept: set BOT_CACHE to a folder that can be written to")
    return 0
