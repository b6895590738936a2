"""
A conversation as a picture: an SVG that shows it as Telegram would on a phone. Changes when it should look
different.

tests/test_picture.py draws docs/conversation.svg with it, and the same in other languages. It needs no font,
no network and no browser: the widths of letters are those of a wide font, so that text in a narrower one
stays inside its bubble too.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from html import escape, unescape
from itertools import groupby

from bot.channels.telegram.messages import write
from bot.rendering import Reply
from bot.words.bidi import FIRST_STRONG_ISOLATE, POP_ISOLATE, RTL, direction_of

RIGHT_TO_LEFT = "\u2067"
"""
Opens a run from right to left. It stands in the text, and not as an attribute: not every program that shows
SVG knows the attribute `direction`.
"""

PHONE = 400
GAP = 24
"""Width of one phone, and the space between two, in units of the picture (pixels at its own size)."""

SIZE = 13
LEADING = 18
PARAGRAPH = 9
"""Height of the letters, of a line, and of the space between two paragraphs."""

MARGIN = 12
INSIDE = 12
ROUND = 12
HEADER = 48
BUBBLE = 360
"""From the phone's edge to a bubble, from the bubble's edge to its text, its corners, the bar on top, and how
wide a bubble is at most."""

BUTTON = 32
BETWEEN = 4

STYLE = """
text { font: 13px system-ui, -apple-system, "Segoe UI", Roboto, Helvetica, Arial, sans-serif; fill: #111b21 }
.screen { fill: #dfe7ec } .bar { fill: #f0f4f7 } .bot { fill: #ffffff } .person { fill: #d9f7c4 }
.button { fill: #ffffff; stroke: #7fa3b8 } .label { text-anchor: middle; fill: #0b5c86 }
.name { font-weight: 600 } .link { fill: #0b5c86 }
@media (prefers-color-scheme: dark) {
text { fill: #f1f5f7 } .screen { fill: #0e1621 } .bar { fill: #17212b }
.bot { fill: #1e2c3a } .person { fill: #2b5278 }
.button { fill: #1b2836; stroke: #5f87a3 } .label, .link { fill: #8ecbf5 }
}
"""

_WIDTHS = {
    "ijlIJ' ,.‘’/:;\\|": 0.34,
    "frt()[]-!": 0.42,
    'cksz*_"“”?–L': 0.58,
    "aeovxyFPTY•": 0.62,
    "wABCDĐGHKNOQRUVXZ&": 0.82,
    "mMW#+<=>^~%@…—": 1.0,
    "سشصضښڛڜڝڞ": 1.25,
}
_OTHERS = 0.65
_HORN = 0.1
"""
Widths of letters, as parts of their height. They are those of DejaVu Sans, rounded up: few fonts are wider.
Other letters, digits and the signs of money are as wide as `_OTHERS`, and so are those of Arabic inside a
word; others are squares. A mark takes no room, but for the horn of “ơ” and “ư”.
"""


@dataclass(frozen=True, slots=True)
class Exchange:
    """What a person wrote, and what the bot replied."""

    question: str
    reply: Reply


def draw(phones: Sequence[Sequence[Exchange]], title: str, name: str = "Healthcare rights bot") -> str:
    """
    The phones side by side, each with its exchanges from top to bottom, as the text of an SVG file.

    Every bubble and every button is a group of the class `bubble`: its rectangle first, then its lines. So a
    test can see whether the text is inside. The same input gives the same text.
    """
    drawn = [_phone(left * (PHONE + GAP), name, exchanges) for left, exchanges in enumerate(phones)]
    width = len(phones) * (PHONE + GAP) - GAP
    height = max(bottom for _, bottom in drawn)
    screens = [
        f'<rect class="screen" x="{left * (PHONE + GAP)}" width="{PHONE}" height="{height}" rx="24"/>'
        for left in range(len(phones))
    ]
    said = " ".join(
        f"You write: {each.question} The bot replies: {' '.join(each.reply.text.split())}"
        for exchanges in phones
        for each in exchanges
    )
    size = f'viewBox="0 0 {width} {height}" width="{width}" height="{height}"'
    named = 'aria-labelledby="title desc"'
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" {size} role="img" {named}>',
            f'<title id="title">{_xml(title)}</title>',
            f'<desc id="desc">{_xml(said)}</desc>',
            f"<style>{STYLE}</style>",
            *screens,
            *(line for lines, _ in drawn for line in lines),
            "</svg>",
            "",
        ]
    )


def width_of(text: str) -> float:
    """How wide a text is at most, in units of the picture."""
    return SIZE * sum(_letter(each) for each in text)


def _letter(letter: str) -> float:
    for letters, width in _WIDTHS.items():
        if letter in letters:
            return width
    if unicodedata.category(letter) in ("Mn", "Me", "Cf"):
        return 0.0
    base, *marks = list(unicodedata.normalize("NFD", letter))
    if marks and base.isascii():
        return _letter(base) + _HORN * ("\N{COMBINING HORN}" in marks)
    narrow = letter.isascii() or letter in "£€đ" or "\u0600" <= letter <= "\u06ff"
    return _OTHERS if narrow else 1.0


def _phone(left: int, name: str, exchanges: Iterable[Exchange]) -> tuple[list[str], int]:
    """The drawing of one phone, and how far down it reaches."""
    lines = [
        f'<path class="bar" d="M{left} {HEADER}v-24a24 24 0 0 1 24 -24h{PHONE - 48}a24 24 0 0 1 24 24v24z"/>',
        f'<text class="name" x="{left + 24}" y="22">{_xml(name)}</text>',
        f'<text x="{left + 24}" y="39">bot</text>',
    ]
    top = HEADER + MARGIN
    for each in exchanges:
        question = [[(word, "") for word in each.question.split()]]
        drawn, top = _bubble("person", left, top, question)
        lines += drawn
        for message in write(collapsed(each.reply)):
            drawn, top = _bubble("bot", left, top, [list(_words(line)) for line in message.html.split("\n")])
            lines += drawn
        for row in each.reply.buttons:
            lines += _buttons(left, top, [button.label for button in row])
            top += BUTTON + BETWEEN
        top += MARGIN - BETWEEN
    return lines, top + MARGIN


def collapsed(reply: Reply) -> Reply:
    """The reply as it is seen before anybody unfolds it: of what is folded, the first line alone."""
    seen = [line for line in reply.lines if not line.folded]
    folded = [replace(line, text=f"▾ {line.text}", folded=False) for line in reply.lines if line.folded]
    return replace(reply, lines=(*seen, *folded[:1]))


Word = tuple[str, str]
"""A word, and how it looks: the name of a class of the drawing, or nothing."""

_LOOKS = {"a": "link", "b": "name"}


def _words(html: str) -> Iterator[Word]:
    """The words of a line of a message. Its only markup is links and titles."""
    looks = ""
    for piece in re.split(r"(</?[ab](?: [^>]*)?>)", html):
        if tag := re.match(r"<(/?)([ab])\b", piece):
            looks = "" if tag[1] else _LOOKS[tag[2]]
        else:
            for word in unescape(piece).split():
                yield word, looks


def _bubble(who: str, left: int, top: int, paragraphs: Sequence[Sequence[Word]]) -> tuple[list[str], int]:
    """A bubble with its lines, and where the next may begin. An empty paragraph is a space between two."""
    wrapped = [(line, _is_rtl(_text(words))) for words in paragraphs for line in _isolated(_wrap(words))]
    widest = max(width_of(_text(line)) for line, _ in wrapped)
    width = min(BUBBLE, round(widest) + 1 + 2 * INSIDE)
    x = left + MARGIN if who == "bot" else left + PHONE - MARGIN - width
    height = sum(LEADING if line else PARAGRAPH for line, _ in wrapped) + INSIDE + 4
    drawn = [
        '<g class="bubble">',
        f'<rect class="{who}" x="{x}" y="{top}" width="{width}" height="{height}" rx="{ROUND}"/>',
    ]
    y = top + INSIDE // 2
    for line, is_rtl in wrapped:
        y += LEADING if line else PARAGRAPH
        if line:
            edge = f'x="{x + width - INSIDE}" text-anchor="end"' if is_rtl else f'x="{x + INSIDE}"'
            words = f"{RIGHT_TO_LEFT}{_spans(line)}{POP_ISOLATE}" if is_rtl else _spans(line)
            drawn.append(f'<text {edge} y="{y - 2}">{words}</text>')
    drawn.append("</g>")
    return drawn, top + height + BETWEEN


def _is_rtl(text: str) -> bool:
    """Whether a paragraph runs from right to left: what stands between isolates does not count (rule P2)."""
    return direction_of(re.sub(f"{FIRST_STRONG_ISOLATE}[^{POP_ISOLATE}]*{POP_ISOLATE}", "", text)) == RTL


def _buttons(left: int, top: int, labels: Sequence[str]) -> Iterator[str]:
    """A row of buttons, as wide together as a bubble."""
    width = (BUBBLE - BETWEEN * (len(labels) - 1)) / len(labels)
    for i, label in enumerate(labels):
        x = left + MARGIN + i * (width + BETWEEN)
        yield (
            f'<g class="bubble"><rect class="button" x="{x:g}" y="{top}" width="{width:g}" height="{BUTTON}" '
            f'rx="8"/><text class="label" x="{x + width / 2:g}" y="{top + BUTTON / 2 + 5:g}">'
            f"{_xml(_cut(label, width - BETWEEN))}</text></g>"
        )


def _cut(label: str, room: float) -> str:
    """The label, or as much of it as a button shows."""
    if width_of(label) <= room:
        return label
    while width_of(f"{label}…") > room:
        label = label[:-1]
    return f"{label.rstrip()}…"


def _wrap(words: Sequence[Word]) -> Iterator[list[Word]]:
    """The words in lines that fit into a bubble; one empty line when there are none."""
    room = BUBBLE - 2 * INSIDE
    line: list[Word] = []
    for whole, looks in words:
        for word in _pieces(whole, room):
            if line and width_of(_text([*line, (word, looks)])) > room:
                yield line
                line = []
            line.append((word, looks))
    yield line


def _isolated(lines: Iterable[list[Word]]) -> Iterator[list[Word]]:
    """The lines, so that what stands between isolates and is cut by a line's end does so on both lines."""
    is_open = False
    for line in lines:
        if is_open:
            line[0] = (FIRST_STRONG_ISOLATE + line[0][0], line[0][1])
        text = _text(line)
        is_open = text.count(FIRST_STRONG_ISOLATE) > text.count(POP_ISOLATE)
        if is_open:
            line[-1] = (line[-1][0] + POP_ISOLATE, line[-1][1])
        yield line


def _pieces(word: str, room: float) -> Iterator[str]:
    """A word that is too long for a line, cut between letters."""
    piece = ""
    for letter in word:
        if piece and width_of(piece + letter) > room:
            yield piece
            piece = ""
        piece += letter
    yield piece


def _text(line: Sequence[Word]) -> str:
    return " ".join(word for word, _ in line)


def _spans(line: Sequence[Word]) -> str:
    """A line as XML, its links and titles marked."""
    runs = [
        (looks, " ".join(word for word, _ in run)) for looks, run in groupby(line, key=lambda word: word[1])
    ]
    return " ".join(
        f'<tspan class="{looks}">{_xml(text)}</tspan>' if looks else _xml(text) for looks, text in runs
    )


def _xml(text: str) -> str:
    return escape(text, quote=False)
