"""The methods of the Bot API that change or show what the chats hold."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Awaitable, Callable
from typing import Any

from . import messages, parameters
from .chats import Chat, Shown, World
from .faults import Refused, bad_request

Given = dict[str, Any]
Method = Callable[[Given], Awaitable[Any]]

TOO_OLD = "query is too old and response timeout expired or query ID is invalid"
NOT_MODIFIED = (
    "message is not modified: specified new message content and reply markup are exactly the same as a "
    "current content and reply markup of the message"
)
ACTIONS = frozenset(
    {
        "choose_sticker",
        "find_location",
        "record_video",
        "record_video_note",
        "record_voice",
        "typing",
        "upload_document",
        "upload_photo",
        "upload_video",
        "upload_video_note",
        "upload_voice",
    }
)
MOST_RESULTS = 50
COMMAND = re.compile(r"[a-z0-9_]{1,32}")
LANGUAGE = re.compile(r"([a-z]{2})?")
MOST_COMMANDS = 100
MENU_BYTES = 7_800
"""Of a whole menu as JSON. Not documented: somebody found 7,750 taken and 7,876 refused, others less."""
SCOPES = frozenset(
    {
        "all_chat_administrators",
        "all_group_chats",
        "all_private_chats",
        "chat",
        "chat_administrators",
        "chat_member",
        "default",
    }
)
INLINE_SECONDS = 30.0
"""Seconds within which an inline query can be answered."""

TEXTS = {
    "Name": ("name", 64),
    "Description": ("description", 512),
    "ShortDescription": ("short_description", 120),
}


class Methods:
    """
    All methods by their lower-case names, as Telegram does not mind case.

    Those of polling and of webhooks are added by the server.
    """

    def __init__(self, world: World, query_seconds: float) -> None:
        self._world = world
        self._query_seconds = query_seconds
        self.commands: dict[tuple[str, str], list[Given]] = {}
        """Menus by scope (as sorted JSON) and language."""
        self.texts: dict[tuple[str, str], str] = {}
        self.by_name: dict[str, Method] = {
            name.lower(): method
            for name, method in {
                "getMe": self.get_me,
                "sendMessage": self.send_message,
                "editMessageText": self.edit_message_text,
                "deleteMessage": self.delete_message,
                "answerCallbackQuery": self.answer_callback_query,
                "answerInlineQuery": self.answer_inline_query,
                "sendChatAction": self.send_chat_action,
                "setMyCommands": self.set_my_commands,
                "getMyCommands": self.get_my_commands,
                "deleteMyCommands": self.delete_my_commands,
                "close": self.accept,
                "logOut": self.accept,
            }.items()
        }
        for suffix, (field, longest) in TEXTS.items():
            self.by_name[f"setmy{suffix.lower()}"] = self._setter(field, longest)
            self.by_name[f"getmy{suffix.lower()}"] = self._getter(field)

    async def get_me(self, given: Given) -> Given:
        abilities = {
            "can_join_groups": True,
            "can_read_all_group_messages": False,
            "supports_inline_queries": True,
            "has_topics_enabled": any(chat.threads for chat in self._world.chats.values()),
        }
        return self._world.me | abilities

    async def accept(self, given: Given) -> bool:
        return True

    async def send_message(self, given: Given) -> Given:
        chat = self._chat(given)
        text, entities = messages.text_of(given)
        buttons, markup = messages.keyboard_of(given)
        content = {"text": text} | ({"entities": entities} if entities else {}) | self._place(given, chat)
        shown = self._world.write(
            chat, self._world.me, content | ({"reply_markup": markup} if markup else {})
        )
        shown.html, shown.buttons = str(given["text"]), buttons
        self._world.on_message(chat, shown)
        return shown.raw

    async def edit_message_text(self, given: Given) -> Given:
        shown = self._message(given, "edit")
        if shown.sender != "bot":
            raise bad_request("message can't be edited")
        text, entities = messages.text_of(given)
        buttons, markup = messages.keyboard_of(given)
        if (text, entities, buttons) == (shown.text, shown.raw.get("entities", []), shown.buttons):
            raise bad_request(NOT_MODIFIED)
        shown.text, shown.html, shown.buttons = text, str(given["text"]), buttons
        kept = {k: v for k, v in shown.raw.items() if k not in ("entities", "reply_markup")}
        shown.raw = kept | {"text": text, "edit_date": kept["date"]}
        shown.raw |= ({"entities": entities} if entities else {}) | (
            {"reply_markup": markup} if markup else {}
        )
        self._world.on_message(self._chat(given), shown)
        return shown.raw

    async def delete_message(self, given: Given) -> bool:
        shown = self._message(given, "delete")
        del self._chat(given).messages[shown.message_id]
        return True

    async def answer_callback_query(self, given: Given) -> bool:
        tap = self._world.taps.get(str(given.get("callback_query_id", "")))
        if tap is None or asyncio.get_running_loop().time() > tap.at + self._query_seconds:
            raise bad_request(TOO_OLD)
        tap.answered = given
        return True

    async def answer_inline_query(self, given: Given) -> bool:
        query = self._world.inline.get(str(given.get("inline_query_id", "")))
        if query is None or asyncio.get_running_loop().time() > query.at + INLINE_SECONDS:
            raise bad_request(TOO_OLD)
        results = parameters.structure(given, "results", list)
        if results is None:
            raise bad_request("can't parse inline query results: array expected")
        if len(results) > MOST_RESULTS:
            raise bad_request("RESULTS_TOO_MUCH")
        for result in results:
            if not isinstance(result, dict) or not 1 <= len(str(result.get("id", "")).encode()) <= 64:
                raise bad_request("RESULT_ID_INVALID")
        if len({result["id"] for result in results}) < len(results):
            raise bad_request("RESULT_ID_DUPLICATE")
        query.results = results
        self._world.tell()
        return True

    async def send_chat_action(self, given: Given) -> bool:
        self._chat(given)
        if given.get("action") not in ACTIONS:
            raise bad_request("wrong parameter action in request")
        return True

    async def set_my_commands(self, given: Given) -> bool:
        commands = parameters.structure(given, "commands", list) or []
        scope = self._menu(given)
        taken = [_command(command) for command in commands]
        if len(taken) > MOST_COMMANDS or _size(taken) > MENU_BYTES:
            raise bad_request("BOT_COMMANDS_TOO_MUCH")
        self.commands[scope] = taken
        return True

    async def get_my_commands(self, given: Given) -> list[Given]:
        return self.commands.get(self._menu(given), [])

    async def delete_my_commands(self, given: Given) -> bool:
        self.commands.pop(self._menu(given), None)
        return True

    def _menu(self, given: Given) -> tuple[str, str]:
        scope = parameters.structure(given, "scope", dict) or {"type": "default"}
        language = str(given.get("language_code") or "")
        if scope.get("type") not in SCOPES:
            raise bad_request("can't parse BotCommandScope: Unsupported type specified")
        if not LANGUAGE.fullmatch(language):
            raise bad_request("invalid language code specified")
        if scope["type"].startswith("chat"):
            if str(scope.get("chat_id", "")) == "":
                raise bad_request("can't parse BotCommandScope: Can't find field \"chat_id\"")
            if parameters.number(scope, "chat_id") not in self._world.chats:
                raise bad_request("chat not found")
        return json.dumps(scope, sort_keys=True), language

    def _place(self, given: Given, chat: Chat) -> Given:
        """The topic that a new message lands in, and the message that it answers."""
        place: Given = {}
        if thread := parameters.number(given, "message_thread_id", 0):
            if thread not in chat.threads:
                raise bad_request("message thread not found")
            place["message_thread_id"] = thread
        answers = parameters.structure(given, "reply_parameters", dict) or {}
        answered = parameters.number(answers, "message_id", 0)
        if answered in chat.messages:
            place["reply_to_message"] = chat.messages[answered].raw
        elif answered and not parameters.yes(answers, "allow_sending_without_reply"):
            raise bad_request("message to be replied not found")
        return place

    def _setter(self, field: str, longest: int) -> Method:
        async def set_text(given: Given) -> bool:
            text = str(given.get(field) or "")
            if len(text) > longest:
                raise bad_request(f"{field} is too long")
            self.texts[field, str(given.get("language_code") or "")] = text
            return True

        return set_text

    def _getter(self, field: str) -> Method:
        async def get_text(given: Given) -> Given:
            return {field: self.texts.get((field, str(given.get("language_code") or "")), "")}

        return get_text

    def _chat(self, given: Given) -> Chat:
        chat_id = parameters.number(given, "chat_id")
        chat = self._world.chats.get(chat_id)
        if chat is None:
            raise bad_request("chat not found")
        if chat.blocked:
            raise Refused(403, "Forbidden: bot was blocked by the user")
        return chat

    def _message(self, given: Given, doing: str) -> Shown:
        shown = self._chat(given).messages.get(parameters.number(given, "message_id"))
        if shown is None:
            raise bad_request(f"message to {doing} not found")
        return shown


def _command(command: Any) -> Given:
    """A line of a menu as Telegram keeps it, or its refusal."""
    if not isinstance(command, dict):
        raise bad_request("can't parse BotCommand: expected an Object")
    for field in ("command", "description"):
        if not isinstance(command.get(field), str):
            raise bad_request(f"can't parse BotCommand: Can't find field \"{field}\"")
    name = messages.cleaned(command["command"], "command").strip().removeprefix("/")
    description = messages.cleaned(command["description"], "command description").strip()
    if not name:
        raise bad_request("command must be non-empty")
    if len(name) > 32:
        raise bad_request("command length must not exceed 32")
    if not description:
        raise bad_request("command description must be non-empty")
    if len(description) > 256:
        raise bad_request("command description length must not exceed 256")
    if not COMMAND.fullmatch(name):
        raise bad_request("BOT_COMMAND_INVALID")
    return {"command": name, "description": description}


def _size(commands: list[Given]) -> int:
    return len(json.dumps({"commands": commands}, ensure_ascii=False, separators=(",", ":")).encode())
