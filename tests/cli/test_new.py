"""`new`: it writes a draft that `check` takes and nobody is told. A mistake is one line and exit code 2."""

from __future__ import annotations

import pytest

from bot.cli.common import this_day
from bot.cli.new import LOOK_AGAIN_AFTER
from bot.library import Library
from bot.library.kinds import ASKS, ENTRY

TAKEN = "knowledge/topics/gp/join-a-surgery/entry.yaml"


def test_a_new_entry_is_a_draft_that_check_takes_and_nobody_is_told(run, folder):
    code, out, err = run("new", "entry", "gp/change-gp")
    written = folder / "topics" / "gp" / "change-gp"
    assert (code, err) == (0, [])
    assert out.splitlines()[:2] == [str(written / "entry.yaml"), str(written / "asks" / "en.yaml")]
    assert (written / "entry.yaml").read_text("utf-8").startswith(ENTRY.modeline + "\n")
    assert (written / "asks" / "en.yaml").read_text("utf-8").startswith(ASKS.modeline + "\n")

    code, out, err = run("check")
    assert code == 0
    assert "change-gp/entry.yaml:4: it is a draft, and nobody is told it" in out
    assert "error: " not in out

    knowledge = Library.read(folder).knowledge
    (entry,) = [each for each in knowledge.entries if each.id == "change-gp"]
    assert (entry.draft, entry.topic, entry.next) == (True, "gp", this_day() + LOOK_AGAIN_AFTER)
    said = knowledge.published(this_day())
    assert "change-gp" not in said.entries
    assert all("change-gp" not in asks for asks in said.asks.values())


def test_the_blanks_of_a_new_entry_are_errors_once_it_is_no_draft(run, folder):
    run("new", "entry", "gp/change-gp")
    file = folder / "topics" / "gp" / "change-gp" / "entry.yaml"
    file.write_text(file.read_text("utf-8").replace("draft: true\n", "", 1), encoding="utf-8")
    code, out, _ = run("check")
    assert code == 2
    assert (
        "error: knowledge/topics/gp/change-gp/entry.yaml:4: “…” stands where words belong; write them" in out
    )
    said = Library.read(folder).knowledge.published(this_day())
    assert "change-gp" not in said.entries
    assert said.withheld["change-gp"] == "“…” stands where words belong"


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("gp/join-a-surgery", f"the name “join-a-surgery” is taken: {TAKEN}"),
        ("money/join-a-surgery", f"the name “join-a-surgery” is taken: {TAKEN}"),
        ("change-gp", "“change-gp” is no name of an entry: write topic/entry"),
        ("gp/Change-GP", "“gp/Change-GP” is no name of an entry: write topic/entry"),
        ("gp/../../away", "“gp/../../away” is no name of an entry: write topic/entry"),
        ("gp/" + "a" * 41, "is no name of an entry: write topic/entry"),
        ("teeth/dentist", "there is no topic “teeth”: use one of gp, money, "),
    ],
)
def test_a_name_that_is_taken_or_is_none_is_one_line_and_nothing_is_written(run, folder, name, said):
    before = sorted(folder.parent.rglob("*"))
    code, out, err = run("new", "entry", name)
    assert (code, out, len(err)) == (2, "", 1)
    assert said in err[0]
    assert sorted(folder.parent.rglob("*")) == before
