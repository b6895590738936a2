"""How letters are compared. Changes when we learn how people of another script type."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator

MOST_SIGNS = 12_288
"""So many signs of a text are read: three messages of Telegram, or one of which every sign became three
letters. Of a longer text, its beginning and its end."""

_IN_ONE_SIGN = 3
"""No sign becomes more letters (ﬃ), so that no text grows more than threefold. A phrase or a unit in one sign
(ﷺ, ㎏) falls out: nobody writes words that way."""

_SQUARES = range(0x3300, 0x3400)

_MARKS_ON_A_LETTER = 8
"""No script puts more marks on a letter; sorting thousands of them would take seconds."""

_PLANES = range(0x20000)
"""Where letters, digits and marks stand. Beyond there is only Han, and signs that nobody sees."""


def _decimals() -> list[str]:
    return [letter for letter in map(chr, _PLANES) if letter.isdecimal() and letter > "9"]


def _ranges(points: Iterable[int]) -> str:
    """Code points in rising order, as the inside of a class of a regular expression."""
    found: list[list[int]] = []
    for point in points:
        if found and found[-1][1] == point - 1:
            found[-1][1] = point
        else:
            found.append([point, point])
    return "".join(f"\\U{first:08x}-\\U{last:08x}" for first, last in found)


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
        # small capitals, and letters in black boxes and discs: ornaments that normalising leaves as they are
        **dict(zip("ᴀʙᴄᴅᴇꜰɢʜɪᴊᴋʟᴍɴᴏᴘʀꜱᴛᴜᴠᴡʏᴢɑɡ", "abcdefghijklmnoprstuvwyzag", strict=True)),
        **{chr(first + i): chr(0x61 + i) for first in (0x1F150, 0x1F170) for i in range(26)},
        # digits of any script
        **{letter: str(unicodedata.decimal(letter)) for letter in _decimals()},
    }
)

_LOOK_ALIKES = str.maketrans(
    "авгеѕіјкмнортсухԁԛԝһӏьпҽ" + "αβεηικμνορτυχωγ" + "օսոհցյ",
    "abresijkmhoptcyxdqwhlbne" + "abenikmvoptuxwy" + "ounhgj",
)
"""Letters of other alphabets that stand for Latin ones in a word that is otherwise Latin."""

_APOSTROPHES = re.compile(r"(?<=\w)['’‘ʼʹ`´′](?=\w)")

_UNSEEN_RANGES = (
    (0x00, 0x08),
    (0x0E, 0x1B),
    (0x7F, 0x84),
    (0x86, 0x9F),
    (0x034F, 0x034F),
    (0x0640, 0x0640),  # tatweel, which only makes a word longer
    (0x115F, 0x1160),
    (0x17B4, 0x17B5),
    (0x180B, 0x180F),
    (0x2060, 0x206F),
    (0x20DD, 0x20E0),  # rings, boxes and keycaps around a sign
    (0x20E2, 0x20E4),
    (0x3164, 0x3164),
    (0xFE00, 0xFE0F),
    (0xFFA0, 0xFFA0),
    (0xFFF0, 0xFFF8),
)
"""Code points that show nothing and part nothing, beside the format signs (category Cf)."""

_UNSPACED = (
    (0x0E00, 0x0EFF),  # Thai, Lao
    (0x1000, 0x109F),  # Burmese
    (0x1780, 0x17FF),  # Khmer
    (0x3040, 0x30FF),  # kana
    (0x3400, 0x4DBF),
    (0x4E00, 0x9FFF),  # Han
)

_MARKED = (
    "A-Za-z\u00c0-\u02af\u1d00-\u1dbf\u1e00-\u1eff\u2c60-\u2c7f\ua720-\ua7ff\uab30-\uab6f"  # Latin
    "\u0370-\u03ff\u1f00-\u1fff"  # Greek
    "\u0400-\u052f\u1c80-\u1c8f\ua640-\ua66e"  # Cyrillic
    "\u05d0-\u05f4\u0620-\u064a\u066e-\u06d5\u06ee-\u06ff\u0750-\u077f\u08a0-\u08c9"  # Hebrew, Arabic
)
"""Letters whose marks people leave out when they type. Indic signs are vowels: they stay."""


BEYOND = "\U00010000-\U0001ffff"
"""The second plane: old scripts and emoji."""


def _classes() -> tuple[str, str, str, str, str]:
    """
    All marks, and the insides of classes of regular expressions: what is in words, in unspaced runs, which
    marks fall out, and what is not seen. Few ranges beyond the first plane: Python tries them one by one.
    """
    unspaced = {point for first, last in _UNSPACED for point in range(first, last + 1)}
    unseen = {point for first, last in _UNSEEN_RANGES for point in range(first, last + 1)}
    category = {point: unicodedata.category(chr(point)) for point in _PLANES}
    in_words = [point for point, name in category.items() if name[0] in "LMN"]
    marks = [point for point in in_words if category[point][0] == "M"]
    return (
        _ranges(point for point in in_words if point not in unspaced and point < 0x10000) + BEYOND,
        _ranges(point for point in in_words if point in unspaced) + "\U00020000-\U000323af",
        "".join(map(chr, marks)),
        _ranges(point for point in marks if point < 0x10000 and category[point] == "Mn"),
        _ranges(point for point, name in category.items() if name == "Cf" or point in unseen)
        + "\U000e0000-\U000e0fff",
    )


IN_WORDS, IN_UNSPACED, _marks, _MARK, _NOT_SEEN = _classes()
MARKS = frozenset(_marks)
_UNSEEN = re.compile(f"[{_NOT_SEEN}]+")
_UNSEEN_ASCII = re.compile("[\x00-\x08\x0e-\x1b\x7f]+")
_HEAP = re.compile(f"[{_MARK}{BEYOND}][{_MARK}{BEYOND}]{{{_MARKS_ON_A_LETTER},}}")
# each begins with a class, for which Python can search fast
_LEFT_OUT = re.compile(f"[{_MARK}](?<=[{_MARKED}].)(?<![иі].)[{_MARK}]*")
_I_WITH_MARKS = re.compile(f"([иі])([\u0306\u0308])?[{_MARK}]*")


def _phrases() -> Iterator[tuple[int, str]]:
    for point in _PLANES:
        meant = unicodedata.normalize("NFKC", chr(point)).casefold()
        if point in _SQUARES or len(meant) > _IN_ONE_SIGN:
            yield point, " "


_PHRASES = dict(_phrases())

_LOOKS_LATIN = "".join(map(chr, _LOOK_ALIKES))
_LOOKS_SO = re.compile(f"[{_LOOKS_LATIN}]")
_PERHAPS_LATIN = re.compile(f"(?<!\\w)[a-z0-9{_LOOKS_LATIN}]++(?!\\w)")
_LATIN = re.compile("[a-z]")
_OF_THEM = re.compile(f"(?![{_LOOKS_LATIN}])[\u0370-\u03ff\u0400-\u052f\u0531-\u0587]")


def bounded(text: str) -> str:
    """The text, or of a very long one its beginning and its end."""
    if len(text) <= MOST_SIGNS:
        return text
    return f"{text[: MOST_SIGNS // 2]}\n{text[-(MOST_SIGNS // 2) + 1 :]}"


def fold(text: str) -> str:
    """
    Bring the spellings of one word together: case, accents, keyboard variants, digits of any script.

    Signs that nobody sees fall out, letters in ornament or of another alphabet that only look Latin become
    Latin. At most MOST_SIGNS signs. For comparing only: folded text is never shown to anyone.
    """
    text = bounded(text)
    if text.isascii():
        return _APOSTROPHES.sub("", _UNSEEN_ASCII.sub("", text.lower()))
    text = _HEAP.sub(_lowered, _UNSEEN.sub("", text)).translate(_PHRASES)
    text = unicodedata.normalize("NFKC", text).replace("İ", "i").casefold()
    text = _APOSTROPHES.sub("", _UNSEEN.sub("", bounded(text)))
    text = _without_marks(unicodedata.normalize("NFD", text))
    return bounded(_latin(unicodedata.normalize("NFC", text).translate(_SPELT_OUT)))


def _lowered(heap: re.Match[str]) -> str:
    if MARKS.isdisjoint(heap[0]):
        return heap[0]
    kept: list[str] = []
    marks = 0
    for letter in heap[0]:
        marks = marks + 1 if letter in MARKS else 0
        if marks <= _MARKS_ON_A_LETTER:
            kept.append(letter)
    return "".join(kept)


def _without_marks(text: str) -> str:
    """Without the marks that people leave out. й and ї keep theirs: keyboards have them as letters apart."""
    if "и" in text or "і" in text:
        text = _I_WITH_MARKS.sub(r"\1\2", text)
    return _LEFT_OUT.sub("", text)


def _latin(text: str) -> str:
    """
    Words that are Latin but for letters that look so, in Latin letters.

    A word of look-alikes alone is taken for Latin in a Latin text without a true letter of another alphabet.
    """
    if not _LOOKS_SO.search(text):
        return text
    foreign = _OF_THEM.search(text) or not _LATIN.search(text)

    def meant(found: re.Match[str]) -> str:
        word = found[0]
        return word if foreign and not _LATIN.search(word) else word.translate(_LOOK_ALIKES)

    return _PERHAPS_LATIN.sub(meant, text)
