"""The wheel carries what was learned from its own knowledge: whoever installs it is answered at once."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path
from zipfile import ZipFile

import pytest

from bot.runtime.array_file import read_arrays
from tests.library.test_library import GOOD
from tools.wheel_models import INTO, ModelsInTheWheel

ROOT = Path(__file__).parent.parent
QUESTION = "how do i join a surgery\n"
NEEDED = ("bot", "tools", "pyproject.toml", "run_bot.py", "README.md", "LICENSE")
"""What a wheel is built from, beside the knowledge. The knowledge of the tests is small, and soon learned."""


def run(*command: str | Path, cwd: Path, typed: str = "", **environ: str) -> subprocess.CompletedProcess[str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("BOT_")}
    return subprocess.run(
        command, cwd=cwd, env=kept | environ, input=typed, check=True, capture_output=True, text=True
    )


@pytest.fixture(scope="module")
def sources(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A checkout of the bot with the knowledge of the tests."""
    folder = tmp_path_factory.mktemp("sources")
    for name in NEEDED:
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(ROOT / name, folder / name)
    shutil.copytree(GOOD, folder / "knowledge")
    shutil.copy(ROOT / "knowledge" / "LICENSE", folder / "knowledge" / "LICENSE")
    return folder


@pytest.fixture(scope="module")
def wheel(sources: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("dist")
    build = (sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", made)
    run(*build, cwd=sources, BOT_KNOWLEDGE="what is set for a bot is not for building it")
    (wheel,) = made.iterdir()
    return wheel


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that holds the package and nothing else: what it needs is that of the tests."""
    folder = tmp_path_factory.mktemp("installed")
    pip = (sys.executable, "-m", "pip", "--disable-pip-version-check", "install", "--quiet")
    run(*pip, "--no-deps", "--no-index", "--no-compile", "--target", folder, wheel, cwd=folder)
    return folder


def chat(installed: Path, home: Path, **environ: str) -> tuple[str, str, list[str]]:
    """What it says, what it tells its operator, and the names of what it then keeps."""
    started = (sys.executable, "-c", "from bot.cli import main; raise SystemExit(main())", "chat")
    environ |= {"PYTHONPATH": str(installed), "XDG_CACHE_HOME": str(home), "PYTHONDONTWRITEBYTECODE": "1"}
    told = run(*started, cwd=home, typed=QUESTION, **environ)
    return told.stdout, told.stderr, sorted(path.name for path in home.rglob("*.arrays"))


def test_the_wheel_holds_arrays_that_can_be_read_and_the_sources_do_not(wheel: Path, sources: Path, tmp_path):
    with ZipFile(wheel) as archive:
        models = [name for name in archive.namelist() if name.startswith(INTO)]
        archive.extractall(tmp_path, models)
    assert sorted(Path(name).name.partition("-")[0] for name in models) == ["danger", "matcher", "meaning"]
    for name in models:
        arrays = read_arrays(tmp_path / name, Path(name).stem)
        assert arrays["weights"].size
    assert not (sources / INTO).exists()
    assert not list(sources.rglob("models/*.arrays"))


def test_an_installed_bot_answers_without_learning(installed: Path, tmp_path: Path) -> None:
    said, told, kept = chat(installed, tmp_path)
    assert "You can join a surgery" in said
    assert "Learning" not in told
    assert kept == []


def test_an_installed_bot_with_other_knowledge_learns_it_and_keeps_it(
    installed: Path, tmp_path: Path
) -> None:
    other = Path(shutil.copytree(GOOD, tmp_path / "other" / "knowledge"))
    asks = next(other.glob("topics/*/join-a-surgery/asks/en.yaml"))
    asks.write_text(asks.read_text("utf-8").replace("asks:", "asks:\n  - may i go to a surgery", 1), "utf-8")
    shipped = sorted(path.name for path in (installed / INTO).iterdir())
    for learns in (True, False):
        said, told, kept = chat(installed, tmp_path, BOT_KNOWLEDGE=str(other))
        assert "You can join a surgery" in said
        assert ("Learning" in told) is learns
        assert len(kept) == 3
        assert not set(kept) & set(shipped)
    assert sorted(path.name for path in (installed / INTO).iterdir()) == shipped


def hook(root: Path) -> ModelsInTheWheel:
    return ModelsInTheWheel(str(root), {}, None, None, "", "wheel")  # type: ignore[arg-type]


def test_a_checkout_that_is_installed_learns_when_it_is_first_run(sources: Path) -> None:
    data: dict[str, dict[str, str]] = {"force_include": {}}
    hook(sources).initialize("editable", data)
    assert data == {"force_include": {}}


def test_a_wheel_of_knowledge_that_says_nothing_is_not_built(sources: Path, tmp_path: Path) -> None:
    for name in ("bot", "run_bot.py"):
        (tmp_path / name).symlink_to(sources / name)
    (tmp_path / "knowledge").mkdir()
    with pytest.raises(RuntimeError, match="nothing could be learned"):
        hook(tmp_path).initialize("standard", {"force_include": {}})
