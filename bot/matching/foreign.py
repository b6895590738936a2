"""Which language is it, when it is none of ours? Changes when another program says so."""

from __future__ import annotations

from collections.abc import Collection
from functools import cache

from py3langid.langid import MODEL_FILE, LanguageIdentifier

SURE_FROM = 0.9
"""
How likely the language must be. Of 4,838 English messages of the development files, misspelt ones and mixed
ones among them, five are taken for another language from here on, and those five are in it.
"""

FEWEST_LETTERS = 8
"""A text of fewer letters is in no language: “ok”, “Leeds”."""

ENGLISH_TOO = frozenset({"en", "pcm"})
"""English, and the pidgin of Nigeria, whose speakers are answered in English."""

ALSO_CALLED = {"sdh": "ckb", "arz": "ar", "ary": "ar", "nn": "no", "bs": "hr", "uzs": "uz"}
"""Codes that the program has for a language that our files name by another."""


class Foreign:
    """Says which other language a text is in, by py3langid (A. Barbaresi; BSD licence)."""

    def __init__(self, ours: Collection[str]) -> None:
        """`ours`: the languages of which our own files know the words."""
        self._ours = frozenset(ours) | ENGLISH_TOO

    def language(self, text: str) -> str:
        """The code of the language; empty when it is likely one of ours, or cannot be told."""
        if sum(letter.isalpha() for letter in text) < FEWEST_LETTERS:
            return ""
        code, likely = _identifier().classify(text)
        code = ALSO_CALLED.get(code, code)
        return code if likely >= SURE_FROM and code not in self._ours else ""


@cache
def _identifier() -> LanguageIdentifier:
    """Read once in a process: a second, and 76 MB."""
    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
