"""Serving an app beside the rest of the bot, in one event loop. Changes when the server does."""

from __future__ import annotations

import asyncio
import errno
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any, cast

import uvicorn
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from uvicorn.protocols.http.h11_impl import H11Protocol

GRACE = 25
"""Seconds for calls that are still running when the bot is stopped."""

KEEP_ALIVE = 75

BACKLOG = 2048
"""Connections that the system holds while none is taken, as uvicorn has it."""

HEAD_WITHIN = 10.0
"""Seconds for the head of a request: from when the connection opens, or from its first byte."""

BODY_WITHIN = 10.0
"""Seconds for the body of a request."""

WITHOUT_HEAD = 200
"""Open connections without a request. With more, the ones that have waited longest are closed."""

AT_LEAST = 1.0
"""
Seconds that each of them gets at least, however many there are: a real client sends its request at once.
"""


class _Server(uvicorn.Server):
    """
    uvicorn without its signal handlers: it raises SIGTERM again after serving, and the exit code would be
    wrong.
    """

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


class _Brisk(H11Protocol):
    """
    Closes a connection on which no request comes. uvicorn alone would keep it open without limit.

    `waiting`: the connections of one server without a request, the oldest first.
    """

    def __init__(self, *args: Any, waiting: dict[_Brisk, asyncio.TimerHandle], **more: Any) -> None:
        super().__init__(*args, **more)
        self._waiting = waiting
        self._since = 0.0

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._wait(HEAD_WITHIN)
        while len(self._waiting) > WITHOUT_HEAD and (oldest := next(iter(self._waiting))).has_had_time:
            oldest.hang_up()

    def data_received(self, data: bytes) -> None:
        rested = self._is_resting
        super().data_received(data)
        if not self._is_between:
            self._wait_no_longer()
        elif rested or self not in self._waiting:
            self._wait(HEAD_WITHIN)

    def on_response_complete(self) -> None:
        super().on_response_complete()
        if self._is_between and not self.transport.is_closing():
            self._wait(KEEP_ALIVE)

    def connection_lost(self, exc: Exception | None) -> None:
        self._wait_no_longer()
        super().connection_lost(exc)

    @property
    def _is_between(self) -> bool:
        """Whether no request is under way."""
        return self.cycle is None or self.cycle.response_complete

    @property
    def _is_resting(self) -> bool:
        """Whether the next byte is the first of a request."""
        return self.timeout_keep_alive_task is not None

    def _wait(self, seconds: float) -> None:
        self._wait_no_longer()
        self._since = self.loop.time()
        self._waiting[self] = self.loop.call_later(seconds, self.hang_up)

    def _wait_no_longer(self) -> None:
        if timer := self._waiting.pop(self, None):
            timer.cancel()

    @property
    def has_had_time(self) -> bool:
        """Whether it has had AT_LEAST seconds to send a request."""
        return self.loop.time() - self._since > AT_LEAST

    def hang_up(self) -> None:
        """Close the connection without a response: no request was made."""
        self._wait_no_longer()
        self.transport.abort()


def with_deadline(app: ASGIApp, seconds: float = BODY_WITHIN) -> ASGIApp:
    """
    The app, with a deadline for the body of each request: `seconds` from its first byte to its last. When the
    body is late, the app sees a disconnect and the client gets 408.
    """

    async def hurried(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            await _Hurried(receive, send, seconds).run(app, scope)
        else:
            await app(scope, receive, send)

    return hurried


class _Hurried:
    """One request, whose body has a deadline."""

    def __init__(self, receive: Receive, send: Send, seconds: float) -> None:
        self._receive = receive
        self._send = send
        self._deadline = asyncio.get_running_loop().time() + seconds
        self._is_whole = False
        self._is_late = False
        self._has_begun = False

    async def run(self, app: ASGIApp, scope: Scope) -> None:
        try:
            await app(scope, self._read, self._write)
        except Exception:
            if not self._is_late:  # else it is only the app's surprise that the body ends
                raise
        if self._is_late and not self._has_begun:
            await Response(status_code=408, headers={"connection": "close"})(scope, self._receive, self._send)

    async def _read(self) -> Message:
        if self._is_late:
            return {"type": "http.disconnect"}
        try:
            async with asyncio.timeout_at(None if self._is_whole else self._deadline):
                message = await self._receive()
        except TimeoutError:
            self._is_late = True
            return {"type": "http.disconnect"}
        self._is_whole = message["type"] != "http.request" or not message.get("more_body", False)
        return message

    async def _write(self, message: Message) -> None:
        if self._is_late and not self._has_begun:
            return  # what the app makes of a body that was broken off is for nobody
        self._has_begun = True
        await self._send(message)


async def serve_app(app: ASGIApp, host: str, port: int, stop: asyncio.Event) -> None:
    """
    Serve an app in this event loop until `stop` is set, then finish the calls that are running. Connections
    without a request, and those whose body does not end, are closed at their deadline.

    Raises OSError when the port is taken or not allowed.
    """
    listening = _listen(host, port)
    waiting: dict[_Brisk, asyncio.TimerHandle] = {}
    server = _Server(
        uvicorn.Config(
            with_deadline(app, BODY_WITHIN),
            http=cast("type[asyncio.Protocol]", partial(_Brisk, waiting=waiting)),
            ws="none",
            lifespan="off",
            log_config=None,
            access_log=False,
            server_header=False,
            date_header=False,
            timeout_keep_alive=KEEP_ALIVE,
            timeout_graceful_shutdown=GRACE,
        )
    )
    stopping = asyncio.ensure_future(stop.wait())
    stopping.add_done_callback(lambda _: setattr(server, "should_exit", True))
    try:
        await server.serve([listening])
    finally:
        stopping.cancel()
        listening.close()


def _listen(host: str, port: int) -> socket.socket:
    """By ourselves: uvicorn would log an error of its own, then end the program."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family, backlog=BACKLOG)
    except OSError as error:
        why = "something else listens there already" if error.errno == errno.EADDRINUSE else error.strerror
        raise OSError(f"port {port} cannot be listened to: {why}") from None
