"""
`python -m chaos.idlers PORT NUMBER ADDRESS…`: so many connections that ask for nothing, from these
loopback addresses, in a process of its own. Only ever against 127.0.0.1. Once a second it prints how many it
holds. With `--plain` as the last word: without TLS.
"""

from __future__ import annotations

import asyncio
import contextlib
import resource
import ssl
import sys
import time
from itertools import cycle

from chaos.programs import HOST

TARGET = "127.0.0.1"
AGAIN = 5.0
"""Seconds after which one that was turned away comes again."""

HEAD = f"POST /telegram HTTP/1.1\r\nHost: {HOST}\r\n"
SLOW_HEAD = f"{HEAD}X-Slow: ".encode()
GUESSED = "X-Telegram-Bot-Api-Secret-Token: guessed-guessed-guessed"
SLOW_BODY = f"{HEAD}{GUESSED}\r\nContent-Length: 9000\r\n\r\n{{".encode()
KINDS = (None, b"", SLOW_HEAD, SLOW_BODY)
"""Silence instead of a handshake; silence after it; a head, and a body, of a byte a second."""


class Idlers:
    """Connections that are opened again whenever they are closed."""

    def __init__(self, port: int, *, plain: bool) -> None:
        self.port = port
        self.plain = plain
        self.held = 0
        self.tls = ssl.create_default_context()
        self.tls.check_hostname = False
        self.tls.verify_mode = ssl.CERT_NONE

    async def idle(self, address: str, begins: bytes | None, delay: float) -> None:
        """One of them, for ever."""
        await asyncio.sleep(delay)
        while True:
            with contextlib.suppress(OSError, asyncio.IncompleteReadError):
                await self._hold(address, begins)
            await asyncio.sleep(AGAIN)

    async def _hold(self, address: str, begins: bytes | None) -> None:
        tls = None if begins is None or self.plain else self.tls
        name = HOST if tls else None
        reader, writer = await asyncio.open_connection(
            TARGET, self.port, local_addr=(address, 0), ssl=tls, server_hostname=name
        )
        self.held += 1
        try:
            closed = asyncio.ensure_future(reader.read())
            if begins:
                writer.write(begins)
            while not closed.done():
                await asyncio.wait({closed}, timeout=1)
                if begins and not closed.done():
                    writer.write(b"x")
            closed.exception()
        finally:
            self.held -= 1
            writer.transport.abort()


async def hold(port: int, number: int, addresses: list[str], *, plain: bool) -> None:
    """Until it is killed."""
    idlers = Idlers(port, plain=plain)
    places = zip(range(number), cycle(addresses), strict=False)
    for place, address in places:
        kind = KINDS[(place // len(addresses)) % len(KINDS)]
        asyncio.ensure_future(idlers.idle(address, kind, AGAIN * place / number))  # noqa: RUF006
    began = time.monotonic()
    while True:
        await asyncio.sleep(1)
        print(f"{time.monotonic() - began:.0f} {idlers.held}", flush=True)


if __name__ == "__main__":
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    port, number, *addresses = [each for each in sys.argv[1:] if each != "--plain"]
    asyncio.run(hold(int(port), int(number), addresses, plain="--plain" in sys.argv))
