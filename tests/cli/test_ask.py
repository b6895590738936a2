"""`ask` and `ask --batch`, as an outside judge uses them. A mistake is one line and exit code 2."""

from __future__ import annotations

import json

import pytest

DAY = "2026-11-22"
KEYS = ["id", "outcome", "entry", "choices", "language", "score", "reply"]
COMMANDS = ("chat", "ask", "check", "report", "wording", "score")


def test_ask_prints_the_reply_and_then_what_made_it(run):
    code, out, err = run("ask", "how do i join a surgery", "--on", DAY)
    assert (code, err) == (0, [])
    reply, _, why = out.partition("\n── told ")
    assert reply.startswith("How to join a surgery\n\nIn England: You can join a surgery in England")
    assert "  [2] Scotland" in reply
    first = why.splitlines()[1]
    score, entry, ask = first.split(maxsplit=2)
    assert 0.9 < float(score) <= 1
    assert (entry, ask) == ("join-a-surgery", "“how do i join a surgery”")


def test_ask_says_which_danger_it_noticed_and_why(run):
    code, out, _ = run("ask", "he is not breathing", "--on", DAY)
    assert code == 0
    assert out.startswith("Call 999 now.")
    assert "── emergency " in out
    assert "danger: life-in-danger, card, " in out


def test_ask_as_json_has_the_keys_of_a_batch_line_without_the_id(run):
    code, out, _ = run("ask", "how do i join a surgery", "--json", "--on", DAY)
    row = json.loads(out)
    assert code == 0
    assert list(row) == KEYS[1:]
    assert (row["outcome"], row["entry"], row["choices"], row["language"]) == (
        "told",
        "join-a-surgery",
        [],
        "en",
    )
    assert row["reply"].startswith("How to join a surgery\n\nIn England: ")


@pytest.mark.parametrize("form", [(), ("--json",)])
def test_ask_answers_for_the_nation_that_is_named(run, form):
    _, out, _ = run("ask", "how do i join a surgery", "--nation", "scotland", "--on", DAY, *form)
    assert "In Scotland: You can join a practice in Scotland" in out
    assert "a surgery in England" not in out


@pytest.mark.parametrize("form", [(), ("--json",)])
@pytest.mark.parametrize("code", ["ar", "AR-eg"])
def test_ask_answers_in_the_language_of_the_app_where_there_is_a_voice(run, folder, form, code):
    english = (folder / "voice/en.yaml").read_text(encoding="utf-8")
    (folder / "voice/ar.yaml").write_text(english.replace("The line insult", "سطر"), encoding="utf-8")
    with (folder / "languages.yaml").open("a", encoding="utf-8") as languages:
        languages.write("ar: {name: العربية, direction: rtl, state: live}\n")
    assert "سطر" in run("ask", "stupid bot", "--language", code, "--on", DAY, *form)[1]
    assert "The line insult" in run("ask", "stupid bot", "--language", "so", "--on", DAY, *form)[1]


def test_ask_answers_as_on_another_day(run):
    assert "£9.90" in run("ask", "what do pills cost", "--on", DAY)[1]
    assert "£9.65" in run("ask", "what do pills cost", "--on", "2026-03-31")[1]
    assert "£" not in run("ask", "what do pills cost", "--on", "2025-01-01")[1]


@pytest.mark.parametrize(
    "arguments", [("ask",), ("ask", ""), ("ask", "--json"), ("ask", "--nation", "wales", "--on", DAY)]
)
def test_without_a_question_there_is_one_line_and_no_answer(run, arguments):
    code, out, err = run(*arguments)
    assert (code, out) == (2, "")
    assert err == ["error: no question: write one in quotation marks, or use --batch"]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("ask", "x", "--nation", "mars"), "“mars” is not a nation: england, scotland"),
        (("ask", "x", "--on", "tomorrow"), "“tomorrow” is not a date: write year-month-day"),
        (("check", "--on", "2027-13-01"), "“2027-13-01” is not a date"),
        (("report", "--on", ""), "“” is not a date"),
        (("ask", "x", "--colour"), "unrecognized arguments: --colour"),
        (("sing",), "invalid choice: 'sing'"),
        (("wording",), "required: entry"),
        (("score",), "required: FILE"),
    ],
)
def test_a_mistake_on_the_command_line_is_one_line(run, arguments, said):
    code, out, err = run(*arguments)
    assert (code, out, len(err)) == (2, "", 1)
    assert err[0].startswith("error: ")
    assert said in err[0]
    assert "--help" in err[0]


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_explains_itself(run, command):
    code, out, err = run(command, "--help")
    assert (code, err) == (0, [])
    assert out.startswith(f"usage: run_bot.py {command} ")


