"""How a decision reads, in one language. Changes when the look of an answer changes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from bot.conversation import (
    ChoseEntry,
    ChoseLanguage,
    ChoseNation,
    ChoseTopic,
    Command,
    Decision,
    Outcome,
    Person,
    Say,
    WantedCard,
)
from bot.knowledge import (
    ALL_NATIONS,
    PLACEHOLDER,
    Card,
    Entry,
    Nation,
    Notice,
    Passage,
    Published,
    Service,
    Source,
    Voice,
)
from bot.rendering.reply import Button, Kind, Line, Reply

CONTACTS = 4
"""Helpers shown under one answer: more is a list, and nobody calls a list."""

RELATED = 2
SOURCES = 3


def render(decision: Decision, person: Person, knowledge: Published) -> Reply:
    """Put a decision into the person's language."""
    voice = knowledge.voice(person.language)
    page = _Page(knowledge, voice, decision)
    match decision.say:
        case Say.ANSWER:
            lines, buttons = page.answer(knowledge.entries[decision.entry or ""])
        case Say.CARD:
            lines, buttons = page.card(knowledge.card(decision.entry or "", voice.language))
        case Say.RECEPTION:
            lines, buttons = page.reception(knowledge.entries[decision.entry or ""])
        case Say.CLOSED:
            lines, buttons = page.closed()
        case _:
            lines, buttons = page.plain()
    if decision.cautious:
        lines = [Line(Kind.TEXT, voice.line("caution")), *lines]
    urgent = decision.cautious or decision.outcome in (Outcome.EMERGENCY, Outcome.CRISIS)
    return Reply(voice.language, tuple(lines), tuple(buttons), urgent)


Rows = list[tuple[Button, ...]]


