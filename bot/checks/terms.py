"""One word for one thing, in every language. Changes when a term is held to more."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from bot.checks.context import CheckContext
from bot.checks.translations import translation_file
from bot.knowledge import ENGLISH, PLACEHOLDER, Entry, Translation
from bot.knowledge.terms import Term
from bot.problems import Problem, cut
from bot.words import tokens

Words = tuple[str, ...]


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
            held = [_Held.of(term) for term in terms]
            for pair in self._pairs(language):
                english = tokens(PLACEHOLDER.sub(" ", pair.english))
                text = tokens(pair.text)
                for each in held:
                    if any(_stands(name, english, plural="s") for name in each.names):
                        yield from self._held(pair, text, each)

    def _held(self, pair: Pair, text: Words, held: _Held) -> Iterator[Problem]:
        for word, avoided in held.avoided.items():
            if _stands(avoided, text) and word.casefold() in pair.text.casefold():
                yield self.context.at(
                    pair.file,
                    pair.text,
                    f"“{cut(pair.text)}” says “{word}” where the English says “{held.term.english[0]}”"
                    + (f" ({held.term.why})" if held.term.why else ""),
                    f"write {held.term.use}",
                    rule="term-avoided",
                    subject=f"{word} {pair.english}",
                )
        if held.term.keep and not any(each in pair.text for each in held.term.keep):
            yield self.context.at(
                pair.file,
                pair.text,
                f"“{cut(pair.text)}” does not name “{held.term.english[0]}”, and the English does",
                f"write {' or '.join(held.term.keep)}",
                rule="term-missing",
                subject=f"{held.term.english[0]} {pair.english}",
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
            yield from _of_lines(f"voice/{language}.yaml", ours.lines, theirs.lines)


@dataclass(frozen=True, slots=True)
class _Held:
    """A term, made ready to be looked for."""

    term: Term
    names: tuple[Words, ...]
    avoided: Mapping[str, Words]

    @classmethod
    def of(cls, term: Term) -> _Held:
        avoided = {word: found for word in term.avoid if (found := tokens(word))}
        return cls(term, tuple(filter(None, map(tokens, term.english))), avoided)


def _of_entry(entry: Entry, translation: Translation) -> Iterator[Pair]:
    file = translation_file(entry, translation.language)
    yield Pair(file, entry.title, translation.title)
    theirs = translation.answer.parts()
    for name, passages in entry.answer.parts().items():
        for our, their in zip(passages, theirs[name], strict=False):
            yield Pair(file, our.text, their.text)


def _of_lines(file: str, ours: Mapping[str, str], theirs: Mapping[str, str]) -> Iterator[Pair]:
    yield from (Pair(file, ours[name], text) for name, text in theirs.items() if name in ours)


def _stands(phrase: Words, words: Words, plural: str = "") -> bool:
    """Whether the words hold the phrase, or its plural with that ending."""
    size = len(phrase)
    ends = {phrase[-1], phrase[-1] + plural}
    return any(
        words[first : first + size - 1] == phrase[:-1] and words[first + size - 1] in ends
        for first in range(len(words) - size + 1)
    )
