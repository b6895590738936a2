"""`webhook set`, `show` and `delete`: have Telegram call us, a step of a deployment."""

from __future__ import annotations

import argparse
import os

from bot.cli.common import Commands, opened
from bot.settings import Settings


def add(commands: Commands) -> None:
    """Add the command."""
    parser = commands.add_parser("webhook", help="have Telegram call us: a step of a deployment")
    parser.add_argument("what", choices=("set", "show", "delete"))
    parser.set_defaults(run=_run)


def _run(arguments: argparse.Namespace) -> int:
    settings = Settings.from_environment(os.environ)
    from bot.channels import telegram  # noqa: PLC0415 - other commands do not wait for it
    from bot.runtime import serving  # noqa: PLC0415

    telegram.quiet_logs()
    return serving.register(settings, opened(settings=settings), arguments.what)
