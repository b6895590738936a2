"""Calls to Telegram's Bot API: python-telegram-bot (PTB) over aiohttp. Changes when PTB does."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from typing import Any, Literal

from telegram import Bot
from telegram.error import BadRequest, Conflict, Forbidden, InvalidToken, TelegramError

from bot.channels.telegram.incoming import UPDATES
from bot.channels.telegram.requests import AiohttpRequest

CONNECTIONS = 256
POLLING_CONNECTIONS = 2

CALL_SECONDS = 10.0
"""
Seconds without a byte after which a call that answers a person has failed. Telegram needs less than one.
"""

ProfileText = Literal["Name", "Description", "ShortDescription"]
_PROFILE = {"Name": "name", "Description": "description", "ShortDescription": "short_description"}

Command = tuple[str, str]
"""A line of a menu: the name of the command, and its description."""


class Malformed(TelegramError):  # noqa: N818 - like its siblings RetryAfter and TimedOut
    """Telegram, or a proxy in front of it, sent a response that the Bot API does not have."""

    def __init__(self, method: str) -> None:
        super().__init__(f"an odd answer to {method}")


class Client(Bot):
    """
    PTB's bot, with the calls that we need in a form of our own. They do not turn responses into PTB's
    objects: one object that PTB cannot read would lose the whole response, and reading a sent message takes
    as long as the rest of the call. Each call raises TelegramError, or Malformed for a response that is not
    valid.
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
        The next updates from `offset` on, at most `limit`, as Telegram wrote them. Acknowledges all updates
        before `offset`. Waits up to `seconds` for the first.
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
        """Send a message. The response is not read: it only describes the message that was sent."""
        await self._call("sendMessage", dict(message))

    async def stop_progress(self, callback: str) -> None:
        """Confirm a tap, so that the person's app stops its progress bar."""
        await self._call("answerCallbackQuery", {"callback_query_id": callback})

    async def read_menu(self, chat: int) -> tuple[str, ...]:
        """The names of the commands in the chat's own menu; empty when it has none."""
        found = await self._call("getMyCommands", {"scope": _scope(chat)})
        if not isinstance(found, list):
            raise Malformed("getMyCommands")
        names = [each.get("command") if isinstance(each, dict) else None for each in found]
        if not all(isinstance(name, str) for name in names):
            raise Malformed("getMyCommands")
        return tuple(str(name) for name in names)

    async def write_menu(self, menu: Sequence[Command], chat: int | None = None, language: str = "") -> None:
        """Write the menu of a chat, or that of a language, or the default menu: written when this returns."""
        lines = [{"command": name, "description": text} for name, text in menu]
        scope = {} if chat is None else {"scope": _scope(chat)}
        await self._done("setMyCommands", {"commands": lines, **scope, **_for(language)})

    async def read_profile(self, kind: ProfileText, language: str) -> str:
        """A text of the bot's profile, as Telegram shows it in that language; empty where there is none."""
        found = await self._call(f"getMy{kind}", _for(language))
        text = found.get(_PROFILE[kind]) if isinstance(found, dict) else None
        if not isinstance(text, str):
            raise Malformed(f"getMy{kind}")
        return text

    async def write_profile(self, kind: ProfileText, text: str, language: str) -> None:
        """Write a text of the bot's profile: it is written when this returns."""
        await self._done(f"setMy{kind}", {_PROFILE[kind]: text, **_for(language)})

    async def delete_menu(self, chat: int) -> None:
        """Delete the chat's own menu: it is gone when this returns."""
        await self._done("deleteMyCommands", {"scope": _scope(chat)})

    async def _done(self, method: str, data: dict[str, object]) -> None:
        """Make a call that Telegram confirms with `true`. Any other response is an error."""
        if await self._call(method, data) is not True:
            raise Malformed(method)

    async def _call(self, method: str, data: dict[str, object], read_timeout: float | None = None) -> Any:
        try:
            if read_timeout is None:
                return await self._post(method, data)
            return await self._post(method, data, read_timeout=read_timeout)
        except (BadRequest, Forbidden, InvalidToken, Conflict) as error:
            if error.__cause__ is not None:  # the page of a proxy, not Telegram's own words
                raise Malformed(method) from None
            raise
        except TelegramError:
            raise
        except Exception:  # noqa: BLE001 - PTB expects an object with the fields that it knows
            raise Malformed(method) from None

    async def shutdown(self) -> None:
        """Close every connection. PTB leaves them open when it is stopped during its first call."""
        await super().shutdown()
        await self._polling.shutdown()
        await self._calls.shutdown()

    async def renew(self) -> None:
        """Poll over new connections: a broken one can stay in use, and then every poll fails."""
        await self._polling.renew()


def _scope(chat: int) -> dict[str, object]:
    return {"type": "chat", "chat_id": chat}


def make_bot(token: str, api_url: str) -> Client:
    """A client for the Bot API server at `api_url`."""
    # Without it PTB warns about a coming change of RetryAfter whenever Telegram asks us to wait.
    os.environ.setdefault("PTB_TIMEDELTA", "1")
    return Client(token, api_url)


def _for(language: str) -> dict[str, object]:
    return {"language_code": language} if language else {}
