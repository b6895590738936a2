"""`history`: what an entry said before, as git kept it. Changes when the past is kept elsewhere."""

from __future__ import annotations

import argparse
import io
import subprocess
import tarfile
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

from bot.channels import console
from bot.cli.common import Commands, Mistaken, add_day, knowledge_folder, settings_without_telegram
from bot.conversation import Decision, Outcome, Person, Say
from bot.knowledge import Nation, shown
from bot.library import NAME, Library, printable
from bot.rendering import render

BESIDE = ("services/**", "facts*", "evidence*")
"""What an entry's words rest on beside its own folder: helpers, amounts and facts are sealed with them."""

NOT_THERE = "–"
UNREADABLE = "?"
"""In the place of a wording: there was no such entry; this version of the program cannot read it."""


def add(commands: Commands) -> None:
    """Add the command."""
    parser = commands.add_parser(
        "history", help="what an entry said before, by the git history of its folder"
    )
    parser.add_argument("entry", help="the name of the entry's folder, such as safe-to-see-gp")
    add_day(parser, "print what was in force at the end of that day, for every nation")
    parser.set_defaults(run=_run)


def _run(arguments: argparse.Namespace) -> int:
    entry, on = arguments.entry, arguments.on
    if not NAME.fullmatch(entry):
        raise Mistaken(f"“{printable(entry)}” is no entry's name: see the folders under topics/")
    past = Past.of(knowledge_folder())
    commits = past.commits(entry)
    if not commits:
        raise Mistaken(f"there is no entry “{entry}”, and no commit of {past.folder} ever held one")
    lines = _states(past, entry, commits) if on is None else _in_force(past, entry, on)
    for line in lines:
        print(line)
    if past.is_shallow:
        print("\nThis clone is shallow: what was before its first commit is not here: git fetch --unshallow")
    return 0


@dataclass(frozen=True, slots=True)
class Commit:
    """One state of the folder."""

    id: str
    day: date
    """The day of the commit, in UTC. A running bot takes it over when it is pulled: on that day or later."""
    subject: str


@dataclass(frozen=True, slots=True)
class Past:
    """The states of a knowledge folder that git keeps."""

    folder: Path
    within: str
    """The folder's path in its repository, with a slash at its end; empty where it is the repository."""

    @classmethod
    def of(cls, folder: Path) -> Past:
        """Raises Mistaken, with what git says, where there is no git or no repository."""
        if not folder.is_dir():
            raise Mistaken(f"{folder}: there is no such folder; set BOT_KNOWLEDGE to the knowledge folder")
        return cls(folder, _git(folder, "rev-parse", "--show-prefix").decode().rstrip("\n"))

    @property
    def is_shallow(self) -> bool:
        """Whether only the newest commits were fetched."""
        return _git(self.folder, "rev-parse", "--is-shallow-repository").strip() == b"true"

    def commits(self, entry: str) -> list[Commit]:
        """Those that touched the entry's folder in whatever topic it stood, the newest first."""
        return self._log(f":(glob)**/{entry}/entry.yaml")

    def around(self, entry: str) -> list[Commit]:
        """Those that may have changed what the entry says, the newest first."""
        return self._log(f":(glob)**/{entry}/*", *(f":(glob){name}" for name in BESIDE))

    def before(self, end: date) -> Commit | None:
        """The state at the end of a day."""
        return next((commit for commit in self._log(".") if commit.day <= end), None)

    def _log(self, *paths: str) -> list[Commit]:
        """By the first parent: what was merged came into force with the merge, not when it was written."""
        said = _git(self.folder, "log", "--first-parent", "--format=%H%x00%ct%x00%s", "--", *paths)
        rows = (line.split("\0") for line in said.decode("utf-8", "replace").splitlines())
        return [
            Commit(name, datetime.fromtimestamp(int(time), tz=UTC).date(), printable(subject))
            for name, time, subject in rows
        ]

    def place(self, commit: Commit, entry: str) -> str:
        """Where the entry stood in the repository; empty when it was not there."""
        tree = _git(self.folder, "ls-tree", "-r", "-z", "--name-only", "--full-tree", commit.id)
        names = tree.decode("utf-8", "replace").split("\0")
        ours = (name for name in names if name.startswith(self.within))
        return next((name for name in ours if name.endswith(f"/{entry}/entry.yaml")), "")

    def read(self, commit: Commit) -> Library:
        """The folder as it was then, by the rules of today."""
        packed = _git(self.folder, "archive", "--format=tar", commit.id)
        with tempfile.TemporaryDirectory() as place:
            copy = Path(place) / "knowledge"
            with tarfile.open(fileobj=io.BytesIO(packed)) as tar:
                tar.extractall(copy, filter="data")
            return Library.read(copy)


