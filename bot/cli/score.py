"""`score`: measure the bot on labelled questions."""

from __future__ import annotations

import argparse
from pathlib import Path

from bot.cli import scoring
from bot.cli.common import Commands, opened
from bot.library import read_questions


def add(commands: Commands) -> None:
    """Add the command."""
    parser = commands.add_parser("score", help="measure the bot on labelled questions")
    parser.add_argument(
        "files", nargs="+", type=Path, metavar="FILE", help="YAML files of labelled questions"
    )
    parser.add_argument("--mistakes", action="store_true", help="also list every question that ended badly")
    parser.set_defaults(run=_run)


def _run(arguments: argparse.Namespace) -> int:
    files = [(path.name, read_questions(path)) for path in arguments.files]
    snapshot = opened()
    tallies, mistakes = scoring.score(snapshot.conversation, scoring.by_language(files))
    print(scoring.table(tallies))
    if arguments.mistakes:
        seen: set[str] = set()
        for mistake in sorted(mistakes, key=lambda mistake: mistake.kind):
            if mistake.question.text in seen:
                continue
            seen.add(mistake.question.text)
            given = mistake.decision.entry or ", ".join(mistake.decision.choices) or mistake.decision.outcome
            print(f"{mistake.kind}: “{mistake.question.text}” is {mistake.question.entry}, got {given}")
    return 0
