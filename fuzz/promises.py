"""
What must hold whatever arrives: one function for each place where somebody else's words come in.

Each raises Broken, or whatever the code under it raises, for input that breaks it. `fuzz` calls them with
what it makes up, tests/test_parsers.py with what Hypothesis makes up and with the kept corpus. Changes when
a parser promises more.
"""

from __future__ import annotations

import asyncio
import json
import re
import shutil
import tempfile
import time
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from html import unescape
from pathlib import Path
from typing import Any

from starlette.requests import Request

from bot.channels import console
from bot.channels.telegram.callbacks import CALLBACK_BYTES, decode, encode
from bot.channels.telegram.incoming import Incoming, read
from bot.channels.telegram.menus import read_menu
from bot.channels.telegram.messages import LONGEST, Message, write
from bot.channels.telegram.ports import NoMonitor
from bot.channels.telegram.timing import USUAL
from bot.channels.telegram.webhook import BODY_BYTES, SECRET_HEADER, Webhook
from bot.checks import Problem, check
from bot.cli import batch
from bot.conversation import NOTHING_SHOWN, Event, Person, Shown, Started
from bot.knowledge import Nation
from bot.library import Library, Refused, read_questions
from bot.rendering import Reply, Turn
from bot.runtime.snapshot import Snapshot
from bot.settings import Settings, SettingsError
from tests.bot_api.markup import parse as as_telegram_reads_it

TODAY = date(2026, 11, 22)
"""The day of the tests: it does not move."""

SECONDS = 0.25
"""Processor time of one input: five times what a turn may take, for it is watched at every step here."""

SIGNS = 4_096
"""What Telegram lets somebody type."""

ODDLY_LONG = 2_000_000
"""Letters of all that a folder is told in, from a file of at most 64 KB: more has been multiplied."""

_TAG = re.compile(r"<[^>]*>")
_OURS = re.compile(r'</?b>|<blockquote expandable>|</blockquote>|</a>|<a href="https?://[^"<>]*">')
"""The tags that a message may have."""


class Broken(AssertionError):  # noqa: N818 - the promise is, not the program
    """A promise that did not hold."""


def hold(kept: object, what: str) -> None:
    """Raise Broken unless it was kept. Unlike assert it also holds under python -O."""
    if not kept:
        raise Broken(what)


def timed(work: Callable[[], Any], seconds: float = SECONDS) -> Any:
    """The result. Broken when it takes too much processor time twice: once may be somebody else's garbage."""
    took = seconds
    for _ in range(2):
        begun = time.thread_time()
        result = work()
        took = min(took, time.thread_time() - begun)
        if took < seconds:
            return result
    raise Broken(f"it took over {seconds} s of the processor")


# ── a turn ───────────────────────────────────────────────────────────────────────────────────────────────


def reply_can_be_sent(reply: Reply) -> tuple[Message, ...]:
    """Telegram takes every message, every word of the reply arrives, and each button carries its event."""
    messages = write(reply)
    hold(messages, "an answer without words")
    for message in messages:
        hold(0 < len(message.html) <= LONGEST, f"a message of {len(message.html)} letters")
        text, _ = as_telegram_reads_it(message.html)
        hold(text.strip(), "an empty message")
        for tag in _TAG.findall(message.html):
            hold(_OURS.fullmatch(tag), f"the tag {tag}")
    said = "".join(_letters(unescape(_TAG.sub("", message.html))) for message in messages)
    for line in reply.lines:
        hold(_letters(line.text) in said, "words of the reply that are in no message")
    for button in reply.choices:
        carried = encode(button.event)
        hold(len(carried.encode()) <= CALLBACK_BYTES, f"a button of {len(carried.encode())} bytes")
        hold(decode(carried) == button.event, f"the button {carried} comes back as something else")
    return messages


def _letters(text: str) -> str:
    return "".join(text.split())


