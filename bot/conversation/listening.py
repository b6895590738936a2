"""What a message means in the light of the last reply. Changes when people can speak of it in new ways."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from bot.conversation.events import Choice, ChoseEntry, Shown, Tapped
from bot.conversation.names import Names, Words
from bot.knowledge import Nation, Published, Voice
from bot.knowledge.phrases import Remark
from bot.words import Reading, tokens

THE_REST = "…"
"""
Where the rest stands in a phrase of `homes` or `openings`: “من در … زندگی می‌کنم”. Without it, behind the
phrase. Many languages put the verb last.
"""

_Frame = tuple[Words, Words]
"""The words before and behind the rest."""

BUTTON_DIGITS = 2
"""A bare number of so many digits may be that of a button; a longer one is something else."""


@dataclass(frozen=True, slots=True)
class Pressed:
    """The number or the words of something that can be pressed."""

    button: Choice | Tapped


@dataclass(frozen=True, slots=True)
class Miscounted:
    """A number, and no button of that number."""


@dataclass(frozen=True, slots=True)
class Remarked:
    """Something that is said of the talk itself."""

    remark: Remark
    language: str
    """That in which it is known as a whole."""


@dataclass(frozen=True, slots=True)
class LivesIn:
    """Where they live, and nothing else."""

    nation: Nation
    language: str = ""
    """That of the words around the name, if there are any."""


@dataclass(frozen=True, slots=True)
class AsksAbout:
    """The same for another nation: “what about Scotland”."""

    nation: Nation
    language: str


Meant = Pressed | Miscounted | Remarked | LivesIn | AsksAbout


class Listening:
    """
    Knows whole messages that our own knowledge has written down: titles, remarks, follow-ups, where one
    lives; and the buttons of a reply. What is not known as a whole is left to what was learned.
    """

    def __init__(self, knowledge: Published, names: Names) -> None:
        self._names = names
        self._titles = dict(_titles(knowledge))
        self._known = {code: _Known.of(voice) for code, voice in knowledge.voices.items()}

    def meant(self, reading: Reading, languages: Iterable[str], shown: Shown) -> Meant | None:
        """What the whole text means; None where it is not known."""
        words, languages = reading.words, tuple(languages)
        if not words:
            return None
        if (button := _pressed(words, shown)) is not None:
            return Pressed(button)
        if len(words) == 1 and words[0].isdecimal() and len(words[0]) <= BUTTON_DIGITS:
            return Miscounted()
        known = {code: self._known[code] for code in languages if code in self._known}
        for code, each in known.items():
            if remark := each.remarks.get(words):
                return Remarked(remark, code)
        return self._of_place(words, known, languages, shown) or _of_subject(words, known.values())

    def titled(self, reading: Reading) -> str | None:
        """The entry whose title the whole text is."""
        return self._titles.get(reading.words)

    def follows(self, reading: Reading, languages: Iterable[str]) -> Words:
        """What stands behind the first words of a follow-up; nothing when the text is none."""
        known = (self._known[code] for code in languages if code in self._known)
        return next((rest for each in known for rest in _within(reading.words, each.openings)), ())

    def _of_place(
        self, words: Words, known: Mapping[str, _Known], languages: tuple[str, ...], shown: Shown
    ) -> Meant | None:
        if nation := self._names.only_nation(words, languages):
            return LivesIn(nation)
        for code, each in known.items():
            for rest in _within(words, each.homes):
                if nation := self._names.only_nation(rest, languages):
                    return LivesIn(nation, code)
            for rest in _within(words, each.openings) if shown.answer else ():
                if nation := self._names.only_nation(rest, languages):
                    return AsksAbout(nation, code)
        return None


@dataclass(frozen=True, slots=True)
class _Known:
    """What a voice knows as a whole, folded once."""

    remarks: Mapping[Words, Remark]
    homes: tuple[_Frame, ...]
    openings: tuple[_Frame, ...]
    """The longest first."""
    subjects: Mapping[Words, str]

    @classmethod
    def of(cls, voice: Voice) -> _Known:
        return cls(
            {tokens(each): Remark(kind) for kind, phrases in voice.remarks.items() for each in phrases},
            _frames(voice.homes),
            _frames(voice.follow_ups.openings),
            {tokens(each): name for name, each_of in voice.follow_ups.subjects.items() for each in each_of},
        )


def _of_subject(words: Words, known: Iterable[_Known]) -> Meant | None:
    for each in known:
        for rest in _within(words, each.openings):
            if entry_id := each.subjects.get(rest):
                return Pressed(ChoseEntry(entry_id))
    return None


def _pressed(words: Words, shown: Shown) -> Choice | Tapped | None:
    """The button of that number; else the one of those words."""
    if len(words) == 1 and words[0].isascii() and words[0].isdecimal() and len(words[0]) <= BUTTON_DIGITS:
        number = int(words[0])
        return shown.buttons[number - 1][1] if 1 <= number <= len(shown.buttons) else None
    return next((button for label, button in shown.buttons if tokens(label) == words), None)


def _within(words: Words, frames: Iterable[_Frame]) -> Iterator[Words]:
    """What is left of the words within each frame that they have, but not nothing."""
    for before, after in frames:
        end = len(words) - len(after)
        if end > len(before) and words[: len(before)] == before and words[end:] == after:
            yield words[len(before) : end]


def _frames(phrases: Iterable[str]) -> tuple[_Frame, ...]:
    parted = (phrase.partition(THE_REST) for phrase in phrases)
    found = {(tokens(before), tokens(after)) for before, _, after in parted} - {((), ())}
    return tuple(sorted(found, key=lambda frame: (-len(frame[0]) - len(frame[1]), frame)))


def _titles(knowledge: Published) -> Iterator[tuple[Words, str]]:
    """Titles of all languages; an entry that is kept back today is known by its title, too."""
    for translations in knowledge.taught_translations.values():
        yield from ((tokens(each.title), name) for name, each in translations.items())
    yield from ((tokens(entry.title), entry.id) for entry in knowledge.taught)
