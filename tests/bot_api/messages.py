"""What a message may hold: its text and its buttons, checked as Telegram checks them."""

from __future__ import annotations

import json
import re
from typing import Any

from . import markup, parameters
from .chats import Rows
from .faults import bad_request

LONGEST = 4_096
CALLBACK_BYTES = 64
BUTTON_KINDS = frozenset(
    {
        "callback_data",
        "callback_game",
        "copy_text",
        "login_url",
        "pay",
        "switch_inline_query",
        "switch_inline_query_chosen_chat",
        "switch_inline_query_current_chat",
        "url",
        "web_app",
    }
)
MOST_BUTTONS = 100
MARKUP_BYTES = 10_000
"""Of the whole markup as JSON. Both were found by trying, as Telegram does not document them."""
OTHER_KEYBOARDS = frozenset({"keyboard", "remove_keyboard", "force_reply"})


_REMOVED = re.compile("[\r\u2028-\u202e\u030a\u0333\u033f]")
_AS_SPACE = re.compile("[\x00-\x09\x0b\x0c\x0e-\x1f]")
_SEEN_AS_NOTHING = re.compile(
    "[\\s\u00a0\u1680\u180e\u2000-\u200f\u202e\u202f\u205f\u2800\u3000\ufeff\ufffc]*"
)


def cleaned(text: str, what: str = "strings") -> str:
    """Words as Telegram takes them in: some invisible letters fall out, control characters become spaces."""
    if not parameters.is_utf8(text):
        raise bad_request(f"{what} must be encoded in UTF-8")
    return _AS_SPACE.sub(" ", _REMOVED.sub("", text))


def text_of(given: dict[str, Any]) -> tuple[str, list[dict[str, Any]]]:
    """The words of a message and their entities. Raises Refused."""
    source = str(given.get("text") or "")
    if not source:
        raise bad_request("message text is empty")
    source = cleaned(source)
    match str(given.get("parse_mode") or "").lower():
        case "html":
            text, entities = markup.parse(source)
        case "":
            text, entities = source, parameters.structure(given, "entities", list) or []
        case "markdown" | "markdownv2":
            raise bad_request("this stand-in does not read Markdown")
        case _:
            raise bad_request("unsupported parse_mode")
    if _SEEN_AS_NOTHING.fullmatch(text):
        raise bad_request("text must be non-empty")
    if len(text.strip()) > LONGEST:
        raise bad_request("message is too long")
    # Telegram moves the entities when it trims in front; a bot's texts do not begin with a space.
    return (text.strip() if text[0].strip() else text.rstrip()), entities


def keyboard_of(given: dict[str, Any]) -> tuple[Rows, dict[str, Any] | None]:
    """The buttons, and the markup that the message then carries. Raises Refused."""
    markup_given = parameters.structure(given, "reply_markup", dict)
    if not markup_given:
        return [], None
    if "inline_keyboard" not in markup_given:
        if OTHER_KEYBOARDS.isdisjoint(markup_given):
            raise bad_request("can't parse reply keyboard markup JSON object")
        return [], None
    rows = markup_given["inline_keyboard"]
    if not isinstance(rows, list) or not all(isinstance(row, list) for row in rows):
        raise bad_request('field "inline_keyboard" must be of type Array of Arrays')
    shown = [[_button(button) for button in row] for row in rows if row]
    size = len(json.dumps(markup_given, ensure_ascii=False, separators=(",", ":")).encode())
    if size > MARKUP_BYTES or sum(map(len, shown)) > MOST_BUTTONS:
        raise bad_request("reply markup is too long")
    return shown, markup_given


def _button(button: Any) -> tuple[str, str]:
    if not isinstance(button, dict) or not isinstance(button.get("text"), str):
        raise bad_request("can't parse inline keyboard button: Can't find field \"text\"")
    text = cleaned(button["text"], "inline keyboard button text")
    if not text:
        raise bad_request("inline keyboard button text must be non-empty")
    if not text.strip():
        raise bad_request("BUTTON_TEXT_INVALID")
    named = {kind for kind in BUTTON_KINDS & button.keys() if button[kind] not in ("", None)}
    if not named:
        raise bad_request(
            "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard"
        )
    if "url" in named:
        _check_address(button["url"])
    if "callback_data" not in named or "url" in named:
        return text, ""
    data = button["callback_data"]
    if not isinstance(data, str):
        raise bad_request('can\'t parse inline keyboard button: Field "callback_data" must be of type String')
    if not parameters.is_utf8(data) or len(data.encode()) > CALLBACK_BYTES:
        raise bad_request("BUTTON_DATA_INVALID")
    return text, data


def _check_address(address: Any) -> None:
    """One with another scheme than the web's, or whose host has no dot, is refused; none needs a scheme."""
    scheme, found, rest = str(address).partition(":")
    if found and scheme.lower() in ("tg", "ton", "tonsite"):
        return
    if found and rest.startswith("//") and scheme.lower() not in ("http", "https"):
        raise bad_request(f"inline keyboard button URL '{address}' is invalid: Unsupported URL protocol")
    host = (rest[2:] if found and rest.startswith("//") else str(address)).partition("/")[0]
    if not re.fullmatch(r"[^\s@:]+\.[^\s@:.]{2,}(?::\d+)?", host):
        raise bad_request(f"inline keyboard button URL '{address}' is invalid: Wrong HTTP URL")
