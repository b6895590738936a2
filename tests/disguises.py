"""Ways in which words are written so that a filter, a hurried hand or a strange keyboard disguises them."""

from __future__ import annotations

from collections.abc import Callable

PLAIN_SIGNS = {
    "kill myself": "suicide-or-self-harm",
    "want to die": "suicide-or-self-harm",
    "i want to kill myself": "suicide-or-self-harm",
    "suicide": "suicide-or-self-harm",
    "end my life": "suicide-or-self-harm",
    "ambulance": "life-in-danger",
    "call an ambulance": "life-in-danger",
    "not breathing": "life-in-danger",
    "he stopped breathing": "life-in-danger",
    "unconscious": "life-in-danger",
    "need an ambulance": "life-in-danger",
    "he will kill me": "abuse-happening-now",
    "strangling me": "abuse-happening-now",
}

CALM = (
    "hello",
    "thank you",
    "where is my gp",
    "nhs number",
    "i have a cold",
    "free eye test",
    "register with a doctor",
    "can i see a dentist",
    "how do i find a gp",
    "is the hospital free",
    "my phone died",
    "a and e",
)

_CYRILLIC = str.maketrans("aeiopcy", "аеіорсу")
_GREEK = str.maketrans("aoiv", "αοιν")
_FULL = {point: point + 0xFEE0 for point in range(0x21, 0x7F)}
_LEET = str.maketrans("io", "10")
_LEET_TOO = str.maketrans("ea", "34")


def _shifted(first: int) -> Callable[[str], str]:
    return lambda text: "".join(chr(first + ord(c) - 97) if c.isalpha() else c for c in text)


def _between(sign: str) -> Callable[[str], str]:
    """The sign between the letters of each word."""
    return lambda text: " ".join(sign.join(word) for word in text.split())


def _spelt(sign: str) -> Callable[[str], str]:
    """All letters alone."""
    return lambda text: sign.join(text.replace(" ", ""))


DISGUISES: dict[str, Callable[[str], str]] = {
    "spelt out with spaces": _spelt(" "),
    "spelt out, wider between words": lambda text: "   ".join(" ".join(word) for word in text.split()),
    "spelt out with full stops": _spelt("."),
    "spelt out with full stops and spaces": _spelt(". "),
    "spelt out with hyphens": _spelt("-"),
    "spelt out with asterisks": _spelt("*"),
    "spelt out with underscores": _spelt("_"),
    "spelt out with slashes": _spelt("/"),
    "spelt out with commas": _spelt(", "),
    "spelt out, a letter a line": _spelt("\n"),
    "words spelt out with full stops": _between("."),
    "words spelt out with hyphens": _between("-"),
    "run together": lambda text: text.replace(" ", ""),
    "in camel case": lambda text: text.title().replace(" ", ""),
    "a hash tag": lambda text: "#" + text.title().replace(" ", ""),
    "a hash tag with underscores": lambda text: "#" + text.replace(" ", "_"),
    "behind an emoji": lambda text: f"😭😭{text}😭",
    "an emoji between the words": lambda text: text.replace(" ", "😭"),
    "letters held down": lambda text: text.replace("i", "iiiii").replace("a", "aaaa"),
    "a last letter held down": lambda text: text + text[-1] * 6,
    "run together, a letter held down": lambda text: text.replace(" ", "") + text[-1] * 6,
    "arabic letter marks": _between("\u061c"),
    "soft hyphens": _between("\u00ad"),
    "zero width spaces": _between("\u200b"),
    "zero width joiners": _between("\u200d"),
    "word joiners": _between("\u2060"),
    "byte order marks": _between("\ufeff"),
    "variation selectors": _between("\ufe0f"),
    "variation selectors beyond": _between("\U000e0101"),
    "tags": _between("\U000e0041"),
    "mongolian vowel separators": _between("\u180e"),
    "combining grapheme joiners": _between("\u034f"),
    "hangul fillers": _between("\u3164"),
    "half width hangul fillers": _between("\uffa0"),
    "khmer inherent vowels": _between("\u17b4"),
    "bidi overrides": _between("\u202e"),
    "musical format signs": _between("\U0001d173"),
    "control signs": _between("\x02"),
    "struck through": _between("\u0336"),
    "heaps of marks": _between("\u0316\u0301\u031b\u0306" * 8),
    "keycaps": _between("\u20e3"),
    "accents": lambda text: text.replace("i", "í").replace("e", "ë").replace("a", "ā"),
    "cyrillic letters": lambda text: text.translate(_CYRILLIC),
    "greek letters": lambda text: text.translate(_GREEK),
    "full width": lambda text: text.translate(_FULL),
    "mathematical bold": _shifted(0x1D41A),
    "mathematical script": _shifted(0x1D4EA),
    "mathematical fraktur": _shifted(0x1D586),
    "double struck": _shifted(0x1D552),
    "circled": _shifted(0x24D0),
    "black boxes": _shifted(0x1F170),
    "black discs": _shifted(0x1F150),
    "digits for letters": lambda text: text.translate(_LEET),
    "other digits for letters": lambda text: text.translate(_LEET_TOO),
    "capitals": str.upper,
    "each second letter a capital": lambda text: "".join(
        c.upper() if i % 2 else c for i, c in enumerate(text)
    ),
    "many spaces": lambda text: text.replace(" ", " \u00a0\u2003 "),
    "a word a line": lambda text: text.replace(" ", "\n"),
}
"""By name, what each does to words of small Latin letters."""
