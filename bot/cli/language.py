"""`language`: begin a language, see what it lacks, send its texts to translators and fetch them home."""

from __future__ import annotations

import argparse
from collections.abc import Iterator

from bot.checks import CheckContext, TranslationRules
from bot.cli import language_files
from bot.cli.common import Commands, Mistaken, called, read_library, this_day
from bot.cli.language_files import known_language, save
from bot.knowledge import ENGLISH, Entry, Knowledge
from bot.library import Library, printable, with_texts
from bot.library.kinds import TRANSLATION
from bot.translating import Progress, lacking, progress, stale

COLUMNS = (
    "", "state", "cards", "voice", "answers", "stale", "signed", "helpers", "asks", "signs", "dangers",
    "look-alikes", "off topic",
)  # fmt: skip


def add(commands: Commands) -> None:
    """Add the command."""
    parser = commands.add_parser(
        "language", help="begin a language, see what it lacks, send texts to translators and back"
    )
    of = parser.add_subparsers(title="what to do", metavar="WHAT", required=True)

    status = of.add_parser("status", help="what each language has, and what it lacks")
    status.add_argument("code", nargs="?", help="one language, such as es: then file by file")
    status.set_defaults(run=_status)

    old = of.add_parser("stale", help="translations whose English words have changed: nobody is told them")
    old.add_argument("code", nargs="?", help="one language")
    old.set_defaults(run=_stale)

    stamp = of.add_parser("stamp", help="say that translations of an entry still say what the English says")
    stamp.add_argument("entry", help="the name of the entry's folder")
    stamp.add_argument("codes", nargs="*", metavar="CODE", help="languages; without one, all that are stale")
    stamp.set_defaults(run=_stamp)

    language_files.add(of)


# ── status, stale ────────────────────────────────────────────────────────────────────────────────────


def _status(arguments: argparse.Namespace) -> int:
    knowledge = read_library().knowledge
    if arguments.code:
        known_language(knowledge, arguments.code)
        print("\n".join(_whole(knowledge, arguments.code)))
        return 0
    today = this_day()
    rows = [
        COLUMNS,
        *(_row(progress(knowledge, each, today)) for each in knowledge.languages if each.code != ENGLISH),
    ]
    widths = [max(len(row[number]) for row in rows) for number in range(len(COLUMNS))]
    for row in rows:
        print("  ".join(f"{cell:>{width}}" for cell, width in zip(row, widths, strict=True)).rstrip())
    print("\nDone of all: texts of cards, voice and helpers; entries with an answer, and with asks.")
    return 0


def _row(found: Progress) -> tuple[str, ...]:
    cells = (
        found.language.code, found.language.state, found.cards, found.voice, found.answers, found.stale,
        found.signed, found.helpers, found.asks, found.signs, found.dangers, found.look_alikes,
        found.off_topic,
    )  # fmt: skip
    return tuple(map(str, cells))


def _whole(knowledge: Knowledge, code: str) -> Iterator[str]:
    """All that a language lacks, a line each."""
    missing = lacking(knowledge, code)
    for file, count in missing.items():
        yield f"{file}: {count} {'text is' if count == 1 else 'texts are'} not translated"
    for entry, _ in stale(knowledge, code):
        yield f"topics/{entry.topic}/{entry.id}: its English words have changed since"
    for entry in knowledge.entries:
        if not entry.draft and not knowledge.asks.get(code, {}).get(entry.id):
            yield f"topics/{entry.topic}/{entry.id}/asks: nobody has written how people ask it"
    if missing:
        yield f"To translate: {called()} language export {code} {code}.po"


def _stale(arguments: argparse.Namespace) -> int:
    knowledge = read_library().knowledge
    if arguments.code:
        known_language(knowledge, arguments.code)
    codes = [arguments.code] if arguments.code else sorted(knowledge.translations)
    found = [(entry, code) for code in codes for entry, _ in stale(knowledge, code)]
    for entry, code in found:
        print(f"{TRANSLATION.path.format(topic=entry.topic, entry=entry.id, other=code)}")
    if found:
        print(
            f"\n{len(found)} are of older English words, and nobody is told them. Bring each up to date, or, "
            f"where it still says the same: {called()} language stamp ENTRY CODE"
        )
    else:
        print("Every translation is of today's English words.")
    return 0


# ── stamp ────────────────────────────────────────────────────────────────────────────────────────────


def _stamp(arguments: argparse.Namespace) -> int:
    library = read_library()
    knowledge = library.knowledge
    entry = next((each for each in knowledge.entries if each.id == arguments.entry), None)
    if entry is None:
        raise Mistaken(f"there is no entry “{printable(arguments.entry)}”: see the folders under topics/")
    for code in arguments.codes:
        known_language(knowledge, code)
        if entry.id not in knowledge.translations.get(code, {}):
            raise Mistaken(f"“{entry.id}” has no translation in “{code}” that can be read")
    of = [
        code
        for code in arguments.codes or sorted(knowledge.translations)
        if any(each.id == entry.id for each, _ in stale(knowledge, code))
    ]
    if not of:
        print(f"Every translation of “{entry.id}” is of today's English words: nothing to do.")
        return 0
    texts = {_file(entry, code): _stamped(library, entry, code) for code in of}
    save(library.folder, texts)
    for name in texts:
        print(f"{name}: it is of {entry.wording} now")
    return 0


def _stamped(library: Library, entry: Entry, code: str) -> str:
    """The file with today's letters. Raises Mistaken where it cannot say what the English says."""
    translation = library.knowledge.translations[code][entry.id]
    name = _file(entry, code)
    rules = TranslationRules(CheckContext(library.knowledge, library.places))
    if wrong := next(rules.shape(name, entry, translation), None):
        raise Mistaken(f"{wrong.file}:{wrong.line}: {wrong.found}; {wrong.mend}")
    return with_texts((library.folder / name).read_text(encoding="utf-8"), {("wording",): entry.wording})


def _file(entry: Entry, code: str) -> str:
    return TRANSLATION.path.format(topic=entry.topic, entry=entry.id, other=code)
