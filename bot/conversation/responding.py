"""What we do about a remark on the talk itself. Changes when one of them should lead somewhere else."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from bot.conversation.decision import Decision, Outcome, Say
from bot.conversation.events import Choice, ChoseEntry, Command, Person, Shown, Tapped
from bot.knowledge import Entry, Nation, Published
from bot.knowledge.phrases import Remark

BUTTONS = 3
"""Entries offered at once."""

_PRESSES = {Remark.TOPICS: Command.TOPICS}
"""Remarks that are commands in other words."""

_SAYS = {
    Remark.PRESENT: Say.PRESENT,
    Remark.SETTINGS: Say.SETTINGS,
    Remark.LANGUAGES: Say.LANGUAGES,
    Remark.BEGIN: Say.WELCOME,
    Remark.STOP: Say.STOP,
    Remark.DECLINED: Say.DECLINED,
}
"""Remarks that have the same reply whatever was shown."""

_WITH_TOPICS = (Say.PRESENT, Say.WELCOME, Say.DECLINED, Say.WHAT_NEXT, Say.NO_ANSWER_YET)


@dataclass(frozen=True, slots=True)
class _Light:
    """What a remark is understood by: the last reply, its answer as far as it may be told today, for whom."""

    shown: Shown
    entry: Entry | None
    nation: Nation | None


Led = Choice | Tapped | Decision
"""A button that a remark stands for, or a reply."""


@dataclass(frozen=True, slots=True)
class Responding:
    """Leads from a remark to a button that it stands for, or to a reply. Holds nothing about anyone."""

    knowledge: Published
    topics: tuple[str, ...]

    def respond(self, remark: Remark, shown: Shown, person: Person) -> Led:
        """What a remark leads to, in the light of the last reply; without one, a friendly honest line."""
        if remark in _PRESSES:
            return _PRESSES[remark]
        if remark in _SAYS:
            return self._says(_SAYS[remark])
        entry = self.knowledge.entries.get(shown.answer.entry_id) if shown.answer else None
        return self._ways[remark](_Light(shown, entry, shown.nation(person)))

    @property
    def _ways(self) -> Mapping[Remark, Callable[[_Light], Led]]:
        return {
            Remark.AGREED: self._agreed,
            Remark.PERSON: lambda _: self._person(),
            Remark.MORE: self._more,
            Remark.SIMPLER: lambda light: self._part(light, Say.SIMPLER),
            Remark.PRICE: self._price,
            Remark.FRESH: self._fresh,
            Remark.NO_REPLY: lambda light: self._helpers(light, Say.NO_REPLY),
            Remark.BROKEN_LINK: lambda light: self._helpers(light, Say.BROKEN_LINK),
        }

    def _says(self, say: Say) -> Decision:
        return Decision(Outcome.GREETED, say, topics=self.topics if say in _WITH_TOPICS else ())

    def _part(self, light: _Light, say: Say) -> Decision:
        """A part of the last answer; where none is known, that."""
        if light.entry is None:
            return self._says(Say.NO_ANSWER_YET)
        return Decision(Outcome.TOLD, say, entry=light.entry.id, nation=light.nation)

    def _agreed(self, light: _Light) -> Led:
        """One thing was offered: that. Several: which of them?"""
        offered = [each for each in light.shown.offered if each.entry_id != self.knowledge.special.person]
        if len(offered) == 1:
            return next(
                button
                for _, button in light.shown.buttons
                if (button.choice if isinstance(button, Tapped) else button) == offered[0]
            )
        names = self._sayable(tuple(each.entry_id for each in offered), len(offered))
        if not names:
            return self._says(Say.WHAT_NEXT)
        named = {each.nation for each in offered if each.only_now}
        nation = named.pop() if named else light.nation
        return Decision(Outcome.OFFERED, Say.WHICH, choices=names, nation=nation)

    def _person(self) -> Led:
        name = self.knowledge.special.person
        return ChoseEntry(name) if name in self.knowledge.entries else self._says(Say.DECLINED)

    def _helpers(self, light: _Light, say: Say) -> Led:
        """The helpers of the last answer; where there is none, the answer that says whom to call."""
        if light.entry is None:
            return self._person()
        return Decision(Outcome.SIGNPOSTED, say, entry=light.entry.id, nation=light.nation)

    def _fresh(self, light: _Light) -> Led:
        if light.entry is None or light.entry.checked is None:
            return self._says(Say.FRESH)
        return Decision(Outcome.GREETED, Say.FRESH_ANSWER, entry=light.entry.id, nation=light.nation)

    def _more(self, light: _Light) -> Led:
        entry = light.entry
        if entry is None or any(
            passage.holds_in(entry.nation_for(light.nation)) for passage in entry.answer.more
        ):
            return self._part(light, Say.MORE_OF)
        return replace(self._part(light, Say.NOTHING_MORE), choices=self._sayable(entry.related))

    def _price(self, light: _Light) -> Led:
        """The sums of the last answer; else what it costs, of those entries the nearest to it."""
        names = self.knowledge.special.charges
        charges = self._sayable(names, len(names))
        entry, nation = light.entry, light.nation
        if entry and (entry.id in charges or entry.sums_in(entry.nation_for(nation))):
            return self._part(light, Say.PRICE)
        near = next((name for name in entry.related if name in charges), None) if entry else None
        if near:
            return ChoseEntry(near, nation, only_now=nation is not None)
        if not charges:
            return self._says(Say.NO_ANSWER_YET)
        return Decision(Outcome.OFFERED, Say.PRICE_OF_WHAT, choices=charges[:BUTTONS], nation=nation)

    def _sayable(self, names: tuple[str, ...], most: int = BUTTONS) -> tuple[str, ...]:
        return tuple(name for name in names if name in self.knowledge.entries)[:most]