@dataclass(frozen=True, slots=True)
class _Page:
    knowledge: Published
    voice: Voice
    decision: Decision

    def say(self, line: str, /, **values: str) -> str:
        return PLACEHOLDER.sub(lambda found: values.get(found[1], found[0]), self.voice.line(line))

    def plain(self) -> tuple[list[Line], Rows]:
        """A line of the voice, and whatever can be chosen."""
        decision = self.decision
        nation = self.voice.nations[decision.nation] if decision.nation else ""
        lines = [Line(Kind.TEXT, part) for part in self.say(decision.say, nation=nation).split("\n") if part]
        buttons: Rows = [self.entry_button(choice) for choice in decision.choices]
        buttons += [(Button(self.voice.topics[t], ChoseTopic(t)),) for t in decision.topics]
        match decision.say:
            case Say.CHOOSE_NATION:
                buttons += [(Button(self.voice.nations[n], ChoseNation(n)),) for n in ALL_NATIONS]
            case Say.CHOOSE_LANGUAGE:
                buttons += [
                    (Button(lang.name, ChoseLanguage(lang.code)),) for lang in self.knowledge.languages
                ]
            case Say.WELCOME | Say.HELP:
                buttons.append(
                    (
                        Button(self.voice.line("button_urgent"), Command.URGENT),
                        Button(self.voice.line("button_nation"), Command.NATION),
                    )
                )
            case Say.UNKNOWN | Say.TOO_OLD | Say.OTHER_LANGUAGE:
                lines += self.contacts(self.knowledge.special.fallback_help)
            case Say.TOPIC | Say.OFFER | Say.OFFER_STORY:
                buttons.append((self.topics_button(),))
        return lines, buttons

    def closed(self) -> tuple[list[Line], Rows]:
        """The notice in the place of an answer, and whom to ask."""
        notice = self.knowledge.notice
        lines = self.news(notice) if notice else []
        return [*lines, *self.contacts(self.knowledge.special.fallback_help)], [
            (Button(self.voice.line("button_urgent"), Command.URGENT),)
        ]

    def notice(self, entry: Entry) -> list[Line]:
        """The notice above an answer that it is about; to somebody of no known nation, too."""
        notice = self.knowledge.notice
        if notice is None or not notice.is_about(entry):
            return []
        spoken_of = (self.decision.nation,) if self.decision.nation else entry.nations
        if notice.nations and not set(notice.nations) & set(spoken_of):
            return []
        return self.news(notice)

    def news(self, notice: Notice) -> list[Line]:
        """The words of the notice, after its day and the nations where it holds."""
        text = notice.text(self.voice.language)
        if notice.nations and not notice.closed:
            names = self.either([self.voice.nations[each] for each in notice.nations])
            text = self.say("in_nation", nation=names, text=text)
        whole = self.say("notice", date=self.voice.day(notice.day), text=text)
        return [Line(Kind.TEXT, part) for part in whole.split("\n") if part]

    def answer(self, entry: Entry) -> tuple[list[Line], Rows]:
        """The vetted words for one nation: the answer, what to do, whom to call, where it stands."""
        nation = self.nation_of(entry)
        lines = [*self.notice(entry), *self.body(entry, nation)]
        lines += self.contacts(entry.get_help, nation)
        differs = entry.answer.differs() and len(entry.nations) > 1
        if differs:
            lines.append(Line(Kind.NOTE, self.say("for_nation", nation=self.voice.nations[nation])))
        lines += self.standing(entry, nation)

        buttons: Rows = []
        if entry.for_reception(nation):
            buttons.append((Button(self.voice.line("button_reception"), WantedCard(entry.id, nation)),))
        if differs:
            others = [other for other in entry.nations if other != nation]
            buttons.append(tuple(Button(self.voice.nations[o], ChoseEntry(entry.id, o)) for o in others))
        buttons += [self.entry_button(related) for related in entry.related[:RELATED]]
        buttons.append((self.topics_button(),))
        return lines, buttons

    def body(self, entry: Entry, nation: Nation) -> Iterator[Line]:
        answer = entry.answer
        name = self.voice.nations[nation]
        several = len(entry.nations) > 1
        named = False
        for passage in answer.short:
            if passage.holds_in(nation):
                named = bool(passage.nations) and several
                yield Line(Kind.TEXT, self.placed(passage, name) if named else passage.text)
        steps = [step for step in answer.steps if step.holds_in(nation)]
        everywhere = [step for step in steps if not step.nations or not several]
        here = [step for step in steps if step.nations and several]
        if not everywhere or not named:
            yield from (Line(Kind.STEP, step.text) for step in everywhere)
            if here and not named:
                yield Line(Kind.HEADING, self.say("in_nation", nation=name, text="").rstrip())
            yield from (Line(Kind.STEP, step.text) for step in here)
        else:
            yield from (Line(Kind.STEP, step.text) for step in steps)
        for passage in answer.warn:
            if passage.holds_in(nation):
                yield Line(Kind.TEXT, self.say("warn", text=passage.text))
        if answer.rumour:
            yield Line(Kind.TEXT, self.say("rumour", text=answer.rumour.people_say))
            date = self.voice.day(answer.rumour.as_of)
            yield Line(Kind.TEXT, self.say("rule", date=date, text=answer.rumour.rule_says))

    def placed(self, passage: Passage, name: str) -> str:
        return self.say("in_nation", nation=name, text=passage.text)

    def standing(self, entry: Entry, nation: Nation) -> Iterator[Line]:
        """Where the words come from, how old they are, and who has not looked at them."""
        yield from (self.source(source) for source in entry.sources_in(nation)[:SOURCES])
        checked = entry.checked
        date = self.voice.day(checked) if checked else ""
        reviewer = self.knowledge.reviewer_of(entry.id, nation)
        seen = "reviewed" if reviewer else "not_reviewed"
        note = f"{self.say('checked', date=date)} {self.say(seen, name=reviewer)}"
        yield Line(Kind.NOTE, note)
        if entry.is_overdue(self.knowledge.today):
            yield Line(Kind.NOTE, self.say("overdue", date=self.voice.day(entry.next)))

    def source(self, source: Source) -> Line:
        return Line(Kind.SOURCE, self.say("source", name=source.publisher), source.url)

    def contacts(self, ids: Iterable[str], nation: Nation | None = None) -> list[Line]:
        nation = nation or self.decision.nation or Nation.ENGLAND
        helpers = self.knowledge.helpers(ids, nation)[:CONTACTS]
        if not helpers:
            return []
        heading = Line(Kind.HELP, self.voice.line("people_who_help"))
        return [heading, *(self.contact(service) for service in helpers)]

    def contact(self, service: Service) -> Line:
        """A helper with what it takes to reach it, and whose side it is on."""
        ways = [service.phone, service.text, service.email]
        reach = ", ".join(way for way in ways if way)
        if service.phone and service.free:
            reach += f" ({self.voice.line('free_call')})"
        whose = self.voice.line(service.independence)
        parts = [f"{service.name} ({whose})" + (f": {reach}" if reach else ""), service.does]
        parts += [part for part in (service.hours, service.languages, service.note) if part]
        url = service.url
        if not url and not reach:
            url = service.sources[0].url
            parts.append(self.voice.line("named_on"))
        return Line(Kind.CONTACT, ". ".join(part.rstrip(".") for part in parts) + ".", url)

    def card(self, card: Card) -> tuple[list[Line], Rows]:
        """Danger: the number first. Lines of other nations are left out once we know the nation."""
        nation = self.decision.nation
        lines: list[Line] = []
        for passage in card.lines:
            if nation and not passage.holds_in(nation):
                continue
            if passage.nations and not nation:
                names = self.either([self.voice.nations[each] for each in passage.nations])
                lines.append(Line(Kind.STEP, self.say("in_nation", nation=names, text=passage.text)))
            else:
                lines.append(Line(Kind.TEXT, passage.text))
        nations = (nation,) if nation else ALL_NATIONS
        helpers = {s.id: s for n in nations for s in self.knowledge.helpers(card.get_help, n)}
        lines += [self.contact(helpers[each]) for each in card.get_help if each in helpers]
        buttons: Rows = [self.entry_button(choice) for choice in self.decision.choices]
        if buttons:
            lines.append(Line(Kind.TEXT, self.voice.line("also")))
        return lines, buttons

    def reception(self, entry: Entry) -> tuple[list[Line], Rows]:
        """Words to hold out at the desk: English for the staff, nothing about the person."""
        nation = self.nation_of(entry)
        lines = [
            *self.notice(entry),
            Line(Kind.NOTE, self.voice.line("reception_for_staff")),
            Line(Kind.TEXT, entry.for_reception(nation)),
            *(self.source(source) for source in entry.sources_in(nation)[:SOURCES]),
        ]
        return lines, [self.entry_button(entry.id)]

    def entry_button(self, entry_id: str) -> tuple[Button, ...]:
        """An entry to tap. It answers for the nation that this reply is about."""
        entry = self.knowledge.entries[entry_id]
        nation = self.decision.nation
        return (Button(entry.title, ChoseEntry(entry_id, nation, only_now=nation is not None)),)

    def topics_button(self) -> Button:
        return Button(self.voice.line("button_topics"), Command.TOPICS)

    def nation_of(self, entry: Entry) -> Nation:
        """The nation to speak of: the person's, or the first that the entry knows."""
        nation = self.decision.nation
        return nation if nation in entry.nations else entry.nations[0]

    def either(self, names: list[str]) -> str:
        return " / ".join(names)
