"""The rules for translations. Changes when words can go astray on their way in another way."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from bot.checks.context import CheckContext
from bot.checks.entries import COMMANDS, TITLE_LETTERS
from bot.knowledge import PLACEHOLDER, Entry, Knowledge, Passage, Translation
from bot.problems import Problem, cut


def translation_file(entry: Entry, language: str) -> str:
    """The name of the file in which its words stand in that language."""
    return f"topics/{entry.topic}/{entry.id}/{language}.yaml"


def translations_of(entry: Entry, knowledge: Knowledge) -> Iterator[Translation]:
    """Its words in every language in which it has any."""
    for of_language in knowledge.translations.values():
        if entry.id in of_language:
            yield of_language[entry.id]


@dataclass(frozen=True, slots=True)
class TranslationRules:
    """What a translation must share with the English words. What it says, only a speaker can check."""

    context: CheckContext

    def run(self) -> Iterator[Problem]:
        """All problems of all translations."""
        for entry in self.context.knowledge.entries:
            for translation in translations_of(entry, self.context.knowledge):
                yield from self.translation(entry, translation)

    def translation(self, entry: Entry, translation: Translation) -> Iterator[Problem]:
        name = translation_file(entry, translation.language)
        if translation.of != entry.wording:
            yield self.context.at(
                name,
                "wording:",
                f"it was made from {cut(translation.of)}, and the English words are now {entry.wording}",
                f"bring it up to date and write {entry.wording}",
                rule="translation-stale",
                warn=True,
            )
        else:
            yield from self.shape(name, entry, translation)
        if len(translation.title) > TITLE_LETTERS:
            yield self.context.at(
                name,
                translation.title,
                f"the title has {len(translation.title)} letters",
                f"cut it to {TITLE_LETTERS}",
                rule="title-long",
                subject="title",
            )
        for text in translation.texts():
            yield from self.context.placeholders(name, text, amounts=True)
            yield from self.context.spoken(name, text, COMMANDS.get(entry.id, frozenset()))

    def shape(self, name: str, entry: Entry, translation: Translation) -> Iterator[Problem]:
        """Passage by passage the same nations, and the same numbers and sums."""
        english, here = entry.answer, translation.answer
        for key, ours, theirs in parts_of(entry, translation):
            if [passage.nations for passage in ours] != [passage.nations for passage in theirs]:
                yield self.context.at(
                    name,
                    f"{key}:",
                    f"“{key}” is {_form(theirs)}, and in English {_form(ours)}",
                    "translate each passage, in the same order, with its nations",
                    rule="translation-shape",
                )
                continue
            for our, their in zip(ours, theirs, strict=True):
                yield from self.filled(name, our.text, their.text)
        rumour, told = english.rumour, here.rumour
        if (rumour and rumour.as_of) != (told and told.as_of):
            yield self.context.at(
                name,
                "rumour:" if told else "answer:",
                f"it has {'another' if told and rumour else 'a' if told else 'no'} “rumour” than in English",
                "translate it with the same day, or leave it out as in English",
                rule="translation-shape",
                subject="rumour",
            )
        elif rumour and told:
            yield from self.filled(name, rumour.people_say, told.people_say)
            yield from self.filled(name, rumour.rule_says, told.rule_says)

    def filled(self, name: str, english: str, text: str) -> Iterator[Problem]:
        ours, theirs = sorted(PLACEHOLDER.findall(english)), sorted(PLACEHOLDER.findall(text))
        if ours != theirs:
            yield self.context.at(
                name,
                text,
                f"“{cut(text)}” names {_listed(theirs)}, and in English {_listed(ours)}",
                "name the same numbers and sums in {…}",
                rule="translation-placeholder",
                subject=english,
            )


def parts_of(
    entry: Entry, translation: Translation
) -> Iterator[tuple[str, tuple[Passage, ...], tuple[Passage, ...]]]:
    """Each part by its key: the English passages, and those that translate them."""
    theirs = translation.answer.parts()
    yield from ((name, ours, theirs[name]) for name, ours in entry.answer.parts().items())
    yield "show_at_reception", entry.show_at_reception, translation.reception


def _form(passages: tuple[Passage, ...]) -> str:
    return "; ".join(", ".join(passage.nations) or "everywhere" for passage in passages) or "nothing"


def _listed(names: list[str]) -> str:
    return ", ".join(f"{{{name}}}" for name in names) or "nothing in {…}"
