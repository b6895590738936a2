"""What we do next. Changes when the bot should behave differently; never when words change."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property

from bot.conversation.alarming import Alarming, repeats, written
from bot.conversation.arranging import Arranging, forgotten
from bot.conversation.choosing import Choosing, too_old
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
    Plain,
    SentSomethingElse,
    Shown,
    Started,
    Tapped,
    UnknownCommand,
    WantedReceptionWords,
    in_light_of,
)
from bot.conversation.hearing import ENGLISH, Heard, Hearing
from bot.conversation.listening import AsksAbout, Listening, LivesIn, Meant, Miscounted, Pressed, Remarked
from bot.conversation.responding import Responding
from bot.danger import Alarm, Danger, Level, graver
from bot.encoder import Encoder
from bot.knowledge import Nation, Published
from bot.matching import Match, Matcher
from bot.words import Reading

LONGEST = 4_096
"""Letters of one question: what one Telegram message holds. Danger is noticed in longer ones too."""

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
    """Both by language. English is among them."""
    encoder: Encoder | None = None
    """Asked where words alone are not sure."""

    def __post_init__(self) -> None:
        """Make ready whatever is the same in every turn."""
        _ = self._hearing, self._alarming, self._listening

    @cached_property
    def _hearing(self) -> Hearing:
        return Hearing(self.knowledge, self.matchers, self.dangers, self.encoder)

    @cached_property
    def _alarming(self) -> Alarming:
        return Alarming(self.knowledge, self._hearing, self._choosing)

    @cached_property
    def _listening(self) -> Listening:
        return Listening(self.knowledge, self._hearing.names)

    @cached_property
    def _responding(self) -> Responding:
        return Responding(self.knowledge, self._topics)

    @cached_property
    def _arranging(self) -> Arranging:
        return Arranging(self.knowledge, self._topics, self._tell)

    @cached_property
    def _topics(self) -> tuple[str, ...]:
        return tuple(self.knowledge.topics)

    @cached_property
    def _choosing(self) -> Choosing:
        return Choosing(self._topics, self.knowledge.paused)

    def hear(self, person: Person, event: Event) -> tuple[Person, Decision]:
        """Decide what to do, and what to remember. Changes nothing itself."""
        speaking, choice = self._speaking(person, event)
        after, decision = self._decide(speaking, choice)
        decision = replace(self._owned_up(decision), language=decision.language or after.language)
        if isinstance(event, Tapped) and not after.chose_language:
            after = replace(after, language=person.language)
        return after, _close(decision, after) if self.knowledge.closed else decision

    def _speaking(self, person: Person, event: Event) -> tuple[Person, Plain]:
        """The person with the language of the reply whose button was tapped, and what the button does."""
        if not isinstance(event, Tapped):
            return person, event
        if person.chose_language or event.language not in self.knowledge.voices:
            return person, event.choice
        return replace(person, language=event.language), event.choice

    def glance(self, person: Person, event: Event) -> Decision | None:
        """
        The card for a plain sign or cry in what was written, or for the urgent button; else None.

        A message costs a few ms, some 33 at most: this is for those who write more than we can answer.
        """
        person, plain = self._speaking(person, event)
        if isinstance(plain, Started) and plain.payload in self.knowledge.entries:
            plain = SentSomethingElse(plain.beside)
        alarm = next((alarm for text in written(plain) if (alarm := self._hearing.glance(text))), None)
        if alarm:
            return self._alarming.card(person, alarm)
        urgent = plain is Command.URGENT or (isinstance(plain, Commanded) and plain.command is Command.URGENT)
        return replace(self._urgent(person), language=person.language) if urgent else None

    def is_plainly(self, language: str, person: Person, event: Event) -> bool:
        """
        Whether nothing but what was learned in that language is needed to answer: the person reads it, and
        all that was written is plainly in it, or nothing was written at all.
        """
        speaking, plain = self._speaking(person, event)
        texts = [text for text in written(plain) if text]
        return not texts or (
            speaking.language == language and all(self._hearing.is_plainly(language, each) for each in texts)
        )

    def _decide(self, person: Person, event: Plain) -> tuple[Person, Decision]:
        match event:
            case Asked():
                return self._listen(person, event)
            case SentSomethingElse(beside):
                unread = Decision(Outcome.UNREADABLE, Say.UNREADABLE_KIND, topics=self._topics)
                return person, self._alarming.unless(
                    person, self._alarming.notice_beside(person, beside), unread
                )
            case Started(payload, beside):
                return person, self._start(person, payload, beside)
            case Commanded():
                return self._command_with_words(person, event)
            case UnknownCommand(name, beside, words):
                return person, self._unknown_command(person, name, words, beside)
            case _:
                return self._choose(person, event)

    def _listen(self, person: Person, asked: Asked) -> tuple[Person, Decision]:
        """
        Plain danger first. Then whatever is known as a whole, in the light of the last reply: it was written
        by us, and nothing is guessed. All else is held against what was learned, of danger first.
        """
        heard = self._hearing.read(asked.text, person, asked.shown.language)
        meant = self._listening.meant(heard.reading, heard.languages, asked.shown)
        if meant is None or self._hearing.glance(asked.text):
            return person, self._answer(person, asked, heard)
        if isinstance(meant, Remarked | LivesIn | AsksAbout) and meant.language and not person.chose_language:
            heard = heard.known_in(meant.language)
        alarm = self._alarming.notice_beside(person, asked.beside)
        after, decision = self._respond(person, meant, asked.shown, heard.language)
        decision = self._alarming.unless(person, alarm, decision)
        after = person if alarm and alarm.level == Level.CARD else after
        return after, replace(decision, language=decision.language or heard.language)

    def _respond(self, person: Person, meant: Meant, shown: Shown, language: str) -> tuple[Person, Decision]:
        match meant:
            case Pressed(button):
                return self._press(person, button, shown, language)
            case Miscounted():
                return person, Decision(Outcome.GREETED, Say.NO_SUCH_NUMBER, topics=self._topics)
            case LivesIn(nation):
                return self._arranging.settle(person, nation, shown)
            case AsksAbout(nation):
                return person, self._about(person, nation, shown)
            case Remarked(remark):
                found = self._responding.respond(remark, shown, person)
                if isinstance(found, Decision):
                    return person, found
                return self._press(person, found, shown, language)

    def _press(
        self, person: Person, button: Choice | Tapped, shown: Shown, language: str
    ) -> tuple[Person, Decision]:
        """What a tap on it does: in the language that the button carries, else in that of the message."""
        tapped = button if isinstance(button, Tapped) else Tapped(button, language)
        speaking, choice = self._speaking(person, in_light_of(tapped, shown))
        after, decision = self._decide(speaking, choice)
        decision = replace(decision, language=decision.language or after.language)
        return (after if after.chose_language else replace(after, language=person.language)), decision

    def _about(self, person: Person, nation: Nation, shown: Shown) -> Decision:
        """The last answer as it is in that nation."""
        return self._tell(person, shown.answer.entry_id if shown.answer else "", nation)

    def _choose(self, person: Person, event: Choice) -> tuple[Person, Decision]:
        match event:
            case ChoseEntry(entry_id, nation, only_now, in_english):
                person = replace(person, nation=nation) if nation and not only_now else person
                told = self._tell(person, entry_id, nation)
                return person, replace(told, language=ENGLISH) if in_english else told
            case ChoseTopic(topic):
                return person, self._open(topic)
            case ChoseNation(nation, shown):
                return self._arranging.settle(person, nation, shown)
            case ChoseLanguage(language, shown):
                return self._arranging.speak(person, language, shown)
            case WantedReceptionWords(entry_id, nation):
                return person, self._words_for_reception(entry_id, nation)
            case Command():
                return self._command(person, event)

    def _unknown_command(self, person: Person, name: str, words: str, beside: tuple[str, ...]) -> Decision:
        """The help: it is no question. Danger comes first, and an answer to the words behind it."""
        alarm = self._hearing.glance(f"{name} {words}") or self._alarming.notice_beside(person, beside)
        if words and (alarm is None or alarm.level < Level.CARD):
            decision = self._answer(person, Asked(words, beside))
            if decision.outcome == Outcome.TOLD or decision.outcome in ALARMS:
                return decision
            alarm = graver(alarm, decision.alarm)
        return self._alarming.unless(person, alarm, self._help)

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
                return forgotten(person)
            case Command.TOPICS:
                return person, Decision(Outcome.OFFERED, Say.TOPICS, topics=self._topics)
            case Command.HELP:
                return person, self._help
            case _:
                return person, Decision(Outcome.ARRANGED, _ASKS_BACK[command], nation=person.nation)

    def _command_with_words(self, person: Person, event: Commanded) -> tuple[Person, Decision]:
        """Danger in the words comes before the deed. Else they are the name of a choice, or a question."""
        command, words, beside = event.command, event.words, event.beside
        chosen = self._chosen(person, event) or command
        alarm: Alarm | None = None
        if command in (Command.URGENT, Command.FORGET):
            # the command is the verb of what follows: "everything" alone sounds like despair
            alarm = self._hearing.glance(words) or self._alarming.notice(person, f"{command} {words}")
        elif chosen is command and words.strip():
            return person, self._answer(person, Asked(words, beside))
        if alarm is None or alarm.level < Level.CARD:
            alarm = graver(alarm, self._alarming.notice_beside(person, beside))
        after, decision = self._choose(person, chosen)
        decision = self._alarming.unless(person, alarm, decision)
        return (person if alarm and alarm.level == Level.CARD else after), decision

    def _chosen(self, person: Person, event: Commanded) -> Choice | None:
        """The nation or language that the words behind its command are the name of, and nothing else."""
        names, readable = self._hearing.names, dict.fromkeys((person.language, ENGLISH))
        if event.command is Command.NATION and (nation := names.nation_meant(event.words, readable)):
            return ChoseNation(nation, event.shown)
        if event.command is Command.LANGUAGE and (language := names.language_meant(event.words)):
            return ChoseLanguage(language, event.shown)
        return None

    def _urgent(self, person: Person) -> Decision:
        card = self.knowledge.special.urgent_card
        others = tuple(
            name for name in self.knowledge.special.urgent_entries if name in self.knowledge.entries
        )
        return Decision(Outcome.EMERGENCY, Say.CARD, entry=card, choices=others, nation=person.nation)

    def _start(self, person: Person, payload: str, beside: tuple[str, ...]) -> Decision:
        """A link may name an entry. Whoever writes words behind the command asks something."""
        words = payload.strip()
        if any(letter.isspace() for letter in words):
            return self._answer(person, Asked(words, beside))
        decision = Decision(Outcome.GREETED, Say.WELCOME, topics=self._topics)
        if words in self.knowledge.entries or words in self.knowledge.paused:
            decision = self._tell(person, words)
        elif words and (alarm := self._alarming.notice(person, words)) and alarm.level == Level.CARD:
            return self._answer(person, Asked(words, beside))
        return self._alarming.unless(person, self._alarming.notice_beside(person, beside), decision)

    def _owned_up(self, decision: Decision) -> Decision:
        """An answer that only says that its sum is missing today, and whom to ask, tells nobody anything."""
        is_answer = decision.say is Say.ANSWER and decision.entry is not None
        if is_answer and self.knowledge.is_silent(str(decision.entry), decision.nation):
            return replace(decision, outcome=Outcome.SIGNPOSTED)
        return decision

    def _open(self, topic: str) -> Decision:
        entries = self.knowledge.topics.get(topic)
        if not entries:
            return Decision(Outcome.OFFERED, Say.OLD_BUTTON, topics=self._topics)
        return Decision(Outcome.OFFERED, Say.TOPIC, entry=None, choices=tuple(e.id for e in entries))

    def _tell(self, person: Person, entry_id: str, nation: Nation | None = None) -> Decision:
        if entry_id in self.knowledge.paused:
            return too_old(self._topics, nation or person.nation)
        if entry_id not in self.knowledge.entries:
            return Decision(Outcome.OFFERED, Say.OLD_BUTTON, topics=self._topics)
        return Decision(Outcome.TOLD, Say.ANSWER, entry=entry_id, nation=nation or person.nation)

    def _words_for_reception(self, entry_id: str, nation: Nation) -> Decision:
        entry = self.knowledge.entries.get(entry_id)
        if entry is None or not entry.for_reception(nation):
            return Decision(Outcome.OFFERED, Say.OLD_BUTTON, topics=self._topics)
        return Decision(Outcome.TOLD, Say.RECEPTION, entry=entry_id, nation=nation)

    def _answer(self, person: Person, asked: Asked, heard: Heard | None = None) -> Decision:
        """Danger first; then what cannot be read; then titles and small talk; then the question."""
        text = asked.text
        heard = heard or self._hearing.read(text, person, asked.shown.language)
        titled = self._listening.titled(heard.reading)
        alarm = self._hearing.glance(text) if titled else self._hearing.notice(heard)
        if alarm and repeats(alarm, asked.shown) and not self._hearing.glance(text):  # not a plain sign
            alarm = replace(alarm, level=Level.CAUTION)
        if alarm is None or alarm.level < Level.CARD:
            alarm = graver(alarm, self._alarming.notice_beside(person, asked.beside))
        nation = self._hearing.names.nation_named(heard.reading, heard.languages) or person.nation
        if alarm and alarm.level == Level.CARD:
            return self._alarming.warn(person, heard, alarm, nation)
        if len(text) > LONGEST:
            decision = Decision(Outcome.TOO_LONG, Say.TOO_LONG, topics=self._topics)
        elif not any(unicodedata.category(letter)[0] in "LN" for letter in text):
            decision = Decision(Outcome.UNREADABLE, Say.UNREADABLE, topics=self._topics)
        elif titled:
            decision = replace(self._tell(person, titled, nation), matches=(_itself(heard, titled),))
        elif talk := self._hearing.small_talk(heard):
            kind, known_in = talk
            decision = self._chat(person, kind)
            heard = heard if person.chose_language else heard.known_in(known_in)
        elif unanswered := self._hearing.unanswered(heard):
            decision = Decision(
                Outcome.SIGNPOSTED,
                Say.OTHER_LANGUAGE,
                topics=self._topics,
                nation=nation,
                elsewhere=unanswered,
            )
            if unanswered in self.knowledge.voices:
                heard = replace(heard, language=unanswered)
        else:
            decision = self._find(person, heard, nation, asked.shown)
        return replace(decision, cautious=alarm is not None, alarm=alarm, language=heard.language)

    def _find(self, person: Person, heard: Heard, nation: Nation | None, shown: Shown) -> Decision:
        """The entries that may answer. Behind an answer, “what about …” asks for what is close to it."""
        rest = self._listening.follows(heard.reading, heard.languages) if shown.answer else ()
        if rest and shown.answer and (entry := self.knowledge.entries.get(shown.answer.entry_id)):
            behind = replace(heard, reading=Reading.of(" ".join(rest)), seen=[])
            ranking = self._hearing.rank(behind, person)
            return self._choosing.choose_near(ranking, nation or shown.nation(person), entry)
        ranking = self._hearing.rank(heard, person)
        if shown.answer and (told := self.knowledge.entries.get(shown.answer.entry_id)):
            return self._choosing.choose_behind(ranking, nation, told)
        return self._choosing.choose(ranking, nation)

    def _chat(self, person: Person, talk: str) -> Decision:
        if talk == "who":
            return self._tell(person, self.knowledge.special.privacy)
        line = Say.WELCOME if talk == "greeting" else Say(talk)
        return Decision(Outcome.GREETED, line, topics=self._topics if talk != "thanks" else ())


def _itself(heard: Heard, entry_id: str) -> Match:
    """That somebody typed the title of an entry: nothing can be surer."""
    return Match(entry_id, heard.language, heard.reading.text, 1.0)


def _close(decision: Decision, person: Person) -> Decision:
    """While the bot is closed: danger as ever, what people arrange with us too, for all else the notice."""
    match decision.outcome:
        case outcome if outcome in ALARMS:
            return decision
        case Outcome.ARRANGED:
            return replace(decision, topics=())
    nation = decision.nation or person.nation
    return Decision(
        Outcome.SIGNPOSTED,
        Say.CLOSED,
        nation=nation,
        cautious=decision.cautious,
        alarm=decision.alarm,
        language=decision.language,
    )
