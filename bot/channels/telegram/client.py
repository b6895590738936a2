"""The bot as Telegram's server sees it: PTB's, over aiohttp. Changes when PTB does."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from typing import Any

from telegram import Bot
from telegram.error import BadRequest, Conflict, Forbidden, InvalidToken, TelegramError

from bot.channels.telegram.incoming import UPDATES
from bot.channels.telegram.requests import AiohttpRequest

CONNECTIONS = 256
POLLING_CONNECTIONS = 2

CALL_SECONDS = 10.0
"""A call that answers a person may go without a byte for so long: Telegram takes parts of a second."""

Command = tuple[str, str]
"""A line of a menu: the name, and what it says."""


class Malformed(TelegramError):  # noqa: N818 - like its siblings RetryAfter and TimedOut
    """Telegram, or whatever stands before it, answered something that it never answers."""

    def __init__(self, method: str) -> None:
        super().__init__(f"an odd answer to {method}")


class Client(Bot):
    """
    PTB's bot with the calls that we make in our own form: no answer is turned into PTB's objects, because an
    object that PTB cannot read would cost the whole answer, and reading a sent message costs as much as all
    else that sending does. Each raises a TelegramError, and Malformed for an answer that is none.
    """

    def __init__(self, token: str, api_url: str) -> None:
        self._polling = AiohttpRequest(POLLING_CONNECTIONS)
        self._calls = AiohttpRequest(CONNECTIONS, read_timeout=CALL_SECONDS)
        super().__init__(
            token,
            base_url=f"{api_url}/bot",
            base_file_url=f"{api_url}/file/bot",
            request=self._calls,
            get_updates_request=self._polling,
        )

    async def raw_updates(self, offset: int, limit: int, seconds: int) -> tuple[object, ...]:
        """
        The next updates from `offset` on, as they came, which acknowledges those before it. Waits so long
        for one.
        """
        found = await self._call(
            "getUpdates",
            {"offset": offset, "limit": limit, "timeout": seconds, "allowed_updates": list(UPDATES)},
            read_timeout=seconds + 10,
        )
        if not isinstance(found, list):
            raise Malformed("getUpdates")
        return tuple(found)

    async def post_message(self, message: Mapping[str, object]) -> None:
        """Send a message. Whatever Telegram tells of the message that was sent is not looked at."""
        await self._call("sendMessage", dict(message))

    async def stop_progress(self, callback: str) -> None:
        """Tell the app that its tap was heard."""
        await self._call("answerCallbackQuery", {"callback_query_id": callback})

    async def read_menu(self, chat: int) -> tuple[str, ...]:
        """Give the names in the chat's own menu; none when it has no menu of its own."""
        found = await self._call("getMyCommands", {"scope": _scope(chat)})
        if not isinstance(found, list):
            raise Malformed("getMyCommands")
        names = [each.get("command") if isinstance(each, dict) else None for each in found]
        if not all(isinstance(name, str) for name in names):
            raise Malformed("getMyCommands")
        return tuple(str(name) for name in names)

    async def write_menu(self, menu: Sequence[Command], chat: int | None = None) -> None:
        """Write the menu of a chat or of everybody. It is written when this returns."""
        lines = [{"command": name, "description": text} for name, text in menu]
        scope = {} if chat is None else {"scope": _scope(chat)}
        await self._done("setMyCommands", {"commands": lines, **scope})

    async def delete_menu(self, chat: int) -> None:
        """Delete the chat's own menu: it is gone when this returns."""
        await self._done("deleteMyCommands", {"scope": _scope(chat)})

    async def _done(self, method: str, data: dict[str, object]) -> None:
        """A call that Telegram confirms with `true`. Anything else is no confirmation."""
        if await self._call(method, data) is not True:
            raise Malformed(method)

    async def _call(self, method: str, data: dict[str, object], read_timeout: float | None = None) -> Any:
        try:
            if read_timeout is None:
                return await self._post(method, data)
            return await self._post(method, data, read_timeout=read_timeout)
        except (BadRequest, Forbidden, InvalidToken, Conflict) as error:
            if error.__cause__ is not None:  # a page of a proxy's, not Telegram's own words
                raise Malformed(method) from None
            raise
        except TelegramError:
            raise
        except Exception:  # noqa: BLE001 - PTB expects an object with the fields that it knows
            raise Malformed(method) from None

    async def shutdown(self) -> None:
        """Close every connection; PTB leaves them open when it is stopped in the middle of its greeting."""
        await super().shutdown()
        await self._polling.shutdown()
        await self._calls.shutdown()

    async def renew(self) -> None:
        """Poll over fresh connections: a torn one can stay taken, and then every poll fails in silence."""
        await self._polling.renew()


def _scope(chat: int) -> dict[str, object]:
    return {"type": "chat", "chat_id": chat}


def make_bot(token: str, api_url: str) -> Client:
    """A bot for that server."""
    # Without it PTB warns about a coming change of RetryAfter whenever Telegram asks us to wait.
    os.environ.setdefault("PTB_TIMEDELTA", "1")
    return Client(token, api_url)
