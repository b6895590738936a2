"""
Signs that an editor cannot see, or takes for others. Changes when we meet another such sign.

The raw text is looked through before YAML reads it: YAML knows line ends that no editor shows, and names a
place far from the mistake. Each sign is said at its line, with its place in the line and its plain name.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain

from bot.problems import Problem

MOST = 20
"""Mistakes of one file that are told at once."""


@dataclass(frozen=True, slots=True)
class _Kind:
    """Signs of one kind, as the inside of a regular expression's brackets; what to say and to do."""

    signs: str
    what: str
    mend: str
    in_comments: bool = False
    """Refused even where only editors read."""


_KINDS = (
    _Kind("\t", "which looks like spaces", "write spaces"),
    _Kind(
        "\r\v\f\x1c-\x1e\x85\u2028\u2029", "which ends a line", "begin a new line with the Enter key", True
    ),
    _Kind("\x00-\x08\x0e-\x1b\x1f\x7f-\x84\x86-\x9f", "which nobody can see", "delete it", True),
    _Kind(
        "\xa0\u115f\u1160\u1680\u2000-\u200a\u202f\u205f\u2800\u3000\u3164\uffa0",
        "which looks like a space",
        "write a plain space",
    ),
    _Kind(
        "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069",
        "which nobody can see and which turns the order of the letters",
        "delete it",
        True,
    ),
    _Kind(
        "\xad\u034f\u17b4\u17b5\u180b-\u180f\u200b-\u200d\u2060-\u2065\u206a-\u206f\ufe00-\ufe0f\ufeff"
        "\ufff9-\ufffb\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff",
        "which nobody can see",
        "delete it",
    ),
    _Kind(
        "\ufffd\ufdd0-\ufdef\ufffe\uffff\ud800-\udfff\ue000-\uf8ff\U000f0000-\U0010ffff",
        "which stands for a letter that was lost",
        "write the letter again",
    ),
)
_ANY = re.compile("[" + "".join(kind.signs for kind in _KINDS) + "]")
_EACH = tuple((re.compile(f"[{kind.signs}]"), kind) for kind in _KINDS)
_PLAIN_NAMES = {
    "\t": "tab",
    "\r": "old line end (CR)",
    "\v": "vertical tab",
    "\f": "page break",
    "\x85": "line end of other machines (NEL)",
    "\xa0": "no-break space",
    "\xad": "soft hyphen",
    "\x7f": "delete sign",
    "\u200b": "zero-width space",
    "\u200c": "zero-width non-joiner",
    "\u200d": "zero-width joiner",
    "\ufeff": "byte order mark",
    "\ufffd": "replacement sign (�)",
}

_FLAG = re.compile("\U0001f3f4[\U000e0061-\U000e007a]{2,6}\U000e007f")
"""The flags of England, Scotland and Wales are spelt with invisible letters."""
_HEAP = re.compile("[\u0300-\u036f]{4,}")
_CONFLICT = re.compile(r"^(<{7}|={7}|>{7}|\|{7})(?: .*)?$", re.MULTILINE)
_WIDE_COLON = re.compile(r"^ *(?:- )?[a-z_][a-z0-9_-]*( *[：﹕︓∶꞉])", re.MULTILINE)


def name_of(sign: str) -> str:
    """The plain name of a sign, with its article: “a no-break space”."""
    name = _PLAIN_NAMES.get(sign) or unicodedata.name(sign, "").lower()
    if not name:
        name = ("control sign" if ord(sign) < 0xA0 else "sign without a name") + f" (U+{ord(sign):04X})"
    return f"{'an' if name[0] in 'aeio' else 'a'} {name}"


def printable(text: str) -> str:
    """A text in which every sign can be seen: what cannot be printed stands there by its number."""
    if text.isprintable():
        return text
    return "".join(each if each.isprintable() else f"\\u{ord(each):04x}" for each in text)


def signs_in(text: str, file: str) -> Iterator[Problem]:
    """Every sign in a file's text that is not what it looks like. Lines end with a line feed."""
    lines = text.split("\n")
    yield from _conflicts(text, file)
    yield from _hidden(lines, file)
    yield from _unusual(lines, file)
    for found in _WIDE_COLON.finditer(text):
        line, column = _place(text, found.start(1))
        yield Problem(
            file,
            line,
            f"at sign {column} of the line stands {name_of(found[1].strip())}, which looks like a colon",
            "write a plain colon and a space",
            rule="hidden-sign",
        )


