"""HTTP for PTB, on aiohttp. Changes when the HTTP client does."""

from __future__ import annotations

import asyncio
import json
import ssl

import aiohttp
from telegram.error import NetworkError, TimedOut
from telegram.request import BaseRequest, RequestData

KEEP_ALIVE = 60.0
"""Seconds for which an idle connection stays open, so that a quiet bot need not connect again each time."""

CONNECT = 10.0
WAIT_FOR_CONNECTION = 20.0
"""Seconds to wait for a free connection. Waiting for one is not a failure of the call, so it is long."""

Seconds = float | None


class ConnectionBroken(NetworkError):  # noqa: N818 - like its siblings RetryAfter and TimedOut
    """The connection failed: Telegram may or may not have got the call. `kind`: how, as a fixed word."""

    def __init__(self, error: Exception) -> None:
        super().__init__(f"aiohttp: {type(error).__name__}")
        self.kind = next((kind for cause, kind in TORN_BY if isinstance(error, cause)), "network")


TORN_BY: tuple[tuple[type[Exception], str], ...] = (
    (aiohttp.ClientConnectorDNSError, "dns"),  # the name of Telegram's server has no address here
    (aiohttp.ClientSSLError, "tls"),  # a certificate, or a plain port that was spoken to in TLS
    (ssl.SSLError, "tls"),
    (aiohttp.ClientConnectorError, "connection"),  # nothing listens there
)


class AiohttpRequest(BaseRequest):
    """
    PTB's HTTP client, on aiohttp: docs/decisions/0007-aiohttp.md says why.

    Raises TimedOut or NetworkError, as PTB expects. No error holds the address, because that holds the token.
    """

    __slots__ = ("_connections", "_read_timeout", "_session")

    def __init__(self, connections: int, read_timeout: float = 20.0) -> None:
        self._connections = connections
        self._read_timeout = read_timeout
        self._session: aiohttp.ClientSession | None = None

    @property
    def read_timeout(self) -> float:
        """Seconds without a byte of the response after which a call has failed."""
        return self._read_timeout

    async def initialize(self) -> None:
        """Open the client. It does not connect yet."""
        if self._session is None:
            self._session = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(limit=self._connections, keepalive_timeout=KEEP_ALIVE),
                cookie_jar=aiohttp.DummyCookieJar(),
                headers={"User-Agent": self.USER_AGENT},
            )

    async def shutdown(self) -> None:
        """Close every connection."""
        session, self._session = self._session, None
        if session is not None:
            await session.close()

    async def renew(self) -> None:
        """Start again with new connections: an old one may be broken without our knowing."""
        await self.shutdown()
        await self.initialize()

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: object = BaseRequest.DEFAULT_NONE,
        write_timeout: object = BaseRequest.DEFAULT_NONE,  # noqa: ARG002 - aiohttp knows none of its own
        connect_timeout: object = BaseRequest.DEFAULT_NONE,
        pool_timeout: object = BaseRequest.DEFAULT_NONE,
    ) -> tuple[int, bytes]:
        """One call: the status and the body. Raises TimedOut or NetworkError."""
        if self._session is None:
            raise RuntimeError("this AiohttpRequest is not initialized")
        timeout = aiohttp.ClientTimeout(
            total=None,
            connect=_seconds(pool_timeout, WAIT_FOR_CONNECTION),
            sock_connect=_seconds(connect_timeout, CONNECT),
            sock_read=_seconds(read_timeout, self._read_timeout),
        )
        try:
            async with self._session.request(
                method, url, data=_form(request_data), timeout=timeout
            ) as answer:
                return answer.status, await answer.read()
        except TimeoutError:
            raise TimedOut from None
        except (aiohttp.ClientError, OSError, asyncio.IncompleteReadError) as error:
            raise ConnectionBroken(error) from None


def _seconds(given: object, usual: float) -> Seconds:
    return given if given is None or isinstance(given, (int, float)) else usual


def _form(data: RequestData | None) -> aiohttp.FormData | None:
    """The fields in Telegram's form; with files, as a multipart form."""
    if data is None or not (data.parameters or data.contains_files):
        return None
    form = aiohttp.FormData()
    for name, value in data.json_parameters.items():
        form.add_field(name, value if isinstance(value, str) else json.dumps(value))
    for name, (filename, content, kind) in data.multipart_data.items():
        form.add_field(name, content, filename=filename, content_type=kind)
    return form
