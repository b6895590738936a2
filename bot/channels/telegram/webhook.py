"""Receives calls from Telegram. Changes when the rules of its calls do."""

from __future__ import annotations

import asyncio
import hmac
import json
import logging
import time
from dataclasses import dataclass, field

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from telegram.error import InvalidToken

from bot.channels.asgi import serve_app
from bot.channels.telegram.answering import Answerer
from bot.channels.telegram.errors import Unanswered
from bot.channels.telegram.incoming import Raw, number_of
from bot.channels.telegram.token_check import TokenCheck

log = logging.getLogger(__name__)

BODY_BYTES = 256 * 1024
"""The longest body. No update that we read is a tenth of it: a text has at most 4,096 letters."""

AT_ONCE = 100
"""Calls that are handled in parallel. Telegram opens at most as many connections."""

SECRET_HEADER = "x-telegram-bot-api-secret-token"  # noqa: S105 - its name


@dataclass
class Webhook:
    """
    What Telegram calls. A call is acknowledged only after its answer was sent. On any error Telegram is asked
    to call again, this replica or another. Holds nothing that another replica would need.
    """

    answerer: Answerer = field(repr=False)
    secret: str = field(repr=False)
    _under_way: set[object] = field(default_factory=set)

    async def receive(self, request: Request) -> Response:
        """Answer one call: 200 when the update is answered, 503 when Telegram should call again."""
        said = request.headers.get(SECRET_HEADER, "")
        if not hmac.compare_digest(said.encode(), self.secret.encode()):
            return Response(status_code=403)
        body = await _body(request)
        if body is None:
            return Response(status_code=413)
        update = _update(body)
        if update is None:
            return Response(status_code=400)
        number = update["update_id"]
        if len(self._under_way) >= AT_ONCE or number in self._under_way:
            return self._later(0.0)
        self._under_way.add(number)
        try:
            return await self._answered_in_time(update)
        finally:
            self._under_way.discard(number)
            self._report()

    async def _answered_in_time(self, update: Raw) -> Response:
        monitor = self.answerer.sender.monitor
        try:
            async with asyncio.timeout(self.answerer.sender.timing.call):
                await self.answerer.answer(update)
        except Unanswered as unanswered:
            return self._later(unanswered.wait)
        except TimeoutError:
            monitor.trouble("timeout")
            return self._later(0.0)
        monitor.alive()
        return Response()

    def _later(self, seconds: float) -> Response:
        wait = max(1, round(seconds or self.answerer.sender.timing.wait))
        return Response(status_code=503, headers={"Retry-After": str(wait)})

    def _report(self) -> None:
        """Tell the monitor how many replies wait for Telegram to call again."""
        waiting = self.answerer.unfinished()
        oldest = min((each.since for each in waiting), default=time.monotonic())
        chats = len({each.chat for each in waiting})
        self.answerer.sender.monitor.waiting(len(waiting), chats, time.monotonic() - oldest)


def _update(body: bytes) -> Raw | None:
    try:
        update = json.loads(body)
    except (ValueError, RecursionError):
        return None
    return update if number_of(update) is not None else None


async def _body(request: Request) -> bytes | None:
    """The body, or None when it is longer than any update."""
    chunks, length = [], 0
    async for chunk in request.stream():
        length += len(chunk)
        if length > BODY_BYTES:
            return None
        chunks.append(chunk)
    return b"".join(chunks)


@dataclass
class Receiver:
    """Lets Telegram call us: the counterpart of the Poller."""

    answerer: Answerer = field(repr=False)
    path: str
    port: int
    secret: str = field(repr=False)
    host: str = "0.0.0.0"  # noqa: S104 - a replica is called from outside its container; the secret guards it

    async def run(self) -> None:
        """Answer until `stop` is set, then finish running calls. Raises TokenRefused, and OSError (port)."""
        sender = self.answerer.sender
        webhook = Webhook(self.answerer, self.secret)
        app = Starlette(routes=[Route(self.path, webhook.receive, methods=["POST"])])
        app.router.redirect_slashes = False
        checking = asyncio.ensure_future(self._check_token())  # nothing waits for it: calls arrive meanwhile
        checking.add_done_callback(lambda _: sender.stop.set())
        try:
            await serve_app(app, self.host, self.port, sender.stop)
            if checking.done():
                checking.result()
        finally:
            sender.stop.set()
            checking.cancel()
            await asyncio.gather(checking, return_exceptions=True)
            self.answerer.close()
            await sender.bot.shutdown()

    async def _check_token(self) -> None:
        """
        Check the token, if Telegram can be reached; if not, the replica answers anyway. After that, check the
        token whenever Telegram refuses it. Raises TokenRefused.
        """
        sender = self.answerer.sender
        check = TokenCheck(sender)
        try:
            await sender.bot.initialize()
        except InvalidToken:
            await check.look(sender.timing.doubt_at_start)
        except Exception as error:  # noqa: BLE001
            sender.note(error)
        await check.run()
