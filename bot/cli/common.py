"""What commands share: their mistakes, a date and a nation on the command line, and the bot of today."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import NoReturn, Protocol

from bot.hardening import blot
from bot.knowledge import NOTHING_WITHHELD, Nation
from bot.library import Library, locate
from bot.problems import errors
from bot.runtime import ALL_TOO_OLD, OFF, Opened, Snapshot, load_snapshot, open_encoder
from bot.settings import SECRETS, Settings

PROGRAM = "healthcare-rights-bot"
"""What the bot is called where it is installed."""

MISTAKE = 2
"""The exit code of everything that its user can mend."""


class Mistaken(Exception):  # noqa: N818 - it is said to a person
    """A user's mistake on the command line, in one line."""


class Parser(argparse.ArgumentParser):
    """Says a mistake in one line, like every other. Raises Mistaken."""

    def error(self, message: str) -> NoReturn:
        """Raise Mistaken."""
        raise Mistaken(f"{message} (see {self.prog} --help)")


Run = Callable[[argparse.Namespace], int]
"""The body of a command: what was typed in, the exit code out."""


class Commands(Protocol):
    """Where a command adds itself: what argparse calls its subparsers."""

    def add_parser(self, name: str, *, help: str) -> argparse.ArgumentParser:  # noqa: A002 - argparse's name
        """A parser for the command of that name."""


def called(*, whole: bool = False) -> str:
    """The name by which the program was started, for help and hints. Whole: with the Python of a clone."""
    if Path(sys.argv[0]).stem == PROGRAM:
        return PROGRAM
    return ".venv/bin/python run_bot.py" if whole else "run_bot.py"


def nation(text: str) -> Nation:
    """A nation as it was typed. Raises ArgumentTypeError, which names them all."""
    try:
        return Nation(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"“{text}” is not a nation: {', '.join(Nation)}") from None


def day(text: str) -> date:
    """A date as it was typed. Raises ArgumentTypeError, which shows how to write one."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(
            f"“{text}” is not a date: write year-month-day, such as 2027-01-01"
        ) from None


def add_day(parser: argparse.ArgumentParser, what: str) -> None:
    """The option --on."""
    parser.add_argument("--on", type=day, default=None, metavar="DATE", help=what)


def this_day() -> date:
    """The day on which we are, in UTC."""
    return datetime.now(tz=UTC).date()


def knowledge_folder() -> Path:
    """The folder that is read: the one that is set, or ours. Raises SettingsError."""
    return locate(settings_without_telegram().knowledge)


def opened(
    on: date | None = None, settings: Settings | None = None, *, english_first: bool = False
) -> Snapshot:
    """
    The bot of a day, ready to talk: with what is set when settings are given, else with every entry, reviewed
    or not. `english_first` as in `load_snapshot`. Raises NothingToSay and SettingsError.
    """
    given = settings or settings_without_telegram()
    snapshot = load_snapshot(
        locate(given.knowledge),
        on or this_day(),
        withholding=settings.withholding if settings else NOTHING_WITHHELD,
        progress=lambda text: print(text, file=sys.stderr),
        cache=given.cache,
        english_first=english_first,
        encoder=encoder_of(given).encoder,
    )
    if not snapshot.knowledge.entries:
        print(f"warning: {ALL_TOO_OLD}", file=sys.stderr)
    wrong = errors(snapshot.library.problems)
    if wrong:
        more = f" (and {len(wrong) - 1} more: {called()} check)" if len(wrong) > 1 else ""
        print(f"warning: {blot(str(wrong[0]))}{more}", file=sys.stderr)
    return snapshot


def encoder_of(settings: Settings) -> Opened:
    """The encoder, or why there is none."""
    return open_encoder() if settings.encoder else OFF


def read_library() -> Library:
    """The knowledge folder as it was read. Raises Mistaken when it holds no entry."""
    found = Library.read(knowledge_folder())
    if not found.knowledge.entries:
        first = found.problems[0] if found.problems else f"{found.folder} holds no entry"
        raise Mistaken(str(first))
    return found


def settings_without_telegram() -> Settings:
    """What is set, but for the secrets: whoever talks in a terminal need not be able to read them."""
    kept = {name: value for name, value in os.environ.items() if name.removesuffix("_FILE") not in SECRETS}
    return Settings.from_environment({**kept, "BOT_MODE": ""})
