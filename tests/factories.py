"""Values for tests: valid by default, so that a test names only what it is about."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from bot.knowledge import (
    ALL_NATIONS,
    Amount,
    Answer,
    Confidence,
    Entry,
    Fact,
    Independence,
    Knowledge,
    Passage,
    Period,
    Service,
    Source,
    Status,
)

TODAY = date(2026, 11, 22)
"""A day that does not move: whatever these values make is in force on it. The real knowledge has another."""


def make_source(**changes: Any) -> Source:
    source = Source(
        "Example Health, a page", "https://health.example/page", "what it says", date(2026, 11, 1)
    )
    return replace(source, **changes)


def make_answer(short: str = "You can join a surgery.", *steps: str) -> Answer:
    return Answer((Passage(short),), steps=tuple(Passage(step) for step in steps))


def make_entry(**changes: Any) -> Entry:
    """An entry for all nations that may be said on TODAY, given `make_knowledge`."""
    entry = Entry(
        id="join-a-surgery",
        topic="gp",
        title="How to join a surgery",
        nations=ALL_NATIONS,
        answer=make_answer(),
        get_help=("kind-helpers",),
        sources=(make_source(),),
        facts=("GP-01",),
        next=date(2027, 2, 22),
    )
    return replace(entry, **changes)


def make_service(**changes: Any) -> Service:
    service = Service(
        id="kind-helpers",
        name="Kind Helpers",
        does="Helps people to join a surgery",
        independence=Independence.CHARITY,
        nations=ALL_NATIONS,
        sources=(make_source(),),
        checked=date(2026, 11, 1),
        phone="080012",
    )
    return replace(service, **changes)


def make_fact(**changes: Any) -> Fact:
    fact = Fact(
        id="GP-01",
        says="Nobody needs papers to join a surgery.",
        nations=ALL_NATIONS,
        status=Status.CURRENT,
        as_of="November 2026",
        confidence=Confidence.HIGH,
        sources=(make_source(),),
    )
    return replace(fact, **changes)


def make_amount(*periods: tuple[str, date, date | None], name: str = "pill_charge") -> Amount:
    """An amount with (value, first day, last day) periods."""
    return Amount(name, tuple(Period(value, start, end, "GP-01") for value, start, end in periods))


def make_knowledge(*entries: Entry, **changes: Any) -> Knowledge:
    """Knowledge of some entries, with one service and one fact on which they can rest."""
    service, fact = make_service(), make_fact()
    knowledge = Knowledge(
        entries=entries or (make_entry(),),
        services={service.id: service},
        evidence={fact.id: fact},
        asks={"en": {entry.id: ("how do i join a surgery",) for entry in entries or (make_entry(),)}},
    )
    return replace(knowledge, **changes)
