"""The last answer once more, or a part of it. Changes when people ask for another part."""

from __future__ import annotations

from collections.abc import Iterator

from bot.conversation import Say
from bot.knowledge import Entry, Nation, Told
from bot.rendering.answer import buttons, more, standing, why_english
from bot.rendering.contacts import CONTACTS, contact, to_call
from bot.rendering.page import Page, Rows
from bot.rendering.reply import Kind, Line


def again(page: Page, entry_id: str) -> tuple[list[Line], Rows]:
    """
    What was asked of an answer that was told: its details, its shortest form, its sums, its other helpers,
    how old it is. Every sentence is one of the answer or of the voice: nothing is put in other words.
    """
    told = page.knowledge.entry(entry_id, page.language)
    entry, nation = told.entry, told.entry.nation_for(page.decision.nation)
    lines = [*page.notice(entry), *why_english(page, told), *_asked(page, told, nation)]
    match page.decision.say:
        case Say.NOTHING_MORE:
            related = [page.entry_button(choice) for choice in page.decision.choices]
            return lines, [*related, (page.topics_button(),)]
        case Say.MORE_OF | Say.PRICE:
            return lines, buttons(page, told, nation)
        case _:
            return lines, [page.entry_button(entry_id), (page.topics_button(),)]


def _asked(page: Page, told: Told, nation: Nation) -> Iterator[Line]:
    entry, say = told.entry, page.decision.say
    within = page.within(told.language)
    first, others = to_call(page, page.knowledge.helpers(entry.get_help, nation))
    match say:
        case Say.MORE_OF:
            yield page.line(Kind.HEADING, page.say(say, name=entry.title))
            yield from more(within, entry, nation)
            yield from others
            yield from page.folded(standing(page, told, nation))
        case Say.SIMPLER:
            yield within.line(Kind.TITLE, entry.title)
            yield from _short(within, entry, nation)
            yield from page.lines(Kind.TEXT, page.say(say))
            yield from first
        case Say.PRICE:
            yield within.line(Kind.TITLE, entry.title)
            sums = entry.sums_in(nation)
            if sums:
                yield from (within.line(Kind.STEP, _placed(within, passage.text, nation)) for passage in sums)
            else:
                yield from _short(within, entry, nation)
            yield from first
            yield from page.folded(standing(page, told, nation))
        case Say.FRESH_ANSWER:
            checked = entry.checked or page.knowledge.today
            words = page.say(say, name=entry.title, date=page.day(checked), next=page.day(entry.next))
            yield from page.lines(Kind.TEXT, words)
            yield from page.folded(page.source(source) for source in entry.sources_in(nation))
        case Say.NO_REPLY | Say.BROKEN_LINK:
            yield from page.lines(Kind.TEXT, page.say(say))
            yield from _others(page, entry, nation, leave_out_first=say is Say.NO_REPLY)
        case _:
            yield from page.lines(Kind.TEXT, page.say(say, name=entry.title))


def _short(page: Page, entry: Entry, nation: Nation) -> Iterator[Line]:
    for passage in entry.answer.short:
        if passage.holds_in(nation):
            named = passage.nations and len(entry.nations) > 1
            yield page.line(Kind.TEXT, _placed(page, passage.text, nation) if named else passage.text)


def _placed(page: Page, text: str, nation: Nation) -> str:
    return page.say("in_nation", nation=page.voice.nations[nation], text=text)


def _others(page: Page, entry: Entry, nation: Nation, *, leave_out_first: bool) -> Iterator[Line]:
    """The helpers of the answer with a phone, then those of last resort: without the one that was tried."""
    named = page.knowledge.helpers(entry.get_help, nation)
    tried = named[:1] if leave_out_first else ()
    fallback = page.knowledge.helpers(page.knowledge.special.fallback_help, nation)
    found = {each.id: each for each in (*named, *fallback) if each.phone and each not in tried}
    yield page.line(Kind.HELP, page.voice.line("people_who_help"))
    yield from (contact(page, each) for each in list(found.values())[:CONTACTS])
