"""Being called by Telegram. Changes when the rules of its calls do."""

from __future__ import annotations

import asyncio
import hmac
import json
import logging
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from telegram.error import InvalidToken, TelegramError

from bot.channels.asgi import serve_app
from bot.channels.telegram.answering import NOTHING, Answer, Answerer
from bot.channels.telegram.client import Client, Raw
from bot.channels.telegram.messages import Message
from bot.channels.telegram.polling import TokenRefused
from bot.channels.telegram.sending import WAIT, Unanswered

log = logging.getLogger(__name__)

BODY_BYTES = 256 * 1024
"""No update of ours is a tenth of that: text ends at 4,096 letters."""

AT_ONCE = 100
"""Calls worked on side by side; Telegram keeps at most as many connections."""

TIME_FOR_ONE = 45.0
"""Seconds for one call. Telegram gives up after 60 and calls again."""

QUIET = 60.0
"""Seconds without any trouble after which an answer may go into the body, where a refusal is not seen."""

A_SECOND = 5
"""Answers in a second from which on none goes into the body: at about 30 Telegram begins to refuse."""

BETWEEN = 1.0
"""Telegram refuses more than about one message a second to a chat."""

SECRET_HEADER = "x-telegram-bot-api-secret-token"  # noqa: S105 - its name


@dataclass
class Webhook:
    """
    What Telegram calls. A call is acknowledged only after its answer went out; on any error it is told
    to come again, to this replica or another. Holds nothing that another replica would need.
    """

    answerer: Answerer = field(repr=False)
    secret: str = field(repr=False)
    on_refused_token: Callable[[], None] = lambda: None
    _under_way: set[object] = field(default_factory=set)
    _last_to: OrderedDict[int, float] = field(default_factory=OrderedDict)

    async def receive(self, request: Request) -> Response:
        """One call of Telegram's: 200 when it is answered, 503 when it should come again."""
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
            return _later(WAIT)
        self._under_way.add(number)
        try:
            return await self._answered_in_time(update)
        finally:
            self._under_way.discard(number)

    async def _answered_in_time(self, update: Raw) -> Response:
        try:
            async with asyncio.timeout(TIME_FOR_ONE):
                return await self._answered(update)
        except Unanswered as unanswered:
            return _later(unanswered.wait)
        except InvalidToken:
            self.on_refused_token()
        except TimeoutError:
            self.answerer.watch.trouble("timeout")
        return _later(WAIT)

    async def _answered(self, update: Raw) -> Response:
        answerer = self.answerer
        answer = await answerer.once(update, self._in_body)
        answerer.watch.alive()
        if answer is None:
            return Response()
        self._sent_to(answer.chat)
        return _method(answer.chat, answer.messages[0])

    def _in_body(self, answer: Answer) -> bool:
        """
        Whether to answer in the body of our response: nothing can then be lost or come twice, but a refusal
        is seen by nobody. So only a single message, not about danger, when no refusal is to be expected.
        """
        now = time.monotonic()
        plain = len(answer.messages) == 1 and not (answer.urgent or answer.callback or answer.chose)
        calm = now - self.answerer.sender.refused_at > QUIET and self._lately(now) < A_SECOND
        if plain and calm and now - self._last_to.get(answer.chat, -BETWEEN) >= BETWEEN:
            return True
        if answer is not NOTHING:
            self._sent_to(answer.chat)
        return False

    def _sent_to(self, chat: int) -> None:
        now = time.monotonic()
        self._last_to[chat] = now
        self._last_to.move_to_end(chat)
        self._lately(now)

    def _lately(self, now: float) -> int:
        """How many chats had an answer within the last second; the others are forgotten."""
        while self._last_to and now - next(iter(self._last_to.values())) > BETWEEN:
            self._last_to.popitem(last=False)
        return len(self._last_to)


def _update(body: bytes) -> Raw | None:
    try:
        update = json.loads(body)
    except ValueError:
        return None
    return update if isinstance(update, dict) and isinstance(update.get("update_id"), int) else None


async def _body(request: Request) -> bytes | None:
    """The body, or None when it is longer than any update."""
    chunks, length = [], 0
    async for chunk in request.stream():
        length += len(chunk)
        if length > BODY_BYTES:
            return None
        chunks.append(chunk)
    return b"".join(chunks)


def _later(seconds: float) -> Response:
    return Response(status_code=503, headers={"Retry-After": str(max(1, round(seconds)))})


def _method(chat: int, message: Message) -> Response:
    call = {"method": "sendMessage", **message.to(chat)}
    return Response(json.dumps(call), media_type="application/json")


@dataclass
class Receiver:
    """Lets Telegram call us: the counterpart of the Poller."""

    bot: Client = field(repr=False)
    answerer: Answerer = field(repr=False)
    stop: asyncio.Event
    path: str
    port: int
    secret: str = field(repr=False)
    host: str = "0.0.0.0"  # noqa: S104 - a replica is called from outside its container; the secret guards it
    _refused: bool = False

    async def run(self) -> None:
        """Answer until `stop`, then finish what is under way. Raises TokenRefused; OSError for the port."""
        webhook = Webhook(self.answerer, self.secret, self._token_refused)
        app = Starlette(routes=[Route(self.path, webhook.receive, methods=["POST"])])
        greeting = asyncio.ensure_future(self._greet())  # nobody waits for it: calls come meanwhile
        try:
            await serve_app(app, self.host, self.port, self.stop)
        finally:
            greeting.cancel()
            await asyncio.gather(greeting, return_exceptions=True)
            await self.bot.shutdown()
        if self._refused:
            raise TokenRefused

    async def _greet(self) -> None:
        """Know who we are, when Telegram can be reached; a replica answers all the same when it cannot."""
        try:
            await self.bot.initialize()
        except InvalidToken:
            self._token_refused()
        except TelegramError as error:
            log.warning("Telegram cannot be reached yet: %s", type(error).__name__)

    def _token_refused(self) -> None:
        self._refused = True
        self.stop.set()
