"""How a YAML file becomes groups of keys that know where they stand. Changes when the form of YAML does."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from difflib import get_close_matches
from enum import StrEnum
from typing import TypeVar

import yaml

from bot.checks import Problem

T = TypeVar("T")
E = TypeVar("E", bound=StrEnum)
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")


@dataclass(frozen=True, slots=True)
class Item:
    """A piece of a YAML file, all plain values as text, that knows where it stands."""

    file: str
    line: int
    value: str | list[Item] | dict[str, Item]
    keys: Mapping[str, int] = field(default_factory=dict)

    @property
    def kind(self) -> str:
        """What it is, in an editor's words."""
        match self.value:
            case str():
                return f"the text “{_cut(self.value)}”" if self.value else "nothing"
            case list():
                return "a list"
            case _:
                return "a group of keys"

    def spots(self) -> Iterator[tuple[str, int]]:
        """Every key, as “key:”, and every text below, each with its line."""
        match self.value:
            case str():
                flat = " ".join(self.value.split())
                yield (
                    self.value if flat == self.value else flat,
                    self.line,
                )  # most texts are kept once, not twice
            case list():
                for each in self.value:
                    yield from each.spots()
            case _:
                for key, each in self.value.items():
                    yield f"{key}:", self.keys.get(key, self.line)
                    yield from each.spots()


