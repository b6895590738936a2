"""Commands, and the only place where things are wired and the clock is asked."""

from __future__ import annotations

import argparse
import io
import json
import os
import shutil
import sys
from collections.abc import Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import NoReturn

from bot.channels import console
from bot.checks import Severity, errors
from bot.cli import batch, scoring, sheets
from bot.cli.wiring import House, NothingToSay, Shelf, inspect, open_house
from bot.conversation import Asked, Person
from bot.hardening import blot, forbid_dumps
from bot.knowledge import Card, Entry, Knowledge, Nation, shown
from bot.library import Library, Refused, locate, read_questions
from bot.rendering import render
from bot.settings import SECRETS, Settings, SettingsError
from bot.words import tokens

MISTAKE = 2
"""The exit code of everything that its user can mend."""

WIDEST = 90
"""Letters of a line in a terminal: longer ones are hard to read."""

DECIDING = 6
"""Words shown as those that decided."""

HOW_TO_TELEGRAM = (
    "BOT_TOKEN is not set, so this is the conversation in the terminal. "
    "For Telegram, ask @BotFather for a token (/newbot), then: BOT_TOKEN=… python run_bot.py"
)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command. Errors are one line and exit code 2, never a traceback."""
    forbid_dumps()  # before anything secret is read
    _bear_any_letter()
    try:
        parsed = _parser().parse_args(arguments)
        code = int(parsed.run(parsed))
        print(end="", flush=True)  # a broken pipe is noticed here, not when Python ends
    except (SettingsError, NothingToSay, Refused, Mistaken) as error:
        print(f"error: {blot(str(error))}", file=sys.stderr)
        return MISTAKE
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except KeyboardInterrupt:
        print(file=sys.stderr)
        return 0
    return code


class Mistaken(Exception):  # noqa: N818 - it is said to a person
    """A user's mistake on the command line, in one line."""


class _Parser(argparse.ArgumentParser):
    """Says a mistake in one line, like every other."""

    def error(self, message: str) -> NoReturn:
        raise Mistaken(f"{message} (see {self.prog} --help)")


def _bear_any_letter() -> None:
    """No letter may break a conversation: neither bytes that are no text nor a screen that lacks a letter."""
    for stream, errors_are in ((sys.stdin, "replace"), (sys.stdout, "backslashreplace")):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors=errors_are)


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(
        prog="run_bot.py",
        description="Answers about NHS care and the Home Office. Without a command: Telegram when BOT_TOKEN "
        "is set, else the conversation in this terminal.",
    )
    parser.set_defaults(run=_serve)
    commands = parser.add_subparsers(title="commands", metavar="COMMAND")

    chat = commands.add_parser("chat", help="talk with the bot in this terminal")
    chat.set_defaults(run=_chat)

    ask = commands.add_parser(
        "ask", help="ask one question and see what made the answer; or many, with --batch"
    )
    ask.add_argument("question", nargs="?", help="the question, in quotation marks")
    ask.add_argument(
        "--language", default="en", help="stands for the language of the Telegram app, such as ar"
    )
    ask.add_argument("--nation", type=_nation, help=f"where they live: {', '.join(Nation)}")
    ask.add_argument(
        "--on", type=_day, default=None, metavar="DATE", help="answer as on that day: 2027-01-01"
    )
    ask.add_argument("--json", action="store_true", help="print JSON")
    ask.add_argument(
        "--batch",
        action="store_true",
        help='read JSON lines {"id", "text", "language"?, "nation"?} and print one JSON line for each',
    )
    ask.set_defaults(run=_ask)

    check = commands.add_parser("check", help="read all knowledge files and name every problem")
    check.add_argument("--on", type=_day, default=None, metavar="DATE", help="check as on that day")
    check.add_argument("--github", action="store_true", help="print the problems as marks on a pull request")
    check.set_defaults(run=_check)

    report = commands.add_parser("report", help="what state the content is in: dates, reviews, counts")
    report.add_argument("--on", type=_day, default=None, metavar="DATE", help="report as on that day")
    report.set_defaults(run=_report)

    wording = commands.add_parser(
        "wording",
        help="all that a reviewer of an entry or a danger card vouches for, and the review to paste",
    )
    wording.add_argument("entry", help="the name of the entry's folder, such as safe-to-see-gp, or of a card")
    wording.set_defaults(run=_wording)

    learn = commands.add_parser(
        "learn", help="learn from the knowledge files and keep it, so that the next start takes no time"
    )
    learn.add_argument("--on", type=_day, default=None, metavar="DATE", help="learn for that day")
    learn.set_defaults(run=_learn)

    webhook = commands.add_parser("webhook", help="have Telegram call us: a step of a deployment")
    webhook.add_argument("what", choices=("set", "show", "delete"))
    webhook.set_defaults(run=_webhook)

    score = commands.add_parser("score", help="measure the bot on labelled questions")
    score.add_argument("files", nargs="+", type=Path, metavar="FILE", help="YAML files of labelled questions")
    score.add_argument("--mistakes", action="store_true", help="also list every question that ended badly")
    score.set_defaults(run=_score)
    return parser


