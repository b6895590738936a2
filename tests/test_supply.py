"""What is installed is what was looked at: the lock fits pyproject.toml, and everything installs from it."""

from __future__ import annotations

import re
import subprocess
import tomllib
from dataclasses import dataclass
from pathlib import Path

import pytest
from packaging.markers import Marker
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

ROOT = Path(__file__).parent.parent
REQUIREMENTS = ROOT / "requirements"
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
PYTHONS = ("3.11", "3.12", "3.13", "3.14")
PIN = re.compile(r"(?P<name>[a-z0-9][a-z0-9.-]*)==(?P<version>[^ ;]+)(?: ; (?P<marker>.+))?")
HASH = re.compile(r"--hash=sha256:[0-9a-f]{64}")

EXTRAS, GROUPS = PROJECT["project"]["optional-dependencies"], PROJECT["dependency-groups"]
WANTED = {
    "run": (PROJECT["project"]["dependencies"], ()),
    "build": (GROUPS["build"], ("run",)),
    "redis": (EXTRAS["redis"], ("run",)),
    "test": (EXTRAS["test"] + EXTRAS["check"], ("run", "build", "redis")),
    "bench": (EXTRAS["bench"], ("run", "build")),
    "bench-telegram": (EXTRAS["bench-telegram"], ("run", "build", "redis", "test")),
    **{name: (GROUPS[name], ()) for name in ("fuzz", "minilm", "encoder", "sbom", "audit", "lock")},
}
"""Each lock: what pyproject.toml asks for, and the locks that it is installed on."""


@dataclass(frozen=True)
class Pin:
    name: str
    version: Version
    marker: Marker | None
    hashes: tuple[str, ...]

    def holds_on(self, python: str) -> bool:
        """On Linux on x86-64, where everything of ours is published."""
        return self.marker is None or self.marker.evaluate(linux(python))


def linux(python: str) -> dict[str, str]:
    return {
        "python_version": python,
        "python_full_version": f"{python}.5",
        "sys_platform": "linux",
        "platform_system": "Linux",
        "platform_machine": "x86_64",
        "os_name": "posix",
        "platform_python_implementation": "CPython",
        "implementation_name": "cpython",
        "extra": "",
    }


def pins(name: str) -> tuple[Pin, ...]:
    """A lock, read as strictly as it is written: any other line than a pin with hashes is an error."""
    text = (REQUIREMENTS / f"{name}.txt").read_text(encoding="utf-8").replace("\\\n", " ")
    found = []
    for line in (line.strip() for line in text.splitlines()):
        if not line or line.startswith("#"):
            continue
        pin, *hashes = re.split(r"\s+(?=--hash=)", line)
        read = PIN.fullmatch(pin.strip())
        assert read, f"{name}.txt: {line[:80]}"
        assert hashes, f"{name}.txt: {read['name']} has no hash"
        assert all(HASH.fullmatch(each.strip()) for each in hashes), line[:80]
        marker = Marker(read["marker"]) if read["marker"] else None
        found.append(Pin(read["name"], Version(read["version"]), marker, tuple(hashes)))
    return tuple(found)


def test_there_is_a_lock_for_everything_that_is_installed_and_for_nothing_else():
    assert {path.stem for path in REQUIREMENTS.iterdir()} == set(WANTED)
    assert set(EXTRAS) | set(GROUPS) <= set(WANTED) | {"check"}


@pytest.mark.parametrize("name", WANTED)
def test_a_lock_holds_hashes_and_no_addresses(name: str):
    text = (REQUIREMENTS / f"{name}.txt").read_text(encoding="utf-8")
    assert "://" not in text
    assert "index" not in text
    assert "find-links" not in text
    assert pins(name)


