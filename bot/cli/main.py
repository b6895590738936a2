"""All commands, and how a mistake is said: one line and exit code 2, never a traceback."""

from __future__ import annotations

import argparse
import io
import os
import sys
from collections.abc import Sequence

from bot import __version__
from bot.cli import (
    ask,
    chat,
    check,
    history,
    language,
    learn,
    lengths,
    new,
    report,
    schema,
    score,
    serve,
    webhook,
    wording,
)
from bot.cli.common import MISTAKE, PROGRAM, Mistaken, Parser, called
from bot.hardening import blot, forbid_dumps
from bot.library import Refused
from bot.runtime import NothingToSay
from bot.settings import SettingsError

COMMANDS = (chat, ask, check, report, lengths, wording, history, new, language, schema, learn, webhook, score)
"""In the order in which help names them."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command. Errors are one line and exit code 2, never a traceback."""
    forbid_dumps()  # before anything secret is read
    _bear_any_letter()
    try:
        parsed = _parser().parse_args(arguments)
        code = int(parsed.run(parsed))
        print(end="", flush=True)  # a broken pipe is noticed here, not when Python ends
    except (SettingsError, NothingToSay, Refused, Mistaken) as error:
        print(f"error: {blot(str(error))}", file=sys.stderr)
        return MISTAKE
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except KeyboardInterrupt:
        print(file=sys.stderr)
        return 0
    return code


def _bear_any_letter() -> None:
    """No letter may break a conversation: neither bytes that are no text nor a screen that lacks a letter."""
    for stream, errors_are in ((sys.stdin, "replace"), (sys.stdout, "backslashreplace")):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors=errors_are)


def _parser() -> argparse.ArgumentParser:
    parser = Parser(
        prog=called(),
        description="Answers about NHS care and the Home Office. Without a command: Telegram when BOT_TOKEN "
        "is set, else the conversation in this terminal.",
    )
    parser.set_defaults(run=serve.run)
    parser.add_argument("--version", action="version", version=f"{PROGRAM} {__version__}")
    commands = parser.add_subparsers(title="commands", metavar="COMMAND")
    for command in COMMANDS:
        command.add(commands)
    return parser
