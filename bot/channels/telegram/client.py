"""The bot as Telegram's server sees it: PTB's, over aiohttp. Changes when PTB does."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Any

from telegram import Bot

from bot.channels.telegram.requests import AiohttpRequest

Raw = Mapping[str, Any]
"""An update as Telegram wrote it."""

CONNECTIONS = 256
POLLING_CONNECTIONS = 2

UPDATES = ("message", "callback_query")
"""The kinds of updates that we ask for."""


class Client(Bot):
    """
    PTB's bot, which also gives updates as Telegram wrote them: PTB reads a whole batch or none of it, so one
    update that it cannot read would hold up everybody.
    """

    def __init__(self, token: str, api_url: str) -> None:
        self._polling = AiohttpRequest(POLLING_CONNECTIONS)
        self._calls = AiohttpRequest(CONNECTIONS)
        super().__init__(
            token,
            base_url=f"{api_url}/bot",
            base_file_url=f"{api_url}/file/bot",
            request=self._calls,
            get_updates_request=self._polling,
        )

    async def raw_updates(self, offset: int, limit: int, seconds: int) -> tuple[Raw, ...]:
        """The next updates from `offset` on, which acknowledges those before it. Waits so long for one."""
        found = await self._post(
            "getUpdates",
            {"offset": offset, "limit": limit, "timeout": seconds, "allowed_updates": list(UPDATES)},
            read_timeout=seconds + 10,
        )
        return tuple(each for each in found if isinstance(each, dict)) if isinstance(found, list) else ()

    async def post_message(self, message: Mapping[str, object]) -> None:
        """
        sendMessage, without reading what Telegram made of it: PTB turns the answer and each of its buttons
        into objects, which costs as much as all else that sending does.
        """
        await self._post("sendMessage", dict(message))

    async def shutdown(self) -> None:
        """Close every connection; PTB leaves them open when it is stopped in the middle of its greeting."""
        await super().shutdown()
        await self._polling.shutdown()
        await self._calls.shutdown()

    async def renew(self) -> None:
        """Poll over fresh connections: a torn one can stay taken, and then every poll fails in silence."""
        await self._polling.renew()


def make_bot(token: str, api_url: str) -> Client:
    """A bot for that server."""
    # Without it PTB warns about a coming change of RetryAfter whenever Telegram asks us to wait.
    os.environ.setdefault("PTB_TIMEDELTA", "1")
    return Client(token, api_url)
