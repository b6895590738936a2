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
    """Whom to call first, and everybody else: the best first, and a second who serves those it does not."""
    first = list(helpers[:1])
    first += [other for other in helpers[1:] if first[0].leaves_out(other)][: FIRST - 1]
    others = [helper for helper in helpers if helper not in first]
    return _list(page, "people_who_help", first), _list(page, "more_help", others)


def _list(page: Page, heading: str, helpers: Sequence[Service]) -> list[Line]:
    if not helpers:
        return []
    return [page.line(Kind.HELP, page.voice.line(heading)), *(contact(page, each) for each in helpers)]


def contact(page: Page, service: Service) -> Line:
    """A helper with what it takes to reach it, and whose side it is on."""
    ways = [service.phone, service.text, service.email]
    reach = ", ".join(way for way in ways if way)
    if service.phone and service.free:
        reach += f" ({page.voice.line('free_call')})"
    whose = page.voice.line(service.independence)
    parts = [f"{service.name} ({whose})" + (f": {reach}" if reach else ""), service.does]
    parts += [part for part in (service.hours, service.languages, service.note) if part]
    url = service.url
    if not url and not reach:
        url = service.sources[0].url
        parts.append(page.voice.line("named_on"))
    return page.line(Kind.CONTACT, ". ".join(part.rstrip(".") for part in parts) + ".", url)
