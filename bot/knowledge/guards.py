"""What is said a second time, so that no single edit can turn it. Changes when another thing must not."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from bot.knowledge.service import Independence


@dataclass(frozen=True, slots=True)
class Pin:
    """The number of one service, and where it must be named whatever else the words say."""

    phone: str = ""
    text: str = ""
    cards: tuple[str, ...] = ()
    """Danger cards that name it, in their lines or under `get_help`."""
    lines: tuple[str, ...] = ()
    """Lines of the voice that name it."""


@dataclass(frozen=True)
class Pins:
    """`numbers.yaml`: the numbers that a life may hang on, and whose side helpers are on."""

    numbers: Mapping[str, Pin] = field(default_factory=dict)
    kinds: Mapping[str, Independence] = field(default_factory=dict)
    """Every service that is no charity."""


@dataclass(frozen=True)
class Hosts:
    """`hosts.yaml`: the only places that an address may lead to. A leading “www.” makes no difference."""

    https: frozenset[str] = frozenset()
    http: frozenset[str] = frozenset()
    """Pages that were only ever seen without encryption."""
    email: frozenset[str] = frozenset()
    in_words: frozenset[str] = frozenset()
    """Those that words may name, because people know them by it (GOV.UK)."""


@dataclass(frozen=True)
class Floor:
    """How much the bot must know of danger in one language. More is always welcome."""

    examples: Mapping[str, int] = field(default_factory=dict)
    """By card: the least number of examples."""
    look_alikes: int = 0
    words: Mapping[str, int] = field(default_factory=dict)
    """By word: the least number of examples that hold it."""
    signs: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    cries: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """By card: those that must stay."""


@dataclass(frozen=True, slots=True)
class Leave:
    """`closing.yaml`: the day (`date`) of the one notice that may do what no notice may else."""

    closes: date | None = None
    sends_elsewhere: date | None = None
