"""What we do next. Changes when the bot should behave differently; never when words change."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, replace

from bot.conversation.decision import ALARMS, Decision, Outcome, Say
from bot.conversation.events import (
    Asked,
    Choice,
    ChoseEntry,
    ChoseLanguage,
    ChoseNation,
    ChoseTopic,
    Command,
    Commanded,
    Event,
    Person,
    SentSomethingElse,
    Started,
    UnknownCommand,
    WantedCard,
)
from bot.danger import Alarm, Danger, Level
from bot.knowledge import Nation, Published
from bot.learning import Seen
from bot.matching import Match, Matcher, Question, Ranking
from bot.words import Reading, fold, tokens

LONGEST = 4_096
"""Letters of one question: what one Telegram message holds. Danger is noticed in longer ones too."""

LONGEST_CRY = 64
MOST_BESIDE = 16
"""Letters of a text that may be nothing but a cry, and so many such texts beside one message are read alone:
a poll has twelve answers."""

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


_ASKS_BACK = {
    Command.NATION: Say.CHOOSE_NATION,
    Command.LANGUAGE: Say.CHOOSE_LANGUAGE,
    Command.HIDE: Say.CHOOSE_HIDE,
}
"""Commands to which the answer is a question, or how to do it oneself."""


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

    def glance(self, person: Person, event: Event) -> Decision | None:
        """
        The card for a plain sign or cry in what was written, or for the urgent button; else None.

        A message costs at most 5 ms: this is for those who write more than we can answer.
        """
        if isinstance(event, Started) and event.payload in self.knowledge.entries:
            event = SentSomethingElse(event.beside)
        alarm = next((alarm for text in _written(event) if (alarm := self._glance(text))), None)
        if alarm:
            return self._card(person, alarm)
        urgent = event is Command.URGENT or (isinstance(event, Commanded) and event.command is Command.URGENT)
        return self._urgent(person) if urgent else None

    def _decide(self, person: Person, event: Event) -> tuple[Person, Decision]:
        match event:
            case Asked(text, beside):
                return person, self._answer(person, text, beside)
            case SentSomethingElse(beside):
                unread = Decision(Outcome.UNREADABLE, Say.UNREADABLE_KIND, topics=self._topics)
                return person, self._unless(person, self._notice_beside(beside), unread)
            case Started(payload, beside):
                return person, self._start(person, payload, beside)
            case Commanded(command, words, beside):
                return self._command_with_words(person, command, words, beside)
            case UnknownCommand(name, beside):
                alarm = self._glance(name) or self._notice_beside(beside)
                return person, self._unless(person, alarm, self._help)
            case _:
                return self._choose(person, event)

    def _choose(self, person: Person, event: Choice) -> tuple[Person, Decision]:
        match event:
            case ChoseEntry(entry_id, nation, only_now):
                person = replace(person, nation=nation) if nation and not only_now else person
                return person, self._tell(person, entry_id, nation)
            case ChoseTopic(topic):
                return person, self._open(topic)
            case ChoseNation(nation):
                return replace(person, nation=nation), Decision(
                    Outcome.ARRANGED, Say.NATION_CHOSEN, nation=nation, topics=self._topics
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

    @property
    def _help(self) -> Decision:
        return Decision(Outcome.GREETED, Say.HELP, topics=self._topics)

    def _command(self, person: Person, command: Command) -> tuple[Person, Decision]:
        match command:
            case Command.URGENT:
                return person, self._urgent(person)
            case Command.PRIVACY:
                return person, self._tell(person, self.knowledge.special.privacy)
            case Command.FORGET:
                return Person(), Decision(Outcome.ARRANGED, Say.FORGOTTEN)
            case Command.TOPICS:
                return person, Decision(Outcome.OFFERED, Say.TOPICS, topics=self._topics)
            case Command.HELP:
                return person, self._help
            case _:
                return person, Decision(Outcome.ARRANGED, _ASKS_BACK[command], nation=person.nation)

    def _command_with_words(
        self, person: Person, command: Command, words: str, beside: tuple[str, ...]
    ) -> tuple[Person, Decision]:
        """Danger in the words comes before the deed. Else they are the name of a choice, or a question."""
        chosen = self._chosen(person, command, words) or command
        alarm: Alarm | None = None
        if command in (Command.URGENT, Command.FORGET):
            # the command is the verb of what follows: "everything" alone sounds like despair
            alarm = self._glance(words) or self._notice(Reading.of(f"{command} {words}"))
        elif chosen is command and words.strip():
            return person, self._answer(person, words, beside)
        if alarm is None or alarm.level < Level.CARD:
            alarm = _graver(alarm, self._notice_beside(beside))
        after, decision = self._choose(person, chosen)
        decision = self._unless(person, alarm, decision)
        return (person if alarm and alarm.level == Level.CARD else after), decision

    def _chosen(self, person: Person, command: Command, words: str) -> Choice | None:
        """The nation or language that the words behind its command are the name of, and nothing else."""
        if command is Command.NATION and (nation := self._nation_meant(person.language, words)):
            return ChoseNation(nation)
        if command is Command.LANGUAGE and (language := self._language_meant(words)):
            return ChoseLanguage(language)
        return None

    def _urgent(self, person: Person) -> Decision:
        card = self.knowledge.special.urgent_card
        return Decision(Outcome.EMERGENCY, Say.CARD, entry=card, nation=person.nation)

    def _speak(self, person: Person, language: str) -> tuple[Person, Decision]:
        if language not in self.knowledge.voices:
            return person, Decision(Outcome.ARRANGED, Say.CHOOSE_LANGUAGE)
        person = replace(person, language=language, chose_language=True)
        return person, Decision(Outcome.ARRANGED, Say.LANGUAGE_CHOSEN, topics=self._topics)

    def _start(self, person: Person, payload: str, beside: tuple[str, ...]) -> Decision:
        """A link may name an entry. Whoever writes words behind the command asks something."""
        words = payload.strip()
        if any(letter.isspace() for letter in words):
            return self._answer(person, words, beside)
        decision = Decision(Outcome.GREETED, Say.WELCOME, topics=self._topics)
        if words in self.knowledge.entries or words in self.knowledge.paused:
            decision = self._tell(person, words)
        elif words and (alarm := self._notice(Reading.of(words))) and alarm.level == Level.CARD:
            return self._answer(person, words, beside)
        return self._unless(person, self._notice_beside(beside), decision)

    def _open(self, topic: str) -> Decision:
        entries = self.knowledge.topics.get(topic)
        if not entries:
            return Decision(Outcome.OFFERED, Say.OLD_BUTTON, topics=self._topics)
        return Decision(Outcome.OFFERED, Say.TOPIC, entry=None, choices=tuple(e.id for e in entries))

    def _too_old(self, nation: Nation | None, matches: tuple[Match, ...] = ()) -> Decision:
        """There is an answer, and the calendar keeps it back."""
        return Decision(Outcome.SIGNPOSTED, Say.TOO_OLD, topics=self._topics, nation=nation, matches=matches)

    def _tell(self, person: Person, entry_id: str, nation: Nation | None = None) -> Decision:
        if entry_id in self.knowledge.paused:
            return self._too_old(nation or person.nation)
        if entry_id not in self.knowledge.entries:
            return Decision(Outcome.OFFERED, Say.OLD_BUTTON, topics=self._topics)
        return Decision(Outcome.TOLD, Say.ANSWER, entry=entry_id, nation=nation or person.nation)

    def _card_for_reception(self, entry_id: str, nation: Nation) -> Decision:
        entry = self.knowledge.entries.get(entry_id)
        if entry is None or not entry.for_reception(nation):
            return Decision(Outcome.OFFERED, Say.OLD_BUTTON, topics=self._topics)
        return Decision(Outcome.TOLD, Say.RECEPTION, entry=entry_id, nation=nation)

    def _answer(self, person: Person, text: str, beside: tuple[str, ...]) -> Decision:
        """Danger first; then what cannot be read; then small talk; then the question."""
        reading = Reading.of(text)
        seen = self._matcher(person.language).seen()
        alarm = self._notice(reading, seen)
        if alarm is None or alarm.level < Level.CARD:
            alarm = _graver(alarm, self._notice_beside(beside))
        nation = self._nation_named(person.language, reading) or person.nation
        if alarm and alarm.level == Level.CARD:
            return self._warn(person, reading, alarm, nation, seen)
        if len(text) > LONGEST:
            decision = Decision(Outcome.TOO_LONG, Say.TOO_LONG, topics=self._topics)
        elif not any(unicodedata.category(letter)[0] in "LN" for letter in text):
            decision = Decision(Outcome.UNREADABLE, Say.UNREADABLE, topics=self._topics)
        elif talk := self._small_talk(person.language, reading):
            decision = self._chat(person, talk)
        elif not any(word.isascii() for word in reading.words):  # every language we know so far is Latin
            decision = Decision(Outcome.SIGNPOSTED, Say.OTHER_LANGUAGE, topics=self._topics, nation=nation)
        else:
            decision = self._match(self._rank(person.language, reading, seen), nation)
        return replace(decision, cautious=alarm is not None, alarm=alarm)

    def _glance(self, text: str) -> Alarm | None:
        reading = Reading.of(text)
        return next((alarm for danger in self.dangers.values() if (alarm := danger.glance(reading))), None)

    def _notice(self, reading: Reading, seen: Seen | None = None) -> Alarm | None:
        """
        Danger is looked for in every language that we know, whatever the person speaks. What is looked at for
        it is `seen` by the matcher too.
        """
        alarm: Alarm | None = None
        for danger in self.dangers.values():
            alarm = _graver(alarm, danger.notice(reading, seen))
        return alarm

    def _notice_beside(self, beside: tuple[str, ...]) -> Alarm | None:
        """Danger in words that stand beside a message: a cry in any, all else in all of them as one text."""
        if not any(beside):
            return None
        *each, together = _beside(beside)
        cry = next((alarm for text in each if (alarm := self._glance(text))), None)
        return cry or self._notice(Reading.of(together))

    def _unless(self, person: Person, alarm: Alarm | None, decision: Decision) -> Decision:
        """The card if there is danger, else the decision."""
        if alarm and alarm.level == Level.CARD:
            return self._card(person, alarm)
        return replace(decision, cautious=alarm is not None, alarm=alarm)

    def _card(self, person: Person, alarm: Alarm) -> Decision:
        card = self.knowledge.card(alarm.card, person.language)
        return Decision(Outcome(card.outcome), Say.CARD, entry=card.id, nation=person.nation, alarm=alarm)

    def _warn(
        self, person: Person, reading: Reading, alarm: Alarm, nation: Nation | None, seen: Seen
    ) -> Decision:
        """The card, and under it what else was asked."""
        ranking = self._rank(person.language, reading, seen)
        likely = [match for match in (*ranking.parts, *ranking.matches) if match.score >= OFFER_FROM]
        card = self._card(person, alarm)
        return replace(card, choices=self._sayable(likely), nation=nation, matches=ranking.matches)

    def _chat(self, person: Person, talk: str) -> Decision:
        if talk == "who":
            return self._tell(person, self.knowledge.special.privacy)
        line = Say.WELCOME if talk == "greeting" else Say(talk)
        return Decision(Outcome.GREETED, line, topics=self._topics if talk != "thanks" else ())

    def _small_talk(self, language: str, reading: Reading) -> str | None:
        words = " ".join(reading.words)
        talk = self.knowledge.voice(language).small_talk
        return next((kind for kind, phrases in talk.items() if words in phrases), None)

    def _nation_named(self, language: str, reading: Reading) -> Nation | None:
        words = f" {' '.join(reading.words)} "
        named = {
            nation
            for nation, places in self.knowledge.voice(language).places.items()
            if any(f" {fold(place)} " in words for place in places)
        }
        return named.pop() if len(named) == 1 else None

    def _nation_meant(self, language: str, words: str) -> Nation | None:
        """The nation of which the words are a name, or of which they name a place, and nothing else."""
        voice = self.knowledge.voice(language)
        meant = tokens(words)
        return next(
            (
                nation
                for nation in Nation
                if meant
                in map(tokens, (nation, voice.nations.get(nation, ""), *voice.places.get(nation, ())))
            ),
            None,
        )

    def _language_meant(self, words: str) -> str | None:
        languages = self.knowledge.languages
        meant = tokens(words)
        return next(
            (each.code for each in languages if meant in (tokens(each.code), tokens(each.name))), None
        )

    def _rank(self, language: str, reading: Reading, seen: Seen) -> Ranking:
        return self._matcher(language).rank(Question.of(reading), seen)

    def _matcher(self, language: str) -> Matcher:
        return self.matchers.get(language) or self.matchers["en"]

    def _match(self, ranking: Ranking, nation: Nation | None) -> Decision:
        if ranking.parts:
            return self._match_story(ranking, nation)
        matches = ranking.matches
        best = ranking.best
        if best and best.entry_id in self.knowledge.paused and ranking.among >= OFFER_FROM:
            return self._too_old(nation, matches)
        if best and best.score >= TELL_FROM and len(ranking.corrected) >= WORDS_TO_TELL:
            return Decision(Outcome.TOLD, Say.ANSWER, entry=best.entry_id, nation=nation, matches=matches)
        if best and ranking.among >= OFFER_FROM:
            offered = [best, *(m for m in matches[1:BUTTONS] if m.score >= SHOWN_FROM)]
            return Decision(
                Outcome.OFFERED, Say.OFFER, choices=self._sayable(offered), nation=nation, matches=matches
            )
        return Decision(Outcome.SIGNPOSTED, Say.UNKNOWN, topics=self._topics, nation=nation, matches=matches)

    def _sayable(self, matches: list[Match]) -> tuple[str, ...]:
        """The first three entries among the matches, without those that the calendar keeps back."""
        names = dict.fromkeys(match.entry_id for match in matches)
        return tuple(name for name in names if name not in self.knowledge.paused)[:BUTTONS]

    def _match_story(self, ranking: Ranking, nation: Nation | None) -> Decision:
        found = sorted(
            (match for match in (*ranking.parts, *ranking.matches[:1]) if match.score >= OFFER_FROM),
            key=lambda match: -match.score,
        )
        choices = self._sayable(found)
        if found and not choices:
            return self._too_old(nation, ranking.matches)
        if not choices:
            return Decision(
                Outcome.SIGNPOSTED, Say.UNKNOWN, topics=self._topics, nation=nation, matches=ranking.matches
            )
        if len({match.entry_id for match in found}) == 1 and found[0].score >= TELL_FROM:
            return Decision(
                Outcome.TOLD,
                Say.ANSWER,
                entry=choices[0],
                nation=nation,
                matches=(found[0], *ranking.matches),
            )
        return Decision(
            Outcome.OFFERED, Say.OFFER_STORY, choices=choices, nation=nation, matches=tuple(found)
        )


def _written(event: Event) -> tuple[str, ...]:
    """All words that came with an event: theirs, and those beside them."""
    match event:
        case (
            Asked(own, beside)
            | Commanded(_, own, beside)
            | Started(own, beside)
            | UnknownCommand(own, beside)
        ):
            return (own, *_beside(beside))
        case SentSomethingElse(beside):
            return _beside(beside)
    return ()


def _beside(texts: tuple[str, ...]) -> tuple[str, ...]:
    """The short ones each, for a cry is a whole text; and all as one, for they cost what one text costs."""
    short = [text for text in texts if text and len(text) <= LONGEST_CRY]
    return (*short[:MOST_BESIDE], "\n".join(texts)) if any(texts) else ()


def _graver(one: Alarm | None, other: Alarm | None) -> Alarm | None:
    """The graver of two alarms, the first where they are alike."""
    found = [alarm for alarm in (one, other) if alarm]
    return max(found, key=lambda alarm: (alarm.level, alarm.likely), default=None)


def _close(decision: Decision, person: Person) -> Decision:
    """While the bot is closed: danger as ever, what people arrange with us too, for all else the notice."""
    match decision.outcome:
        case outcome if outcome in ALARMS:
            return decision
        case Outcome.ARRANGED:
            return replace(decision, topics=())
    nation = decision.nation or person.nation
    return Decision(
        Outcome.SIGNPOSTED, Say.CLOSED, nation=nation, cautious=decision.cautious, alarm=decision.alarm
    )
