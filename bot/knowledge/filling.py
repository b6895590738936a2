"""Amounts and phone numbers of one day, put into words. Changes when other words get such places."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from bot.knowledge.answer import PLACEHOLDER, Passage
from bot.knowledge.danger_words import DangerWords
from bot.knowledge.elsewhere import Elsewhere
from bot.knowledge.entry import Entry
from bot.knowledge.evidence import Amount
from bot.knowledge.notice import Notice
from bot.knowledge.service import Service
from bot.knowledge.translation import Translation
from bot.knowledge.voice import Voice


class Filler:
    """Puts the amounts and phones of one day into words. A place that nothing fills stays as it stands."""

    def __init__(self, amounts: Mapping[str, Amount], services: Mapping[str, Service], today: date) -> None:
        phones = {service.id: service.phone for service in services.values() if service.phone}
        sums = {name: amount.on(today) for name, amount in amounts.items()}
        self.values = phones | {name: value for name, value in sums.items() if value is not None}
        self.missing = frozenset(sums) - self.values.keys()
        """The sums that have no value on that day."""

    def text(self, text: str) -> str:
        """The text with its places filled."""
        return PLACEHOLDER.sub(lambda found: self.values.get(found[1], found[0]), text)

    def entry(self, entry: Entry) -> Entry:
        """Its title, answer and words for reception."""
        return replace(
            entry,
            title=self.text(entry.title),
            answer=entry.answer.changed(self.text),
            show_at_reception=self.passages(entry.show_at_reception),
        )

    def translation(self, translation: Translation) -> Translation:
        """Likewise."""
        return replace(
            translation,
            title=self.text(translation.title),
            answer=translation.answer.changed(self.text),
            reception=self.passages(translation.reception),
        )

    def passages(self, passages: tuple[Passage, ...]) -> tuple[Passage, ...]:
        """The words of each."""
        return tuple(replace(passage, text=self.text(passage.text)) for passage in passages)

    def voice(self, voice: Voice) -> Voice:
        """Its sentences."""
        return replace(voice, lines={name: self.text(line) for name, line in voice.lines.items()})

    def elsewhere(self, elsewhere: Elsewhere) -> Elsewhere:
        """Its sentence; none where a number is not there."""
        line = self.text(elsewhere.line)
        return replace(elsewhere, line="" if PLACEHOLDER.search(line) else line)

    def notice(self, notice: Notice) -> Notice:
        """Its words in every language."""
        return replace(notice, texts={code: self.text(text) for code, text in notice.texts.items()})

    def fills(self, words: DangerWords) -> bool:
        """Whether every number is there: a card must never say {emergency-999}."""
        texts = (line.text for card in words.cards for line in card.lines)
        return all(name in self.values for text in texts for name in PLACEHOLDER.findall(text))

    def danger(self, words: DangerWords) -> DangerWords:
        """The lines of its cards."""
        cards = (
            replace(card, lines=tuple(replace(line, text=self.text(line.text)) for line in card.lines))
            for card in words.cards
        )
        return replace(words, cards=tuple(cards))
