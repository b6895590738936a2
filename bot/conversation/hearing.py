"""What somebody wrote, and in which language. Changes when a text is understood by other means."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from bot.conversation.events import Person
from bot.conversation.names import Names
from bot.danger import Alarm, Danger, Dangers
from bot.encoder import Encoder, Once
from bot.knowledge import Published
from bot.learning import Seen
from bot.matching import Foreign, LanguageGuess, Languages, Matcher, Question, Ranking
from bot.words import Reading, tokens
from bot.words.scripts import LATIN

ENGLISH = "en"

UNKNOWN = "und"
"""The code of a language that cannot be told (ISO 639-2)."""

KNOWN_FROM = 0.25
"""A text in a language of which we know little has this share of its words among those."""

PLAINLY = 0.75
"""A text is plainly in a language when its examples have this share of its words."""

TYPED_BY_ALL = 2
"""English small talk of so many words is typed by people who speak something else: “ok”, “thank you”."""

ASKED_ALONE_FROM = 0.5
"""
Where it is so likely that one of three entries answers, no less likely language is asked: a matcher that has
learned little of a text can be surer of it than the one whose language it is in.
"""


@dataclass(frozen=True, slots=True)
class Heard:
    """One text, read once, and all that is known of its language. Nothing of it is kept after the turn."""

    reading: Reading
    guess: LanguageGuess
    language: str
    """The language that it is answered in (docs/decisions/0018-language-of-a-reply.md)."""
    expected: str = ENGLISH
    """What they chose; else the language of the reply before; else of their phone."""
    seen: list[Seen] = field(default_factory=list, repr=False)
    """What was hashed of its words so far, so that nobody hashes a word again."""
    encoded: Once | None = field(default=None, repr=False)
    """What the encoder made of it so far; None where there is no encoder."""

    @property
    def languages(self) -> tuple[str, ...]:
        """Those in which its names and small talk may be, likeliest first."""
        return tuple(dict.fromkeys((*self.guess.likely, self.language, ENGLISH)))

    def known_in(self, language: str) -> Heard:
        """The same, known as a whole in that language; short English words are typed in every language."""
        if language == ENGLISH and not self.guess.sure and len(self.reading.words) <= TYPED_BY_ALL:
            language = self.expected
        return replace(self, language=language)


class Hearing:
    """All that a text is held against, made ready once: names, words of every language, danger, entries."""

    def __init__(
        self,
        knowledge: Published,
        matchers: Mapping[str, Matcher],
        dangers: Mapping[str, Danger],
        encoder: Encoder | None = None,
    ) -> None:
        self._encoder = encoder
        self._live = frozenset(knowledge.voices)
        self._matchers = matchers
        heard = {code: each.heard for code, each in knowledge.elsewhere.items()}
        self._dangers = Dangers({**heard, **knowledge.dangers}, dangers)
        self._foreign = Foreign(matchers) if heard or knowledge.voices.keys() - matchers.keys() else None
        self.names = Names(knowledge.voices, knowledge.languages)
        self._vocabularies = {
            language: _together(
                matchers[language].words if language in matchers else {},
                dangers[language].words if language in dangers else _words_of(knowledge, language),
            )
            for language in sorted({*matchers, *dangers, *knowledge.voices})
        }
        self._languages = Languages(self._vocabularies, self.names.words())

    def is_plainly(self, language: str, text: str) -> bool:
        """
        Whether the text is small talk of that language, or likeliest in it with most words in its examples.

        The words alone do not say it: English examples hold “tengo miedo” too, among what no entry answers.
        """
        reading = Reading.of(text)
        if self.names.small_talk(reading, (language,)):
            return True
        known = self._matchers[language].words
        told = sum(word in known or word.isdecimal() for word in reading.words)
        likely = self._languages.guess(reading, language).likely
        return told >= PLAINLY * len(reading.words) and likely[:1] in ((), (language,))

    def read(self, text: str, person: Person, spoken: str = "") -> Heard:
        """Read a text that the person wrote behind a reply in the language `spoken`, where that is known."""
        reading = Reading.of(text)
        expected = person.language if person.chose_language or spoken not in self._live else spoken
        guess = self._languages.guess(reading, expected)
        encoded = Once(self._encoder) if self._encoder else None
        return Heard(reading, guess, self._answered_in(person, guess, expected), expected, encoded=encoded)

    def _answered_in(self, person: Person, guess: LanguageGuess, expected: str) -> str:
        """
        What they chose; else what they surely write in; else that of the reply before, where the text may be
        in it; else what their phone speaks.
        """
        if person.chose_language:
            return person.language
        likeliest = next(iter(guess.likely), "")
        if likeliest in self._live and (guess.sure or likeliest == expected):
            return likeliest
        return person.language

    def small_talk(self, heard: Heard) -> tuple[str, str] | None:
        """The kind of small talk that a text is, and in which language: rather in one that is answered."""
        answered_first = sorted(heard.languages, key=lambda code: code not in self._matchers)
        return self.names.small_talk(heard.reading, answered_first)

    def unanswered(self, heard: Heard) -> str:
        """
        The language that a text is in, when nobody is answered in it: then no entry is looked for, for an
        answer in a wrong language helps nobody. Empty where it may be in one that is answered.
        """
        first, *others = (*heard.guess.likely, "")
        if heard.guess.sure and (first in self._matchers or self._knows(first, heard.reading)):
            others = []
        elif self._foreign and (code := self._foreign.language(heard.reading.text)):
            return code
        if any(each in self._matchers for each in (first, *others)):
            return ""
        if self._knows(first, heard.reading):
            return first
        # of words that nobody knows, those in Latin letters are most often English ones
        return "" if LATIN in heard.reading.scripts else UNKNOWN

    def _knows(self, language: str, reading: Reading) -> bool:
        """Whether enough of its words are known there: a script may serve a language that we do not know."""
        words, known = set(reading.words), self._vocabularies.get(language, {})
        return sum(word in known for word in words) >= KNOWN_FROM * len(words)

    def glance(self, text: str) -> Alarm | None:
        """A plain sign or cry, of any language. Costs little."""
        return self._dangers.glance(Reading.of(text))

    def notice(self, heard: Heard) -> Alarm | None:
        """The gravest danger that a text speaks of, of any language."""
        likely, sure = heard.guess.likely, heard.guess.sure
        return self._dangers.notice(heard.reading, likely, heard.seen, heard.encoded, sure=sure)

    def card_language(self, person: Person, alarm: Alarm, heard: Heard | None = None) -> str:
        """
        In which language a card is shown: as any answer; but where the words of danger are all that tells, in
        theirs. Somebody who cries for help in Somali reads Somali, whatever the phone speaks.
        """
        if person.chose_language or alarm.language not in self._live:
            return person.language
        if heard and (heard.guess.sure or person.language in heard.guess.likely[:1]):
            return heard.language
        return person.language if alarm.language == ENGLISH else alarm.language

    def rank(self, heard: Heard, person: Person) -> Ranking:
        """
        The entries that may answer, by the matcher of the likeliest language that knows any: where none does,
        by the one that is surest. Where two are as sure, the one of the person's language counts.
        """
        question = Question.of(heard.reading)
        languages = [each for each in heard.guess.likely if each in self._matchers] or [ENGLISH]
        found: list[tuple[str, Ranking]] = []
        for each in languages:
            ranking = self._matchers[each].rank(question, heard.seen, heard.encoded)
            if ranking.among >= ASKED_ALONE_FROM:
                return ranking
            found.append((each, ranking))
        _, best = max(found, key=lambda each: (*_sureness(each[1]), each[0] == person.language))
        return best


def _sureness(ranking: Ranking) -> tuple[float, float]:
    """To the whole per cent: less is no difference between two languages."""
    best = ranking.best
    return round(best.score if best else 0.0, 2), round(ranking.among, 2)


def _words_of(knowledge: Published, language: str) -> Mapping[str, int]:
    """The words of its voice, cards, signs and cries: all that there is before examples are written."""
    voice, words = knowledge.voices.get(language), knowledge.dangers.get(language)
    if voice is None or words is None:
        return {}
    texts = [
        *voice.lines.values(),
        *(line.text for card in words.cards for line in card.lines),
        *(text for group in (voice.small_talk, voice.remarks) for each in group.values() for text in each),
        *(text for group in (words.signs, words.cries) for each in group.values() for text in each),
    ]
    return Counter(word for text in texts for word in set(tokens(text)))


def _together(one: Mapping[str, int], other: Mapping[str, int]) -> Mapping[str, int]:
    return {word: one.get(word, 0) + other.get(word, 0) for word in one.keys() | other.keys()}
