"""`check`: every problem of the knowledge files. It fails for errors, with --due for what is due."""

from __future__ import annotations

import argparse
import sys

from bot.checks.rules import DUE, RULES
from bot.cli.common import MISTAKE, Commands, add_day, knowledge_folder, this_day
from bot.hardening import blot
from bot.problems import Severity, due, errors
from bot.runtime import NothingToSay, inspect


def add(commands: Commands) -> None:
    """Add the command."""
    parser = commands.add_parser("check", help="read all knowledge files and name every problem")
    add_day(parser, "check as on that day")
    parser.add_argument(
        "--due", action="store_true", help="fail for what the calendar asks for too, not only for errors"
    )
    parser.add_argument("--rules", action="store_true", help="print every rule, what it means and what to do")
    parser.add_argument("--github", action="store_true", help="print the problems as marks on a pull request")
    parser.set_defaults(run=_run)


def _run(arguments: argparse.Namespace) -> int:
    if arguments.rules:
        for name, meaning in RULES.items():
            print(f"{name:24} {'due' if name in DUE else '   '} {meaning}")
        return 0
    found = inspect(knowledge_folder(), arguments.on or this_day())
    problems = found.problems
    for problem in problems:
        kind = "error" if problem.severity == Severity.ERROR else "warning"
        print(blot(problem.on_github if arguments.github else f"{kind}: {problem} [{problem.rule}]"))
    wrong, asked = len(errors(problems)), len(due(problems))
    of_them = f", {asked} of them due" if asked else ""
    print(f"{wrong} errors, {len(problems) - wrong} warnings{of_them}", file=sys.stderr)
    if found.silence:
        raise NothingToSay(found.silence)
    return MISTAKE if wrong or (arguments.due and asked) else 0
