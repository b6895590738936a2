"""`history`: what was said before, from a small repository whose days are known."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

ENTRY = "topics/gp/join-a-surgery/entry.yaml"
BEFORE, AFTER = "You can join a practice", "You may join any practice"
FIRST, SECOND, THIRD = "2026-11-23", "2026-11-25", "2026-11-27"


def git(folder: Path, *arguments: str, day: str = FIRST) -> None:
    """Without the settings of whoever runs this, and on that day."""
    at = f"{day}T12:00:00+00:00"
    who = {f"GIT_{role}_{what}": "x" for role in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}
    where = {"HOME": str(folder), "GIT_CONFIG_NOSYSTEM": "1", "GIT_AUTHOR_DATE": at, "GIT_COMMITTER_DATE": at}
    subprocess.run(
        ["git", "-C", str(folder), *arguments],
        env={"PATH": os.environ["PATH"], **who, **where},
        capture_output=True,
        check=True,
    )


def commit(folder: Path, subject: str, day: str) -> None:
    git(folder, "add", "--all")
    git(folder, "commit", "--message", subject, day=day)


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


@pytest.fixture
def kept(folder):
    """The small folder in a repository, committed as it is."""
    git(folder.parent, "init", "--quiet")
    commit(folder.parent, "The answers as they began", FIRST)
    return folder


def wording(run, entry: str = "join-a-surgery") -> str:
    _, out, _ = run("wording", entry)
    return out.splitlines()[0].removeprefix("wording: ")


def states(out: str) -> list[str]:
    """The lines of the table, without its head and without the numbers of commits."""
    rows = out.partition("\n\n")[0].splitlines()[1:]
    return [" ".join(re.sub(r"\b[0-9a-f]{9}\b", "", row).split()) for row in rows]


def test_every_state_of_the_words_is_listed_with_its_day_and_subject(run, kept):
    first = wording(run)
    edit(kept / ENTRY, BEFORE, AFTER)
    commit(kept.parent, "Any practice will do", SECOND)
    code, out, err = run("history", "join-a-surgery")
    assert (code, err) == (0, [])
    assert states(out) == [
        f"{SECOND} {wording(run)} Any practice will do",
        f"{FIRST} {first} The answers as they began",
    ]
    assert first != wording(run)


def test_a_commit_that_leaves_the_words_alone_is_no_state_of_its_own(run, kept):
    edit(kept / ENTRY, "checked: 2026-11-01", "checked: 2026-11-02")
    commit(kept.parent, "The source still says so", SECOND)
    _, out, _ = run("history", "join-a-surgery")
    assert [state.split()[0] for state in states(out)] == [FIRST]
    assert "2 commits touched it" in out


def test_a_helper_or_a_fact_that_changes_gives_another_state(run, kept):
    edit(kept / "services/kind-helpers.yaml", "name: ", "name: The ")
    commit(kept.parent, "They have a new name", SECOND)
    _, out, _ = run("history", "join-a-surgery")
    assert [state.split()[0] for state in states(out)] == [SECOND, FIRST]


def test_what_is_not_committed_yet_is_told_apart(run, kept):
    edit(kept / ENTRY, BEFORE, AFTER)
    _, out, _ = run("history", "join-a-surgery")
    assert states(out)[0] == f"{wording(run)} (not committed yet)"


def test_an_entry_that_was_deleted_or_moved_is_still_known(run, kept):
    moved = kept / "topics/money/join-a-surgery"
    shutil.move((kept / ENTRY).parent, moved)
    commit(kept.parent, "It belongs to money", SECOND)
    shutil.rmtree(moved)
    commit(kept.parent, "Nobody asked", THIRD)
    code, out, _ = run("history", "join-a-surgery")
    assert code == 0
    assert states(out)[0].split()[:2] == [THIRD, "–"]
    assert states(out)[-1].startswith(FIRST)
    _, on_that_day, _ = run("history", "join-a-surgery", "--on", SECOND)
    assert BEFORE in on_that_day
    _, afterwards, _ = run("history", "join-a-surgery", "--on", THIRD)
    assert afterwards.splitlines()[1:] == ["There was no such entry."]


def test_the_words_in_force_on_a_day_are_printed_for_every_nation(run, kept):
    edit(kept / ENTRY, BEFORE, AFTER)
    commit(kept.parent, "Any practice will do", SECOND)
    for day, said, not_said in (
        (FIRST, BEFORE, AFTER),
        ("2026-11-24", BEFORE, AFTER),
        (SECOND, AFTER, BEFORE),
    ):
        code, out, err = run("history", "join-a-surgery", "--on", day)
        assert (code, err) == (0, [])
        assert f"In Scotland: {said}" in out
        assert "In England: " in out
        assert not_said not in out
        assert f"at the end of {day}" in out


def test_what_was_withheld_on_that_day_was_not_said(run, kept, monkeypatch):
    monkeypatch.setenv("BOT_REVIEWED_ONLY", "yes")
    code, out, _ = run("history", "join-a-surgery", "--on", FIRST)
    assert code == 0
    assert "Nothing of it was said on that day: " in out
    assert BEFORE not in out


def test_a_state_that_todays_program_cannot_read_is_shown_as_it_was(run, kept):
    (kept / ENTRY).write_text("heading: In the form of long ago\n", encoding="utf-8")
    commit(kept.parent, "Another form", SECOND)
    _, out, _ = run("history", "join-a-surgery")
    assert states(out)[0] == f"{SECOND} ? Another form"
    code, shown, _ = run("history", "join-a-surgery", "--on", SECOND)
    assert code == 0
    assert "heading: In the form of long ago" in shown


def test_the_knowledge_folder_may_be_the_repository_itself(run, folder):
    git(folder, "init", "--quiet")
    commit(folder, "The answers as they began", FIRST)
    code, out, _ = run("history", "join-a-surgery", "--on", FIRST)
    assert code == 0
    assert BEFORE in out


def test_a_shallow_clone_says_that_it_does_not_know_all(run, kept, tmp_path, monkeypatch):
    _, out, _ = run("history", "join-a-surgery")
    assert "This clone is shallow" not in out
    edit(kept / ENTRY, BEFORE, AFTER)
    commit(kept.parent, "Any practice will do", SECOND)
    clone = tmp_path / "clone"
    git(tmp_path, "clone", "--quiet", "--depth", "1", f"file://{kept.parent}", str(clone))
    monkeypatch.setenv("BOT_KNOWLEDGE", str(clone / "knowledge"))
    _, out, _ = run("history", "join-a-surgery")
    assert "This clone is shallow" in out


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("no-such-entry",), "error: there is no entry “no-such-entry”, and no commit of "),
        (("../../etc",), "error: “../../etc” is no entry's name"),
        (("join-a-surgery", "--on", "2020-01-01"), "error: there is no commit of 2020-01-01 or before"),
    ],
)
def test_what_cannot_be_found_is_one_line(run, kept, arguments, said):
    code, out, err = run("history", *arguments)
    assert (code, out, len(err)) == (2, "", 1)
    assert err[0].startswith(said)


def test_a_folder_outside_git_is_one_line_that_says_so(run, folder, monkeypatch):
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(folder.parent.parent))
    code, out, err = run("history", "join-a-surgery")
    assert (code, out, len(err)) == (2, "", 1)
    assert "has no history here: git says “not a git repository" in err[0]


def test_a_machine_without_git_is_one_line_that_says_so(run, kept, monkeypatch, tmp_path):
    monkeypatch.setenv("PATH", str(tmp_path / "nothing"))
    code, out, err = run("history", "join-a-surgery")
    assert (code, out, err) == (
        2,
        "",
        ["error: git is not installed, and only git knows what was said before"],
    )
