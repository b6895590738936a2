"""`language new`, `export` and `import`: the files of a language, written and read."""

from __future__ import annotations

import argparse
import re
from collections.abc import Mapping
from pathlib import Path

from babel import Locale, UnknownLocaleError

from bot.cli.common import Commands, Mistaken, called, read_library, this_day
from bot.knowledge import ENGLISH, Knowledge
from bot.library import printable, quoted
from bot.library.kinds import SIGNS, TERMS
from bot.translating import Left, NoCatalogue, files_with, read, units_of, write

_CODE = re.compile(r"[a-z]{2,3}")

_LANGUAGES = "languages.yaml"


def add(of: Commands) -> None:
    """Add the three commands."""
    new = of.add_parser("new", help="begin a language: its line in languages.yaml, and its blank files")
    new.add_argument("code", help="its code (ISO 639), such as sw")
    new.add_argument("--name", help="its own name for itself, where nobody here knows it")
    new.add_argument(
        "--direction", choices=["ltr", "rtl"], help="how its lines run, where nobody here knows it"
    )
    new.set_defaults(run=_new)

    out = of.add_parser("export", help="write all texts into a PO file (gettext), for Weblate or Poedit")
    out.add_argument("code", help="the language")
    out.add_argument("file", type=Path, help="the PO file, such as sw.po")
    out.set_defaults(run=_export)

    home = of.add_parser("import", help="put the translations of a PO file into the folder's files")
    home.add_argument("code", help="the language")
    home.add_argument("file", type=Path, help="the PO file")
    home.add_argument("--by", default="", help="who or what translated, as people may be told")
    home.set_defaults(run=_import)


def known_language(knowledge: Knowledge, code: str) -> None:
    """Raise Mistaken for a language that has no line in `languages.yaml`, and for English."""
    codes = [each.code for each in knowledge.languages if each.code != ENGLISH]
    if code == ENGLISH:
        raise Mistaken("everything is written in English first: name the language to translate into")
    if code not in codes:
        raise Mistaken(
            f"“{printable(code)}” is no language of {_LANGUAGES}: {', '.join(sorted(codes))}; "
            f"a new one begins with {called()} language new CODE"
        )


def save(folder: Path, texts: Mapping[str, str]) -> None:
    """Write files of the folder, each whole or not at all. Raises Mistaken."""
    for name, text in texts.items():
        path = folder / name
        beside = path.with_name(f".{path.name}.new")
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            beside.write_text(text, encoding="utf-8")
            beside.replace(path)
        except OSError as error:
            raise Mistaken(f"{error.filename} cannot be written: {error.strerror}") from None


# ── new ──────────────────────────────────────────────────────────────────────────────────────────────


def _new(arguments: argparse.Namespace) -> int:
    library = read_library()
    code, knowledge = arguments.code, library.knowledge
    if not _CODE.fullmatch(code):
        raise Mistaken(f"“{printable(code)}” is no code of a language: two or three letters, such as sw")
    if any(each.code == code for each in knowledge.languages) or code == ENGLISH:
        raise Mistaken(
            f"“{code}” has a line in {_LANGUAGES}: {called()} language status {code} says the rest"
        )
    locale = _locale(code)
    name = arguments.name or (locale and locale.get_display_name(code)) or ""
    if not name:
        raise Mistaken(f"nobody here knows what “{code}” calls itself: give --name")
    direction = arguments.direction or (locale.text_direction if locale else "ltr")
    path = library.folder / _LANGUAGES
    line = f"{code}: {{name: {quoted(name)}, direction: {direction}, state: draft}}"
    texts = {_LANGUAGES: f"{path.read_text(encoding='utf-8').rstrip()}\n{line}\n"}
    texts |= {
        file: text for file, text in _blanks(code, knowledge).items() if not (library.folder / file).exists()
    }
    save(library.folder, texts)
    print("\n".join(str(library.folder / file) for file in texts))
    print(
        f"Next: {called()} language export {code} {code}.po, have it translated, {called()} language import "
        f"{code} {code}.po. docs/translating.md has every step."
    )
    return 0


def _blanks(code: str, knowledge: Knowledge) -> dict[str, str]:
    """The files that are written and not translated, each saying itself what belongs in it."""
    words = knowledge.dangers.get(ENGLISH)
    cards = [card.id for card in words.cards] if words else []
    signs = "".join(f"  # {card}:\n  #   - …\n" for card in cards)
    terms = dict.fromkeys(term.english[0] for each in knowledge.terms.values() for term in each)
    blanks = {
        SIGNS.path.format(language=code): (
            f"{SIGNS.modeline}\n"
            "# Words that never pass unnoticed, and whole messages that are a cry for help, as people type\n"
            "# them, in every script and dialect. Nothing that could stand in a calm message.\n\n"
            f"signs: {{}}\n{signs}cries: {{}}\n{signs}"
        )
    }
    if terms:
        blanks[TERMS.path.format(other=code)] = (
            f"{TERMS.modeline}\n"
            "# One word for one thing: what native writers in the UK write. Replace each … and delete what\n"
            "# you do not need. `avoid`: words that the check refuses; `seen`: where you saw yours.\n"
            + "".join(f"- english: [{quoted(term)}]\n  use: …\n" for term in terms)
        )
    return blanks


def _locale(code: str) -> Locale | None:
    try:
        return Locale.parse(code)
    except (UnknownLocaleError, ValueError):
        return None


# ── export, import ───────────────────────────────────────────────────────────────────────────────────


def _export(arguments: argparse.Namespace) -> int:
    knowledge = read_library().knowledge
    known_language(knowledge, arguments.code)
    units = list(units_of(knowledge, arguments.code))
    data = write(units, arguments.code, knowledge.terms.get(arguments.code, ()), this_day())
    try:
        arguments.file.write_bytes(data)
    except OSError as error:
        raise Mistaken(f"{arguments.file} cannot be written: {error.strerror}") from None
    done = sum(bool(unit.text) for unit in units)
    print(f"{arguments.file}: {len(units)} texts, {done} of them translated")
    return 0


def _import(arguments: argparse.Namespace) -> int:
    library = read_library()
    knowledge = library.knowledge
    known_language(knowledge, arguments.code)
    try:
        data = arguments.file.read_bytes()
    except OSError as error:
        raise Mistaken(f"{arguments.file} cannot be read: {error.strerror}") from None
    try:
        catalogue = read(data, units_of(knowledge, arguments.code))
    except NoCatalogue as error:
        raise Mistaken(f"{arguments.file} is no PO file: {error}") from None

    def now(name: str) -> str:
        path = library.folder / name
        return path.read_text(encoding="utf-8") if path.exists() else ""

    found = list(files_with(knowledge, arguments.code, catalogue.units, now, by=arguments.by, on=this_day()))
    left = [each for each in found if isinstance(each, Left)]
    written = [each for each in found if not isinstance(each, Left)]
    save(library.folder, {each.name: each.text for each in written})
    for done in written:
        lost = ", and its review is gone: it was of other words" if done.lost_review else ""
        print(f"{done.name}: {done.changed} new{lost}")
    for kept in left:
        print(f"{kept.name}: left as it is: {kept.why}")
    for count, what in (
        (catalogue.fuzzy, "marked “fuzzy”: look at them again, then take the mark away"),
        (catalogue.outdated, "of English words that have changed: export again"),
        (catalogue.unknown, "of texts that are not there any more"),
    ):
        if count:
            print(f"{count} left in {arguments.file}, {what}")
    print(f"Next: {called()} check" if written else "Nothing is new.")
    return 0
