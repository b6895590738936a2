"""Strangers at the doors: thousands of connections that ask for nothing, while Telegram calls."""

from __future__ import annotations

import asyncio
import contextlib
import json
import resource
import ssl
import statistics
import sys
import time
from collections.abc import AsyncIterator, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import redis.asyncio as redis_client

from bot.channels.telegram import NoMonitor, make_shared
from chaos.programs import (
    HOST,
    ROOT,
    SECRET,
    TOKEN,
    Program,
    environ,
    free_ports,
    make_certificate,
    need,
    nginx,
    redis,
    replica,
    running,
)
from chaos.questions import FIRST_CHAT, Question, Tally
from chaos.report import Row
from chaos.scene import Scene, scene

HELD = 5_000
"""Connections that ask for nothing."""
A_SECOND = 20
"""Telegram's calls meanwhile."""
PATIENCE = 5.0
"""Seconds within which a call must be answered."""
TELEGRAM = "127.0.0.2"
STRANGER = "127.0.0.66"
PASSWORD = "password-of-the-fault-tests"
FORBIDDEN = (
    "FLUSHALL",
    "CONFIG GET *",
    "KEYS *",
    "SCAN 0",
    "ACL LIST",
    "DEBUG SLEEP 0",
    "SAVE",
    "GET other",
    "INFO",
)
MANY = tuple(f"127.0.1.{n}" for n in range(1, 41))
"""A stranger with forty addresses."""


@dataclass
class Calls:
    """What became of Telegram's calls."""

    seconds: list[float] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)

    @property
    def asked(self) -> int:
        """How many there were."""
        return len(self.seconds) + len(self.failed)

    @property
    def p99(self) -> float:
        """Seconds in which 99 of 100 were answered."""
        return statistics.quantiles(self.seconds, n=100)[98] if len(self.seconds) > 1 else float("nan")


async def idle_in_front_of_nginx(questions: Sequence[Question], seconds: float = 40) -> Row:
    """5,000 from one address, by the shipped configuration with TLS."""
    return await _besieged(questions, (STRANGER,), seconds, "one address")


async def idle_from_many_addresses(questions: Sequence[Question], seconds: float = 40) -> Row:
    """The same from forty addresses, each within its limit."""
    return await _besieged(questions, MANY, seconds, f"{len(MANY)} addresses")


async def _besieged(
    questions: Sequence[Question], strangers: Sequence[str], seconds: float, whence: str
) -> Row:
    async with scene(questions) as here, _front(here) as port, _idlers(here, port, strangers) as idlers:
        await asyncio.sleep(8)  # until all have come once
        calls = await _call(here, port, questions, seconds)
        held = _held(idlers)
        name = f"{_number():,} connections that ask for nothing from {whence}, for {seconds:g} s"
        besides = f"at most {max(held, default=0):,} open at once; 99 of 100 calls within {calls.p99:.2f} s"
        broken = [*here.leaks(), *dict.fromkeys(calls.failed)]
        if len(held) < seconds / 2:
            broken.append("the strangers did not come")
        return Row(name, 1, Tally(calls.asked, lost=len(calls.failed)), besides, broken=tuple(broken))


def _number() -> int:
    return min(HELD, resource.getrlimit(resource.RLIMIT_NOFILE)[1] - 100)


@contextlib.asynccontextmanager
async def _front(here: Scene, telegram: str = "") -> AsyncIterator[int]:
    """One replica behind nginx with TLS; the port of nginx."""
    front, port = free_ports(2)
    make_certificate(here.folder)
    bot = replica(here.api, here.folder, f"https://{HOST}/telegram", port)
    with _many_files():
        async with running(bot, nginx(here.folder, front, [port], tls=True, telegram=telegram)):
            yield front


@contextlib.contextmanager
def _many_files() -> Iterator[None]:
    """As many open files for what is started as the machine allows: a service manager gives nginx as many."""
    few, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (few, most))


