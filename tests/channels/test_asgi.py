"""Whoever sends slowly, or nothing, holds up neither the server nor anybody else."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from bot.channels import asgi
from bot.channels.asgi import serve_app
from tests.channels.test_health_pages import free_port, reachable

HEAD = b"POST /read HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\n"
SOON = 0.3


@pytest.fixture(autouse=True)
def _hasty(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HEAD_WITHIN", "BODY_WITHIN"):
        monkeypatch.setattr(asgi, name, SOON)


async def _read(request: Request) -> Response:
    return PlainTextResponse(await request.body())


async def _ignore(_: Request) -> Response:
    return Response(status_code=403)


async def _think(request: Request) -> Response:
    await request.body()
    await asyncio.sleep(3 * SOON)
    return PlainTextResponse("thought")


@asynccontextmanager
async def served() -> AsyncIterator[int]:
    stop, port = asyncio.Event(), free_port()
    app = Starlette(
        routes=[
            Route(f"/{name}", page, methods=["POST"])
            for name, page in (("read", _read), ("ignore", _ignore), ("think", _think))
        ]
    )
    task = asyncio.create_task(serve_app(app, "127.0.0.1", port, stop))
    try:
        await reachable(port)
        yield port
    finally:
        stop.set()
        await asyncio.wait_for(task, 5)


async def said(port: int, *pieces: bytes, every: float = 0.0) -> bytes:
    """All that comes back until the connection is closed, while the pieces are sent one after another."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    given: list[bytes] = []

    async def read() -> None:
        with contextlib.suppress(ConnectionResetError):
            while piece := await reader.read(1_000):
                given.append(piece)

    reading = asyncio.ensure_future(read())
    for piece in pieces:
        if reading.done():
            break
        writer.write(piece)
        await asyncio.sleep(every)
    await asyncio.wait_for(reading, 5)
    writer.transport.abort()
    return b"".join(given)


def drip(text: bytes) -> list[bytes]:
    return [bytes([letter]) for letter in text]


@pytest.mark.parametrize(
    "pieces", [[], [b"POST /read HT"], drip(b"POST /read HTTP/1.1\r\nX-Slow: " + b"x" * 60)]
)
async def test_a_connection_without_a_whole_head_is_closed(pieces: list[bytes]) -> None:
    async with served() as port:
        began = time.monotonic()
        assert await said(port, *pieces, every=0.05) == b""
        assert time.monotonic() - began < 4


async def test_a_second_head_that_does_not_end_is_closed_as_well() -> None:
    async with served() as port:
        whole = HEAD + b"0123456789"
        given = await said(
            port, whole, b"", b"", *drip(b"POST /read HTTP/1.1\r\nX-Slow: " + b"x" * 60), every=0.05
        )
        assert given.count(b"200 OK") == 1


@pytest.mark.parametrize("body", [[], drip(b"012345678")])
async def test_a_body_that_does_not_end_is_broken_off(
    body: list[bytes], caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG, "uvicorn.error"):
        async with served() as port:
            given = await said(port, HEAD, *body, every=0.1)
    assert given.startswith(b"HTTP/1.1 408 ")
    assert b"connection: close" in given
    assert given.count(b"HTTP/1.1") == 1
    assert "Exception" not in caplog.text


async def test_a_body_that_nobody_reads_and_that_does_not_end_is_broken_off_too() -> None:
    async with served() as port:
        given = await said(port, HEAD.replace(b"/read", b"/ignore"), *drip(b"012345678"), every=0.1)
        assert given.startswith(b"HTTP/1.1 403 ")
        assert given.count(b"HTTP/1.1") == 1


async def test_thinking_may_take_longer_than_sending() -> None:
    async with served() as port:
        head = HEAD.replace(b"/read", b"/think").replace(b"Host: x", b"Host: x\r\nConnection: close")
        assert (await said(port, head, b"01234", b"56789", every=0.05)).endswith(b"thought")


async def test_among_many_that_ask_for_nothing_those_who_ask_are_answered(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(asgi, "HEAD_WITHIN", 60.0)
    monkeypatch.setattr(asgi, "WITHOUT_HEAD", 20)
    monkeypatch.setattr(asgi, "AT_LEAST", 0.1)
    async with served() as port:
        silent = [await asyncio.open_connection("127.0.0.1", port) for _ in range(100)]
        await asyncio.sleep(0.2)
        whole = HEAD.replace(b"Host: x", b"Host: x\r\nConnection: close") + b"0123456789"
        for _ in range(5):
            assert (await said(port, whole)).endswith(b"0123456789")
        await asyncio.sleep(0.1)
        assert sum(not reader.at_eof() and reader.exception() is None for reader, _ in silent) <= 20
        for _, writer in silent:
            writer.transport.abort()
