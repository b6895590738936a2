"""`wording`: all that a reviewer of an answer or a card vouches for."""

from __future__ import annotations

import argparse

from bot.cli import sheets
from bot.cli.common import Commands, Mistaken, read_library, this_day
from bot.knowledge import Card, Entry


def add(commands: Commands) -> None:
    """Add the command."""
    parser = commands.add_parser(
        "wording",
        help="all that a reviewer of an entry or a danger card vouches for, and the review to paste",
    )
    parser.add_argument("entry", help="the name of the entry's folder, such as safe-to-see-gp, or of a card")
    parser.add_argument("--language", metavar="CODE", help="its translation into that language instead")
    parser.set_defaults(run=_run)


def _run(arguments: argparse.Namespace) -> int:
    knowledge = read_library().knowledge
    said: list[Entry | Card] = [*knowledge.entries]
    said += [card for words in knowledge.dangers.values() for card in words.cards]
    what = next((each for each in said if each.id == arguments.entry), None)
    if what is None:
        raise Mistaken(f"there is no entry and no card “{arguments.entry}”: see the folders under topics/")
    if arguments.language:
        translation = knowledge.translations.get(arguments.language, {}).get(what.id)
        if translation is None or not isinstance(what, Entry):
            raise Mistaken(f"“{what.id}” has no translation in “{arguments.language}” that can be read")
        print("\n".join(sheets.write_translation(what, translation, knowledge, this_day())))
        return 0
    print("\n".join(sheets.write(what, knowledge, this_day())))
    return 0
