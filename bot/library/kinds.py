"""Every kind of file of a knowledge folder, and where it lies. Changes when there is another kind."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

from bot.knowledge import (
    Amount,
    Asks,
    Card,
    Entry,
    Fact,
    Floor,
    Hosts,
    Language,
    Leave,
    Notice,
    Pins,
    Reviewer,
    Service,
    Special,
    Translation,
    Voice,
)
from bot.library import guards, readers
from bot.library.items import Item
from bot.library.readers import Signs, Texts
from bot.problems import Problem

T_co = TypeVar("T_co", covariant=True)
Names = Mapping[str, str]
"""What the placeholders of a path stand for: {"entry": "safe-to-see-gp", "language": "ar"}."""

PLACEHOLDERS = {
    "topic": r"[^/]+",
    "entry": r"[^/]+",
    "service": r"[A-Za-z0-9_-]+",
    "language": r"[A-Za-z0-9_-]+",
    "other": r"(?!en\b)[a-z]{2,3}(?:-[a-z]{2,4})?",
}
"""What may stand in their place. An entry's own folder holds `entry.yaml` too, so {other} is strict."""


@dataclass(frozen=True)
class Kind(Generic[T_co]):
    """A kind of file: its name, its path in the folder with {placeholders}, and how its value is read."""

    name: str
    path: str
    read: Callable[[Item, Names, list[Problem]], T_co]
    """Raises Refused for a file of which nothing can be used; what else is wrong is added to the problems."""


def pattern_of(path: str) -> re.Pattern[str]:
    """What a file's path in the folder must match to be of that kind."""
    parts = re.split(r"\{(\w+)\}", path)
    return re.compile(
        "".join(
            f"(?P<{part}>{PLACEHOLDERS[part]})" if number % 2 else re.escape(part)
            for number, part in enumerate(parts)
        )
    )


ENTRY: Kind[Entry] = Kind(
    "entry",
    "topics/{topic}/{entry}/entry.yaml",
    lambda item, names, problems: readers.read_entry(item, names["entry"], names["topic"], problems),
)
ASKS: Kind[Asks] = Kind(
    "asks",
    "topics/{topic}/{entry}/asks/{language}.yaml",
    lambda item, _, problems: readers.read_asks(item, problems),
)
TRANSLATION: Kind[Translation] = Kind(
    "translation",
    "topics/{topic}/{entry}/{other}.yaml",
    lambda item, names, problems: readers.read_translation(item, names["entry"], names["other"], problems),
)
SERVICE: Kind[Service] = Kind(
    "service",
    "services/{service}.yaml",
    lambda item, names, problems: readers.read_service(item, names["service"], problems),
)
VOICE: Kind[Voice] = Kind(
    "voice",
    "voice/{language}.yaml",
    lambda item, names, problems: readers.read_voice(item, names["language"], problems),
)
CARDS: Kind[tuple[Card, ...]] = Kind(
    "cards", "cards/{language}.yaml", lambda item, _, problems: readers.read_cards(item, problems)
)
SIGNS: Kind[Signs] = Kind(
    "signs", "danger/{language}/signs.yaml", lambda item, _, problems: readers.read_signs(item, problems)
)
EXAMPLES: Kind[Texts] = Kind(
    "examples",
    "danger/{language}/examples.yaml",
    lambda item, _, problems: readers.read_examples(item, problems),
)
LOOK_ALIKES: Kind[tuple[str, ...]] = Kind(
    "look-alikes",
    "danger/{language}/look-alikes.yaml",
    lambda item, _, problems: readers.read_look_alikes(item, problems),
)
OUT_OF_SCOPE: Kind[tuple[str, ...]] = Kind(
    "out-of-scope",
    "out-of-scope/{language}.yaml",
    lambda item, _, problems: readers.read_out_of_scope(item, problems),
)
FACTS: Kind[dict[str, Amount]] = Kind(
    "facts", "facts.yaml", lambda item, _, problems: readers.read_amounts(item, problems)
)
EVIDENCE: Kind[dict[str, Fact]] = Kind(
    "evidence", "evidence.yaml", lambda item, _, problems: readers.read_evidence(item, problems)
)
LANGUAGES: Kind[tuple[Language, ...]] = Kind(
    "languages", "languages.yaml", lambda item, _, problems: readers.read_languages(item, problems)
)
SPECIAL: Kind[Special] = Kind(
    "special", "special.yaml", lambda item, _, problems: readers.read_special(item, problems)
)
NOTICE: Kind[Notice | None] = Kind(
    "notice", "notice.yaml", lambda item, _, problems: readers.read_notice(item, problems)
)
REVIEWERS: Kind[dict[str, Reviewer]] = Kind(
    "reviewers", "reviewers.yaml", lambda item, _, problems: guards.read_reviewers(item, problems)
)
NUMBERS: Kind[Pins] = Kind(
    "numbers", "numbers.yaml", lambda item, _, problems: guards.read_pins(item, problems)
)
HOSTS: Kind[Hosts] = Kind("hosts", "hosts.yaml", lambda item, _, problems: guards.read_hosts(item, problems))
FLOORS: Kind[dict[str, Floor]] = Kind(
    "floors", "floors.yaml", lambda item, _, problems: guards.read_floors(item, problems)
)
CLOSING: Kind[Leave] = Kind(
    "closing", "closing.yaml", lambda item, _, problems: guards.read_leave(item, problems)
)