def _nation(text: str) -> Nation:
    try:
        return Nation(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"“{text}” is not a nation: {', '.join(Nation)}") from None


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(
            f"“{text}” is not a date: write year-month-day, such as 2027-01-01"
        ) from None


def _today() -> date:
    return datetime.now(tz=UTC).date()


def _open(on: date | None = None, settings: Settings | None = None) -> House:
    house = open_house(
        locate(),
        on or _today(),
        reviewed_only=settings.reviewed_only if settings else False,
        notice=lambda text: print(text, file=sys.stderr),
    )
    wrong = errors(house.problems)
    if wrong:
        more = f" (and {len(wrong) - 1} more: run_bot.py check)" if len(wrong) > 1 else ""
        print(f"warning: {blot(str(wrong[0]))}{more}", file=sys.stderr)
    return house


# ── talking ──────────────────────────────────────────────────────────────────────────────────────────


def _serve(_: argparse.Namespace) -> int:
    settings = Settings.from_environment(os.environ)
    if not settings.token:
        print(HOW_TO_TELEGRAM, file=sys.stderr)
        return _converse(settings)
    from bot.channels import telegram  # noqa: PLC0415 - the terminal does not wait for it
    from bot.cli import keeping  # noqa: PLC0415

    telegram.quiet_logs()
    return keeping.serve_kept(settings)


def _webhook(arguments: argparse.Namespace) -> int:
    settings = Settings.from_environment(os.environ)
    from bot.channels import telegram  # noqa: PLC0415
    from bot.cli import serving  # noqa: PLC0415

    telegram.quiet_logs()
    return serving.register(settings, _open(settings=settings), arguments.what)


def _chat(_: argparse.Namespace) -> int:
    return _converse(Settings.from_environment(_without_telegram()))


def _without_telegram() -> dict[str, str]:
    """What is set, but for the secrets: whoever talks in a terminal need not be able to read them."""
    kept = {name: value for name, value in os.environ.items() if name.removesuffix("_FILE") not in SECRETS}
    return {**kept, "BOT_MODE": ""}


def _converse(settings: Settings) -> int:
    house = _open(settings=settings)
    at_terminal = sys.stdin.isatty()
    width = min(shutil.get_terminal_size().columns, WIDEST) if at_terminal else 0
    console.run(house.talk, Person(), sys.stdin, sys.stdout, prompt=at_terminal, width=width)
    return 0


def _ask(arguments: argparse.Namespace) -> int:
    if arguments.batch:
        return _ask_many(arguments)
    if not arguments.question:
        raise Mistaken("no question: write one in quotation marks, or use --batch")
    house = _open(arguments.on)
    if arguments.json:
        row = batch.answer(house, arguments.question, arguments.language, arguments.nation)
        print(json.dumps(row, ensure_ascii=False, indent=2))
        return 0
    person = batch.person(house, arguments.language, arguments.nation)
    person, decision = house.conversation.hear(person, Asked(arguments.question))
    print(console.write(render(decision, person, house.knowledge)))
    print(f"\n── {decision.outcome} " + "─" * 40)
    if decision.alarm:
        alarm = decision.alarm
        print(
            f"danger: {alarm.card}, {alarm.level.name.lower()}, {alarm.likely:.2f}, because: {alarm.because}"
        )
    for match in decision.matches:
        print(f"{match.score:6.3f}  {match.entry_id:28}  “{match.ask}”")
    if decision.matches:
        best = decision.matches[0]
        matcher = house.conversation.matchers[best.language]
        deciding = matcher.deciding_words(tokens(arguments.question), best.entry_id)
        words = ", ".join(f"{word} {effect:+.1f}" for word, effect in deciding[:DECIDING] if effect > 0)
        print(f"for {best.entry_id}, most decided by: {words or 'no single word'}")
    return 0


