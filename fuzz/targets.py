"""What is fuzzed: bytes in, a promise kept. Changes when something new may be sent to us."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from bot.runtime.snapshot import load_snapshot
from fuzz import promises

ROOT = Path(__file__).resolve().parent.parent
CORPUS = ROOT / "fuzz" / "corpus"

Target = Callable[[bytes], object]


@dataclass(frozen=True, slots=True)
class Aim:
    """One thing to fuzz: how it is made ready, what it is, and its part of the time."""

    name: str
    what: str
    share: int
    longest: int
    """Bytes of one input. Short ones reach the same code, more of them in a minute; tests try long ones."""
    ready: Callable[[], Target]
    is_json: bool = False


def _text() -> Target:
    snapshot = load_snapshot(ROOT / "knowledge", promises.TODAY)
    return lambda data: promises.text_is_answered(snapshot, data.decode(errors="replace"))


def _link() -> Target:
    snapshot = load_snapshot(ROOT / "knowledge", promises.TODAY)

    def target(data: bytes) -> None:
        text = data.decode(errors="replace")
        if event := promises.tap_is_understood(text):
            promises.turn_ends_well(snapshot, promises.Person(), event)
        promises.link_is_opened(snapshot, text)

    return target


def _update() -> Target:
    def target(data: bytes) -> None:
        try:
            raw = json.loads(data)
        except (ValueError, RecursionError):
            return
        if isinstance(raw, dict):
            promises.update_is_read(raw)

    return target


def _file() -> Target:
    def target(data: bytes) -> None:
        kind, content = data[:1] or b"\0", data[1:]
        promises.file_is_read(content, promises.FILES[kind[0] % len(promises.FILES)])

    return target


def _line() -> Target:
    def target(data: bytes) -> None:
        text = data.decode(errors="replace")
        names = text.split("\n")
        promises.menu_is_read(names)
        promises.typed_line_is_understood(text)
        promises.settings_are_read(dict(_settings(names)))
        promises.questions_are_read(data)

    return target


def _settings(lines: list[str]) -> Iterator[tuple[str, str]]:
    """What an environment may hold: no sign that ends a C string, and no file of this machine's."""
    for line in lines:
        name, _, value = line.replace("\0", "").partition("=")
        yield f"BOT_{name}", "/nowhere" if name.endswith("_FILE") else value


AIMS = (
    Aim("text", "a message → the whole turn, and taps under it", 5, 1_024, _text),
    Aim("tap", "a tap or a link → the whole turn", 3, 256, _link),
    Aim("update", "what Telegram's server says → an event", 4, 8_192, _update, is_json=True),
    Aim("webhook", "the body of a call → a status", 2, 8_192, lambda: promises.body_is_taken, is_json=True),
    Aim("file", "any file of the knowledge folder → problems", 5, 8_192, _file),
    Aim("line", "settings, menus, typed lines, questions", 2, 4_096, _line),
)
"""Each has a share of the time, in parts."""


def aim_of(name: str) -> Aim:
    """The aim of that name. Raises KeyError."""
    return {aim.name: aim for aim in AIMS}[name]
