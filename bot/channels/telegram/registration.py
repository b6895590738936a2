"""Tells Telegram where to call the bot. The operator does this once; a replica never does."""

from __future__ import annotations

import asyncio

from telegram import WebhookInfo
from telegram.error import BadRequest, InvalidToken, RetryAfter, TelegramError

from bot.channels.telegram.client import Client
from bot.channels.telegram.errors import plain, retry_after
from bot.channels.telegram.incoming import UPDATES
from bot.channels.telegram.ports import Responder
from bot.channels.telegram.profile import texts
from bot.channels.telegram.token_check import StoppedByTelegram, TokenRefused

MAX_CONNECTIONS = 40


async def set_webhook(bot: Client, responder: Responder, url: str, secret: str) -> str:
    """Make Telegram call `url`, and write the menu. Waiting updates are kept. Raises StoppedByTelegram."""
    async with _Asked(bot):
        try:
            await _set(bot, url, secret)
        except RetryAfter as error:  # Telegram accepts one per second
            await asyncio.sleep(retry_after(error) or 1.0)
            await _set(bot, url, secret)
        refused = await _write_profile(bot, responder)
    return "\n".join((f"Telegram calls {url}", *refused))


async def _write_profile(bot: Client, responder: Responder) -> list[str]:
    """A line for each text of the profile that Telegram did not take."""
    refused = []
    for text in texts(bot, responder):
        try:
            await text.write()
        except TelegramError as error:
            why = error.message if isinstance(error, BadRequest) else plain(error)
            refused.append(f"Telegram did not take {text.what}: {why}")
    return refused


async def _set(bot: Client, url: str, secret: str) -> None:
    await bot.set_webhook(url, secret_token=secret, allowed_updates=UPDATES, max_connections=MAX_CONNECTIONS)


async def show_webhook(bot: Client) -> str:
    """What Telegram says about its calls. Raises StoppedByTelegram."""
    async with _Asked(bot):
        info = await bot.get_webhook_info()
    return _told(info)


async def delete_webhook(bot: Client) -> str:
    """Delete the webhook. Telegram keeps waiting updates for polling. Raises StoppedByTelegram."""
    async with _Asked(bot):
        await bot.delete_webhook()
    return "Telegram calls nobody now; what waits is kept for 24 hours"


def _told(info: WebhookInfo) -> str:
    lines = [f"Telegram calls {info.url}" if info.url else "Telegram calls nobody"]
    lines.append(f"waiting: {info.pending_update_count}")
    if info.max_connections:
        lines.append(f"at most {info.max_connections} calls at once")
    if info.last_error_date:
        lines.append(f"last error: {info.last_error_date:%Y-%m-%d %H:%M} UTC: {info.last_error_message}")
    return "\n".join(lines)


class _Asked:
    """Calls to Telegram whose errors are written for an operator."""

    def __init__(self, bot: Client) -> None:
        self._bot = bot

    async def __aenter__(self) -> None:
        try:
            await self._bot.initialize()
        except TelegramError as error:
            await self._bot.shutdown()
            raise _words(error) from None

    async def __aexit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        await self._bot.shutdown()
        if isinstance(error, TelegramError):
            raise _words(error) from None


def _words(error: TelegramError) -> StoppedByTelegram:
    if isinstance(error, InvalidToken):
        return TokenRefused()
    said = f": {error.message}" if isinstance(error, BadRequest) else ""
    return StoppedByTelegram(f"Telegram did not do it: {plain(error)}{said}")
