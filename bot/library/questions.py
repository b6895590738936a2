"""Labelled questions: what the bot is measured by. Changes when we measure something else."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from bot.knowledge import Nation
from bot.library.folder import decoded
from bot.library.items import Group, Item, Refused, one_of, text_of
from bot.library.parsing import parse
from bot.problems import Problem


@dataclass(frozen=True, slots=True)
class Labelled:
    """A question whose right ending is known."""

    text: str
    entry: str | None
    """The entry or danger card that it belongs to; None when no entry answers it."""
    also: tuple[str, ...] = ()
    language: str = "en"
    nation: Nation | None = None
    calm_only: bool = False
    """A look-alike: any ending is right but a danger card."""

    @property
    def right(self) -> frozenset[str]:
        """Every entry that would be right."""
        return frozenset({self.entry, *self.also} - {None})  # type: ignore[arg-type]


def read_questions(path: Path) -> tuple[Labelled, ...]:
    """Labelled questions for `score`. Raises Refused for a file that cannot be read."""
    try:
        data = path.read_bytes()
    except OSError:
        raise Refused(Problem(str(path), 0, "the file cannot be read", "name a YAML file")) from None
    item = parse(decoded(data, str(path)), str(path))
    problems: list[Problem] = []
    holder = Group(Item(item.file, item.line, {"questions": item}), problems)
    found = holder.list("questions", lambda each: _labelled(Group(each, problems)))
    if problems:
        raise Refused(*problems)
    return found


def _labelled(group: Group) -> Labelled:
    labelled = Labelled(
        text=group.needed_text("text"),
        entry=group.text("entry") or None,
        also=group.list("also", text_of),
        language=group.text("language", "en"),
        nation=group.read("nation", lambda each: one_of(each, Nation, "a nation"), None),
        calm_only=group.text("danger") == "no",
    )
    group.finish()
    return labelled
