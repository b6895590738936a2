"""What the chats show: the world that the bot's methods and the people's doings change."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import count
from typing import Any

Rows = list[list[tuple[str, str]]]


@dataclass(slots=True)
class Shown:
    """One message in a chat."""

    message_id: int
    sender: str
    text: str
    html: str = ""
    buttons: Rows = field(default_factory=list)
    """Labels with what a tap sends back; a button of another kind carries nothing."""
    raw: dict[str, Any] = field(default_factory=dict)
    """The message as the Bot API writes it."""

    @property
    def as_dict(self) -> dict[str, Any]:
        """What a test looks at."""
        return {
            "message_id": self.message_id,
            "from": self.sender,
            "text": self.text,
            "html": self.html,
            "buttons": [list(row) for row in self.buttons],
            "thread": self.raw.get("message_thread_id"),
        }


@dataclass(slots=True)
class Chat:
    """A chat that the bot has been met in. The bot cannot write anywhere else."""

    chat_id: int
    kind: str = "private"
    language_code: str = "en"
    blocked: bool = False
    messages: dict[int, Shown] = field(default_factory=dict)
    sent: int = 0
    """How many messages the bot has sent here, deleted ones too."""
    sent_at: list[float] = field(default_factory=list)
    """When, on the clock of the event loop, oldest first."""
    threads: set[int] = field(default_factory=set)
    """The topics that people have written in. A message of the bot that names none lands beside them."""

    @property
    def as_dict(self) -> dict[str, Any]:
        """The chat as the Bot API writes it."""
        if self.kind == "private":
            return {"id": self.chat_id, "type": self.kind, "first_name": "Somebody"}
        return {"id": self.chat_id, "type": self.kind, "title": "Some people"}


@dataclass(frozen=True, slots=True)
class Arrived:
    """Something that a person did in a chat, which the bot may answer there."""

    chat_id: int
    update_id: int
    at: float


@dataclass(slots=True)
class Tap:
    """A tapped button that waits for answerCallbackQuery."""

    chat_id: int
    at: float
    answered: dict[str, Any] | None = None


@dataclass(slots=True)
class InlineQuery:
    """What somebody types after the bot's name in any chat, and what the bot offers for it."""

    user_id: int
    at: float
    results: list[dict[str, Any]] | None = None


class World:
    """All chats of one bot, and everybody who waits for something to happen in them."""

    def __init__(self, bot_id: int, username: str) -> None:
        self.me = {"id": bot_id, "is_bot": True, "first_name": "Bot", "username": username}
        self.chats: dict[int, Chat] = {}
        self.taps: dict[str, Tap] = {}
        self.inline: dict[str, InlineQuery] = {}
        self.arrived: list[Arrived] = []
        self.on_message: Callable[[Chat, Shown], None] = lambda chat, shown: None
        """Told of each message of the bot at the moment when the chat shows it, new or changed."""
        self._message_ids = count(1)
        self._watching: set[asyncio.Future[None]] = set()

    def meet(self, chat_id: int, kind: str = "private", language_code: str | None = None) -> Chat:
        """The chat, made when it is new."""
        chat = self.chats.setdefault(chat_id, Chat(chat_id, kind))
        if language_code is not None:
            chat.language_code = language_code
        return chat

    def user(self, chat: Chat, user_id: int | None = None) -> dict[str, Any]:
        """Who writes in that chat, as the Bot API writes it."""
        who = {"id": user_id or chat.chat_id, "is_bot": False, "first_name": "Somebody"}
        return who | ({"language_code": chat.language_code} if chat.language_code else {})

    def write(self, chat: Chat, sender: dict[str, Any], content: dict[str, Any]) -> Shown:
        """A new message, shown in the chat."""
        message_id = next(self._message_ids)
        head = {"message_id": message_id, "date": int(time.time()), "chat": chat.as_dict, "from": sender}
        if thread := content.get("message_thread_id"):
            chat.threads.add(thread)
            head["is_topic_message"] = True
        ours = sender["id"] == self.me["id"]
        text = content.get("text", content.get("caption", ""))
        shown = Shown(message_id, "bot" if ours else "user", text, raw=head | content)
        chat.messages[message_id] = shown
        if ours:
            chat.sent += 1
            chat.sent_at.append(time.monotonic())
            self.tell()
        return shown

    def came(self, chat_id: int, update_id: int) -> int:
        """Note that a person did something in that chat just now; the update's id."""
        self.arrived.append(Arrived(chat_id, update_id, time.monotonic()))
        return update_id

    def tell(self) -> None:
        """Wake everybody who waits: something has happened."""
        for future in self._watching:
            if not future.done():
                future.set_result(None)
        self._watching.clear()

    async def until_sent(self, chat_id: int, number: int, seconds: float) -> None:
        """Wait for the bot's messages. Raises TimeoutError with the number that came."""
        chat = self.meet(chat_id)
        if not await self.until(lambda: chat.sent >= number, seconds):
            raise TimeoutError(
                f"the bot sent {chat.sent} messages to that chat within {seconds} s, not {number}"
            )

    async def until(self, so: Callable[[], bool], seconds: float) -> bool:
        """Wait until it is so; whether it is, after so many seconds at most."""
        loop = asyncio.get_running_loop()
        end = loop.time() + seconds
        while not so():
            future = loop.create_future()
            self._watching.add(future)
            try:
                await asyncio.wait_for(future, end - loop.time())
            except TimeoutError:
                return False
            finally:
                self._watching.discard(future)
        return True
