"""
Hold dialogues with the bot and count how their turns end.

    python tools/score_dialogues.py [FILE]

A file is a list of dialogues: each has `turns`, and each turn what they write (`they`) and what it means:
entries that answer it in the light of the talk, best first, with “|” between them; `talk`; `none` (no entry
answers it); or a danger card. No button is pressed: whoever is offered the right one is served.
"""

from __future__ import annotations

import sys
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

import yaml

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from bot.channels.typed import typed
from bot.conversation import NOTHING_SHOWN, Decision, Outcome, Person
from bot.conversation.decision import ALARMS, Say
from bot.rendering import render
from bot.runtime import Snapshot, load_snapshot, open_encoder

FILE = ROOT / "tests" / "questions" / "dialogues-en.yaml"
TALK, NONE = "talk", "none"


def ending(means: str, decision: Decision, cards: frozenset[str]) -> str:  # noqa: PLR0911 - one an ending
    """How one turn ended, in one word or two."""
    alarmed = decision.outcome in ALARMS
    wanted = set(means.split("|"))
    if wanted & cards:
        return "danger noticed" if alarmed and decision.entry in wanted else "danger missed"
    if alarmed:
        return "false card"
    if means in (TALK, NONE):
        return f"{means}: told an answer" if decision.outcome is Outcome.TOLD else f"{means}: fine"
    if decision.entry in wanted:
        return "told"
    if wanted & set(decision.choices):
        return "offered"
    if decision.outcome is Outcome.TOLD:
        return "told another"
    return "no answer" if decision.say is Say.UNKNOWN else "something else"


def hold(snapshot: Snapshot, path: Path, *, mistakes: bool = False) -> Counter[str]:
    """Hold all dialogues of a file; count the endings."""
    cards = frozenset(card.id for card in snapshot.knowledge.danger("en").cards)
    found: Counter[str] = Counter()
    for dialogue in yaml.safe_load(path.read_text("utf-8")):
        person, shown = Person(), NOTHING_SHOWN
        for turn in dialogue["turns"]:
            they, means = str(turn["they"]), str(turn["means"])
            person, decision = snapshot.conversation.hear(person, typed(they, shown=shown))
            shown = render(decision, person, snapshot.knowledge).shown(shown)
            end = ending(means, decision, cards)
            found[end] += 1
            if mistakes and end not in ("told", "offered", "talk: fine", "none: fine", "danger noticed"):
                print(f"{end}: {they} [{means}] -> {decision.entry or decision.say} {decision.choices}")
    return found


def main(path: Path, *, mistakes: bool) -> None:
    """Print the counts."""
    encoder = open_encoder().encoder
    snapshot = load_snapshot(ROOT / "knowledge", datetime.now(tz=UTC).date(), encoder=encoder)
    found = hold(snapshot, path, mistakes=mistakes)
    whole = found.total()
    print(f"{whole} turns")
    for end, times in found.most_common():
        print(f"{times:5} {100 * times / whole:5.1f} %  {end}")


if __name__ == "__main__":
    arguments = [each for each in sys.argv[1:] if each != "--mistakes"]
    main(Path(arguments[0]) if arguments else FILE, mistakes="--mistakes" in sys.argv)
