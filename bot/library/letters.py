"""
Letters of another alphabet that pass for ours. Changes when we meet another way to mix alphabets in a word.

A word that looks right and is spelt with a Cyrillic “а” is found by no search, read wrongly aloud,
and can stand for another address or name. So the words that people read keep to one alphabet a word.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache

from bot.library.items import Item
from bot.library.signs import MOST
from bot.problems import Problem

TYPED = frozenset(
    {
        "asks",
        "ask",
        "signs",
        "examples",
        "look_alikes",
        "everyday",
        "cries",
        "small_talk",
        "remarks",
        "homes",
        "follow_ups",
    }
)
"""
Keys below which stands what people type, not what they read.

People do mix alphabets, on a keyboard that is set to another language or to get past a filter, and the bot
must learn from that. Nothing below these keys is ever shown to anybody.
"""

_WORD = re.compile(r"(?:[^\W\d_]|[\u0300-\u036f])+")
_FORMS = (
    "<font>",
    "<wide>",
    "<narrow>",
    "<circle>",
    "<isolated>",
    "<initial>",
    "<medial>",
    "<final>",
    "<super>",
    "<sub>",
)
"""How Unicode marks a letter or digit that is another one in a special form, such as bold 𝐚 or wide ９."""
ALL_LETTERS = 8_192
"""Letters of the files whose kind is kept in mind: more than all of them have."""

_ORDINALS = "ªº"
_TWINS = frozenset("аеорсухіјѕԁһԛԝАВЕЅІЈКМНОРСТУХԌԚԜοανιρτυκγΑΒΕΖΗΙΚΜΝΟΡΤΥΧ")
"""Cyrillic and Greek letters which look like Latin ones."""


def look_alikes_in(item: Item, text: str) -> Iterator[Problem]:
    """The first words to be read, of a file's items and text, with letters that pass for others."""
    lines = text.split("\n")
    found = 0
    is_latin = _is_mostly_latin(item)
    for value, line in _read_by_people(item):
        for word, what, mend in _wrong(value, is_latin=is_latin):
            at = next((n for n, each in enumerate(lines[line - 1 :], start=line) if word in each), line)
            yield Problem(item.file, at, f"in “{word[:40]}” {what}", mend, rule="letter-form")
            found += 1
            if found == MOST:
                return


def _read_by_people(item: Item) -> Iterator[tuple[str, int]]:
    """Texts with letters beyond the English keyboard."""
    match item.value:
        case str() if not item.value.isascii():
            yield item.value, item.line
        case list():
            for each in item.value:
                yield from _read_by_people(each)
        case dict():
            for key, each in item.value.items():
                if key not in TYPED:
                    yield from _read_by_people(each)


def _wrong(value: str, *, is_latin: bool) -> Iterator[tuple[str, str, str]]:
    special = {sign for sign in set(value) if not sign.isascii() and _is_in_special_form(sign)}
    if sign := next((sign for sign in value if sign in special), ""):
        yield (
            _around(value, sign),
            f"the sign “{sign}” is {_plain(sign)} in a special form",
            "write it again from the keyboard",
        )
    # a text in another alphabet (knowledge/elsewhere.yaml has many side by side) has short words of its own
    is_latin = is_latin and 2 * sum(map(str.isascii, value)) >= len(value)
    for word in _WORD.findall(value):
        if word.isascii():
            continue
        strange = _strange(word)
        if strange:
            yield word, f"the letter “{strange}” is {_plain(strange)}", "write the whole word in one alphabet"
        elif is_latin and _TWINS.issuperset(word):
            yield word, f"every letter looks Latin, but “{word[0]}” is {_plain(word[0])}", "write it again"


@lru_cache(ALL_LETTERS)
def _is_in_special_form(sign: str) -> bool:
    category = unicodedata.category(sign)
    if sign in _ORDINALS or (category[0] != "L" and category != "Nd"):
        return False  # ² and ① are signs of their own
    return unicodedata.decomposition(sign).startswith(_FORMS) or "\ufb00" <= sign <= "\ufb06"


def _strange(word: str) -> str:
    """The first letter of the alphabet that has fewer letters in the word, or nothing."""
    alphabets: dict[str, list[str]] = {}
    for letter in word:
        if letter != "µ" and (alphabet := _alphabet_of(letter)):
            alphabets.setdefault(alphabet, []).append(letter)
    if len(alphabets) < 2:
        return ""
    return min(alphabets.items(), key=lambda each: (len(each[1]), each[0] == "LATIN"))[1][0]


@lru_cache(ALL_LETTERS)
def _alphabet_of(letter: str) -> str:
    """
    The alphabet of a letter, if it is one whose letters pass for another's.

    Those are the alphabets with capitals (and Lisu, which is written with Latin ones). Other scripts join
    Latin letters without harm, and often without a space: “الNHS”, “看GP”.
    """
    name = unicodedata.name(letter, "").partition(" ")[0]
    return name if unicodedata.category(letter) in ("Lu", "Ll", "Lt") or name == "LISU" else ""


def _is_mostly_latin(item: Item) -> bool:
    """
    Whether the words of a file are written in Latin letters: then no whole word may only look so. Sentences
    tell, where there are any: names and ids are Latin in every file.
    """
    texts = [value for value, _ in _all_texts(item)]
    sentences = [text for text in texts if " " in text.strip()] or texts
    latin = sum(sum(map(str.isascii, text)) for text in sentences)
    return 2 * latin >= sum(map(len, sentences))


def _all_texts(item: Item) -> Iterator[tuple[str, int]]:
    """Every text below, without the keys."""
    match item.value:
        case str():
            yield item.value, item.line
        case list():
            for each in item.value:
                yield from _all_texts(each)
        case _:
            for each in item.value.values():
                yield from _all_texts(each)


def _around(value: str, sign: str) -> str:
    return next((word for word in value.split() if sign in word), sign)


def _plain(sign: str) -> str:
    """The name of a letter: “Cyrillic small letter a”."""
    return unicodedata.name(sign, "a letter without a name").capitalize()
