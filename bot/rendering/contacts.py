"""Who helps. Changes when people must know more of a helper, or less."""

from __future__ import annotations

from collections.abc import Iterable

from bot.knowledge import Nation, Service
from bot.rendering.page import Page
from bot.rendering.reply import Kind, Line

CONTACTS = 4
"""Helpers shown under one answer: more is a list, and nobody calls a list."""


def contacts(page: Page, ids: Iterable[str], nation: Nation | None = None) -> list[Line]:
    """The helpers of the nation under their heading, or nothing where there are none."""
    nation = nation or page.decision.nation or Nation.ENGLAND
    helpers = page.knowledge.helpers(ids, nation)[:CONTACTS]
    if not helpers:
        return []
    heading = page.line(Kind.HELP, page.voice.line("people_who_help"))
    return [heading, *(contact(page, service) for service in helpers)]


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
