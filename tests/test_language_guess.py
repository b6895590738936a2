"""Which language a text is in: told by script and words, never by what stands in every language."""

import pytest

from bot.matching import Languages
from bot.words import Reading
from bot.words.bidi import LTR, RTL, isolated, without_isolates

ENGLISH = dict.fromkeys(
    [
        "how",
        "do",
        "i",
        "see",
        "a",
        "doctor",
        "without",
        "papers",
        "is",
        "it",
        "safe",
        "gp",
        "nhs",
        "my",
        "child",
        "ill",
        "hospital",
    ],
    9,
)
GEORGIAN = str.maketrans("abcdefghijklmnopqrstuvwxyz", "აბცდეფგჰიჯკლმნოპქრსტუვწხყზ")
ARABIC = str.maketrans("abcdefghijklmnopqrstuvwxyz", "ابتثجحخدذرزسشصضطظعغفقکلمنو")
SPANISH = dict.fromkeys(
    [
        "como",
        "puedo",
        "ver",
        "al",
        "medico",
        "sin",
        "papeles",
        "es",
        "seguro",
        "gp",
        "nhs",
        "mi",
        "hijo",
        "enfermo",
        "hospital",
    ],
    9,
)


def relettered(letters):
    return {word.translate(letters): n for word, n in ENGLISH.items()} | {"gp": 5}


@pytest.fixture(scope="module")
def languages():
    return Languages(
        {"en": ENGLISH, "es": SPANISH, "ka": relettered(GEORGIAN), "xr": relettered(ARABIC)}, ["london"]
    )


@pytest.mark.parametrize(
    ("text", "prior", "language", "sure"),
    [
        ("how do i see a doctor", "en", "en", True),
        ("como puedo ver al medico", "en", "es", True),
        ("how do i see a doctor", "xr", "en", True),
        ("how do i see a doctor".translate(GEORGIAN), "en", "ka", True),
        ("doctor gp".translate(ARABIC), "en", "xr", True),
        ("gp?", "es", "es", False),
        ("hospital london", "es", "es", False),
        ("999", "xr", "xr", False),
    ],
)
def test_the_text_tells_its_language_or_the_phone_does(languages, text, prior, language, sure):
    guess = languages.guess(Reading.of(text), prior)
    assert guess.likely[0] == language
    if language != prior:
        assert guess.sure == sure


def test_one_english_word_from_a_phone_of_another_script_is_not_sure(languages):
    assert not languages.guess(Reading.of("doctor"), "xr").sure


def test_a_script_of_no_language_is_not_read(languages):
    assert languages.guess(Reading.of("医生安全吗"), "en").likely == ()


@pytest.mark.parametrize("text", ["NHS 111", "0808 1647 686", "£9.90", "https://a.example/x?y=1", "/nation"])
def test_what_runs_from_left_to_right_is_isolated_as_a_whole_in_a_line_from_right_to_left(text):
    line = f"اتصل {text} الآن"
    assert isolated(line, RTL) == f"اتصل \u2068{text}\u2069 الآن"
    assert isolated(isolated(line, RTL), RTL) == isolated(line, RTL)
    assert without_isolates(isolated(line, RTL)) == line
    assert isolated(line, LTR) == line
