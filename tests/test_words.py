import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.words import fold, sentences, tokens


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("طبيـــب", "طبيب"),
        ("طَبِيب", "طبيب"),
        ("إقامه", "اقامة"),
        ("كيف", "کیف"),
        ("٩٩٩", "999"),
        ("۱۱۲", "112"),
        ("९९९", "999"),
        ("ＶＩＳＡ", "visa"),
        ("نمی‌توانم", "نمیتوانم"),
        ("İZİN", "izin"),
        ("çalışma izni", "calisma izni"),
        ("bác sĩ", "bac si"),
        ("ሀኪም", "ሐኪም"),
        ("acţiune", "acțiune"),
        ("ребёнок", "ребенок"),
        ("can’t", "cant"),
        ("об'єднання", "обєднання"),
    ],
)
def test_spellings_of_one_word_fold_together(typed, meant):
    assert fold(typed) == fold(meant)


@pytest.mark.parametrize(("one", "other"), [("й", "и"), ("ї", "і"), ("की", "का"), ("not", "now")])
def test_different_words_stay_different(one, other):
    assert fold(one) != fold(other)


def test_signs_of_indic_scripts_stay_in_their_words():
    assert tokens("नमस्ते मुझे डॉक्टर की ज़रूरत है") == ("नमस्ते", "मुझे", "डॉक्टर", "की", "ज़रूरत", "है")


def test_scripts_without_spaces_give_pairs_of_letters():
    assert tokens("看医生") == ("看医", "医生")


def test_initials_are_one_word():
    assert tokens("Is the G.P. or A&E free?") == ("is", "the", "gp", "or", "ae", "free")


def test_a_letter_held_down_counts_twice():
    assert tokens("pleeeease helppppp") == tokens("pleease helpp")


def test_a_story_is_cut_where_its_writer_ended_a_sentence():
    assert sentences("I am ill. My son too!\nCan we go?") == ("I am ill.", "My son too!", "Can we go?")


@given(st.text(max_size=200))
def test_any_text_at_all_can_be_read(text):
    assert all(tokens(text))
    assert fold(fold(text)) == fold(fold(fold(text)))
