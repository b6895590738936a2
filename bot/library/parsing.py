"""
How a YAML file becomes items. Changes when the part of YAML that we read does.

YAML reads some texts as something else than their editor sees, and says nothing. Here a text without quotes
reads as exactly what stands there, or is a problem with its line: see knowledge/README.md. Events are looked
at one by one, before anything is built, so that no file costs more time or memory than its own length.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from itertools import accumulate, islice
from typing import NoReturn, cast

import yaml

from bot.library.items import Item, Refused, cut
from bot.library.signs import MOST, hidden_in, signs_in
from bot.problems import Problem

DEEPEST = 12
"""Lists and groups within each other. Ours go down to six."""

MANY = 100_000
"""Keys and texts of a file: some seven times those of the largest one today."""

_QUOTE = "put the text in quotes"
_NAME_OR_DAY = re.compile(r"[a-z0-9][a-z0-9_-]*")
_COMMENT = re.compile(r"(?:(?<=\s)|^)#")
_KEY = re.compile(r"[a-z_]+:(?:\s|$)")
_BULLET = re.compile(r"[-*•–—] ")
_HEADER = re.compile(r"[|>][+-]?\s*(?:#.*)?")
_NULLS = frozenset({"null", "Null", "NULL", "~"})
_STARTS = (
    (re.compile(r"-[^\W\d]"), "a dash without a space begins this text", "write “- ”, or " + _QUOTE),
    (
        re.compile(r"[–—−－‐‑•·▪◦＊]\s*"),
        "a long dash or a dot begins this text, which looks like the “- ” of a list",
        "write “- ”, or " + _QUOTE,
    ),
    (
        re.compile(r"[“”„«‘’‚].*[“”»’]$", re.DOTALL),
        "printer's quotes stand around this text, which are no quotes for YAML",
        'write straight quotes (")',
    ),
    (
        re.compile("[＂＇［｛＃＆＊！｜＞％＠]"),
        "a wide sign begins this text, which looks like one of YAML's",
        "write the sign from the keyboard, or " + _QUOTE,
    ),
    (
        re.compile(r"[A-Za-z_]{2,}:(?!//)[^\W\d]"),
        "a colon without a space stands after the first word",
        "write “: ”, or " + _QUOTE,
    ),
)
"""What a text without quotes does not begin with: the editor may have meant something else."""

_REASONS = (
    (
        re.compile(r"^\s*(?:- )?(?:[\w-]+: +)?([\"']).*\1\s*[^\s#,:\]}]"),
        "words stand after the closing quote",
        _QUOTE,
    ),
    (
        re.compile(r"^\s*(?:- |[\w-]+: +)+[@`%]"),
        "a text begins with a sign that YAML keeps for itself",
        _QUOTE,
    ),
    (
        re.compile(r"^\s*(?:- |[\w-]+: +)+[\[{].*[\]}]\s*[^\s#,]"),
        "words stand after a closing bracket",
        _QUOTE,
    ),
    (re.compile(r"^\s*(?:- )?[\w-]+: .*\w: "), "“: ” stands within a text", _QUOTE),
    (re.compile(r"^\s*(?:- )?[\w-]+: .*:$"), "“:” ends a text", _QUOTE),
    (
        re.compile(r"^\s*(?:- |[\w-]+: +)*\*(?:\s|$)"),
        "“*” begins a text",
        "write “- ” for a list, or " + _QUOTE,
    ),
)
"""What an editor sees in a line at which YAML stops, by what stands there."""


_TOO_DEEP = f"lists and groups stand more than {DEEPEST} deep in each other"
_TOLD = (
    ("nesting depth", _TOO_DEEP, _QUOTE),
    ("escape character", "“\\” stands before a sign with which it means nothing", "write “\\\\”, or no “\\”"),
    ("escape code", "“\\” stands before a number that is no letter", "write the letter itself"),
)
"""What YAML says of some mistakes, and what an editor is told."""


def parse(text: str, file: str) -> Item:
    """
    Read one YAML file. Plain values stay text: `no` is no, `080012` keeps its zero.

    Raises Refused with the first mistakes of the file: for whatever could be read as something else than an
    editor sees there, and for broken YAML.
    """
    if wrong := tuple(islice(signs_in(text, file), MOST)):
        raise Refused(*wrong)
    reading = _Reading(text, file)
    try:
        item = reading.read()
    except yaml.MarkedYAMLError as error:
        # what was seen before is the likely cause
        raise Refused(*(reading.problems or [_broken(error, text, file)])) from None
    if reading.problems:
        raise Refused(*sorted(reading.problems, key=lambda problem: problem.line)[:MOST])
    return item


class _Reading:
    def __init__(self, text: str, file: str) -> None:
        self.file = file
        self.text = text
        self.lines = text.split("\n")
        self.problems: list[Problem] = []
        self._starts = [0, *accumulate(len(line) + 1 for line in self.lines)]
        self._events: Iterator[yaml.Event] = yaml.parse(text, Loader=yaml.CSafeLoader)
        self._spans: list[tuple[int, int, str]] = []
        """Where each text begins and ends, and how it is quoted."""
        self._count = 0

    def read(self) -> Item:
        item = None
        for event in self._events:
            match event:
                case yaml.DocumentStartEvent():
                    if event.version or event.tags:
                        self._stop(1, "a line with “%” stands above the first key", "delete it")
                    if item:
                        self._stop(
                            self._line(event), "a second document begins here", "delete the line “---”"
                        )
                    item = self._item(next(self._events), 0)
        if item is None:
            self._stop(1, "the file is empty", "write its keys, or delete it")
        if isinstance(item.value, str):  # none of ours, and what it says is nobody's business
            self._stop(item.line, "a text stands here", "write keys with values: “key: value”")
        self._look_at_comments()
        return item

    # ── events ───────────────────────────────────────────────────────────────────────────────────────

    def _item(self, event: yaml.Event, depth: int) -> Item:
        line = self._line(event)
        self._count += 1
        if self._count > MANY:
            self._stop(line, f"the file has more than {MANY:,} keys and texts", "cut it")
        self._look_at_marks(event)
        if depth > DEEPEST:
            self._stop(line, _TOO_DEEP, _QUOTE)
        match event:
            case yaml.ScalarEvent():
                return Item(self.file, line, self._text(event))
            case yaml.SequenceStartEvent():
                return Item(self.file, line, list(self._elements(depth)))
            case yaml.MappingStartEvent():
                return self._group(line, depth)
        return Item(self.file, line, "")

    def _elements(self, depth: int) -> Iterator[Item]:
        while not isinstance(event := next(self._events), yaml.SequenceEndEvent):
            yield self._item(event, depth + 1)

    def _group(self, line: int, depth: int) -> Item:
        found: dict[str, Item] = {}
        keys: dict[str, int] = {}
        while not isinstance(event := next(self._events), yaml.MappingEndEvent):
            at = self._line(event)
            if isinstance(event, yaml.ScalarEvent):
                name = self._key(event, depth)
            else:
                self._item(event, depth + 1)
                self._say(at, "a list or group stands where a key belongs", "put text with {…} in quotes")
                name = ""
            value = self._item(next(self._events), depth + 1)
            if not value.value and not self._has_colon(event):
                self._say(at, f"“{cut(name)}” stands between braces without a value", _QUOTE)
            if name in found:
                self._say(
                    at,
                    f"the key “{cut(name)}” stands here a second time (first in line {keys[name]})",
                    "keep one of the two",
                )
            else:
                found[name], keys[name] = value, at
        return Item(self.file, line, found, keys)

    def _key(self, event: yaml.ScalarEvent, depth: int) -> str:
        name = self._item(event, depth).value
        at = self._line(event)
        start, end = _span(event)
        if self._last_before(start.index) == "?" and not event.style:
            before = self.lines[start.line][: start.column].strip(" -")
            if before == "?":
                self._say(at, "a text begins with “? ”", _QUOTE)
        if name == "<<":
            self._say(at, "the key “<<” copies other keys", "write the keys themselves")
        elif not str(name).isascii() or not str(name).isprintable() or not name:
            self._say(
                at,
                f"“{cut(str(name))}” cannot be a key",
                "use small letters of the English alphabet for keys",
            )
        elif start.line != end.line:
            self._say(at, "a key goes on over two lines", "write it on one line")
        return str(name)

    def _last_before(self, at: int) -> str:
        """The last sign before a place that is no space. Looks back from there: files are long, keys many."""
        while at and self.text[at - 1] == " ":
            at -= 1
        return self.text[at - 1 : at] if at else ""

    def _has_colon(self, key: yaml.Event) -> bool:
        return self.text[_span(key)[1].index :].lstrip(" ").startswith(":")

    def _text(self, event: yaml.ScalarEvent) -> str:
        start, end = _span(event)
        at, style = start.line + 1, event.style or ""
        self._spans.append((start.index, end.index, style))
        if style in ("|", ">"):
            self._look_at_block(event)
        elif start.line != end.line:
            self._say_that_it_goes_on(start.line, end.line, in_quotes=bool(style))
        elif style == '"' and "\\" in self.text[start.index : end.index]:
            self.problems.extend(islice(hidden_in(event.value, self.file, at), MOST))
        elif not style:
            self._look_at_plain(event.value, at)
        return str(event.value)

    def _say_that_it_goes_on(self, first: int, last: int, *, in_quotes: bool) -> None:
        longer = "write “>-” and the text indented below it"
        if in_quotes:
            self._say(
                first + 1, f"a text in quotes ends in line {last + 1} only", f"close the quote, or {longer}"
            )
            return
        following = next((n for n in range(first + 1, last + 1) if self.lines[n].strip()), last)
        self._say(
            first + 1,
            f"a text without quotes goes on in line {following + 1}",
            f"begin a new “- ” or key there, or {longer}",
        )

    # ── what reads as something else ─────────────────────────────────────────────────────────────────

    def _look_at_marks(self, event: yaml.Event) -> None:
        at, anchor = self._line(event), getattr(event, "anchor", None)
        if isinstance(event, yaml.AliasEvent):
            self._say(at, f"“*{cut(anchor or '')}” stands for another place of the file", _QUOTE)
        elif anchor:
            self._say(at, f"“&{cut(anchor)}” begins a text, and would not be read", _QUOTE)
        elif getattr(event, "tag", None):
            self._say(at, "“!” begins a text, and the word after it would not be read", _QUOTE)

    def _look_at_plain(self, value: str, at: int) -> None:
        if value in _NULLS:
            self._say(at, f"“{value}” means nothing at all to YAML", "delete the line, or " + _QUOTE)
        for start, found, mend in _STARTS:
            if start.match(value):
                self._say(at, found, mend)
                return

    def _look_at_block(self, event: yaml.ScalarEvent) -> None:
        start, end = _span(event)
        first = start.line
        if not _HEADER.fullmatch(self.lines[first][start.column :]):
            self._say(first + 1, "a number stands after “|” or “>”", "write “|-” or “>-”")
            return
        body = self.lines[first + 1 : end.line + (end.column > 0)]
        if not str(event.value).strip():
            self._say(first + 1, "no text stands below this line", "indent the text, or " + _QUOTE)
        indent = next((len(line) - len(line.lstrip(" ")) for line in body if line.strip(" ")), 0)
        for number, line in enumerate(body, start=first + 2):
            words = line.strip(" ")
            if not words or len(line) - len(line.lstrip(" ")) < indent:
                continue
            if words.startswith("#"):
                self._say(number, "this line would be read out, it is no comment", "put it above the key")
            elif _KEY.match(words):
                self._say(
                    number,
                    f"“{words.partition(':')[0]}:” is a part of the text here, not a key",
                    "move it to the left, or begin the line with another word",
                )
            elif event.style == ">" and (_BULLET.match(words) or line.startswith(" ", indent)):
                self._say(
                    number,
                    "“>” joins lines, and this one is written to stand alone",
                    "write “|-” in the place of “>-”, or indent all lines alike",
                )

    def _look_at_comments(self) -> None:
        """A “#” after a text without quotes cuts it, unless nobody can have meant it as words."""
        for number, line in enumerate(self.lines, start=1):
            start = self._starts[number - 1]
            hashes = (hit.start() for hit in _COMMENT.finditer(line))
            at = next((each for each in hashes if not self._is_within_text(start + each)), None)
            if at and line[:at].strip() and not self._may_follow(start + at, line[:at]):
                self._say(
                    number,
                    "“ #” begins a comment here: the words after it are not read",
                    _QUOTE + ", or write the comment on a line of its own",
                )

    def _is_within_text(self, at: int) -> bool:
        number = bisect_left(self._spans, (at,)) - 1
        return number >= 0 and at < self._spans[number][1]

    def _may_follow(self, at: int, before: str) -> bool:
        bare = before.rstrip()
        number = bisect_left(self._spans, (at,)) - 1
        start, end, style = self._spans[number] if number >= 0 else (0, 0, "")
        if start < end and end == at - (len(before) - len(bare)):  # a text ends here
            spaced = before.endswith("  ") and self.text.startswith("# ", at)
            return bool(style) or (spaced and bool(_NAME_OR_DAY.fullmatch(self.text, start, end)))
        if bare.endswith(("]", "}", "|", ">", "|-", ">-", "|+", ">+", "---")):
            return True
        # “asks: # as they type” above a list is a comment; “note: #1 is the desk” was meant as words
        return bare.endswith(":") and start < end and self.text.startswith("# ", at)

    # ── saying it ────────────────────────────────────────────────────────────────────────────────────

    @staticmethod
    def _line(event: yaml.Event) -> int:
        return _span(event)[0].line + 1

    def _say(self, line: int, found: str, mend: str) -> None:
        problem = Problem(self.file, line, found, mend, rule="yaml-form")
        if len(self.problems) < MOST and problem not in self.problems:
            self.problems.append(problem)

    def _stop(self, line: int, found: str, mend: str) -> NoReturn:
        raise Refused(*self.problems, Problem(self.file, line, found, mend, rule="yaml-form"))


