"""What people do in the chats, and what a test sees there. The same by HTTP, for other languages."""

from __future__ import annotations

import asyncio
import re
import time
from bisect import bisect_left
from dataclasses import asdict
from itertools import count
from typing import Any

from aiohttp import web

from .chats import Chat, InlineQuery, Shown, Tap, World
from .contents import content_of
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
        """Somebody writes. `extra` goes into the message as it is: `message_thread_id` for a topic."""
        chat = self.world.meet(chat_id)
        chat.language_code = language_code or ""
        return self._sent(chat, {"text": text} | _commands(text, "entities") | extra)

    def send_kind(self, chat_id: int, kind: str, caption: str = "", **details: Any) -> int:
        """
        Somebody sends something else than text, or Telegram tells of something; see contents.py.

        Raises ValueError for an unknown kind.
        """
        under = ({"caption": caption} | _commands(caption, "caption_entities")) if caption else {}
        return self._sent(self.world.meet(chat_id), content_of(kind, **details) | under)

    def send_photo(self, chat_id: int, caption: str = "") -> int:
        """Somebody sends a picture."""
        return self.send_kind(chat_id, "photo", caption)

    def send_album(
        self,
        chat_id: int,
        number: int,
        caption_at: int | None = 0,
        caption: str = "words",
        kind: str = "photo",
    ) -> list[int]:
        """Somebody sends 2 to 10 pictures as one album, one of them with a caption: an update each."""
        album = {"media_group_id": str(next(self._tap_ids))}
        return [
            self.send_kind(chat_id, kind, caption if place == caption_at else "", **album)
            for place in range(number)
        ]

    def send_reply(
        self, chat_id: int, text: str, to: int | None = None, quote: str = "", *, from_elsewhere: bool = False
    ) -> int:
        """
        Somebody answers a message, perhaps with some of its words marked as a quote; `from_elsewhere` when
        the message stands in another chat.
        """
        extra: dict[str, Any] = {}
        if from_elsewhere:
            origin = {"type": "hidden_user", "sender_user_name": "Somebody else", "date": 1}
            extra["external_reply"] = {"origin": origin}
        elif to is not None:
            answered = self._shown(chat_id, to).raw
            extra["reply_to_message"] = {k: v for k, v in answered.items() if k != "reply_to_message"}
        if quote:
            extra["quote"] = {"text": quote, "position": 0, "is_manual": True}
        return self.send(chat_id, text, **extra)

    def bot_message(self, chat_id: int, text: str) -> int:
        """Another bot writes to ours."""
        other = {"id": chat_id, "is_bot": True, "first_name": "Another", "username": "another_bot"}
        extra: dict[str, Any] = {"from": other}
        return self.send(chat_id, text, **extra)

    def business_message(self, chat_id: int, text: str, *, edited: bool = False) -> int:
        """Somebody writes to a business account that the bot is connected with."""
        shown = self._write(self.world.meet(chat_id), {"text": text, "business_connection_id": "business"})
        return self.updates.add("edited_business_message" if edited else "business_message", shown.raw)

    def group_message(self, chat_id: int, text: str, user_id: int = 1) -> int:
        """Somebody writes in a group that the bot is in."""
        chat = self.world.meet(chat_id, kind="supergroup")
        return self.updates.add("message", self._write(chat, {"text": text}, user_id).raw)

    def edit(self, chat_id: int, message_id: int, text: str | None = None, caption: str | None = None) -> int:
        """Somebody changes what they wrote: its words, or the words under a picture."""
        shown = self._shown(chat_id, message_id)
        new = {"text": text, "caption": caption}
        given = {name: words for name, words in new.items() if words is not None}
        if not given:
            raise ValueError("an edit has a text or a caption")
        shown.text = next(iter(given.values()))
        shown.raw = shown.raw | given | {"edit_date": int(time.time())}
        return self.world.came(chat_id, self.updates.add("edited_message", shown.raw))

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
        return self.world.came(chat_id, self.updates.add("callback_query", query))

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

    def malformed(self, text: str) -> int:
        """Any JSON where an update should stand: `{}`, `null`, `{"update_id": "x"}`; the id it counts as."""
        return self.updates.add_malformed(text)

    def new_id_space(self, first: int | None = None) -> int:
        """A week without updates: what waits is gone and ids begin elsewhere; see Updates.new_id_space."""
        return self.updates.new_id_space(first)

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

    async def wait_for(self, chat_id: int, count: int, seconds: float = 60.0) -> list[dict[str, Any]]:
        """
        Wait until the bot has sent that many messages there since the start; the bot's messages.

        Raises TimeoutError, which says how many came.
        """
        await self.world.until_sent(chat_id, count, seconds)
        return [message for message in self.chat(chat_id) if message["from"] == "bot"]

    async def inline_results(self, user_id: int, seconds: float = 60.0) -> list[dict[str, Any]]:
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

    def waits(self) -> list[dict[str, Any]]:
        """
        Each message, edit and tap since the start, oldest first, with the seconds until the bot's first
        message in that chat after it; None while there is none.
        """
        found = []
        for each in self.world.arrived:
            sent = self.world.meet(each.chat_id).sent_at
            place = bisect_left(sent, each.at)
            seconds = sent[place] - each.at if place < len(sent) else None
            found.append({"chat_id": each.chat_id, "update_id": each.update_id, "seconds": seconds})
        return found

    def fail(self, method: str, kind: str | int, **plan: Any) -> None:
        """Let calls fail; see Faults.fail."""
        self.faults.fail(method, kind, **plan)

    def refuse(self, method: str, description: str, code: int = 400, **plan: Any) -> None:
        """Let calls be refused with these words of Telegram; the rest as for `fail`."""
        self.faults.fail(method, code, description=description, **plan)

    def heal(self, method: str | None = None, chat_id: int | None = None) -> None:
        """Forget planned faults: all, or those of a method, or those of a chat."""
        self.faults.heal(method, chat_id)

    def revoke(self) -> None:
        """The token's owner has made a new one: the old one is not known any more."""
        self.revoked = True

    # ── inside ───────────────────────────────────────────────────────────────────────────────────────

    def _sent(self, chat: Chat, content: dict[str, Any]) -> int:
        return self.world.came(chat.chat_id, self.updates.add("message", self._write(chat, content).raw))

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


_COMMAND = re.compile(r"/[A-Za-z0-9_]{1,64}(?:@[A-Za-z0-9_]{3,32})?(?!\w)")


def _commands(text: str, name: str) -> dict[str, Any]:
    """The entity of a command that the text begins with."""
    found = _COMMAND.match(text)
    return {name: [{"type": "bot_command", "offset": 0, "length": utf16(found[0])}]} if found else {}


BY_HTTP = (
    "send", "send_kind", "send_photo", "send_album", "send_reply", "bot_message", "business_message",
    "group_message", "edit", "tap", "ask_inline", "raw_update", "malformed", "new_id_space", "block",
    "unblock", "chat", "wait_for", "waits", "inline_results", "unanswered", "fail", "refuse", "heal",
    "revoke", "forget", "calls", "requests",
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
    except (LookupError, RecursionError, TypeError, ValueError) as error:
        return _no(400, str(error))
    if name == "requests":
        result = [asdict(call) for call in result]
    return web.json_response({"ok": True, "result": result})


def _no(status: int, why: str) -> web.Response:
    return web.json_response({"ok": False, "description": why}, status=status)
