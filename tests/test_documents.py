"""What the documents say can be looked up: links lead somewhere, and names are in the code."""

from __future__ import annotations

import re
from functools import cache
from itertools import pairwise
from pathlib import Path

import pytest

from bot.cli.main import COMMANDS

ROOT = Path(__file__).parent.parent
PAGES = sorted(
    path
    for folder, pattern in (
        (ROOT, "*.md"),
        (ROOT / "docs", "**/*.md"),
        (ROOT / "knowledge", "*.md"),
        (ROOT / "tests", "*/README.md"),
    )
    for path in folder.glob(pattern)
)
LINK = re.compile(r"\]\((?!https?:)([^)#\s]*)(?:#([^)\s]+))?\)")
GLOSSARY = (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8")
WORD = re.compile(r"- \*\*(?P<word>[^*]+)\*\*(?: \(`(?P<code>[^`]+)`\))?: (?P<meaning>.+)")
CONSTANT = re.compile(r"`([A-Z]+(?:_[A-Z]+)+)`")
PLACE = re.compile(r"`((?:bot|tests|tools|knowledge|deploy|docs)/[\w/.-]+)`")


def read(*path: str) -> str:
    return ROOT.joinpath(*path).read_text(encoding="utf-8")


@cache
def code() -> str:
    """All of the program, and the names of its modules."""
    found = sorted((ROOT / "bot").rglob("*.py"))
    return "\n".join(f"{path.stem}\n{path.read_text(encoding='utf-8')}" for path in found)


def exists(name: str) -> bool:
    return re.search(rf"(?<![\w-]){re.escape(name)}(?![\w-])", code()) is not None


def anchors(page: Path) -> set[str]:
    """The names by which GitHub links to a page's headings."""
    headings = re.findall(r"^#+ (.+)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_link_leads_somewhere(page):
    for target, anchor in LINK.findall(page.read_text(encoding="utf-8")):
        there = page.parent / target if target else page
        assert there.exists(), target
        assert not anchor or anchor in anchors(there), f"{target}#{anchor}"


@pytest.mark.parametrize(
    "page", ["README.md", "CONTRIBUTING.md", "docs/matching.md", "docs/privacy.md", "docs/score.md"]
)
def test_every_place_and_constant_that_a_page_names_exists(page):
    text = read(page)
    for place in PLACE.findall(text):
        assert (ROOT / place).exists(), place
    for constant in CONSTANT.findall(text):
        assert constant.startswith("BOT_") or exists(constant), constant


def words() -> list[re.Match[str]]:
    return [found for line in GLOSSARY.splitlines() if (found := WORD.fullmatch(line))]


def test_the_glossary_has_one_line_a_word_in_the_order_of_the_alphabet():
    assert len(words()) == len(re.findall(r"^- ", GLOSSARY, re.MULTILINE)) > 40
    assert all(one["word"] < other["word"] for one, other in pairwise(words()))
    assert all(each["meaning"].endswith(".") for each in words())


def test_every_name_of_the_glossary_exists_in_the_code():
    assert [each["code"] for each in words() if each["code"] and not exists(each["code"])] == []
    assert not exists("ModelShelf"), "a name that is nowhere is noticed"


def test_every_command_is_explained():
    pages = read("docs", "commands.md")
    for module in COMMANDS:
        command = module.__name__.rpartition(".")[2]
        assert re.search(rf"^\| `{command}\b", pages, re.MULTILINE), command


@pytest.mark.parametrize(
    "said",
    [
        "information, not advice",
        "not the NHS and not the Home Office",
        "drafted with a language model",
        "eleven languages",
        "keeps nothing about you",
        "invented by a language model",
    ],
)
def test_the_front_page_says_what_the_bot_is_not(said):
    assert said in " ".join(read("README.md").split())


def test_the_front_page_names_no_reviewer_before_there_is_one(snapshot):
    assert snapshot.knowledge.reviewed or "No adviser has reviewed its words yet" in read("README.md")
