"""`new`: the blank files of a new entry, which say themselves what belongs where."""

from __future__ import annotations

import argparse
import re
from datetime import timedelta

from bot.cli.common import Commands, Mistaken, called, knowledge_folder, this_day
from bot.library import Library, printable
from bot.library.kinds import ASKS, ENTRY

LOOK_AGAIN_AFTER = timedelta(days=92)
"""After so long somebody looks again, where the rules do not ask for it sooner."""

_NAME = re.compile(r"([a-z][a-z0-9-]{0,39})/([a-z][a-z0-9-]{0,39})")

_ENTRY = """\
{modeline}
# Replace every … below. Lines that begin with # are for editors: delete them as you go.
# Not finished? It may wait like this: an entry with “draft: true” is checked, and nobody is told it.
draft: true
title: …
answer:
  # The answer first, in one or two short sentences. One text for everybody, or one for each nation:
  #   - text: …
  #     nations: [england, wales]
  short: …
  # What to do, one step a line, at most six.
  steps:
    - …
  # One warning. Delete the line if there is none.
  warn: …
# Who can help: names of files in services/. Somebody for every nation.
get_help: [{helper}]
# Other entries worth reading next. Two are shown.
related: []
# The pages that you read. Each must stand in evidence.yaml, under one of the facts below.
sources:
  - name: …
    url: https://…
    for: …
    checked: {today}
# The facts that the words rest on: names from evidence.yaml.
facts: []
# The day by which somebody must look again.
next: {next}
"""

_ASKS = """\
{modeline}
# How people ask this: as they type, with their mistakes, at least 30, one a line. Nobody is shown them.
asks:
  - …
"""


def add(commands: Commands) -> None:
    """Add the command."""
    parser = commands.add_parser("new", help="write the blank files of a new entry")
    parser.add_argument("what", choices=["entry"], help="what is new")
    parser.add_argument("name", metavar="TOPIC/ENTRY", help="such as gp/change-gp; the name stays for ever")
    parser.set_defaults(run=_run)


def _run(arguments: argparse.Namespace) -> int:
    found = _NAME.fullmatch(arguments.name)
    if not found:
        raise Mistaken(
            f"“{printable(arguments.name)}” is no name of an entry: write topic/entry in a-z, 0-9 and “-”, "
            "such as gp/change-gp"
        )
    topic, entry = found.groups()
    library = Library.read(knowledge_folder())
    _refuse_taken(library, topic, entry)
    folder = library.folder / "topics" / topic / entry
    today, special = this_day(), library.knowledge.special
    texts = {
        folder / "entry.yaml": _ENTRY.format(
            modeline=ENTRY.modeline,
            helper=", ".join(special.fallback_help) if special else "",
            today=today,
            next=today + LOOK_AGAIN_AFTER,
        ),
        folder / "asks" / "en.yaml": _ASKS.format(modeline=ASKS.modeline),
    }
    try:
        for path, text in texts.items():
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
            print(path)
    except OSError as error:
        raise Mistaken(f"{error.filename} cannot be written: {error.strerror}") from None
    print(f"Fill them in, then: {called()} check. The steps stand in knowledge/README.md, “Add an entry”.")
    return 0


def _refuse_taken(library: Library, topic: str, entry: str) -> None:
    place = library.places.get(entry)
    if place or (library.folder / "topics" / topic / entry).exists():
        where = place.file if place else f"{library.folder.name}/topics/{topic}/{entry}"
        raise Mistaken(f"the name “{entry}” is taken: {where}")
    topics = {other.topic for other in library.knowledge.entries}
    topics |= {path.name for path in (library.folder / "topics").glob("*/")}
    if topic not in topics:
        raise Mistaken(
            f"there is no topic “{topic}”: use one of {', '.join(sorted(topics))}, "
            "or first name it under “topics” in voice/en.yaml and make its folder"
        )
