"""No part of a secret gets out of the process: neither in what it says nor in a dump of its memory."""

from __future__ import annotations

import asyncio
import logging
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import aiohttp
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import hardening
from bot.channels.telegram import NoToken
from bot.hardening import RUN, blot, keep_secret
from tests.bot_api import BotApi
from tests.channels.test_health_pages import free_port
from tests.cli.conftest import folder as small_folder

ROOT = Path(__file__).parent.parent
LETTERS = "RedTeamXkQpZ9wLmNbVcTyUiOp-sDfGhJkl"
TOKEN = f"123456789:{LETTERS}"
folder = small_folder
SECRET = "f00dfacecafebeef0123456789abcdef"


@pytest.fixture(autouse=True, scope="module")
def _told() -> Iterator[None]:
    before = dict(hardening._SECRETS)
    hardening._SECRETS.clear()
    keep_secret("token", TOKEN)
    keep_secret("secret", SECRET)
    keep_secret("password", "short")
    keep_secret("nothing", "")
    yield
    hardening._SECRETS.clear()
    hardening._SECRETS.update(before)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (f"POST /bot{TOKEN}/getMe", "POST /bot<token>/getMe"),
        (f"zz.yaml:1: “{TOKEN[:39]}…” is no group of keys", "zz.yaml:1: “<token>…” is no group of keys"),
        (f"it begins with {TOKEN[:17]}", "it begins with <token>"),
        (f"in the middle {LETTERS[7:15]}.", "in the middle <token>."),
        (f"{LETTERS[:12]} and {LETTERS[-9:]}", "<token> and <token>"),
        (f"{LETTERS[:20]}{LETTERS[9:]}", "<token>"),
        (f"header: {SECRET}", "header: <secret>"),
        ("redis://bot:short@valkey", "redis://bot:<password>@valkey"),
        ("987654321:Another", "<token>"),
        ("987654321:AnotherBotsTokenThatNobodyTold", "<token>"),
        (
            "taken over 2026-11-25 12:00 UTC, 127.0.0.1:52311",
            "taken over 2026-11-25 12:00 UTC, 127.0.0.1:52311",
        ),
        ("knowledge/a.yaml:12345: one; mend it", "knowledge/a.yaml:12345: one; mend it"),
        ("", ""),
    ],
)
def test_a_secret_is_blotted_out_wherever_it_was_cut_off(text: str, said: str) -> None:
    assert blot(text) == said


@given(
    st.text(max_size=20), st.integers(0, len(TOKEN) - RUN), st.integers(RUN, len(TOKEN)), st.text(max_size=20)
)
def test_no_run_of_a_secret_is_left_of_any_part_of_it(before: str, start: int, long: int, after: str) -> None:
    left = blot(before + TOKEN[start : start + long] + after)
    assert not any(TOKEN[at : at + RUN] in left for at in range(len(TOKEN) - RUN + 1))


@given(st.text(alphabet=st.characters(exclude_characters=":"), max_size=60))
def test_other_words_stay_as_they_are(text: str) -> None:
    assert blot(text) == text or any(run in text for run in hardening._SECRETS)


@pytest.mark.parametrize("long", range(11, len(TOKEN) + 1, 4))
def test_a_log_line_holds_no_part_of_the_token(long: int) -> None:
    record = logging.LogRecord("x", logging.INFO, "x.py", 1, "cannot read %r", (TOKEN[:long],), None)
    assert NoToken().filter(record)
    assert LETTERS[:6] not in record.getMessage()


DUMPED = """
import ctypes, resource, sys
from bot.cli import main
try:
    main(["report", "--help"])
except SystemExit:
    pass
dumpable = ctypes.CDLL(None).prctl(3, 0, 0, 0, 0) if sys.platform == "linux" else 0
print(resource.getrlimit(resource.RLIMIT_CORE), dumpable, file=sys.stderr)
"""


def test_a_process_of_ours_leaves_no_core_and_nobody_looks_into_it() -> None:
    done = subprocess.run(
        [sys.executable, "-c", DUMPED], cwd=ROOT, capture_output=True, text=True, check=False, timeout=60
    )
    assert done.stderr.strip() == "(0, 0) 0"


# ── the program itself ───────────────────────────────────────────────────────────────────────────────


async def test_the_running_bot_leaves_no_core_and_shows_no_part_of_a_token_in_a_knowledge_file(
    folder: Path, tmp_path: Path
) -> None:
    """Somebody has put the token where the knowledge is, and has the bot complain of that file."""
    token = f"987654321:{LETTERS[::-1]}"
    secret = tmp_path / "token"
    secret.write_text(f"{token}\n", encoding="utf-8")
    secret.chmod(0o600)
    (folder / "services" / "zz.yaml").write_text(f"{token}\n", encoding="utf-8")
    port = free_port()
    async with BotApi(token) as api:
        given = {
            "BOT_TOKEN_FILE": secret,
            "BOT_API_URL": api.url,
            "BOT_KNOWLEDGE": folder,
            "BOT_CACHE": tmp_path / "cache",
            "BOT_HEALTH_PORT": port,
        }
        known = {name: value for name, value in os.environ.items() if not name.startswith("BOT_")}
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            str(ROOT / "run_bot.py"),
            env=known | {name: str(value) for name, value in given.items()},
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
        )
        try:
            shown = await pages_of(port)
            async with asyncio.timeout(60):
                while "zz.yaml" not in shown:  # flaws are told once it answers
                    await asyncio.sleep(0.1)
                    shown = await pages_of(port)
            assert core_limits(process.pid) == ["0", "0"]
        finally:
            process.terminate()
            printed, _ = await asyncio.wait_for(process.communicate(), 60)
    assert "zz.yaml" in shown
    assert "zz.yaml" in printed.decode()
    for text in (shown, printed.decode()):
        assert not [
            token[at : at + RUN] for at in range(len(token) - RUN + 1) if token[at : at + RUN] in text
        ]


def core_limits(pid: int) -> list[str]:
    """The most bytes that a core of it may have, by its own choice and by its starter's."""
    limits = Path(f"/proc/{pid}/limits").read_text(encoding="ascii").splitlines()
    return next(line for line in limits if line.startswith("Max core file size")).split()[4:6]


async def pages_of(port: int) -> str:
    """All health pages, as soon as they are there."""
    async with asyncio.timeout(90), aiohttp.ClientSession(f"http://127.0.0.1:{port}") as session:
        while True:
            try:
                return "".join(
                    [await (await session.get(f"/{page}")).text() for page in ("ready", "metrics")]
                )
            except aiohttp.ClientConnectionError:
                await asyncio.sleep(0.1)
