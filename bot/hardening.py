"""
Keeps secrets inside the process: no dump of its memory, and no part of a secret in its output.
Changes when a secret could get out in another way.
"""

from __future__ import annotations

import contextlib
import ctypes
import re
import sys

RUN = 8
"""This many consecutive letters of a secret count as a part of it. Fewer may be in any word."""

TOKEN_LIKE = re.compile(r"\d{5,}:[A-Za-z0-9_-]{6,}")
"""What looks like a Telegram token, or like the beginning of one that was cut off."""

_SECRETS: dict[str, str] = {}
"""Every run of RUN letters of a known secret, and the text that replaces it."""

_PR_SET_DUMPABLE = 4


def forbid_dumps() -> None:
    """
    Forbid core dumps of this process, and forbid other processes of the same user to read its memory. Does
    nothing on systems without these settings.
    """
    with contextlib.suppress(ImportError, OSError, ValueError):
        import resource  # noqa: PLC0415 - not on Windows

        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if sys.platform == "linux":
        with contextlib.suppress(OSError, AttributeError):
            ctypes.CDLL(None).prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)


def keep_secret(name: str, value: str) -> None:
    """
    From now on `blot` writes `<name>` instead of the value and of every part of it. Called once, where the
    settings are read. A value of fewer than RUN letters is replaced as a whole; an empty one is ignored.
    """
    long = min(RUN, len(value))
    for start in range(len(value) - long + 1 if value else 0):
        _SECRETS[value[start : start + long]] = f"<{name}>"


def blot(text: str) -> str:
    """The text without any part of a known secret, even a cut one, or anything that looks like a token."""
    text = TOKEN_LIKE.sub("<token>", text)
    for long in sorted({len(run) for run in _SECRETS}, reverse=True):
        text = _without_runs(text, long)
    return text


def _without_runs(text: str, long: int) -> str:
    """Replace neighbouring runs together: they are one secret."""
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