def _span(event: yaml.Event) -> tuple[yaml.Mark, yaml.Mark]:
    """Where an event begins and ends: the reader of YAML in C always says it."""
    return cast("yaml.Mark", event.start_mark), cast("yaml.Mark", event.end_mark)


def _broken(error: yaml.MarkedYAMLError, text: str, file: str) -> Problem:
    lines = text.split("\n")
    line = _line_of(error, len(text.splitlines()))
    for part, what, do in _TOLD:
        if part in (error.problem or ""):
            return Problem(file, line, what, do, rule="yaml-form")
    told = f"this is not YAML: {error.problem or 'it cannot be read'}"
    mend = "look for a missing quote, bracket, colon or space"
    stopped = error.problem_mark.line + 1 if error.problem_mark else line
    for number in (line, stopped, max(stopped - 1, 1)):
        shown = lines[min(number, len(lines)) - 1]
        for sight, what, do in _REASONS:
            if sight.search(shown):
                return Problem(file, min(number, len(lines)), what, do, rule="yaml-form")
    return Problem(file, line, told, mend, rule="yaml-form")


def _line_of(error: yaml.MarkedYAMLError, last: int) -> int:
    """Where the reading stopped; or where a quote or bracket was opened that nothing closes."""
    stopped, opened = error.problem_mark, error.context_mark
    mark = opened if opened and (stopped is None or stopped.line >= last) else stopped
    return min(mark.line + 1, max(last, 1)) if mark else 1
