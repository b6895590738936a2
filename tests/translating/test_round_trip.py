"""Texts go to translators and come home: nothing is lost, and nothing else in a file changes."""

from __future__ import annotations

import shutil
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from bot.knowledge import ENGLISH
from bot.library import Library, quoted, with_texts
from bot.translating import Catalogue, Left, Unit, Written, files_with, read, units_of, write

ROOT = Path(__file__).parent.parent.parent
KNOWLEDGE = ROOT / "knowledge"
DAY = date(2026, 11, 30)

ODD = (
    "a: b # c",
    'say “999”, "999" or \\n',
    "- a list that is none",
    "one line\nand another",
    " spaces \n around ",
    "{emergency-999} & {samaritans}",
    "'",
    "yes",
    "12",
    "نعم، 999",
    "ሕጂ ደውሉ።",
    "tab\there",
    "#",
    "%s 100 %",
)


@pytest.fixture(scope="module")
def library():
    return Library.read(KNOWLEDGE)


def _codes() -> list[str]:
    return [each.code for each in Library.read(KNOWLEDGE).knowledge.languages if each.code != ENGLISH]


def _home(
    library: Library, code: str, catalogue: Catalogue, folder: Path, by: str = "a language model"
) -> int:
    """Put what a PO file says into a folder's files; how many were written. None may be left out."""
    written = 0

    def now(name: str) -> str:
        path = folder / name
        return path.read_text("utf-8") if path.exists() else ""

    for each in files_with(library.knowledge, code, catalogue.units, now, by=by, on=DAY):
        assert isinstance(each, Written), each
        (folder / each.name).parent.mkdir(parents=True, exist_ok=True)
        (folder / each.name).write_text(each.text, encoding="utf-8")
        written += 1
    return written


@pytest.mark.parametrize("code", _codes())
def test_what_came_home_unchanged_changes_no_file(library, code, tmp_path):
    units = list(units_of(library.knowledge, code))
    data = write(units, code, library.knowledge.terms.get(code, ()), DAY)
    catalogue = read(data, units)
    assert [unit.text for unit in catalogue.units] == [unit.text for unit in units if unit.text]
    assert (catalogue.fuzzy, catalogue.outdated, catalogue.unknown) == (sum(u.is_old for u in units), 0, 0)
    assert _home(library, code, catalogue, KNOWLEDGE) == 0


@pytest.mark.slow
def test_a_language_whose_files_are_gone_is_whole_again(library, tmp_path):
    folder = Path(shutil.copytree(KNOWLEDGE, tmp_path / "knowledge"))
    code = "ti"
    units = list(units_of(library.knowledge, code))
    catalogue = read(write(units, code, (), DAY), units)
    for path in (*folder.glob(f"topics/*/*/{code}.yaml"), *folder.glob(f"[cvh]*/{code}.yaml")):
        path.unlink()
    emptied = Library.read(folder)
    assert not emptied.knowledge.translations.get(code)

    _home(emptied, code, catalogue, folder)
    again = Library.read(folder).knowledge
    assert {u.place: u.text for u in units} == {u.place: u.text for u in units_of(again, code)}
    assert [u.text for u in units_of(again, code)] == [u.text for u in units]
    before = library.knowledge.translations[code]
    assert {name: (t.of, t.answer, t.reception) for name, t in again.translations[code].items()} == {
        name: (t.of, t.answer, t.reception) for name, t in before.items()
    }
    assert again.dangers[code].cards == library.knowledge.dangers[code].cards


@pytest.mark.parametrize("text", ODD)
def test_a_po_file_keeps_every_letter(text):
    unit = Unit("voice", "lines.welcome", "Ask me: “how?”\n{emergency-999}", text.strip())
    assert [each.text for each in read(write([unit], "ti", (), DAY), [unit]).units] == [text.strip()]


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"])), st.sampled_from(["|-", ">-", '"', "'", ""]))
def test_one_text_changes_and_all_else_stays_to_the_letter(text, style):
    old = {
        "|-": "|-\n    old\n    words",
        ">-": ">-\n    old\n    words",
        '"': '"old words"',
        "'": "'old words'",
    }
    head, tail = "# who\nlines:\n  # first\n  one: ", "\n  # second\n  two: b  # kept\nlist: [1, 2]\n"
    changed = with_texts(f"{head}{old.get(style, 'old words')}{tail}", {("lines", "one"): text})
    assert changed.startswith(head)
    assert changed.endswith(tail)
    assert yaml.safe_load(changed)["lines"] == {"one": text, "two": "b"}


@pytest.mark.parametrize("text", ODD)
def test_a_text_is_written_so_that_it_reads_as_itself(text):
    assert yaml.safe_load(f"a:\n  - text: {quoted(text, 4)}\n")["a"] == [{"text": text}]


def test_a_key_that_a_file_lacks_is_added_at_the_end_of_its_group():
    text = "lines:\n  one: a\n\n# next\ntopics:\n  gp: b\n"
    assert with_texts(text, {("lines", "two"): "c"}) == (
        'lines:\n  one: a\n  two: "c"\n\n# next\ntopics:\n  gp: b\n'
    )
    with pytest.raises(KeyError):
        with_texts(text, {("months", 0): "c"})


def test_what_is_whole_or_not_at_all_stays_when_a_text_is_missing(library):
    (entry,) = [each for each in library.knowledge.entries if each.id == "safe-to-see-gp"]
    knowledge = replace(library.knowledge, translations={})
    units = [replace(each, text="algo") for each in units_of(knowledge, "es") if each.file.endswith(entry.id)]
    (found,) = files_with(knowledge, "es", units[1:], lambda _: "", by="somebody", on=DAY)
    assert isinstance(found, Left)
    assert "1 text is not translated" in found.why
    (found,) = files_with(knowledge, "es", units, lambda _: "", by="somebody", on=DAY)
    assert isinstance(found, Written)
