"""`ask`: one question and what made the answer, or many as JSON lines."""

from __future__ import annotations

import argparse
import json
import sys

from bot.channels import console
from bot.cli import batch
from bot.cli.common import MISTAKE, Commands, Mistaken, add_day, nation, opened
from bot.conversation import Asked
from bot.knowledge import Nation
from bot.rendering import render
from bot.words import tokens

DECIDING = 6
"""Words shown as those that decided."""


def add(commands: Commands) -> None:
    """Add the command."""
    parser = commands.add_parser(
        "ask", help="ask one question and see what made the answer; or many, with --batch"
    )
    parser.add_argument("question", nargs="?", help="the question, in quotation marks")
    parser.add_argument(
        "--language", default="en", help="stands for the language of the Telegram app, such as ar"
    )
    parser.add_argument("--nation", type=nation, help=f"where they live: {', '.join(Nation)}")
    add_day(parser, "answer as on that day: 2027-01-01")
    parser.add_argument("--json", action="store_true", help="print JSON")
    parser.add_argument(
        "--batch",
        action="store_true",
        help='read JSON lines {"id", "text", "language"?, "nation"?} and print one JSON line for each',
    )
    parser.set_defaults(run=_run)


def _run(arguments: argparse.Namespace) -> int:
    if arguments.batch:
        return _ask_many(arguments)
    if not arguments.question:
        raise Mistaken("no question: write one in quotation marks, or use --batch")
    snapshot = opened(arguments.on)
    if arguments.json:
        row = batch.answer(snapshot, arguments.question, arguments.language, arguments.nation)
        print(json.dumps(row, ensure_ascii=False, indent=2))
        return 0
    person = batch.person(snapshot, arguments.language, arguments.nation)
    person, decision = snapshot.conversation.hear(person, Asked(arguments.question))
    print(console.write(render(decision, person, snapshot.knowledge)))
    print(f"\n── {decision.outcome} " + "─" * 40)
    if decision.alarm:
        alarm = decision.alarm
        print(
            f"danger: {alarm.card}, {alarm.level.name.lower()}, {alarm.likely:.2f}, because: {alarm.because}"
        )
    for match in decision.matches:
        print(f"{match.score:6.3f}  {match.entry_id:28}  “{match.ask}”")
    if decision.matches:
        best = decision.matches[0]
        matcher = snapshot.conversation.matchers[best.language]
        deciding = matcher.deciding_words(tokens(arguments.question), best.entry_id)
        words = ", ".join(f"{word} {effect:+.1f}" for word, effect in deciding[:DECIDING] if effect > 0)
        print(f"for {best.entry_id}, most decided by: {words or 'no single word'}")
    return 0


def _ask_many(arguments: argparse.Namespace) -> int:
    snapshot = opened(arguments.on)
    good = True
    for line, readable in batch.run(snapshot, sys.stdin):
        print(line, flush=True)
        good = good and readable
    return 0 if good else MISTAKE
