"""The command line: one module a command. Only here is the clock asked."""

from bot.cli.main import main

__all__ = ["main"]
