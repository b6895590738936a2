"""
What files are made of: each piece reads and describes itself. Changes when a file needs a new piece.

From one description comes the reader, with its messages and lines, and the JSON schema, which is what
editors see while they type. What is a limit of style (letters, the form of a name) only stands in the schema:
the checks refuse it, in words of their own.
"""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any, Generic, TypeVar

from bot.library.items import (
    Group,
    Item,
    Refused,
    day_of,
    elements,
    one_of,
    refuse,
    text_of,
    true_of,
    yes_of,
)
from bot.problems import Problem

T = TypeVar("T")
E = TypeVar("E", bound=StrEnum)
T_co = TypeVar("T_co", covariant=True)
Schema = dict[str, Any]

DAY = "[0-9]{4}-[0-9]{2}-[0-9]{2}"
"""The form of a date."""


@dataclass(frozen=True, slots=True)
class Context:
    """Where a piece is read: whom to tell of mistakes, under which key, and what its path already says."""

    problems: list[Problem]
    key: str = ""
    given: Mapping[str, str] = field(default_factory=dict)
    """Values that stand in no key: an entry's id is the name of its folder."""

    def at(self, key: str, **given: str) -> Context:
        """The same, one step further in."""
        return Context(self.problems, key, given)


class Shape(ABC, Generic[T_co]):
    """A piece of a file."""

    doc: str
    """What editors are told it is."""
    nothing: Any = None
    """Its value where it may be left out and is."""

    @abstractmethod
    def read(self, item: Item, context: Context) -> T_co:
        """
        Its value. Raises Refused when it cannot be used; what costs less than the whole is added to the
        context's problems.
        """

    @abstractmethod
    def form(self) -> Schema:
        """Its JSON schema, without the description."""

    def schema(self) -> Schema:
        """Its JSON schema (draft 2020-12), with the description."""
        return {"description": self.doc, **self.form()} if self.doc else self.form()


@dataclass(frozen=True)
class Text(Shape[str]):
    """A text, its spaces made plain."""

    doc: str
    example: str
    letters: int = 0
    """The most letters; 0 for no limit."""
    pattern: str = ""
    nothing: str = ""

    def read(self, item: Item, context: Context) -> str:  # noqa: ARG002 - as all shapes
        """Its words."""
        return text_of(item)

    def form(self) -> Schema:
        """A string that is not empty."""
        return {
            "type": "string",
            "minLength": 1,
            **({"pattern": self.pattern} if self.pattern else {}),
            **({"maxLength": self.letters} if self.letters else {}),
            "examples": [self.example],
        }


@dataclass(frozen=True)
class Checked(Text):
    """A text of a form that is refused while reading."""

    check: Callable[[Item], str] = text_of

    def read(self, item: Item, context: Context) -> str:  # noqa: ARG002 - as all shapes
        """Its words, which have that form."""
        return self.check(item)


@dataclass(frozen=True)
class Day(Shape[date | None]):
    """A date, or one word in its place that means none."""

    doc: str
    example: str = "2026-11-22"
    word: str = ""

    def read(self, item: Item, context: Context) -> date | None:  # noqa: ARG002 - as all shapes
        """The date; None for the word."""
        return None if self.word and item.value == self.word else day_of(item)

    def form(self) -> Schema:
        """A string of that form. YAML 1.1 takes the word no for false, and an editor may do so too."""
        pattern = f"^({self.word}|{DAY})$" if self.word else f"^{DAY}$"
        text = {"type": "string", "pattern": pattern}
        form = {"anyOf": [text, {"const": False}]} if self.word == "no" else text
        return {**form, "examples": [self.example]}


@dataclass(frozen=True)
class OneOf(Shape[E]):
    """One of the words of an enumeration."""

    doc: str
    words: type[E]
    what: str
    """What a word of it is, in a message: “a nation”."""

    def read(self, item: Item, context: Context) -> E:  # noqa: ARG002 - as all shapes
        """The word."""
        return one_of(item, self.words, self.what)

    def form(self) -> Schema:
        """The words."""
        return {"enum": [str(word) for word in self.words]}


