"""One word for one thing, in every language. Changes when a term is held to more."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from bot.checks.context import CheckContext
from bot.checks.translations import parts_of, translation_file
from bot.knowledge import ENGLISH, PLACEHOLDER, Entry, Translation
from bot.knowledge.terms import Term
from bot.problems import Problem, cut
from bot.words import tokens

Words = tuple[str, ...]

REMEMBERED = 1 << 14
"""Passages of a language of which is remembered what was found: an everyday edit changes one."""


@dataclass(frozen=True, slots=True)
class Pair:
    """A passage in a language, and the English one that it translates."""

    file: str
    english: str
    text: str


@dataclass(frozen=True, slots=True)
class TermRules:
    """Words that a translation avoids for a term, and those that it keeps."""

    context: CheckContext

    def run(self) -> Iterator[Problem]:
        """All problems of all languages that have terms."""
        for language, terms in self.context.knowledge.terms.items():
            held = _held(terms)
            for pair in self._pairs(language):
                for term, word in held.broken(pair.english, pair.text):
                    yield self._avoided(pair, term, word) if word else self._missing(pair, term)

    def _avoided(self, pair: Pair, term: Term, word: str) -> Problem:
        return self.context.at(
            pair.file,
            pair.text,
            f"“{cut(pair.text)}” says “{word}” where the English says “{term.english[0]}”"
            + (f" ({term.why})" if term.why else ""),
            f"write {term.use}",
            rule="term-avoided",
            subject=f"{word} {pair.english}",
        )

    def _missing(self, pair: Pair, term: Term) -> Problem:
        return self.context.at(
            pair.file,
            pair.text,
            f"“{cut(pair.text)}” does not name “{term.english[0]}”, and the English does",
            f"write {' or '.join(term.keep)}",
            rule="term-missing",
            subject=f"{term.english[0]} {pair.english}",
            warn=True,
        )

    def _pairs(self, language: str) -> Iterator[Pair]:
        knowledge = self.context.knowledge
        translations = knowledge.translations.get(language, {})
        for entry in knowledge.entries:
            if entry.id in translations and translations[entry.id].of == entry.wording:
                yield from _of_entry(entry, translations[entry.id])
        for english, text in knowledge.helper_words.get(language, {}).items():
            yield Pair(f"helpers/{language}.yaml", english, text)
        ours, theirs = (knowledge.voices.get(code) for code in (ENGLISH, language))
        if ours and theirs:
            for name in sorted(ours.lines.keys() & theirs.lines.keys()):
                yield Pair(f"voice/{language}.yaml", ours.lines[name], theirs.lines[name])


Broken = tuple[tuple[Term, str], ...]
"""Terms with the avoided word that stands for them; with "" where none of the words to keep stands."""


class _Held:
    """The terms of a language, made ready to be looked for. What was looked at once is remembered."""

    def __init__(self, terms: tuple[Term, ...]) -> None:
        self._named: dict[str, list[tuple[Words, Term]]] = {}
        for term in terms:
            for name in filter(None, map(tokens, term.english)):
                for first in {name[0], f"{name[0]}s"} if len(name) == 1 else {name[0]}:
                    self._named.setdefault(first, []).append((name, term))
        self.broken = lru_cache(maxsize=REMEMBERED)(self._broken)

    def _broken(self, english: str, text: str) -> Broken:
        said = tokens(PLACEHOLDER.sub(" ", english))
        named = dict.fromkeys(
            term
            for word in dict.fromkeys(said)
            for name, term in self._named.get(word, ())
            if _stands(name, said, plural="s")
        )
        words = tokens(text) if named else ()
        found: list[tuple[Term, str]] = []
        for term in named:
            found += ((term, word) for word in term.avoid if _says(word, words, text))
            if term.keep and not any(each in text for each in term.keep):
                found.append((term, ""))
        return tuple(found)


@lru_cache(maxsize=64)
def _held(terms: tuple[Term, ...]) -> _Held:
    return _Held(terms)


def _of_entry(entry: Entry, translation: Translation) -> Iterator[Pair]:
    file = translation_file(entry, translation.language)
    yield Pair(file, entry.title, translation.title)
    for _, ours, theirs in parts_of(entry, translation):
        # where one is missing, another rule says so
        yield from (Pair(file, our.text, their.text) for our, their in zip(ours, theirs, strict=False))


def _says(avoided: str, words: Words, text: str) -> bool:
    """Whether the text says it as whole words, with its own letters: folding may make two words one."""
    phrase = tokens(avoided)
    return bool(phrase) and _stands(phrase, words) and avoided.casefold() in text.casefold()


def _stands(phrase: Words, words: Words, plural: str = "") -> bool:
    """Whether the words hold the phrase, or its plural with that ending."""
    size = len(phrase)
    ends = {phrase[-1], phrase[-1] + plural}
    return any(
        words[first : first + size - 1] == phrase[:-1] and words[first + size - 1] in ends
        for first in range(len(words) - size + 1)
    )
