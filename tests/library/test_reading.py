"""What stands in a knowledge file reads as exactly that, or is a problem with its line; nothing breaks us."""

from __future__ import annotations

import random
import re
import shutil
import tempfile
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.checks import Problem
from bot.library import Library, Refused, kinds, parse
from bot.library.items import Item
from bot.library.letters import TYPED, look_alikes_in
from bot.library.shapes import Text
from bot.library.signs import name_of, printable, signs_in
from tests.factories import TODAY
from tests.library.test_library import GOOD, problems_in, put

ROOT = Path(__file__).parents[2]
REAL = sorted((ROOT / "knowledge").rglob("*.yaml"), key=lambda file: file.stat().st_size)


def read(text: str) -> object:
    return plain(parse(text, "a.yaml"))


def tried(text: str) -> object:
    """What is read, or None for a file with problems, each of which has its line."""
    try:
        return read(text)
    except Refused as refused:
        problems = refused.problems
    assert problems
    assert all(problem.line >= 1 and str(problem).isprintable() for problem in problems)
    return None


def plain(item: Item) -> object:
    match item.value:
        case str():
            return item.value
        case list():
            return [plain(each) for each in item.value]
        case _:
            return {key: plain(each) for key, each in item.value.items()}


def wrong(text: str) -> list[Problem]:
    with pytest.raises(Refused) as refused:
        parse(text, "a.yaml")
    return list(refused.value.problems)


# ── an editor's ordinary writing ─────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("- You can see a GP.", "You can see a GP."),
        ("- It costs £9.90 (or less), or 50% off", "It costs £9.90 (or less), or 50% off"),
        ("- Call #1 first", None),
        ("- See https://www.nhs.uk/a#b and C#", "See https://www.nhs.uk/a#b and C#"),
        ("- A&E is free, & so is * this", "A&E is free, & so is * this"),
        ("- yes", "yes"),
        ("- no", "no"),
        ("- off", "off"),
        ("- 012", "012"),
        ("- 1e3", "1e3"),
        ("- 1:30", "1:30"),
        ("- 12:30 to 14:00", "12:30 to 14:00"),
        ("- 0x1F", "0x1F"),
        ("- .5", ".5"),
        ("- 2026-12-01", "2026-12-01"),
        ("- =", "="),
        ("- -5 degrees", "-5 degrees"),
        ("- It's “fine”, isn't it?", "It's “fine”, isn't it?"),
        ("- “Yes” or “no”, they say", "“Yes” or “no”, they say"),
        ('- "quoted: # text"', "quoted: # text"),
        ("- 'it''s'", "it's"),
        ("- 'say \"hi\"'", 'say "hi"'),
        ("- why: #2", None),
        ("- Здравствуйте", "Здравствуйте"),
        ("- من می‌خواهم", "من می‌خواهم"),
        ("- ❤️ 👨‍👩‍👧 🏴󠁧󠁢󠁥󠁮󠁧󠁿 1️⃣", "❤️ 👨‍👩‍👧 🏴󠁧󠁢󠁥󠁮󠁧󠁿 1️⃣"),
        ("- क्‍ष", "क्‍ष"),
        ("- ação, naïve, Şehir, ạ̀", "ação, naïve, Şehir, ạ̀"),
    ],
)
def test_a_text_reads_as_it_stands_there(text: str, value: str | None) -> None:
    if value is None:
        assert wrong(text)
    else:
        assert read(text) == [value]


@pytest.mark.parametrize(
    "text",
    [
        "# above\nkey: name\n  # below\n# and at the end",
        "key: name  # two spaces before, one behind",
        "key: 2026-12-01   # a day",
        "key: 'name'# no comment".replace("'# no", "' # a"),
        'key: "name" # after a quote',
        "key: # above a text on a line of its own\n  'name'",
        "key: name  # the same\nlist: [a, b]  # after a bracket\nmore: {a: b} # after a brace",
        "key: >-  # after the sign of a long text\n  name",
        "list: # above a list\n  - a\nkey: name",
        "---\nkey: name",
    ],
)
def test_a_comment_that_cannot_be_meant_as_words_is_none_of_the_text(text: str) -> None:
    found = read(text)
    assert isinstance(found, dict)
    assert found["key"] in ("name", "2026-12-01")


