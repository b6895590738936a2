"""A danger card. Changes when it should look different."""

from __future__ import annotations

from bot.knowledge import ALL_NATIONS, Card
from bot.rendering.contacts import contact
from bot.rendering.page import Page, Rows
from bot.rendering.reply import Kind, Line


def card(page: Page, card_id: str) -> tuple[list[Line], Rows]:
    """The card in the language of the page, or in English; under it, what else was asked."""
    found, language = page.knowledge.card_told(card_id, page.language)
    lines = _lines(page.within(language), found)
    buttons: Rows = [page.entry_button(choice) for choice in page.decision.choices]
    if buttons:
        lines.append(page.line(Kind.TEXT, page.voice.line("also")))
    return lines, buttons


def _lines(page: Page, card: Card) -> list[Line]:
    """Danger: the number first. Lines of other nations are left out once we know the nation."""
    nation = page.decision.nation
    lines: list[Line] = []
    for passage in card.lines:
        if nation and not passage.holds_in(nation):
            continue
        if passage.nations and not nation:
            names = page.either(page.voice.nations[each] for each in passage.nations)
            lines.append(page.line(Kind.STEP, page.placed(passage, names)))
        else:
            lines.append(page.line(Kind.TEXT, passage.text))
    nations = (nation,) if nation else ALL_NATIONS
    helpers = {s.id: s for n in nations for s in page.knowledge.helpers(card.get_help, n)}
    return lines + [contact(page, helpers[each]) for each in card.get_help if each in helpers]
