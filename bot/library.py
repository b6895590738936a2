"""How knowledge lies on disk. Changes when the form of the files changes."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import TypeVar

import yaml

from bot.checks import Place, Problem
from bot.knowledge import (
    ALL_NATIONS,
    Amount,
    Answer,
    Card,
    Confidence,
    Confusion,
    DangerWords,
    Entry,
    Fact,
    Independence,
    Knowledge,
    Language,
    Nation,
    Nations,
    Passage,
    Period,
    Review,
    Rumour,
    Service,
    Sign,
    Source,
    Status,
    Voice,
)

T = TypeVar("T")
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")


def locate(environ: Mapping[str, str] = os.environ) -> Path:
    """
    The knowledge folder: BOT_KNOWLEDGE, or the one beside this code, or the one installed with it.
    """
    if chosen := environ.get("BOT_KNOWLEDGE"):
        return Path(chosen)
    here = Path(__file__).resolve().parent
    beside = here.parent / "knowledge"
    return beside if beside.is_dir() else here / "knowledge_files"


@dataclass(frozen=True, slots=True)
class Item:
    """A piece of a YAML file, all plain values as text, that knows where it stands."""

    file: str
    line: int
    value: str | list[Item] | dict[str, Item]
    keys: Mapping[str, int] = field(default_factory=dict)

    @property
    def kind(self) -> str:
        """What it is, in an editor's words."""
        match self.value:
            case str():
                return f"the text “{_cut(self.value)}”" if self.value else "nothing"
            case list():
                return "a list"
            case _:
                return "a group of keys"


def _cut(text: str) -> str:
    return text if len(text) <= 40 else text[:39] + "…"


