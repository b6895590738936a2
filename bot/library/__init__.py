"""How knowledge lies on disk. Changes when the form of the folder changes."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeVar

from bot.knowledge import Entry, Knowledge, Notice
from bot.library.clusters import read_clusters
from bot.library.folder import NAME, files_in, text_of_file, told_of, unread
from bot.library.guards import read_floors, read_hosts, read_leave, read_pins, read_reviewers
from bot.library.items import Item, Refused
from bot.library.letters import look_alikes_in
from bot.library.parsing import parse
from bot.library.questions import Labelled, read_questions
from bot.library.readers import (
    read_amounts,
    read_danger,
    read_entry,
    read_evidence,
    read_languages,
    read_notice,
    read_out_of_scope,
    read_service,
    read_voice,
)
from bot.library.signs import printable
from bot.problems import Place, Problem, Severity

__all__ = [
    "NAME",
    "Item",
    "Labelled",
    "Library",
    "Refused",
    "files_in",
    "locate",
    "parse",
    "printable",
    "read_questions",
]

T = TypeVar("T")
_SHOW = re.compile(r"^show:[ \t]*([^#\n]*)", re.MULTILINE)
"""What a notice says of itself, in a file that may be broken everywhere else."""


def locate(environ: Mapping[str, str] = os.environ) -> Path:
    """The knowledge folder: BOT_KNOWLEDGE, or the one beside this code, or the one installed with it."""
    if chosen := environ.get("BOT_KNOWLEDGE"):
        return Path(chosen)
    bot = Path(__file__).resolve().parent.parent
    beside = bot.parent / "knowledge"
    return beside if beside.is_dir() else bot / "knowledge_files"


@dataclass(frozen=True)
class Library:
    """A knowledge folder as it was read: what is sound, and what its editors must mend."""

    folder: Path
    knowledge: Knowledge
    problems: tuple[Problem, ...]
    places: Mapping[str, Place]
    """Where each entry stands, by its id, and each other file, by its name in the folder."""

    @classmethod
    def read(cls, folder: Path) -> Library:
        """
        Read the whole folder. One bad file withholds what it holds, never the rest.

        Never raises for what the files say; a missing folder is a problem like any other.
        """
        return _Reader(folder).read()


class _Reader:
    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.problems: list[Problem] = []
        self.places: dict[str, Place] = {}
        self._files = files_in(folder)
        self._taken: set[str] = set()
        """The names in the folder that somebody reads, or has already named a mistake of."""

    def read(self) -> Library:
        if not self.folder.is_dir():
            problem = Problem(
                str(self.folder), 0, "there is no such folder", "set BOT_KNOWLEDGE to the knowledge folder"
            )
            return Library(self.folder, Knowledge(), (problem,), {})
        flawed: dict[str, str] = {}
        knowledge = Knowledge(
            entries=tuple(self._entries(flawed)),
            flawed=flawed,
            services=self._folder("services", read_service),
            amounts=self._file("facts.yaml", read_amounts) or {},
            evidence=self._file("evidence.yaml", read_evidence) or {},
            voices=self._folder("voice", read_voice),
            dangers=self._folder("danger", read_danger),
            languages=self._file("languages.yaml", read_languages) or (),
            elsewhere=self._folder("out-of-scope", read_out_of_scope),
            clusters=self._clusters(),
            notice=self._notice(),
            reviewers=self._file("reviewers.yaml", read_reviewers) or {},
            pins=self._file("numbers.yaml", read_pins),
            hosts=self._file("hosts.yaml", read_hosts),
            floors=self._file("floors.yaml", read_floors),
            leave=self._file("closing.yaml", read_leave),
        )
        self.problems.extend(unread(self.folder, self._files, frozenset(self._taken)))
        return Library(self.folder, knowledge, tuple(map(_named, self.problems)), self.places)

    def _entries(self, flawed: dict[str, str]) -> Iterator[Entry]:
        for path in self._found("topics/*/*/entry.yaml"):
            entry_id, topic = path.parent.name, path.parent.parent.name
            if entry_id in self.places:
                self._take(path)
                self.problems.append(
                    Problem(
                        self._name(path),
                        1,
                        f"the entry “{entry_id}” stands in {self.places[entry_id].file} too",
                        "give one of the two another folder name",
                    )
                )
                continue
            before = len(self.problems)
            entry = self._read(
                path,
                lambda item, problems, i=entry_id, t=topic: read_entry(item, i, t, problems),  # type: ignore[misc]
            )
            if len(self.problems) > before:
                flawed[entry_id] = str(self.problems[before])
            if entry:
                yield entry

    def _folder(self, name: str, read: Callable[[Item, str, list[Problem]], T]) -> dict[str, T]:
        found: dict[str, T] = {}
        for path in self._found(f"{name}/*.yaml", NAME):
            value = self._read(
                path,
                lambda item, problems, stem=path.stem: read(item, stem, problems),  # type: ignore[misc]
            )
            if value is not None:
                found[path.stem] = value
        return found

    def _clusters(self) -> dict[str, dict[str, tuple[int, ...]]]:
        found: dict[str, dict[str, tuple[int, ...]]] = {}
        for path in self._found("clusters/*.tsv", NAME):
            name = self._take(path)
            with self._withholding(name):
                found[path.stem] = read_clusters(text_of_file(self.folder, self._within(path)), name)
        return found

    def _file(self, name: str, read: Callable[[Item, list[Problem]], T]) -> T | None:
        path = self.folder / name
        if not os.path.lexists(path):
            self.problems.append(
                Problem(self._name(path), 0, "the file is missing", "add it", rule="file-missing")
            )
            return None
        return self._read(path, read)

    def _notice(self) -> Notice | None:
        """
        A folder may do without the file: then there is no news.

        While it says “show: no”, nothing may hinder somebody who takes a notice down: mistakes are warnings.
        """
        path = self.folder / "notice.yaml"
        if not os.path.lexists(path):
            return None
        before = len(self.problems)
        notice = self._read(path, read_notice)
        if [line.rstrip() for line in _SHOW.findall(self.places[path.name].text)] == ["no"]:
            self.problems[before:] = [
                replace(each, severity=Severity.WARNING) for each in self.problems[before:]
            ]
        return notice

    def _found(self, pattern: str, name: re.Pattern[str] | None = None) -> list[Path]:
        """The files by a pattern, in order; those with another name are nobody's."""
        depth = pattern.count("/") + 1
        within = ((each, each.relative_to(self.folder)) for each in self._files)
        found = (each for each, path in within if len(path.parts) == depth and path.match(pattern))
        return [each for each in found if not name or name.fullmatch(each.stem)]

    def _read(self, path: Path, read: Callable[[Item, list[Problem]], T]) -> T | None:
        name = self._take(path)
        known_as = path.parent.name if path.name == "entry.yaml" else self._within(path)
        self.places[known_as] = Place(name)
        with self._withholding(name):
            text = text_of_file(self.folder, self._within(path))
            self.places[known_as] = Place(name, text)
            item = parse(text, name)
            self.places[known_as] = Place(name, text, _first(item.spots()))
            if wrong := tuple(look_alikes_in(item, text)):
                raise Refused(*wrong)
            return read(item, self.problems)
        return None

    @contextmanager
    def _withholding(self, name: str) -> Iterator[None]:
        """Whatever goes wrong with a file costs that file, and names it."""
        try:
            yield
        except Refused as refused:
            self.problems.extend(refused.problems)
        except Exception as error:  # noqa: BLE001 - a bug of ours must not take the other files with it
            self.problems.append(
                Problem(
                    name,
                    1,
                    f"reading this file broke the program ({type(error).__name__})",
                    "take the last edit back, and tell those who program the bot",
                )
            )

    def _take(self, path: Path) -> str:
        """The file's name for people. Nobody else need say that it is there."""
        self._taken.add(self._within(path))
        return self._name(path)

    def _within(self, path: Path) -> str:
        return path.relative_to(self.folder).as_posix()

    def _name(self, path: Path) -> str:
        return told_of(self.folder, self._within(path))


def _named(problem: Problem) -> Problem:
    """A problem that no rule has named is one of reading."""
    return problem if problem.rule else replace(problem, rule="reading")


def _first(spots: Iterator[tuple[str, int]]) -> dict[str, int]:
    found: dict[str, int] = {}
    for text, line in spots:
        found.setdefault(text, line)
    return found
