"""No command at all: Telegram when there is a token, else the conversation in this terminal."""

from __future__ import annotations

import argparse
import os
import sys

from bot.cli.chat import converse
from bot.cli.common import called
from bot.settings import Settings, SettingsError

HOW_TO_TELEGRAM = (
    "BOT_TOKEN is not set, so this is the conversation in the terminal. "
    "For Telegram, ask @BotFather for a token (/newbot), then: BOT_TOKEN=… {command}"
)

NOBODY_TYPES = (
    "BOT_TOKEN is not set, and nobody is at a terminal to talk with: set BOT_TOKEN_FILE to the file that "
    "holds the token from @BotFather (for a conversation through a pipe: {command} chat)"
)
"""A service that was started without a token must not end as if all were well."""


def run(_: argparse.Namespace) -> int:
    """Answer until it is stopped: the exit code."""
    settings = Settings.from_environment(os.environ)
    if not settings.token:
        if not sys.stdin.isatty():
            raise SettingsError(NOBODY_TYPES.format(command=called()))
        print(HOW_TO_TELEGRAM.format(command=called(whole=True)), file=sys.stderr)
        return converse(settings)
    from bot.channels import telegram  # noqa: PLC0415 - the terminal does not wait for it
    from bot.runtime import serving  # noqa: PLC0415

    telegram.quiet_logs()
    return serving.serve_live(settings)
