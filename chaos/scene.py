"""What every scenario needs: a stand-in, people, a folder for logs, and waiting with an end."""

from __future__ import annotations

import asyncio
import contextlib
import os
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

from chaos.programs import SECRET, TOKEN
from chaos.questions import FIRST_CHAT, Crowd, Question
from chaos.report import Waits
from tests.bot_api import BotApi

PATIENCE = 240.0
"""Seconds for the answers to everything that was asked; then what is missing is lost."""

OTHERS = 100
"""People who ask while others are in trouble."""

SUBJECTS = FIRST_CHAT + 900
"""The first chat of those who are in it."""

HELD_BACK = 40.0
"""Seconds for which a refused chat may be held back."""

QUIET = 0.5
"""Seconds after the last update was taken in which a late second answer would arrive."""


@dataclass
class Scene:
    """Where one scenario plays."""

    api: BotApi
    crowd: Crowd
    folder: Path
    dice: Random

    async def until(self, so: Callable[[], bool], seconds: float = PATIENCE) -> bool:
        """Wait until it is so; whether it is in the end."""
        loop = asyncio.get_running_loop()
        end = loop.time() + seconds
        while not so():
            if loop.time() > end:
                return False
            await asyncio.sleep(0.005)
        return True

    async def until_answered(self) -> None:
        """
        Wait until Telegram has nothing left for the bot, and until no answer is missing: that of a refused
        chat is held back for a while.
        """
        await self.until(lambda: not self.api.updates.queue)
        loop = asyncio.get_running_loop()
        end = loop.time() + HELD_BACK
        while self.crowd.missing and loop.time() < end:  # noqa: ASYNC110 - nothing tells of it
            await asyncio.sleep(0.2)
        await asyncio.sleep(QUIET)

    async def until_quiet(self, seconds: float = QUIET, patience: float = 30) -> None:
        """Wait until the bot has called nothing but getUpdates for so long."""
        loop = asyncio.get_running_loop()
        calls, since = -1, loop.time()
        end = since + patience
        while loop.time() < end and (calls < 0 or loop.time() - since < seconds):
            now = sum(call.method.lower() != "getupdates" for call in self.api.log)
            if now != calls:
                calls, since = now, loop.time()
            await asyncio.sleep(0.05)

    async def pour(self, a_second: float, seconds: float) -> None:
        """Questions at a steady pace, each batch of them by other people."""
        loop = asyncio.get_running_loop()
        begin, written = loop.time(), 0
        while (passed := loop.time() - begin) < seconds:
            due = int(passed * a_second) - written
            if due >= 5:
                self.crowd.write(due)
                written += due
            await asyncio.sleep(0.02)

    async def others_ask(self, seconds: float, a_second: float = 10) -> None:
        """A hundred people, whom the trouble does not concern, ask by turns."""
        loop = asyncio.get_running_loop()
        begin, asked = loop.time(), 0
        while (passed := loop.time() - begin) < seconds:
            for _ in range(int(passed * a_second) - asked):
                self.crowd.ask(FIRST_CHAT + asked % OTHERS)
                asked += 1
            await asyncio.sleep(0.01)

    def others_waited(self) -> Waits:
        """How long they waited; whoever has no answer yet has waited until now."""
        now = asyncio.get_running_loop().time()
        asked = zip(self.api.waits(), self.api.world.arrived, strict=True)
        return Waits.of(
            now - arrived.at if wait["seconds"] is None else wait["seconds"]
            for wait, arrived in asked
            if FIRST_CHAT <= arrived.chat_id < FIRST_CHAT + OTHERS
        )

    def bots(self, chat: int) -> list[str]:
        """What the bot has said in a chat, as HTML, oldest first."""
        return [m.html for m in self.api.world.meet(chat).messages.values() if m.sender == "bot"]

    def leaks(self) -> tuple[str, ...]:
        """Which logs hold the token, the webhook's secret, a chat or a person's words."""
        secrets = {"the token": TOKEN.partition(":")[2], "the secret": SECRET, "a chat": "5550000"}
        found = []
        for log in self.folder.glob("*.log"):
            text = log.read_text(encoding="utf-8", errors="replace")
            found += [f"{log.name} holds {what}" for what, words in secrets.items() if words in text]
            found += [f"{log.name} holds a traceback" for _ in range("Traceback" in text)]
        return tuple(found)


@contextlib.asynccontextmanager
async def scene(
    questions: Sequence[Question], *, webhook_factor: float = 0.05, webhook_patience: float | None = None
) -> AsyncIterator[Scene]:
    """A new stand-in with new people. Waits between deliveries are shortened by the factor."""
    with TemporaryDirectory(prefix="faults-") as name:
        folder = Path(name)
        os.chmod(name, 0o755)  # noqa: PTH101 - nginx's workers are nobody
        async with BotApi(TOKEN, webhook_factor=webhook_factor, webhook_patience=webhook_patience) as api:
            yield Scene(api, Crowd(api, questions), folder, Random(4))
