"""docs/threats.md claims nothing without a test that exists, and says of each threat what stays open."""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
THREATS = (ROOT / "docs" / "threats.md").read_text(encoding="utf-8")
PARTS = ("They try:", "They get:", "What stops them:", "What does not:")
TEST = re.compile(r"`(tests/[\w/]+\.py)::(\w+)`")
ASKED_FOR = (
    "partner", "troll", "false bot", "editor", "token", "court order", "dependency", "Telegram itself",
    "neighbour", "flood",
)  # fmt: skip

sections = dict(re.findall(r"^## (.+)\n((?:(?!## ).*\n?)*)", THREATS, re.MULTILINE))
threats = {name: text for name, text in sections.items() if f"**{PARTS[0]}**" in text}


def part(text: str, name: str) -> str:
    return re.split(r"^\*\*|^<!--", text.partition(f"**{name}**")[2], maxsplit=1, flags=re.MULTILINE)[
        0
    ].strip()


@cache
def names_in(file: str) -> frozenset[str]:
    tree = ast.parse((ROOT / file).read_text(encoding="utf-8"))
    found = (each for each in ast.walk(tree) if isinstance(each, ast.FunctionDef | ast.AsyncFunctionDef))
    return frozenset(each.name for each in found if each.name.startswith("test_"))


@pytest.mark.parametrize("who", ASKED_FOR)
def test_every_threat_that_we_know_of_is_there(who: str):
    assert sum(who in name for name in threats) == 1


@pytest.mark.parametrize("name", threats)
def test_every_threat_has_its_four_parts(name: str):
    assert re.findall(r"^\*\*(.+?)\*\*", threats[name], re.MULTILINE) == list(PARTS)
    for each in PARTS:
        assert len(part(threats[name], each)) > 20, each


@pytest.mark.parametrize("name", threats)
def test_every_claim_names_a_test(name: str):
    claims = re.split(r"^- ", part(threats[name], PARTS[2]), flags=re.MULTILINE)[1:]
    assert claims
    for claim in claims:
        assert TEST.search(claim), claim


@pytest.mark.parametrize(("file", "test"), sorted(set(TEST.findall(THREATS))))
def test_every_test_that_is_named_exists(file: str, test: str):
    assert (ROOT / file).is_file(), file
    assert test in names_in(file)


def test_whatever_looks_like_a_test_is_named_in_full():
    assert len(re.findall(r"\btest_\w+`", THREATS)) == len(TEST.findall(THREATS))


@pytest.mark.parametrize("name", ["fuzz", "attack"])
def test_there_is_a_place_for_each_table(name: str):
    begin, end = f"<!-- {name}: written by a program, do not edit -->", f"<!-- end of {name} -->"
    assert THREATS.count(begin) == THREATS.count(end) == 1
    assert THREATS.index(begin) < THREATS.index(end)


def test_a_report_can_be_made_without_an_address_of_anybody():
    text = (ROOT / "SECURITY.md").read_text(encoding="utf-8")
    assert "Report a vulnerability" in text
    assert "/revoke" in text
    assert not re.search(r"[\w.]+@[\w-]+\.\w+", text)


def test_every_file_that_these_pages_name_exists():
    for page in (ROOT / "SECURITY.md", ROOT / "docs" / "threats.md"):
        for link in re.findall(r"\]\((?!http)([^)#]+)\)", page.read_text(encoding="utf-8")):
            assert (page.parent / link).exists(), link
