"""Whole conversations that charity staff write: tests/transcripts/README.md says how."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.channels import console
from bot.conversation import (
    NOTHING_SHOWN,
    ChoseEntry,
    ChoseNation,
    ChoseTopic,
    Command,
    Decision,
    Event,
    Outcome,
    Person,
    SentSomethingElse,
    Shown,
    Tapped,
    WantedReceptionWords,
)
from bot.knowledge import Published
from bot.library import Item, parse
from bot.rendering import Button, Kind, Reply, render
from bot.runtime.snapshot import Snapshot

HERE = Path(__file__).parent / "transcripts"
FILES = sorted(HERE.glob("*.yaml"))

DOINGS = ("they", "tap", "old_tap", "sends")
NOBODY = "none"
ID = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
"""Small letters without a space are the name of a helper; whatever else may be said is a mark."""


class Broken(AssertionError):  # noqa: N818 - it is said to a person
    """A turn that did not go as its transcript says."""


def play(path: Path, snapshot: Snapshot) -> int:
    """Hold the conversation of a file and return the number of its turns. Raises Broken."""
    turns = parse(path.read_text(encoding="utf-8"), path.name).value
    assert isinstance(turns, list), f"{path.name}: write a list of turns, each beginning with “- they: …”"
    person, reply, shown = Person(), Reply("en", ()), NOTHING_SHOWN
    for number, item in enumerate(turns, start=1):
        turn = Turn(item, number)
        event = turn.event(reply, shown)
        person, decision = snapshot.conversation.hear(person, event)
        reply = render(decision, person, snapshot.knowledge)
        shown = reply.shown(shown)
        turn.hold(Heard(person, decision, reply, snapshot.knowledge))
    return len(turns)


class Heard:
    """What came of a turn, as a transcript can see it."""

    def __init__(self, person: Person, decision: Decision, reply: Reply, knowledge: Published) -> None:
        self.person = person
        self.decision = decision
        self.reply = reply
        self.knowledge = knowledge

    @property
    def offers(self) -> list[str]:
        return [_name_of(button.event) for button in self.reply.choices]

    def shows(self, mark: str) -> bool:
        """Whether a helper, by its name in the list or its number anywhere, or a mark is in the words."""
        if not ID.fullmatch(mark):
            whole = r"(?<!\d)(?<!\d ){}(?! ?\d)" if mark[-1].isdigit() else "{}"
            return re.search(whole.format(re.escape(_flat(mark))), _flat(self.reply.text)) is not None
        service = self.knowledge.services.get(mark)
        if service is None:
            mend = "names are in knowledge/services; other words need a capital letter or a space"
            raise ValueError(f"there is no such helper ({mend})")
        listed = (line.text for line in self.reply.lines if line.kind == Kind.CONTACT)
        return any(text.startswith(service.name) for text in listed) or any(
            self.shows(way) for way in (service.phone, service.text) if way
        )

    def __str__(self) -> str:
        decision = self.decision
        lines = [f"outcome {decision.outcome}, line {decision.say}, entry {decision.entry or NOBODY}, "]
        lines[0] += f"nation {decision.nation or NOBODY}, remembers {self.person.nation or NOBODY}"
        lines.append(f"buttons: {', '.join(self.offers) or NOBODY}")
        lines += [f"  | {line}" for line in console.write(self.reply).splitlines()]
        return "\n".join(lines)


class Turn:
    """One turn of a transcript: what they do, and what must hold of the reply."""

    def __init__(self, item: Item, number: int) -> None:
        self.item = item
        self.number = number
        if not isinstance(item.value, dict):
            raise self.broken("this is no turn: write “- they: …”")
        self.keys = dict(item.value)
        doings = [key for key in DOINGS if key in self.keys]
        if len(doings) != 1:
            raise self.broken(f"write one of {', '.join(DOINGS)}")
        self.doing = doings[0]
        self.done = _text(self.keys.pop(self.doing))
        unknown = sorted(self.keys.keys() - RULES.keys())
        if unknown:
            raise self.broken(f"“{unknown[0]}” is not known: use {', '.join(RULES)}")
        if not self.keys:
            raise self.broken("nothing is expected of the reply")

    def broken(self, why: str, came: object = "") -> Broken:
        done = f", {self.doing}: {self.done}" if hasattr(self, "done") else ""
        return Broken(f"{self.item.file}:{self.item.line}, turn {self.number}{done}\n{why}\n{came}".rstrip())

    def event(self, before: Reply, shown: Shown) -> Event:
        """What they did, seen the way a channel sees it."""
        match self.doing:
            case "they":
                return self.typed(shown)
            case "sends":
                return SentSomethingElse()
            case "old_tap":
                return ChoseEntry(self.done)
        if self.done.isdigit() and 1 <= int(self.done) <= len(before.choices):
            return before.choices[int(self.done) - 1].event
        found = [button.event for button in before.choices if self.done in _names(button)]
        if not found:
            raise self.broken(
                f"there is no such button; there are: {', '.join(map(_name_of, _events(before)))}"
            )
        return found[0]

    def typed(self, shown: Shown) -> Event:
        known = [f"/{command}" for command in ("start", *Command)]
        if self.done.startswith("/") and self.done not in known:
            raise self.broken(f"there is no such command: use {', '.join(known)}")
        return console.read(self.done, shown)

    def hold(self, heard: Heard) -> None:
        for key, item in self.keys.items():
            for expected in _texts(item):
                try:
                    holds = RULES[key](heard, expected)
                except ValueError as error:
                    raise self.broken(f"“{key}: {expected}”: {error}") from None
                if not holds:
                    raise self.broken(f"expected {key}: {expected}\nwhat came:", heard)


RULES: dict[str, Callable[[Heard, str], bool]] = {
    "outcome": lambda heard, expected: heard.decision.outcome == Outcome(expected),
    "line": lambda heard, expected: heard.decision.say == expected,
    "entry": lambda heard, expected: (heard.decision.entry or NOBODY) == expected,
    "offers": lambda heard, expected: expected in heard.offers,
    "says": lambda heard, expected: heard.shows(expected),
    "never": lambda heard, expected: not heard.shows(expected),
    "nation": lambda heard, expected: (heard.decision.nation or NOBODY) == expected,
    "remembers": lambda heard, expected: (heard.person.nation or NOBODY) == expected,
}


def _names(button: Button) -> set[str]:
    return {button.label, _name_of(button.event)}


def _events(reply: Reply) -> list[Event]:
    return [button.event for button in reply.choices]


def _name_of(event: Event) -> str:
    """A button's name, which stays when its label is reworded."""
    match event.choice if isinstance(event, Tapped) else event:
        case ChoseEntry(entry_id, nation, only_now, in_english):
            return "english" if in_english else str(nation if nation and not only_now else entry_id)
        case ChoseNation(nation):
            return str(nation)
        case ChoseTopic(topic):
            return topic
        case WantedReceptionWords():
            return "reception"
        case _:
            return str(event)


