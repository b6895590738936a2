"""Start the bot, or run one of its commands: `python run_bot.py --help`."""

import sys


def run() -> int:
    """Run a command: its exit code. A Python that lacks what the bot needs is told in one line."""
    if sys.version_info < (3, 11):  # noqa: UP036 - whoever types “python” may get any
        return _wrong_python("is older than 3.11")
    try:
        from bot.cli import main  # noqa: PLC0415 - only here can a missing package be told

        return main()
    except ModuleNotFoundError as missing:
        package = (missing.name or "").partition(".")[0]
        if package in ("", "bot"):
            raise  # a bug of ours
        return _wrong_python(f"lacks the package {package}")


def _wrong_python(why: str) -> int:
    command = " ".join([".venv/bin/python run_bot.py", *sys.argv[1:]])
    sys.stderr.write(f"error: this Python ({sys.executable}) {why}: run “make install”, then {command}\n")
    return 2


if __name__ == "__main__":
    raise SystemExit(run())
