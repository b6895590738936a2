"""What the tests of the channel share: people, the bot at work, and somebody who watches."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from bot.channels.telegram import Ledger, Poller, Sender, Timing, make_answerer, make_bot
from bot.conversation import Event, Person
from bot.rendering import Turn
from bot.runtime.snapshot import Snapshot
from tests.bot_api import BotApi
from tests.channels.conftest import QUICK
from tests.helpers import TOKEN

DANGER = "I want to kill myself"


@dataclass
class Monitoring:
    """Writes down what it is told."""

    seen: list[str] = field(default_factory=list)
    stand: tuple[int, int, int, bool] = (0, 0, 0, False)
    """How many updates of how many chats wait, how many are parked, and whether others wait for them."""

    def alive(self) -> None:
        self.seen.append("alive")

    def trouble(self, kind: str) -> None:
        self.seen.append(kind)

    def waiting(
        self, updates: int, chats: int, oldest: float, parked: int = 0, *, stalled: bool = False
    ) -> None:
        self.stand = (updates, chats, parked, stalled)


@dataclass
class Few:
    """Lets so many messages of a chat pass."""

    left: int

    async def allows(self, chat: int) -> bool:
        self.left -= 1
        return self.left >= 0


@asynccontextmanager
async def polled(
    api: BotApi, responder: Any, *, ledger: Ledger | None = None, timing: Timing = QUICK, **more: Any
) -> AsyncIterator[Monitoring]:
    """The bot at work, until the end of the block. Fails when it ends by itself."""
    monitoring = Monitoring()
    sender = Sender(make_bot(TOKEN, api.url), monitoring, timing=timing)
    poller = Poller(make_answerer(sender, responder, **more), ledger or Ledger())
    task = asyncio.create_task(poller.run())
    try:
        yield monitoring
    finally:
        sender.stop.set()
        await asyncio.wait_for(task, 15)


def texts(api: BotApi, chat: int) -> list[str]:
    """What the bot has said there, as HTML."""
    return [message["html"] for message in api.chat(chat) if message["from"] == "bot"]


class Speaks:
    """The house, but for what it says in a turn."""

    def __init__(self, snapshot: Snapshot, turn: Callable[[Person, Event], Turn]) -> None:
        self.turn, self.glance, self.delivered = turn, snapshot.glance, snapshot.delivered
        self.ready, self.encodes, self.profile = snapshot.ready, snapshot.encodes, snapshot.profile
        self.failed, self.too_many, self.menu, self.languages = (
            snapshot.failed,
            snapshot.too_many,
            snapshot.menu,
            snapshot.languages,
        )
