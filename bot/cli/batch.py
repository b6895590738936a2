"""JSON lines in, JSON lines out, in the same order: how outsiders measure the bot. Keep it stable."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator

from bot.channels import console
from bot.conversation import Asked, Person
from bot.knowledge import Nation
from bot.rendering import render
from bot.runtime.snapshot import Snapshot


def person(snapshot: Snapshot, language: str = "en", nation: Nation | None = None) -> Person:
    """Somebody new. `language` stands for Telegram's language_code."""
    code = language.partition("-")[0].lower()
    return Person(language=code if code in snapshot.knowledge.voices else "en", nation=nation)


def answer(
    snapshot: Snapshot, text: str, language: str = "en", nation: Nation | None = None
) -> dict[str, object]:
    """One question as the outside sees it."""
    they, decision = snapshot.conversation.hear(person(snapshot, language, nation), Asked(text))
    reply = render(decision, they, snapshot.knowledge)
    return {
        "outcome": str(decision.outcome),
        "entry": decision.entry,
        "choices": list(decision.choices),
        "language": reply.language,
        "score": round(decision.score, 4),
        "reply": console.write(reply),
    }


def run(snapshot: Snapshot, lines: Iterable[str]) -> Iterator[tuple[str, bool]]:
    """
    An answer line for each question line, and whether it could be read.

    A line that cannot be read gives a line with "error", in its place; the others are answered.
    """
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        given: object = None
        try:
            given = json.loads(line)
            row = _read(given)
        except (ValueError, RecursionError) as error:
            known = given.get("id") if isinstance(given, dict) else None
            yield json.dumps({"id": known, "error": f"line {number}: {error}"}, ensure_ascii=False), False
            continue
        answered = answer(snapshot, row.text, row.language, row.nation)
        yield json.dumps({"id": row.id, **answered}, ensure_ascii=False), True


class _Row:
    def __init__(self, given: dict[str, object]) -> None:
        text = given.get("text")
        if not isinstance(text, str):
            raise ValueError('"text" is missing: write {"id": 1, "text": "…"}')  # noqa: TRY004 - one kind of bad line
        self.id = given.get("id")
        self.text = text
        self.language = str(given.get("language") or "en")
        self.nation = _nation(given.get("nation"))


def _read(given: object) -> _Row:
    if not isinstance(given, dict):
        raise ValueError('not an object: write {"id": 1, "text": "…"}')  # noqa: TRY004
    return _Row(given)


def _nation(given: object) -> Nation | None:
    if given is None:
        return None
    try:
        return Nation(str(given))
    except ValueError:
        raise ValueError(f"“{given}” is not a nation: use one of {', '.join(Nation)}") from None
