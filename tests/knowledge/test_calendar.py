"""Time alone never makes an error: the rules that look at the calendar, and what a day takes from whom."""

from __future__ import annotations

import ast
import io
import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from bot.checks import Severity, check, errors
from bot.checks import entries as entry_rules
from bot.checks.calendar import CalendarRules
from bot.checks.context import CheckContext
from bot.checks.rules import DUE, RULES, SOON
from bot.cli import main
from bot.conversation import ChoseEntry, Conversation, Decision, Outcome, Person, Say, WantedReceptionWords
from bot.knowledge import (
    Answer,
    Gap,
    Knowledge,
    Language,
    Leave,
    Nation,
    Notice,
    Passage,
    Published,
    Review,
    Rumour,
    Translation,
    WhyNotYours,
    Withholding,
)
from bot.library import Library
from bot.matching import Matcher
from bot.problems import Cause, Problem, due
from bot.rendering import Kind, render
from bot.runtime import Snapshot, training_data_of
from tests.conftest import KNOWLEDGE, real_day, real_library, settled
from tests.factories import TODAY, make_amount, make_entry, make_knowledge, make_service, make_source

CHECKS = Path(entry_rules.__file__).parent
DAYS_AHEAD = 500
VOICE = Library.read(Path(__file__).parents[1] / "library/good").knowledge.voices["en"]
ENGLAND, SCOTLAND = Nation.ENGLAND, Nation.SCOTLAND


def on(library: Library, day: date) -> tuple[Problem, ...]:
    """What the calendar's rules say on a day."""
    return tuple(CalendarRules(CheckContext(library.knowledge, library.places), day).run())


def days_ahead(count: int = DAYS_AHEAD) -> Iterator[date]:
    return (real_day() + timedelta(days=days) for days in range(count + 1))


# ── the real content, on every day to come ───────────────────────────────────────────────────────────


def test_no_day_of_the_next_500_and_none_to_the_end_of_2027_brings_an_error_that_is_not_there_today() -> None:
    library = real_library()
    today = {problem.identity for problem in errors(on(library, real_day()))}
    last = date(2027, 12, 31)
    for day in days_ahead(max(DAYS_AHEAD, (last - real_day()).days)):
        assert {problem.identity for problem in errors(on(library, day))} <= today, day


def test_what_a_day_brings_is_a_warning_of_a_rule_that_is_called_due() -> None:
    library = real_library()
    for day in days_ahead():
        for problem in on(library, day):
            assert (problem.cause == Cause.CALENDAR) == (problem.rule in DUE), problem
            assert (problem.cause == Cause.SOON) == (problem.rule in SOON), problem
            assert problem.cause == Cause.EDIT or problem.severity == Severity.WARNING, problem


def test_no_rule_but_the_calendars_can_know_what_day_it_is() -> None:
    """So the days above need no more than the calendar's rules: all others say the same on each."""
    assert "today" not in CheckContext.__dataclass_fields__
    for module in CHECKS.glob("*.py"):
        names = {
            getattr(node, "id", getattr(node, "attr", getattr(node, "arg", "")))
            for node in ast.walk(ast.parse(module.read_text("utf-8")))
            if isinstance(node, ast.Name | ast.Attribute | ast.arg)
        }
        if module.stem not in ("calendar", "__init__"):
            assert names.isdisjoint({"today", "now", "time", "CalendarRules"}), module
    library = real_library()
    for day in (real_day(), real_day() + timedelta(days=300)):
        problems = check(library.knowledge, library.places, day)
        assert set(on(library, day)) <= set(problems)
        assert not [
            problem for problem in problems if problem.rule in DUE and problem not in on(library, day)
        ]