def _git(folder: Path, *arguments: str) -> bytes:
    """What git prints. Raises Mistaken with its last line when it refuses."""
    try:
        done = subprocess.run(["git", "-C", str(folder), *arguments], capture_output=True, check=False)  # noqa: S603, S607
    except OSError:
        raise Mistaken("git is not installed, and only git knows what was said before") from None
    if done.returncode:
        why = printable(
            (done.stderr.decode("utf-8", "replace").strip().splitlines() or ["git failed"])[-1].removeprefix(
                "fatal: "
            )
        )
        raise Mistaken(f"{folder} has no history here: git says “{why}”")
    return done.stdout


def _states(past: Past, entry: str, commits: list[Commit]) -> Iterator[str]:
    """A line for each state of the words, the newest first."""
    found: list[tuple[Commit, str]] = []
    for commit in reversed(past.around(entry)):
        wording = _wording(past, commit, entry)
        if (found and found[-1][1] != wording) or (not found and wording != NOT_THERE):
            found.append((commit, wording))
    now = _wording_in(
        Library.read(past.folder), entry, is_there=any(past.folder.glob(f"**/{entry}/entry.yaml"))
    )
    yield f"{'since':10} {'wording':8} commit"
    if not found or found[-1][1] != now:
        yield f"{'':10} {now:8} (not committed yet)"
    for commit, wording in reversed(found):
        yield f"{commit.day} {wording:8} {commit.id[:9]} {commit.subject}"
    yield f"\n{len(commits)} commits touched it. The words of a day: history {entry} --on {commits[0].day}"
    wordings = {wording for _, wording in found}
    if NOT_THERE in wordings:
        yield f"{NOT_THERE}: there was no such entry."
    if UNREADABLE in wordings:
        yield f"{UNREADABLE}: today's program cannot read that state: --on shows the file as it was."


def _wording(past: Past, commit: Commit, entry: str) -> str:
    place = past.place(commit, entry)
    return _wording_in(past.read(commit), entry, is_there=True) if place else NOT_THERE


def _wording_in(library: Library, entry: str, *, is_there: bool) -> str:
    knowledge = library.knowledge
    what = next((each for each in knowledge.entries if each.id == entry), None)
    if what is None:
        return UNREADABLE if is_there else NOT_THERE
    return shown(knowledge.seal(what))


def _in_force(past: Past, entry: str, on: date) -> Iterator[str]:
    """What people were told on that day, in the words of each nation."""
    commit = past.before(on)
    if commit is None:
        raise Mistaken(f"there is no commit of {on} or before: git's history of {past.folder} begins later")
    yield f"{entry} at the end of {on}, by commit {commit.id[:9]} of {commit.day}: {commit.subject}"
    place = past.place(commit, entry)
    if not place:
        yield "There was no such entry."
        return
    library = past.read(commit)
    wording = _wording_in(library, entry, is_there=True)
    if wording == UNREADABLE:
        yield "Today's program cannot read that state. The file as it was:\n"
        text = _git(past.folder, "show", f"{commit.id}:{place}").decode("utf-8", "replace")
        yield from map(printable, text.splitlines())
        return
    yield f"wording: {wording}"
    knowledge = library.knowledge.published(on, withholding=settings_without_telegram().withholding)
    if why := knowledge.withheld.get(entry):
        yield f"Nothing of it was said on that day: {why}"
        return
    told: dict[str, list[Nation]] = {}
    for nation in knowledge.entries[entry].nations:
        decision = Decision(Outcome.TOLD, Say.ANSWER, entry, nation=nation)
        reply = console.write(render(decision, Person(nation=nation), knowledge))
        told.setdefault(reply, []).append(nation)
    for reply, nations in told.items():
        yield f"\n── {', '.join(nations)} " + "─" * 40
        yield reply
