"""What people arrange with us: where they live, which language. Changes when they can arrange more."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from bot.conversation.decision import Decision, Outcome, Say
from bot.conversation.events import Person, Shown
from bot.knowledge import ENGLISH, Nation, Published

Tell = Callable[[Person, str, Nation | None], Decision]


@dataclass(frozen=True, slots=True)
class Arranging:
    """Keeps a choice, and tells again in its light what was told last."""

    knowledge: Published
    topics: tuple[str, ...]
    tell: Tell
    """The answer of an entry."""

    def settle(self, person: Person, nation: Nation, shown: Shown) -> tuple[Person, Decision]:
        """They live there now. An answer that is the same everywhere is not told again."""
        after = replace(person, nation=nation)
        done = Decision(Outcome.ARRANGED, Say.NATION_CHOSEN, nation=nation, topics=self.topics)
        last = self.knowledge.entries.get(shown.answer.entry_id) if shown.answer else None
        return after, self._again(after, done, shown, nation) if last and last.answer.differs() else done

    def speak(self, person: Person, language: str, shown: Shown) -> tuple[Person, Decision]:
        """
        They read that language, whatever their phone speaks: also the danger card that they could not read.
        They are asked again where nobody answers in it.
        """
        if language not in self.knowledge.voices.keys() & self.knowledge.live:
            return person, Decision(Outcome.ARRANGED, Say.CHOOSE_LANGUAGE)
        after = replace(person, language=language, chose_language=True)
        done = Decision(Outcome.ARRANGED, Say.LANGUAGE_CHOSEN, topics=self.topics)
        if shown.card in {card.id for card in self.knowledge.dangers[ENGLISH].cards}:
            card = self.knowledge.card(shown.card, language)
            told = Decision(Outcome(card.outcome), Say.CARD, entry=card.id, nation=person.nation)
            return after, replace(told, above=done.say)
        return after, self._again(after, done, shown, shown.nation(person))

    def _again(self, after: Person, done: Decision, shown: Shown, nation: Nation | None) -> Decision:
        if shown.answer and shown.answer.entry_id in self.knowledge.entries:
            return replace(self.tell(after, shown.answer.entry_id, nation), above=done.say)
        return done


def forgotten(person: Person) -> tuple[Person, Decision]:
    """Somebody of whom nothing chosen is left. What their phone speaks was not chosen."""
    after = Person() if person.chose_language else Person(language=person.language)
    return after, Decision(Outcome.ARRANGED, Say.FORGOTTEN, language=person.language)
