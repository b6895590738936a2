"""`language`: from the first file of a language to the last, and what is said of a mistake."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.library import Library

GP = "topics/gp/join-a-surgery"


def _files(folder: Path) -> dict[Path, bytes]:
    return {path: path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def _change(path: Path, old: str, new: str) -> None:
    text = path.read_text("utf-8")
    assert text.count(old) == 1
    path.write_text(text.replace(old, new), encoding="utf-8")


def test_status_says_what_each_language_has(run):
    code, out, err = run("language", "status")
    assert (code, err) == (0, [])
    heads, cells = (row.split() for row in out.splitlines()[:2])
    found = dict(zip(["code", *heads], cells, strict=False))
    assert (found["code"], found["state"], found["cards"], found["answers"]) == ("qx", "draft", "0/3", "1/2")
    assert (found["stale"], found["signed"], found["asks"]) == ("0", "0", "1/2")
    code, out, _ = run("language", "status", "qx")
    assert code == 0
    assert "cards: 3 texts are not translated" in out
    assert "topics/money/pay-for-pills/asks: nobody has written how people ask it" in out
    assert f"{GP}:" not in out


def test_what_is_exported_and_imported_unchanged_changes_nothing(run, folder, tmp_path):
    before, po = _files(folder), tmp_path / "qx.po"
    code, out, err = run("language", "export", "qx", str(po))
    assert (code, err) == (0, [])
    assert f"{po}: " in out
    code, out, err = run("language", "import", "qx", str(po))
    assert (code, out, err) == (0, "Nothing is new.\n", [])
    assert _files(folder) == before


def test_one_new_translation_changes_one_text_and_says_whose_it_is(run, folder, tmp_path):
    po, file = tmp_path / "qx.po", folder / GP / "qx.yaml"
    run("language", "export", "qx", str(po))
    _change(po, "Ksa ta eht ksed rof eht mrof.", "Ksa rof eht mrof.")
    code, out, _ = run("language", "import", "qx", str(po), "--by", "somebody who reads backwards")
    assert code == 0
    assert f"{GP}/qx.yaml: 1 new" in out
    text = file.read_text("utf-8")
    assert '- "Ksa rof eht mrof."\n' in text
    assert "Woh ot nioj a yregrus\n" in text
    found = Library.read(folder).knowledge.translations["qx"]["join-a-surgery"]
    assert found.translated.by == "somebody who reads backwards"
    assert run("check")[0] == 0


def test_a_translation_of_older_words_is_named_marked_and_brought_home(run, folder, tmp_path):
    _change(folder / GP / "entry.yaml", "Ask at the desk for the form.", "Ask the desk for a form.")
    code, out, _ = run("language", "stale")
    assert code == 0
    assert out.splitlines()[0] == f"{GP}/qx.yaml"

    po = tmp_path / "qx.po"
    run("language", "export", "qx", str(po))
    before = _files(folder)
    code, out, _ = run("language", "import", "qx", str(po))
    assert "marked “fuzzy”" in out
    assert _files(folder) == before

    po.write_text(po.read_text("utf-8").replace("#, fuzzy\n", ""), encoding="utf-8")
    po.write_text(po.read_text("utf-8").replace("#, fuzzy, ", "#, "), encoding="utf-8")
    code, out, _ = run("language", "import", "qx", str(po))
    assert f"{GP}/qx.yaml: 0 new" in out
    assert run("language", "stale")[1] == "Every translation is of today's English words.\n"


def test_a_stamp_says_that_it_still_says_the_same(run, folder):
    _change(folder / GP / "entry.yaml", "Ask at the desk for the form.", "Ask the desk for a form.")
    knowledge = Library.read(folder).knowledge
    wording = next(each.wording for each in knowledge.entries if each.id == "join-a-surgery")
    before = (folder / GP / "qx.yaml").read_text("utf-8")
    code, out, _ = run("language", "stamp", "join-a-surgery", "qx")
    assert (code, out) == (0, f"{GP}/qx.yaml: it is of {wording} now\n")
    after = (folder / GP / "qx.yaml").read_text("utf-8")
    assert after.split("\n")[1:] == before.split("\n")[1:]
    assert run("language", "stale")[1] == "Every translation is of today's English words.\n"
    assert "nothing to do" in run("language", "stamp", "join-a-surgery")[1]


def test_a_stamp_is_refused_where_a_passage_is_missing(run, folder):
    _change(folder / GP / "entry.yaml", "    - Ask at the desk for the form.\n", "")
    before = _files(folder)
    code, out, err = run("language", "stamp", "join-a-surgery")
    assert (code, out) == (2, "")
    assert "translate each passage" in err[0]
    assert _files(folder) == before


def test_a_language_begins_as_a_draft_that_check_takes(run, folder):
    (folder / "terms").mkdir()
    (folder / "terms" / "qx.yaml").write_text("- english: [surgery]\n  use: yregrus\n", encoding="utf-8")
    code, out, err = run("language", "new", "sw")
    assert (code, err) == (0, [])
    assert out.splitlines()[:3] == [
        str(folder / name) for name in ("languages.yaml", "danger/sw/signs.yaml", "terms/sw.yaml")
    ]
    assert 'sw: {name: "Kiswahili", direction: ltr, state: draft}' in (folder / "languages.yaml").read_text()
    code, out, _ = run("check")
    assert (code, "error: " in out) == (0, False)
    assert "sw" in run("language", "status")[1]
    run("language", "new", "ckb")
    assert "direction: rtl" in (folder / "languages.yaml").read_text("utf-8")


def test_a_new_language_is_whole_once_its_po_file_came_home(run, folder, tmp_path):
    run("language", "new", "sw")
    po = tmp_path / "sw.po"
    run("language", "export", "sw", str(po))
    lines = po.read_text("utf-8").splitlines()
    said = ""
    for number, line in enumerate(lines):
        if line.startswith("msgid "):
            said = line.removeprefix("msgid ")
            if lines[number + 1] != 'msgstr ""':  # it goes on over several lines
                said = "\n".join(
                    [said, *(lines[n] for n in range(number + 1, lines.index('msgstr ""', number)))]
                )
        if line == 'msgstr ""' and said and said != '""':
            lines[number] = f"msgstr {said}"
            said = ""
    po.write_text("\n".join(lines) + "\n", encoding="utf-8")
    code, out, _ = run("language", "import", "sw", str(po))
    assert code == 0
    assert "nobody says who translated it: give --by" in out
    code, out, _ = run("language", "import", "sw", str(po), "--by", "a test")
    assert code == 0
    assert "left as it is" not in out
    status = run("language", "status", "sw")[1]
    assert "not translated" not in status
    code, out, _ = run("check")
    assert (code, "error: " in out) == (0, False)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("new", "qx"), "“qx” has a line in languages.yaml"),
        (("new", "Swahili"), "“Swahili” is no code of a language"),
        (("new", "zxx"), "nobody here knows what “zxx” calls itself: give --name"),
        (("status", "zz"), "“zz” is no language of languages.yaml: qx"),
        (("export", "en", "en.po"), "everything is written in English first"),
        (("import", "qx", "/nowhere.po"), "/nowhere.po cannot be read: No such file or directory"),
        (("stamp", "no-such"), "there is no entry “no-such”"),
        (("stamp", "pay-for-pills", "qx"), "“pay-for-pills” has no translation in “qx” that can be read"),
    ],
)
def test_a_mistake_is_one_line_and_nothing_is_written(run, folder, arguments, said):
    before = _files(folder)
    code, out, err = run("language", *arguments)
    assert (code, out, len(err)) == (2, "", 1)
    assert said in err[0]
    assert _files(folder) == before


@pytest.mark.parametrize("data", [b"no po file", b"\xff\xfe\x00", b"msgid\n"])
def test_a_file_that_is_no_po_file_is_one_line(run, folder, tmp_path, data):
    po = tmp_path / "qx.po"
    po.write_bytes(data)
    before = _files(folder)
    code, _, err = run("language", "import", "qx", str(po))
    assert (code, len(err)) == (2, 1)
    assert f"{po} is no PO file" in err[0]
    assert _files(folder) == before
