"""What may not stand in words that people read, however disguised. Changes when another disguise comes."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from bot.checks.phrases import TONGUES, Never, phrases
from bot.knowledge import PLACEHOLDER, Hosts

SHORT_NUMBERS = frozenset(
    {"999", "112", "111", "101", "105", "119", "911", "116123", "116000", "116111", "85258"}
)
"""Numbers of few digits that people know: each belongs to a service."""

PHONE_DIGITS = 7
"""From so many digits in a row on, it is a phone number whatever it looks like."""


@dataclass(frozen=True, slots=True)
class Finding:
    """Words that may not be said: the rule, the words, what to tell the editor."""

    rule: str
    words: str
    found: str
    mend: str


@lru_cache(maxsize=2**15)  # an edit changes few texts of the ten thousand, and a service looks again at all
def findings(text: str, hosts: Hosts | None, commands: frozenset[str] = frozenset()) -> tuple[Finding, ...]:
    """
    Everything in one text that may not be said. Placeholders are how numbers and sums get into words.

    `hosts` None: those that words may name are not known, and no bare address is refused. `commands` are
    those that this text is there to tell people of.
    """
    return tuple(_findings(text, hosts, commands))


def _findings(text: str, hosts: Hosts | None, commands: frozenset[str]) -> Iterator[Finding]:
    bare = PLACEHOLDER.sub(" ¤ ", text)
    plain = _plain(bare)
    for letter in sorted(
        {letter for letter in text if unicodedata.category(letter) == "Cc" and letter != "\n"}
    ):
        yield Finding(
            "control-sign",
            "",
            f"a sign that nobody sees (U+{ord(letter):04X}) stands in the text",
            "delete it",
        )
    if number := _phone_in(plain):
        yield Finding(
            "phone-in-text",
            number,
            f"the phone number {number} stands in the text",
            "write the service instead, such as {emergency-999}",
        )
    yield from _links(plain, hosts)
    for found in _COMMAND.finditer(plain):
        if found[1] not in commands:
            yield Finding(
                "command-in-text",
                found[0],
                f"the command {found[0]} stands in the text",
                "people tap it: leave it out, or have the text added to bot/checks/files.py",
            )
    yield from _phrases(plain)


def phone_in(text: str) -> str:
    """A phone number in the text, as far as it can be shown as it is written; nothing when there is none."""
    return _phone_in(_plain(text))


def _phone_in(plain: str) -> str:
    if whole := _HUNDRED.search(plain):
        return whole[0]
    plain = _spelt_out(plain)
    plain = _DATES.sub(" ¤ ", plain)
    for found in _RUN.finditer(plain):
        digits = re.sub(r"\D", "", found[0])
        starts = "+" in found[0] or (digits.startswith("0") and len(digits) > 2)
        before = plain[: found.start()]
        called = (len(digits) > 2 and _CALLED.search(before)) or (len(digits) > 3 and _SENT.search(before))
        if len(digits) >= PHONE_DIGITS or starts or called or digits in SHORT_NUMBERS:
            return found[0].strip(" .,-–—:;")
    return ""


def sends_elsewhere(text: str) -> str:
    """The words by which a text sends people to a place or an account; nothing when it does not."""
    plain = _plain(PLACEHOLDER.sub(" ¤ ", text))
    for tongue in TONGUES.values():
        for pattern in tongue.places:
            if found := re.search(pattern, plain):
                return found[0]
    return ""


def _links(plain: str, hosts: Hosts | None) -> Iterator[Finding]:
    mend = "an address stands under “url” of a service or a source: leave it out of the words"
    if found := _SCHEME.search(plain):
        yield Finding("link-in-text", found[0], f"the address “{found[0]}” stands in the text", mend)
    elif found := _EMAIL.search(plain):
        yield Finding(
            "link-in-text",
            found[0],
            f"the email address “{found[0]}” stands in the text",
            "write the service instead",
        )
    elif found := _ACCOUNT.search(plain):
        yield Finding(
            "account-in-text",
            found[0],
            f"the account {found[0]} stands in the text",
            "people tap it, and anybody may own it: leave it out",
        )
    elif hosts:
        for found in _DOMAIN.finditer(plain):
            host = _DOT.sub(".", found[0]).replace(" ", "").removeprefix("www.")
            if host not in hosts.in_words:
                yield Finding("link-in-text", found[0], f"the address “{found[0]}” stands in the text", mend)


def _phrases(plain: str) -> Iterator[Finding]:
    asks = plain.rstrip().endswith("?")
    for phrase, pattern in _PHRASES:
        for found in pattern.finditer(plain):
            before = plain[: found.start()]
            turned = (_DOUBT if phrase.although_negated else _UNLESS).search(before)
            of_others = phrase.said_of and re.search(rf"{phrase.said_of} $", before)
            if not turned and not of_others and not (asks and phrase.never not in _EVEN_ASKED):
                yield Finding(phrase.never, found[0], f"the words “{found[0]}”", phrase.instead)
                break


def _plain(text: str) -> str:
    """The text as a careless eye sees it: small letters, plain digits, no sign that is not seen."""
    text = _FULL_STOP.sub("。 ", unicodedata.normalize("NFKC", text))
    return _BRACKETED_DOT.sub(".", " ".join(text.split()).translate(_SIGNS).lower())


class _Seen(dict[int, str]):
    """Each sign as it is seen: looked up once, when it first stands in a text."""

    def __missing__(self, number: int) -> str:
        letter = chr(number)
        if unicodedata.category(letter) in ("Cf", "Mn", "Me"):
            seen = ""
        else:
            seen = str(unicodedata.decimal(letter)) if letter.isdecimal() else letter
        self[number] = seen
        return seen


_FULL_STOP = re.compile(r"(?<![!-~])。|。(?![!-~])")
"""The full stop of Chinese and Japanese, with no space behind it. Between Latin letters it is an address."""

_BRACKETED_DOT = re.compile(r"\s*(?:\[\s*\.\s*\]|\(\s*\.\s*\))\s*")


_SIGNS = _Seen(
    str.maketrans(
        {"’": "'", "‘": "'", "ʼ": "'", "´": "'", "。": ".", "‐": "-", "‑": "-", "−": "-", "⁄": "/", "∕": "/"}
    )
)


def _spelt_out(plain: str) -> str:
    """Digits that are written as words, or with letters that look like them, as digits."""
    plain = _NUMBER_WORDS.sub(lambda found: _digits_of(found[0]), plain)
    return _LIKE_DIGITS.sub(lambda found: found[0].translate(_LOOKS), plain)


def _digits_of(words: str) -> str:
    spelt, times = "", 1
    for word in re.findall(r"[a-z]+|\d", words):
        if word in _TIMES:
            times = _TIMES[word]
            continue
        digit = word if word.isdigit() else _DIGITS.get(word, "0")
        spelt, times = spelt + digit * times, 1
    return " ".join(spelt)


def _all(kind: str) -> str:
    """The words of one kind of every language, as alternatives of a pattern, the longest first."""
    words = {word for tongue in TONGUES.values() for word in getattr(tongue, kind)}
    return "|".join(sorted(words, key=lambda word: (-len(word), word)))


_DIGITS = {word: digit for tongue in TONGUES.values() for word, digit in tongue.digits.items()}
_TIMES = {word: times for tongue in TONGUES.values() for word, times in tongue.times.items()}
_WORD = _all("digits")
_ANY = "|".join((_WORD, _all("fillers"), _all("times"), r"\d"))
_BETWEEN = r"[\s,.\-–—]{1,3}"
_NUMBER_WORDS = re.compile(
    rf"\b(?:{_ANY})(?:{_BETWEEN}(?:{_ANY}))*{_BETWEEN}(?:{_WORD})\b(?:{_BETWEEN}(?:{_ANY})\b)*"
)
_HUNDRED = re.compile(rf"\b(?:{_all('spelt')})\b")

_LOOKS = str.maketrans("oil|", "0111")
_LIKE_DIGITS = re.compile(r"(?<![^\W\d])(?=[\doil|]*\d[\doil|]*\d)[\doil|]{3,}(?![^\W\d])")

_RUN = re.compile(r"\+?[(\[]?\d(?:(?:[\s.()\[\]\-–—_/·•*:]{0,3}|,)\+?\d)*")
_DATES = re.compile(
    r"(?<!\d)(?:(?:19|20)\d\d-\d\d-\d\d|(?:19|20)\d\d ?[-–—/] ?(?:(?:19|20)?\d\d)"
    r"|\d{1,2}[-–—/]\d{1,2}(?= [a-z]))(?![\d])"
    r"|(?<![\d.:\-])(?<![\d.:\-] )\d{1,2}[:.]\d\d(?![.:\- ]?\d)"
)
"""Days, years and hours."""

_CALLED = re.compile(
    rf"\b(?:{_all('calls')})\W{{1,3}}(?:(?:us|me|now|on|is|or|and|then|the number|number)\W{{1,3}})*$"
)
_SENT = re.compile(rf"\b(?:{_all('sends')})\b[^.!?]{{0,25}}\b(?:to|on)\W{{1,3}}$")

_SCHEME = re.compile(
    r"\b(?:(?:https?|hxxps?|ftp|tg)\s?:\s?/{1,2}\s?\S+|(?:tg|javascript|vbscript|data|file|mailto|tel|sms|whatsapp|viber|"
    r"signal|skype|intent|blob|tonsite)\s?:(?=\S)\S+|javascript\s?:)"
)
_EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+|[\w.+-]+ ?[\[(]at[\])] ?[\w-]+")
_ACCOUNT = re.compile(r"(?<![\w.])@ ?[a-z_]\w{2,}")
_LABEL = r"[^\W_](?:[\w-]*[^\W_])?"
_DOMAIN = re.compile(
    rf"(?<![\w@.])(?:{_LABEL}\.)+[^\W\d_]{{2,24}}(?![\w])"
    rf"|\b{_LABEL}(?: ?\. ?| \. )(?:com|org|net|info|io)\b|\bt ?\. ?me\b"
    rf"|\b{_LABEL}\s?(?:\[dot\]|\(dot\)|\bdot\b)\s?(?:com|org|net|uk|info|io|me|help|co|site|app|bot)\b"
)
_DOT = re.compile(r"\s*[\[(]?\s*\bdot\b\s*[\])]?\s*")
_COMMAND = re.compile(r"(?<![\w/.:<&])/([a-z][a-z0-9_]+)")

_EVEN_ASKED = (Never.PAPERS, Never.MONEY)
"""“Is it safe?” promises nothing; “What is your name?” asks for it all the same."""

_PHRASES = [(phrase, re.compile(phrase.pattern)) for phrase in phrases()]
_UNLESS = re.compile(rf"\b(?:{_all('unless')})\b[^.!?]{{0,25}}$")
_DOUBT = re.compile(rf"\b(?:{_all('doubts')})\b[^.!?]{{0,30}}$")
