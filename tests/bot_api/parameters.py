"""Parameters of a call: from address, form, file form or JSON, all read alike."""

from __future__ import annotations

import json
from typing import Any

from aiohttp import web

from .faults import bad_request


async def read(request: web.Request) -> dict[str, Any]:
    """What a call says, in its address or its body."""
    given: dict[str, Any] = dict(request.query)
    if request.method != "POST":
        return given
    if request.content_type == "application/json":
        try:
            body = await request.json() if request.can_read_body else {}
        except (ValueError, RecursionError):
            raise bad_request("can't parse request: invalid JSON") from None
        if not isinstance(body, dict):
            raise bad_request("can't parse request: object expected")
        return given | body
    try:
        form = await request.post()
    except ValueError:
        raise bad_request("strings must be encoded in UTF-8") from None
    # No method here takes files: of one that is sent its name is kept.
    return given | {
        key: value if isinstance(value, str) else getattr(value, "filename", "")
        for key, value in form.items()
    }


def number(given: dict[str, Any], name: str, default: int | None = None) -> int:
    """A whole number. Raises Refused when it is none, or missing without a default."""
    value = given.get(name, default)
    try:
        return int(value)  # type: ignore[arg-type]
    except (TypeError, ValueError, OverflowError):
        raise bad_request(f"{name} is empty" if value is None else f"{name} is invalid") from None


def structure(given: dict[str, Any], name: str, kind: type) -> Any:
    """A list or an object, in a form as JSON text. None when it is not given; Refused when it is another."""
    value = given.get(name)
    if value is None or value == "":
        return None
    if isinstance(value, str):
        try:
            value = json.loads(value)
        except (ValueError, RecursionError):
            raise bad_request(f"can't parse {name}: invalid JSON") from None
    if not isinstance(value, kind):
        raise bad_request(f"can't parse {name}: {'object' if kind is dict else 'array'} expected")
    return value


def yes(given: dict[str, Any], name: str) -> bool:
    """A flag."""
    return str(given.get(name, "")).lower() in ("true", "1", "yes")


def is_utf8(text: str) -> bool:
    """Whether it can be written in UTF-8: a lone surrogate cannot."""
    return not any("\ud800" <= letter <= "\udfff" for letter in text)


def chat_of(given: dict[str, Any]) -> int | None:
    """The chat that a call is for, as far as it says so: by its id, or by the scope of a menu."""
    scope = given.get("scope")
    if isinstance(scope, str) and "chat_id" not in given:
        try:
            scope = json.loads(scope)
        except (ValueError, RecursionError):
            return None
    inside = scope if isinstance(scope, dict) and "chat_id" not in given else given
    try:
        return int(inside["chat_id"])
    except (KeyError, TypeError, ValueError):
        return None
