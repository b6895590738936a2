"""The real programs: the bot in both modes, nginx, Redis."""

from __future__ import annotations

import asyncio
import contextlib
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from random import SystemRandom
from typing import Any

import aiohttp

from tests.bot_api import BotApi

ROOT = Path(__file__).parent.parent
NGINX_CONF = ROOT / "deploy" / "nginx.conf"
STREAM_MODULE = Path("/usr/lib/nginx/modules/ngx_stream_module.so")
"""Debian's nginx has it in a file of its own; the official image's is built in."""
HOST = "bot.example.org"
"""The name in the shipped configuration, which the stand-in's certificate is for."""
TOKEN = "123456789:" + "FaultsFaultsFaultsFaultsFaultsFault"
SECRET = "hook-secret-of-the-fault-tests"
START = 240.0
"""Seconds that a program may take until it listens: the very first start learns, and many start at once."""


class Missing(Exception):  # noqa: N818 - it is said to a person
    """A program that is needed is not installed."""


PACKAGES = {
    "nginx": "nginx-light libnginx-mod-stream",
    "redis-server": "redis-server",
    "openssl": "openssl",
}
"""Programs, and the Debian packages that have them."""


def need(*names: str) -> None:
    """Raise Missing, with what to do, unless all these programs are there."""
    absent = [name for name in names if not shutil.which(name, path=_path())]
    if absent:
        packages = " ".join(PACKAGES[name] for name in absent)
        raise Missing(f"{' and '.join(absent)} not found: apt-get install {packages}")


def _path() -> str:
    return f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/local/sbin"


PORTS = range(18_000, 32_000)
"""Below those of outgoing connections, one of which might be there before the program is."""

_given: set[int] = set()


def free_ports(number: int) -> list[int]:
    """Ports that nobody listens to now, and that were not given before."""
    found: list[int] = []
    dice = SystemRandom()
    while len(found) < number:
        port = dice.choice(PORTS)
        with contextlib.suppress(OSError), socket.socket() as each:
            each.bind(("127.0.0.1", port))
            if port not in _given:
                _given.add(port)
                found.append(port)
    return found


