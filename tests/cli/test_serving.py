"""The program on Telegram, as a process: both modes, how it ends, and what it says then."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import aiohttp
import pytest

from bot.runtime.serving import SECOND_POLLER, TOKEN_REFUSED
from tests.bot_api import BotApi
from tests.helpers import ANNA, PATIENCE, TOKEN

ROOT = Path(__file__).parent.parent.parent
SECRET = "hook-secret-hook-secret"


@pytest.fixture
async def api() -> AsyncIterator[BotApi]:
    async with BotApi(TOKEN, webhook_factor=0.02) as running:
        yield running


@pytest.fixture
def port() -> int:
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        return int(listening.getsockname()[1])


def environ(api: BotApi, folder: Path, **more: object) -> dict[str, str]:
    known = {name: value for name, value in os.environ.items() if not name.startswith("BOT_")}
    given = {
        "BOT_TOKEN": TOKEN,
        "BOT_API_URL": api.url,
        "BOT_KNOWLEDGE": folder,
        "BOT_CACHE": folder.parent / "cache",
    }
    return {**known, **{name: str(value) for name, value in (given | more).items()}}


def webhook(port: int) -> dict[str, object]:
    return {
        "BOT_MODE": "webhook",
        "BOT_WEBHOOK_URL": f"http://127.0.0.1:{port}/hook",
        "BOT_WEBHOOK_PORT": port,
        "BOT_WEBHOOK_SECRET": SECRET,
    }


async def start(env: dict[str, str], *arguments: str) -> asyncio.subprocess.Process:
    return await asyncio.create_subprocess_exec(
        sys.executable,
        str(ROOT / "run_bot.py"),
        *arguments,
        env=env,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )


async def end(process: asyncio.subprocess.Process, within: float = 90) -> tuple[int, str]:
    out, err = await asyncio.wait_for(process.communicate(), within)
    assert process.returncode is not None
    return process.returncode, out.decode() + err.decode()


@asynccontextmanager
async def running(env: dict[str, str]) -> AsyncIterator[asyncio.subprocess.Process]:
    process = await start(env)
    try:
        yield process
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()


async def test_by_polling_until_it_is_told_to_stop(api: BotApi, folder: Path) -> None:
    async with running(environ(api, folder)) as process:
        api.send(ANNA, "how do i join a surgery")
        assert "In England" in (await api.wait_for(ANNA, 1, 90))[0]["text"]
        process.send_signal(signal.SIGTERM)
        code, said = await end(process)
    assert code == 0
    assert api.updates.pending == []
    assert TOKEN not in said


async def test_by_webhook_until_it_is_told_to_stop(api: BotApi, folder: Path, port: int) -> None:
    env = environ(api, folder, **webhook(port))
    code, said = await end(await start(env, "webhook", "set"))
    assert code == 0
    assert f"Telegram calls http://127.0.0.1:{port}/hook" in said
    async with running(env) as process:
        api.send(ANNA, "how do i join a surgery")
        assert "In England" in (await api.wait_for(ANNA, 1, 90))[0]["text"]
        assert "waiting: 0" in (await end(await start(env, "webhook", "show")))[1]
        process.send_signal(signal.SIGTERM)
        code, said = await end(process)
    assert code == 0
    assert SECRET not in said
    assert (await end(await start(env, "webhook", "delete")))[0] == 0


@pytest.mark.parametrize("by_webhook", [False, True])
async def test_a_token_that_telegram_refuses_has_its_own_code(
    api: BotApi, folder: Path, port: int, by_webhook: bool
) -> None:
    wrong = "123456789:" + "Wrong" * 7
    more = webhook(port) if by_webhook else {}
    code, said = await end(await start(environ(api, folder, BOT_TOKEN=wrong, **more)))
    assert code == TOKEN_REFUSED
    assert "ask @BotFather" in said
    assert "Wrong" not in said
    assert "Traceback" not in said


async def test_a_refused_token_is_put_where_the_old_one_was(
    api: BotApi, folder: Path, tmp_path: Path
) -> None:
    file = tmp_path / "token"
    file.write_text("123456789:" + "Wrong" * 7, encoding="utf-8")
    file.chmod(0o600)
    env = {name: value for name, value in environ(api, folder).items() if name != "BOT_TOKEN"}
    code, said = await end(await start({**env, "BOT_TOKEN_FILE": str(file)}))
    assert code == TOKEN_REFUSED
    assert "ask @BotFather for it again, and put it into the file of BOT_TOKEN_FILE" in said.splitlines()[-1]


async def test_a_second_poller_has_its_own_code(api: BotApi, folder: Path) -> None:
    async with running(environ(api, folder)) as first:
        api.send(ANNA, "hello")
        await api.wait_for(ANNA, 1, 90)
        async with running(environ(api, folder)):
            code, said = await end(first)
    assert code == SECOND_POLLER
    assert "another program polls with this token" in said


async def test_a_port_that_is_taken_is_one_line(api: BotApi, folder: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("0.0.0.0", 0))
        taken.listen()
        port = int(taken.getsockname()[1])
        code, said = await end(await start(environ(api, folder, **webhook(port))))
    assert code == 2
    assert f"error: port {port} cannot be listened to: something else listens there already" in said
    assert not [line for line in said.splitlines() if line.startswith("ERROR")]
    assert "Traceback" not in said


async def test_webhook_commands_need_a_token_and_an_address(api: BotApi, folder: Path) -> None:
    code, said = await end(await start(environ(api, folder, BOT_TOKEN=""), "webhook", "show"))
    assert (code, "BOT_TOKEN is set, but empty" in said) == (2, True)
    without = {name: value for name, value in environ(api, folder).items() if name != "BOT_TOKEN"}
    code, said = await end(await start(without, "webhook", "show"))
    assert (code, "BOT_TOKEN is not set" in said) == (2, True)
    code, said = await end(await start(environ(api, folder), "webhook", "set"))
    assert (code, "BOT_WEBHOOK_URL is not set" in said) == (2, True)


async def page(port: int, name: str) -> tuple[int, str]:
    address = f"http://127.0.0.1:{port}/{name}"
    async with aiohttp.ClientSession() as session, session.get(address) as shown:
        return shown.status, await shown.text()


async def until_shown(port: int, text: str) -> str:
    """The page for operators, as soon as it says so."""
    async with asyncio.timeout(PATIENCE):
        while text not in (shown := (await page(port, "ready"))[1]):  # noqa: ASYNC110 - it is another process
            await asyncio.sleep(0.1)
    return shown


async def test_an_edit_a_notice_and_a_mistake_while_it_runs(api: BotApi, folder: Path, port: int) -> None:
    entry, notice = folder / "topics/gp/join-a-surgery/entry.yaml", folder / "notice.yaml"
    async with running(environ(api, folder, BOT_HEALTH_PORT=port)) as process:
        api.send(ANNA, "how do i join a surgery")
        assert "Ask at the desk" in (await api.wait_for(ANNA, 1, 90))[0]["text"]
        assert await page(port, "live") == (200, "alive\n")
        assert (await page(port, "ready"))[0] == 200
        version = (await page(port, "ready"))[1].splitlines()[1].partition(",")[0]

        edit(entry, "Ask at the desk", "Ask at any desk")
        process.send_signal(signal.SIGHUP)
        async with asyncio.timeout(PATIENCE):
            while version in (await page(port, "ready"))[1]:  # noqa: ASYNC110
                await asyncio.sleep(0.1)
        api.send(ANNA, "how do i join a surgery")
        assert "Ask at any desk" in (await api.wait_for(ANNA, 2, 30))[1]["text"]

        edit(entry, "Ask at any desk", "It is safe")
        assert "the words “It is safe”" in await until_shown(port, "edit: refused")
        edit(notice, "show: no", "show: yes\ndate: 2026-11-22\nuntil: open\nclosed: yes\ntext: {en: News.}")
        await until_shown(port, "THE BOT IS CLOSED")
        api.send(ANNA, "how do i join a surgery")
        assert (await api.wait_for(ANNA, 3, 30))[2]["text"].startswith("Notice of 22 November 2026: News.")
        counted = (await page(port, "metrics"))[1]
        assert "# TYPE bot_turns_total counter" in counted
        process.send_signal(signal.SIGTERM)
        code, said = await end(process)
    assert code == 0
    assert "an edit of the content is refused" in said
    assert "CLOSES THE BOT" in said


def edit(file: Path, old: str, new: str) -> None:
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new), encoding="utf-8")


async def test_a_health_port_that_is_taken_is_one_line(api: BotApi, folder: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = int(taken.getsockname()[1])
        code, said = await end(await start(environ(api, folder, BOT_HEALTH_PORT=port)))
    assert code == 2
    assert f"port {port} cannot be listened to" in said
    assert "Traceback" not in said
