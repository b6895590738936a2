"""
The files of a knowledge folder as the disk has them. Changes when another kind of file may lie there.

Nothing is read but ordinary files that lie in the folder itself: a link can lead to a secret, which a message
about its mistakes would then tell.
"""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Iterable, Iterator
from pathlib import Path

from bot.library.items import Refused
from bot.library.signs import printable
from bot.problems import Problem

DEEPEST = 6
"""Folders within folders, of which the files are named. Ours go down to three."""

MANY = 5_000
"""Files of a folder that are looked at. Whoever has more has named another folder."""

LARGEST = {
    "danger": 6_000_000,
    "generated": 6_000_000,
    "out-of-scope": 2_000_000,
    "evidence.yaml": 2_000_000,
}
"""Bytes of the largest file that is read, by the first part of its name: some five times today's."""

LARGE = 200_000
"""The same for every other file: some eight times the largest entry of today."""

_DEBRIS = re.compile(
    r"\..*|.*~|~\$.*|#.*#|4913|.*\.(?:sw[a-p]|orig|rej|bak|tmp|part|crdownload)|.*___jb_(?:tmp|old)___"
    r"|thumbs\.db|ehthumbs\.db|desktop\.ini|__macosx|__pycache__",
    re.IGNORECASE | re.DOTALL,
)
"""What editors, desktops and Git leave behind: no edit, so it never refuses one."""

_DOCUMENTS = re.compile(r".*\.md|LICEN[CS]E(?:\.\w+)?|schema/[\w.-]+\.json", re.DOTALL)
"""What is for editors, not for the bot."""

_ENDINGS = (".yaml", ".yml", ".tsv")
_COPY = re.compile(r"\(\d+\)|^copy of |[ _-]copy\b|conflicted", re.IGNORECASE)
NAME = re.compile(r"[A-Za-z0-9_-]+")
"""The name of a helper's or language's file, without “.yaml”."""


def is_debris(name: str) -> bool:
    """Whether a file or folder of that name was left behind by a program."""
    return bool(_DEBRIS.fullmatch(name))


def files_in(folder: Path) -> list[Path]:
    """
    All files that may say something, in the folder and below: no debris, nothing for editors only.

    Links are named, never followed, and so is a folder in the place of a file. At most MANY, ordered by name.
    """
    found: list[Path] = []
    for root, folders, files in os.walk(folder, followlinks=False):
        here = Path(root)
        folders[:] = sorted(each for each in folders if not is_debris(each))
        odd = [each for each in folders if each.endswith(_ENDINGS) or (here / each).is_symlink()]
        for name in (*files, *odd):
            path = here / name
            if not is_debris(name) and not _DOCUMENTS.fullmatch(path.relative_to(folder).as_posix()):
                found.append(path)
        if len(here.relative_to(folder).parts) >= DEEPEST:
            folders.clear()
        if len(found) > MANY:
            break
    return sorted(found)[:MANY]


def bytes_of(folder: Path, name: str) -> bytes:
    """
    What an ordinary file of the folder holds. Raises Refused for a link, what is no file, and a large one.

    `name` is the file's path within the folder. The file that was looked at is the one that is read: nobody
    can put a link into its place between.
    """
    told = told_of(folder, name)
    for part in _parts(folder, name):
        if part.is_symlink():
            raise Refused(_link(told))
    largest = LARGEST.get(name.partition("/")[0], LARGE)
    try:
        # a pipe is opened without waiting for somebody who writes into it
        number = os.open(folder / name, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
        with os.fdopen(number, "rb") as file:
            if not stat.S_ISREG(os.fstat(number).st_mode):
                raise Refused(
                    Problem(
                        told,
                        0,
                        "the file cannot be opened: it is no ordinary file",
                        "delete it",
                        rule="unread-file",
                    )
                )
            data = file.read(largest + 1)
    except OSError as error:
        raise Refused(
            Problem(
                told,
                0,
                f"the file cannot be opened: {error.strerror}",
                "let the bot read it",
                rule="unread-file",
            )
        ) from None
    if len(data) > largest:
        raise Refused(
            Problem(
                told,
                0,
                f"the file has more than {largest:,} bytes",
                "cut it: nothing of it is read",
                rule="unread-file",
            )
        )
    return data


def text_of_file(folder: Path, name: str) -> str:
    """
    The text of a file of the folder, its lines ended by a line feed only.

    Raises Refused as `bytes_of` does, and for what is not UTF-8.
    """
    return decoded(bytes_of(folder, name), told_of(folder, name))


def decoded(data: bytes, told: str) -> str:
    """Bytes as text, lines ended by a line feed only. Raises Refused for what is not UTF-8."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\x00" in data[:4]:
        raise Refused(
            Problem(told, 1, "this is UTF-16 text, not UTF-8", "save the file as UTF-8", rule="unread-file")
        )
    try:
        return data.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise Refused(
            Problem(told, line, "this is not UTF-8 text", "save the file as UTF-8", rule="unread-file")
        ) from None


def unread(folder: Path, files: Iterable[Path], taken: frozenset[str]) -> Iterator[Problem]:
    """Those of a folder's files that nobody reads, though an editor believes that they count."""
    for number, path in enumerate(files, start=1):
        name = path.relative_to(folder).as_posix()
        told = told_of(folder, name)
        if number == MANY:
            yield Problem(
                told,
                0,
                f"the folder has {MANY:,} files or more",
                "name the knowledge folder itself",
                rule="unread-file",
            )
        elif name in taken:
            continue
        elif path.is_symlink():
            yield _link(told)
        else:
            yield Problem(
                told, 0, "nobody reads a file of this name in this place", _mend(name), rule="unread-file"
            )


def told_of(folder: Path, name: str) -> str:
    """How a file of the folder is named to people: knowledge/notice.yaml."""
    return printable((folder / name).relative_to(folder.parent).as_posix())


def _link(told: str) -> Problem:
    return Problem(told, 0, "this is a link to another place", "put the file itself here", rule="link")


def _mend(name: str) -> str:
    *folders, last = name.split("/")
    if any(_COPY.search(part) for part in (*folders, last)):
        return "delete the copy"
    if last.lower().endswith((".yml", ".yaml.txt")) or (
        last.lower().endswith(".yaml") and last != last.lower()
    ):
        return f"call it {last.partition('.')[0].lower()}.yaml"
    if folders[:1] == ["topics"]:
        return "call it topics/<topic>/<entry>/entry.yaml"
    return "put it where knowledge/README.md says, or delete it"


def _parts(folder: Path, name: str) -> Iterator[Path]:
    here = folder
    for part in name.split("/"):
        here /= part
        yield here