@contextlib.asynccontextmanager
async def _idlers(here: Scene, port: int, addresses: Sequence[str], *more: str) -> AsyncIterator[Program]:
    command = (sys.executable, "-m", "chaos.idlers", str(port), str(_number()), *addresses, *more)
    idlers = Program(command, environ(), here.folder / "idlers.txt")
    async with running(idlers):
        yield idlers


def _held(idlers: Program) -> list[int]:
    lines = idlers.log.read_text(encoding="utf-8").splitlines()
    return [int(line.split()[1]) for line in lines if len(line.split()) == 2]


async def _call(
    here: Scene, port: int, questions: Sequence[Question], seconds: float, *, tls: bool = True
) -> Calls:
    """Telegram's calls, each on a connection of its own, which is the hardest."""
    calls, tasks = Calls(), []
    for number in range(int(seconds * A_SECOND)):
        text = questions[number % len(questions)].text
        here.api.world.meet(FIRST_CHAT + number)
        tasks.append(
            asyncio.ensure_future(
                _one_call(calls, port, update(FIRST_CHAT + number, number + 1, text), tls=tls)
            )
        )
        await asyncio.sleep(1 / A_SECOND)
    await asyncio.gather(*tasks)
    return calls


async def _one_call(calls: Calls, port: int, body: bytes, *, tls: bool) -> None:
    began = time.monotonic()
    try:
        async with asyncio.timeout(PATIENCE):
            status = await post(port, body, tls=tls)
    except (OSError, TimeoutError, asyncio.IncompleteReadError) as error:
        calls.failed.append(f"a call of Telegram's: {type(error).__name__}")
        return
    if status == 200:
        calls.seconds.append(time.monotonic() - began)
    else:
        calls.failed.append(f"a call of Telegram's was answered {status}")


def update(chat: int, number: int, text: str) -> bytes:
    """An update as Telegram sends it."""
    person = {"id": chat, "is_bot": False, "first_name": "x", "language_code": "en"}
    where = {"id": chat, "type": "private", "first_name": "x"}
    message = {"message_id": number, "date": 1, "from": person, "chat": where, "text": text}
    return json.dumps({"update_id": number, "message": message}).encode()


async def post(
    port: int,
    body: bytes,
    *,
    source: str = TELEGRAM,
    name: str = HOST,
    host: str = HOST,
    secret: str = SECRET,
    tls: bool = True,
) -> int:
    """One call; its status, 0 when there is no answer at all. Raises OSError."""
    trusting = ssl.create_default_context()
    trusting.check_hostname, trusting.verify_mode = False, ssl.CERT_NONE
    reader, writer = await asyncio.open_connection(
        "127.0.0.1",
        port,
        local_addr=(source, 0),
        ssl=trusting if tls else None,
        server_hostname=name if tls else None,
    )
    try:
        said = f"X-Telegram-Bot-Api-Secret-Token: {secret}\r\n" if secret else ""
        head = f"POST /telegram HTTP/1.1\r\nHost: {host}\r\n{said}Connection: close\r\n"
        writer.write(f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body)
        line = await reader.readline()
        return int(line.split()[1]) if line else 0
    finally:
        writer.transport.abort()


async def strangers_at_nginx(questions: Sequence[Question]) -> Row:
    """Other names, no secret, a wrong one, and with the shipped file for it nobody but Telegram."""
    text, broken = questions[0].text, []
    async with scene(questions) as here, _front(here) as port:
        here.api.world.meet(FIRST_CHAT)
        body = update(FIRST_CHAT, 1, text)
        for wanted, got in (
            (200, await post(port, body)),
            (403, await post(port, body, secret="")),
            (403, await post(port, body, secret="guessed-guessed-guessed")),
            (0, await post(port, body, host="other.example.org")),
            (-1, await _refused(port, body, name="other.example.org")),
        ):
            if got != wanted:
                broken.append(f"{got} instead of {wanted}")
        broken += here.leaks()
    async with scene(questions) as here, _front(here, telegram=TELEGRAM) as port:
        here.api.world.meet(FIRST_CHAT)
        if (got := await post(port, body)) != 200:
            broken.append(f"with Telegram's networks only, Telegram gets {got}")
        if (got := await _refused(port, body, source=STRANGER)) != -1:
            broken.append(f"with Telegram's networks only, a stranger gets {got}")
        broken += here.leaks()
    besides = "other names and, if switched on, other networks than Telegram's get no word"
    return Row("strangers at nginx", 7, Tally(), "" if broken else besides, broken=tuple(broken))