@dataclass
class Program:
    """A program that can be killed and started again. Its log goes to a file that is searched in the end."""

    command: Sequence[str]
    env: Mapping[str, str]
    log: Path
    port: int | None = None
    """Where it listens once it is ready."""
    health_port: int | None = None
    cores: frozenset[int] | None = None
    process: asyncio.subprocess.Process | None = field(default=None, repr=False)

    @property
    def pid(self) -> int:
        """Its process id. Raises AssertionError when it does not run."""
        assert self.process
        return self.process.pid

    async def start(self) -> None:
        """Start it, and wait until it listens. Raises RuntimeError, with its last words, when it ends."""
        with self.log.open("ab") as log:
            self.process = await asyncio.create_subprocess_exec(
                *self.command, env=self.env, stdout=log, stderr=log, cwd=ROOT
            )
        if self.cores:
            os.sched_setaffinity(self.process.pid, self.cores)
        if self.port:
            await self._until_listening(self.port)

    async def _until_listening(self, port: int) -> None:
        async with asyncio.timeout(START):
            while True:
                if self.process and self.process.returncode is not None:
                    raise RuntimeError(f"{self.command[0]} ended: {self.last_words}")
                with contextlib.suppress(OSError):
                    _, writer = await asyncio.open_connection("127.0.0.1", port)
                    writer.close()
                    return
                await asyncio.sleep(0.05)

    async def kill(self) -> None:
        """kill -9, as a crash or a full memory would."""
        await self.stop(signal.SIGKILL)

    async def stop(self, how: signal.Signals = signal.SIGTERM, within: float = 40) -> int:
        """Stop it and give its exit code; kill it when it does not end in time."""
        process, self.process = self.process, None
        if process is None:
            return 0
        if process.returncode is None:
            process.send_signal(how)
        try:
            return await asyncio.wait_for(process.wait(), within)
        except TimeoutError:
            process.kill()
            await process.wait()
            raise

    async def ended(self, within: float) -> int:
        """Wait until it ends by itself; its exit code."""
        assert self.process
        return await asyncio.wait_for(self.process.wait(), within)

    @property
    def rss(self) -> float:
        """MiB that it holds."""
        text = Path(f"/proc/{self.pid}/status").read_text(encoding="ascii")
        return int(re.search(r"VmRSS:\s+(\d+)", text)[1]) / 1024  # type: ignore[index]

    @property
    def cpu(self) -> float:
        """Seconds of CPU that it has used."""
        fields = Path(f"/proc/{self.pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    @property
    def last_words(self) -> str:
        """The end of its log."""
        lines = self.log.read_text(encoding="utf-8", errors="replace").strip().splitlines()
        return lines[-1] if lines else "without a word"

    async def ready(self) -> tuple[int, str]:
        """What its health page says; status 0 when nobody answers there."""
        with contextlib.suppress(aiohttp.ClientError):
            return await self._ready()
        return 0, ""

    async def _ready(self) -> tuple[int, str]:
        async with (
            aiohttp.ClientSession() as session,
            session.get(f"http://127.0.0.1:{self.health_port}/ready") as page,
        ):
            return page.status, await page.text()


def environ(**given: object) -> dict[str, str]:
    """The environment without anything of the operator's but the shelf of learned models."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith("BOT_") or k == "BOT_CACHE"}
    # transport is what is tried here: words alone answer, in a millisecond, however busy the machine is
    kept["BOT_ENCODER"] = "off"
    return {**kept, "PATH": _path(), **{name: str(value) for name, value in given.items()}}


def own_cache(folder: Path) -> Path:
    """
    A cache of a scene's own, with what was learned already. A poller notes numbers of updates there, and
    those of another scene's stand-in, which counts alike, would be taken for its own.
    """
    place = folder / "cache"
    place.mkdir(exist_ok=True)
    for model in Path(os.environ.get("BOT_CACHE") or ROOT / ".cache").glob("*.arrays"):
        with contextlib.suppress(FileExistsError):
            (place / model.name).symlink_to(model.absolute())
    return place


def polling_bot(api: BotApi, folder: Path, **given: object) -> Program:
    """The bot, as it asks Telegram. Ready when it first asks."""
    (health,) = free_ports(1)
    env = environ(
        BOT_TOKEN=TOKEN,
        BOT_API_URL=api.url,
        BOT_HEALTH_PORT=health,
        BOT_CACHE=own_cache(folder),
        **given,
    )
    command = (sys.executable, "run_bot.py")
    return Program(command, env, folder / "polling.log", health_port=health)


def replica(api: BotApi, folder: Path, url: str, port: int, **given: object) -> Program:
    """The bot, as Telegram calls it."""
    (health,) = free_ports(1)
    env = environ(
        BOT_MODE="webhook",
        BOT_TOKEN=TOKEN,
        BOT_API_URL=api.url,
        BOT_WEBHOOK_URL=url,
        BOT_WEBHOOK_PORT=port,
        BOT_WEBHOOK_SECRET=SECRET,
        BOT_HEALTH_PORT=health,
        **given,
    )
    command = (sys.executable, "run_bot.py")
    return Program(command, env, folder / f"replica-{port}.log", port=port, health_port=health)


async def set_webhook(one: Program) -> None:
    """`run_bot.py webhook set`, as an operator does it once. Raises RuntimeError when it fails."""
    process = await asyncio.create_subprocess_exec(
        *one.command,
        "webhook",
        "set",
        env=one.env,
        cwd=ROOT,
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.PIPE,
    )
    _, said = await process.communicate()
    if process.returncode:
        raise RuntimeError(f"webhook set failed: {said.decode()}")


def nginx(
    folder: Path,
    port: int,
    replicas: Sequence[int],
    *,
    listen: str = "127.0.0.1",
    tls: bool = False,
    telegram: str = "",
) -> Program:
    """
    nginx with the shipped configuration: only addresses, ports and names are changed, and TLS is taken away
    unless it is wanted. With `telegram` nobody but that address may call, by the shipped file for it.
    """
    inner, plain, outer = free_ports(3)
    text = _shipped(folder)
    text = _replaced(text, r"listen 443;", f"listen {listen}:{port};")
    text = _replaced(text, r"listen 80;", f"listen {listen}:{outer};")
    text = _replaced(text, r"127\.0\.0\.1:8443", f"127.0.0.1:{inner}")
    text = _replaced(text, r"127\.0\.0\.1:8880", f"127.0.0.1:{plain}")
    if not tls:
        text = _replaced(text, rf"listen 127\.0\.0\.1:{inner} ssl", f"listen 127.0.0.1:{inner}")
        text = _replaced(text, r"^\s*ssl_.*$", "")
        text = _replaced(text, rf"server_name {re.escape(HOST)};", "server_name 127.0.0.1;")
    if telegram:
        text = _replaced(text, r"#include telegram-only\.conf;", "include telegram-only.conf;")
        only = _replaced((folder / "telegram-only.conf").read_text("utf-8"), r"149\.154\.160\.0/20", telegram)
        (folder / "telegram-only.conf").write_text(only, encoding="utf-8")
    where = folder / "upstream.conf"
    upstream = where.read_text(encoding="utf-8")
    for each in replicas:
        upstream = _replaced(upstream, r"server 172\.28\.0\.\d+:8080", f"server 127.0.0.1:{each}", once=True)
    where.write_text(re.sub(r"(?m)^\s*server 172.*$", "", upstream), encoding="utf-8")
    conf = folder / "nginx.conf"
    conf.write_text(text, encoding="utf-8")
    command = ("nginx", "-c", str(conf), "-g", "daemon off;")
    return Program(command, environ(), folder / "nginx.log", port=port)


def _shipped(folder: Path) -> str:
    """The shipped configuration, with its places in the folder, and beside it there what it includes."""
    for each in ("upstream.conf", "telegram-only.conf"):
        shutil.copy(NGINX_CONF.parent / each, folder)
    text = NGINX_CONF.read_text(encoding="utf-8")
    if STREAM_MODULE.exists():
        text = _replaced(text, r"#load_module", "load_module")
    text = _replaced(text, r"/var/run/nginx\.pid", str(folder / "nginx.pid"))
    text = _replaced(text, r"/dev/stderr", str(folder / "nginx-error.log"))
    text = _replaced(text, r"/etc/nginx/tls", str(folder))
    return _replaced(text, r"/tmp/nginx", str(folder / "nginx"))


def make_certificate(folder: Path) -> None:
    """A certificate for HOST that nobody has signed."""
    name = f"-subj /CN={HOST} -addext subjectAltName=DNS:{HOST}"
    made = f"openssl req -x509 -newkey rsa:2048 -nodes -days 1 {name}"
    where = ("-keyout", str(folder / "privkey.pem"), "-out", str(folder / "fullchain.pem"))
    subprocess.run([*made.split(), *where], check=True, capture_output=True, env=environ())


def check_shipped_nginx(folder: Path) -> str:
    """What `nginx -t` says against the shipped configuration, with TLS; nothing when it is content."""
    make_certificate(folder)
    conf = folder / "nginx.conf"
    conf.write_text(_shipped(folder), encoding="utf-8")
    command = ["nginx", "-t", "-q", "-c", str(conf)]
    done = subprocess.run(command, env=environ(), capture_output=True, text=True, check=False)
    return done.stderr.strip() if done.returncode else ""


def _replaced(text: str, pattern: str, new: str, *, once: bool = False) -> str:
    changed, number = re.subn(pattern, new, text, count=1 if once else 0, flags=re.MULTILINE)
    if not number:
        raise ValueError(f"{NGINX_CONF.name} holds no {pattern}")
    return changed


def redis(folder: Path, port: int, *more: str) -> Program:
    """A Redis that keeps nothing on disk."""
    command = ("redis-server", "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--dir", str(folder))
    return Program((*command, *more), environ(), folder / "redis.log", port=port)


@contextlib.asynccontextmanager
async def serving(api: BotApi, folder: Path, how: str) -> AsyncIterator[list[Program]]:
    """The bot, "polling" or by "webhook": one process, or three replicas behind nginx with Redis."""
    if how == "polling":
        bot = polling_bot(api, folder)
        async with running(bot):
            async with asyncio.timeout(START):
                while not api.requests("getUpdates"):  # noqa: ASYNC110 - nothing tells of it
                    await asyncio.sleep(0.02)
            yield [bot]
    else:
        async with Cluster.make(api, folder).running() as cluster:
            yield cluster.replicas


def ended(programs: Sequence[Program]) -> list[str]:
    """Which of them do not run any more, with their last words."""
    gone = [
        (n, p) for n, p in enumerate(programs, 1) if p.process is None or p.process.returncode is not None
    ]
    return [f"process {n} ended: {program.last_words}" for n, program in gone]


@contextlib.asynccontextmanager
async def running(*programs: Program, at_once: bool = False) -> AsyncIterator[None]:
    """Start them in order, or all at once; whatever happens, none is left behind."""
    try:
        if at_once:
            await asyncio.gather(*(program.start() for program in programs))
        else:
            for program in programs:
                await program.start()
        yield
    finally:
        for program in reversed(programs):
            with contextlib.suppress(TimeoutError):
                await program.stop(within=30)


@dataclass
class Cluster:
    """nginx, three replicas and Redis in front of the stand-in."""

    replicas: list[Program]
    front: Program
    redis: Program
    url: str

    @classmethod
    def make(cls, api: BotApi, folder: Path) -> Cluster:
        """Nothing runs yet."""
        need("nginx", "redis-server")
        front, store, *ports = free_ports(5)
        url = f"http://127.0.0.1:{front}/telegram"
        given: dict[str, Any] = {"BOT_REDIS_URL": f"redis://127.0.0.1:{store}/0"}
        return cls(
            [replica(api, folder, url, port, **given) for port in ports],
            nginx(folder, front, ports),
            redis(folder, store),
            url,
        )

    @contextlib.asynccontextmanager
    async def running(self) -> AsyncIterator[Cluster]:
        """All of it, and Telegram told where to call."""
        async with running(self.redis, self.front), running(*self.replicas, at_once=True):
            await set_webhook(self.replicas[0])
            yield self