def _flat(text: str) -> str:
    return " ".join(text.replace("’", "'").casefold().split())


def _text(item: Item) -> str:
    assert isinstance(item.value, str), f"{item.file}:{item.line}: write one text here"
    return " ".join(item.value.split())


def _texts(item: Item) -> list[str]:
    return [_text(each) for each in item.value] if isinstance(item.value, list) else [_text(item)]


# ── the transcripts, and that they can fail ──────────────────────────────────────────────────────────


def test_there_are_transcripts():
    assert len(FILES) >= 8


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_conversation_goes_as_its_transcript_says(path, snapshot):
    try:
        turns = play(path, snapshot)
    except Broken as broken:
        pytest.fail(str(broken), pytrace=False)
    assert turns >= 2


@pytest.mark.parametrize(
    ("turns", "said"),
    [
        ("- they: thank you\n  line: insult", ":1, turn 1, they: thank you\nexpected line: insult"),
        ("- they: thank you\n  says: Samaritans", "expected says: Samaritans\nwhat came:"),
        ("- they: /urgent\n  never: emergency-999", "expected never: emergency-999"),
        ("- they: /urgent\n  never: emergency-998", "there is no such helper"),
        ("- they: /urgent\n  never: ['0999', '99']\n  entry: none", "expected entry: none"),
        ("- they: /urgent\n  outcome: emergancy", "'emergancy' is not a valid Outcome"),
        ("- they: /urgent\n  outcome: emergency\n- they: hello\n  nation: wales", ":3, turn 2, they: hello"),
        ("- they: /nation\n  offers: [wales, france]", "expected offers: france"),
        ("- they: /nation\n  line: choose_nation\n- tap: france\n  nation: none", "there is no such button"),
        ("- they: /nation\n  line: choose_nation\n- tap: wales\n  remembers: none", "expected remembers"),
        ("- they: /urgnt\n  outcome: emergency", "there is no such command"),
        ("- they: hello", "nothing is expected of the reply"),
        ("- they: hello\n  ofers: [gp]", "“ofers” is not known"),
        ("- they: hello\n  sends: photo\n  line: welcome", "write one of they, tap"),
        ("- hello", "this is no turn"),
    ],
)
def test_a_broken_transcript_names_file_turn_and_what_was_expected(snapshot, tmp_path, turns, said):
    path = tmp_path / "broken.yaml"
    path.write_text(turns, encoding="utf-8")
    with pytest.raises(Broken) as raised:
        play(path, snapshot)
    assert str(raised.value).startswith("broken.yaml:")
    assert said in str(raised.value)


def test_a_broken_turn_shows_what_came(snapshot, tmp_path):
    path = tmp_path / "broken.yaml"
    path.write_text("- they: /urgent\n  outcome: crisis\n", encoding="utf-8")
    with pytest.raises(Broken, match="outcome emergency, line card, entry life-in-danger") as raised:
        play(path, snapshot)
    assert re.search(r"  \| .*999", str(raised.value))
