"""Serving an app beside the rest of the bot, in one event loop. Changes when the server does."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager

import uvicorn
from starlette.applications import Starlette

GRACE = 25
"""Seconds for what is under way when we are stopped."""

KEEP_ALIVE = 75


class _Server(uvicorn.Server):
    """uvicorn without its signals: it raises SIGTERM again after serving, and the bot would not end well."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


async def serve_app(app: Starlette, host: str, port: int, stop: asyncio.Event) -> None:
    """
    Serve an app in this event loop until `stop`, then finish what is under way.

    Raises OSError when the port cannot be had.
    """
    server = _Server(
        uvicorn.Config(
            app,
            host=host,
            port=port,
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
        await server.serve()
    except SystemExit:  # uvicorn ends the program itself when the port is taken
        raise OSError(f"port {port} cannot be listened to: is something else there?") from None
    finally:
        stopping.cancel()
