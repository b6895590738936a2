"""How knowledge lies on disk. Changes when the form of the folder changes."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeVar

from bot.checks import Place, Problem
from bot.knowledge import Entry, Knowledge, Notice
from bot.library.clusters import read_clusters
from bot.library.guards import read_floors, read_hosts, read_leave, read_pins, read_reviewers
from bot.library.items import Item, Refused, parse
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

__all__ = ["Item", "Labelled", "Library", "Refused", "locate", "parse", "read_questions"]

T = TypeVar("T")


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
        return Library(self.folder, knowledge, tuple(map(_named, self.problems)), self.places)

    def _entries(self, flawed: dict[str, str]) -> Iterator[Entry]:
        for path in sorted(self.folder.glob("topics/*/*/entry.yaml")):
            entry_id, topic = path.parent.name, path.parent.parent.name
            if entry_id in self.places:
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
        for path in sorted(self.folder.glob(f"{name}/*.yaml")):
            value = self._read(
                path,
                lambda item, problems, stem=path.stem: read(item, stem, problems),  # type: ignore[misc]
            )
            if value is not None:
                found[path.stem] = value
        return found

    def _clusters(self) -> dict[str, dict[str, tuple[int, ...]]]:
        found: dict[str, dict[str, tuple[int, ...]]] = {}
        for path in sorted(self.folder.glob("clusters/*.tsv")):
            try:
                found[path.stem] = read_clusters(path, self._name(path))
            except Refused as refused:
                self.problems.extend(refused.problems)
        return found

    def _file(self, name: str, read: Callable[[Item, list[Problem]], T]) -> T | None:
        path = self.folder / name
        if not path.is_file():
            self.problems.append(
                Problem(self._name(path), 0, "the file is missing", "add it", rule="file-missing")
            )
            return None
        return self._read(path, read)

    def _notice(self) -> Notice | None:
        """A folder may do without the file: then there is no news."""
        path = self.folder / "notice.yaml"
        return self._read(path, read_notice) if path.exists() else None

    def _read(self, path: Path, read: Callable[[Item, list[Problem]], T]) -> T | None:
        name = self._name(path)
        known_as = path.parent.name if path.name == "entry.yaml" else path.relative_to(self.folder).as_posix()
        self.places[known_as] = Place(name)
        try:
            text = _text_in(path, name)
            self.places[known_as] = Place(name, text)
            item = parse(text, name)
            self.places[known_as] = Place(name, text, _first(item.spots()))
            return read(item, self.problems)
        except Refused as refused:
            self.problems.extend(refused.problems)
            return None

    def _name(self, path: Path) -> str:
        return path.relative_to(self.folder.parent).as_posix()


def _text_in(path: Path, name: str) -> str:
    try:
        data = path.read_bytes()
    except OSError as error:
        raise Refused(
            Problem(name, 0, f"the file cannot be opened: {error.strerror}", "let the bot read it")
        ) from None
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise Refused(Problem(name, line, "this is not UTF-8 text", "save the file as UTF-8")) from None


def _named(problem: Problem) -> Problem:
    """What no rule of its own names cannot be read as it stands."""
    return problem if problem.rule else replace(problem, rule="reading")


def _first(spots: Iterator[tuple[str, int]]) -> dict[str, int]:
    found: dict[str, int] = {}
    for text, line in spots:
        found.setdefault(text, line)
    return found
