"""A language's own letters where a neighbour's keyboard typed others. Changes when people use another."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class _Keyboard:
    letters: Mapping[int, int]
    ends: re.Pattern[str] | None = field(default=None)
    """What stands at the end of a word for `end`."""
    end: str = ""


_KEYBOARDS = {
    "ar": _Keyboard(str.maketrans("یکہھ", "يكهه")),
    "fa": _Keyboard(str.maketrans("يىكہھ", "ییکهه")),
    # ە is a letter of its own; on an Arabic or Persian keyboard it is ة, or ه that joins nothing
    "ckb": _Keyboard(str.maketrans("يىكةہ", "ییکەە"), re.compile("ه(?=\u200c|\\W|$)\u200c?"), "ە"),
    "ps": _Keyboard(str.maketrans("كہھ", "کهه")),
}


def as_written(text: str, language: str) -> str:
    """
    The text with the letters that its language is written with, for whoever learned from texts as they are
    printed. Of any other text, and in any other language, nothing changes.
    """
    keyboard = _KEYBOARDS.get(language)
    if keyboard is None or text.isascii():
        return text
    text = text.translate(keyboard.letters)
    return keyboard.ends.sub(keyboard.end, text) if keyboard.ends else text
