"""What strangers meet when they join: workflows that call what exists, forms, a version with its changes."""

from __future__ import annotations

import ast
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml

import bot

ROOT = Path(__file__).parent.parent
GITHUB = ROOT / ".github"
WORKFLOWS = sorted((GITHUB / "workflows").glob("*.yml"))
FORMS = sorted(path for path in (GITHUB / "ISSUE_TEMPLATE").glob("*.yml") if path.stem != "config")
TARGETS = set(re.findall(r"^([a-z][a-z-]*):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
FILES = sorted([*GITHUB.rglob("*.yml"), *GITHUB.rglob("*.md"), ROOT / ".pre-commit-config.yaml"])
STAND_IN = ROOT / "tests" / "bot_api"
MADE = {"build", "dist"}
"""What commands make, and git does not list."""

LOCKED = ("3.11", "3.12", "3.13", "3.14")


def read(path: Path) -> Any:
    return yaml.safe_load(path.read_text(encoding="utf-8"))


def commands(workflow: dict[str, Any]) -> list[str]:
    return [step["run"] for job in workflow["jobs"].values() for step in job["steps"] if "run" in step]


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.stem)
def test_a_workflow_calls_what_exists_and_may_write_nothing(path: Path) -> None:
    workflow = read(path)
    assert workflow["permissions"] == {"contents": "read"}
    assert workflow[True], "when it runs"  # YAML 1.1 reads “on” as true
    for job in workflow["jobs"].values():
        assert job["timeout-minutes"] <= 60
    for command in commands(workflow):
        for target in re.findall(r"\bmake ([a-z-]+)", command):
            assert target in TARGETS, target
        for word in re.findall(r"run_bot\.py ([a-z]+ --[a-z]+)", command):
            asked = [sys.executable, "run_bot.py", word.split()[0], "--help"]
            told = subprocess.run(asked, cwd=ROOT, check=True, capture_output=True, text=True)
            assert word.split()[1] in told.stdout, word


def test_the_workflows_run_all_that_a_change_must_pass() -> None:
    ran = " ".join(command for path in WORKFLOWS for command in commands(read(path)))
    wanted = re.findall(r"^make ([a-z-]+)", (ROOT / ".ci" / "run").read_text(encoding="utf-8"), re.MULTILINE)
    assert wanted
    assert {target for target in wanted if f"make {target}" not in ran} == set()


def test_each_python_that_we_promise_is_tested() -> None:
    matrix = read(GITHUB / "workflows" / "test.yml")["jobs"]["test"]["strategy"]["matrix"]["python"]
    promised = re.findall(r"Python :: (3\.\d+)", (ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    assert tuple(matrix) == tuple(promised) == LOCKED


@pytest.mark.parametrize("path", FORMS, ids=lambda path: path.stem)
def test_a_form_says_what_it_is_for_and_asks_for_nothing_about_a_person(path: Path) -> None:
    form = read(path)
    assert form["name"]
    assert form["description"]
    names = [part.get("id") for part in form["body"] if part["type"] != "markdown"]
    assert all(names)
    assert len(names) == len(set(names))
    assert not {"name", "email", "phone"} & set(names)


def test_what_runs_before_a_commit_is_there() -> None:
    hooks = [hook for repo in read(ROOT / ".pre-commit-config.yaml")["repos"] for hook in repo["hooks"]]
    assert {hook["id"] for hook in hooks} >= {"ruff-format", "ruff-check", "knowledge", "codespell"}
    own = [hook["entry"].split() for hook in hooks if hook.get("language") == "system"]
    assert {program for program, *_ in own} == {".venv/bin/ruff", ".venv/bin/python"}
    assert all((ROOT / word).exists() for _, *words in own for word in words if word.endswith(".py"))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_each_target_and_path_that_a_stranger_is_shown_is_there(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert path.suffix == ".md" or read(path)
    assert set(re.findall(r"[`:(] ?make ([a-z][a-z-]*)", text)) <= TARGETS
    named = re.findall(r"(?<![\w/.])((?:bot|deploy|docs|knowledge|requirements|tests)/[\w./-]*)", text)
    named += re.findall(r"(?<![\w/.])([A-Z]{5,}\.md|run_bot\.py|Makefile)\b", text)
    named += [each.strip("/") for each in re.findall(r"directory: (\S+)", text)]
    assert {name for name in named if not (ROOT / name.rstrip(".")).exists()} == set()


def test_the_version_has_its_changes_and_says_what_an_operator_must_do() -> None:
    changes = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    released = re.split(r"^## (?=\d)", changes, flags=re.MULTILINE)[1:]
    assert released[0].split()[0] == bot.__version__
    assert all("### If you run it" in each for each in released)
    assert re.fullmatch(r"20\d\d\.(?:[1-9]|1[0-2])\.\d+", bot.__version__)


def test_the_version_can_be_asked_for() -> None:
    told = subprocess.run(
        (sys.executable, "run_bot.py", "--version"), cwd=ROOT, check=True, capture_output=True, text=True
    )
    assert told.stdout.strip() == f"healthcare-rights-bot {bot.__version__}"


def test_ruff_sees_every_module() -> None:
    shown = subprocess.run(
        (sys.executable, "-m", "ruff", "check", "--show-files", "."),
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    )
    seen = {
        Path(line).relative_to(ROOT).as_posix() for line in shown.stdout.splitlines() if line.endswith(".py")
    }
    tops = [path for path in ROOT.iterdir() if path.name not in MADE and not path.name.startswith(".")]
    there = {path for top in tops for path in (top.rglob("*.py") if top.is_dir() else [top])}
    names = {path.relative_to(ROOT).as_posix() for path in there if path.suffix == ".py"}
    assert {"run_bot.py", "bot/knowledge/published.py"} <= names, "what was once hidden"
    assert names - seen == set()


def imported(path: Path) -> set[str]:
    """The packages that a module imports, wherever in it: “.” for its own."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            found.add("." * node.level or str(node.module).split(".")[0])
    return found


def test_the_stand_in_for_telegram_needs_nothing_else_of_this_project() -> None:
    own = [path for path in STAND_IN.glob("*.py") if not path.stem.startswith("test_")]
    assert own
    for path in own:
        assert imported(path) - sys.stdlib_module_names <= {".", "aiohttp"}, path.name


def test_the_tests_of_the_stand_in_use_nothing_of_this_project_but_it() -> None:
    tests = list(STAND_IN.glob("test_*.py"))
    assert tests
    for path in tests:
        assert not imported(path) & {"bot", "chaos", "benchmarks", "fuzz", "tools"}, path.name
        named = re.findall(r"^\s*(?:from|import) (tests\S*)", path.read_text(encoding="utf-8"), re.MULTILINE)
        assert named
        assert all(name.startswith("tests.bot_api") for name in named), path.name


def test_a_copy_of_the_stand_in_starts_elsewhere(tmp_path: Path) -> None:
    shutil.copytree(STAND_IN, tmp_path / "bot_api", ignore=shutil.ignore_patterns("test_*", "__pycache__"))
    told = subprocess.run(
        (sys.executable, "-m", "bot_api", "--help"), cwd=tmp_path, check=True, capture_output=True, text=True
    )
    assert "A stand-in for Telegram" in told.stdout


def test_the_stand_in_has_a_description_for_publishing_that_names_what_it_needs() -> None:
    (block,) = re.findall(
        r"```toml\n(.*?)```", (STAND_IN / "README.md").read_text(encoding="utf-8"), re.DOTALL
    )
    needs = {re.split(r"[<>=]", each)[0] for each in tomllib.loads(block)["project"]["dependencies"]}
    own = [path for path in STAND_IN.glob("*.py") if not path.stem.startswith("test_")]
    assert needs == set().union(*map(imported, own)) - sys.stdlib_module_names - {"."}
