"""Names and small talk, folded once. Changes when other words than questions are understood."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from bot.knowledge import Language, Nation, Voice
from bot.words import Reading, tokens

Words = tuple[str, ...]

LONGEST_NAME = 4
"""Words of the longest name of a place."""


class Names:
    """What the voices and the languages are called by, ready to be held against what somebody wrote."""

    def __init__(self, voices: Mapping[str, Voice], languages: Iterable[Language]) -> None:
        self._places = {code: _Phrases.of(_places(voice)) for code, voice in voices.items()}
        self._nations = {code: dict(_nations(voice)) for code, voice in voices.items()}
        self._small_talk = {
            code: {tokens(phrase): kind for kind, phrases in voice.small_talk.items() for phrase in phrases}
            for code, voice in voices.items()
        }
        self._languages: dict[Words, str] = {}
        for language in languages:
            for name in (language.code, language.name):
                self._languages.setdefault(tokens(name), language.code)

    def nation_named(self, reading: Reading, languages: Iterable[str]) -> Nation | None:
        """The nation of which a text names a place in one of the languages; None where it names two."""
        named = {
            nation
            for code in languages
            if code in self._places
            for nation in self._places[code].found_in(reading.words)
        }
        return named.pop() if len(named) == 1 else None

    def nation_meant(self, words: str, languages: Iterable[str]) -> Nation | None:
        """The nation of which the words are a name, or of which they name a place, and nothing else."""
        meant = tokens(words)
        found = (self._nations.get(code, {}).get(meant) for code in languages)
        return next((nation for nation in found if nation), None)

    def only_nation(self, words: Words, languages: Iterable[str]) -> Nation | None:
        """The nation of which the words name a place or several, and nothing else: “Glasgow, Scotland”."""
        found = {
            nation
            for code in languages
            if code in self._nations
            for nation in _in_a_row(words, self._nations[code])
        }
        return found.pop() if len(found) == 1 else None

    def language_meant(self, words: str) -> str | None:
        """The language of which the words are the name or the code, and nothing else."""
        return self._languages.get(tokens(words))

    def small_talk(self, reading: Reading, languages: Iterable[str]) -> tuple[str, str] | None:
        """The kind of small talk that the whole text is, and in which of the languages; the first counts."""
        for code in languages:
            if kind := self._small_talk.get(code, {}).get(reading.words):
                return kind, code
        return None

    def words(self) -> Iterator[str]:
        """Every word of a name: it stands in texts of every language, and tells nothing of theirs."""
        for places in self._places.values():
            yield from places.words()
        for phrase in self._languages:
            yield from phrase


@dataclass(frozen=True, slots=True)
class _Phrases:
    """Phrases by their first word, so that a text is gone through once."""

    by_first: Mapping[str, tuple[tuple[Words, Nation], ...]] = field(default_factory=dict)

    @classmethod
    def of(cls, phrases: Iterable[tuple[Words, Nation]]) -> _Phrases:
        found: dict[str, tuple[tuple[Words, Nation], ...]] = {}
        for phrase, nation in phrases:
            if phrase:
                found[phrase[0]] = (*found.get(phrase[0], ()), (phrase, nation))
        return cls(found)

    def found_in(self, words: Words) -> Iterator[Nation]:
        for place, word in enumerate(words):
            for phrase, nation in self.by_first.get(word, ()):
                if words[place : place + len(phrase)] == phrase:
                    yield nation

    def words(self) -> Iterator[str]:
        for phrases in self.by_first.values():
            for phrase, _ in phrases:
                yield from phrase


def _in_a_row(words: Words, names: Mapping[Words, Nation]) -> set[Nation]:
    """The nations of names that fill the words from the first to the last; none where something is left."""
    found: set[Nation] = set()
    while words:
        fitting = (n for n in range(min(len(words), LONGEST_NAME), 0, -1) if words[:n] in names)
        length = next(fitting, 0)
        if not length:
            return set()
        found.add(names[words[:length]])
        words = words[length:]
    return found


def _places(voice: Voice) -> Iterator[tuple[Words, Nation]]:
    return ((tokens(place), nation) for nation, places in voice.places.items() for place in places)


def _nations(voice: Voice) -> Iterator[tuple[Words, Nation]]:
    # the first to have a name keeps it: later ones are written first
    for nation in reversed(Nation):
        for name in (*voice.places.get(nation, ()), voice.nations.get(nation, ""), nation):
            if meant := tokens(name):
                yield meant, nation