def turn_ends_well(snapshot: Snapshot, person: Person, event: Event) -> Turn:
    """A turn and the quick look end in words that can be sent, in bounded time."""
    turn: Turn = timed(lambda: snapshot.turn(person, event))
    glance: Turn | None = timed(lambda: snapshot.glance(person, event))
    for reply in (turn.reply, turn.not_done, glance and glance.reply):
        if reply is not None:
            reply_can_be_sent(reply)
    hold(turn.person.language in snapshot.languages, "a language that we do not have")
    hold(turn.person.nation is None or turn.person.nation in set(Nation), "a nation that is none")
    return turn


def text_is_answered(snapshot: Snapshot, text: str) -> None:
    """Any text of one message is answered, and so is a tap on each of the first buttons under the answer."""
    incoming = update_is_read({"update_id": 1, "message": _message(text[:SIGNS])})
    hold(incoming is not None or not text, "a text that nobody hears")
    if incoming is None:
        return
    nation = (*Nation, None)[len(text) % 5]
    turn = turn_ends_well(snapshot, Person(nation=nation), incoming.event)
    for button in turn.reply.choices[:3]:
        turn_ends_well(snapshot, turn.person, button.event)


def link_is_opened(snapshot: Snapshot, payload: str) -> None:
    """A link may carry anything behind /start."""
    turn_ends_well(snapshot, Person(), Started(payload))


def tap_is_understood(data: str) -> Event | None:
    """A tap may be forged: it is an event that a button of ours may carry, or none."""
    event = decode(data)
    if event is not None:
        ours = encode(event)
        hold(encode(decode(ours) or Started()) == ours, f"{event} is no event of a button")
    return event


# ── Telegram ─────────────────────────────────────────────────────────────────────────────────────────────


def _message(text: str) -> dict[str, Any]:
    return {
        "message_id": 1,
        "date": 1_770_000_000,
        "chat": {"id": 1, "type": "private"},
        "from": {"id": 1, "is_bot": False, "first_name": "A", "language_code": "en"},
        "text": text,
    }


def update_is_read(raw: Mapping[str, Any]) -> Incoming | None:
    """A number, a chat and an event, or None. Never raises, whatever Telegram's server says."""
    incoming = read(raw)
    if incoming is not None:
        hold(type(incoming.number) is int and type(incoming.chat) is int, "a chat that is no number")
        hold(incoming.thread is None or type(incoming.thread) is int, "a topic that is no number")
        words = (incoming.language_code, incoming.callback, incoming.album)
        hold(all(isinstance(each, str) for each in words), "a word that is none")
        hold(isinstance(incoming.event, Event), "an event of another kind")
    return incoming


class _Sender:
    monitor, timing = NoMonitor(), USUAL


class _Answerer:
    """Reads what came, as the real one does first, and sends nothing."""

    sender = _Sender

    async def answer(self, raw: Mapping[str, Any]) -> None:
        """Answer nothing."""
        update_is_read(raw)

    def unfinished(self) -> tuple[()]:
        """Nothing waits."""
        return ()


_LOOP = asyncio.new_event_loop()


def body_is_taken(body: bytes, said: str = "S" * 32, piece: int = 4_096) -> int:
    """A call of anybody's ends in one of five numbers; nothing is read without the secret."""
    secret = "S" * 32
    pieces = [body[at : at + piece] for at in range(0, len(body), piece)] or [b""]
    left = list(pieces)

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": left.pop(0), "more_body": bool(left)}

    headers = [(SECRET_HEADER.encode(), said.encode("latin-1", "replace"))]
    request = Request({"type": "http", "method": "POST", "path": "/", "headers": headers}, receive)
    status = _LOOP.run_until_complete(Webhook(_Answerer(), secret).receive(request)).status_code  # type: ignore[arg-type]
    hold(status in (200, 400, 403, 413, 503), f"the status {status}")
    if said != secret:
        hold(status == 403 and left == pieces, "a call without the secret was read")
    if len(body) > BODY_BYTES:
        hold(status in (403, 413), "a body longer than any update was taken")
    return int(status)


def menu_is_read(names: Iterable[str], languages: frozenset[str] = frozenset({"en", "ar"})) -> Person:
    """A chat's menu may say anything: it gives a person of ours."""
    person = read_menu(names, Person(), languages)
    hold(person.language in languages, "a language that we do not have")
    hold(person.nation is None or person.nation in set(Nation), "a nation that is none")
    return person


