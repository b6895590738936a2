"""What a message may hold: its text and its buttons, checked as Telegram checks them."""

from __future__ import annotations

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
OTHER_KEYBOARDS = frozenset({"keyboard", "remove_keyboard", "force_reply"})


def text_of(given: dict[str, Any]) -> tuple[str, list[dict[str, Any]]]:
    """The words of a message and their entities. Raises Refused."""
    source = str(given.get("text") or "")
    match str(given.get("parse_mode") or "").lower():
        case "html":
            text, entities = markup.parse(source)
        case "":
            text, entities = source, parameters.structure(given, "entities", list) or []
        case "markdown" | "markdownv2":
            raise bad_request("this stand-in does not read Markdown")
        case _:
            raise bad_request("unsupported parse_mode")
    if not text.strip():
        raise bad_request("message text is empty")
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
    return [[_button(button) for button in row] for row in rows if row], markup_given


def _button(button: Any) -> tuple[str, str]:
    if not isinstance(button, dict) or not isinstance(button.get("text"), str):
        raise bad_request("can't parse inline keyboard button: Can't find field \"text\"")
    if not button["text"].strip():
        raise bad_request("BUTTON_TEXT_INVALID")
    if len(BUTTON_KINDS & button.keys()) != 1:
        raise bad_request(
            "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard"
        )
    if "callback_data" not in button:
        return button["text"], ""
    data = button["callback_data"]
    if not isinstance(data, str) or not 1 <= len(data.encode()) <= CALLBACK_BYTES:
        raise bad_request("BUTTON_DATA_INVALID")
    return button["text"], data
