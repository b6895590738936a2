"""What tests of the running bot share: a token, people, a free port, waiting, how an answer looks."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Callable

from bot.channels.telegram import write
from bot.conversation import Asked, Event, Person
from bot.runtime.snapshot import Snapshot

TOKEN = "123456789:" + "SecretSecretSecretSecretSecretSecre"
"""A token in the form of a real one."""

PATIENCE = 60.0
"""Seconds until a test gives up waiting: enough for a machine under load; what works takes far less."""

ANNA, BEN = 5_550_001_234, 5_550_005_678
"""Chats of two people."""


def free_port() -> int:
    """A port of this machine that nothing listens to."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        return int(listening.getsockname()[1])


async def until(done: Callable[[], bool], seconds: float = PATIENCE) -> None:
    """Wait until it is so. TimeoutError when it is not."""
    async with asyncio.timeout(seconds):
        while not done():  # noqa: ASYNC110 - simple enough for a test
            await asyncio.sleep(0.01)


async def reachable(port: int) -> None:
    """Wait until somebody listens to that port. TimeoutError when nobody does."""
    async with asyncio.timeout(PATIENCE):
        while True:
            try:
                _, writer = await asyncio.open_connection("127.0.0.1", port)
            except OSError:
                await asyncio.sleep(0.01)
            else:
                writer.close()
                return


def card_of(snapshot: Snapshot, text: str) -> str:
    """The danger card alone, without what else may have been asked: what a quick look shows."""
    turn = snapshot.glance(Person(), Asked(text))
    assert turn is not None
    (message,) = write(turn.reply)
    return message.html


def html_of(snapshot: Snapshot, event: Event, person: Person | None = None) -> str:
    """What the bot answers to that person, as the one message that Telegram shows."""
    (message,) = write(snapshot.talk(person or Person(), event)[1])
    return message.html
