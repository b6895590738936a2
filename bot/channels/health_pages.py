"""The health pages over HTTP. Changes when the way to ask for them does."""

from __future__ import annotations

import asyncio
from collections.abc import Collection
from ipaddress import ip_address
from typing import Protocol

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from bot.channels.asgi import serve_app
from bot.hardening import blot

PROMETHEUS = "text/plain; version=0.0.4; charset=utf-8"
NEVER_KEPT = {"cache-control": "no-store"}
MISDIRECTED = 421
"""The HTTP status for a request that names another host than this one."""


class Shown(Protocol):
    """What can be shown: each page is an HTTP status and plain text."""

    def live(self) -> tuple[int, str]:
        """Whether the process is alive; if not, it should be restarted."""

    def ready(self) -> tuple[int, str]:
        """Whether the bot can answer people, and if not, why."""

    def metrics(self) -> tuple[int, str]:
        """What was counted."""


def make_health_app(health: Shown, names: Collection[str] = ()) -> ASGIApp:
    """An app with GET /live, /ready and /metrics for known host names, and with nothing else."""

    async def live(_: Request) -> Response:
        return _plain(health.live())

    async def ready(_: Request) -> Response:
        return _plain(health.ready())

    async def metrics(_: Request) -> Response:
        status, text = health.metrics()
        return Response(blot(text), status, NEVER_KEPT, media_type=PROMETHEUS)

    pages = {"/live": live, "/ready": ready, "/metrics": metrics}
    app = Starlette(routes=[Route(path, page, methods=["GET"]) for path, page in pages.items()])
    app.router.redirect_slashes = False  # a redirect repeats the host that somebody else has chosen
    return _for_known_hosts(app, names)


def _plain(page: tuple[int, str]) -> Response:
    status, text = page
    return PlainTextResponse(blot(text), status, NEVER_KEPT)


def _for_known_hosts(app: ASGIApp, names: Collection[str]) -> ASGIApp:
    """
    Answers only requests for this machine's own names, for the address that was called, and for `names`. A
    web page in an operator's browser could point a name of its own at this machine and read what we show (DNS
    rebinding); it cannot do that with an address.
    """

    async def guarded(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and not _is_known(scope, names):
            await PlainTextResponse("not here\n", MISDIRECTED, NEVER_KEPT)(scope, receive, send)
        else:
            await app(scope, receive, send)

    return guarded


def _is_known(scope: Scope, names: Collection[str]) -> bool:
    given = [value for name, value in scope["headers"] if name == b"host"]
    if len(given) != 1:
        return False
    host = _without_port(given[0].decode("latin-1").lower())
    if host == "localhost" or host in names:
        return True
    try:
        address = ip_address(host)
        return address.is_loopback or address == ip_address(scope["server"][0])
    except ValueError:
        return False


def _without_port(host: str) -> str:
    if host.startswith("["):
        return host[1:].partition("]")[0]
    return host.partition(":")[0]


async def serve_health(
    health: Shown,
    port: int,
    stop: asyncio.Event,
    host: str = "127.0.0.1",
    names: Collection[str] = (),
) -> None:
    """
    Serve the pages in this event loop until `stop` is set: when they answer, the event loop is running.

    Raises OSError when the port is taken or not allowed.
    """
    await serve_app(make_health_app(health, names), host, port, stop)
