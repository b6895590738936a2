"""The health pages over real HTTP, in the bot's own loop."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import aiohttp
import pytest

from bot.channels.health_pages import PROMETHEUS, serve_health


class Shown:
    """Pages that say who they are."""

    status = 200

    def live(self) -> tuple[int, str]:
        return 200, "alive\n"

    def ready(self) -> tuple[int, str]:
        return self.status, "the state\n"

    def metrics(self) -> tuple[int, str]:
        return 200, "bot_turns_total 1.0\n"


def free_port() -> int:
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        return int(listening.getsockname()[1])


async def reachable(port: int) -> None:
    async with asyncio.timeout(5):
        while True:
            try:
                _, writer = await asyncio.open_connection("127.0.0.1", port)
            except OSError:
                await asyncio.sleep(0.01)
            else:
                writer.close()
                return


@asynccontextmanager
async def serving(shown: Shown) -> AsyncIterator[int]:
    """The port of the pages, until the end of the block. Fails when they do not end when told."""
    stop, port = asyncio.Event(), free_port()
    task = asyncio.create_task(serve_health(shown, port, stop))
    try:
        await reachable(port)
        yield port
    finally:
        stop.set()
        await asyncio.wait_for(task, 5)


@asynccontextmanager
async def browsing(shown: Shown) -> AsyncIterator[aiohttp.ClientSession]:
    async with serving(shown) as port, aiohttp.ClientSession(f"http://127.0.0.1:{port}") as session:
        yield session


async def test_the_three_pages_are_shown_and_kept_by_nobody() -> None:
    async with browsing(Shown()) as session:
        for path, text in (
            ("live", "alive\n"),
            ("ready", "the state\n"),
            ("metrics", "bot_turns_total 1.0\n"),
        ):
            async with session.get(f"/{path}") as page:
                assert (page.status, await page.text()) == (200, text)
                assert page.headers["cache-control"] == "no-store"
                assert "server" not in page.headers
                kind = PROMETHEUS if path == "metrics" else "text/plain; charset=utf-8"
                assert page.headers["content-type"] == kind


async def test_not_ready_is_a_status_of_its_own() -> None:
    shown = Shown()
    async with browsing(shown) as session:
        shown.status = 503
        async with session.get("/ready") as page:
            assert (page.status, await page.text()) == (503, "the state\n")


@pytest.mark.parametrize(("method", "path", "status"), [("GET", "/", 404), ("POST", "/ready", 405)])
async def test_nothing_else_is_there(method: str, path: str, status: int) -> None:
    async with browsing(Shown()) as session, session.request(method, path) as page:
        assert page.status == status


async def test_a_port_that_is_taken_is_said() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = int(taken.getsockname()[1])
        with pytest.raises(OSError, match=f"port {port} cannot be listened to"):
            await serve_health(Shown(), port, asyncio.Event())


async def test_a_loop_that_does_not_turn_shows_nothing() -> None:
    async with serving(Shown()) as port:

        def ask() -> bytes:
            with socket.create_connection(("127.0.0.1", port), timeout=0.3) as asking:
                asking.sendall(b"GET /live HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
                return asking.recv(100)

        with pytest.raises(TimeoutError):
            ask()  # in the loop's own thread: nobody is there to answer
        assert b"200 OK" in await asyncio.to_thread(ask)