@dataclass(frozen=True)
class Switch(Shape[bool]):
    """Yes or no; or only true, where a key is left out instead of saying no."""

    doc: str
    only_true: bool = False
    nothing: bool = False

    def read(self, item: Item, context: Context) -> bool:  # noqa: ARG002 - as all shapes
        """Which it is."""
        return true_of(item) if self.only_true else yes_of(item)

    def form(self) -> Schema:
        """The words, and what YAML makes of them."""
        return {"enum": ["true", True] if self.only_true else ["yes", "no", "true", "false", True, False]}


@dataclass(frozen=True)
class Count(Shape[int]):
    """A number of things."""

    doc: str
    example: int
    nothing: int = 0

    def read(self, item: Item, context: Context) -> int:  # noqa: ARG002 - as all shapes
        """The number, up to six digits."""
        text = text_of(item)
        if not (text.isascii() and text.isdecimal() and len(text) < 7):
            raise refuse(item, f"“{text[:40]}” is no count", "write a number, such as 120")
        return int(text)

    def form(self) -> Schema:
        """A number, in quotes or not."""
        return {
            "type": ["integer", "string"],
            "pattern": "^[0-9]{1,6}$",
            "minimum": 0,
            "examples": [self.example],
        }


_WEIGHT = "-?[0-9]{1,6}([.][0-9]{1,9})?"


@dataclass(frozen=True)
class Weight(Shape[float]):
    """A number with a point, as a program writes it."""

    doc: str
    example: str

    def read(self, item: Item, context: Context) -> float:  # noqa: ARG002 - as all shapes
        """The number."""
        text = text_of(item)
        if not re.fullmatch(_WEIGHT, text):
            raise refuse(item, f"“{text[:40]}” is no number", f"write a number, such as {self.example}")
        return float(text)

    def form(self) -> Schema:
        """A number, in quotes or not."""
        return {"type": ["number", "string"], "pattern": f"^{_WEIGHT}$", "examples": [self.example]}


@dataclass(frozen=True)
class Many(Shape[tuple[T, ...]]):
    """A list."""

    doc: str
    each: Shape[T]
    whole: bool = False
    """Whether half a list would say something else: then one bad element costs all. Else only itself."""
    least: int = 0
    most: int = 0
    unique: bool = False
    contains: Schema = field(default_factory=dict)
    nothing: tuple[()] = ()

    def read(self, item: Item, context: Context) -> tuple[T, ...]:
        """What can be read, in order."""
        found: list[T] = []
        for each in elements(item):
            try:
                found.append(self.each.read(each, context))
            except Refused as refused:
                context.problems.extend(refused.problems)
        if self.whole and not item.value:
            raise refuse(item, f"the list “{context.key}” is empty", "write what belongs there")
        if self.whole and len(found) < len(item.value):
            raise Refused
        return tuple(found)

    def form(self) -> Schema:
        """An array."""
        least = max(self.least, int(self.whole))
        return {
            "type": "array",
            **({"minItems": least} if least else {}),
            **({"maxItems": self.most} if self.most else {}),
            **({"uniqueItems": True} if self.unique else {}),
            **({"contains": self.contains} if self.contains else {}),
            "items": self.each.schema(),
        }


@dataclass(frozen=True)
class OneOrMany(Many[T]):
    """One of them, or a list of them."""

    def read(self, item: Item, context: Context) -> tuple[T, ...]:
        """All of them."""
        return (
            super().read(item, context) if isinstance(item.value, list) else (self.each.read(item, context),)
        )

    def form(self) -> Schema:
        """Either form."""
        return {"oneOf": [self.each.schema(), super().form()]}


