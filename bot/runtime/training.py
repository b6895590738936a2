"""What the models of a language are trained on. Changes when they learn from more, or from less."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from bot.danger import examples_of
from bot.knowledge import ENGLISH, PLACEHOLDER, DangerWords, Entry, Published, Translation
from bot.learning import Clusters
from bot.matching import OUT_OF_SCOPE, TrainingData, fusion_for
from bot.words import as_written

LENT = 60
"""English asks of an entry that stand beside those of another language: of more, some from each part."""

LENT_OUT_OF_SCOPE = 400


@dataclass(frozen=True, slots=True)
class LanguageTraining:
    """All that is learned from in one language."""

    matching: TrainingData | None
    """None in a language in which nobody is answered yet: it is heard for danger alone."""
    danger: DangerWords | None
    everyday: tuple[str, ...]
    """What is no danger."""
    clusters: Clusters = field(default_factory=dict)


def training_of(knowledge: Published) -> dict[str, LanguageTraining]:
    """By language that has a voice, and asks or examples of danger, what there is to learn from."""
    found: dict[str, LanguageTraining] = {}
    answered = {ENGLISH, *(knowledge.live & knowledge.asks.keys())}
    learned = answered | {code for code, words in knowledge.dangers.items() if words.examples}
    for language in sorted({ENGLISH, *(knowledge.voices.keys() & learned)}):
        training_data = training_data_of(knowledge, language)
        asked = [ask for asks in training_data.asks.values() for ask in asks]
        small_talk = [talk for kind in knowledge.voice(language).small_talk.values() for talk in kind]
        danger = knowledge.dangers.get(language)
        said = danger.everyday if danger else ()
        everyday = (*asked, *training_data.out_of_scope, *small_talk, *said)
        matching = training_data if language in answered else None
        found[language] = LanguageTraining(matching, danger, everyday, training_data.clusters)
    return found


def danger_examples(training: Mapping[str, LanguageTraining]) -> dict[str, list[tuple[str, str]]]:
    """By language that has examples of danger, what it learns from, as an encoder reads it, with its kind."""
    return {
        language: [
            (as_written(text, language), kind) for text, kind in examples_of(each.danger, each.everyday)
        ]
        for language, each in training.items()
        if each.danger and each.danger.examples
    }


def training_data_of(knowledge: Published, language: str) -> TrainingData:
    """
    What there is to learn from in one language: titles and asks, and questions for no entry.

    A question that another entry is confused with is an ask of the entry that it belongs to.
    """
    told: Mapping[str, Entry | Translation] = (
        {entry.id: entry for entry in knowledge.taught}
        if language == ENGLISH
        else knowledge.taught_translations.get(language, {})
    )
    asks_of, confusions_of = knowledge.asks.get(language, {}), knowledge.confusions.get(language, {})
    asks: dict[str, list[str]] = {}
    for entry in knowledge.taught:
        titles = [_plain(told[entry.id].title)] if entry.id in told else []
        if found := [*titles, *asks_of.get(entry.id, ())]:
            asks[entry.id] = found
    for entry in knowledge.taught:
        for confusion in confusions_of.get(entry.id, ()):
            if confusion.see in asks:
                asks[confusion.see].append(confusion.ask)
    written = [_plain(text) for each in told.values() for text in each.texts()]
    return TrainingData(
        language,
        asks,
        knowledge.out_of_scope.get(language, ()),
        (*written, *_texts_of(knowledge.dangers.get(language))),
        knowledge.clusters.get(language, {}),
        fusion_for(language, knowledge.calibrations),
        {} if language == ENGLISH else _lent(knowledge),
    )


def _lent(knowledge: Published) -> dict[str, Sequence[str]]:
    """What another language has of English beside its own."""
    asks = knowledge.asks.get(ENGLISH, {})
    lent = {entry.id: _spread(asks.get(entry.id, ()), LENT) for entry in knowledge.taught}
    return lent | {OUT_OF_SCOPE: _spread(knowledge.out_of_scope.get(ENGLISH, ()), LENT_OUT_OF_SCOPE)}


def _spread(texts: Sequence[str], at_most: int) -> Sequence[str]:
    """So many of the texts, from first to last."""
    step = max(1, math.ceil(len(texts) / at_most))
    return texts[::step]


def _plain(text: str) -> str:
    """Without sums and numbers: they change with the day, and nobody asks for them by their digits."""
    return PLACEHOLDER.sub(" ", text)


def _texts_of(danger: DangerWords | None) -> tuple[str, ...]:
    if danger is None:
        return ()
    return (*danger.look_alikes, *(text for examples in danger.examples.values() for text in examples))