@pytest.mark.slow
@pytest.mark.parametrize("day", ["2026-12-23", "2027-04-01", "2027-12-31"])
def test_the_real_bot_checks_reports_and_answers_on_the_days_on_which_most_changes(
    day: str, snapshot: Snapshot, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BOT_KNOWLEDGE", str(KNOWLEDGE))
    for command in ("check", "report"):
        assert main([command, "--on", day]) == 0
    capsys.readouterr()
    asked = ("my baby is not breathing", "is it safe to see a gp", "how much is a prescription in england")
    typed = "".join(json.dumps({"id": number, "text": text}) + "\n" for number, text in enumerate(asked))
    monkeypatch.setattr("sys.stdin", io.StringIO(typed))
    assert main(["ask", "--batch", "--on", day]) == 0
    told = capsys.readouterr()
    rows = [json.loads(line) for line in told.out.splitlines()]
    assert rows[0]["outcome"] == Outcome.EMERGENCY
    assert all(row["reply"] for row in rows)
    assert "Learning" not in told.err  # what was learned for one day is what is learned for another


# ── rules ────────────────────────────────────────────────────────────────────────────────────────────


def rules_in_code() -> set[str]:
    """Every name that stands behind `rule=`, in a fault or finding, or in the list of phrases."""
    found: set[str] = {"reading"}
    for module in [
        *CHECKS.glob("*.py"),
        *CHECKS.parent.glob("library/*.py"),
        *CHECKS.parent.glob("knowledge/*.py"),
    ]:
        tree = ast.parse(module.read_text("utf-8"))
        for node in ast.walk(tree):
            match node:
                case ast.keyword(arg="rule", value=value):
                    found |= {each.value for each in ast.walk(value) if isinstance(each, ast.Constant)}
                case ast.Call(
                    func=ast.Name(id="Fault" | "Finding"), args=[ast.Constant(value=str(name)), *_]
                ):
                    found.add(name)
                case ast.ClassDef(name="Never"):
                    found |= {each.value.value for each in node.body if isinstance(each, ast.Assign)}
                case ast.Assign(targets=[ast.Name(id="rule")], value=ast.Constant(value=str(name))):
                    found.add(name)
                case ast.Assign(
                    targets=[ast.Tuple(elts=[*_, ast.Name(id="rule")])], value=ast.Tuple(elts=[*_, last])
                ):
                    found |= {last.value} if isinstance(last, ast.Constant) else set()
                case ast.arguments(kwonlyargs=names, kw_defaults=values):
                    found |= {
                        value.value
                        for name, value in zip(names, values, strict=True)
                        if name.arg == "rule" and isinstance(value, ast.Constant)
                    }
    return found


def test_every_rule_is_explained_and_no_other() -> None:
    assert rules_in_code() == RULES.keys()


def test_rules_are_printed_with_what_to_do(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", "--rules"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == len(RULES)
    assert any(line.startswith("amount-lapsed ") and " due " in line for line in lines)


# ── what was written, and what a day brings ──────────────────────────────────────────────────────────


def found_on(day: date, knowledge: Knowledge) -> list[tuple[str, Cause, Severity]]:
    return [
        (each.rule, each.cause, each.severity) for each in check(knowledge, {}, day) if each.rule in WATCHED
    ]


WATCHED = {*DUE, *SOON, "checked-to-come", "review-to-come", "amount-to-come", "amount-hole"}
IS_DUE = (Cause.CALENDAR, Severity.WARNING)
IS_SOON = (Cause.SOON, Severity.WARNING)
IS_WRONG = (Cause.EDIT, Severity.ERROR)


@pytest.mark.parametrize(
    ("days", "rule"),
    [
        (-31, ""),
        (-30, "next-soon"),
        (0, "next-soon"),
        (1, "next-past"),
        (90, "next-past"),
        (91, "entry-expired"),
    ],
)
def test_an_entry_is_due_30_days_ahead_then_overdue_then_too_old(days: int, rule: str) -> None:
    entry = make_entry()
    found = found_on(entry.next + timedelta(days=days), make_knowledge(entry))
    assert found == ([(rule, *(IS_SOON if rule in SOON else IS_DUE))] if rule else [])


@pytest.mark.parametrize(
    ("day", "found"),
    [
        (date(2026, 11, 29), [("amount-to-come", *IS_WRONG)]),
        (date(2026, 11, 30), [("amount-lapsed", *IS_DUE)]),
        (date(2026, 12, 1), []),
        (date(2027, 3, 1), []),
        (date(2027, 3, 2), [("amount-soon", *IS_SOON)]),
        (date(2027, 4, 1), [("amount-lapsed", *IS_DUE)]),
    ],
)
def test_a_sum_is_due_before_and_after_it_ends_and_wrong_before_it_begins(
    day: date, found: list[tuple[str, Cause, Severity]]
) -> None:
    amount = make_amount(("£9", date(2026, 12, 1), date(2027, 3, 31)))
    knowledge = make_knowledge(make_entry(next=date(2028, 1, 1)), amounts={"pill_charge": amount})
    assert found_on(day, knowledge) == found


def test_a_hole_between_two_values_is_told_on_every_day() -> None:
    amount = make_amount(("£9", date(2026, 4, 1), date(2027, 3, 31)), ("£10", date(2027, 5, 1), None))
    knowledge = make_knowledge(amounts={"pill_charge": amount})
    assert found_on(TODAY, knowledge) == [("amount-hole", Cause.EDIT, Severity.WARNING)]


def test_a_notice_that_is_over_is_due() -> None:
    notice = Notice(TODAY, TODAY, TODAY, {"en": "News."}, ("gp",))
    assert found_on(TODAY, make_knowledge(notice=notice)) == []
    assert found_on(TODAY + timedelta(days=1), make_knowledge(notice=notice)) == [("notice-ended", *IS_DUE)]


@pytest.mark.parametrize(("ahead", "wrong"), [(0, False), (1, False), (2, True)])
def test_only_a_day_that_has_begun_nowhere_on_earth_is_a_day_to_come(ahead: int, wrong: bool) -> None:
    day = TODAY + timedelta(days=ahead)
    entry = make_entry(sources=(make_source(checked=day),), review=Review("r-one", day, "v1-" + "a" * 32))
    found = found_on(TODAY, make_knowledge(entry))
    assert found == ([("checked-to-come", *IS_WRONG), ("review-to-come", *IS_WRONG)] if wrong else [])


def test_what_is_due_fails_the_check_only_when_that_is_asked(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BOT_KNOWLEDGE", str(Path(__file__).parents[1] / "library/good"))
    days = ("2026-11-22", "2027-02-22", "2027-02-23", "2029-01-01")
    assert [main(["check", "--on", day]) for day in days] == [0, 0, 0, 0]
    assert [main(["check", "--on", day, "--due"]) for day in days] == [0, 0, 2, 2]
    assert "\n0 errors, 3 warnings, 3 of them due\n" in capsys.readouterr().err


def test_a_reply_has_one_length_on_all_days_whoever_has_reviewed_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """The line that it is overdue, a reviewer's name, another day, a longer sum: nobody's mistake."""
    amount = make_amount(("£9", date(2026, 4, 1), date(2026, 12, 31)), ("£9,999.90", date(2027, 1, 1), None))
    entry = make_entry(
        topic="gp", answer=make_answer_with("It costs {pill_charge}."), sources=(make_source(), make_source())
    )
    knowledge = make_knowledge(entry, amounts={"pill_charge": amount}, voices={"en": VOICE})
    later = replace(
        knowledge, entries=(replace(entry, sources=(make_source(checked=date(2026, 9, 30)),) * 2),)
    )
    monkeypatch.setattr(entry_rules, "REPLY_LETTERS", 0)
    found = {
        problem.found
        for each in (knowledge, later)
        for day in (TODAY, entry.next + timedelta(days=1), entry.next + timedelta(days=200))
        for problem in check(each, {}, day)
        if problem.rule == "reply-long"
    }
    assert len(found) == len(entry.nations)


# ── a sum that lapses in one nation ──────────────────────────────────────────────────────────────────

ENDS = date(2027, 3, 31)
AFTER = ENDS + timedelta(days=1)


def make_answer_with(short: str, *steps: str, **more: object) -> Answer:
    return replace(
        Answer(
            (Passage(short, (ENGLAND,)), Passage("It is free.", tuple(n for n in Nation if n != ENGLAND))),
            steps=tuple(Passage(step, (ENGLAND,)) for step in steps),
        ),
        **more,  # type: ignore[arg-type]
    )


def published(answer: Answer, day: date, **changes: object) -> Published:
    entry = make_entry(answer=answer, next=date(2028, 1, 1), **changes)
    knowledge = make_knowledge(
        entry,
        amounts={"pill_charge": make_amount(("£9", date(2026, 4, 1), ENDS))},
        voices={"en": VOICE},
        services={"kind-helpers": make_service()},
    )
    return replace(knowledge.published(day), reviewed={entry.id: "R. One"})


def lines_in(told: Published, nation: Nation | None) -> list[str]:
    decision = Decision(Outcome.TOLD, Say.ANSWER, entry="join-a-surgery", nation=nation)
    lines = render(decision, Person(), told).lines
    return [line.text for line in lines if line.kind not in (Kind.TITLE, Kind.SOURCE)]


COSTS = make_answer_with(
    "It costs {pill_charge}.", "These prices are new.", warn=(Passage("Take care here.", (ENGLAND,)),)
)


def test_where_the_answer_has_lost_its_sum_nothing_of_it_is_said_but_that_and_whom_to_ask() -> None:
    before, after = published(COSTS, ENDS), published(COSTS, AFTER)
    assert lines_in(before, ENGLAND)[:2] == ["In England: It costs £9.", "These prices are new."]
    for nation in (
        ENGLAND,
        None,
    ):  # whoever has not said where they live is told what holds in England, as before
        said = lines_in(after, nation)
        assert said[0] == "In England: The line price_unknown."
        assert "These prices are new." not in said
        assert not any("Take care here." in line for line in said)
        assert any("Kind Helpers" in line for line in said)
        assert "R. One" not in said[-1]


def test_an_answer_that_has_lost_its_sum_is_counted_as_one_that_we_do_not_have() -> None:
    asked = ChoseEntry("join-a-surgery")

    def ended(answer: Answer, day: date, nation: Nation | None) -> tuple[Outcome, Say]:
        told = published(answer, day)
        data = training_data_of(told, "en")
        _, decision = Conversation(told, {"en": Matcher(data)}, {}).hear(Person(nation=nation), asked)
        return decision.outcome, decision.say

    part = make_answer_with("You pay.", "A card costs {pill_charge}.")
    for nation in (ENGLAND, None):
        assert ended(COSTS, ENDS, nation) == (Outcome.TOLD, Say.ANSWER)
        assert ended(COSTS, AFTER, nation) == (Outcome.SIGNPOSTED, Say.ANSWER)
        assert ended(part, AFTER, nation) == (Outcome.TOLD, Say.ANSWER)
    assert ended(COSTS, AFTER, SCOTLAND) == (Outcome.TOLD, Say.ANSWER)


def translated(day: date, *sums: tuple[str, date, date | None]) -> Published:
    """An entry in English and in an invented language; a sum stands in a step of it."""
    answer = make_answer_with("You pay.", "A card costs {pill_charge}.", "Ask first.")
    entry = make_entry(answer=answer, next=date(2028, 1, 1))
    theirs = answer.changed(lambda text: text.replace("card costs", "drac stsoc"))
    translation = Translation(entry.id, "qx", entry.wording, "Woh ot nioj", theirs)
    return make_knowledge(
        entry,
        amounts={"pill_charge": make_amount(*(sums or (("£9", date(2026, 4, 1), ENDS),)))},
        voices={"en": VOICE, "qx": replace(VOICE, language="qx")},
        languages=(Language("en", "English", "ltr", "live"), Language("qx", "Hsilgne", "rtl", "live")),
        services={"kind-helpers": make_service()},
        translations={"qx": {entry.id: translation}},
        asks={code: {entry.id: ("how do i join a surgery",)} for code in ("en", "qx")},
    ).published(day)


def test_a_translation_whose_sum_has_lapsed_is_told_in_english_whole_and_says_why() -> None:
    before, after = translated(ENDS), translated(AFTER)
    told = before.entry("join-a-surgery", "qx")
    assert (told.language, told.why_not_yours, told.entry.title) == ("qx", None, "Woh ot nioj")
    assert told.entry.answer.steps[0].text == "A drac stsoc £9."
    told = after.entry("join-a-surgery", "qx")
    assert (told.language, told.why_not_yours) == ("en", WhyNotYours.NO_VALUE)
    assert told.entry == after.entries["join-a-surgery"]
    assert after.entry("join-a-surgery", "qy").why_not_yours is WhyNotYours.NOT_TRANSLATED
    line = "join-a-surgery in qx: told in English: a sum in the translation has no value today"
    assert (line in before.kept_back, line in after.kept_back) == (False, True)


def test_no_day_and_no_new_sum_teaches_a_translated_language_anything_anew() -> None:
    new = translated(AFTER, ("£12.50", date(2026, 4, 1), None))
    for language in ("en", "qx"):
        of_a_day = [training_data_of(each, language) for each in (translated(ENDS), translated(AFTER), new)]
        assert of_a_day[0] == of_a_day[1] == of_a_day[2]
        assert not any("9" in text or "12" in text for text in of_a_day[0].well_spelt)


def test_the_other_nations_read_what_they_read_before() -> None:
    for nation in set(Nation) - {ENGLAND}:
        assert lines_in(published(COSTS, AFTER), nation) == lines_in(published(COSTS, ENDS), nation)


def test_what_is_left_out_is_named_with_entry_nation_and_why() -> None:
    after = published(COSTS, AFTER)
    assert after.gaps == {"join-a-surgery": {ENGLAND: Gap("pill_charge", is_whole=True)}}
    assert list(after.kept_back) == ["join-a-surgery in england: withheld: {pill_charge} has no value today"]
    assert after.withheld == {}
    assert published(COSTS, ENDS).gaps == {}


def test_a_step_or_a_warning_that_has_lost_its_sum_falls_out_and_once_a_line_says_so() -> None:
    answer = make_answer_with(
        "You pay.", "A card costs {pill_charge}.", "Ask first.", "Or {pill_charge} again.",
        warn=(Passage("It can cost {pill_charge}.", (ENGLAND,)),),
    )  # fmt: skip
    after = published(answer, AFTER)
    said = lines_in(after, ENGLAND)
    assert said[:3] == ["In England: You pay.", "The line price_missing.", "Ask first."]
    assert sum("price_missing" in line for line in said) == 1
    assert not any("pill_charge" in line for line in said)
    assert "R. One" not in said[-1]
    assert lines_in(after, SCOTLAND) == lines_in(published(answer, ENDS), SCOTLAND)
    assert after.gaps["join-a-surgery"] == {ENGLAND: Gap("pill_charge", is_whole=False)}


def test_a_warning_alone_that_has_lost_its_sum_leaves_a_line_in_its_place() -> None:
    answer = make_answer_with("You pay.", warn=(Passage("It can cost {pill_charge}.", (ENGLAND,)),))
    assert any(
        line.endswith("The line price_missing.") for line in lines_in(published(answer, AFTER), ENGLAND)
    )


def test_words_for_reception_that_have_lost_their_sum_are_not_offered() -> None:
    answer = make_answer_with("You pay.")
    words = (Passage("I have {pill_charge}.", (ENGLAND,)), Passage("Hello.", (SCOTLAND,)))
    for day, offered in ((ENDS, {ENGLAND, SCOTLAND}), (AFTER, {SCOTLAND})):
        told = published(answer, day, show_at_reception=words)
        decision = Decision(Outcome.TOLD, Say.ANSWER, entry="join-a-surgery")
        found = {
            button.event.nation
            for nation in Nation
            for button in render(replace(decision, nation=nation), Person(), told).choices
            if isinstance(button.event, WantedReceptionWords)
        }
        assert found == offered


@pytest.mark.parametrize(
    "changes",
    [
        {"answer": Answer((Passage("It costs {pill_charge}."),))},
        {"title": "Why {pill_charge}?", "answer": make_answer_with("You pay.")},
        {"answer": make_answer_with("You pay.", rumour=Rumour("It is {pill_charge}.", "It is not.", TODAY))},
        {"answer": COSTS, "nations": (ENGLAND,)},
    ],
)
def test_where_no_nation_has_its_answer_left_the_entry_is_withheld_by_the_calendar_alone(
    changes: dict[str, object],
) -> None:
    after = published(changes.pop("answer"), AFTER, **changes)  # type: ignore[arg-type]
    assert after.entries == {}
    assert after.withheld == {"join-a-surgery": "{pill_charge} has no value today"}
    assert after.paused == {"join-a-surgery"}


def test_what_an_edit_withholds_is_not_taken_for_the_calendars() -> None:
    unknown = make_knowledge(make_entry(answer=make_answer_with("It costs {misspelt}.")))
    assert unknown.published(TODAY).paused == frozenset()
    unreviewed = make_knowledge().published(TODAY, withholding=Withholding(unreviewed=True))
    assert (unreviewed.paused, len(unreviewed.withheld)) == (frozenset(), 1)


@pytest.mark.parametrize("file", ["voice", "notice"])
def test_no_sentence_that_must_be_whole_on_any_day_names_a_sum(file: str) -> None:
    amounts = {"pill_charge": make_amount(("£9", date(2026, 4, 1), ENDS))}
    words = "It costs {pill_charge}."
    if file == "voice":
        knowledge = make_knowledge(
            amounts=amounts, voices={"en": replace(VOICE, lines={**VOICE.lines, "thanks": words})}
        )
    else:
        notice = Notice(TODAY, TODAY, None, {"en": words}, ("gp",))
        knowledge = make_knowledge(amounts=amounts, notice=notice, leave=Leave())
    assert "sum-in-fixed-words" in {problem.rule for problem in errors(check(knowledge, {}, TODAY))}


def test_on_the_settled_day_nothing_is_due_however_late_it_is() -> None:
    for today in (real_day(), date(2029, 1, 1)):
        library, day = settled(real_library(), today)
        assert day <= today
        told = library.knowledge.published(day)
        assert (told.gaps, told.paused) == ({}, frozenset())
        assert due(on(library, day)) == ()