def hidden_in(value: str, file: str, line: int) -> Iterator[Problem]:
    r"""The same for a text that was written with escapes, such as “\u202e”."""
    lines = value.split("\n")
    for problem in chain(_hidden(lines, file), _unusual(lines, file)):
        found = problem.found.replace("of the line", "of the text")
        yield Problem(file, line, found, "write the text without “\\”", rule="hidden-sign")


def _place(text: str, at: int) -> tuple[int, int]:
    return text.count("\n", 0, at) + 1, at - (text.rfind("\n", 0, at) + 1) + 1


def _conflicts(text: str, file: str) -> Iterator[Problem]:
    for found in _CONFLICT.finditer(text):
        yield Problem(
            file,
            _place(text, found.start())[0],
            f"the mark “{found[1]}” says that two edits were not joined here",
            "keep the right one of the two and delete the marks",
            rule="hidden-sign",
        )


def _hidden(lines: list[str], file: str) -> Iterator[Problem]:
    """At most one of each sign a line: an indent of four no-break spaces is one mistake."""
    for number, line in enumerate(lines, start=1):
        if line.isascii() and line.isprintable():
            continue
        is_comment = line.lstrip(" ").startswith("#")
        seen: set[str] = set()
        for hit in _ANY.finditer(line):
            sign, at = hit[0], hit.start()
            if sign in seen or _is_meant(line, at):
                continue
            seen.add(sign)
            kind = next(kind for signs, kind in _EACH if signs.match(sign))
            if kind.in_comments or not is_comment:
                where = f"at sign {at + 1} of the line stands {name_of(sign)}"
                yield Problem(file, number, f"{where}, {kind.what}", kind.mend, rule="hidden-sign")


def _is_meant(text: str, at: int) -> bool:
    """Whether an invisible sign does its work here: in a flag, a picture, or between letters that join."""
    sign, before, after = text[at], text[at - 1 : at], text[at + 1 : at + 2]
    if sign == "\ufe0f":
        return bool(before) and (unicodedata.category(before)[0] == "S" or before in "0123456789#*‼⁉")
    if sign in "\u200c\u200d" and _joins(before) and _joins(after):
        return True
    if sign == "\u200d":
        return _is_picture(before) and _is_picture(after)
    if "\U000e0061" <= sign <= "\U000e007f":
        start = text.rfind("\U0001f3f4", max(at - 8, 0), at)
        flag = _FLAG.match(text, start) if start >= 0 else None
        return bool(flag and flag.end() > at)
    return False


def _joins(letter: str) -> bool:
    """Persian, Urdu and the scripts of India and Sri Lanka part or join letters with invisible signs."""
    return bool(letter) and "\u0600" <= letter < "\u1100" and unicodedata.category(letter)[0] in "LM"


def _is_picture(sign: str) -> bool:
    return bool(sign) and (sign == "\ufe0f" or unicodedata.category(sign) in ("So", "Sk"))


def _unusual(lines: list[str], file: str) -> Iterator[Problem]:
    """Letters in parts, and heaps of accents."""
    for number, line in enumerate(lines, start=1):
        if line.isascii() or line.lstrip(" ").startswith("#"):
            continue
        if not unicodedata.is_normalized("NFC", line):
            yield Problem(
                file,
                number,
                f"at sign {_first_in_parts(line)} of the line a letter is not written as one sign, as usual",
                "write the letter again from the keyboard",
                rule="hidden-sign",
            )
        if heap := _HEAP.search(line):
            yield Problem(
                file,
                number,
                f"at sign {heap.start() + 1} of the line a heap of accents stands on one letter",
                "write the letter again from the keyboard",
                rule="hidden-sign",
            )


def _first_in_parts(line: str) -> int:
    whole = unicodedata.normalize("NFC", line)
    pairs = zip(line, whole, strict=False)
    return next((at for at, (one, other) in enumerate(pairs, start=1) if one != other), len(whole))
