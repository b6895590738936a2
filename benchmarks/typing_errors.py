"""Typing errors, drawn at random: a swap, a dropped letter, a doubled one, or a neighbouring key."""

from __future__ import annotations

import random
import re

_ROWS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
_WORD = re.compile(r"[^\W\d_]{4,}")

Places = dict[str, tuple[int, int]]
_PLACES: Places = {key: (row, column) for row, keys in enumerate(_ROWS) for column, key in enumerate(keys)}


def _beside(key: str) -> list[str]:
    if key not in _PLACES:
        return []
    row, column = _PLACES[key]
    near = [(row, column - 1), (row, column + 1), (row - 1, column), (row - 1, column + 1)]
    near += [(row + 1, column - 1), (row + 1, column)]
    return sorted(other for other, place in _PLACES.items() if place in near)


def _slip(word: str, chance: random.Random) -> str:
    kind = chance.choice(("swap", "drop", "double", "beside"))
    if kind == "swap":
        at = chance.randrange(len(word) - 1)
        return word[:at] + word[at + 1] + word[at] + word[at + 2 :]
    at = chance.randrange(len(word))
    if kind == "drop":
        return word[:at] + word[at + 1 :]
    if kind == "double":
        return word[: at + 1] + word[at:]
    keys = _beside(word[at].lower())
    return word[:at] + chance.choice(keys) + word[at + 1 :] if keys else word


def misspelt(text: str, share: float, chance: random.Random) -> str:
    """The text with one typing error in so large a share of its words of four letters or more."""
    return _WORD.sub(lambda m: _slip(m[0], chance) if chance.random() < share else m[0], text)
