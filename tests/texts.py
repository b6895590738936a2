"""Texts of every script and of every shape that was ever slow, the same at every run."""

from __future__ import annotations

import random
import sys
from collections.abc import Callable, Iterator

MESSAGE = 4_096
"""Signs of the longest message that Telegram delivers."""

PLAIN = [
    "i",
    "came",
    "here",
    "with",
    "my",
    "wife",
    "and",
    "two",
    "children",
    "and",
    "we",
    "live",
    "in",
    "one",
    "room",
    "of",
    "a",
    "shared",
    "house",
    "near",
    "the",
    "station",
    "the",
    "letter",
    "says",
    "that",
    "we",
    "can",
    "register",
    "with",
    "a",
    "doctor",
    "but",
    "the",
    "woman",
    "at",
    "the",
    "desk",
    "asked",
    "for",
    "a",
    "passport",
]
PLANES = {
    "the basic plane": (0x20, 0xD7FF),
    "private letters": (0xE000, 0xFFFF),
    "the second plane": (0x10000, 0x1FFFF),
    "the third plane": (0x20000, 0x3FFFF),
    "beyond all planes in use": (0x40000, 0x10FFFF),
    "lone surrogates": (0xD800, 0xDFFF),
    "latin with marks": (0xC0, 0x24F),
    "greek": (0x370, 0x3FF),
    "cyrillic": (0x400, 0x52F),
    "armenian": (0x531, 0x58F),
    "hebrew": (0x5D0, 0x5EA),
    "arabic": (0x621, 0x64A),
    "arabic as it is printed": (0xFB50, 0xFDFF),
    "devanagari": (0x900, 0x97F),
    "bengali": (0x980, 0x9FF),
    "tamil": (0xB80, 0xBFF),
    "thai": (0xE01, 0xE4E),
    "burmese": (0x1000, 0x109F),
    "ethiopic": (0x1200, 0x137F),
    "khmer": (0x1780, 0x17DD),
    "vietnamese": (0x1EA0, 0x1EF9),
    "kana": (0x3041, 0x30FF),
    "squares of words": (0x3300, 0x33FF),
    "han": (0x4E00, 0x9FFF),
    "hangul": (0xAC00, 0xD7A3),
    "hangul by pieces": (0x1100, 0x11FF),
    "marks": (0x300, 0x36F),
    "invisible": (0x2000, 0x206F),
    "ornaments": (0x2100, 0x27BF),
    "full width": (0xFF01, 0xFFEE),
    "mathematical": (0x1D400, 0x1D7FF),
    "emoji": (0x1F300, 0x1FAFF),
    "boxes": (0x1F100, 0x1F1FF),
    "tags": (0xE0000, 0xE007F),
}
REPEATED = {
    "a phrase in one sign": "\ufdfa",
    "eight letters in one sign": "\ufdfb",
    "six letters in one sign": "\u3316",
    "a number in brackets": "⑴",
    "a ligature": "ﬃ",
    "three signs when folded": "ΐ",
    "marks that must be sorted": "\u0316\u0301",
    "letters under heaps": "a" + "\u0316\u0301\u031b" * 20,
    "letters and marks": "b\u0301",
    "vietnamese": "ệ ",
    "look-alikes": "а",
    "look-alike words": "аa ",
    "one letter": "a",
    "letters and digits": "a1",
    "apostrophes": "a'",
    "spelt out": "k i l l ",
    "three letters a line": "a b c\n",
    "a letter a line": "a\n",
    "a letter of another script a line": "é\n",
    "initials": "a.b.",
    "a letter a sentence": "a. ",
    "a word a sentence": "doctor. ",
    "a word that nobody taught a sentence": "zorble. ",
    "sentence ends": "?!. ",
    "full stops": ".",
    "lines": "\n",
    "spaces": " ",
    "underscores": "_",
    "no space": "mynameisdyingcallambulance",
    "no space and no word": "zqxwvkjhg",
    "signs without space": "notbreathing",
    "nearly signs": "notbreathin ",
    "one sign after the other": "not breathing ",
    "sos": "sosx",
    "digits": "9",
    "years": "2026 ",
    "telephone numbers": "07700 900123, ",
    "addresses of pages": "https://www.example.org/a-page?with=words&more=%20 ",
    "addresses of letters": "somebody@example.org ",
    "hash tags": "#NotBreathing ",
    "leet": "k1ll y0u n0w ",
    "a question": "is it safe to see a gp? ",
    "danger": "my husband collapsed and he is not breathing. ",
    "look-alike danger": "my phone died and i could kill for a coffee. ",
    "emoji": "😭🆘",
    "families": "👩‍👩‍👧‍👦",
    "letter marks": "\u061c",
    "letters and letter marks": "k\u061c",
}


