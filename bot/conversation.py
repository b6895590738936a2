"""What we do next. Changes when the bot should behave differently; never when words change."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from bot.danger import Alarm, Danger, Level
from bot.knowledge import Nation, Published
from bot.matching import Match, Matcher, Question, Ranking
from bot.words import fold, tokens

LONGEST = 4_096
"""Letters of one question: what one Telegram message holds. Danger is noticed in longer ones too."""

COST_OF_WRONG = 12.0
COST_OF_BUTTONS = 1.0
COST_OF_SILENCE = 2.0
"""
What an ending costs the person, in taps: a wrong answer told as sure twelve, three buttons one, an
honest "I do not know" two when there was an answer. The limits below follow from these.
"""

TELL_FROM = 1 - COST_OF_BUTTONS / COST_OF_WRONG
OFFER_FROM = COST_OF_BUTTONS / COST_OF_SILENCE
WORDS_TO_TELL = 2
"""One word is a topic, not a question: it gets buttons."""

BUTTONS = 3
SHOWN_FROM = 0.03
"""A further button is worth its place from this probability on."""


class Outcome(StrEnum):
    """Every way in which a turn can end. Extended by decision record only."""

    EMERGENCY = "emergency"
    CRISIS = "crisis"
    TOLD = "told"
    OFFERED = "offered"
    GREETED = "greeted"
    SIGNPOSTED = "signposted"
    TOO_LONG = "too_long"
    UNREADABLE = "unreadable"
    ARRANGED = "arranged"


@dataclass(frozen=True, slots=True)
class Person:
    """All that we remember of somebody: no name, no number, no words of theirs."""

    language: str = "en"
    chose_language: bool = False
    nation: Nation | None = None


@dataclass(frozen=True, slots=True)
class Started:
    """They opened the chat; a link may have named an entry."""

    payload: str = ""
    beside: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Asked:
    """They typed something."""

    text: str
    beside: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SentSomethingElse:
    """They sent a photo, a voice note, a sticker: nothing that can be read."""

    beside: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Commanded:
    """A command with words after it."""

    command: Command
    words: str
    beside: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class UnknownCommand:
    """A command that we do not know."""

    name: str
    beside: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ChoseEntry:
    """They tapped an entry, perhaps for a nation."""

    entry_id: str
    nation: Nation | None = None
    only_now: bool = False
    """The nation was named in a question: it is that of this answer, and is not remembered."""


@dataclass(frozen=True, slots=True)
class ChoseTopic:
    """They tapped a topic."""

    topic: str


@dataclass(frozen=True, slots=True)
class ChoseNation:
    """They said where they live."""

    nation: Nation


@dataclass(frozen=True, slots=True)
class ChoseLanguage:
    """They chose the language of the answers."""

    language: str


@dataclass(frozen=True, slots=True)
class WantedCard:
    """They want the words to show at reception in a nation."""

    entry_id: str
    nation: Nation = Nation.ENGLAND


class Command(StrEnum):
    """What can be asked for by name."""

    HELP = "help"
    TOPICS = "topics"
    NATION = "nation"
    LANGUAGE = "language"
    PRIVACY = "privacy"
    URGENT = "urgent"
    HIDE = "hide"
    FORGET = "forget"


Event = (
    Started
    | Asked
    | SentSomethingElse
    | Commanded
    | UnknownCommand
    | ChoseEntry
    | ChoseTopic
    | ChoseNation
    | ChoseLanguage
    | WantedCard
    | Command
)


@dataclass(frozen=True, slots=True)
class Decision:
    """What we will do, without words."""

    outcome: Outcome
    say: str
    """What leads the reply: the name of a line of the voice, or "answer", "card", "reception"."""
    entry: str | None = None
    """An entry's id, or a danger card's."""
    choices: tuple[str, ...] = ()
    """Entries offered as buttons, likeliest first."""
    topics: tuple[str, ...] = ()
    """Topics offered as buttons."""
    nation: Nation | None = None
    """The nation that the answer is for, when the person or the question named one."""
    cautious: bool = False
    """Whether the emergency number goes above the answer."""
    alarm: Alarm | None = None
    matches: tuple[Match, ...] = ()

    @property
    def score(self) -> float:
        """How sure we are of the first match, or of the danger; 0 when there is neither."""
        if self.alarm and self.alarm.level == Level.CARD:
            return self.alarm.likely
        return self.matches[0].score if self.matches else 0.0


@dataclass(frozen=True)
class Conversation:
    """Decides. Holds what may be said today and what was learned from it, and nothing about anyone."""

    knowledge: Published
    matchers: Mapping[str, Matcher]
    dangers: Mapping[str, Danger]

    def hear(self, person: Person, event: Event) -> tuple[Person, Decision]:
        """Decide what to do, and what to remember. Changes nothing itself."""
        person, decision = self._decide(person, event)
        return person, _close(decision, person) if self.knowledge.closed else decision

    def _decide(self, person: Person, event: Event) -> tuple[Person, Decision]:  # noqa: PLR0911 - one an event
        match event:
            case Asked(text):
                return person, self._answer(person, text)
            case Commanded(_, words):
                return person, self._answer(person, words)
            case UnknownCommand():
                return self._command(person, Command.HELP)
            case SentSomethingElse():
                return person, Decision(Outcome.UNREADABLE, "unreadable_kind", topics=self._topics)
            case Started(payload):
                return person, self._start(person, payload)
            case ChoseEntry(entry_id, nation, only_now):
                person = replace(person, nation=nation) if nation and not only_now else person
                return person, self._tell(person, entry_id, nation)
            case ChoseTopic(topic):
                return person, self._open(topic)
            case ChoseNation(nation):
                return replace(person, nation=nation), Decision(
                    Outcome.ARRANGED, "nation_chosen", nation=nation, topics=self._topics
                )
            case ChoseLanguage(language):
                return self._speak(person, language)
            case WantedCard(entry_id, nation):
                return person, self._card_for_reception(entry_id, nation)
            case Command():
                return self._command(person, event)

    @property
    def _topics(self) -> tuple[str, ...]:
        return tuple(self.knowledge.topics)

    def _command(self, person: Person, command: Command) -> tuple[Person, Decision]:
        match command:
            case Command.URGENT:
                return person, Decision(
                    Outcome.EMERGENCY, "card", entry="life-in-danger", nation=person.nation
                )
            case Command.PRIVACY:
                return person, self._tell(person, "bot-privacy")
            case Command.FORGET:
                return Person(), Decision(Outcome.ARRANGED, "forgotten")
            case Command.TOPICS:
                return person, Decision(Outcome.OFFERED, "topics", topics=self._topics)
            case Command.HELP:
                return person, Decision(Outcome.GREETED, "help", topics=self._topics)
            case _:
                return person, Decision(Outcome.ARRANGED, f"choose_{command}", nation=person.nation)

    def _speak(self, person: Person, language: str) -> tuple[Person, Decision]:
        if language not in self.knowledge.voices:
            return person, Decision(Outcome.ARRANGED, "choose_language")
        person = replace(person, language=language, chose_language=True)
        return person, Decision(Outcome.ARRANGED, "language_chosen", topics=self._topics)

    def _start(self, person: Person, payload: str) -> Decision:
        if payload in self.knowledge.entries:
            return self._tell(person, payload)
        return Decision(Outcome.GREETED, "welcome", topics=self._topics)

    def _open(self, topic: str) -> Decision:
        entries = self.knowledge.topics.get(topic)
        if not entries:
            return Decision(Outcome.OFFERED, "old_button", topics=self._topics)
        return Decision(Outcome.OFFERED, "topic", entry=None, choices=tuple(e.id for e in entries))

    def _tell(self, person: Person, entry_id: str, nation: Nation | None = None) -> Decision:
        if entry_id not in self.knowledge.entries:
            return Decision(Outcome.OFFERED, "old_button", topics=self._topics)
        return Decision(Outcome.TOLD, "answer", entry=entry_id, nation=nation or person.nation)

    def _card_for_reception(self, entry_id: str, nation: Nation) -> Decision:
        entry = self.knowledge.entries.get(entry_id)
        if entry is None or not entry.for_reception(nation):
            return Decision(Outcome.OFFERED, "old_button", topics=self._topics)
        return Decision(Outcome.TOLD, "reception", entry=entry_id, nation=nation)

    def _answer(self, person: Person, text: str) -> Decision:
        """Danger first; then what cannot be read; then small talk; then the question."""
        alarm = self._notice(text)
        nation = self._nation_named(person.language, text) or person.nation
        if alarm and alarm.level == Level.CARD:
            return self._warn(person, text, alarm, nation)
        if len(text) > LONGEST:
            decision = Decision(Outcome.TOO_LONG, "too_long", topics=self._topics)
        elif not any(unicodedata.category(letter)[0] in "LN" for letter in text):
            decision = Decision(Outcome.UNREADABLE, "unreadable", topics=self._topics)
        elif talk := self._small_talk(person.language, text):
            decision = self._chat(person, talk)
        elif not any(word.isascii() for word in tokens(text)):  # every language we know so far is Latin
            decision = Decision(Outcome.SIGNPOSTED, "other_language", topics=self._topics, nation=nation)
        else:
            decision = self._match(self._rank(person.language, text), nation)
        return replace(decision, cautious=alarm is not None, alarm=alarm)

    def _notice(self, text: str) -> Alarm | None:
        """Danger is looked for in every language that we know, whatever the person speaks."""
        alarms = [alarm for danger in self.dangers.values() if (alarm := danger.notice(text))]
        return max(alarms, key=lambda alarm: (alarm.level, alarm.likely), default=None)

    def _warn(self, person: Person, text: str, alarm: Alarm, nation: Nation | None) -> Decision:
        card = self.knowledge.card(alarm.card, person.language)
        ranking = self._rank(person.language, text[:LONGEST])
        likely = [match for match in (*ranking.parts, *ranking.matches) if match.score >= OFFER_FROM]
        return Decision(
            Outcome(card.outcome),
            "card",
            entry=card.id,
            choices=_distinct(likely),
            nation=nation,
            alarm=alarm,
            matches=ranking.matches,
        )

    def _chat(self, person: Person, talk: str) -> Decision:
        if talk == "who":
            return self._tell(person, "bot-privacy")
        line = "welcome" if talk == "greeting" else talk
        return Decision(Outcome.GREETED, line, topics=self._topics if talk != "thanks" else ())

    def _small_talk(self, language: str, text: str) -> str | None:
        words = " ".join(tokens(text))
        talk = self.knowledge.voice(language).small_talk
        return next((kind for kind, phrases in talk.items() if words in phrases), None)

    def _nation_named(self, language: str, text: str) -> Nation | None:
        words = f" {' '.join(tokens(text))} "
        named = {
            nation
            for nation, places in self.knowledge.voice(language).places.items()
            if any(f" {fold(place)} " in words for place in places)
        }
        return named.pop() if len(named) == 1 else None

    def _rank(self, language: str, text: str) -> Ranking:
        question = Question.of(text)
        matcher = self.matchers.get(language) or self.matchers["en"]
        return matcher.rank(question)

    def _match(self, ranking: Ranking, nation: Nation | None) -> Decision:
        if ranking.parts:
            return self._match_story(ranking, nation)
        matches = ranking.matches
        best = ranking.best
        if best and best.score >= TELL_FROM and len(ranking.mended) >= WORDS_TO_TELL:
            return Decision(Outcome.TOLD, "answer", entry=best.entry_id, nation=nation, matches=matches)
        if best and ranking.among >= OFFER_FROM:
            offered = [best, *(m for m in matches[1:BUTTONS] if m.score >= SHOWN_FROM)]
            return Decision(
                Outcome.OFFERED, "offer", choices=_distinct(offered), nation=nation, matches=matches
            )
        return Decision(Outcome.SIGNPOSTED, "unknown", topics=self._topics, nation=nation, matches=matches)

    def _match_story(self, ranking: Ranking, nation: Nation | None) -> Decision:
        found = sorted(
            (match for match in (*ranking.parts, *ranking.matches[:1]) if match.score >= OFFER_FROM),
            key=lambda match: -match.score,
        )
        choices = _distinct(found)
        if not choices:
            return Decision(
                Outcome.SIGNPOSTED, "unknown", topics=self._topics, nation=nation, matches=ranking.matches
            )
        if len(choices) == 1 and found[0].score >= TELL_FROM:
            return Decision(
                Outcome.TOLD, "answer", entry=choices[0], nation=nation, matches=(found[0], *ranking.matches)
            )
        return Decision(Outcome.OFFERED, "offer_story", choices=choices, nation=nation, matches=tuple(found))


def _close(decision: Decision, person: Person) -> Decision:
    """While the bot is closed: danger as ever, what people arrange with us too, for all else the notice."""
    match decision.outcome:
        case Outcome.EMERGENCY | Outcome.CRISIS:
            return decision
        case Outcome.ARRANGED:
            return replace(decision, topics=())
    nation = decision.nation or person.nation
    return Decision(
        Outcome.SIGNPOSTED, "closed", nation=nation, cautious=decision.cautious, alarm=decision.alarm
    )


def _distinct(matches: list[Match]) -> tuple[str, ...]:
    """The first three entries among the matches."""
    return tuple(dict.fromkeys(match.entry_id for match in matches))[:BUTTONS]
