"""Who helps. Changes when people must know more of a helper, or less."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from bot.knowledge import Nation, Service
from bot.rendering.page import Page
from bot.rendering.reply import Kind, Line

CONTACTS = 4
"""Helpers named where there is no answer: more is a list, and nobody calls a list."""

FIRST = 2
"""Helpers seen under an answer, the second only if it serves other people; the others are folded."""


def contacts(page: Page, ids: Iterable[str]) -> list[Line]:
    """The helpers of the nation under their heading, or nothing where there are none."""
    nation = page.decision.nation or Nation.ENGLAND
    return _list(page, "people_who_help", page.knowledge.helpers(ids, nation)[:CONTACTS])


def to_call(page: Page, helpers: Sequence[Service]) -> tuple[list[Line], list[Line]]:
    """
    Whom to call first, and all else: the best first, and a second who serves those it does not. Of these only
    what it takes to call is said first; the rest of them stands above the other helpers.
    """
    first = list(helpers[:1])
    first += [other for other in helpers[1:] if first[0].leaves_out(other)][: FIRST - 1]
    others = [helper for helper in helpers if helper not in first]
    rest = [line for helper in first if (line := _rest(page, helper))]
    heading = [page.line(Kind.HELP, page.voice.line("people_who_help"))] if first else []
    more = [page.line(Kind.HELP, page.voice.line("more_help"))] if rest or others else []
    return (
        heading + [_line(page, helper, _to_call(page, helper)) for helper in first],
        more + rest + [contact(page, helper) for helper in others],
    )


def _list(page: Page, heading: str, helpers: Sequence[Service]) -> list[Line]:
    if not helpers:
        return []
    return [page.line(Kind.HELP, page.voice.line(heading)), *(contact(page, each) for each in helpers)]


def contact(page: Page, service: Service) -> Line:
    """A helper with all that it takes to reach it, and whose side it is on."""
    service = page.knowledge.in_words_of(page.language, service)
    parts = [service.does, service.hours, service.languages, service.note]
    return _line(page, service, [_named(page, service, _ways(page, service)), *parts])


def _to_call(page: Page, service: Service) -> list[str]:
    service = page.knowledge.in_words_of(page.language, service)
    return [_named(page, service, _ways(page, service)[:1]), service.does, service.hours]


def _rest(page: Page, service: Service) -> Line | None:
    """What `_to_call` leaves out of a helper; None when that is nothing."""
    service = page.knowledge.in_words_of(page.language, service)
    ways, beside = _ways(page, service)[1:], [service.languages, service.note]
    if not ways and not any(beside):
        return None
    return page.line(Kind.CONTACT, _sentences([_named(page, service, ways), *beside]))


def _ways(page: Page, service: Service) -> list[str]:
    """How to reach it, the best first; whether the call costs something."""
    phone = service.phone
    if phone and service.free:
        phone += f" ({page.voice.line('free_call')})"
    return [way for way in (phone, service.text, service.email) if way]


def _named(page: Page, service: Service, ways: Sequence[str]) -> str:
    whose = page.voice.line(service.independence)
    return f"{service.name} ({whose})" + (f": {', '.join(ways)}" if ways else "")


def _line(page: Page, service: Service, parts: Sequence[str]) -> Line:
    url = service.url
    if not url and not _ways(page, service):
        url = service.sources[0].url
        parts = [*parts, page.voice.line("named_on")]
    return page.line(Kind.CONTACT, _sentences(parts), url)


def _sentences(parts: Sequence[str]) -> str:
    return ". ".join(part.rstrip(".") for part in parts if part) + "."