@pytest.mark.parametrize(
    "text",
    [
        "key: name # one space",
        "key: name  #2",
        "key: Two words  # a comment",
        "key: Name  # capital",
        "key: # nothing but this",
        "key: #1",
        "- # nothing",
        "list: [a, # b\n  c]",
        "list: [a # b\n  ]",
        "- a:  # b\n- c",
    ],
)
def test_a_comment_that_may_be_meant_as_words_is_a_problem(text: str) -> None:
    assert any("begins a comment here" in problem.found for problem in wrong(text))


def test_the_lines_of_the_notice_can_be_used_as_they_stand() -> None:
    text = (ROOT / "knowledge" / "notice.yaml").read_text("utf-8")
    head, *parts = re.split(r"^# ──.*\n", text, flags=re.MULTILINE)
    found = read(head + "".join(re.sub("^# ", "", part, flags=re.MULTILINE) for part in parts))
    assert isinstance(found, dict)
    assert (found["until"], found["closed"], found["nations"]) == ("open", "yes", ["england"])
    assert len(found["text"]["en"].splitlines()) == 2


# ── signs ────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("sign", "name"),
    [
        ("\u00a0", "a no-break space"),
        ("\u2009", "a thin space"),
        ("\u3000", "an ideographic space"),
        ("\u200b", "a zero-width space"),
        ("\u2060", "a word joiner"),
        ("\u00ad", "a soft hyphen"),
        ("\u061c", "an arabic letter mark"),
        ("\u200f", "a right-to-left mark"),
        ("\u202e", "a right-to-left override"),
        ("\u2066", "a left-to-right isolate"),
        ("\u2069", "a pop directional isolate"),
        ("\ufeff", "a byte order mark"),
        ("\t", "a tab"),
        ("\r", "an old line end (CR)"),
        ("\u0085", "a line end of other machines (NEL)"),
        ("\u2028", "a line separator"),
        ("\u0007", "a control sign (U+0007)"),
        ("\u009b", "a control sign (U+009B)"),
        ("\u3164", "a hangul filler"),
        ("\u2800", "a braille pattern blank"),
        ("\ufe0f", "a variation selector-16"),
        ("\U000e0041", "a tag latin capital letter a"),
        ("\ue000", "a sign without a name (U+E000)"),
        ("\ufffd", "a replacement sign (�)"),
    ],
)
@pytest.mark.parametrize(
    ("text", "line", "column"),
    [("a: b\nkey: so{}me\n", 2, 8), ("a: b\nk{}ey: some\n", 2, 2), ("{}a: b\n", 1, 1)],
)
def test_a_sign_that_is_not_what_it_looks_like_is_named_where_it_stands(
    sign: str, name: str, text: str, line: int, column: int
) -> None:
    (problem,) = wrong(text.replace("{}", sign))
    assert problem.line == line
    assert problem.found.startswith(f"at sign {column} of the line stands {name}, which ")
    assert str(problem).isprintable()


@pytest.mark.parametrize(
    "escape", [r"\u202e", r"\0", r"\a", r"\e", r"\_", r"\N", r"\L", r"\P", r"\x7f", r"\u200b", r"\t"]
)
def test_a_sign_that_is_written_by_its_number_is_named_too(escape: str) -> None:
    (problem,) = wrong(f'key: "so{escape}me"')
    assert problem.found.startswith("at sign 3 of the text stands a")


def test_signs_in_a_comment_that_only_editors_read_hinder_nobody() -> None:
    assert read("# a\xa0b\u200bc\td e\u0301\nkey: a") == {"key": "a"}
    assert wrong("# a\u202eb\nkey: a")[0].line == 1
    assert wrong("# a\u2028key: b\nkey: a")[0].line == 1


def test_every_line_end_of_windows_is_read(tmp_path: Path) -> None:
    folder = Path(shutil.copytree(GOOD, tmp_path / "knowledge"))
    for file in folder.rglob("*.yaml"):
        file.write_bytes(file.read_bytes().replace(b"\n", b"\r\n"))
    assert problems_in(folder) == ()
    assert Library.read(folder).knowledge == Library.read(GOOD).knowledge


def test_what_is_quoted_is_short_and_every_sign_of_it_can_be_seen() -> None:
    assert printable("a\u202eb\nc") == "a\\u202eb\\u000ac"
    assert name_of("\x00") == "a control sign (U+0000)"
    item = parse("key: '" + "x" * 3_000 + "'", "a.yaml")
    assert isinstance(item.value, dict)
    assert len(item.value["key"].kind) < 60


# ── look-alike letters ───────────────────────────────────────────────────────────────────────────────


def strange(text: str) -> list[Problem]:
    return list(look_alikes_in(parse(text, "a.yaml"), text))