def _ask_many(arguments: argparse.Namespace) -> int:
    house = _open(arguments.on)
    good = True
    for line, readable in batch.run(house, sys.stdin):
        print(line, flush=True)
        good = good and readable
    return 0 if good else MISTAKE


# ── keeping the content ──────────────────────────────────────────────────────────────────────────────


def _check(arguments: argparse.Namespace) -> int:
    found = inspect(locate(), arguments.on or _today())
    problems = found.problems
    for problem in problems:
        kind = "error" if problem.severity == Severity.ERROR else "warning"
        print(blot(problem.on_github if arguments.github else f"{kind}: {problem}"))
    wrong = len(errors(problems))
    print(f"{wrong} errors, {len(problems) - wrong} warnings", file=sys.stderr)
    if found.silence:
        raise NothingToSay(found.silence)
    return MISTAKE if wrong else 0


def _learn(arguments: argparse.Namespace) -> int:
    house = _open(arguments.on, Settings.from_environment(_without_telegram()))
    shelf = Shelf(house.library.folder)
    if not all(shelf.holds(each) for each in house.schooling.values()):
        raise Mistaken("what was learned cannot be kept: set BOT_CACHE to a folder that can be written to")
    return 0


def _library() -> Library:
    library = Library.read(locate())
    if not library.knowledge.entries:
        first = library.problems[0] if library.problems else f"{library.folder} holds no entry"
        raise Mistaken(str(first))
    return library


def _report(arguments: argparse.Namespace) -> int:
    today = arguments.on or _today()
    library = _library()
    knowledge = library.knowledge
    published = knowledge.published(today)
    print(f"{'entry':30} {'wording':8} {'reviewed':9} {'look again':11} {'days':>5} {'asks':>5} facts")
    for entry in sorted(knowledge.entries, key=lambda entry: (entry.next, entry.id)):
        print(_report_line(entry, knowledge, today))
    print(f"\n{len(knowledge.entries)} entries, {len(published.entries)} may be said on {today}")
    for name, why in published.withheld.items():
        print(f"withheld: {name}: {why}")
    reviewed = len(published.reviewed)
    print(f"{reviewed} reviewed by an adviser, {len(knowledge.entries) - reviewed} not")
    print(
        f"{len(knowledge.evidence)} facts, {len(knowledge.services)} services, "
        f"{len(knowledge.amounts)} amounts"
    )
    return 0


def _report_line(entry: Entry, knowledge: Knowledge, today: date) -> str:
    vouched = knowledge.reviewer(entry, today)
    reviewed = "yes" if vouched else ("outdated" if entry.review else "no")
    days = (entry.next - today).days
    return (
        f"{entry.id:30} {shown(knowledge.seal(entry)):8} {reviewed:9} {entry.next!s:11} {days:5} "
        f"{len(entry.asks):5} {len(entry.facts)}"
    )


def _wording(arguments: argparse.Namespace) -> int:
    knowledge = _library().knowledge
    said: list[Entry | Card] = [*knowledge.entries]
    said += [card for words in knowledge.dangers.values() for card in words.cards]
    what = next((each for each in said if each.id == arguments.entry), None)
    if what is None:
        raise Mistaken(f"there is no entry and no card “{arguments.entry}”: see the folders under topics/")
    print("\n".join(sheets.write(what, knowledge, _today())))
    return 0


def _score(arguments: argparse.Namespace) -> int:
    files = [(path.name, read_questions(path)) for path in arguments.files]
    house = _open()
    tallies, mistakes = scoring.score(house.conversation, scoring.by_language(files))
    print(scoring.table(tallies))
    if arguments.mistakes:
        seen: set[str] = set()
        for mistake in sorted(mistakes, key=lambda mistake: mistake.kind):
            if mistake.question.text in seen:
                continue
            seen.add(mistake.question.text)
            given = mistake.decision.entry or ", ".join(mistake.decision.choices) or mistake.decision.outcome
            print(f"{mistake.kind}: “{mistake.question.text}” is {mistake.question.entry}, got {given}")
    return 0
