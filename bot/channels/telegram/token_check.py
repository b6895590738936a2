"""Whether the token is really revoked. Changes when the signs of that do."""

from __future__ import annotations

import asyncio
import logging
import time
from dataclasses import dataclass, field

from telegram.error import InvalidToken, TelegramError

from bot.channels.telegram.delivery import Sender
from bot.channels.telegram.errors import plain

log = logging.getLogger(__name__)


class StoppedByTelegram(Exception):  # noqa: N818 - it is Telegram's word, not our mistake
    """Telegram does not serve this bot. The words say why and what to do. Never holds the token."""


class TokenRefused(StoppedByTelegram):
    """The token is wrong or was revoked."""

    def __init__(self) -> None:
        super().__init__("Telegram does not know this token: ask @BotFather for it again")


@dataclass
class TokenCheck:
    """
    One 401 or 404 proves nothing: a proxy, or a server of Telegram's that is being replaced, sends it too.
    The token counts as revoked only when Telegram refuses it for minutes, at every try.
    """

    sender: Sender = field(repr=False)

    async def run(self) -> None:
        """Check the token whenever it is doubted, until the bot is stopped. Raises TokenRefused."""
        stop, doubted = self.sender.stop, self.sender.doubted
        stopping = asyncio.ensure_future(stop.wait())
        try:
            while not stop.is_set():
                doubting = asyncio.ensure_future(doubted.wait())
                await asyncio.wait({doubting, stopping}, return_when=asyncio.FIRST_COMPLETED)
                doubting.cancel()
                if doubted.is_set() and not stop.is_set():
                    await self.look(self.sender.timing.doubt)
                    doubted.clear()
        finally:
            stopping.cancel()

    async def look(self, seconds: float) -> None:
        """
        Call getMe until Telegram accepts the token or the bot is stopped. Raises TokenRefused when it refuses
        it at every try for `seconds`.
        """
        since: float | None = None
        while not self.sender.stop.is_set():
            try:
                await self.sender.bot.get_me()
            except InvalidToken:
                self.sender.monitor.trouble("token")
                now = time.monotonic()
                since = now if since is None else since
                if now - since >= seconds:
                    raise TokenRefused from None
            except TelegramError as error:
                log.warning("Telegram cannot be asked for the token: %s", plain(error))
            except Exception as error:  # noqa: BLE001 - PTB cannot read the answer: then there was one
                log.warning("an odd answer to getMe: %s", type(error).__name__)
                return
            else:
                return
            await self.sender.pause(min(self.sender.timing.wait * 5, max(seconds / 4, 0.01)))