@pytest.mark.parametrize(
    ("word", "line"),
    [
        ("p\u0430pers", 2),
        ("\u0410\u0440\u0440", 2),
        ("d\u03bfctor", 2),
        ("Ηome", 2),
        ("９９９", 2),
        ("𝐆𝐏", 2),
        ("ﬁnd", 2),
    ],
)
def test_a_word_that_people_read_keeps_to_one_alphabet(word: str, line: int) -> None:
    (problem, *_) = strange(f"title: a doctor here\nshort: Ask for {word} at the desk\n")
    assert (problem.line, problem.file) == (line, "a.yaml")
    assert strange(f"short: |-\n  Ask here.\n  Ask for {word}.\n")[0].line == 3


@pytest.mark.parametrize("key", sorted(TYPED))
def test_what_people_type_may_mix_alphabets(key: str) -> None:
    assert strange(f"{key}:\n  - my d\u043ect\u043er, ９９９\n") == []


@pytest.mark.parametrize(
    "text",
    [
        "Русский, Українська, Ελληνικά, Հայերեն, ქართული",
        "Спросите в регистратуре NHS или у GP: это бесплатно для Вас",
        "У Вас есть право на GP-врача",
        "اسأل الـNHS أو GP",
        "我要看GP和NHS医生",
        "ไปหาGPได้",
        "5 µg, 1º, m², ½, café, naïve, œuvre, straße, Đà Nẵng, İstanbul",
    ],
)
def test_words_of_other_languages_stand_beside_latin_ones(text: str) -> None:
    assert strange(f"short: '{text}'\nwarn: '{text}'") == []


def test_no_word_of_todays_files_mixes_alphabets() -> None:
    assert Library.read(ROOT / "knowledge").problems == ()


# ── whatever a file holds ────────────────────────────────────────────────────────────────────────────

WORDS = st.text(st.characters(exclude_characters="\n\r"), max_size=40)
ODD = st.text(
    st.sampled_from(list("ab1 :-#&*!|>%@`'\"{}[],?\\=<~.()/_éа“”：\xa0\u200b\u202e\t\r\n")), max_size=24
)


@settings(max_examples=300, deadline=None)
@given(st.one_of(WORDS, ODD.map(lambda text: text.replace("\n", " ").replace("\r", " "))))
@example("Ask for form #1 at the desk")
@example("&Co pays")
@example("null")
@example("|")
@example(">-")
@example("? a")
@example("%x")
@example("<<")
@example("a\u2028b")
def test_a_text_without_quotes_reads_as_what_stands_there_or_is_a_problem(text: str) -> None:
    bare = text.strip(" ")
    is_named = re.fullmatch(r"[a-z0-9][\w-]*  +# .*", bare)  # a name and a comment
    for found in (tried(f"- {text}\n"), tried(f"key: {text}\nmore: b\n")):
        value = found[0] if isinstance(found, list) else found["key"] if isinstance(found, dict) else None
        if isinstance(value, str) and bare[:1] not in ("'", '"') and not is_named:
            assert value == bare


@settings(max_examples=300, deadline=None)
@given(st.lists(st.one_of(WORDS, ODD.map(lambda text: text.replace("\n", " "))), min_size=1, max_size=4))
@example(["0", "\t#"])
def test_a_long_text_reads_as_its_lines_or_is_a_problem(lines: list[str]) -> None:
    body = "".join(f"  {line}\n" for line in lines)
    for sign, between in (("|-", "\n"), (">-", " ")):
        found = tried(f"key: {sign}\n{body}more: b\n")
        if found is not None and all(line.strip(" ") and line == line.strip(" ") for line in lines):
            assert found == {"key": between.join(lines), "more": "b"}


PLACES = [
    "topics/gp/join-a-surgery/entry.yaml", "topics/gp/another/entry.yaml", "services/zz.yaml",
    "voice/pl.yaml", "danger/pl.yaml", "out-of-scope/pl.yaml", "clusters/pl.tsv",
    "facts.yaml", "evidence.yaml", "languages.yaml", "notice.yaml",
]  # fmt: skip
LOST = {  # what cannot be said without the file
    "topics/gp/join-a-surgery/entry.yaml": {"join-a-surgery"},
    "facts.yaml": {"join-a-surgery", "pay-for-pills"},
    "evidence.yaml": {"join-a-surgery", "pay-for-pills"},
    "notice.yaml": {"join-a-surgery", "pay-for-pills"},
    "languages.yaml": {"join-a-surgery", "pay-for-pills"},
}


