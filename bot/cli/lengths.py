"""`lengths`: how much of each answer people see at once, and where it says that we do not know."""

from __future__ import annotations

import argparse

from bot.checks.lengths import MOST, REPLY_LETTERS, SCREEN_LETTERS, Length, lengths
from bot.cli.common import Commands, read_library
from bot.knowledge import ALL_NATIONS


def add(commands: Commands) -> None:
    """Add the command."""
    parser = commands.add_parser("lengths", help="how long every answer is, nation by nation")
    parser.set_defaults(run=_run)


def _run(_: argparse.Namespace) -> int:
    found = list(lengths(read_library().knowledge))
    by_entry: dict[str, dict[str, Length]] = {}
    for length in found:
        by_entry.setdefault(length.entry, {})[length.nation] = length
    print(f"{'entry':30}" + "".join(f"{nation:>18}" for nation in ALL_NATIONS) + f"{'folded':>9}")
    for entry, of_nations in sorted(by_entry.items()):
        cells = "".join(f"{_cell(of_nations.get(nation)):>18}" for nation in ALL_NATIONS)
        print(f"{entry:30}{cells}{max(each.folded for each in of_nations.values()):>9}")
    doubts = (
        f"{nation} {sum(each.doubts for each in found if each.nation == nation)}" for nation in ALL_NATIONS
    )
    within = sum(each.letters <= SCREEN_LETTERS for each in found)
    print(
        "\nLetters seen before anything is unfolded; + marks an answer that says what we do not know."
        f"\n{within} of {len(found)} keep to {SCREEN_LETTERS} ({MOST:.0%} of them shall); "
        f"the longest has {max((each.letters for each in found), default=0)} (at most {REPLY_LETTERS})."
        f"\nAnswers that say what we do not know: {', '.join(doubts)}."
    )
    return 0


def _cell(length: Length | None) -> str:
    return f"{length.letters}{'+' if length.doubts else ' '}" if length else "–"
