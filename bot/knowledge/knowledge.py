"""All that the folder holds, and what of it may be said. Changes when the rules of speaking change."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from typing import TypeVar

from bot.knowledge.answer import PLACEHOLDER
from bot.knowledge.danger_words import DangerWords
from bot.knowledge.elsewhere import Elsewhere
from bot.knowledge.entry import AHEAD, DAYS_OF_GRACE, Confusion, Entry
from bot.knowledge.evidence import Amount, Fact, Source
from bot.knowledge.filling import Filler
from bot.knowledge.fusion_weights import FusionWeights
from bot.knowledge.gaps import Gap, gaps_in, leave_out, no_value
from bot.knowledge.guards import Floor, Hosts, Leave, Pins
from bot.knowledge.language import ENGLISH, Language
from bot.knowledge.nation import Nation, Nations
from bot.knowledge.notice import Notice
from bot.knowledge.published import Published
from bot.knowledge.reviews import Ground, Reviewed, Reviewer, faults, sheet_of
from bot.knowledge.service import Service
from bot.knowledge.special import Special
from bot.knowledge.terms import Term
from bot.knowledge.translation import Translation
from bot.knowledge.voice import Voice
from bot.knowledge.withholding import NOTHING_WITHHELD, Withholding
from bot.knowledge.wording import seal


@dataclass(frozen=True)
class Knowledge:
    """All that the folder `knowledge/` holds, as values."""

    entries: tuple[Entry, ...] = ()
    services: Mapping[str, Service] = field(default_factory=dict)
    helper_words: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """By language other than English: what is said of helpers, by its English words."""
    terms: Mapping[str, tuple[Term, ...]] = field(default_factory=dict)
    """By language other than English: the words that its translations keep to."""
    amounts: Mapping[str, Amount] = field(default_factory=dict)
    evidence: Mapping[str, Fact] = field(default_factory=dict)
    voices: Mapping[str, Voice] = field(default_factory=dict)
    dangers: Mapping[str, DangerWords] = field(default_factory=dict)
    languages: tuple[Language, ...] = ()
    elsewhere: Mapping[str, Elsewhere] = field(default_factory=dict)
    """By language in which nothing else is written."""
    translations: Mapping[str, Mapping[str, Translation]] = field(default_factory=dict)
    """By language other than English, then by entry. One whose file has a mistake is not here."""
    asks: Mapping[str, Mapping[str, tuple[str, ...]]] = field(default_factory=dict)
    """By language, then by entry: how people put that question."""
    confusions: Mapping[str, Mapping[str, tuple[Confusion, ...]]] = field(default_factory=dict)
    """By language, then by entry: questions that sound like it and belong to another."""
    special: Special | None = None
    out_of_scope: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """By language: questions near our subject that no entry answers."""
    clusters: Mapping[str, Mapping[str, tuple[int, ...]]] = field(default_factory=dict)
    """By language: for a word, its clusters of words of like meaning, coarsest first."""
    calibrations: Mapping[str, FusionWeights] = field(default_factory=dict)
    """By language: how sure is sure, as it was fitted."""
    flawed: Mapping[str, str] = field(default_factory=dict)
    """Entries in whose file something could not be read, and what: a part may be lost, so none is said."""
    notice: Notice | None = None
    reviewers: Mapping[str, Reviewer] = field(default_factory=dict)
    pins: Pins | None = None
    hosts: Hosts | None = None
    floors: Mapping[str, Floor] | None = None
    """By language. None, as with the other guards: the file could not be read, which is its own problem."""
    leave: Leave | None = None

    @property
    def live(self) -> frozenset[str]:
        """The languages in which people are answered. English always is."""
        return frozenset({ENGLISH, *(language.code for language in self.languages if language.is_live)})

    @property
    def spoken(self) -> frozenset[str]:
        """The languages in which the bot says anything: those that are live, and those that have cards."""
        return frozenset({ENGLISH, *(language.code for language in self.languages if language.is_spoken)})

    @cached_property
    def ground(self) -> Ground:
        """What every answer stands on."""
        return Ground(self.services, self.amounts, self.evidence)

    def seal(self, what: Reviewed) -> str:
        """The seal over all that a reviewer of it sees today."""
        return seal(sheet_of(what, self.ground))

    def reviewer(self, what: Reviewed, today: date) -> Reviewer | None:
        """Who vouches for exactly what it says today; None when nobody does, or the review makes no sense."""
        review = what.review
        if (
            review is None
            or review.on > today + AHEAD
            or any(faults(review, what, self.reviewers, self.ground))
        ):
            return None
        return self.reviewers[review.by] if review.wording == self.seal(what) else None

    def published(self, today: date, *, withholding: Withholding = NOTHING_WITHHELD) -> Published:
        """
        What may be said today, with every amount and phone number filled in.

        An entry is withheld when something in its file could not be read, when it names a fact, a service or
        an amount that is not there, when its topic has no name, and when the calendar keeps it back: it is 90
        days past its date, or an amount in its answer has no value today. An amount that only one nation's
        words name takes away that nation's words, and a sentence says so there.
        """
        services = {service.id: self._as_pinned(service) for service in self.services.values()}
        fill = Filler(self.amounts, services, today)
        entries: list[Entry] = []
        withheld: dict[str, str] = {}
        paused: set[str] = set()
        gaps: dict[str, Mapping[Nation, Gap]] = {}
        for entry in self.entries:
            if why := self._why_unsaid(entry, fill, today, withholding):
                withheld[entry.id] = why
                continue
            found = gaps_in(entry, fill.missing)
            if why := self._why_not_today(entry, found, today):
                withheld[entry.id] = why
                paused.add(entry.id)
                continue
            if found:
                gaps[entry.id] = found
            left = leave_out(entry, fill.missing, *self._of_gaps(entry)) if found else entry
            entries.append(fill.entry(replace(left, sources=self._placed(entry))))
        known = {entry.id for entry in entries}
        taught, live, spoken = known | paused, self.live, self.spoken
        translations = {code: self._vouched(each, today) for code, each in self.translations.items()}
        return Published(
            today=today,
            withholding=withholding,
            entries={
                entry.id: replace(entry, related=tuple(r for r in entry.related if r in known))
                for entry in entries
            },
            reviewed={
                entry.id: str(reviewer)
                for entry in self.entries
                if (reviewer := self.reviewer(entry, today)) is not None
            },
            services=services,
            helper_words={code: words for code, words in self.helper_words.items() if code in spoken},
            voices={code: fill.voice(voice) for code, voice in self.voices.items() if code in spoken},
            dangers={
                code: fill.danger(words)
                for code, words in self.dangers.items()
                if code in spoken and fill.fills(words)
            },
            languages=tuple(lang for lang in self.languages if lang.code in self.voices.keys() & spoken),
            elsewhere={
                code: fill.elsewhere(each) for code, each in self.elsewhere.items() if code not in spoken
            },
            translations={
                code: {
                    name: fill.translation(translation)
                    for name, translation in of_entries.items()
                    if name in known
                    and fill.values.keys() >= _placeholders(translation)
                    and not (withholding.unchecked_translations and translation.review is None)
                }
                for code, of_entries in translations.items()
                if code in live
            },
            asks={code: _of(taught, asks) for code, asks in self.asks.items() if code in spoken},
            confusions={code: _of(taught, each) for code, each in self.confusions.items() if code in live},
            wordings={entry.id: entry.wording for entry in self.entries if entry.id in known},
            special=self._special(),
            out_of_scope={code: asks for code, asks in self.out_of_scope.items() if code in spoken},
            clusters=self.clusters,
            calibrations=self.calibrations,
            withheld=withheld,
            paused=frozenset(paused),
            taught=tuple(entry for entry in self.entries if entry.id in taught),
            taught_translations={
                code: _of(taught, each) for code, each in translations.items() if code in live
            },
            gaps=gaps,
            notice=fill.notice(self.notice)
            if self.notice and self.notice.holds_on(today) and self.may_be_said(self.notice)
            else None,
        )

    def _vouched(self, translations: Mapping[str, Translation], today: date) -> dict[str, Translation]:
        """Each with its review only while somebody vouches for exactly these words."""
        return {
            name: each if self.reviewer(each, today) else replace(each, review=None)
            for name, each in translations.items()
        }

    def _special(self) -> Special:
        """As the file says. Danger first: without a card of that name, /urgent shows the first there is."""
        special, words = self.special or Special(), self.dangers.get(ENGLISH)
        cards = [card.id for card in words.cards] if words else []
        if special.urgent_card in cards or not cards:
            return special
        return replace(special, urgent_card=cards[0])

    def may_be_said(self, notice: Notice) -> bool:
        """Whether it leaves the bot open, or the second file says that this one may close it."""
        return not notice.closed or (self.leave is not None and self.leave.closes == notice.day)

    def _as_pinned(self, service: Service) -> Service:
        """
        With the number of `numbers.yaml`, where one stands: nobody changes that file by the way.

        When the two differ, the checks refuse the edit; a bot that starts on such files says this one.
        """
        pin = self.pins.numbers.get(service.id) if self.pins else None
        return replace(service, phone=pin.phone, text=pin.text) if pin else service

    def _placed(self, entry: Entry) -> tuple[Source, ...]:
        """The entry's sources, each with the nations of those of the entry's own facts that rest on it."""
        facts = [self.evidence[each] for each in entry.facts if each in self.evidence]

        def nations(source: Source) -> Nations:
            spoken_of = {
                n for fact in facts if source.url in {s.url for s in fact.sources} for n in fact.nations
            }
            return tuple(nation for nation in Nation if nation in spoken_of)

        return tuple(replace(source, nations=nations(source)) for source in entry.sources)

    def _why_unsaid(self, entry: Entry, fill: Filler, today: date, withholding: Withholding) -> str:
        """Why the entry may be said on no day until somebody edits it; nothing when it may."""
        if why := self.flawed.get(entry.id) or entry.unfinished:
            return why
        if withholding.unreviewed and self.reviewer(entry, today) is None:
            return "no adviser has reviewed these words"
        missing = sorted(entry.placeholders() - fill.values.keys() - self.amounts.keys())
        if missing:
            return f"nothing is called {{{missing[0]}}}"
        unknown = sorted(set(entry.facts) - self.evidence.keys())
        if unknown:
            return f"the fact {unknown[0]} is not in evidence.yaml"
        english = self.voices.get("en")
        if english and entry.topic not in english.topics:
            return f"its topic {entry.topic} has no name in voice/en.yaml"
        return ""

    def _why_not_today(self, entry: Entry, gaps: Mapping[Nation, Gap], today: date) -> str:
        """Why the calendar keeps the whole entry back today; nothing when it does not."""
        if entry.is_expired(today):
            return f"its date to look again was {entry.next}, more than {DAYS_OF_GRACE} days ago"
        nothing_is_left = len(gaps) == len(entry.nations) and all(gap.is_whole for gap in gaps.values())
        if gaps and (nothing_is_left or not all(self._of_gaps(entry))):
            return no_value(next(iter(gaps.values())).amount)
        return ""

    def _of_gaps(self, entry: Entry) -> tuple[str, str]:
        """What is said in the place of a nation's answer, and of a passage; empty where no voice can."""
        voice = self.voices.get(entry.language) or self.voices.get("en")
        lines = voice.lines if voice else {}
        return lines.get("price_unknown", ""), lines.get("price_missing", "")


T = TypeVar("T")


def _of(known: set[str], found: Mapping[str, T]) -> dict[str, T]:
    return {name: value for name, value in found.items() if name in known}


def _placeholders(translation: Translation) -> set[str]:
    return {name for text in translation.texts() for name in PLACEHOLDER.findall(text)}
