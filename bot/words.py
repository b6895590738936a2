"""How letters are compared. Changes when we learn how people of another script type."""

from __future__ import annotations

import re
import sys
import unicodedata
from collections.abc import Iterator
from functools import lru_cache

MARKED_SCRIPTS = ("LATIN", "GREEK", "CYRILLIC", "ARABIC", "HEBREW")
"""Scripts whose combining marks people leave out when they type. Indic signs are vowels: they stay."""

_SPELT_OUT = str.maketrans(
    {
        "ß": "ss",
        "æ": "ae",
        "œ": "oe",
        "ø": "o",
        "đ": "d",
        "ð": "d",
        "þ": "th",
        "ł": "l",
        "ħ": "h",
        "ı": "i",
        # Arabic-script letters that keyboards of neighbouring languages write differently
        "ي": "ی",
        "ى": "ی",
        "ئ": "ی",
        "ې": "ی",
        "ێ": "ی",
        "ۍ": "ی",
        "ك": "ک",
        "ڪ": "ک",
        "أ": "ا",
        "إ": "ا",
        "آ": "ا",
        "ٱ": "ا",
        "ؤ": "و",
        "ۆ": "و",
        "ة": "ه",
        "ۀ": "ه",
        "ە": "ه",
        "ہ": "ه",
        "ھ": "ه",
        "ۃ": "ه",
        "ۂ": "ه",
        # Ethiopic rows of one sound
        **{chr(0x1210 + i): chr(0x1200 + i) for i in range(7)},
        **{chr(0x1280 + i): chr(0x1200 + i) for i in range(7)},
        **{chr(0x1220 + i): chr(0x1230 + i) for i in range(7)},
        **{chr(0x12D0 + i): chr(0x12A0 + i) for i in range(7)},
        **{chr(0x1340 + i): chr(0x1338 + i) for i in range(7)},
    }
)

_APOSTROPHES = re.compile(r"(?<=\w)['’‘ʼʹ`´′](?=\w)")
_UNSEEN = re.compile("[\u0640\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufe00-\ufe0f\ufeff\u00ad]")

_UNSPACED = (
    (0x0E00, 0x0EFF),  # Thai, Lao
    (0x1000, 0x109F),  # Burmese
    (0x1780, 0x17FF),  # Khmer
    (0x3040, 0x30FF),  # kana
    (0x3400, 0x4DBF),
    (0x4E00, 0x9FFF),  # Han
    (0x20000, 0x2FA1F),
)

_SENTENCE_END = re.compile(r"(?<=[.!?…。！？؟।])\s+|\n+")
_RUN = re.compile(r"(.)\1{2,}")
_INITIALS = re.compile(r"\b(\w)[.&/](?=\w\b)")


@lru_cache(maxsize=4096)
def _script(letter: str) -> str:
    return unicodedata.name(letter, "").split(" ", 1)[0]


def _without_marks(text: str) -> str:
    kept: list[str] = []
    base = ""
    for letter in unicodedata.normalize("NFD", text):
        if unicodedata.combining(letter) or unicodedata.category(letter) == "Mn":
            if base in MARKED_SCRIPTS and not (kept and kept[-1] in "иі" and letter in "\u0306\u0308"):
                continue
        else:
            base = _script(letter)
        kept.append(letter)
    return unicodedata.normalize("NFC", "".join(kept))


def fold(text: str) -> str:
    """
    Bring the spellings of one word together: case, accents, keyboard variants, digits of any script.

    For comparing only: folded text is never shown to anyone.
    """
    if text.isascii():
        return _APOSTROPHES.sub("", text.lower())
    text = unicodedata.normalize("NFKC", text).replace("İ", "i").casefold()
    text = _UNSEEN.sub("", _APOSTROPHES.sub("", text))
    text = _without_marks(text).translate(_SPELT_OUT)
    return "".join(str(unicodedata.decimal(c)) if c.isdecimal() else c for c in text)


def _is_unspaced(letter: str) -> bool:
    point = ord(letter)
    return any(first <= point <= last for first, last in _UNSPACED)


def _is_part_of_word(letter: str) -> bool:
    return unicodedata.category(letter)[0] in "LMN"


def _runs(folded: str) -> Iterator[tuple[str, bool]]:
    run = ""
    unspaced = False
    for letter in folded:
        part = _is_part_of_word(letter)
        if run and (not part or _is_unspaced(letter) != unspaced):
            yield run, unspaced
            run = ""
        if part:
            unspaced = _is_unspaced(letter)
            run += letter
    if run:
        yield run, unspaced


_ASCII_WORDS = re.compile(r"[a-z0-9]+")


def tokens(text: str) -> tuple[str, ...]:
    """
    The words of a text, folded. Scripts without spaces give pairs of letters instead of words.

    A letter typed three times or more counts twice ("pleeeease" is "pleease"), and initials are
    one word ("G.P." is "gp", "A&E" is "ae").
    """
    # the same word is the same object: twenty thousand examples repeat few words, and 20 MB are spared
    return tuple(map(sys.intern, _words(text)))


def _words(text: str) -> list[str]:
    folded = _INITIALS.sub(r"\1", _RUN.sub(r"\1\1", fold(text)))
    if folded.isascii():
        return _ASCII_WORDS.findall(folded)
    found: list[str] = []
    for run, unspaced in _runs(folded):
        if unspaced and len(run) > 1:
            found.extend(run[i : i + 2] for i in range(len(run) - 1))
        else:
            found.append(run)
    return found


def sentences(text: str) -> tuple[str, ...]:
    """Cut a text where its writer ended a sentence or a line."""
    return tuple(part.strip() for part in _SENTENCE_END.split(text) if part.strip())
