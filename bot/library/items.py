"""Groups of keys, lists and texts that know where they stand. Changes when a file is asked in a new way."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from difflib import get_close_matches
from enum import StrEnum
from typing import TypeVar

from bot.library.signs import printable
from bot.problems import Problem

T = TypeVar("T")
E = TypeVar("E", bound=StrEnum)
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
YEARS = range(1900, 2101)
"""The years that a file may name: a day much later cannot be reckoned with."""


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
                return f"the text “{cut(self.value)}”" if self.value else "nothing"
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


def cut(text: str) -> str:
    """The beginning of a text on one line, every sign of it to be seen."""
    text = printable(" ".join(text[:200].split()))
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
            self.problems.append(
                Problem(self.item.file, line, f"the key “{cut(key)}” is not known here", mend)
            )
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
            day = date.fromisoformat(text)
        except ValueError:
            pass
        else:
            if day.year in YEARS:
                return day
            raise refuse(item, f"the year of “{text}” is not one of ours", "write a year from 1900 to 2100")
    raise refuse(item, f"“{cut(text)}” is not a date", "write year-month-day, such as 2026-11-22")


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
        raise refuse(item, f"“{cut(text)}” is not {what}", f"use one of: {', '.join(known)}")
    return text
