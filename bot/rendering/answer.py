"""An answer, and its words for reception. Changes when the look of an answer changes."""

from __future__ import annotations

from collections.abc import Iterator

from bot.conversation import ChoseEntry, WantedReceptionWords
from bot.knowledge import ENGLISH, Entry, Nation, Told
from bot.rendering.contacts import to_call
from bot.rendering.page import Page, Rows
from bot.rendering.reply import Button, Kind, Line

RELATED = 2
SOURCES = 3
"""Sources under the words for reception: staff read them standing."""


def answer(page: Page, entry_id: str) -> tuple[list[Line], Rows]:
    """
    The vetted words for one nation: the answer, what it means, what to do, whom to call. Folded, for whoever
    asks: details, more helpers, every source that carries the words here, how old they are.
    """
    told = page.knowledge.entry(entry_id, page.language)
    entry, nation = told.entry, told.entry.nation_for(page.decision.nation)
    within = page.within(told.language)
    first, others = to_call(page, page.knowledge.helpers(entry.get_help, nation))
    lines = [*page.notice(entry), *why_english(page, told), within.line(Kind.TITLE, entry.title)]
    lines += _body(within, entry, nation)
    lines += first
    if page.decision.choices:
        lines.append(page.line(Kind.NOTE, page.voice.line("or_else")))
    if entry.is_overdue(page.knowledge.today):
        lines.append(page.line(Kind.NOTE, page.say("overdue", date=page.day(entry.next))))
    if told.unchecked:
        lines.append(page.line(Kind.NOTE, page.voice.line("unchecked_translation")))
    lines += page.folded([
        page.line(Kind.NOTE, page.voice.line("more")),
        *more(within, entry, nation),
        *others,
        *standing(page, told, nation),
    ])  # fmt: skip
    return lines, buttons(page, told, nation)


def reception(page: Page, entry_id: str) -> tuple[list[Line], Rows]:
    """Words to hold out at the desk: English for the staff, nothing about the person."""
    told = page.knowledge.entry(entry_id, page.language)
    entry, nation = told.entry, told.entry.nation_for(page.decision.nation)
    lines = [
        *page.notice(entry),
        page.line(Kind.NOTE, page.voice.line("reception_for_staff")),
        page.within(ENGLISH).line(Kind.TEXT, entry.for_reception(nation)),
    ]
    if explained := told.explained(nation):
        lines.append(page.line(Kind.NOTE, explained))
    lines += (page.source(source) for source in entry.sources_in(nation)[:SOURCES])
    return lines, [page.entry_button(entry.id)]


def why_english(page: Page, told: Told) -> Iterator[Line]:
    """One line to somebody who reads English words though they speak another language."""
    if told.why_not_yours:
        yield page.line(Kind.NOTE, page.voice.line("in_english"))


def _body(page: Page, entry: Entry, nation: Nation) -> Iterator[Line]:
    answer = entry.answer
    name = page.voice.nations[nation]
    several = len(entry.nations) > 1
    named = False
    for passage in answer.short:
        if passage.holds_in(nation):
            named = bool(passage.nations) and several
            yield page.line(Kind.TEXT, page.placed(passage, name) if named else passage.text)
    yield from _elsewhere(page, entry, nation)
    yield from _steps(page, entry, nation, named=named)
    for passage in answer.not_known:
        if passage.holds_in(nation):
            yield page.line(Kind.TEXT, passage.text)
    for passage in answer.warn:
        if passage.holds_in(nation):
            yield page.line(Kind.TEXT, page.say("warn", text=passage.text))
    if answer.rumour:
        yield page.line(Kind.TEXT, page.say("rumour", text=answer.rumour.people_say))
        date = page.day(answer.rumour.as_of)
        yield page.line(Kind.TEXT, page.say("rule", date=date, text=answer.rumour.rule_says))


def _elsewhere(page: Page, entry: Entry, nation: Nation) -> Iterator[Line]:
    """To somebody of no known nation: that the rules differ elsewhere, and how."""
    if page.decision.nation or not _differs(entry):
        return
    words = [passage.text for passage in entry.answer.elsewhere if passage.holds_in(nation)]
    for text in words or [page.say("for_nation", nation=page.voice.nations[nation])]:
        yield page.line(Kind.TEXT, text)


def _steps(page: Page, entry: Entry, nation: Nation, *, named: bool) -> Iterator[Line]:
    """
    The steps for the nation. Those of this nation only stand under its name, after those of all; where the
    name was said already, all keep their order.
    """
    several = len(entry.nations) > 1
    steps = [step for step in entry.answer.steps if step.holds_in(nation)]
    here = [step for step in steps if step.nations and several]
    if not named and here:
        everywhere = [step for step in steps if step not in here]
        yield from (page.line(Kind.STEP, step.text) for step in everywhere)
        heading = page.say("in_nation", nation=page.voice.nations[nation], text="")
        yield page.line(Kind.HEADING, heading.rstrip())
        steps = here
    yield from (page.line(Kind.STEP, step.text) for step in steps)


def more(page: Page, entry: Entry, nation: Nation) -> Iterator[Line]:
    """The folded details. Where nothing above named the nation, those of this nation only name it."""
    answer, name = entry.answer, page.voice.nations[nation]
    seen = (passage for part, found in answer.parts().items() if part != "more" for passage in found)
    named = len(entry.nations) == 1 or any(passage.nations and passage.holds_in(nation) for passage in seen)
    for passage in answer.more:
        if passage.holds_in(nation):
            unnamed = passage.nations and not named
            yield page.line(Kind.STEP, page.placed(passage, name) if unnamed else passage.text)


def standing(page: Page, told: Told, nation: Nation) -> Iterator[Line]:
    """Where the words come from, how old they are, and who has not looked at them."""
    entry = told.entry
    yield from (page.source(source) for source in entry.sources_in(nation))
    checked = entry.checked
    date = page.day(checked) if checked else ""
    # whoever vouches for the English words has not read the translation
    reviewer = page.knowledge.reviewer_of(entry.id, nation) if told.language == ENGLISH else ""
    seen = "reviewed" if reviewer else "not_reviewed"
    yield page.line(Kind.NOTE, f"{page.say('checked', date=date)} {page.say(seen, name=reviewer)}")


def buttons(page: Page, told: Told, nation: Nation) -> Rows:
    """
    Under an answer: what else was meant, words for reception, the English words of a translation that nobody
    has checked, other nations, what is related, topics.
    """
    entry = told.entry
    choices = page.decision.choices
    rows: Rows = [page.entry_button(choice) for choice in choices]
    if entry.for_reception(nation):
        label = page.voice.line("button_reception")
        rows.append((page.button(label, WantedReceptionWords(entry.id, nation)),))
    if told.unchecked:
        known = page.decision.nation
        english = ChoseEntry(entry.id, known, only_now=known is not None, in_english=True)
        rows.append((Button(page.english, english),))
    if _differs(entry):
        others = [other for other in entry.nations if other != nation]
        rows.append(
            tuple(page.button(page.voice.nations[other], ChoseEntry(entry.id, other)) for other in others)
        )
    near = [related for related in entry.related if related not in choices]
    rows += [page.entry_button(related) for related in near[: max(RELATED - len(choices), 0)]]
    rows.append((page.topics_button(),))
    return rows


def _differs(entry: Entry) -> bool:
    """Whether another nation is told something else."""
    return entry.answer.differs() and len(entry.nations) > 1