async def _refused(port: int, body: bytes, **given: Any) -> int:
    """Its status, or -1 when not even a handshake is made."""
    try:
        return await post(port, body, **given)
    except OSError:
        return -1


async def idle_in_front_of_a_replica(questions: Sequence[Question], seconds: float = 30) -> Row:
    """The same against a replica itself, which only its own network can reach: a neighbour gone bad."""
    (port,) = free_ports(1)
    async with scene(questions) as here:
        bot = replica(here.api, here.folder, f"https://{HOST}/telegram", port)
        with _many_files():
            await bot.start()
        async with running(bot), _idlers(here, port, (STRANGER,), "--plain") as idlers:
            await asyncio.sleep(8)
            calls = await _call(here, port, questions, seconds, tls=False)
            held = _held(idlers)
        besides = f"at most {max(held, default=0):,} open at once; 99 of 100 calls within {calls.p99:.2f} s"
        broken = (*here.leaks(), *dict.fromkeys(calls.failed))
        name = f"{_number():,} connections that ask for nothing, to a replica itself, for {seconds:g} s"
        return Row(name, 1, Tally(calls.asked, lost=len(calls.failed)), besides, broken=broken)


async def redis_with_a_password(questions: Sequence[Question]) -> Row:
    """The shipped list of who may do what in Valkey: replicas count, nobody can look around or wipe it."""
    need("redis-server")
    (port,) = free_ports(1)
    broken: list[str] = []
    async with scene(questions) as here:
        users = here.folder / "valkey-users"
        text = (ROOT / "deploy" / "valkey-users.example").read_text(encoding="utf-8")
        users.write_text(text.replace("PASSWORD", PASSWORD), encoding="utf-8")
        store = redis(here.folder, port, "--aclfile", str(users))
        async with running(store):
            url, monitor = f"redis://bot:{PASSWORD}@127.0.0.1:{port}/0", Troubled()
            one, other = (make_shared(TOKEN, url, monitor) for _ in range(2))
            allowed = [await each.quota.allows(FIRST_CHAT) for each in (one, other) * 15]
            await one.cursors.advance(1)
            if (allowed.count(True), await other.cursors.sent(1), monitor.seen) != (20, 1, []):
                broken.append(f"replicas do not count together: {allowed.count(True)}, {monitor.seen}")
            await one.close()
            await other.close()
            for address in (url, f"redis://127.0.0.1:{port}/0"):
                broken += await _allowed(address)
        broken += here.leaks()
    besides = f"{len(FORBIDDEN)} commands refused, with the password and without"
    return Row("Valkey with the shipped users", 1, Tally(), "" if broken else besides, broken=tuple(broken))


class Troubled(NoMonitor):
    """A monitor that keeps what troubles it."""

    def __init__(self) -> None:
        self.seen: list[str] = []

    def trouble(self, kind: str) -> None:
        """Keep it."""
        self.seen.append(kind)


async def _allowed(address: str) -> list[str]:
    found = []
    async with redis_client.Redis.from_url(address) as client:
        for command in FORBIDDEN:
            try:
                await client.execute_command(*command.split())  # type: ignore[no-untyped-call]
            except redis_client.RedisError:
                continue
            found.append(f"{command} is allowed")
    return found
