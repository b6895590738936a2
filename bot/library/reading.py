"""Reading a knowledge folder. Changes when the files of one thing are put together in another way."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from difflib import get_close_matches
from pathlib import Path
from typing import Any, TypeVar

from bot.knowledge import ENGLISH, Asks, Card, DangerWords, Entry, Knowledge, Notice, Translation
from bot.library import kinds
from bot.library.clusters import read_clusters
from bot.library.folder import files_in, text_of_file, told_of, unread
from bot.library.items import Item, Refused, cut
from bot.library.kinds import Kind, Names, Texts
from bot.library.letters import look_alikes_in
from bot.library.memory import Memory, Parsed
from bot.library.parsing import parse
from bot.problems import Place, Problem, Severity

T = TypeVar("T")

_SHOW = re.compile(r"^show:[ \t]*([^#\n]*)", re.MULTILINE)
"""What a notice says of itself, in a file that may be broken everywhere else."""

_CLUSTERS = "generated/clusters/{language}.tsv"


class FolderReader:
    """Reads a folder once: `read` gives what it says; `problems` and `places` are filled on the way."""

    def __init__(self, folder: Path, memory: Memory) -> None:
        self.folder = folder
        self.problems: list[Problem] = []
        self.places: dict[str, Place] = {}
        self._memory = memory
        self._files = files_in(folder)
        self._names = [path.relative_to(folder).as_posix() for path in self._files]
        self._taken: set[str] = set()
        """The names in the folder that somebody reads, or has already named a mistake of."""

    def read(self) -> Knowledge:
        """All that the folder says. One bad file withholds what it holds, never the rest."""
        flawed: dict[str, str] = {}
        entries, topics = self._entries(flawed)
        asks = self._asks(topics, flawed)
        knowledge = Knowledge(
            entries=entries,
            flawed=flawed,
            translations=self._translations(topics),
            asks={code: {name: each.asks for name, each in found.items()} for code, found in asks.items()},
            confusions={
                code: {name: each.confused_with for name, each in found.items()}
                for code, found in asks.items()
            },
            services=self._each(kinds.SERVICE, "service"),
            helper_words=self._each(kinds.HELPERS, "other"),
            terms=self._each(kinds.TERMS, "other"),
            amounts=self._file(kinds.FACTS) or {},
            evidence=self._file(kinds.EVIDENCE) or {},
            voices=self._each(kinds.VOICE),
            dangers=self._dangers(),
            languages=self._file(kinds.LANGUAGES) or (),
            elsewhere=self._file(kinds.ELSEWHERE) or {},
            special=self._file(kinds.SPECIAL),
            out_of_scope=self._each(kinds.OUT_OF_SCOPE),
            clusters=self._clusters(),
            calibrations=self._each(kinds.CALIBRATION),
            notice=self._notice(),
            reviewers=self._file(kinds.REVIEWERS) or {},
            pins=self._file(kinds.NUMBERS),
            hosts=self._file(kinds.HOSTS),
            floors=self._file(kinds.FLOORS),
            leave=self._file(kinds.CLOSING),
        )
        self.problems.extend(unread(self.folder, self._files, frozenset(self._taken)))
        self.problems[:] = map(_named, self.problems)
        self._memory.keep(self._files)
        return knowledge

    # ── what several files say together ──────────────────────────────────────────────────────────────

    def _entries(self, flawed: dict[str, str]) -> tuple[tuple[Entry, ...], dict[str, str]]:
        """The entries, and the topic in which each name stands, whether or not it could be read."""
        found: list[Entry] = []
        topics: dict[str, str] = {}
        for name, names in self._of(kinds.ENTRY.path):
            entry_id = names["entry"]
            if entry_id in topics:
                beside = name.removesuffix("entry.yaml")
                self._taken.update(each for each in self._names if each.startswith(beside))
                self.problems.append(
                    Problem(
                        told_of(self.folder, name),
                        1,
                        f"the entry “{entry_id}” stands in {self.places[entry_id].file} too",
                        "give one of the two another folder name",
                    )
                )
                continue
            topics[entry_id] = names["topic"]
            entry = self._value(kinds.ENTRY, name, names, known_as=entry_id)
            if entry.problems:
                flawed[entry_id] = str(_named(entry.problems[0]))
            if entry.value:
                found.append(entry.value)
        return tuple(found), topics

    def _asks(self, topics: Mapping[str, str], flawed: dict[str, str]) -> dict[str, dict[str, Asks]]:
        """By language, then by entry. An entry whose English asks have a mistake is flawed as a whole."""
        found: dict[str, dict[str, Asks]] = {}
        for name, names in self._of(kinds.ASKS.path):
            if topics.get(names["entry"]) != names["topic"]:
                continue
            asks = self._value(kinds.ASKS, name, names)
            if asks.problems and names["language"] == ENGLISH:
                flawed.setdefault(names["entry"], str(asks.problems[0]))
            if asks.value:
                found.setdefault(names["language"], {})[names["entry"]] = asks.value
        return found

    def _translations(self, topics: Mapping[str, str]) -> dict[str, dict[str, Translation]]:
        """By language, then by entry. One with a mistake is left out: a part of it may be lost."""
        found: dict[str, dict[str, Translation]] = {}
        for name, names in self._of(kinds.TRANSLATION.path):
            if topics.get(names["entry"]) != names["topic"]:
                continue
            translation = self._value(kinds.TRANSLATION, name, names)
            if translation.value and not translation.problems:
                found.setdefault(names["other"], {})[names["entry"]] = translation.value
        return found

    def _dangers(self) -> dict[str, DangerWords]:
        """
        By language, from the four files of each that must be there. None where one of them is missing or
        cannot be used: half of what is known of danger would keep calm where it must not. But signs and cries
        are whole without examples: a language may begin with them.
        """
        cards, signs = self._each(kinds.CARDS), self._each(kinds.SIGNS)
        examples, look_alikes = self._each(kinds.EXAMPLES), self._each(kinds.LOOK_ALIKES)
        everyday, stages = self._each(kinds.EVERYDAY), self._each(kinds.STAGE)
        begun = {
            code
            for code in cards.keys() & signs.keys()
            if not any(
                kind.path.format(language=code) in self._names for kind in (kinds.EXAMPLES, kinds.LOOK_ALIKES)
            )
        }
        whole = cards.keys() & signs.keys() & examples.keys() & look_alikes.keys()
        return {
            code: DangerWords(
                language=code,
                cards=cards[code],
                signs=self._of_cards(kinds.SIGNS, code, signs[code].signs, cards[code]),
                cries=self._of_cards(kinds.SIGNS, code, signs[code].cries, cards[code]),
                examples=self._of_cards(kinds.EXAMPLES, code, examples[code], cards[code])
                if code in whole
                else {},
                look_alikes=look_alikes.get(code, ()),
                everyday=everyday.get(code, ()),
                stage=stages.get(code),
            )
            for code in sorted(whole | begun)
        }

    def _of_cards(self, kind: Kind[Any], code: str, texts: Texts, cards: Iterable[Card]) -> Texts:
        """By card. The texts of a card that is not there are named, and lose only themselves."""
        place, known = self.places[kind.path.format(language=code)], tuple(card.id for card in cards)
        for name in texts:
            if name not in known:
                likely = get_close_matches(name, known, n=1)
                mend = f"write “{likely[0]}”" if likely else f"use one of: {', '.join(sorted(known))}"
                found = f"the key “{cut(name)}” is not known here"
                self.problems.append(Problem(place.file, place.line_of(f"{name}:"), found, mend))
        return {name: texts[name] for name in known if name in texts}

    def _notice(self) -> Notice | None:
        """
        A folder may do without the file: then there is no news.

        While it says “show: no”, nothing may hinder somebody who takes a notice down: mistakes are warnings.
        """
        name = kinds.NOTICE.path
        if not os.path.lexists(self.folder / name):
            return None
        before = len(self.problems)
        notice = self._value(kinds.NOTICE, name, {})
        if [line.rstrip() for line in _SHOW.findall(notice.place.text)] == ["no"]:
            self.problems[before:] = [
                replace(each, severity=Severity.WARNING) for each in self.problems[before:]
            ]
        return notice.value

    # ── one file ─────────────────────────────────────────────────────────────────────────────────────

    def _of(self, path: str) -> Iterator[tuple[str, Names]]:
        """The files with such a path, in order, each with what stands for the placeholders."""
        pattern = kinds.pattern_of(path)
        for name in self._names:
            if found := pattern.fullmatch(name):
                yield name, found.groupdict()

    def _each(self, kind: Kind[T], placeholder: str = "language") -> dict[str, T]:
        """All files of a kind that can be used, by what stands for that placeholder."""
        read = ((names[placeholder], self._value(kind, name, names)) for name, names in self._of(kind.path))
        return {name: parsed.value for name, parsed in read if parsed.value is not None}

    def _file(self, kind: Kind[T]) -> T | None:
        """The file of a kind of which there is just one."""
        if not os.path.lexists(self.folder / kind.path):
            told = told_of(self.folder, kind.path)
            self.problems.append(Problem(told, 0, "the file is missing", "add it", rule="file-missing"))
            return None
        return self._value(kind, kind.path, {}).value

    def _clusters(self) -> dict[str, dict[str, tuple[int, ...]]]:
        found: dict[str, dict[str, tuple[int, ...]]] = {}
        for name, names in self._of(_CLUSTERS):
            table = self._parsed(name, lambda file: read_clusters(file.text(), file.told))
            if table.value is not None:
                found[names["language"]] = table.value
        return found

    def _value(self, kind: Kind[T], name: str, names: Names, known_as: str = "") -> Parsed[T]:
        """What a file of a kind says; its place is kept for the checks."""
        parsed = self._parsed(name, lambda file: kind.read(file.item(), names, file.problems))
        self.places[known_as or name] = parsed.place
        return parsed

    def _parsed(self, name: str, read: Callable[[_File], T]) -> Parsed[T]:
        """What a file says, from memory when it is as it was. Its mistakes are told once more."""
        self._taken.add(name)
        parsed = self._memory.get(self.folder / name, lambda: _File(self.folder, name).read(read))
        self.problems.extend(parsed.problems)
        return parsed


class _File:
    """One file while it is read: how far reading came is where its mistakes are told."""

    def __init__(self, folder: Path, name: str) -> None:
        self.told = told_of(folder, name)
        """Its name for people."""
        self.problems: list[Problem] = []
        self._folder, self._name = folder, name
        self._place = Place(self.told)

    def text(self) -> str:
        """All that stands in it. Raises Refused for what is no text file of the folder."""
        text = text_of_file(self._folder, self._name)
        self._place = Place(self.told, text)
        return text

    def item(self) -> Item:
        """The YAML in it, each letter of which is what it looks like. Raises Refused."""
        text = self.text()
        item = parse(text, self.told)
        self._place = Place(self.told, text, _first(item.spots()))
        if wrong := tuple(look_alikes_in(item, text)):
            raise Refused(*wrong)
        return item

    def read(self, read: Callable[[_File], T]) -> Parsed[T]:
        """Whatever goes wrong with a file costs that file, and names it."""
        value: T | None = None
        try:
            value = read(self)
        except Refused as refused:
            self.problems.extend(refused.problems)
        except Exception as error:  # noqa: BLE001 - a bug of ours must not take the other files with it
            self.problems.append(
                Problem(
                    self.told,
                    1,
                    f"reading this file broke the program ({type(error).__name__})",
                    "take the last edit back, and tell those who program the bot",
                )
            )
        return Parsed(value, tuple(self.problems), self._place)


def _named(problem: Problem) -> Problem:
    """A problem that no rule has named is one of reading."""
    return problem if problem.rule else replace(problem, rule="reading")


def _first(spots: Iterator[tuple[str, int]]) -> dict[str, int]:
    found: dict[str, int] = {}
    for text, line in spots:
        found.setdefault(text, line)
    return found
