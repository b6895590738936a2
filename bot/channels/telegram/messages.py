"""Turns a reply into messages that Telegram accepts."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from html import escape, unescape

from bot.channels.telegram.callbacks import encode
from bot.rendering import Kind, Line, Reply

LONGEST = 4_096
"""The most letters of one message, after its markup is removed."""


Keyboard = Mapping[str, list[list[dict[str, str]]]]
"""Buttons in Telegram's form: {"inline_keyboard": [[{"text": …, "callback_data": …}]]}."""


@dataclass(frozen=True, slots=True)
class Message:
    """One message: HTML with every text escaped, and the buttons under the last."""

    html: str
    keyboard: Keyboard | None = None

    def to(self, chat: int, thread: int | None = None) -> dict[str, object]:
        """The parameters of sendMessage. `thread` is the topic of the chat that the message belongs to."""
        call = _call(chat, self.html, thread) | {"parse_mode": "HTML"}
        return call | {"reply_markup": self.keyboard} if self.keyboard else call

    def plainly_to(self, chat: int, thread: int | None = None) -> dict[str, object]:
        """The same with the plain words only, without links and buttons."""
        return _call(chat, unescape(_TAG.sub("", self.html)), thread)


def _call(chat: int, text: str, thread: int | None) -> dict[str, object]:
    call: dict[str, object] = {
        "chat_id": chat,
        "text": text,
        "link_preview_options": {"is_disabled": True},
    }
    return call if thread is None else call | {"message_thread_id": thread}


_TAG = re.compile(r"<[^>]*>")
"""Finds our own tags only: every other < is escaped."""


def write(reply: Reply) -> tuple[Message, ...]:
    """The reply as messages of at most 4,096 letters each, cut between paragraphs."""
    blocks = [[_html(piece) for line in block for piece in _pieces(line)] for block in reply.paragraphs]
    texts = list(_pack(blocks))
    keyboard = _keyboard(reply)
    last = len(texts) - 1
    return tuple(Message(text, keyboard if i == last else None) for i, text in enumerate(texts))


def _html(line: Line) -> str:
    text = escape(line.text, quote=False)
    if line.url.startswith("http"):
        address = escape(line.url, quote=True)
        if line.kind == Kind.SOURCE:
            text = f'<a href="{address}">{text}</a>'
        else:
            text = f'{text} <a href="{address}">↗</a>'
    return f"• {text}" if line.kind in (Kind.STEP, Kind.CONTACT) else text


def _pack(blocks: Iterable[list[str]]) -> Iterable[str]:
    page = ""
    for block in blocks:
        whole = "\n".join(block)
        for piece in [whole] if len(whole) <= LONGEST else block:
            if page and len(page) + 2 + len(piece) > LONGEST:
                yield page
                page = piece
            else:
                page = f"{page}\n\n{piece}" if page else piece
    if page:
        yield page


def _pieces(line: Line) -> Iterable[Line]:
    """The line, cut between words when it is too long for one message; before markup, so never inside it."""
    room = max(LONGEST - len(_html(replace(line, text=""))), 100)
    rest = line.text
    while (end := _fitting(rest, room)) < len(rest):
        cut = rest.rfind(" ", 1, end)
        cut = cut if cut > 0 else end
        yield replace(line, text=rest[:cut])
        rest = rest[cut:].lstrip()
    yield replace(line, text=rest)


def _fitting(text: str, room: int) -> int:
    """How many letters fit once they are escaped."""
    if len(escape(text, quote=False)) <= room:
        return len(text)
    for i, letter in enumerate(text):
        room -= len(escape(letter, quote=False))
        if room < 0:
            return i
    return len(text)


def _keyboard(reply: Reply) -> Keyboard | None:
    rows = [
        [{"text": button.label, "callback_data": encode(button.event)} for button in row]
        for row in reply.buttons
    ]
    return {"inline_keyboard": rows} if rows else None