def nothing_breaks(place: str, data: bytes) -> None:
    """With those bytes in a file's place, the rest is said, and each problem is one line with its file."""
    with tempfile.TemporaryDirectory() as made:
        folder = Path(shutil.copytree(GOOD, Path(made) / "knowledge"))
        put(folder, place, data)
        library = Library.read(folder)
        for problem in (*library.problems, *problems_in(folder)):
            assert "broke the program" not in problem.found
            assert problem.file.startswith("knowledge")
            assert problem.line >= 0
            assert str(problem).isprintable()
            assert len(str(problem)) < 600
        read_wrong = {problem.file for problem in library.problems}
        assert read_wrong <= {f"knowledge/{place}"}
        said = set(library.knowledge.published(TODAY).entries)
        assert {"join-a-surgery", "pay-for-pills"} - LOST.get(place, set()) <= said


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(PLACES), st.binary(max_size=200))
@example("notice.yaml", b"show: yes\ndate: 9999-12-31\nuntil: 9999-12-31\nabout: all\ntext: {en: a}\n")
@example("facts.yaml", b"pill_charge:\n  - {value: a, from: 0001-01-01, until: 9999-12-31, fact: MONEY-01}\n")
@example("clusters/pl.tsv", "a\t²\n".encode())
def test_no_bytes_break_the_reading(place: str, data: bytes) -> None:
    nothing_breaks(place, data)


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(PLACES), ODD, ODD, st.text(max_size=60))
def test_no_text_breaks_the_reading(place: str, one: str, other: str, more: str) -> None:
    nothing_breaks(place, f"{one}: {other}\n- {more}\n{one}".encode("utf-8", "surrogatepass"))
    nothing_breaks(place, f"title: {other}\n{one}:\n  - {more}\n".encode("utf-8", "surrogatepass"))


def place_of(file: Path) -> str:
    name = file.relative_to(ROOT / "knowledge").as_posix()
    if name.startswith("topics"):
        return "topics/gp/another/entry.yaml"
    return re.sub("^services/.*", "services/zz.yaml", name).replace("/en.yaml", "/pl.yaml")


SIGNS = "\t\xa0\u200b\u202e\u2028\ufeff\r\0#&*!%@`|>-?:{}[],'\"\\<~éа：“”\U0001f691"


def mutated(text: str, how: random.Random) -> str:
    """The text with one to four of the things that happen to files."""
    for _ in range(how.randint(1, 4)):
        lines = text.split("\n")
        at, to = how.randrange(len(lines)), how.randrange(len(lines))
        spot = how.randrange(len(text) + 1)
        match how.randrange(8):
            case 0:
                text = text[:spot]
            case 1:
                text = text[:spot] + how.choice(SIGNS) + text[spot:]
            case 2:
                lines.insert(to, lines[at])
                text = "\n".join(lines)
            case 3:
                lines[at] = " " * how.randint(1, 3) + lines[at]
                text = "\n".join(lines)
            case 4:
                lines[at] = lines[at][how.randint(1, 3) :]
                text = "\n".join(lines)
            case 5:
                text = text[:spot] + text[how.randrange(len(text) + 1) :][:300] + text[spot:]
            case 6:
                text = text[:spot] + text[spot + how.randint(1, 20) :]
            case _:
                del lines[at]
                text = "\n".join(lines)
        text = text or " "
    return text


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(REAL[:-3]), st.integers(0, 2**32))
def test_no_mutation_of_a_real_file_breaks_the_reading(file: Path, seed: int) -> None:
    text = mutated(file.read_text("utf-8"), random.Random(seed))
    nothing_breaks(place_of(file), text.encode("utf-8", "surrogatepass"))


def test_a_bug_in_reading_one_file_costs_that_file_and_names_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Breaks(Text):
        def read(self, *_: object) -> str:
            raise OverflowError("words of a file")

    folder = Path(shutil.copytree(GOOD, tmp_path / "knowledge"))
    monkeypatch.setattr(kinds, "NOTICE", replace(kinds.NOTICE, shape=Breaks("It breaks.", "")))
    library = Library.read(folder)
    (problem,) = library.problems
    assert str(problem) == (
        "knowledge/notice.yaml:1: reading this file broke the program (OverflowError); "
        "take the last edit back, and tell those who program the bot"
    )
    assert len(library.knowledge.published(TODAY).entries) == 2


def test_a_file_without_mistakes_has_no_strange_signs() -> None:
    for file in REAL:
        assert list(signs_in(file.read_text("utf-8"), file.name)) == []
