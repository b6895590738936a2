"""Every mistake of an editor is named in one line, and costs no more than what it stands in."""

from __future__ import annotations

import re
import shutil
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import pytest

from bot.checks import Problem, Severity, check, errors
from bot.conversation import Asked, Outcome, Person, Say, Started
from bot.knowledge import DAYS_OF_GRACE, Knowledge, Nation, Passage
from bot.library import Library, Refused, locate, parse, read_questions
from bot.rendering import Kind
from bot.runtime.snapshot import NothingToSay, load_snapshot
from tests.factories import TODAY, make_amount, make_answer, make_entry, make_knowledge

HERE = Path(__file__).parent
GOOD = HERE / "good"
BAD = sorted((HERE / "bad").glob("*.yaml"))
ONE_LINE = re.compile(r"knowledge/[\w./-]+:[1-9]\d*: [^\n;]+; [^\n]+")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the good knowledge folder."""
    return Path(shutil.copytree(GOOD, tmp_path / "knowledge"))


@dataclass(frozen=True)
class Bad:
    """A file with mistakes: where it belongs, its errors, and the entries that are said all the same."""

    path: str
    expected: tuple[str, ...]
    said: frozenset[str]
    data: bytes

    @classmethod
    def read(cls, file: Path) -> Bad:
        data = file.read_bytes()
        head = [line[2:] for line in data.decode("utf-8", "replace").splitlines() if line.startswith("# ")]

        def told(kind: str) -> list[str]:
            return [line.removeprefix(f"{kind}: ") for line in head if line.startswith(f"{kind}: ")]

        (path,), (said,) = told("at"), told("said")
        return cls(path, tuple(told("expect")), frozenset(said.split(", ")), data)


def put(folder: Path, path: str, data: str | bytes) -> Path:
    file = folder / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(data.encode() if isinstance(data, str) else data)
    return file


def problems_in(folder: Path, today: date = TODAY) -> tuple[Problem, ...]:
    library = Library.read(folder)
    return library.problems + check(library.knowledge, library.places, today)


def entry_in(folder: Path, name: str = "gp/join-a-surgery") -> Path:
    return folder / "topics" / name / "entry.yaml"


def change(file: Path, old: str, new: str) -> None:
    text = file.read_text(encoding="utf-8")
    assert text.count(old) == 1
    file.write_text(text.replace(old, new), encoding="utf-8")


# ── files ────────────────────────────────────────────────────────────────────────────────────────────


def test_a_good_folder_has_no_problem_and_all_of_it_is_said(folder: Path) -> None:
    assert problems_in(folder) == ()
    assert set(Library.read(folder).knowledge.published(TODAY).entries) == {"join-a-surgery", "pay-for-pills"}


@pytest.mark.parametrize("file", BAD, ids=lambda file: file.stem)
def test_a_bad_file_causes_just_its_messages_and_the_sound_entries_are_still_said(
    file: Path, folder: Path
) -> None:
    bad = Bad.read(file)
    put(folder, bad.path, bad.data)
    found = [str(problem) for problem in errors(problems_in(folder))]
    assert sorted(found) == sorted(bad.expected)
    assert set(Library.read(folder).knowledge.published(TODAY).entries) == bad.said


@pytest.mark.parametrize("file", BAD, ids=lambda file: file.stem)
def test_every_message_is_one_line_with_file_line_what_is_there_and_what_to_do(file: Path) -> None:
    expected = Bad.read(file).expected
    assert expected
    for message in expected:
        assert ONE_LINE.fullmatch(message)


def test_all_bad_files_are_reported_at_once(folder: Path) -> None:
    files = [
        Bad.read(HERE / "bad" / f"{name}.yaml")
        for name in ("broken-yaml", "an-unknown-placeholder", "a-contractor-without-a-note", "free-as-yes")
    ]
    for bad in files:
        put(folder, bad.path, bad.data)
    found = {str(problem) for problem in errors(problems_in(folder))}
    assert found == {message for bad in files for message in bad.expected}


def test_a_withheld_entry_says_which_mistake_withholds_it(folder: Path) -> None:
    change(entry_in(folder), "related:", "realted:")
    published = Library.read(folder).knowledge.published(TODAY)
    assert "the key “realted” is not known here" in published.withheld["join-a-surgery"]
    assert published.entries["pay-for-pills"].related == ()


def test_a_step_for_a_misspelt_nation_is_never_shown_to_everybody(folder: Path) -> None:
    change(
        entry_in(folder),
        "can ask where you live.\n      nations: [england]",
        "can ask.\n      nations: [engl]",
    )
    published = Library.read(folder).knowledge.published(TODAY)
    assert "join-a-surgery" not in published.entries


def test_a_missing_file_is_a_problem_and_not_a_crash(folder: Path) -> None:
    for name in ("evidence.yaml", "voice/en.yaml", "cards/en.yaml"):
        (folder / name).unlink()
    found = [str(problem) for problem in problems_in(folder)]
    for name in ("evidence.yaml", "voice/en.yaml", "cards/en.yaml"):
        assert any(message.startswith(f"knowledge/{name}: the file is missing; add it") for message in found)


def test_a_folder_in_the_place_of_a_file_is_a_problem_and_not_a_crash(folder: Path) -> None:
    file = entry_in(folder)
    file.unlink()
    file.mkdir()
    (problem,) = Library.read(folder).problems
    assert str(problem).startswith("knowledge/topics/gp/join-a-surgery/entry.yaml: the file cannot be opened")


def test_a_missing_folder_is_a_problem_that_names_the_variable(tmp_path: Path) -> None:
    library = Library.read(tmp_path / "nowhere")
    (problem,) = library.problems
    assert "there is no such folder; set BOT_KNOWLEDGE" in str(problem)
    assert library.knowledge == Knowledge()


def test_a_file_saved_with_a_byte_order_mark_is_read(folder: Path) -> None:
    file = entry_in(folder)
    file.write_bytes(b"\xef\xbb\xbf" + file.read_bytes())
    assert problems_in(folder) == ()


def test_a_problem_in_a_text_of_several_lines_names_the_line_of_its_words(folder: Path) -> None:
    file = entry_in(folder)
    change(file, "  Please give me the form.", "  Please give me the form.\n  Come in: it is safe.")
    (problem,) = errors(problems_in(folder))
    assert file.read_text(encoding="utf-8").splitlines()[problem.line - 1] == "  Come in: it is safe."


def test_a_problem_is_marked_on_a_pull_request(folder: Path) -> None:
    change(entry_in(folder), "next: 2027-02-22", "next: soon")
    (problem,) = problems_in(folder)
    place = f"file=knowledge/topics/gp/join-a-surgery/entry.yaml,line={problem.line}"
    assert problem.on_github.startswith(f"::error {place}::“soon” is not a date; ")


def test_few_asks_and_few_confusions_are_warnings_only(folder: Path) -> None:
    name = "topics/gp/join-a-surgery/asks/en.yaml"
    asks = (folder / name).read_text(encoding="utf-8").partition("asks:\n")[2].splitlines()
    put(folder, name, "\n".join(["asks:", *asks[:20]]))
    found = {problem.found: problem.severity for problem in problems_in(folder)}
    assert found == {
        "there are 20 asks": Severity.WARNING,
        "confused_with has 0 questions": Severity.WARNING,
    }


def test_a_sentence_of_more_than_20_words_is_a_warning(folder: Path) -> None:
    words = " ".join(["word"] * 21)
    change(entry_in(folder), "Ask at the desk for the form.", f"{words}. Ask for the form.")
    (problem,) = (problem for problem in problems_in(folder) if problem.rule == "long-sentence")
    assert problem.severity == Severity.WARNING
    assert problem.found.startswith("a sentence has 21 words: “word word")
    assert problem.mend == "cut it to 20"


def test_an_amount_that_ends_within_30_days_is_a_warning(folder: Path) -> None:
    assert problems_in(folder, date(2027, 1, 22)) == ()
    found = [problem for problem in problems_in(folder, date(2027, 3, 2)) if "pill_charge" in problem.found]
    assert [(problem.found, problem.severity) for problem in found] == [
        ("pill_charge has no value from 2027-04-01", Severity.WARNING)
    ]


# ── plain values ─────────────────────────────────────────────────────────────────────────────────────


def test_plain_values_stay_text() -> None:
    item = parse("[no, 080012, 1_000, 2026-11-22, 1e3, 0x10, off, 12:30, '']", "plain.yaml")
    assert isinstance(item.value, list)
    assert [each.value for each in item.value] == [
        "no", "080012", "1_000", "2026-11-22", "1e3", "0x10", "off", "12:30", "",
    ]  # fmt: skip


def test_a_phone_number_keeps_its_zero_and_no_stays_no() -> None:
    helpers = Library.read(GOOD).knowledge.services["kind-helpers"]
    assert (helpers.phone, helpers.hours) == ("08081570012", "no")


def test_a_key_without_a_value_counts_as_absent(folder: Path) -> None:
    change(folder / "services/kind-helpers.yaml", "hours: no", "hours:")
    library = Library.read(folder)
    assert library.problems == ()
    assert library.knowledge.services["kind-helpers"].hours == ""


def test_labelled_questions_name_their_first_mistake(tmp_path: Path) -> None:
    file = put(tmp_path, "questions.yaml", "- text: hello\n- entry: safe-to-see-gp\n")
    with pytest.raises(Refused, match=r"questions\.yaml:2: “text” is missing"):
        read_questions(file)
    with pytest.raises(Refused, match="the file cannot be read"):
        read_questions(tmp_path / "absent.yaml")


def test_labelled_questions_know_every_right_entry(tmp_path: Path) -> None:
    text = "- {text: hi, entry: a, also: [b], nation: wales}\n- {text: ho, danger: no}\n"
    first, second = read_questions(put(tmp_path, "questions.yaml", text))
    assert (first.right, first.nation, first.calm_only) == ({"a", "b"}, Nation.WALES, False)
    assert (second.right, second.nation, second.calm_only) == (set(), None, True)


# ── where the folder is ──────────────────────────────────────────────────────────────────────────────


def test_the_operator_chooses_the_folder() -> None:
    assert locate(Path("/srv/words")) == Path("/srv/words")


def test_without_a_choice_the_folder_beside_the_code_is_read() -> None:
    assert locate() == Path(__file__).parents[2] / "knowledge"


# ── the bot starts on something, or says why not ─────────────────────────────────────────────────────


def test_the_bot_goes_on_with_the_sound_entry(folder: Path) -> None:
    put(folder, "topics/gp/join-a-surgery/entry.yaml", "title: [")
    snapshot = load_snapshot(folder, TODAY)
    _, decision = snapshot.conversation.hear(Person(), Asked("what do pills cost"))
    assert (decision.outcome, decision.entry) == (Outcome.TOLD, "pay-for-pills")
    assert len(errors(snapshot.problems)) == 1


def lose_all_entries(folder: Path) -> str:
    shutil.rmtree(folder / "topics")
    return "there is no entry that can be read"


def break_the_voice(folder: Path) -> str:
    put(folder, "voice/en.yaml", "lines: [")
    return "knowledge/voice/en.yaml:1: this is not YAML"


def break_the_danger_file(folder: Path) -> str:
    change(folder / "cards/en.yaml", "title: Life in danger", "titel: Life in danger")
    return "knowledge/cards/en.yaml:2: “title” is missing"


def misspell_the_nation_of_a_card_line(folder: Path) -> str:
    change(folder / "cards/en.yaml", "nations: [scotland]", "nation: [scotland]")
    return "knowledge/cards/en.yaml:8: the key “nation” is not known here; write “nations”"


def lose_the_emergency_number(folder: Path) -> str:
    put(folder, "services/emergency-999.yaml", "phone: '999'")
    return "knowledge/services/emergency-999.yaml:1: “name” is missing"


def lose_the_folder(folder: Path) -> str:
    shutil.rmtree(folder)
    return "there is no such folder"


@pytest.mark.parametrize(
    "lose",
    [
        lose_all_entries,
        break_the_voice,
        break_the_danger_file,
        misspell_the_nation_of_a_card_line,
        lose_the_emergency_number,
        lose_the_folder,
    ],
)
def test_the_bot_never_starts_on_nothing(lose, folder: Path) -> None:
    why = lose(folder)
    with pytest.raises(NothingToSay) as refused:
        load_snapshot(folder, TODAY)
    assert why in str(refused.value)
    assert "\n" not in str(refused.value)


def test_the_bot_starts_when_every_entry_is_too_old_and_says_that(folder: Path) -> None:
    snapshot = load_snapshot(folder, date(2029, 1, 1))
    assert errors(snapshot.problems) == ()
    assert next(snapshot.flaws).startswith("NO ANSWER MAY BE SAID")
    for event in (Asked("what do pills cost"), Asked("how do i join a surgery"), Started("join-a-surgery")):
        _, decision = snapshot.conversation.hear(Person(), event)
        assert (decision.outcome, decision.say) == (Outcome.SIGNPOSTED, Say.TOO_OLD)
    assert snapshot.talk(Person(), Asked("he is not breathing"))[1].urgent


# ── what may be said on which day ────────────────────────────────────────────────────────────────────

CHARGE = make_amount(
    ("£9.65", date(2025, 4, 1), date(2026, 3, 31)),
    ("£9.90", date(2026, 4, 1), date(2027, 3, 31)),
)


@pytest.mark.parametrize(
    ("day", "value"),
    [
        (date(2025, 3, 31), None),
        (date(2025, 4, 1), "£9.65"),
        (date(2026, 3, 31), "£9.65"),
        (date(2026, 4, 1), "£9.90"),
        (date(2027, 3, 31), "£9.90"),
        (date(2027, 4, 1), None),
    ],
)
def test_an_amount_has_a_value_only_within_its_periods(day: date, value: str | None) -> None:
    assert CHARGE.on(day) == value


def test_an_amount_without_an_end_holds_on() -> None:
    assert make_amount(("£500", date(2016, 4, 6), None)).on(date(2099, 1, 1)) == "£500"


def test_an_entry_is_withheld_while_its_amount_has_no_value() -> None:
    entry = make_entry(answer=make_answer("It costs {pill_charge}."), next=date(2027, 6, 1))
    knowledge = make_knowledge(entry, amounts={"pill_charge": CHARGE})
    told = knowledge.published(date(2027, 3, 31)).entries[entry.id]
    assert told.answer.short == (Passage("It costs £9.90."),)
    later = knowledge.published(date(2027, 4, 1))
    assert later.entries == {}
    assert later.withheld == {entry.id: "{pill_charge} has no value today"}


def test_an_entry_is_said_for_90_days_after_its_date_and_not_a_day_longer() -> None:
    entry = make_entry()
    knowledge = make_knowledge(entry)
    last = entry.next + timedelta(days=90)
    assert DAYS_OF_GRACE == 90
    assert entry.id in knowledge.published(last).entries
    assert entry.id in knowledge.published(last + timedelta(days=1)).withheld


def test_an_overdue_answer_says_so_and_one_in_time_does_not(folder: Path) -> None:

    def notes(today: date) -> str:
        _, reply = load_snapshot(folder, today).talk(Person(), Asked("how do i join a surgery"))
        return "\n".join(line.text for line in reply.lines if line.kind == Kind.NOTE)

    assert "To be checked again by 22 February 2027." not in notes(date(2027, 2, 22))
    assert "To be checked again by 22 February 2027." in notes(date(2027, 2, 23))


def test_an_entry_whose_date_is_near_or_past_is_a_warning(folder: Path) -> None:
    for today, found in ((date(2027, 1, 23), "is 2027-02-22"), (date(2027, 2, 23), "was 2027-02-22")):
        told = [problem for problem in problems_in(folder, today) if problem.found == f"“next” {found}"]
        assert [problem.severity for problem in told] == [Severity.WARNING, Severity.WARNING]
