"""`check`: every problem of the knowledge files."""

from __future__ import annotations

import argparse
import sys

from bot.cli.common import MISTAKE, Commands, add_day, this_day
from bot.hardening import blot
from bot.library import locate
from bot.problems import Severity, errors
from bot.runtime import NothingToSay, inspect


def add(commands: Commands) -> None:
    """Add the command."""
    parser = commands.add_parser("check", help="read all knowledge files and name every problem")
    add_day(parser, "check as on that day")
    parser.add_argument("--github", action="store_true", help="print the problems as marks on a pull request")
    parser.set_defaults(run=_run)


def _run(arguments: argparse.Namespace) -> int:
    found = inspect(locate(), arguments.on or this_day())
    problems = found.problems
    for problem in problems:
        kind = "error" if problem.severity == Severity.ERROR else "warning"
        print(blot(problem.on_github if arguments.github else f"{kind}: {problem}"))
    wrong = len(errors(problems))
    print(f"{wrong} errors, {len(problems) - wrong} warnings", file=sys.stderr)
    if found.silence:
        raise NothingToSay(found.silence)
    return MISTAKE if wrong else 0
