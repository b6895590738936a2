"""The words that a language keeps to. Changes when more is said of a word."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Term:
    """What one English term is called in a language, and what it must not be called there."""

    english: tuple[str, ...]
    """The term, and what else the English says for the same."""
    use: str
    """For translators: the words to use, with what to write where."""
    avoid: tuple[str, ...] = ()
    """Words that must not stand for it, however often people use them so."""
    beware: tuple[str, ...] = ()
    """Words that must not stand for it either, but are right for something else: only people can tell."""
    keep: tuple[str, ...] = ()
    """One of these stands in every passage whose English names the term; nothing where inflection forbids."""
    why: str = ""
    seen: str = ""
    """Where native writers were seen to use it."""
