"""Which alphabets a text is written in. Changes when a language is written in another one."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping
from functools import lru_cache

LATIN = "LATIN"
"""The script of ASCII letters."""

_ONE_SCRIPT = {"HIRAGANA": "CJK", "KATAKANA": "CJK", "HALFWIDTH": "CJK", "IDEOGRAPHIC": "CJK"}
"""Scripts that stand together in the words of one language: Japanese has three."""


def scripts_of(words: Iterable[str]) -> Mapping[str, int]:
    """
    How many letters of each script there are, the most first. Scripts have Unicode's names ("ARABIC").

    Digits, marks and signs belong to none.
    """
    found: Counter[str] = Counter()
    for letter, count in Counter("".join(words)).items():
        if script := script_of(letter):
            found[script] += count
    return dict(found.most_common())


@lru_cache(maxsize=4096)
def script_of(letter: str) -> str:
    """The script of one letter; empty for what is no letter."""
    if not letter.isalpha():
        return ""
    if letter.isascii():
        return LATIN
    script = unicodedata.name(letter, "").partition(" ")[0]
    return _ONE_SCRIPT.get(script, script)