# ── files, lines and settings ────────────────────────────────────────────────────────────────────────────

FILES = (
    "notice.yaml",
    "topics/gp/odd/entry.yaml",
    "services/odd.yaml",
    "cards/en.yaml",
    "voice/en.yaml",
    "evidence.yaml",
    "facts.yaml",
    "languages.yaml",
    "out-of-scope/en.yaml",
    "generated/clusters/en.tsv",
    "reviewers.yaml",
    "numbers.yaml",
    "hosts.yaml",
    "floors.yaml",
    "closing.yaml",
    "special.yaml",
    "topics/gp/odd/pl.yaml",
    "topics/gp/odd/asks/en.yaml",
    "danger/en/signs.yaml",
    "danger/en/examples.yaml",
    "danger/en/look-alikes.yaml",
)
"""One of each kind of file in the knowledge folder; the first byte of an input chooses which it is."""


def file_is_read(data: bytes, name: str) -> Library:
    """Whatever a file says, the folder is read, each mistake has its file and line, and the checks run."""
    folder = Path(tempfile.mkdtemp(prefix="odd-", dir=_memory()))
    try:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
        library = timed(lambda: Library.read(folder))
    finally:
        shutil.rmtree(folder)
    problems = (*library.problems, *check(library.knowledge, library.places, TODAY))
    library.knowledge.published(TODAY)
    lines = data.count(b"\n") + data.count(b"\r") + 2
    for problem in problems:
        _is_one_clear_line(problem, lines)
    hold(sum(len(str(problem)) for problem in problems) < ODDLY_LONG, "the mistakes were multiplied")
    return library


def _memory() -> str | None:
    """A folder in memory where there is one: thousands of files a minute are no work for a disk."""
    return "/dev/shm" if Path("/dev/shm").is_dir() else None  # noqa: S108


def _is_one_clear_line(problem: Problem, lines: int) -> None:
    hold(problem.file and problem.found and problem.mend, "a mistake that is not explained")
    hold(0 <= problem.line <= lines or problem.line < 0, f"line {problem.line} of {lines}")


def questions_are_read(data: bytes) -> None:
    """A file of labelled questions is read, or refused in words."""
    with tempfile.NamedTemporaryFile(dir=_memory(), suffix=".yaml") as file:
        file.write(data)
        file.flush()
        try:
            for question in timed(lambda: read_questions(Path(file.name))):
                hold(question.text.strip(), "a question without words")
        except Refused as refused:
            hold(refused.problems, "refused without saying why")


def batch_line_is_answered(snapshot: Snapshot, line: str) -> None:
    """One line in, one line of JSON out, or none for an empty one."""
    answers = list(batch.run(snapshot, [line]))
    hold(len(answers) == (1 if line.strip() else 0), f"{len(answers)} lines for one")
    for row, could_be_read in answers:
        given = json.loads(row)
        hold("\n" not in row, "more than one line")
        hold(("error" in given) != could_be_read, "neither an answer nor an error")


def typed_line_is_understood(line: str, shown: Shown = NOTHING_SHOWN) -> Event:
    """A line typed in the terminal is an event."""
    event = console.read(line, shown)
    hold(isinstance(event, Event), "an event of another kind")
    return event


def settings_are_read(environ: Mapping[str, str]) -> Settings | None:
    """Settings that may be used, or one line that names the variable and never says the token."""
    try:
        settings = Settings.from_environment(environ)
    except SettingsError as error:
        said = str(error)
        hold("BOT_" in said and "\n" not in said, "a mistake that names no setting")
        for name in environ:
            said = said.replace(name, "")  # a name may be spelt like anything
        secrets = {environ.get(name, "").strip() for name in ("BOT_TOKEN", "BOT_WEBHOOK_SECRET")}
        hold(not any(len(secret) > 20 and secret in said for secret in secrets), "a secret was said")
        return None
    hold(settings.health_port is None or 0 < settings.health_port < 65_536, "a port that is none")
    hold(not settings.token or settings.token not in repr(settings), "the token was printed")
    return settings
