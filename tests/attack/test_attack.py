"""Each attack is refused by the rule that is there for it; an ordinary edit is refused by none."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from tests.attack.attacks import ATTACKS, DISGUISED
from tests.attack.edits import Desks, Edit, remembering
from tests.attack.ordinary import ORDINARY


@pytest.fixture(scope="module")
def desk(tmp_path_factory):
    with remembering():
        yield Desks(tmp_path_factory.mktemp("attack"))


@pytest.mark.parametrize("whole", [False, True])
def test_untouched_files_are_refused_by_nothing(desk: Desks, whole: bool) -> None:
    assert [str(problem) for problem in desk.errors(Edit("none", "none", (), whole=whole))] == []


@pytest.mark.parametrize("edit", ATTACKS, ids=str)
def test_an_attack_is_refused_by_the_rule_that_is_there_for_it(desk: Desks, edit: Edit) -> None:
    found = desk.errors(edit)
    assert edit.is_refused_by(found), [str(problem) for problem in found]


@pytest.mark.parametrize("edit", ORDINARY, ids=str)
def test_an_ordinary_edit_is_refused_by_nothing(desk: Desks, edit: Edit) -> None:
    assert [str(problem) for problem in desk.errors(edit)] == []


def test_every_attack_and_every_ordinary_edit_has_a_name_of_its_own() -> None:
    counts = Counter(str(edit) for edit in (*ATTACKS, *ORDINARY))
    assert [name for name, count in counts.items() if count > 1] == []


def test_every_disguise_is_the_name_of_an_attack() -> None:
    assert {edit.name for edit in ATTACKS if edit.or_unread} == set(DISGUISED)


def test_a_message_about_a_pinned_number_names_both_files(desk: Desks) -> None:
    edit = next(edit for edit in ATTACKS if edit.rule == "number-pinned")
    (problem,) = [p for p in desk.errors(edit) if p.rule == "number-pinned"]
    assert "knowledge/services/emergency-999.yaml" in str(problem)
    assert "knowledge/numbers.yaml" in str(problem)


def test_the_table_in_the_threats_is_that_of_the_suite(tmp_path: Path) -> None:
    from tests.attack.report import put_into, table

    text = table([("links", 3, 3), ("tone", 2, 2)])
    assert "| links | 3 | 3 |" in text
    assert "| **all** | **5** | **5** |" in text
    page = tmp_path / "threats.md"
    page.write_text(
        "before\n<!-- attack: written by a program, do not edit -->\nold\n<!-- end of attack -->\nafter\n",
        "utf-8",
    )
    put_into(page, text)
    first, *_, last = page.read_text("utf-8").splitlines()
    assert (first, last) == ("before", "after")
    assert "| links | 3 | 3 |" in page.read_text("utf-8")
    assert "old" not in page.read_text("utf-8")
