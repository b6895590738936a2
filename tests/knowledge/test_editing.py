"""What an editor does on any day, as knowledge/README.md teaches it, leaves every check and test green."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from bot.checks import check, errors
from bot.cli import main
from tests.attack.edits import Desk, remembering
from tests.conftest import KNOWLEDGE, real_day

ROOT = Path(__file__).parents[2]
LIVE = (
    "tests/knowledge/test_evidence.py",
    "tests/knowledge/test_asks.py",
    "tests/knowledge/test_reviews.py",
    "tests/test_rendering.py",
    "tests/test_notice.py",
    "tests/test_transcripts.py",
)
"""The tests that look at the real content."""


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """The real knowledge folder, to be edited."""
    return Path(shutil.copytree(KNOWLEDGE, tmp_path / "knowledge"))


def entry_of(folder: Path, name: str) -> Path:
    (file,) = folder.glob(f"topics/*/{name}/entry.yaml")
    return file


def edit(file: Path, pattern: str, new: str | Callable[[re.Match[str]], str], count: int = 0) -> None:
    text, times = re.subn(pattern, new, file.read_text("utf-8"), count=count, flags=re.MULTILINE)
    assert times, (file, pattern)
    file.write_text(text, "utf-8")


def the_monthly_round(folder: Path) -> None:
    """Every source of an entry was looked at today, and the entry is due in three months."""
    file = entry_of(folder, "safe-to-see-gp")
    edit(file, r"checked: .*", f"checked: {real_day()}")
    edit(file, r"^next: .*", f"next: {real_day() + timedelta(days=92)}")


def the_first_review(folder: Path) -> None:
    """An adviser is known, and what `wording` prints is pasted as it is, but for the id."""
    people = folder / "reviewers.yaml"
    person = {"name": "R. One", "role": "immigration adviser", "organisation": "Example Aid"}
    lines = [f"    {key}: {value}" for key, value in {**person, "since": real_day()}.items()]
    edit(people, r"^reviewers:.*(?:\n .*)*", "\n".join(["reviewers:", "  r-one:", *lines]))
    name = "how-to-register-gp"
    told = subprocess.run(
        [sys.executable, str(ROOT / "run_bot.py"), "wording", name],
        env={**os.environ, "BOT_KNOWLEDGE": str(folder)},
        capture_output=True, text=True, check=True,
    ).stdout  # fmt: skip
    block = told[told.index("\nreview:") + 1 :].replace("your-id", "r-one")
    block = re.sub(r"\s+#.*", "", block)
    file = entry_of(folder, name)
    edit(file, r"^next: .*", lambda found: f"{found[0]}\n{block.rstrip()}")


def a_typo_in_an_overdue_entry(folder: Path) -> None:
    """Its day to look again is over, and the editor leaves it: they have not held it against its sources."""
    file = entry_of(folder, "what-is-free")
    edit(file, r"^next: .*", f"next: {real_day() - timedelta(days=20)}")
    edit(file, r"^title: (\w+)", r"title: \1", count=1)
    edit(file, r"(?<=[a-z]) (?=[a-z]+\.$)", "  ", count=1)


def a_typo_in_an_overdue_entry_that_is_looked_at(folder: Path) -> None:
    a_typo_in_an_overdue_entry(folder)
    edit(entry_of(folder, "what-is-free"), r"^next: .*", f"next: {real_day() + timedelta(days=60)}")


def a_sum_of_next_year(folder: Path) -> None:
    """The old value is over, and the new one takes its place in the file."""
    tomorrow = real_day() + timedelta(days=1)
    edit(
        folder / "facts.yaml",
        r"^(prescription_charge:\n(?:  - .*\n)*?  - .*until: )[^,]*",
        rf"\g<1>{real_day()}",
    )
    edit(
        folder / "facts.yaml",
        r"^(prescription_charge:\n(?:  - .*\n)+)",
        rf'\g<1>  - {{value: "£10.20", from: {tomorrow}, until: open, fact: COST-01}}\n',
    )


def a_notice_is_shown(folder: Path) -> None:
    (folder / "notice.yaml").write_text(
        f"show: yes\ndate: {real_day()}\nuntil: open\nabout: data-sharing\n"
        "text:\n  en: The rules changed today. Please ask one of the people below first.\n",
        "utf-8",
    )


def one_ask_more(folder: Path) -> None:
    """In the words that people use, and not far from what another entry is asked."""
    (file,) = folder.glob("topics/*/asylum-seekers/asks/en.yaml")
    text = file.read_text("utf-8").rstrip("\n")
    indent = re.search(r"^( *)- .*\Z", text, re.MULTILINE)
    assert indent
    file.write_text(
        f"{text}\n{indent[1]}- waiting for my interview, can the doctor see my tooth too\n", "utf-8"
    )


QUIET = (
    the_monthly_round,
    the_first_review,
    a_typo_in_an_overdue_entry,
    a_typo_in_an_overdue_entry_that_is_looked_at,
    a_sum_of_next_year,
    a_notice_is_shown,
    one_ask_more,
)


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    with remembering():
        yield Desk(tmp_path_factory.mktemp("editing") / "knowledge")


@pytest.mark.parametrize("deed", QUIET, ids=lambda deed: deed.__name__)
def test_an_everyday_edit_brings_no_error(deed: Callable[[Path], None], desk: Desk) -> None:
    with desk.edited(deed) as library:
        for day in (real_day(), real_day() + timedelta(days=1), real_day() + timedelta(days=400)):
            found = errors(library.problems + check(library.knowledge, library.places, day))
            assert [str(problem) for problem in found] == []


@pytest.mark.slow
def test_all_everyday_edits_together_leave_the_tests_of_the_real_content_green(
    copy: Path, tmp_path: Path
) -> None:
    """One ask more is the only one that has the bot learn anew, which takes half a minute."""
    for deed in (the_monthly_round, the_first_review, a_typo_in_an_overdue_entry, a_sum_of_next_year,
                 a_notice_is_shown, one_ask_more):  # fmt: skip
        deed(copy)
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider", *LIVE],
        cwd=ROOT,
        env={**os.environ, "TESTED_KNOWLEDGE": str(copy), "BOT_CACHE": str(tmp_path / "cache")},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-4000:]


def test_a_review_is_counted_and_named_as_soon_as_it_is_pasted(
    copy: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    the_first_review(copy)
    monkeypatch.setenv("BOT_KNOWLEDGE", str(copy))
    assert main(["report"]) == 0
    assert "\n1 reviewed by an adviser, " in capsys.readouterr().out
