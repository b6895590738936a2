"""Nothing is read but ordinary files of the folder, and no file of it goes unmentioned."""

from __future__ import annotations

import os
import shutil
import time
import tracemalloc
from pathlib import Path

import pytest

from bot.checks import errors
from bot.library import Library, files_in
from bot.library.folder import LARGE, LARGEST, MANY, is_debris
from tests.factories import TODAY
from tests.library.test_library import GOOD, problems_in, put

SECRET = "123456789:RedTeamRedTeamRedTeamRedTeamRedTe12"
SAID = {"join-a-surgery", "pay-for-pills"}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the good knowledge folder."""
    return Path(shutil.copytree(GOOD, tmp_path / "knowledge"))


@pytest.fixture
def secret(tmp_path: Path) -> Path:
    """A file outside the folder that nobody may read from."""
    place = tmp_path / "secrets"
    place.mkdir()
    (place / "token.yaml").write_text(SECRET + "\n", encoding="utf-8")
    return place / "token.yaml"


def told(folder: Path) -> list[str]:
    return [str(problem) for problem in problems_in(folder)]


# ── links and what is no file ────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "name",
    [
        "services/zz.yaml",
        "voice/pl.yaml",
        "cards/pl.yaml",
        "danger/pl/examples.yaml",
        "topics/gp/join-a-surgery/pl.yaml",
        "topics/gp/join-a-surgery/asks/pl.yaml",
        "out-of-scope/en.yaml",
        "generated/clusters/pl.tsv",
        "topics/gp/other/entry.yaml",
        "notes.yaml",
        "topics/gp/zz.txt",
    ],
)
def test_a_link_is_refused_by_its_name_and_nothing_behind_it_is_told(
    name: str, folder: Path, secret: Path
) -> None:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.unlink(missing_ok=True)
    path.symlink_to(secret)
    assert f"knowledge/{name}: this is a link to another place; put the file itself here" in told(folder)
    assert not any("RedTeam" in each or "123456789" in each for each in told(folder))
    assert set(Library.read(folder).knowledge.published(TODAY).entries) == SAID


@pytest.mark.parametrize("name", ["notice.yaml", "facts.yaml", "evidence.yaml", "languages.yaml"])
def test_a_link_in_the_place_of_a_file_that_must_be_there_is_refused(
    name: str, folder: Path, secret: Path
) -> None:
    (folder / name).unlink()
    (folder / name).symlink_to(secret)
    assert f"knowledge/{name}: this is a link to another place; put the file itself here" in told(folder)
    assert not any("RedTeam" in each for each in told(folder))


@pytest.mark.parametrize("name", ["services", "topics", "topics/gp", "topics/gp/join-a-surgery", "voice"])
def test_a_folder_behind_a_link_is_refused_and_not_looked_into(
    name: str, folder: Path, tmp_path: Path
) -> None:
    elsewhere = tmp_path / "elsewhere"
    shutil.move(folder / name, elsewhere)
    put(elsewhere, "my-secret-name.yaml", SECRET)
    (folder / name).symlink_to(elsewhere)
    assert f"knowledge/{name}: this is a link to another place; put the file itself here" in told(folder)
    assert not any("my-secret-name" in each or "RedTeam" in each for each in told(folder))


def test_a_link_within_the_folder_is_refused_too(folder: Path) -> None:
    (folder / "services" / "zz.yaml").symlink_to("kind-helpers.yaml")
    assert told(folder) == [
        "knowledge/services/zz.yaml: this is a link to another place; put the file itself here"
    ]


def test_the_whole_folder_may_stand_behind_a_link(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "current").symlink_to(folder)
    assert problems_in(tmp_path / "current") == ()


def test_a_pipe_in_the_place_of_a_file_keeps_nobody_waiting(folder: Path) -> None:
    os.mkfifo(folder / "services" / "zz.yaml")
    assert told(folder) == [
        "knowledge/services/zz.yaml: the file cannot be opened: it is no ordinary file; delete it"
    ]


@pytest.mark.parametrize("text", [SECRET, f"- {SECRET}", f"'{SECRET}'", f"|\n  {SECRET}", f"[{SECRET}]"])
def test_a_copy_of_a_secret_is_not_quoted(text: str, folder: Path) -> None:
    put(folder, "services/zz.yaml", text + "\n")
    (problem,) = problems_in(folder)
    assert problem.file == "knowledge/services/zz.yaml"
    assert "RedTeam" not in str(problem)
    assert "123456789" not in str(problem)


# ── sizes ────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("name", "largest"),
    [
        ("services/zz.yaml", LARGE),
        ("notice.yaml", LARGE),
        ("danger/pl/examples.yaml", LARGEST["danger"]),
        ("evidence.yaml", LARGEST["evidence.yaml"]),
        ("generated/clusters/pl.tsv", LARGEST["generated"]),
    ],
)
def test_a_file_that_is_too_large_is_refused_before_it_is_read(name: str, largest: int, folder: Path) -> None:
    put(folder, name, "a: b\n")
    with (folder / name).open("r+b") as file:
        file.truncate(1 << 40)  # a terabyte, of which nothing is on the disk
    tracemalloc.start()
    found = told(folder)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert (
        f"knowledge/{name}: the file has more than {largest:,} bytes; cut it: nothing of it is read" in found
    )
    assert peak < 40_000_000


def test_todays_files_are_far_from_the_largest() -> None:
    knowledge = Path(__file__).parents[2] / "knowledge"
    for path in files_in(knowledge):
        first = path.relative_to(knowledge).parts[0]
        assert path.stat().st_size * 3 < LARGEST.get(first, LARGE)


BOMBS = {
    "nine by nine": "a: &a [x,x,x,x,x,x,x,x,x]\n"
    + "".join(
        f"{name}: &{name} [{','.join([f'*{before}'] * 9)}]\n"
        for before, name in zip("abcdefgh", "bcdefghi", strict=True)
    ),
    "brackets": "title: " + "[" * 190_000,
    "braces": "title: " + "{a: " * 45_000,
    "closed brackets": "title: " + "[" * 90_000 + "]" * 90_000,
    "dashes": "title:\n  " + "- " * 90_000 + "x\n",
    "question marks": "? " * 90_000,
    "many texts": "title: [" + "a," * 99_000 + "]\n",
    "many keys": "".join(f"k{number}: x\n" for number in range(20_000)),
    "keys twice": "key: x\n" * 25_000,
    "one long text": "title: " + "a " * 90_000,
    "one long line in quotes": 'title: "' + "a\\n" * 60_000,
    "hashes": "title: a" + " #" * 90_000,
    "empty lines": "\n" * 190_000,
    "tabs": "\t" * 190_000,
    "no-break spaces": "\xa0" * 90_000,
    "no-break spaces, one a line": "\xa0\n" * 60_000,
    "conflict marks": "<<<<<<<\n" * 20_000,
    "wide colons": "title：\n" * 18_000,
    "letters in parts": "e\u0301\n" * 40_000,
    "quotes": "'" * 190_000,
    "anchors": "&a " * 60_000,
    "tags": "!a " * 60_000,
    "a Cyrillic word a line": "title: |-\n" + "  dеsk\n" * 20_000,
}


@pytest.mark.parametrize("bomb", BOMBS.values(), ids=BOMBS)
def test_a_small_file_costs_little_time_and_memory_whatever_it_holds(bomb: str, folder: Path) -> None:
    assert len(bomb.encode()) <= LARGE
    put(folder, "notice.yaml", bomb)
    seconds = []
    for _ in range(3):
        start = time.process_time()
        found = Library.read(folder).problems
        seconds.append(time.process_time() - start)
    assert found
    assert {problem.file for problem in found} == {"knowledge/notice.yaml"}
    assert all(problem.line >= 1 and str(problem).isprintable() for problem in found)
    assert "broke the program" not in str(found)
    assert min(seconds) < 2
    tracemalloc.start()
    Library.read(folder)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 80_000_000


# ── files that nobody reads ──────────────────────────────────────────────────────────────────────────

STRAY = {
    "topics/gp/join-a-clinic/entry.yml": "call it entry.yaml",
    "topics/gp/join-a-clinic/Entry.yaml": "call it entry.yaml",
    "topics/gp/join-a-clinic/entry.yaml.txt": "call it entry.yaml",
    "topics/gp/join-a-clinic/en.yaml": "call it topics/<topic>/<entry>/entry.yaml",
    "topics/gp/deeper/join-a-clinic/entry.yaml": "call it topics/<topic>/<entry>/entry.yaml",
    "topics/join-a-clinic/entry.yaml": "call it topics/<topic>/<entry>/entry.yaml",
    "topics/entry.yaml": "call it topics/<topic>/<entry>/entry.yaml",
    "entry.yaml": "put it where knowledge/README.md says, or delete it",
    "gp/join-a-clinic/entry.yaml": "put it where knowledge/README.md says, or delete it",
    "voice/en (1).yaml": "delete the copy",
    "voice/Copy of en.yaml": "delete the copy",
    "voice/en - Copy.yaml": "delete the copy",
    "danger/en copy/signs.yaml": "delete the copy",
    "services/kind-helpers (conflicted copy 2026-11-28).yaml": "delete the copy",
    "services/kind-helpers.yml": "call it kind-helpers.yaml",
    "services/uk/kind-helpers.yaml": "put it where knowledge/README.md says, or delete it",
    "generated/clusters/en.csv": "put it where knowledge/README.md says, or delete it",
    "Notice.yaml": "call it notice.yaml",
    "notes.txt": "put it where knowledge/README.md says, or delete it",
}


@pytest.mark.parametrize("name", STRAY)
def test_a_file_that_nobody_reads_is_an_error_and_hinders_nothing_else(name: str, folder: Path) -> None:
    put(folder, name, (folder / "topics/gp/join-a-surgery/entry.yaml").read_bytes())
    (problem,) = errors(problems_in(folder))
    assert str(problem) == f"knowledge/{name}: nobody reads a file of this name in this place; {STRAY[name]}"
    assert set(Library.read(folder).knowledge.published(TODAY).entries) == SAID


DEBRIS = [
    ".#en.yaml", "en.yaml~", "#en.yaml#", ".en.yaml.swp", ".en.yaml.swx", "en.yaml.swp", ".DS_Store",
    "Thumbs.db", "desktop.ini", ".gitignore", ".gitkeep", "en.yaml.orig", "en.yaml.rej", "en.yaml.bak",
    "._en.yaml", "4913", "~$en.yaml", "en.yaml___jb_tmp___", "en.yaml.part", ".hidden.yaml",
]  # fmt: skip


@pytest.mark.parametrize("name", DEBRIS)
def test_what_a_program_left_behind_is_passed_over(name: str, folder: Path) -> None:
    for place in (".", "voice", "services", "topics/gp/join-a-surgery"):
        put(folder, f"{place}/{name}", b"\xff\xfe\x00 {[")
    put(folder, f".git/{name}.yaml", "a: [")
    assert problems_in(folder) == ()


def test_an_emacs_lock_is_passed_over(folder: Path) -> None:
    (folder / "services" / ".#kind-helpers.yaml").symlink_to("editor@laptop.4711:1700000000")
    assert problems_in(folder) == ()


def test_no_file_of_ours_is_taken_for_debris() -> None:
    knowledge = Path(__file__).parents[2] / "knowledge"
    assert [path for path in knowledge.rglob("*") if is_debris(path.name)] == []


def test_documents_for_editors_are_no_mistake(folder: Path) -> None:
    for name in ("README.md", "LICENSE", "schema/entry.schema.json", "voice/README.md"):
        put(folder, name, "{}")
    assert problems_in(folder) == ()


def test_a_folder_of_countless_files_is_a_problem_and_takes_no_age(folder: Path) -> None:
    (folder / "zz").mkdir()
    for number in range(MANY + 10):
        (folder / "zz" / f"{number}.dat").touch()
    assert f"the folder has {MANY:,} files or more; name the knowledge folder itself" in told(folder)[-1]


# ── what is no text ──────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-32"])
@pytest.mark.parametrize(
    "name",
    [
        "topics/gp/join-a-surgery/entry.yaml",
        "notice.yaml",
        "facts.yaml",
        "services/zz.yaml",
        "generated/clusters/pl.tsv",
    ],
)
def test_a_file_in_another_encoding_is_said_so_and_costs_only_itself(
    encoding: str, name: str, folder: Path
) -> None:
    put(folder, name, "title: café\n".encode(encoding))
    problem = next(each for each in Library.read(folder).problems if each.file == f"knowledge/{name}")
    assert str(problem) == f"knowledge/{name}:1: this is UTF-16 text, not UTF-8; save the file as UTF-8"


@pytest.mark.parametrize(
    "data", [b"word\t\xff\n", b"word\t\xc2\xb2\n", b"w\t99999999999999999999\n", b"w\n", b"w\tx\n"]
)
def test_a_table_of_clusters_that_cannot_be_read_costs_only_itself(data: bytes, folder: Path) -> None:
    put(folder, "generated/clusters/pl.tsv", data)
    (problem,) = Library.read(folder).problems
    assert (problem.file, problem.line) == ("knowledge/generated/clusters/pl.tsv", 1)
    assert "broke the program" not in problem.found
    assert set(Library.read(folder).knowledge.published(TODAY).entries) == SAID