def test_help_names_every_command(run):
    code, out, _ = run("--help")
    assert code == 0
    assert all(f"\n    {command} " in out for command in COMMANDS)


# ── ask --batch ──────────────────────────────────────────────────────────────────────────────────────


def batch(run, *lines: str, on: str = DAY) -> tuple[int, list[dict[str, object]]]:
    code, out, err = run("ask", "--batch", "--on", on, typed="\n".join(lines))
    assert err == []
    return code, [json.loads(line) for line in out.splitlines()]


def test_a_batch_keeps_the_order_and_ids_of_any_kind(run):
    ids = [7, "seven", None, 1.5, True, [1, "a"], {"a": None}, "ü", "\ud800", 2**70]
    texts = ["how do i join a surgery", "what do pills cost", "hello", "?", ""]
    lines = [json.dumps({"id": each, "text": texts[i % len(texts)]}) for i, each in enumerate(ids)]
    code, rows = batch(run, *lines)
    assert code == 0
    assert [row["id"] for row in rows] == ids
    assert [row["entry"] for row in rows[:5]] == ["join-a-surgery", "pay-for-pills", None, None, None]
    assert [row["outcome"] for row in rows[2:5]] == ["greeted", "unreadable", "unreadable"]


def test_every_line_of_a_batch_has_exactly_these_keys_and_kinds(run):
    questions = ("how do i join a surgery", "doctor", "he is not breathing", "zzz", "thanks", "x " * 3_000)
    code, rows = batch(run, *(json.dumps({"id": 1, "text": text}) for text in questions))
    assert code == 0
    assert len(rows) == len(questions)
    for row in rows:
        assert list(row) == KEYS
        assert [type(row[key]) for key in ("outcome", "choices", "language", "reply")] == [
            str,
            list,
            str,
            str,
        ]
        assert row["entry"] is None or isinstance(row["entry"], str)
        assert 0 <= row["score"] <= 1
        assert row["reply"]


def test_a_batch_line_may_say_language_and_nation(run):
    code, rows = batch(
        run,
        '{"id": 1, "text": "how do i join a surgery", "nation": "scotland", "language": "en-GB"}',
        '{"id": 2, "text": "how do i join a surgery", "nation": null, "language": null}',
        '{"id": 3, "text": "how do i join a surgery", "language": "xx", "more": 1}',
    )
    assert code == 0
    nations = [row["reply"].split("\n\n")[1].split(":")[0] for row in rows]
    assert nations == ["In Scotland", "In England", "In England"]
    assert {row["language"] for row in rows} == {"en"}


@pytest.mark.parametrize(
    ("broken", "its_id", "said"),
    [
        ("this is not JSON", None, "Expecting value"),
        ('{"id": 9, "text": "x"', None, "Expecting"),
        ('["a", "list"]', None, "not an object"),
        ('"text"', None, "not an object"),
        ("5", None, "not an object"),
        ('{"id": 9}', 9, '"text" is missing'),
        ('{"id": "nine", "text": null}', "nine", '"text" is missing'),
        ('{"id": [9], "text": 5}', [9], '"text" is missing'),
        ('{"id": 9, "text": "x", "nation": "mars"}', 9, "“mars” is not a nation"),
        ('{"id": 9, "text": "x", "nation": ["wales"]}', 9, "is not a nation"),
        ("[" * 100_000, None, "recursion"),
    ],
)
def test_a_broken_line_gives_an_error_in_its_place_and_the_others_are_answered(run, broken, its_id, said):
    good = '{"id": 1, "text": "how do i join a surgery"}'
    code, rows = batch(run, good, broken, good.replace("1", "3"))
    assert code == 2
    assert [row["id"] for row in rows] == [1, its_id, 3]
    assert [row.get("entry") for row in rows] == ["join-a-surgery", None, "join-a-surgery"]
    assert list(rows[1]) == ["id", "error"]
    assert rows[1]["error"].startswith("line 2: ")
    assert said in rows[1]["error"]


def test_empty_lines_of_a_batch_are_no_questions(run):
    code, rows = batch(run, "", "   ", '{"id": 1, "text": "hello"}', "")
    assert (code, [row["id"] for row in rows]) == (0, [1])
    assert batch(run) == (0, [])