def _cut(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= 40 else text[:39] + "…"


class Refused(Exception):  # noqa: N818 - it is not the program's error but the file's
    """
    A file or a part of it that cannot be used. Carries the problems for its editor.

    Without any when they have been reported already.
    """

    def __init__(self, *problems: Problem) -> None:
        super().__init__(str(problems[0]) if problems else "")
        self.problems = problems


def refuse(item: Item, found: str, mend: str) -> Refused:
    """What is there, and what to do."""
    return Refused(Problem(item.file, item.line, found, mend))


def parse(text: str, file: str) -> Item:
    """
    Read one YAML file. Plain values stay text: `no` is no, `080012` keeps its zero.

    Raises Refused for broken YAML and for a key written twice.
    """
    try:
        node = yaml.compose(text, Loader=yaml.CSafeLoader)
        if node is None:
            raise Refused(Problem(file, 1, "the file is empty", "write its keys, or delete it"))
        return _item(node, file)
    except yaml.MarkedYAMLError as error:
        problem = error.problem or "it cannot be read"
        raise Refused(
            Problem(
                file,
                _line_of(error, len(text.splitlines())),
                f"this is not YAML: {problem}",
                "look for a missing quote, bracket, colon or space",
            )
        ) from None
    except yaml.reader.ReaderError as error:
        line = text[: error.position].count("\n") + 1
        raise Refused(
            Problem(file, line, "a character stands here that YAML does not allow", "delete it")
        ) from None
    except RecursionError:
        raise Refused(
            Problem(file, 1, "the file stands inside itself, or is very deep", "write it without “&” and “*”")
        ) from None


def _line_of(error: yaml.MarkedYAMLError, last: int) -> int:
    """Where the reading stopped; or where a quote or bracket was opened that nothing closes."""
    stopped, opened = error.problem_mark, error.context_mark
    mark = opened if opened and (stopped is None or stopped.line >= last) else stopped
    return min(mark.line + 1, max(last, 1)) if mark else 1


def _item(node: yaml.Node, file: str) -> Item:
    line = node.start_mark.line + 1
    match node:
        case yaml.ScalarNode():
            plain = not node.style and node.value in ("null", "~")
            return Item(file, line, "" if plain else str(node.value))
        case yaml.SequenceNode():
            return Item(file, line, [_item(child, file) for child in node.value])
        case yaml.MappingNode():
            return _group(node, file)
    raise Refused(Problem(file, line, "this cannot be read", "write keys, lists and text only"))


def _group(node: yaml.MappingNode, file: str) -> Item:
    found: dict[str, Item] = {}
    keys: dict[str, int] = {}
    for key, value in node.value:
        at = key.start_mark.line + 1
        if not isinstance(key, yaml.ScalarNode):
            raise Refused(
                Problem(file, at, "a list or group stands where a key belongs", "put text with {…} in quotes")
            )
        name = str(key.value)
        if name in found:
            raise Refused(
                Problem(
                    file,
                    at,
                    f"the key “{name}” stands here a second time (first in line {keys[name]})",
                    "keep one of the two",
                )
            )
        found[name], keys[name] = _item(value, file), at
    return Item(file, node.start_mark.line + 1, found, keys)


class Group:
    """
    A group of keys that is read once; what nobody asked for is a misspelt key.

    A value that cannot be read is reported and the reading goes on, so that an editor sees every
    mistake at once. `finish` then refuses the group.
    """

    def __init__(self, item: Item, problems: list[Problem]) -> None:
        if not isinstance(item.value, dict):
            raise refuse(item, f"{item.kind} stands here", "write keys with values: “key: value”")
        self.item = item
        self.problems = problems
        self._items = item.value
        self._asked: set[str] = set()
        self._sound = True

    def _get(self, key: str) -> Item | None:
        self._asked.add(key)
        found = self._items.get(key)
        return None if found is None or found.value == "" else found

    def read(self, key: str, read: Callable[[Item], T], otherwise: T) -> T:
        """The value of a key that may be absent."""
        found = self._get(key)
        return otherwise if found is None else self._attempt(found, read, otherwise)

    def need(self, key: str, read: Callable[[Item], T], otherwise: T) -> T:
        """The value of a key that must be there. What stands in for it is never used: see `finish`."""
        found = self._get(key)
        if found is not None:
            return self._attempt(found, read, otherwise)
        self.refuse(f"“{key}” is missing", f"add “{key}: …”")
        return otherwise

    def _attempt(self, found: Item, read: Callable[[Item], T], otherwise: T) -> T:
        try:
            return read(found)
        except Refused as refused:
            self.problems.extend(refused.problems)
            self._sound = False
            return otherwise

    def refuse(self, found: str, mend: str) -> None:
        """Report what makes the whole group unusable."""
        self.problems.append(Problem(self.item.file, self.item.line, found, mend))
        self._sound = False

    def text(self, key: str, otherwise: str = "") -> str:
        return self.read(key, text_of, otherwise)

    def needed_text(self, key: str) -> str:
        return self.need(key, text_of, "")

    def needed_day(self, key: str) -> date:
        return self.need(key, day_of, date.min)

    def needed_one_of(self, key: str, kind: type[E], what: str) -> E:
        return self.need(key, lambda item: one_of(item, kind, what), next(iter(kind)))

    def list(self, key: str, read: Callable[[Item], T]) -> tuple[T, ...]:
        """Every element that can be read; the others are reported, and lose only themselves."""
        return self.read(key, lambda item: tuple(self._each(item, read)), ())

    def whole(self, key: str, read: Callable[[Item], T], *, needed: bool = False) -> tuple[T, ...]:
        """Every element, or the group is refused: where half a list would say something else."""

        def all_of(item: Item) -> tuple[T, ...]:
            found = tuple(self._each(item, read))
            if not found and not item.value:
                raise refuse(item, f"the list “{key}” is empty", "write what belongs there")
            if len(found) < len(item.value):
                raise Refused
            return found

        return self.need(key, all_of, ()) if needed else self.read(key, all_of, ())

    def _each(self, found: Item, read: Callable[[Item], T]) -> Iterator[T]:
        for each in elements(found):
            try:
                yield read(each)
            except Refused as refused:
                self.problems.extend(refused.problems)

    def items(self) -> Iterator[tuple[str, Item]]:
        """For a group whose keys are names: all of them."""
        self._asked.update(self._items)
        yield from self._items.items()

    def each(self, read: Callable[[Item, str], T]) -> dict[str, T]:
        """Every named value that can be read; the others are reported, and lose only themselves."""
        found: dict[str, T] = {}
        for name, item in self.items():
            try:
                found[name] = read(item, name)
            except Refused as refused:
                self.problems.extend(refused.problems)
        return found

    def finish(self, *, misspelt_refuses: bool = False) -> None:
        """Say which keys nobody knows. Raises Refused when something needed could not be read."""
        unknown = [key for key in self._items if key not in self._asked]
        for key in unknown:
            likely = get_close_matches(key, self._asked, n=1)
            mend = f"write “{likely[0]}”" if likely else f"use one of: {', '.join(sorted(self._asked))}"
            line = self.item.keys.get(key, self.item.line)
            self.problems.append(Problem(self.item.file, line, f"the key “{key}” is not known here", mend))
        if not self._sound or (unknown and misspelt_refuses):
            raise Refused


def elements(item: Item) -> list[Item]:
    """The elements of a list."""
    if not isinstance(item.value, list):
        raise refuse(item, f"{item.kind} stands where a list belongs", "begin each line with “- ”")
    return item.value


def text_of(item: Item) -> str:
    """A text, its line breaks kept only where the file means them."""
    if not isinstance(item.value, str):
        raise refuse(
            item,
            f"{item.kind} stands where text belongs",
            "write one text, in quotes if it holds “: ” or begins with {",
        )
    if not item.value.strip():
        raise refuse(item, "nothing stands here", "write a text, or delete the line")
    text = item.value.strip()
    flat = text if "\n" in text else " ".join(text.split())
    return item.value if flat == item.value else flat


def day_of(item: Item) -> date:
    """A date, year-month-day."""
    text = text_of(item)
    if _DATE.fullmatch(text):
        try:
            return date.fromisoformat(text)
        except ValueError:
            pass
    raise refuse(item, f"“{_cut(text)}” is not a date", "write year-month-day, such as 2026-11-22")


def true_of(item: Item) -> bool:
    """The word true."""
    if item.value != "true":
        raise refuse(item, f"{item.kind} stands here", "write true, or delete the line")
    return True


def yes_of(item: Item) -> bool:
    """Yes or no, as people write them."""
    if isinstance(item.value, str) and item.value.lower() in ("yes", "no", "true", "false"):
        return item.value.lower() in ("yes", "true")
    raise refuse(item, f"{item.kind} stands here", "write yes or no")


def one_of(item: Item, kind: type[E], what: str) -> E:
    """One of the words of an enumeration."""
    return kind(choice_of(item, tuple(kind), what))


def choice_of(item: Item, known: tuple[str, ...], what: str) -> str:
    """One of some words."""
    text = text_of(item)
    if text not in known:
        raise refuse(item, f"“{_cut(text)}” is not {what}", f"use one of: {', '.join(known)}")
    return text
