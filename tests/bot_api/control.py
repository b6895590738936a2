"""What people do in the chats, and what a test sees there. The same by HTTP, for other languages."""

from __future__ import annotations

import asyncio
import time
from dataclasses import asdict
from itertools import count
from typing import Any

from aiohttp import web

from .chats import Chat, InlineQuery, Shown, Tap, World
from .faults import Faults
from .markup import utf16
from .updates import Updates


class Control:
    """
    People, as a test moves them. Needs a running event loop, and nothing but it.

    What they do reaches the bot as an update, whose id each of these returns. An unknown chat is met.
    """

    world: World
    updates: Updates
    faults: Faults

    def __init__(self) -> None:
        self.revoked = False
        self._tap_ids = count(int(time.time()) * 1_000)

    # ── people ───────────────────────────────────────────────────────────────────────────────────────

    def send(self, chat_id: int, text: str, language_code: str | None = "en", **extra: Any) -> int:
        """Somebody writes. What is in `extra` goes into the message as it is."""
        chat = self.world.meet(chat_id)
        chat.language_code = language_code or ""
        content: dict[str, Any] = {"text": text} | ({"entities": _commands(text)} if text[:1] == "/" else {})
        return self.updates.add("message", self._write(chat, content | extra).raw)

    def send_photo(self, chat_id: int, caption: str = "") -> int:
        """Somebody sends a picture."""
        photo = [{"file_id": "photo", "file_unique_id": "photo", "width": 90, "height": 90}]
        content = {"photo": photo} | ({"caption": caption} if caption else {})
        return self.updates.add("message", self._write(self.world.meet(chat_id), content).raw)

    def group_message(self, chat_id: int, text: str, user_id: int = 1) -> int:
        """Somebody writes in a group that the bot is in."""
        chat = self.world.meet(chat_id, kind="supergroup")
        return self.updates.add("message", self._write(chat, {"text": text}, user_id).raw)

    def edit(self, chat_id: int, message_id: int, text: str) -> int:
        """Somebody changes what they wrote."""
        shown = self._shown(chat_id, message_id)
        shown.text = text
        shown.raw = shown.raw | {"text": text, "edit_date": int(time.time())}
        return self.updates.add("edited_message", shown.raw)

    def tap(self, chat_id: int, message_id: int, data_or_label: str, *, forged: bool = False) -> int:
        """
        Somebody taps a button, named by what it carries or by its words.

        Raises LookupError when there is none; a forged tap sends the data all the same, even from a
        message that is not there.
        """
        chat = self.world.meet(chat_id)
        data = data_or_label if forged else self._data(chat_id, message_id, data_or_label)
        query_id = str(next(self._tap_ids))
        self.world.taps[query_id] = Tap(chat_id, asyncio.get_running_loop().time())
        shown = chat.messages.get(message_id)
        # Telegram writes date 0 for a message that the bot can no longer reach.
        gone = {"message_id": message_id, "date": 0, "chat": chat.as_dict}
        query = {
            "id": query_id,
            "from": self.world.user(chat),
            "chat_instance": str(chat_id),
            "data": data,
            "message": shown.raw if shown else gone,
        }
        return self.updates.add("callback_query", query)

    def ask_inline(self, user_id: int, query: str, language_code: str = "en", offset: str = "") -> int:
        """Somebody types after the bot's name, in a chat that the bot does not see. Telegram cuts at 256."""
        query_id = str(next(self._tap_ids))
        self.world.inline[query_id] = InlineQuery(user_id, asyncio.get_running_loop().time())
        who = {"id": user_id, "is_bot": False, "first_name": "Somebody", "language_code": language_code}
        asked = {"id": query_id, "from": who, "query": query[:256], "offset": offset, "chat_type": "sender"}
        return self.updates.add("inline_query", asked)

    def raw_update(self, update: dict[str, Any]) -> int:
        """Any update, known to Telegram or not; with an id of its own perhaps, even one used before."""
        return self.updates.add_raw(update)

    def block(self, chat_id: int) -> int:
        """Somebody blocks the bot."""
        return self._member(chat_id, blocked=True)

    def unblock(self, chat_id: int) -> int:
        """And lets it write again."""
        return self._member(chat_id, blocked=False)

    # ── what a test sees ─────────────────────────────────────────────────────────────────────────────

    def chat(self, chat_id: int) -> list[dict[str, Any]]:
        """The messages that the chat shows, oldest first."""
        return [shown.as_dict for shown in self.world.meet(chat_id).messages.values()]

    async def wait_for(self, chat_id: int, count: int, seconds: float = 5.0) -> list[dict[str, Any]]:
        """
        Wait until the bot has sent that many messages there since the start; the bot's messages.

        Raises TimeoutError, which says how many came.
        """
        await self.world.until_sent(chat_id, count, seconds)
        return [message for message in self.chat(chat_id) if message["from"] == "bot"]

    async def inline_results(self, user_id: int, seconds: float = 5.0) -> list[dict[str, Any]]:
        """What the bot offers for that person's last inline query. Raises TimeoutError when nothing comes."""
        query = next((q for q in reversed(self.world.inline.values()) if q.user_id == user_id), None)
        if query is None:
            raise LookupError("that person has asked nothing inline")
        if not await self.world.until(lambda: query.results is not None, seconds):
            raise TimeoutError(f"the inline query was not answered within {seconds} s")
        return query.results or []

    def unanswered(self) -> list[str]:
        """The ids of taps that the bot has not answered: whose bar still turns."""
        return [query_id for query_id, tap in self.world.taps.items() if tap.answered is None]

    def fail(self, method: str, kind: str | int, **plan: Any) -> None:
        """Let calls fail; see Faults.fail."""
        self.faults.fail(method, kind, **plan)

    def heal(self) -> None:
        """Forget all planned faults."""
        self.faults.planned.clear()

    def revoke(self) -> None:
        """The token's owner has made a new one: the old one is not known any more."""
        self.revoked = True

    # ── inside ───────────────────────────────────────────────────────────────────────────────────────

    def _write(self, chat: Chat, content: dict[str, Any], user_id: int | None = None) -> Shown:
        return self.world.write(chat, self.world.user(chat, user_id), content)

    def _shown(self, chat_id: int, message_id: int) -> Shown:
        shown = self.world.meet(chat_id).messages.get(message_id)
        if shown is None:
            raise LookupError(f"the chat does not show a message {message_id}")
        return shown

    def _data(self, chat_id: int, message_id: int, data_or_label: str) -> str:
        buttons = [button for row in self._shown(chat_id, message_id).buttons for button in row]
        for label, data in buttons:
            if data and data_or_label in (label, data):
                return data
        raise LookupError(
            f"no button “{data_or_label}” but {', '.join(label for label, _ in buttons) or 'none'}"
        )

    def _member(self, chat_id: int, *, blocked: bool) -> int:
        chat = self.world.meet(chat_id)
        chat.blocked = blocked
        here: dict[str, Any] = {"user": self.world.me, "status": "member"}
        gone: dict[str, Any] = {"user": self.world.me, "status": "kicked", "until_date": 0}
        change = {
            "chat": chat.as_dict,
            "from": self.world.user(chat),
            "date": int(time.time()),
            "old_chat_member": here if blocked else gone,
            "new_chat_member": gone if blocked else here,
        }
        return self.updates.add("my_chat_member", change)