class Refused(Exception):  # noqa: N818 - it is not the program's error but the file's
    """A file or a part of it that cannot be used. Carries the problem for its editor."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(str(problem))
        self.problem = problem


def _refuse(item: Item, found: str, mend: str) -> Refused:
    return Refused(Problem(item.file, item.line, found, mend))


def parse(text: str, file: str) -> Item:
    """
    Read one YAML file. Plain values stay text: `no` is no, `080012` keeps its zero.

    Raises Refused for broken YAML and for a key written twice.
    """
    try:
        node = yaml.compose(text, Loader=yaml.CSafeLoader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line + 1 if mark else 1
        problem = error.problem or "it cannot be read"
        raise Refused(
            Problem(file, line, f"this is not YAML: {problem}", "look for a missing quote, colon or space")
        ) from None
    except yaml.YAMLError as error:
        raise Refused(Problem(file, 1, f"this is not YAML: {error}", "save it as UTF-8 text")) from None
    if node is None:
        raise Refused(Problem(file, 1, "the file is empty", "write its keys, or delete it"))
    return _item(node, file)


def _item(node: yaml.Node, file: str) -> Item:
    line = node.start_mark.line + 1
    match node:
        case yaml.ScalarNode():
            plain = node.style is None and node.value in ("null", "~")
            return Item(file, line, "" if plain else str(node.value))
        case yaml.SequenceNode():
            return Item(file, line, [_item(child, file) for child in node.value])
        case yaml.MappingNode():
            found: dict[str, Item] = {}
            keys: dict[str, int] = {}
            for key, value in node.value:
                name, at = str(key.value), key.start_mark.line + 1
                if name in found:
                    raise Refused(
                        Problem(
                            file,
                            at,
                            f"the key “{name}” stands here a second time (first in line {keys[name]})",
                            "keep one of the two",
                        )
                    )
                found[name], keys[name] = _item(value, file), at
            return Item(file, line, found, keys)
    raise Refused(Problem(file, line, "this cannot be read", "write keys, lists and text only"))


class Group:
    """A group of keys that is read once; what nobody asked for is a misspelt key."""

    def __init__(self, item: Item, problems: list[Problem]) -> None:
        if not isinstance(item.value, dict):
            raise _refuse(item, f"{item.kind} stands here", "write keys with values: “key: value”")
        self.item = item
        self.problems = problems
        self._items = item.value
        self._asked: set[str] = set()

    def get(self, key: str) -> Item | None:
        self._asked.add(key)
        found = self._items.get(key)
        return None if found is None or found.value == "" else found

    def need(self, key: str) -> Item:
        found = self.get(key)
        if found is None:
            raise _refuse(self.item, f"“{key}” is missing", f"add “{key}: …”")
        return found

    def text(self, key: str, default: str = "") -> str:
        found = self.get(key)
        return _text(found) if found else default

    def needed_text(self, key: str) -> str:
        return _text(self.need(key))

    def list(self, key: str, read: Callable[[Item], T]) -> tuple[T, ...]:
        found = self.get(key)
        return tuple(self._each(found, read)) if found else ()

    def _each(self, found: Item, read: Callable[[Item], T]) -> Iterator[T]:
        """Every element that can be read; the others become problems, and lose only themselves."""
        if not isinstance(found.value, list):
            raise _refuse(found, f"{found.kind} stands where a list belongs", "begin each line with “- ”")
        for each in found.value:
            try:
                yield read(each)
            except Refused as refused:
                self.problems.append(refused.problem)

    def groups(self, key: str) -> tuple[Group, ...]:
        return self.list(key, lambda each: Group(each, self.problems))

    def items(self) -> Iterator[tuple[str, Item]]:
        self._asked.update(self._items)
        yield from self._items.items()

    def finish(self) -> None:
        """Say which keys nobody knows."""
        for key in self._items.keys() - self._asked:
            known = ", ".join(sorted(self._asked))
            line = self.item.keys.get(key, self.item.line)
            self.problems.append(
                Problem(self.item.file, line, f"the key “{key}” is not known here", f"use one of: {known}")
            )


def _text(item: Item) -> str:
    if not isinstance(item.value, str):
        raise _refuse(item, f"{item.kind} stands where text belongs", "write it as one text")
    return " ".join(item.value.split()) if "\n" not in item.value.strip() else item.value.strip()


def _day(item: Item) -> date:
    text = _text(item)
    if _DATE.fullmatch(text):
        try:
            return date.fromisoformat(text)
        except ValueError:
            pass
    raise _refuse(item, f"“{_cut(text)}” is not a date", "write year-month-day, such as 2026-11-22")


def _one_of(item: Item, kind: type[T], what: str) -> T:
    text = _text(item)
    try:
        return kind(text)  # type: ignore[call-arg]
    except ValueError:
        known = ", ".join(str(each) for each in kind)  # type: ignore[attr-defined]
        raise _refuse(item, f"“{_cut(text)}” is not {what}", f"use one of: {known}") from None


def _nation(item: Item) -> Nation:
    return _one_of(item, Nation, "a nation")


def _nations(group: Group, default: Nations = ()) -> Nations:
    return group.list("nations", _nation) or default


def _passage(problems: list[Problem]) -> Callable[[Item], Passage]:
    def read(item: Item) -> Passage:
        if isinstance(item.value, str):
            return Passage(_text(item))
        group = Group(item, problems)
        passage = Passage(group.needed_text("text"), group.list("nations", _nation))
        group.finish()
        return passage

    return read


def _passages(group: Group, key: str) -> tuple[Passage, ...]:
    found = group.get(key)
    if found is None:
        return ()
    read = _passage(group.problems)
    return group.list(key, read) if isinstance(found.value, list) else (read(found),)


def _source(group: Group, *, dated: bool) -> Source:
    checked = group.need("checked") if dated else group.get("checked")
    source = Source(
        name=group.needed_text("name"),
        url=group.text("url"),
        is_for=group.text("for"),
        checked=_day(checked) if checked else None,
        copy=group.text("copy") == "true",
    )
    group.finish()
    return source


def read_entry(item: Item, entry_id: str, topic: str, problems: list[Problem]) -> Entry:
    """An `entry.yaml`. Raises Refused when a part without which nothing can be said is not there."""
    group = Group(item, problems)
    answer = Group(group.need("answer"), problems)
    rumour = answer.get("rumour")
    review = group.get("review")
    confusions = group.groups("confused_with")
    entry = Entry(
        id=entry_id,
        topic=topic,
        title=group.needed_text("title"),
        nations=_nations(group, ALL_NATIONS),
        asks=group.list("asks", _text),
        confused_with=tuple(_confusion(each) for each in confusions),
        answer=Answer(
            short=_passages(answer, "short") or _missing(answer, "short"),
            steps=_passages(answer, "steps"),
            warn=_passages(answer, "warn"),
            rumour=_rumour(Group(rumour, problems)) if rumour else None,
        ),
        show_at_reception=group.text("show_at_reception"),
        get_help=group.list("get_help", _text),
        related=group.list("related", _text),
        sources=tuple(_source(each, dated=True) for each in group.groups("sources")),
        facts=group.list("facts", _text),
        next=_day(group.need("next")),
        review=_review(Group(review, problems)) if review else None,
    )
    answer.finish()
    group.finish()
    return entry


def _missing(group: Group, key: str) -> tuple[Passage, ...]:
    group.need(key)
    raise _refuse(group.item, f"“{key}” says nothing", f"write the answer after “{key}:”")


def _confusion(group: Group) -> Confusion:
    confusion = Confusion(group.needed_text("ask"), group.needed_text("see"))
    group.finish()
    return confusion


def _rumour(group: Group) -> Rumour:
    rumour = Rumour(
        group.needed_text("people_say"), group.needed_text("rule_says"), _day(group.need("as_of"))
    )
    group.finish()
    return rumour


def _review(group: Group) -> Review:
    review = Review(group.needed_text("by"), _day(group.need("on")), group.needed_text("wording"))
    group.finish()
    return review


def read_service(item: Item, service_id: str, problems: list[Problem]) -> Service:
    """A file of `services/`."""
    group = Group(item, problems)
    service = Service(
        id=service_id,
        name=group.needed_text("name"),
        does=group.needed_text("does"),
        independence=_one_of(group.need("independence"), Independence, "a kind of helper"),
        nations=_nations(group, ALL_NATIONS),
        sources=tuple(_source(each, dated=False) for each in group.groups("sources")),
        checked=_day(group.need("checked")),
        phone=group.text("phone"),
        text=group.text("text"),
        email=group.text("email"),
        url=group.text("url"),
        hours=group.text("hours"),
        languages=group.text("languages"),
        free=group.text("free") == "true",
        note=group.text("note"),
    )
    group.finish()
    return service


def read_fact(item: Item, fact_id: str, problems: list[Problem]) -> Fact:
    """One fact of `evidence.yaml`. A confidence other than high or medium is refused."""
    group = Group(item, problems)
    fact = Fact(
        id=fact_id,
        says=group.needed_text("says"),
        nations=_nations(group, ALL_NATIONS),
        status=_one_of(group.need("status"), Status, "a status"),
        as_of=group.needed_text("as_of"),
        confidence=_one_of(group.need("confidence"), Confidence, "a confidence that may be spoken"),
        sources=tuple(_source(each, dated=False) for each in group.groups("sources")),
    )
    group.finish()
    return fact


def read_amount(item: Item, name: str, problems: list[Problem]) -> Amount:
    """One amount of `facts.yaml`: a list of values with the days on which they hold."""
    holder = Group(Item(item.file, item.line, {"periods": item}), problems)
    periods = []
    for group in holder.groups("periods"):
        until = group.need("until")
        end = None if _text(until) == "open" else _day(until)
        periods.append(
            Period(
                value=group.needed_text("value"),
                start=_day(group.need("from")),
                end=end,
                fact=group.needed_text("fact"),
            )
        )
        group.finish()
    return Amount(name, tuple(periods))


def read_voice(item: Item, language: str, problems: list[Problem]) -> Voice:
    """A file of `voice/`."""
    group = Group(item, problems)
    nations = Group(group.need("nations"), problems)
    places = Group(group.need("places"), problems)
    voice = Voice(
        language=language,
        lines={name: _text(line) for name, line in Group(group.need("lines"), problems).items()},
        topics={name: _text(line) for name, line in Group(group.need("topics"), problems).items()},
        nations={nation: nations.needed_text(nation) for nation in Nation},
        places={nation: places.list(nation, _text) for nation in Nation},
        small_talk=_text_lists(Group(group.need("small_talk"), problems)),
        months=group.list("months", _text),
    )
    for part in (nations, places, group):
        part.finish()
    return voice


def read_danger(item: Item, language: str, problems: list[Problem]) -> DangerWords:
    """A file of `danger/`."""
    group = Group(item, problems)
    words = DangerWords(
        language=language,
        cards=tuple(_card(each) for each in group.groups("cards")),
        signs=tuple(_sign(each) for each in group.groups("signs")),
        softeners=group.list("softeners", _text),
        examples=_text_lists(Group(group.need("examples"), problems)),
        look_alikes=group.list("look_alikes", _text),
    )
    group.finish()
    return words


def _card(group: Group) -> Card:
    card = Card(
        id=group.needed_text("id"),
        outcome=group.needed_text("outcome"),
        title=group.needed_text("title"),
        lines=_passages(group, "lines"),
        get_help=group.list("get_help", _text),
        facts=group.list("facts", _text),
    )
    group.finish()
    return card


def _sign(group: Group) -> Sign:
    def words(item: Item) -> tuple[str, ...]:
        return Group(Item(item.file, item.line, {"words": item}), group.problems).list("words", _text)

    near = group.list("near", words)
    within = group.text("within", "4")
    if not within.isdigit():
        raise _refuse(group.item, f"“{within}” is not a number of words", "write such as “within: 4”")
    sign = Sign(group.needed_text("card"), near, int(within))
    group.finish()
    return sign


def _text_lists(group: Group) -> dict[str, tuple[str, ...]]:
    return {name: group.list(name, _text) for name, _ in group.items()}


def _read_languages(item: Item, problems: list[Problem]) -> tuple[Language, ...]:
    found = []
    for code, each in Group(item, problems).items():
        group = Group(each, problems)
        found.append(
            Language(
                code,
                group.needed_text("name"),
                group.text("direction", "ltr"),
                group.text("state", "draft"),
            )
        )
        group.finish()
    return tuple(found)


@dataclass(frozen=True)
class Library:
    """A knowledge folder as it was read: what is sound, and what its editors must mend."""

    folder: Path
    knowledge: Knowledge
    problems: tuple[Problem, ...]
    places: Mapping[str, Place]
    """Where each entry and service stands, by its id, and each other file, by its name."""

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
        knowledge = Knowledge(
            entries=tuple(self._entries()),
            services=self._folder("services", read_service),
            amounts=self._file("facts.yaml", lambda item, problems: self._named(item, read_amount)) or {},
            evidence=self._file("evidence.yaml", lambda item, problems: self._named(item, read_fact)) or {},
            voices=self._folder("voice", read_voice),
            dangers=self._folder("danger", read_danger),
            languages=self._file("languages.yaml", _read_languages) or (),
            elsewhere=self._folder("out-of-scope", _read_out_of_scope),
        )
        return Library(self.folder, knowledge, tuple(self.problems), self.places)

    def _entries(self) -> Iterator[Entry]:
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
            entry = self._read(
                path,
                lambda item, problems, i=entry_id, t=topic: read_entry(item, i, t, problems),  # type: ignore[misc]
            )
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

    def _file(self, name: str, read: Callable[[Item, list[Problem]], T]) -> T | None:
        path = self.folder / name
        if not path.is_file():
            self.problems.append(Problem(name, 0, "the file is missing", f"add knowledge/{name}"))
            return None
        return self._read(path, read)

    def _read(self, path: Path, read: Callable[[Item, list[Problem]], T]) -> T | None:
        try:
            text = path.read_bytes().decode("utf-8")
        except UnicodeDecodeError:
            self.problems.append(Problem(self._name(path), 1, "this is not UTF-8 text", "save it as UTF-8"))
            return None
        place = Place(self._name(path), tuple(text.splitlines()))
        self.places[_known_as(path, self.folder)] = place
        try:
            return read(parse(text, place.file), self.problems)
        except Refused as refused:
            self.problems.append(refused.problem)
            return None

    def _named(self, item: Item, read: Callable[[Item, str, list[Problem]], T]) -> dict[str, T]:
        """Every value of a file of named values that can be read; the others become problems."""
        found: dict[str, T] = {}
        for name, each in Group(item, self.problems).items():
            try:
                found[name] = read(each, name, self.problems)
            except Refused as refused:
                self.problems.append(refused.problem)
        return found

    def _name(self, path: Path) -> str:
        return path.relative_to(self.folder.parent).as_posix()


def _known_as(path: Path, folder: Path) -> str:
    """How the checks call a file: an entry or service by its id, any other by its name in the folder."""
    if path.name == "entry.yaml":
        return path.parent.name
    return path.stem if path.parent.name == "services" else path.relative_to(folder).as_posix()


def _read_out_of_scope(item: Item, language: str, problems: list[Problem]) -> tuple[str, ...]:
    group = Group(item, problems)
    asks = group.list("asks", _text)
    group.finish()
    return asks


@dataclass(frozen=True, slots=True)
class Labelled:
    """A question whose right ending is known."""

    text: str
    entry: str | None
    """The entry or danger card that it belongs to; None when no entry answers it."""
    also: tuple[str, ...] = ()
    language: str = "en"
    nation: Nation | None = None
    calm_only: bool = False
    """A look-alike: any ending is right but a danger card."""

    @property
    def right(self) -> frozenset[str]:
        """Every entry that would be right."""
        return frozenset({self.entry, *self.also} - {None})  # type: ignore[arg-type]


def read_questions(path: Path) -> tuple[Labelled, ...]:
    """Labelled questions for `score`. Raises Refused for a file that cannot be read."""
    try:
        item = parse(path.read_text(encoding="utf-8"), str(path))
    except (OSError, UnicodeDecodeError):
        raise Refused(Problem(str(path), 0, "the file cannot be read", "name a YAML file")) from None
    problems: list[Problem] = []
    holder = Group(Item(item.file, item.line, {"questions": item}), problems)
    found = []
    for group in holder.groups("questions"):
        nation = group.get("nation")
        found.append(
            Labelled(
                text=group.needed_text("text"),
                entry=group.text("entry") or None,
                also=group.list("also", _text),
                language=group.text("language", "en"),
                nation=_nation(nation) if nation else None,
                calm_only=group.text("danger") == "no",
            )
        )
        group.finish()
    if problems:
        raise Refused(problems[0])
    return tuple(found)
