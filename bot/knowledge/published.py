"""What may be said today. Changes when those who speak must know more of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property

from bot.knowledge.danger_words import Card, DangerWords
from bot.knowledge.elsewhere import Elsewhere
from bot.knowledge.entry import Confusion, Entry
from bot.knowledge.fusion_weights import FusionWeights
from bot.knowledge.gaps import Gap
from bot.knowledge.language import ENGLISH, Language
from bot.knowledge.nation import Nation
from bot.knowledge.notice import Notice
from bot.knowledge.service import SAID, Service
from bot.knowledge.special import Special
from bot.knowledge.told import Told, WhyNotYours, told
from bot.knowledge.translation import Translation
from bot.knowledge.voice import Voice
from bot.knowledge.withholding import NOTHING_WITHHELD, Withholding
from bot.knowledge.wording import fingerprint


@dataclass(frozen=True)
class Published:
    """What may be said today. What may not be said is not in here."""

    today: date
    entries: Mapping[str, Entry]
    reviewed: Mapping[str, str]
    """By entry: who vouches for it, as people are told."""
    services: Mapping[str, Service]
    voices: Mapping[str, Voice]
    dangers: Mapping[str, DangerWords]
    languages: tuple[Language, ...]
    """Those that are spoken and have a voice, in the order of `languages.yaml`."""
    elsewhere: Mapping[str, Elsewhere]
    """By language that is not among them: the one sentence that is said in it, and its cries."""
    translations: Mapping[str, Mapping[str, Translation]]
    """By language, then by entry. One that names a sum without a value today is not here, as a whole."""
    asks: Mapping[str, Mapping[str, tuple[str, ...]]]
    """By language, then by entry. In a language that is not live yet they only teach what is no danger."""
    confusions: Mapping[str, Mapping[str, tuple[Confusion, ...]]]
    wordings: Mapping[str, str]
    """By entry: the six letters of its English words as they are written: its translations name them."""
    special: Special
    out_of_scope: Mapping[str, tuple[str, ...]]
    clusters: Mapping[str, Mapping[str, tuple[int, ...]]]
    calibrations: Mapping[str, FusionWeights]
    """By language: how sure is sure, as it was fitted."""
    withheld: Mapping[str, str]
    """By entry: why nothing of it may be said."""
    paused: frozenset[str] = frozenset()
    """
    Of those withheld: the ones that only the calendar keeps back. The bot still knows what they are about: a
    question of theirs must not find the next best answer instead.
    """
    taught: tuple[Entry, ...] = ()
    """
    What the bot learns from, as it is written and not to be said: the entries that may be said and those that
    are paused. It is the same on every day, so that no day teaches anything anew.
    """
    withholding: Withholding = NOTHING_WITHHELD
    """What the operator keeps back."""
    taught_translations: Mapping[str, Mapping[str, Translation]] = field(default_factory=dict)
    """Likewise, of those entries: every translation in a live language, as it is written."""
    helper_words: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """By language in which anything is said: what is said of helpers, by its English words."""
    gaps: Mapping[str, Mapping[Nation, Gap]] = field(default_factory=dict)
    """By entry and nation: what is left out of an entry that is said all the same."""
    notice: Notice | None = None
    """What is news today."""

    @cached_property
    def version(self) -> str:
        """Six letters for all words that may be said today: any edit of one gives others."""
        return fingerprint(self._words())

    def _words(self) -> Iterator[str]:
        """Every word that may be said, in an order that is the same for the same words."""
        for name in sorted(self.entries):
            entry = self.entries[name]
            helpers, reviewer = ",".join(entry.get_help), self.reviewed.get(name, "")
            yield f"{name}|{reviewer}|{entry.checked}|{entry.next}|{helpers}"
            yield from (f"{','.join(p.nations)}|{p.text}" for p in entry.answer.passages())
            yield from entry.texts()
        for language in sorted(self.translations):
            of_language = self.translations[language]
            yield from (f"{language}|{of_language[name]!r}" for name in sorted(of_language))
        for group in (self.services, self.helper_words, self.voices, self.dangers, self.elsewhere):
            yield from (f"{name}|{group[name]!r}" for name in sorted(group))
        yield repr(self.notice)

    @property
    def checked(self) -> date | None:
        """The oldest day on which a source of something that may be said was checked."""
        return min((entry.checked for entry in self.entries.values() if entry.checked), default=None)

    @property
    def kept_back(self) -> Iterator[str]:
        """For editors and operators, a line each: what is not said today, where, and why."""
        yield from (f"{name}: withheld: {why}" for name, why in self.withheld.items())
        for name, gaps in self.gaps.items():
            yield from (f"{name} in {nation}: {gap}" for nation, gap in gaps.items())
        for language, names in self._lapsed.items():
            yield from (
                f"{name} in {language}: told in English: {WhyNotYours.NO_VALUE}" for name in sorted(names)
            )

    @cached_property
    def _lapsed(self) -> Mapping[str, frozenset[str]]:
        """By language, the entries whose translation names a sum without a value today."""
        hides = self.withholding.unchecked_translations
        return {
            language: frozenset(
                name
                for name in (written.keys() & self.entries.keys())
                - self.translations.get(language, {}).keys()
                if not hides or written[name].review
            )
            for language, written in self.taught_translations.items()
        }

    def is_silent(self, entry_id: str, nation: Nation | None) -> bool:
        """Whether a sum of the answer has no value today where somebody of that nation, or none, reads it."""
        entry = self.entries[entry_id]
        gap = self.gaps.get(entry_id, {}).get(entry.nation_for(nation))
        return gap is not None and gap.is_whole

    def reviewer_of(self, entry_id: str, nation: Nation) -> str:
        """Who vouches for what the entry says there; nothing when nobody does, or a part is left out."""
        return "" if nation in self.gaps.get(entry_id, {}) else self.reviewed.get(entry_id, "")

    @property
    def closed(self) -> bool:
        """Whether the notice is said in the place of every answer."""
        return self.notice is not None and self.notice.closed

    @cached_property
    def live(self) -> frozenset[str]:
        """The languages in which people are answered, and not only warned. English always is."""
        return frozenset({ENGLISH, *(language.code for language in self.languages if language.is_live)})

    @cached_property
    def topics(self) -> Mapping[str, tuple[Entry, ...]]:
        """The entries of each topic that has any, topics in the order in which the voice names them."""
        order = list(next(iter(self.voices.values())).topics) if self.voices else []
        names = sorted(
            {entry.topic for entry in self.entries.values()},
            key=lambda topic: (order.index(topic) if topic in order else len(order), topic),
        )
        return {
            name: tuple(entry for entry in self.entries.values() if entry.topic == name) for name in names
        }

    def voice(self, language: str) -> Voice:
        """The voice of a language, or English."""
        return self.voices.get(language) or self.voices["en"]

    def danger(self, language: str) -> DangerWords:
        """The danger words and cards of a language, or English."""
        return self.dangers.get(language) or self.dangers["en"]

    def entry(self, entry_id: str, language: str) -> Told:
        """An entry in that language, or in English and why. KeyError when it may not be said today."""
        return told(
            self.entries[entry_id],
            self.wordings[entry_id],
            language,
            self.translations.get(language, {}).get(entry_id),
            has_lapsed=entry_id in self._lapsed.get(language, ()),
        )

    def card(self, card_id: str, language: str) -> Card:
        """A danger card. StopIteration when there is none even in English."""
        return self.card_told(card_id, language)[0]

    def card_told(self, card_id: str, language: str) -> tuple[Card, str]:
        """A danger card in that language, or in English, and in which of the two."""
        own = self.dangers.get(language)
        found = next((card for card in own.cards if card.id == card_id), None) if own else None
        if found:
            return found, language
        return next(card for card in self.dangers[ENGLISH].cards if card.id == card_id), ENGLISH

    def in_words_of(self, language: str, service: Service) -> Service:
        """The service with what is said of it in that language; in English what is not translated."""
        words = self.helper_words.get(language)
        if not words:
            return service
        parts = {name: getattr(service, name) for name in SAID}
        return replace(service, **{name: words.get(text, text) for name, text in parts.items()})

    def helpers(self, ids: Iterable[str], nation: Nation) -> tuple[Service, ...]:
        """Those of the services that help people in that nation, in the order given."""
        found = (self.services[each] for each in ids if each in self.services)
        return tuple(service for service in found if nation in service.nations)
