import sys
import time
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.words import MOST_SIGNS, MOST_WORDS, Reading, as_written, fold, read, sentences, tokens


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


ANY = st.text(st.characters(exclude_categories=()), max_size=300)
"""Any code point at all, lone surrogates too."""


@given(ANY)
def test_any_code_points_can_be_read_and_give_a_bounded_number_of_words(text):
    reading = Reading.of(text)
    assert reading.words == tokens(text)
    assert len(fold(text)) <= 3 * len(text)
    assert all(reading.sentences)
    assert all(reading.words)
    sentences(text)


@given(ANY)
def test_words_are_read_as_themselves(text):
    again = tokens(" ".join(tokens(text)))
    assert tokens(" ".join(again)) == tokens(" ".join(tokens(" ".join(again))))


@given(ANY)
def test_a_reading_is_not_read_again(text):
    reading = Reading.of(text)
    assert read(reading) is reading
    assert read(text) == reading


def test_no_sign_becomes_more_than_three():
    assert max(len(fold(chr(point))) for point in range(sys.maxunicode + 1)) == 3


def test_very_long_texts_are_read_at_their_beginning_and_their_end():
    text = "first " + "middle " * 20_000 + "last"
    words = tokens(text)
    assert len(fold(text)) <= MOST_SIGNS
    assert (words[0], words[-1]) == ("first", "last")
    assert len(tokens("a b " * 20_000)) <= MOST_WORDS
    assert len(tokens("看" * 20_000)) <= MOST_WORDS


def test_every_format_sign_falls_out_of_a_word():
    signs = [chr(p) for p in range(sys.maxunicode + 1) if unicodedata.category(chr(p)) == "Cf"]
    assert len(signs) > 100
    assert all(tokens(f"kill{sign}ed") == ("killed",) for sign in signs)


def test_a_heap_of_marks_costs_no_time():
    heap = "a" + "\u0316\u0301\u031b\U0001d165" * 1_000
    begin = time.process_time()
    assert len(tokens(heap)) == 1
    assert time.process_time() - begin < 0.05


def test_letters_of_another_alphabet_are_latin_only_where_the_rest_is():
    assert tokens("ѕuісіdе") == ("suicide",)
    assert tokens("I want to ԁіе") == ("i", "want", "to", "die")
    assert tokens("мама") == ("мама",)
    assert tokens("мама приїхала, mother came") == ("мама", "приїхала", "mother", "came")


@pytest.mark.parametrize(
    ("language", "typed", "written"),
    [
        ("ckb", "خوشكم مێردةكةي", "خوشکم مێردەکەی"),
        ("ckb", "ئه\u200cمه باشه", "ئەمە باشە"),
        ("ckb", "هەولێر", "هەولێر"),
        ("fa", "كجا ميروي", "کجا میروی"),
        ("ar", "كلیة", "كلية"),
        ("ps", "كور", "کور"),
        ("es", "¿dónde?", "¿dónde?"),
        ("ckb", "GP chya", "GP chya"),
    ],
)
def test_letters_of_a_neighbours_keyboard_are_those_of_the_language(language, typed, written):
    assert as_written(typed, language) == written
    assert as_written(written, language) == written
