"""No part of a secret gets out of the process: neither in what it says nor in a dump of its memory."""

from __future__ import annotations

import logging
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import hardening
from bot.channels.telegram import NoToken
from bot.hardening import RUN, blot, keep_secret

ROOT = Path(__file__).parent.parent
LETTERS = "RedTeamXkQpZ9wLmNbVcTyUiOp-sDfGhJkl"
TOKEN = f"123456789:{LETTERS}"
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