@dataclass(frozen=True)
class Field:
    """A key of a group."""

    key: str
    shape: Shape[Any]
    needed: bool | Callable[[Mapping[str, Any]], bool] = False
    """Whether the group cannot be used without it; perhaps by what stands in the keys before it."""
    wanted: bool = False
    """Whether editors are asked for it, and the checks miss it, though the group can be read without."""
    attribute: str = ""
    """What the value calls it, where that is not the key."""
    otherwise: Any = None
    """Its value where it is left out; None for that of the shape."""

    @property
    def name(self) -> str:
        """What the value calls it."""
        return self.attribute or self.key

    def read(self, group: Group, before: Mapping[str, Any], context: Context) -> Any:
        """Its value, or what stands in its place."""
        otherwise = self.shape.nothing if self.otherwise is None else self.otherwise

        def read(item: Item) -> Any:
            return self.shape.read(item, context.at(self.key))

        needed = self.needed(before) if callable(self.needed) else self.needed
        return group.need(self.key, read, otherwise) if needed else group.read(self.key, read, otherwise)


@dataclass(frozen=True)
class Keys(Shape[T]):
    """A group of keys with fixed names, of which a value is built."""

    doc: str
    build: Callable[..., T]
    """Given the values by name, and what the context gives."""
    fields: tuple[Field, ...]
    strict: bool = False
    """Whether a misspelt key costs the group: where it may be the one that says for whom the words hold."""

    def read(self, item: Item, context: Context) -> T:
        """The value. Every mistake in the group is told before it is refused."""
        group = Group(item, context.problems)
        found: dict[str, Any] = {}
        for each in self.fields:
            found[each.name] = each.read(group, found, context)
        group.finish(misspelt_refuses=self.strict)
        return self.build(**context.given, **found)

    def form(self) -> Schema:
        """An object with these keys and no others."""
        return {
            "type": "object",
            "additionalProperties": False,
            "required": [each.key for each in self.fields if each.needed is True or each.wanted],
            "properties": {each.key: each.shape.schema() for each in self.fields},
        }


@dataclass(frozen=True)
class Named(Shape[dict[str, T]]):
    """A group whose keys are names: one that cannot be read loses only itself."""

    doc: str
    name: Text
    """What the names are."""
    each: Shape[T]
    as_: str = ""
    """What the value of each calls its name, where it knows it."""
    may_be_empty: bool = False
    """Whether nothing may stand under the key."""
    needs: tuple[str, ...] = ()
    """Names that must be there; whoever reads says so."""
    nothing: Mapping[str, T] = field(default_factory=dict)

    def read(self, item: Item, context: Context) -> dict[str, T]:
        """By name."""

        def read(each: Item, name: str) -> T:
            return self.each.read(each, context.at(name, **({self.as_: name} if self.as_ else {})))

        return Group(item, context.problems).each(read)

    def form(self) -> Schema:
        """An object with such names."""
        name = {key: value for key, value in self.name.schema().items() if key not in ("type", "minLength")}
        form = {
            "type": "object",
            **({"minProperties": 1, "required": list(self.needs)} if self.needs else {}),
            "propertyNames": name,
            "additionalProperties": self.each.schema(),
        }
        if not self.may_be_empty:
            return form
        return {"oneOf": [{"type": ["null", "string"], "maxLength": 0}, {"description": self.doc, **form}]}


@dataclass(frozen=True)
class Made(Shape[T]):
    """A value made of what another piece reads."""

    of: Shape[Any]
    build: Callable[..., T]
    """Given what was read, and by name what the context gives."""

    @property
    def doc(self) -> str:  # type: ignore[override]
        """That of the piece."""
        return self.of.doc

    def read(self, item: Item, context: Context) -> T:
        """The value."""
        return self.build(self.of.read(item, context.at(context.key)), **context.given)

    def form(self) -> Schema:
        """That of the piece."""
        return self.of.form()


@dataclass(frozen=True)
class Lenient(Shape[T | None]):
    """A piece that, if it cannot be read, costs nothing but itself."""

    each: Shape[T]

    @property
    def doc(self) -> str:  # type: ignore[override]
        """That of the piece."""
        return self.each.doc

    def read(self, item: Item, context: Context) -> T | None:
        """Its value, or None."""
        try:
            return self.each.read(item, context)
        except Refused as refused:
            context.problems.extend(refused.problems)
            return None

    def form(self) -> Schema:
        """That of the piece."""
        return self.each.form()
