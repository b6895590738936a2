"""Starting the bot, and the program as a whole: no mistake, byte, letter or broken pipe gives a traceback."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.conftest import LEARNING
from tests.helpers import TOKEN

ROOT = Path(__file__).parent.parent.parent
DAY = "2026-11-22"
QUESTION = "how do i join a surgery"


def start(
    *arguments: str, typed: bytes = b"", out: int = subprocess.PIPE, **environ: str
) -> subprocess.CompletedProcess[bytes]:
    """A run of the program as a user starts it: on the real knowledge, unless BOT_KNOWLEDGE is given."""
    known = {name: value for name, value in os.environ.items() if not name.startswith(("BOT_", "PYTHON"))}
    kept = {"BOT_CACHE": os.environ["BOT_CACHE"]} if "BOT_CACHE" in os.environ else {}
    return subprocess.run(
        [sys.executable, str(ROOT / "run_bot.py"), *arguments],
        input=typed,
        env={**known, **kept, **environ},
        stdout=out,
        stderr=subprocess.PIPE,
        timeout=300,
        check=False,
    )


def complaints(done: subprocess.CompletedProcess[bytes]) -> list[str]:
    return [line for line in done.stderr.decode().splitlines() if not line.startswith(LEARNING)]


@pytest.mark.parametrize("command", [(), ("chat",)])
def test_without_a_token_the_conversation_opens_in_the_terminal(run, command):
    typed = "how do i join a surgery\n2\n/topics\n"
    code, out, err = run(*command, typed=typed, terminal=not command)
    assert code == 0
    assert "In England: " in out
    assert "In Scotland: You can join a practice" in out
    assert out.rstrip("> \n").endswith("[2] Money")
    if command:
        assert err == []
    else:
        assert len(err) == 1
        assert "BOT_TOKEN is not set" in err[0]
        assert "@BotFather" in err[0]
        assert err[0].endswith("BOT_TOKEN=… .venv/bin/python run_bot.py")


def test_help_and_hints_call_the_program_by_the_name_it_was_started_by(run, monkeypatch):
    monkeypatch.setattr("sys.argv", ["/usr/local/bin/healthcare-rights-bot"])
    assert run("--help")[1].startswith("usage: healthcare-rights-bot ")
    assert run("ask", "--help")[1].startswith("usage: healthcare-rights-bot ask ")
    assert "(see healthcare-rights-bot ask --help)" in run("ask", "--nation", "France", "hi")[2][0]
    assert run(typed="/topics\n", terminal=True)[2][0].endswith("BOT_TOKEN=… healthcare-rights-bot")
    assert "healthcare-rights-bot chat" in run()[2][0]


def test_without_a_token_and_without_a_terminal_nothing_ends_as_if_all_were_well(run):
    """A service has no terminal: its manager must see a mistake, not an end."""
    code, out, err = run(typed="")
    assert (code, out, len(err)) == (2, "", 1)
    assert err[0].startswith("error: BOT_TOKEN is not set, and nobody is at a terminal")
    assert "BOT_TOKEN_FILE" in err[0]


@pytest.mark.parametrize("name", ["BOT_TOKEN", "BOT_TOKEN_FILE"])
@pytest.mark.parametrize("value", ["", "  "])
def test_a_token_that_is_named_but_blank_is_one_line_and_no_conversation(run, monkeypatch, name, value):
    monkeypatch.setenv(name, value)
    code, out, err = run(typed="how do i join a surgery\n", terminal=True)
    assert (code, out, len(err)) == (2, "", 1)
    assert err[0].startswith(f"error: {name} is set, but empty")


def test_a_token_file_that_is_empty_is_named_with_its_variable(run, monkeypatch, tmp_path):
    file = tmp_path / "token"
    file.write_text("\n", encoding="utf-8")
    file.chmod(0o600)
    monkeypatch.setenv("BOT_TOKEN_FILE", str(file))
    code, out, err = run(typed="how do i join a surgery\n", terminal=True)
    assert (code, out, err) == (2, "", [f"error: BOT_TOKEN_FILE: the file {file} is empty"])


def test_a_python_without_the_packages_is_told_what_to_run():
    """As if by the python of the system: -S leaves out whatever was installed."""
    known = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    done = subprocess.run(
        [sys.executable, "-S", str(ROOT / "run_bot.py"), "check", "--on", DAY],
        env=known,
        capture_output=True,
        text=True,
        check=False,
    )
    (line,) = done.stderr.splitlines()
    assert (done.returncode, done.stdout) == (2, "")
    assert line.startswith(f"error: this Python ({sys.executable}) lacks the package ")
    assert line.endswith(f"run “make install”, then .venv/bin/python run_bot.py check --on {DAY}")


@pytest.mark.parametrize("token", ["hello", TOKEN[:-10], TOKEN + " " + TOKEN, "SECRET:" + "A" * 35])
def test_a_malformed_token_is_one_line_that_does_not_repeat_it(run, monkeypatch, token):
    monkeypatch.setenv("BOT_TOKEN", token)
    code, out, err = run(typed="how do i join a surgery\n")
    assert (code, out, len(err)) == (2, "", 1)
    assert err[0].startswith("error: BOT_TOKEN does not look like a token")
    assert token not in err[0]
    assert "AAAAAAAAAA" not in err[0]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("BOT_TOKEN_FILE", "/nowhere/token"),
        ("BOT_API_URL", "localhost"),
        ("BOT_API_URL", "http://[::1"),
        ("BOT_REVIEWED_ONLY", "perhaps"),
    ],
)
def test_a_setting_that_is_wrong_is_one_line_that_names_it(run, monkeypatch, name, value):
    monkeypatch.setenv(name, value)
    code, out, err = run(typed="hello\n")
    assert (code, out, len(err)) == (2, "", 1)
    assert err[0].startswith("error: ")
    assert name in err[0]


def test_the_terminal_needs_no_sound_token(run, monkeypatch):
    monkeypatch.setenv("BOT_TOKEN", "hello")
    code, out, err = run("chat", typed="how do i join a surgery\n")
    assert (code, err) == (0, [])
    assert "\n\nIn England: " in out


def test_entries_without_a_review_can_be_kept_back(run, monkeypatch):
    monkeypatch.setenv("BOT_REVIEWED_ONLY", "yes")
    code, out, err = run("chat", typed="how do i join a surgery\n")
    assert (code, out, len(err)) == (2, "", 1)
    assert err[0].startswith("error: there is nothing that may be said")
    assert "BOT_REVIEWED_ONLY=yes, and no entry has a review that counts" in err[0]


# ── as a process, on the real knowledge ──────────────────────────────────────────────────────────────


def test_the_real_knowledge_has_no_error_today():
    checked = start("check")
    assert checked.returncode == 0, checked.stdout.decode()
    assert [line.partition(",")[0] for line in complaints(checked)] == ["0 errors"]


# ── as a process, on the small folder ────────────────────────────────────────────────────────────────


@pytest.fixture
def small(folder):
    """Starts the program on the small folder."""

    def small(*arguments: str, **more: object) -> subprocess.CompletedProcess[bytes]:
        return start(*arguments, BOT_KNOWLEDGE=str(folder), **more)

    return small


def test_a_question_through_a_pipe_is_answered_as_ask_answers_it(small):
    asked = small("ask", QUESTION)
    chatted = small("chat", typed=QUESTION.encode() + b"\n")
    assert (asked.returncode, complaints(asked), chatted.returncode, complaints(chatted)) == (0, [], 0, [])
    reply, _, why = asked.stdout.decode().partition("\n── ")
    assert chatted.stdout.decode().strip() == reply.strip()
    assert len(reply) > 100
    assert "join-a-surgery" in why


def test_a_batch_through_a_pipe_is_answered_in_order(small):
    lines = [{"id": i, "text": text} for i, text in enumerate([QUESTION, "he is not breathing", "hello"])]
    asked = small("ask", "--batch", "--on", DAY, typed="\n".join(json.dumps(line) for line in lines).encode())
    rows = [json.loads(line) for line in asked.stdout.splitlines()]
    assert (asked.returncode, complaints(asked)) == (0, [])
    assert [(row["id"], row["outcome"]) for row in rows] == [(0, "told"), (1, "emergency"), (2, "greeted")]
    assert rows[0]["entry"] == "join-a-surgery"


@pytest.mark.parametrize(
    ("arguments", "typed"),
    [
        (("report", "--on", DAY), b""),
        (("wording", "join-a-surgery"), b""),
        (("ask", "doctor", "--on", DAY), b""),
        (("ask", "--batch", "--on", DAY), b'{"id": 1, "text": "doctor"}\n' * 50),
        (("chat",), b"doctor\n" * 50),
    ],
    ids=lambda value: value[0] if isinstance(value, tuple) else "",
)
def test_a_broken_pipe_is_quiet(small, arguments, typed):
    read, write = os.pipe()
    os.close(read)
    try:
        done = small(*arguments, typed=typed, out=write)
    finally:
        os.close(write)
    assert (done.returncode, complaints(done)) == (0, [])


@pytest.mark.parametrize("encoding", ["utf-8:strict", "ascii:strict", "latin-1:strict"])
def test_bytes_that_are_no_text_and_a_screen_without_our_letters_break_nothing(small, encoding):
    typed = b"caf\xe9\n\xff\xfe\xff\nhow do i join a surgery\nthanks\n"
    done = small("chat", typed=typed, PYTHONIOENCODING=encoding)
    assert (done.returncode, complaints(done)) == (0, [])
    assert b"In England: You can join a surgery" in done.stdout
    assert done.stdout.endswith(b"The line thanks.\n\n")


@pytest.mark.parametrize("encoding", ["utf-8:strict", "ascii:strict"])
def test_a_batch_line_with_strange_bytes_or_letters_stays_json_in_its_place(small, encoding):
    typed = (
        b'{"id": "\\ud800", "text": "doctor"}\n{"id": 2, "text": "\xff\xfe"}\n{"id": 3, "text": "hello"}\n'
    )
    done = small("ask", "--batch", "--on", DAY, typed=typed, PYTHONIOENCODING=encoding)
    rows = [json.loads(line) for line in done.stdout.splitlines()]
    assert (done.returncode, complaints(done)) == (0, [])
    assert [row["id"] for row in rows] == ["\ud800", 2, 3]
    assert all(row["reply"] for row in rows)


def test_a_question_of_bytes_that_are_no_text_is_answered(small):
    done = small("ask", os.fsdecode(b"how do i join a surgery \xe9\xff"), "--on", DAY)
    assert (done.returncode, complaints(done)) == (0, [])
    assert b"join-a-surgery" in done.stdout


@pytest.mark.parametrize(
    "arguments",
    [(), ("sing",), ("ask",), ("wording", "nothing"), ("score", "gone.yaml"), ("ask", "--on", "x")],
)
def test_a_mistake_ends_the_process_with_one_line_and_two(small, arguments):
    done = small(*arguments, BOT_TOKEN="hello")
    assert (done.returncode, done.stdout) == (2, b"")
    assert [line[:7] for line in complaints(done)] == ["error: "]


def test_it_says_at_the_first_start_that_it_learns_and_never_again(small):
    first, second = small("chat", typed=b"hello\n"), small("chat", typed=b"hello\n")
    assert first.stderr.decode().startswith(LEARNING)
    assert second.stderr == b""
    assert first.stdout == second.stdout
