"""A whole turn, and the words for when it fails. Changes when something else can go wrong with one."""

from __future__ import annotations

from dataclasses import dataclass, replace

from bot.conversation import Decision, Outcome, Person, Say
from bot.knowledge import Published
from bot.rendering.page import Page
from bot.rendering.render import render
from bot.rendering.reply import Kind, Reply

NOT_DONE = {
    Say.FORGOTTEN: "not_forgotten",
    Say.NATION_CHOSEN: "nation_not_kept",
    Say.LANGUAGE_CHOSEN: "language_not_kept",
}
"""Lines that say that something was done, and what is said in their place when it could not be done."""


@dataclass(frozen=True, slots=True)
class Turn:
    """One turn of a conversation: what was decided, in words. Nothing of it has happened yet."""

    person: Person
    """The choices of the person after this turn, once they are kept."""
    decision: Decision
    reply: Reply
    not_done: Reply | None = None
    """
    The words for when the choices cannot be kept, or cannot be forgotten. None when the reply claims
    neither, and stands either way.
    """


def not_done(decision: Decision, before: Person, knowledge: Published) -> Reply | None:
    """The words in the place of a claim that did not come true; None where the reply claims nothing."""
    claim = decision.above or decision.say
    line = NOT_DONE.get(claim)
    if line is None:
        return None
    language = before.language if claim is Say.LANGUAGE_CHOSEN else decision.language or before.language
    page = _page(language, knowledge, decision)
    nation = page.voice.nations[decision.nation] if decision.nation else ""
    said = page.line(Kind.TEXT, page.say(line, nation=nation))
    if decision.above is None:
        return Reply(page.language, (said,))
    told = render(replace(decision, above=None), before, knowledge)  # the answer below stands either way
    return replace(told, lines=(said, *told.lines))


def failed(person: Person, knowledge: Published) -> Reply:
    """What is said when the bot itself broke: the helplines, never silence."""
    return _one_line(person, knowledge, "failed")


def too_many(person: Person, knowledge: Published) -> Reply:
    """What is said to somebody who writes faster than anybody reads."""
    return _one_line(person, knowledge, "too_many")


def _one_line(person: Person, knowledge: Published, line: str) -> Reply:
    page = _page(person.language, knowledge, Decision(Outcome.SIGNPOSTED, Say.UNKNOWN))
    return Reply(page.language, (page.line(Kind.TEXT, page.voice.line(line)),))


def _page(language: str, knowledge: Published, decision: Decision) -> Page:
    return Page(knowledge, decision, knowledge.voice(language).language)
