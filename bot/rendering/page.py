"""What every part of a reply is written with. Changes when all parts need something more."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date

from bot.conversation import Choice, ChoseEntry, Command, Decision
from bot.knowledge import ENGLISH, PLACEHOLDER, Entry, Notice, Passage, Published, Source, Voice
from bot.rendering.dates import day_in
from bot.rendering.reply import Button, Kind, Line
from bot.words.bidi import LTR, isolated

Rows = list[tuple[Button, ...]]


@dataclass(frozen=True, slots=True)
class Page:
    """A reply as it is being written: for one decision, in one language."""

    knowledge: Published
    decision: Decision
    language: str
    """The language of whatever is written now: a part of a reply may be in English."""

    @property
    def voice(self) -> Voice:
        """The bot's sentences in that language."""
        return self.knowledge.voice(self.language)

    @property
    def direction(self) -> str:
        """How the lines of that language run."""
        found = (each.direction for each in self.knowledge.languages if each.code == self.language)
        return next(found, LTR)

    @property
    def english(self) -> str:
        """What English calls itself, whatever the language of the page."""
        return next(each.name for each in self.knowledge.languages if each.code == ENGLISH)

    def within(self, language: str) -> Page:
        """The same page, for a part in another language."""
        return self if language == self.language else replace(self, language=language)

    def say(self, line: str, /, **values: str) -> str:
        """A sentence of the voice, with its places filled."""
        return PLACEHOLDER.sub(lambda found: values.get(found[1], found[0]), self.voice.line(line))

    def line(self, kind: Kind, text: str, url: str = "") -> Line:
        """A line in the language of the page; what runs against its direction is isolated."""
        return Line(kind, isolated(text, self.direction), url, self.language, self.direction)

    def lines(self, kind: Kind, text: str) -> list[Line]:
        """A line for each line of the text."""
        return [self.line(kind, part) for part in text.split("\n") if part]

    def day(self, day: date) -> str:
        """A date as people write it."""
        return day_in(self.voice, day)

    def either(self, names: Iterable[str]) -> str:
        """Names between which people choose for themselves."""
        return " / ".join(names)

    def placed(self, passage: Passage, name: str) -> str:
        """Words that hold in one nation, with its name before them."""
        return self.say("in_nation", nation=name, text=passage.text)

    def source(self, source: Source) -> Line:
        """A source, which opens when it is tapped."""
        return self.line(Kind.SOURCE, self.say("source", name=source.publisher), source.url)

    # ── news ─────────────────────────────────────────────────────────────────────────────────────────

    def notice(self, entry: Entry) -> list[Line]:
        """The notice above an answer that it is about; to somebody of no known nation, too."""
        notice = self.knowledge.notice
        if notice is None or not notice.is_about(entry):
            return []
        spoken_of = (self.decision.nation,) if self.decision.nation else entry.nations
        if notice.nations and not set(notice.nations) & set(spoken_of):
            return []
        return list(self.news(notice))

    def news(self, notice: Notice) -> Iterator[Line]:
        """The words of the notice, after its day and nations; in English where they are only that."""
        page = self if self.language in notice.texts else self.within(ENGLISH)
        text = notice.text(page.language)
        if notice.nations and not notice.closed:
            names = page.either(page.voice.nations[each] for each in notice.nations)
            text = page.say("in_nation", nation=names, text=text)
        yield from page.lines(Kind.TEXT, page.say("notice", date=page.day(notice.day), text=text))

    def elsewhere(self) -> list[Line]:
        """The one sentence in a language in which nothing else can be said."""
        found = self.knowledge.elsewhere.get(self.decision.elsewhere)
        if found is None or not found.line:
            return []
        text = isolated(found.line, found.direction)
        return [Line(Kind.TEXT, text, "", found.code, found.direction)]

    def folded(self, lines: Iterable[Line]) -> list[Line]:
        """The lines, to be shown only once somebody unfolds them."""
        return [replace(line, folded=True) for line in lines]

    # ── buttons ──────────────────────────────────────────────────────────────────────────────────────

    def button(self, label: str, choice: Choice) -> Button:
        """A button of that label."""
        return Button(isolated(label, self.direction), choice)

    def entry_button(self, entry_id: str) -> tuple[Button, ...]:
        """An entry to tap. It answers for the nation that this reply is about."""
        told = self.knowledge.entry(entry_id, self.language)
        nation = self.decision.nation
        return (self.button(told.entry.title, ChoseEntry(entry_id, nation, only_now=nation is not None)),)

    def topics_button(self) -> Button:
        """The way to all topics."""
        return self.button(self.voice.line("button_topics"), Command.TOPICS)

    def person_button(self) -> Button | None:
        """The way to somebody to call, in the nation of this reply; None where no entry says whom."""
        person, nation = self.knowledge.special.person, self.decision.nation
        if person not in self.knowledge.entries:
            return None
        choice = ChoseEntry(person, nation, only_now=nation is not None)
        return self.button(self.voice.line("button_person"), choice)

    def urgent_button(self) -> Button:
        """The way to the number for a life in danger."""
        return self.button(self.voice.line("button_urgent"), Command.URGENT)
