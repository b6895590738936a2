"""Words of two directions in one line. Changes when one more of them comes out in a wrong order."""

from __future__ import annotations

import re
import unicodedata

LTR = "ltr"
RTL = "rtl"

FIRST_STRONG_ISOLATE = "\u2068"
POP_ISOLATE = "\u2069"

_STRONG = {"L": LTR, "R": RTL, "AL": RTL}

_RIGHT_TO_LEFT = "\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff\U00010800-\U00010fff\U0001e800-\U0001efff"
"""The blocks of scripts that run from right to left."""

_AGAINST = re.compile(
    # what begins like a name, a number, a sum, a phone number or an address …
    f"[+(£$€]*(?:[^\\W{_RIGHT_TO_LEFT}]|/(?=[a-z]))"
    # … and goes on, over signs and single spaces within it, to its last letter or digit
    f"(?:(?:[^\\S\\n]|[^\\w\\s{_RIGHT_TO_LEFT}{FIRST_STRONG_ISOLATE}{POP_ISOLATE}]){{0,3}}[^\\W{_RIGHT_TO_LEFT}])*"
    "[%)]?"
)


def direction_of(text: str, otherwise: str = LTR) -> str:
    """The direction of the first letter that has one (Unicode's rule P2), or the other when none has."""
    return next(
        (_STRONG[kind] for kind in map(unicodedata.bidirectional, text) if kind in _STRONG), otherwise
    )


def isolated(text: str, direction: str) -> str:
    """
    The text with every run of the other direction between isolates, where the line runs from right to left.

    So a phone number, a sum, "NHS 111" or a name in Latin letters keeps its order inside, and does not turn
    the words around it. A line from left to right is left as it is: its numbers need no help. What is
    isolated already stays as it is.
    """
    if direction != RTL or FIRST_STRONG_ISOLATE in text:
        return text
    return _AGAINST.sub(lambda run: f"{FIRST_STRONG_ISOLATE}{run[0]}{POP_ISOLATE}", text)


def without_isolates(text: str) -> str:
    """The text as it was before `isolated`."""
    return text.replace(FIRST_STRONG_ISOLATE, "").replace(POP_ISOLATE, "")
