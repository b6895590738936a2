"""`schema`: write what editors see while they type, from the descriptions by which files are read."""

from __future__ import annotations

import argparse
import json

from bot.cli.common import Commands, Mistaken, knowledge_folder
from bot.library.kinds import KINDS, Kind


def add(commands: Commands) -> None:
    """Add the command."""
    parser = commands.add_parser(
        "schema", help="write knowledge/schema/ anew, after a description in bot/library/kinds/ has changed"
    )
    parser.set_defaults(run=_run)


def text_of_schema(kind: Kind[object]) -> str:
    """A schema as it stands in its file."""
    return json.dumps(kind.schema(), ensure_ascii=False, indent=2) + "\n"


def _run(_: argparse.Namespace) -> int:
    folder = knowledge_folder() / "schema"
    files = {f"{kind.name}.schema.json": text_of_schema(kind) for kind in KINDS}
    try:
        folder.mkdir(exist_ok=True)
        for name, text in files.items():
            (folder / name).write_text(text, encoding="utf-8")
        for stray in sorted({path.name for path in folder.glob("*.schema.json")} - files.keys()):
            (folder / stray).unlink()
    except OSError as error:
        raise Mistaken(f"{folder} cannot be written: {error.strerror}") from None
    print(f"{len(files)} schemas stand in {folder}")
    return 0
