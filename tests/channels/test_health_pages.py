"""The health pages over real HTTP, in the bot's own loop."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import aiohttp
import pytest

from bot.channels.health_pages import PROMETHEUS, make_health_app, serve_health
from tests.helpers import free_port, reachable


class Shown:
    """Pages that say who they are."""

    status = 200
    says = ""

    def live(self) -> tuple[int, str]:
        return 200, self.says or "alive\n"

    def ready(self) -> tuple[int, str]:
        return self.status, self.says or "the state\n"

    def metrics(self) -> tuple[int, str]:
        return 200, self.says or "bot_turns_total 1.0\n"


@asynccontextmanager
async def serving(shown: Shown) -> AsyncIterator[int]:
    """The port of the pages, until the end of the block. Fails when they do not end when told."""
    stop, port = asyncio.Event(), free_port()
    task = asyncio.create_task(serve_health(shown, port, stop, names=("bot-1",)))
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


@pytest.mark.parametrize(
    "host", ["localhost", "LOCALHOST:9090", "127.0.0.1", "127.0.0.1:80", "[::1]:9090", "bot-1", "bot-1:9090"]
)
async def test_they_answer_by_their_own_names(host: str) -> None:
    async with browsing(Shown()) as session, session.get("/ready", headers={"Host": host}) as page:
        assert page.status == 200


@pytest.mark.parametrize(
    "host",
    [
        "rebind.attacker.example",
        "rebind.attacker.example:9090",
        "localhost.attacker.example",
        "bot-2",
        "",
        "10.9.8.7",
    ],
)
@pytest.mark.parametrize("path", ["/live", "/ready", "/metrics", "/", "/live/"])
async def test_by_another_name_nothing_is_shown(host: str, path: str) -> None:
    async with browsing(Shown()) as session, session.get(path, headers={"Host": host}) as page:
        assert (page.status, await page.text()) == (421, "not here\n")


async def test_they_answer_by_the_address_that_was_called() -> None:
    """As the probes of Kubernetes and a Prometheus there do: whichever address the pod got."""
    asked = {"type": "http", "method": "GET", "path": "/live", "query_string": b"", "root_path": ""}
    statuses = []

    async def send(message: Any) -> None:
        statuses.append(message["status"]) if "status" in message else None

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": b"", "more_body": False}

    for host in (b"10.1.2.3:9090", b"10.1.2.4:9090"):
        scope = {**asked, "server": ("10.1.2.3", 9090), "headers": [(b"host", host)]}
        await make_health_app(Shown())(scope, receive, send)
    assert statuses == [200, 421]


@pytest.mark.parametrize("path", ["/live/", "/ready/", "/metrics/"])
async def test_nobody_is_sent_elsewhere(path: str) -> None:
    async with browsing(Shown()) as session, session.get(path, allow_redirects=False) as page:
        assert page.status == 404
        assert "location" not in page.headers


async def test_no_page_holds_a_part_of_the_token() -> None:
    shown = Shown()
    shown.says = "a.yaml: “123456789:RedTeamRedT…” is no group of keys\n"
    async with browsing(shown) as session:
        for path in ("live", "ready", "metrics"):
            async with session.get(f"/{path}") as page:
                assert "RedTeam" not in await page.text()


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
                asking.sendall(b"GET /live HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
                return asking.recv(100)

        with pytest.raises(TimeoutError):
            ask()  # in the loop's own thread: nobody is there to answer
        assert b"200 OK" in await asyncio.to_thread(ask)
