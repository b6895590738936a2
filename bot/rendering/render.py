"""From a decision to a reply. Changes when something new leads a reply, or stands above each."""

from __future__ import annotations

from bot.conversation import ALARMS, ChoseEntry, ChoseLanguage, Decision, Person, Say, Tapped
from bot.knowledge import Published
from bot.rendering.again import again
from bot.rendering.answer import answer, reception
from bot.rendering.card import card
from bot.rendering.page import Page, Rows
from bot.rendering.plain import closed, plain
from bot.rendering.reply import Button, Kind, Reply


def render(decision: Decision, person: Person, knowledge: Published) -> Reply:
    """
    Put a decision into the language that it names; in English where the bot does not speak that.

    `person` is who they are after the turn: a button of a reply in another language than theirs carries it.
    """
    language = knowledge.voice(decision.language or person.language).language
    page = Page(knowledge, decision, language)
    match decision.say:
        case Say.ANSWER:
            lines, buttons = answer(page, decision.entry or "")
        case Say.CARD:
            lines, buttons = card(page, decision.entry or "")
        case Say.RECEPTION:
            lines, buttons = reception(page, decision.entry or "")
        case Say.CLOSED:
            lines, buttons = closed(page)
        case (
            Say.MORE_OF
            | Say.NOTHING_MORE
            | Say.SIMPLER
            | Say.PRICE
            | Say.NO_REPLY
            | Say.BROKEN_LINK
            | Say.FRESH_ANSWER
        ):
            lines, buttons = again(page, decision.entry or "")
        case _:
            lines, buttons = plain(page)
    lines = [*page.elsewhere(), *lines]
    if decision.above:
        nation = page.voice.nations[decision.nation] if decision.nation else ""
        lines = [*page.lines(Kind.NOTE, page.say(decision.above, nation=nation)), *lines]
    if decision.cautious:
        lines = [page.line(Kind.TEXT, page.voice.line("caution")), *lines]
    buttons = _with_person(page, buttons)
    urgent = decision.cautious or decision.outcome in ALARMS
    if language != person.language and not person.chose_language:
        buttons = _carrying(language, buttons)
    return Reply(
        language,
        tuple(lines),
        tuple(buttons),
        urgent,
        answer=_answer(decision, person, knowledge),
        card=(decision.entry or "") if decision.say is Say.CARD else "",
        forgets=decision.say is Say.FORGOTTEN,
    )


def _answer(decision: Decision, person: Person, knowledge: Published) -> ChoseEntry | None:
    """The answer of which a reply tells something. A card is none."""
    entry, nation = decision.entry, decision.nation
    if entry is None or decision.say in (Say.CARD, Say.CLOSED) or entry not in knowledge.entries:
        return None
    return ChoseEntry(entry, nation, only_now=nation is not None and nation != person.nation)


def _with_person(page: Page, buttons: Rows) -> Rows:
    """A way to somebody to call under every reply, beside the way to all topics; not under its own answer."""
    person = page.person_button()
    if person is None or page.decision.entry == page.knowledge.special.person:
        return buttons
    if page.knowledge.special.person in page.decision.choices:  # it is offered by its own title
        return buttons
    if page.decision.say == Say.CLOSED:  # it names whom to call, and a tap would only say so again
        return buttons
    if buttons and buttons[-1] == (page.topics_button(),):
        return [*buttons[:-1], (*buttons[-1], person)]
    return [*buttons, (person,)]


def _carrying(language: str, buttons: Rows) -> Rows:
    return [tuple(_carry(language, button) for button in row) for row in buttons]


def _carry(language: str, button: Button) -> Button:
    choice = button.event
    if isinstance(choice, (ChoseLanguage, Tapped)):
        return button
    return Button(button.label, Tapped(choice, language))
