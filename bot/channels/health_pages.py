"""The health pages over HTTP. Changes when the way to ask for them does."""

from __future__ import annotations

import asyncio
from typing import Protocol

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from bot.channels.asgi import serve_app

PROMETHEUS = "text/plain; version=0.0.4; charset=utf-8"
NEVER_KEPT = {"cache-control": "no-store"}


class Shown(Protocol):
    """What can be shown: each page is an HTTP status and plain text."""

    def live(self) -> tuple[int, str]:
        """Whether the process should go on."""

    def ready(self) -> tuple[int, str]:
        """Whether people should be sent to it, and why not."""

    def metrics(self) -> tuple[int, str]:
        """What was counted."""


def make_health_app(health: Shown) -> Starlette:
    """GET /live, /ready and /metrics; nothing else, and no other method."""

    async def live(_: Request) -> Response:
        return _plain(health.live())

    async def ready(_: Request) -> Response:
        return _plain(health.ready())

    async def metrics(_: Request) -> Response:
        status, text = health.metrics()
        return Response(text, status, NEVER_KEPT, media_type=PROMETHEUS)

    pages = {"/live": live, "/ready": ready, "/metrics": metrics}
    return Starlette(routes=[Route(path, page, methods=["GET"]) for path, page in pages.items()])


def _plain(page: tuple[int, str]) -> Response:
    status, text = page
    return PlainTextResponse(text, status, NEVER_KEPT)


async def serve_health(health: Shown, port: int, stop: asyncio.Event, host: str = "127.0.0.1") -> None:
    """
    Show the pages in this event loop until `stop`: that they answer is proof that the loop turns.

    Raises OSError when the port cannot be had.
    """
    await serve_app(make_health_app(health), host, port, stop)
