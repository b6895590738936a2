"""What the files say that guard the others. Changes when one of them gets another key."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TypeVar

from bot.knowledge import Floor, Hosts, Independence, Leave, Pin, Pins, Reviewer
from bot.library.items import Group, Item, day_of, one_of, refuse, text_of
from bot.problems import Problem

T = TypeVar("T")


def read_reviewers(item: Item, problems: list[Problem]) -> dict[str, Reviewer]:
    """`reviewers.yaml`: who may vouch for words, by id. Nobody, as long as nothing stands under the key."""
    group = Group(item, problems)
    nobody: dict[str, Reviewer] = {}
    found = group.read(
        "reviewers", _named(lambda each, name: _reviewer(Group(each, problems), name), problems), nobody
    )
    group.finish()
    return found


def _reviewer(group: Group, name: str) -> Reviewer:
    reviewer = Reviewer(
        name,
        name=group.needed_text("name"),
        role=group.needed_text("role"),
        organisation=group.needed_text("organisation"),
        since=group.needed_day("since"),
        until=group.read("until", day_of, None),
    )
    group.finish()
    return reviewer


def read_pins(item: Item, problems: list[Problem]) -> Pins:
    """`numbers.yaml`."""

    def pin(each: Item, _: str) -> Pin:
        part = Group(each, problems)
        found = Pin(
            phone=part.text("phone"),
            text=part.text("text"),
            cards=part.list("cards", text_of),
            lines=part.list("lines", text_of),
        )
        part.finish()
        return found

    def kind(each: Item, _: str) -> Independence:
        return one_of(each, Independence, "a kind of helper")

    group = Group(item, problems)
    pins = Pins(
        numbers=group.need("numbers", _named(pin, problems), {}),
        kinds=group.need("kinds", _named(kind, problems), {}),
    )
    group.finish()
    return pins


def read_hosts(item: Item, problems: list[Problem]) -> Hosts:
    """`hosts.yaml`."""
    group = Group(item, problems)
    hosts = Hosts(*(frozenset(group.list(key, _host)) for key in ("https", "http", "email", "in_words")))
    group.finish()
    return hosts


def _host(item: Item) -> str:
    host = text_of(item)
    if host != host.lower() or "/" in host or ":" in host or host.startswith("www."):
        raise refuse(
            item,
            f"“{host[:40]}” is no host",
            "write such as nhs.uk: small letters, without https://, www. or a path",
        )
    return host


def read_floors(item: Item, problems: list[Problem]) -> dict[str, Floor]:
    """`floors.yaml`: by language, how much the bot must know of danger."""

    def counts(each: Item) -> dict[str, int]:
        return _named(lambda count, _: _count(count), problems)(each)

    def texts(each: Item) -> dict[str, tuple[str, ...]]:
        part = Group(each, problems)
        found = {name: part.list(name, text_of) for name, _ in part.items()}
        part.finish()
        return found

    def floor(each: Item, _: str) -> Floor:
        part = Group(each, problems)
        found = Floor(
            examples=part.need("examples", counts, {}),
            look_alikes=part.need("look_alikes", _count, 0),
            words=part.need("words", counts, {}),
            signs=part.need("signs", texts, {}),
            cries=part.need("cries", texts, {}),
        )
        part.finish()
        return found

    return Group(item, problems).each(floor)


def _count(item: Item) -> int:
    text = text_of(item)
    if not (text.isascii() and text.isdecimal() and len(text) < 7):
        raise refuse(item, f"“{text[:40]}” is no count", "write a number, such as 120")
    return int(text)


def read_leave(item: Item, problems: list[Problem]) -> Leave:
    """`closing.yaml`."""
    group = Group(item, problems)
    leave = Leave(group.need("closes", _day_or_no, None), group.need("sends_elsewhere", _day_or_no, None))
    group.finish()
    return leave


def _day_or_no(item: Item) -> date | None:
    return None if item.value == "no" else day_of(item)


def _named(read: Callable[[Item, str], T], problems: list[Problem]) -> Callable[[Item], dict[str, T]]:
    """A group whose keys are names."""
    return lambda item: Group(item, problems).each(read)
