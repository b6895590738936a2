"""A whole turn, and the words for when it fails. Changes when something else can go wrong with one."""

from __future__ import annotations

from dataclasses import dataclass

from bot.conversation import Decision, Person, Say
from bot.knowledge import Published
from bot.rendering.reply import Kind, Line, Reply

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
    """The words in the place of a claim that did not come true, in the language of before; None: no claim."""
    line = NOT_DONE.get(decision.say)
    if line is None:
        return None
    voice = knowledge.voice(before.language)
    nation = voice.nations[decision.nation] if decision.nation else ""
    return Reply(voice.language, (Line(Kind.TEXT, voice.line(line).replace("{nation}", nation)),))


def failed(person: Person, knowledge: Published) -> Reply:
    """What is said when the bot itself broke: the helplines, never silence."""
    return _one_line(person, knowledge, "failed")


def too_many(person: Person, knowledge: Published) -> Reply:
    """What is said to somebody who writes faster than anybody reads."""
    return _one_line(person, knowledge, "too_many")


def _one_line(person: Person, knowledge: Published, line: str) -> Reply:
    voice = knowledge.voice(person.language)
    return Reply(voice.language, (Line(Kind.TEXT, voice.line(line)),))
