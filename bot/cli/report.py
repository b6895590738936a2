"""`report`: what state the content is in."""

from __future__ import annotations

import argparse
from datetime import date

from bot.cli.common import Commands, add_day, read_library, this_day
from bot.knowledge import Entry, Knowledge, shown


def add(commands: Commands) -> None:
    """Add the command."""
    parser = commands.add_parser("report", help="what state the content is in: dates, reviews, counts")
    add_day(parser, "report as on that day")
    parser.set_defaults(run=_run)


def _run(arguments: argparse.Namespace) -> int:
    today = arguments.on or this_day()
    library = read_library()
    knowledge = library.knowledge
    published = knowledge.published(today)
    print(f"{'entry':30} {'wording':8} {'reviewed':9} {'look again':11} {'days':>5} {'asks':>5} facts")
    for entry in sorted(knowledge.entries, key=lambda entry: (entry.next, entry.id)):
        print(_report_line(entry, knowledge, today))
    print(f"\n{len(knowledge.entries)} entries, {len(published.entries)} may be said on {today}")
    for line in published.kept_back:
        print(line)
    reviewed = len(published.reviewed)
    print(f"{reviewed} reviewed by an adviser, {len(knowledge.entries) - reviewed} not")
    print(
        f"{len(knowledge.evidence)} facts, {len(knowledge.services)} services, "
        f"{len(knowledge.amounts)} amounts"
    )
    return 0


def _report_line(entry: Entry, knowledge: Knowledge, today: date) -> str:
    vouched = knowledge.reviewer(entry, today)
    reviewed = "yes" if vouched else ("outdated" if entry.review else "no")
    days = (entry.next - today).days
    return (
        f"{entry.id:30} {shown(knowledge.seal(entry)):8} {reviewed:9} {entry.next!s:11} {days:5} "
        f"{len(knowledge.asks.get('en', {}).get(entry.id, ())):5} {len(entry.facts)}"
    )