@pytest.mark.parametrize("python", PYTHONS)
@pytest.mark.parametrize("name", WANTED)
def test_the_lock_fits_what_pyproject_asks_for(name: str, python: str):
    asked, below = WANTED[name]
    locked: dict[str, Version] = {}
    for lock in (*below, name):
        for pin in pins(lock):
            if pin.holds_on(python):
                assert pin.name not in locked, f"{pin.name} is locked twice"
                locked[pin.name] = pin.version
    for requirement in map(Requirement, asked):
        if requirement.marker is None or requirement.marker.evaluate(linux(python)):
            version = locked[canonicalize_name(requirement.name)]
            assert requirement.specifier.contains(version), f"make lock: {requirement} is locked as {version}"


def test_the_lock_is_for_every_python_that_we_promise():
    named = {each.rpartition(" ")[2] for each in PROJECT["project"]["classifiers"]}
    assert named == set(PYTHONS)
    assert PROJECT["project"]["requires-python"] == f">={PYTHONS[0]}"


def test_what_builds_the_project_is_locked():
    build = {pin.name: pin.version for pin in pins("build")}
    for requirement in map(Requirement, PROJECT["build-system"]["requires"]):
        assert requirement.specifier.contains(build[requirement.name])


def test_the_library_whose_private_method_we_call_is_pinned_to_one_minor_version():
    client = (ROOT / "bot" / "channels" / "telegram" / "client.py").read_text(encoding="utf-8")
    (asked,) = (each for each in PROJECT["project"]["dependencies"] if each.startswith("python-telegram-bot"))
    assert "._post(" in client
    assert re.search(r"==\d+\.\d+\.\*$", asked)


@pytest.mark.parametrize("file", ["Makefile", ".ci/run", "deploy/Dockerfile"])
def test_nothing_is_installed_past_the_lock(file: str):
    text = (ROOT / file).read_text(encoding="utf-8").replace("\\\n", " ")
    installs = [
        line for line in text.splitlines() if re.search(r"\bpip\b.*\binstall\b|\$\(PIP\).*\binstall\b", line)
    ]
    for line in installs:
        for command in re.split(r"&&", line):
            if re.search(r"\binstall\b|\bwheel\b", command):
                assert "--require-hashes" in command or "--no-deps" in command, command
                assert (
                    "--require-hashes" in command
                    or "--no-build-isolation" in command
                    or "--no-index" in command
                )
    assert "://" not in "".join(installs)


@pytest.mark.parametrize("changed", ["requirements/run.txt", "requirements/build.txt", "pyproject.toml"])
def test_a_changed_lock_is_installed_by_the_next_command(tmp_path: Path, changed: str):
    for name in ("Makefile", "requirements", "pyproject.toml"):
        (tmp_path / name).symlink_to(ROOT / name)
    ready = tmp_path / ".venv" / ".ready"
    ready.parent.mkdir()
    ready.touch()

    def make(*arguments: str) -> int:
        command = ["make", "--question", *arguments, "install"]
        return subprocess.run(command, cwd=tmp_path, capture_output=True, check=False).returncode

    assert make() == 0, "what is installed already is left alone"
    assert make("--what-if", changed) == 1


def test_the_licences_name_exactly_what_is_locked():
    text = (ROOT / "docs" / "licences.md").read_text(encoding="utf-8")
    table = text.partition("<!-- licences:")[2].partition("<!-- end of licences -->")[0]
    rows = [
        [cell.strip() for cell in line.split("|")[1:-1]]
        for line in table.splitlines()
        if line.startswith("| ")
    ]
    named = {(name, version) for name, version, *_ in rows[2:]}
    locked = [pin for name in ("run", "redis") for pin in pins(name)]
    assert {(pin.name, str(pin.version)) for pin in locked if pin.marker is None} <= named, "make sbom"
    assert named <= {(pin.name, str(pin.version)) for pin in locked}, "make sbom"
    assert all(licence for _, _, licence, _ in rows)


def test_licences_that_ask_for_something_are_explained():
    text = (ROOT / "docs" / "licences.md").read_text(encoding="utf-8")
    table, _, explained = text.partition("<!-- end of licences -->")
    for licence in set(re.findall(r"\b(?:A?L?GPL|MPL)-\d\.\d", table)):
        assert licence in explained
