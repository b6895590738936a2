"""
What keeps a secret inside the process: no dump of its memory, no part of a secret in what it says.
Changes when there is another way out.
"""

from __future__ import annotations

import contextlib
import ctypes
import re
import sys

RUN = 8
"""So many consecutive letters of a secret are a part of it. Fewer may stand in any word."""

TOKEN_LIKE = re.compile(r"\d{5,}:[A-Za-z0-9_-]{6,}")
"""What looks like a token of Telegram's, or like the beginning of one that was cut off."""

_SECRETS: dict[str, str] = {}
"""Every run of a secret that was told, and what stands in its place."""

_PR_SET_DUMPABLE = 4


def forbid_dumps() -> None:
    """
    Nobody gets this process's memory as a file: no core dump, and no other process of the same user may look
    into it. Where the system has no such thing nothing is done.
    """
    with contextlib.suppress(ImportError, OSError, ValueError):
        import resource  # noqa: PLC0415 - not on Windows

        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if sys.platform == "linux":
        with contextlib.suppress(OSError, AttributeError):
            ctypes.CDLL(None).prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)


def keep_secret(name: str, value: str) -> None:
    """
    From now on `blot` puts `<name>` in the place of the value and of every part of it. Told once, where
    settings are read. A value of fewer than RUN letters is blotted out as a whole; an empty one is none.
    """
    long = min(RUN, len(value))
    for start in range(len(value) - long + 1 if value else 0):
        _SECRETS[value[start : start + long]] = f"<{name}>"


def blot(text: str) -> str:
    """The text without any part of a secret, wherever it was cut off, and without what looks like a token."""
    text = TOKEN_LIKE.sub("<token>", text)
    for long in sorted({len(run) for run in _SECRETS}, reverse=True):
        text = _without_runs(text, long)
    return text


def _without_runs(text: str, long: int) -> str:
    """Neighbouring runs are one secret: they are replaced together."""
    kept: list[str] = []
    done = end = 0
    for start in range(len(text) - long + 1):
        name = _SECRETS.get(text[start : start + long])
        if name is None:
            continue
        if start > end or not end:
            kept += [text[done : max(start, done)], name]
        done = end = start + long
    return "".join([*kept, text[done:]])
