"""HTML as Telegram reads it: a few tags, each closed, and everything else refused."""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import unescape
from typing import Any

from .faults import Refused, bad_request

TAGS = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "a": "text_link",
    "code": "code",
    "pre": "pre",
    "span": "spoiler",
    "tg-spoiler": "spoiler",
    "tg-emoji": "custom_emoji",
    "blockquote": "blockquote",
}

_PIECE = re.compile(r"<[^>]*>?|&(?:lt|gt|amp|quot|#\d+|#x[0-9a-fA-F]+);|[^<&]+|&")
_START = re.compile(
    r"<([a-zA-Z][a-zA-Z0-9-]*)((?:\s+[a-zA-Z-]+(?:\s*=\s*(?:\"[^\"]*\"|'[^']*'|[^\s\"'>]+))?)*)\s*>"
)
_END = re.compile(r"</([a-zA-Z0-9-]*)\s*>")
_ATTRIBUTE = re.compile(r"([a-zA-Z-]+)\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'>]+))")


@dataclass(frozen=True, slots=True)
class _Open:
    tag: str
    at: int
    address: str
    expandable: bool


def utf16(text: str) -> int:
    """Length as Telegram counts the places of entities."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def parse(source: str) -> tuple[str, list[dict[str, Any]]]:
    """The plain text of HTML and its entities. Raises Refused for what Telegram refuses."""
    text = ""
    entities: list[dict[str, Any]] = []
    opened: list[_Open] = []
    for found in _PIECE.finditer(source):
        piece = found[0]
        offset = len(source[: found.start()].encode())
        if piece.startswith("</"):
            entities += _close(piece, offset, opened, text)
        elif piece.startswith("<"):
            opened.append(_start(piece, offset, utf16(text)))
        else:
            text += unescape(piece) if piece.startswith("&") and len(piece) > 1 else piece
    if opened:
        raise _cannot(f'Can\'t find end tag corresponding to start tag "{opened[-1].tag}"')
    return text, sorted(entities, key=lambda entity: (entity["offset"], -entity["length"]))


def _start(piece: str, offset: int, at: int) -> _Open:
    if not piece.endswith(">"):
        raise _cannot(f"Unclosed start tag at byte offset {offset}")
    found = _START.fullmatch(piece)
    name = found[1].lower() if found else piece[1:-1].partition(" ")[0]
    if not found or name not in TAGS:
        raise _cannot(f'Unsupported start tag "{name}" at byte offset {offset}')
    attributes = {a[1].lower(): unescape(a[2] or a[3] or a[4] or "") for a in _ATTRIBUTE.finditer(found[2])}
    if name == "span" and attributes.get("class") != "tg-spoiler":
        raise _cannot(f'Tag "span" must have class "tg-spoiler" at byte offset {offset}')
    expandable = name == "blockquote" and "expandable" in found[2].lower().split()
    return _Open(name, at, attributes.get("href", ""), expandable)


def _close(piece: str, offset: int, opened: list[_Open], text: str) -> list[dict[str, Any]]:
    found = _END.fullmatch(piece)
    if not found:
        raise _cannot(f"Unclosed end tag at byte offset {offset}")
    if not opened:
        raise _cannot(f"Unexpected end tag at byte offset {offset}")
    start = opened.pop()
    if found[1] and found[1].lower() != start.tag:
        raise _cannot(
            f'Unmatched end tag at byte offset {offset}, expected "</{start.tag}>", found "</{found[1]}>"'
        )
    length = utf16(text) - start.at
    # Telegram keeps the words of a link without an address, and forgets the link.
    if not length or (start.tag == "a" and not start.address):
        return []
    kind = "expandable_blockquote" if start.expandable else TAGS[start.tag]
    entity = {"type": kind, "offset": start.at, "length": length}
    return [entity | ({"url": start.address} if start.address else {})]


def _cannot(why: str) -> Refused:
    return bad_request(f"can't parse entities: {why}")