def words(random: random.Random, letters: str, length: int, between: str = " ") -> Iterator[str]:
    """Words that nobody has seen."""
    while True:
        yield "".join(random.choices(letters, k=length)) + between


def cut(parts: Iterator[str], signs: int = MESSAGE) -> str:
    """So many signs of it."""
    found: list[str] = []
    length = 0
    while length < signs:
        found.append(next(parts))
        length += len(found[-1])
    return "".join(found)[:signs]


def repeated(part: str) -> Iterator[str]:
    """The same for ever."""
    while True:
        yield part


def shuffled(random: random.Random, known: list[str], between: Callable[[], str]) -> Iterator[str]:
    """Known words in any order."""
    while True:
        yield random.choice(known) + between()


def nasty_texts(known: list[str]) -> dict[str, str]:
    """By name, more than two hundred texts; `known` are words of the bot's own examples."""
    dice = random.Random(10)
    found: dict[str, str] = {}
    for name, (first, last) in PLANES.items():
        letters = "".join(map(chr, range(first, last + 1)))
        found[f"{name}, no space"] = cut(words(dice, letters, 50, ""))
        found[f"{name}, words of five"] = cut(words(dice, letters, 5))
        found[f"{name}, words of one"] = cut(words(dice, letters, 1))
    for name, part in REPEATED.items():
        found[f"{name}, again and again"] = cut(repeated(part))
    latin = "abcdefghijklmnopqrstuvwxyz"
    for length in (*range(1, 13), 16, 20, 30, 40, 41, 100, 1000):
        found[f"unknown words of {length}"] = cut(words(dice, latin, length))
    for length in (3, 4, 8):
        found[f"a line for each unknown word of {length}"] = cut(words(dice, latin, length, "\n"))
        found[f"a sentence for each unknown word of {length}"] = cut(words(dice, "etaoinshr", length, ". "))
        found[f"unknown words of {length} with digits"] = cut(words(dice, latin + "0134", length))
    found["known words"] = cut(shuffled(dice, known, lambda: " "))
    found["known words, some sentences"] = cut(
        shuffled(dice, known, lambda: dice.choice((" ", " ", " ", ". ")))
    )
    found["known words, a line each"] = cut(shuffled(dice, known, lambda: "\n"))
    found["known words, three a line"] = cut(shuffled(dice, known, lambda: dice.choice((" ", " ", "\n"))))
    found["known words without space"] = cut(shuffled(dice, known, lambda: ""))
    found["known words spelt out"] = " ".join(found["known words without space"])[:MESSAGE]
    found["known words with slips"] = cut(shuffled(dice, [_slip(dice, word) for word in known], lambda: " "))
    slips = found["known words with slips"].replace(" ", "")
    found["known words with slips without space"] = (slips * 2)[:MESSAGE]
    found["plain words"] = cut(shuffled(dice, PLAIN, lambda: " "))
    found["plain words in capitals"] = found["plain words"].upper()
    found["plain words, marked"] = found["plain words"].replace("e", "é")
    found["plain words, other alphabets"] = found["plain words"].replace("e", "е").replace("o", "ο")
    names = list(found)
    for number in range(12):
        parts = [found[name][: MESSAGE // 8] for name in dice.sample(names, 8)]
        found[f"mixture {number}"] = "".join(parts)[:MESSAGE]
    for number in range(6):
        found[f"any signs {number}"] = cut(words(dice, "".join(map(chr, range(0x20, 0xD800))), 7))
        found[f"any signs of all planes {number}"] = "".join(
            chr(dice.randrange(sys.maxunicode + 1)) for _ in range(MESSAGE)
        )
    for name in ("plain words", "known words", "unknown words of 4", "a phrase in one sign, again and again"):
        found[f"ten times {name}"] = found[name] * 10
    return found


def _slip(dice: random.Random, word: str) -> str:
    place = dice.randrange(len(word))
    return word[:place] + dice.choice("abcdefghij") + word[place + 1 :]
