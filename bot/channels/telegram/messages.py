"""Turns a reply into messages that Telegram accepts."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from html import escape, unescape
from itertools import groupby
from operator import attrgetter

from bot.channels.telegram.callbacks import encode
from bot.rendering import Kind, Line, Reply

LONGEST = 4_096
"""The most letters of one message, after its markup is removed."""


_FOLD, _UNFOLD = "<blockquote expandable>", "</blockquote>"
_ROOM = LONGEST - len(_FOLD + _UNFOLD)
"""Letters of a message that our own marks of a quotation leave."""

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
    """
    The reply as messages of at most 4,096 letters each, cut between paragraphs.

    Folded lines stand in an expandable quotation: https://core.telegram.org/bots/api#html-style
    """
    blocks = [
        _Block(tuple(_html(piece) for line in block for piece in _pieces(line)), block[0].folded)
        for block in reply.paragraphs
    ]
    texts = [_joined(page) for page in _pack(blocks)]
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
    if line.kind == Kind.TITLE:
        return f"<b>{text}</b>"
    return f"• {text}" if line.kind in (Kind.STEP, Kind.CONTACT) else text


@dataclass(frozen=True, slots=True)
class _Block:
    """Lines of HTML that stand together."""

    lines: tuple[str, ...]
    folded: bool

    @property
    def html(self) -> str:
        return "\n".join(self.lines)


def _pack(blocks: Iterable[_Block]) -> Iterable[list[_Block]]:
    """The blocks of each message; one that is longer than a message is cut between its lines."""
    page: list[_Block] = []
    size = 0
    for block in blocks:
        fits = len(block.html) <= _ROOM
        for piece in [block] if fits else [_Block((line,), block.folded) for line in block.lines]:
            if page and size + 2 + len(piece.html) > _ROOM:
                yield page
                page, size = [], 0
            size += len(piece.html) + (2 if page else 0)
            page.append(piece)
    if page:
        yield page


def _joined(page: Iterable[_Block]) -> str:
    parts = []
    for folded, blocks in groupby(page, key=attrgetter("folded")):
        html = "\n\n".join(block.html for block in blocks)
        parts.append(f"{_FOLD}{html}{_UNFOLD}" if folded else html)
    return "\n\n".join(parts)


def _pieces(line: Line) -> Iterable[Line]:
    """The line, cut between words when it is too long for one message; before markup, so never inside it."""
    room = max(_ROOM - len(_html(replace(line, text=""))), 100)
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
        [{"text": button.label, "callback_data": encode(button.event, reply.answer)} for button in row]
        for row in reply.buttons
    ]
    return {"inline_keyboard": rows} if rows else None
