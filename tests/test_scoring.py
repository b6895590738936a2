"""How measuring counts: every kind of ending, the columns, and what sixty questions can prove."""

from __future__ import annotations

import pytest

from bot.cli.scoring import COLUMNS, Tally, by_language, judge, score, table, wilson
from bot.conversation import Decision, Outcome, Say
from bot.knowledge import Nation
from bot.library import Labelled

CARDS = frozenset({"life-in-danger", "suicide-or-self-harm"})

TOLD = Decision(Outcome.TOLD, Say.ANSWER, entry="hospital-debt")
OFFERED = Decision(Outcome.OFFERED, Say.OFFER, choices=("hospital-charges", "hospital-debt"))
SILENT = Decision(Outcome.SIGNPOSTED, Say.UNKNOWN)
EMERGENCY = Decision(Outcome.EMERGENCY, Say.CARD, entry="life-in-danger", choices=("hospital-debt",))
CRISIS = Decision(Outcome.CRISIS, Say.CARD, entry="suicide-or-self-harm")
GREETED = Decision(Outcome.GREETED, "welcome")

DEBT = Labelled("can my bill stop my visa", "hospital-debt")
EITHER = Labelled("what about the bill", "hospital-charges", also=("hospital-debt",))
OTHER = Labelled("where is a dentist", "dentist-optician")
OUTSIDE = Labelled("best pizza", None)
DANGER = Labelled("he is not breathing", "life-in-danger")
LOOK_ALIKE = Labelled("my phone is dead", None, calm_only=True)


@pytest.mark.parametrize(
    ("question", "decision", "kind"),
    [
        (DEBT, TOLD, "right"),
        (EITHER, TOLD, "right"),
        (OTHER, TOLD, "wrong"),
        (DEBT, OFFERED, "offered"),
        (EITHER, OFFERED, "offered"),
        (OTHER, OFFERED, "silent"),
        (DEBT, SILENT, "silent"),
        (DEBT, GREETED, "silent"),
        (DEBT, EMERGENCY, "alarm-in-place"),
        (DEBT, CRISIS, "alarm-in-place"),
        (OUTSIDE, TOLD, "outside-told"),
        (OUTSIDE, OFFERED, "outside-offered"),
        (OUTSIDE, SILENT, "outside-silent"),
        (OUTSIDE, EMERGENCY, "outside-alarm"),
        (DANGER, EMERGENCY, "alarm"),
        (DANGER, CRISIS, "alarm"),
        (DANGER, TOLD, "missed"),
        (DANGER, OFFERED, "missed"),
        (DANGER, SILENT, "missed"),
        (LOOK_ALIKE, EMERGENCY, "false-alarm"),
        (LOOK_ALIKE, CRISIS, "false-alarm"),
        (LOOK_ALIKE, TOLD, "calm"),
        (LOOK_ALIKE, SILENT, "calm"),
    ],
)
def test_every_ending_of_every_kind_of_question_has_its_name(question, decision, kind):
    assert judge(question, decision, CARDS) == kind


def tally_of(**counts: int) -> Tally:
    tally = Tally()
    for kind, times in counts.items():
        for _ in range(times):
            tally.add(kind.replace("_", "-"))
    return tally


def cells(**counts: int) -> dict[str, str]:
    return dict(zip(COLUMNS, tally_of(**counts).row(), strict=True))


def test_the_endings_of_answerable_questions_add_up_to_all_of_them():
    row = cells(right=10, offered=5, wrong=2, silent=2, alarm_in_place=1)
    assert row["questions"] == "20"
    assert (row["right"], row["offered"], row["wrong"], row["silent"]) == ("50.0", "25.0", "10.0", "15.0")


def test_questions_for_nobody_have_their_own_whole():
    row = cells(right=6, outside_told=1, outside_offered=2, outside_silent=4, outside_alarm=1)
    assert row["questions"] == "14"
    assert row["right"] == "100.0"
    assert (row["out of scope told"], row["out of scope offered"]) == ("12.5", "25.0")


def test_recall_is_of_dangers_and_false_alarms_are_of_everything_else():
    row = cells(alarm=9, missed=1, calm=10, false_alarm=2, right=5, alarm_in_place=1, outside_alarm=2)
    assert row["questions"] == "30"
    assert row["emergency recall"].startswith("90.0 (")
    assert row["false alarms"].startswith("25.0 (")  # five of the twenty without danger


def test_where_nothing_was_asked_there_is_no_share():
    assert cells() == dict.fromkeys(COLUMNS, "–") | {"questions": "0"}
    row = cells(calm=4)
    assert row["right"] == row["out of scope told"] == row["emergency recall"] == "–"
    assert row["false alarms"].startswith("0.0 (0.0–")


@pytest.mark.parametrize(
    ("part", "whole", "low", "high"),
    [
        (0, 60, 0.0, 0.0602),
        (60, 60, 0.9398, 1.0),
        (5, 10, 0.2366, 0.7634),
        (1, 100, 0.0018, 0.0545),
        (81, 263, 0.2553, 0.3662),
        (0, 1, 0.0, 0.7935),
    ],
)
def test_the_interval_is_wilsons(part, whole, low, high):
    assert wilson(part, whole) == pytest.approx((low, high), abs=1e-4)


def test_none_of_sixty_still_leaves_room_for_six_in_a_hundred():
    assert cells(calm=60)["false alarms"] == "0.0 (0.0–6.0)"
    assert cells(alarm=60)["emergency recall"] == "100.0 (94.0–100.0)"


def test_after_a_group_for_each_file_comes_one_for_each_language():
    arabic = Labelled("سؤال", "hospital-debt", language="ar")
    groups = by_language([("a.yaml", (DEBT, arabic)), ("b.yaml", [OTHER])])
    assert groups == [
        ("a.yaml", [DEBT, arabic]),
        ("b.yaml", [OTHER]),
        ("all in ar", [arabic]),
        ("all in en", [DEBT, OTHER]),
    ]


def test_the_table_is_markdown_with_a_cell_for_every_column():
    lines = table([("a.yaml", tally_of(right=3, wrong=1)), ("all in en", tally_of(alarm=1))]).splitlines()
    assert len(lines) == 4
    assert lines[0] == "| set | " + " | ".join(COLUMNS) + " |"
    assert lines[1] == "|" + " --- |" * (len(COLUMNS) + 1)
    assert lines[2].startswith("| a.yaml | 4 | 75.0 | 0.0 | 25.0 | 0.0 | – | – | – | 0.0 (")
    assert {line.count("|") for line in lines} == {len(COLUMNS) + 2}


def test_the_bot_is_asked_as_the_labelled_person_and_bad_endings_are_listed(snapshot):
    questions = [
        Labelled("is it safe to see a gp", "safe-to-see-gp"),
        Labelled("is it safe to see a gp", "dentist-optician", nation=Nation.WALES),
        Labelled("my wife is not breathing", "life-in-danger"),
        Labelled("what is the best pizza in london", None),
    ]
    tallies, mistakes = score(snapshot.conversation, [("some", questions), ("none", [])])
    assert [name for name, _ in tallies] == ["some", "none"]
    assert dict(tallies[0][1].counts) == {"right": 1, "wrong": 1, "alarm": 1, "outside-silent": 1}
    assert not tallies[1][1].counts
    assert [(mistake.kind, mistake.question) for mistake in mistakes] == [("wrong", questions[1])]
    assert mistakes[0].decision.nation == Nation.WALES