def _commands(text: str) -> list[dict[str, Any]]:
    return [{"type": "bot_command", "offset": 0, "length": utf16(text.split(maxsplit=1)[0])}]


BY_HTTP = (
    "send", "send_photo", "group_message", "edit", "tap", "ask_inline", "raw_update", "block", "unblock",
    "chat", "wait_for", "inline_results", "unanswered", "fail", "heal", "revoke", "forget", "calls",
    "requests",
)  # fmt: skip


async def by_http(control: Control, request: web.Request) -> web.Response:
    """POST /control/<name> with the arguments as a JSON object: the same as the method of that name."""
    name = request.match_info["name"]
    if name not in BY_HTTP:
        return _no(404, f"there is no /control/{name}, but {', '.join(BY_HTTP)}")
    try:
        given = await request.json() if request.can_read_body else {}
        result = getattr(control, name)(**given)
        if asyncio.iscoroutine(result):
            result = await result
    except TimeoutError as error:
        return _no(408, str(error))
    except (LookupError, TypeError, ValueError) as error:
        return _no(400, str(error))
    if name == "requests":
        result = [asdict(call) for call in result]
    return web.json_response({"ok": True, "result": result})


def _no(status: int, why: str) -> web.Response:
    return web.json_response({"ok": False, "description": why}, status=status)
