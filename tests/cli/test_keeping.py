"""`check`, `report`, `wording` and `score`, as editors use them. A mistake is one line and exit code 2."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

DAY = "2026-11-22"
BAD = Path(__file__).parent.parent / "library" / "bad" / "a-key-twice.yaml"
ENTRY = "topics/gp/join-a-surgery/entry.yaml"


def test_check_is_content_with_a_sound_folder(run):
    code, out, err = run("check", "--on", DAY)
    assert (code, out, err) == (0, "", ["0 errors, 0 warnings"])


def test_check_prints_every_problem_and_fails(run, folder):
    (folder / ENTRY).write_bytes(BAD.read_bytes())
    (folder / "services/emergency-999.yaml").write_text("name: [", encoding="utf-8")
    code, out, err = run("check", "--on", DAY)
    lines = out.splitlines()
    assert code == 2
    assert any("join-a-surgery/entry.yaml:28: the key “title”" in line for line in lines)
    assert any("services/emergency-999.yaml:1: this is not YAML" in line for line in lines)
    assert all(line.startswith(("error: knowledge/", "warning: knowledge/")) for line in lines)
    wrong = sum(line.startswith("error: ") for line in lines)
    assert f"{wrong} errors, {len(lines) - wrong} warnings" in err


def test_check_prints_every_problem_even_of_a_folder_from_which_nothing_may_be_said(run, folder):
    (folder / "voice/en.yaml").unlink()
    (folder / "cards/en.yaml").unlink()
    (folder / "services/kind-helpers.yaml").unlink()
    code, out, err = run("check", "--on", DAY)
    assert code == 2
    for name in ("voice/en.yaml", "cards/en.yaml", "kind-helpers"):
        assert name in out
    assert err[-1].startswith("error: there is nothing that may be said from ")


def test_check_fails_for_dates_only_when_it_is_asked_for_what_is_due(run):
    code, out, err = run("check", "--on", "2099-01-01")
    assert (code, err) == (0, ["0 errors, 3 warnings, 3 of them due"])
    assert out.count("it is withheld: check it again [entry-expired]") == 2
    assert "warning: knowledge/facts.yaml:1: pill_charge has no value today; " in out
    assert run("check", "--on", "2099-01-01", "--due") == (2, out, err)
    assert run("check", "--on", DAY, "--due")[0] == 0


def test_the_bot_answers_in_the_terminal_when_every_entry_is_too_old(run):
    code, out, err = run("ask", "how do i join a surgery", "--on", "2099-01-01")
    assert (code, len(err)) == (0, 1)
    assert out.startswith("The line too_old.")
    assert err[0].startswith("warning: NO ANSWER MAY BE SAID")
    assert run("ask", "he is not breathing", "--on", "2099-01-01")[1].startswith("Call 999 now.")


def test_check_marks_the_places_on_a_pull_request(run, folder):
    (folder / ENTRY).write_bytes(BAD.read_bytes())
    code, out, _ = run("check", "--github", "--on", DAY)
    assert code == 2
    mark = "::error file=knowledge/topics/gp/join-a-surgery/entry.yaml,line=28::the key “title” stands here"
    assert any(line.startswith(mark) for line in out.splitlines())
    assert all(line.startswith(("::error file=", "::warning file=")) for line in out.splitlines())


@pytest.mark.parametrize(
    "arguments", [("check",), ("ask", "x"), ("report",), ("wording", "join-a-surgery"), ("chat",)]
)
def test_a_folder_that_is_not_there_is_said_in_one_line(run, monkeypatch, arguments):
    monkeypatch.setenv("BOT_KNOWLEDGE", "/nowhere")
    code, out, err = run(*arguments)
    assert code == 2
    assert "/nowhere" in (out + err[-1])
    assert "there is no such folder" in (out + err[-1])
    assert err[-1].startswith("error: ")
    assert len(err) == (2 if arguments == ("check",) else 1)


def test_a_mistake_in_one_entry_warns_and_the_others_are_told(run, folder):
    (folder / ENTRY).write_bytes(BAD.read_bytes())
    code, out, err = run("ask", "what do pills cost", "--on", DAY)
    assert code == 0
    assert "£9.90" in out
    assert len(err) == 1
    assert err[0].startswith("warning: knowledge/topics/gp/join-a-surgery/entry.yaml:28: ")


def test_report_says_how_each_entry_stands(run):
    code, out, err = run("report", "--on", DAY)
    assert (code, err) == (0, [])
    lines = out.splitlines()
    assert lines[0].split()[:3] == ["entry", "wording", "reviewed"]
    rows = {line.split()[0]: line.split() for line in lines[1:3]}
    assert rows.keys() == {"join-a-surgery", "pay-for-pills"}
    for row in rows.values():
        assert len(row[1]) == 6
        assert row[2] == "no"
        assert row[5:] == ["30", "1"]
    assert f"2 entries, 2 may be said on {DAY}" in out
    assert "0 reviewed by an adviser, 2 not" in out
    assert "3 facts, 3 services, 1 amounts" in out


def test_report_says_what_is_withheld_and_why(run):
    _, out, _ = run("report", "--on", "2025-01-01")
    assert "2 entries, 1 may be said on 2025-01-01" in out
    assert "pay-for-pills: withheld: {pill_charge} has no value today" in out


def test_wording_prints_the_letters_the_words_and_what_they_rest_on(run):
    code, out, err = run("wording", "join-a-surgery")
    assert (code, err) == (0, [])
    letters = out.splitlines()[0].removeprefix("wording: ")
    assert len(letters) == 6
    by, on, wording = out.splitlines()[-3:]
    assert out.splitlines()[-4] == "review:"
    assert by.startswith("  by: your-id ")
    assert re.fullmatch(r"  on: \d{4}-\d\d-\d\d", on)
    assert re.fullmatch(f"  wording: v1-{letters}[a-z2-7]{{26}}", wording)
    assert f"join-a-surgery                 {letters} " in run("report")[1]
    assert "How to join a surgery" in out
    assert "[england] You can join a surgery in England without papers." in out
    assert "[everywhere] Ask at the desk for the form." in out
    assert "] Hello. I would like to join this surgery." in out
    assert "GP-01 (england, scotland; high, current, as of November 2026): Nobody needs papers" in out
    assert "https://health.example/join" in out
    assert "kind-helpers: Kind Helpers (charity); 08081570012; Helps people to join a surgery; no" in out
    assert "emergency-999: 999 emergency services (public); 999; free" in out


def test_wording_prints_the_amounts_and_the_seal_of_a_danger_card_too(run):
    assert "9.90 from 2026-04-01 until " in run("wording", "pay-for-pills")[1]
    code, out, _ = run("wording", "life-in-danger")
    assert code == 0
    assert "[everywhere] Call {emergency-999} now." in out
    assert re.search(r"^  wording: v1-[a-z2-7]{32}$", out, re.MULTILINE)


def test_the_wording_of_an_unknown_entry_is_one_line(run):
    code, out, err = run("wording", "join-a-choir")
    assert (code, out) == (2, "")
    assert err == ["error: there is no entry and no card “join-a-choir”: see the folders under topics/"]


@pytest.fixture
def questions(tmp_path: Path) -> Path:
    """Four labelled questions, of which the last must end badly."""
    path = tmp_path / "some.yaml"
    path.write_text(
        "- {text: how do i join a surgery, entry: join-a-surgery}\n"
        "- {text: he is not breathing, entry: life-in-danger}\n"
        "- {text: my phone is dead, danger: no}\n"
        "- {text: what do pills cost, entry: join-a-surgery}\n",
        encoding="utf-8",
    )
    return path


def test_score_prints_a_table(run, questions):
    code, out, err = run("score", str(questions))
    assert (code, err) == (0, [])
    lines = out.splitlines()
    assert lines[0].startswith("| set | questions | right |")
    assert lines[1].replace(" --- |", "") == "|"
    assert [line.split(" | ")[:3] for line in lines[2:]] == [
        ["| some.yaml", "4", "50.0"],
        ["| all in en", "4", "50.0"],
    ]


def test_score_lists_each_mistake_once(run, questions):
    code, out, _ = run("score", str(questions), str(questions), "--mistakes")
    assert code == 0
    listed = [line for line in out.splitlines() if not line.startswith("|")]
    assert listed == ["wrong: “what do pills cost” is join-a-surgery, got pay-for-pills"]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("gone.yaml", None),
        ("broken.yaml", "- {text: ["),
        ("misspelt.yaml", "- {text: x, entri: y}"),
        ("empty.yaml", ""),
        ("no-list.yaml", "text: x"),
    ],
)
def test_a_file_that_cannot_be_scored_is_one_line(run, tmp_path, questions, name, text):
    if text is not None:
        (tmp_path / name).write_text(text, encoding="utf-8")
    code, out, err = run("score", str(questions), str(tmp_path / name))
    assert (code, out, len(err)) == (2, "", 1)
    assert err[0].startswith(f"error: {tmp_path / name}:")


# ── learning ahead ───────────────────────────────────────────────────────────────────────────────────


def test_what_is_learned_ahead_is_not_learned_at_the_start(run, folder, monkeypatch):
    assert run("learn", "--on", DAY) == (0, "", [])
    assert sorted(path.name.partition("-")[0] for path in (folder.parent / ".cache").iterdir()) == [
        "danger",
        "matcher",
        "meaning",
    ]

    def learns(*_, **__):
        raise AssertionError("it was learned again")

    monkeypatch.setattr("bot.matching.matcher.fit", learns)
    monkeypatch.setattr("bot.danger.assess.fit", learns)
    code, out, err = run("ask", "how do i join a surgery", "--on", DAY)
    assert (code, err) == (0, [])
    assert "In England" in out


def test_learning_ahead_needs_no_token_whatever_the_mode(run, monkeypatch):
    monkeypatch.setenv("BOT_MODE", "webhook")
    assert run("learn", "--on", DAY)[0] == 0


def test_what_cannot_be_kept_is_one_line_that_names_the_variable(run, tmp_path, monkeypatch):
    (tmp_path / "file").write_text("no folder")
    monkeypatch.setenv("BOT_CACHE", str(tmp_path / "file"))
    code, out, err = run("learn", "--on", DAY)
    assert (code, out, len(err)) == (2, "", 1)
    assert "set BOT_CACHE to a folder that can be written to" in err[0]
