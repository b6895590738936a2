"""A language is a folder of words: two that nobody speaks, one of them right to left; then 22 at once."""

from __future__ import annotations

import re
import shutil
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from bot.channels.telegram import decode, encode
from bot.checks import errors
from bot.conversation import (
    Asked,
    ChoseEntry,
    ChoseLanguage,
    Command,
    Commanded,
    Outcome,
    Person,
    Say,
    Tapped,
    WantedReceptionWords,
)
from bot.danger import Danger
from bot.knowledge import Nation, Withholding
from bot.knowledge.answer import Review
from bot.knowledge.phrases import LINES
from bot.matching import Matcher
from bot.rendering import MENU, Kind, Reply, Turn
from bot.rendering.dates import day_in
from bot.runtime.snapshot import Snapshot, inspect, load_snapshot
from bot.words.bidi import FIRST_STRONG_ISOLATE, POP_ISOLATE
from tests.factories import TODAY
from tests.library.test_library import GOOD
from tests.relettered import SCRIPTS, Language, add

LEFT, RIGHT = Language("qa", "georgian"), Language("qb", "hebrew")
JOIN, PAY = "join-a-surgery", "pay-for-pills"
QUESTION = "how do i join a surgery in my town"
CRY = "he cannot breathe"
MANY = [Language(f"x{chr(97 + n)}", tuple(SCRIPTS)[n % len(SCRIPTS)], n) for n in range(22)]
BOTH = pytest.mark.parametrize("language", [LEFT, RIGHT], ids=lambda each: each.code)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small folder with two more languages; in each only one of its two entries is translated."""
    folder = Path(shutil.copytree(GOOD, tmp_path_factory.mktemp("languages") / "knowledge"))
    for language in (LEFT, RIGHT):
        add(folder, language, [JOIN])
    return folder


@pytest.fixture(scope="module")
def bot(folder: Path) -> Snapshot:
    return load_snapshot(folder, TODAY)


def said(reply: Reply) -> str:
    return said_in(reply.text)


def said_in(text: str) -> str:
    return text.replace(FIRST_STRONG_ISOLATE, "").replace(POP_ISOLATE, "")


def of(turn: Turn) -> tuple[str | None, ...]:
    """The entry that is told, or those offered: a language without a calibration of its own offers."""
    return (turn.decision.entry, *turn.decision.choices)


def phone(language: Language | None = None, **more: object) -> Person:
    return Person(language=language.code if language else "en", **more)  # type: ignore[arg-type]


def test_a_folder_of_words_is_all_that_a_language_needs(folder: Path) -> None:
    found = inspect(folder, TODAY)
    assert [str(problem) for problem in errors(found.problems)] == []
    assert set(found.knowledge.voices) == {"en", "qa", "qb"}


@BOTH
@pytest.mark.parametrize("of_phone", ["en", "its own"])
def test_who_asks_in_a_language_is_answered_in_it(bot: Snapshot, language: Language, of_phone: str) -> None:
    person = phone(None if of_phone == "en" else language)
    turn = bot.turn(person, Asked(language(QUESTION)))
    assert JOIN in of(turn)
    assert (turn.decision.language, turn.reply.language) == (language.code, language.code)
    assert {(line.language, line.direction) for line in turn.reply.lines} == {
        (language.code, language.direction)
    }
    button = next(each for each in turn.reply.choices if each.label == language("How to join a surgery"))
    answer = bot.turn(person, button.event).reply
    assert answer.language == language.code
    assert language("You can join a surgery in England without papers.") in said(answer)


def test_who_chose_a_language_keeps_it_whatever_they_write_in(bot: Snapshot) -> None:
    person = phone(RIGHT, chose_language=True)
    turn = bot.turn(person, Asked(LEFT(QUESTION)))
    assert JOIN in of(turn)
    assert turn.reply.language == RIGHT.code


def test_one_english_word_from_a_phone_in_another_language_changes_nothing(bot: Snapshot) -> None:
    for word in ("ok", "GP?", "NHS"):
        assert bot.turn(phone(RIGHT), Asked(word)).reply.language == RIGHT.code


@BOTH
@pytest.mark.parametrize("of_phone", [None, LEFT, RIGHT], ids=["en", "qa", "qb"])
def test_danger_is_noticed_in_every_language_whatever_the_phone_speaks(
    bot: Snapshot, language: Language, of_phone: Language | None
) -> None:
    turn = bot.turn(phone(of_phone), Asked(language(CRY)))
    assert turn.decision.outcome is Outcome.EMERGENCY
    assert turn.reply.language == language.code
    assert language("Call 999 now.") in said(turn.reply)
    glance = bot.glance(phone(of_phone), Asked(language(CRY)))
    assert glance is not None
    assert glance.decision.outcome is Outcome.EMERGENCY


def test_calm_words_of_another_language_bring_no_card(bot: Snapshot) -> None:
    for language in (LEFT, RIGHT):
        for text in (QUESTION, "what do i pay at the chemist", "hello", "thanks"):
            assert bot.turn(phone(language), Asked(language(text))).decision.outcome is not Outcome.EMERGENCY


@BOTH
def test_an_answer_that_is_not_translated_is_told_in_english_and_says_why(
    bot: Snapshot, language: Language
) -> None:
    reply = bot.turn(phone(language), ChoseEntry(PAY)).reply
    assert (reply.language, said(reply).count(language("The line in_english."))) == (language.code, 1)
    english = [line for line in reply.lines if line.language == "en"]
    assert english
    assert {line.direction for line in english} == {"ltr"}
    assert bot.knowledge.entry(PAY, language.code).why_not_yours
    assert bot.knowledge.entry(JOIN, language.code).why_not_yours is None


@BOTH
def test_a_translation_that_no_speaker_has_checked_says_so_and_its_english_is_one_tap_away(
    bot: Snapshot, language: Language
) -> None:
    person, line = phone(language), language("The line unchecked_translation.")
    reply = bot.turn(person, ChoseEntry(JOIN, Nation.ENGLAND)).reply
    assert said(reply).count(line) == 1
    assert [each.folded for each in reply.lines if said_in(each.text) == line] == [False]
    (button,) = [each for each in reply.choices if each.label == "English"]
    for chosen in (False, True):
        tapped = decode(encode(button.event))
        assert tapped == button.event
        after, english = bot.talk(replace(person, chose_language=chosen), tapped)
        assert english.language == "en"
        assert "You can join a surgery in England without papers." in english.text
        assert (after.language, after.nation) == (language.code, None)
    assert line not in said(bot.turn(person, ChoseEntry(PAY)).reply)


@BOTH
def test_a_translation_that_a_speaker_has_checked_says_nothing_of_it(
    bot: Snapshot, language: Language
) -> None:
    translation = bot.knowledge.translations[language.code][JOIN]
    review = Review("somebody", TODAY, "aaaaaa")
    known = {language.code: {JOIN: replace(translation, review=review)}}
    knowledge = replace(bot.knowledge, translations=known)
    conversation = replace(bot.conversation, knowledge=knowledge)
    checked = replace(bot, found=replace(bot.found, knowledge=knowledge), conversation=conversation)
    reply = checked.turn(phone(language), ChoseEntry(JOIN)).reply
    assert language("The line unchecked_translation.") not in said(reply)
    assert "English" not in [each.label for each in reply.choices]


@BOTH
def test_an_operator_can_hide_translations_that_no_speaker_has_checked(
    folder: Path, language: Language
) -> None:
    bot = load_snapshot(folder, TODAY, withholding=Withholding(unchecked_translations=True))
    person = phone(language)
    reply = bot.turn(person, ChoseEntry(JOIN)).reply
    assert said(reply).count(language("The line in_english.")) == 1
    assert "You can join a surgery in England without papers." in said(reply)
    assert language("The line unchecked_translation.") not in said(reply)
    assert JOIN in of(bot.turn(person, Asked(language(QUESTION))))
    card = bot.turn(person, Asked(language(CRY))).reply
    assert language("Call 999 now.") in said(card)
    assert not [line for line in bot.knowledge.kept_back if JOIN in line]


def test_what_is_said_of_helpers_is_translated_once_and_falls_back_to_english(
    folder: Path, tmp_path: Path
) -> None:
    copy = Path(shutil.copytree(folder, tmp_path / "knowledge"))
    plain = load_snapshot(copy, TODAY).turn(phone(LEFT), ChoseEntry(JOIN)).reply
    services = inspect(copy, TODAY).knowledge.services.values()
    english = next(each.does for each in services if each.does and each.does in said(plain))
    (copy / "helpers").mkdir()
    file = copy / "helpers" / f"{LEFT.code}.yaml"
    file.write_text(f'- english: "{english}"\n  says: "{LEFT(english)}"\n', "utf-8")
    bot = load_snapshot(copy, TODAY)
    reply = said(bot.turn(phone(LEFT), ChoseEntry(JOIN)).reply)
    assert LEFT(english) in reply
    assert english not in reply
    assert english in said(bot.turn(phone(), ChoseEntry(JOIN)).reply)
    assert english in said(bot.turn(phone(RIGHT), ChoseEntry(JOIN)).reply)


def test_words_about_helpers_are_those_of_today_with_the_same_numbers(folder: Path, tmp_path: Path) -> None:
    copy = Path(shutil.copytree(folder, tmp_path / "knowledge"))
    english = next(each.does for each in inspect(copy, TODAY).knowledge.services.values() if each.does)
    (copy / "helpers").mkdir()
    file = copy / "helpers" / f"{LEFT.code}.yaml"

    def rules(text: str) -> dict[str, int]:
        file.write_text(text, "utf-8")
        problems = inspect(copy, TODAY).problems
        return {each.rule: each.line for each in problems if each.rule.startswith("helper-words")}

    right = f'- english: "{english}"\n  says: "{LEFT(english)}"\n'
    assert "helper-words-numbers" not in rules(right)
    assert rules(right.replace(LEFT(english), LEFT(english) + " 7"))["helper-words-numbers"] == 2
    assert rules(right + '- english: "Gone"\n  says: "Gone"\n')["helper-words-unknown"] == 3
    assert "helper-words-missing" in rules("[]\n")


def test_a_translation_of_older_words_is_not_told(folder: Path, tmp_path: Path) -> None:
    copy = Path(shutil.copytree(folder, tmp_path / "knowledge"))
    entry = copy / "topics/gp" / JOIN / "entry.yaml"
    entry.write_text(entry.read_text("utf-8").replace("Ask at the desk for", "Ask anybody for"), "utf-8")
    reply = load_snapshot(copy, TODAY).turn(phone(RIGHT), ChoseEntry(JOIN)).reply
    assert "Ask anybody for the form." in said(reply)
    assert RIGHT("The line in_english.") in said(reply)


def test_in_a_line_from_right_to_left_numbers_and_names_keep_their_order(bot: Snapshot) -> None:
    reply = bot.turn(phone(RIGHT), ChoseEntry(JOIN)).reply
    whole = "\n".join(line.text for line in reply.lines if line.direction == "rtl")
    assert f"{FIRST_STRONG_ISOLATE}999{POP_ISOLATE}" in whole
    outside = re.sub(f"{FIRST_STRONG_ISOLATE}[^{POP_ISOLATE}]*{POP_ISOLATE}", "", whole)
    assert not re.search("[A-Za-z0-9]", outside)
    assert FIRST_STRONG_ISOLATE not in bot.turn(phone(LEFT), ChoseEntry(JOIN)).reply.text


@BOTH
def test_words_for_reception_are_english_and_explained_in_their_language(
    bot: Snapshot, language: Language
) -> None:
    reply = bot.turn(phone(language), WantedReceptionWords(JOIN, Nation.ENGLAND)).reply
    context = next(line for line in reply.lines if line.kind is Kind.TEXT)
    assert (context.language, context.direction) == ("en", "ltr")
    assert context.text.startswith("Hello. I would like to join this surgery.")
    assert language("Hello. I would like to join this surgery.") in said(reply)


def test_a_language_is_offered_by_its_own_name_and_a_draft_is_not(
    bot: Snapshot, folder: Path, tmp_path: Path
) -> None:
    def offered(snapshot: Snapshot) -> set[str]:
        events = [button.event for button in snapshot.turn(phone(), Command.LANGUAGE).reply.choices]
        return {event.language for event in events if isinstance(event, ChoseLanguage)}

    assert offered(bot) == {"en", "qa", "qb"}
    after = bot.turn(phone(), ChoseLanguage("qb"))
    assert (after.person.language, after.reply.language) == ("qb", "qb")
    copy = Path(shutil.copytree(folder, tmp_path / "knowledge"))
    listed = copy / "languages.yaml"
    listed.write_text(listed.read_text("utf-8").replace("rtl, state: live", "rtl, state: draft"), "utf-8")
    drafted = load_snapshot(copy, TODAY)
    assert offered(drafted) == {"en", "qa"}
    turn = drafted.turn(phone(RIGHT), Asked(RIGHT(QUESTION)))
    assert (turn.reply.language, turn.decision.say) == ("en", Say.OTHER_LANGUAGE)


def test_a_turn_costs_the_same_with_23_languages(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = Path(shutil.copytree(GOOD, tmp_path / "knowledge"))
    for language in MANY:
        add(folder, language, [JOIN])
    bot = load_snapshot(folder, TODAY)
    assert len(bot.languages) == 23
    assert [str(problem) for problem in errors(bot.problems)] == []
    asked: list[str] = []
    notice, rank = Danger.notice, Matcher.rank

    def noticing(self: Danger, *given: object, **more: object) -> object:
        asked.append(f"danger {self.language}")
        return notice(self, *given, **more)  # type: ignore[arg-type]

    def ranking(self: Matcher, *given: object, **more: object) -> object:
        asked.append(f"entries {self.language}")
        return rank(self, *given, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(Danger, "notice", noticing)
    monkeypatch.setattr(Matcher, "rank", ranking)
    for language in MANY:
        asked.clear()
        turn = bot.turn(phone(language), Asked(language(QUESTION)))
        assert JOIN in of(turn)
        assert turn.reply.language == language.code
        assert sum(each.startswith("danger") for each in asked) <= 3
        assert sum(each.startswith("entries") for each in asked) <= 3
        card = bot.turn(phone(), Asked(language(CRY)))
        assert card.decision.outcome is Outcome.EMERGENCY, language.code


def test_every_command_of_the_menu_has_its_line_in_the_voice() -> None:
    assert {f"menu_{name}" for name in MENU} <= set(LINES)


def test_a_date_is_written_as_its_language_writes_it_or_with_the_months_of_the_voice(bot: Snapshot) -> None:
    day = date(2026, 11, 22)
    english, right = bot.knowledge.voices["en"], bot.knowledge.voices["qb"]
    assert day_in(english, day) == "22 November 2026"
    assert day_in(replace(english, language="fr"), day) == "22 novembre 2026"
    assert day_in(right, day) == f"22 {RIGHT('November')} 2026"


def test_a_tap_below_a_reply_in_another_language_stays_in_it_and_is_not_remembered(bot: Snapshot) -> None:
    first = bot.turn(phone(), Asked(RIGHT(QUESTION)))
    assert first.person.language == "en"
    button = next(each for each in first.reply.choices if isinstance(each.event, Tapped))
    carried = decode(encode(button.event))
    assert carried == button.event
    after = bot.turn(phone(), button.event)
    assert (after.reply.language, after.person.language) == ("qb", "en")
    forged = bot.turn(phone(), Tapped(ChoseEntry(JOIN), "zz"))
    assert forged.reply.language == "en"


@pytest.fixture(scope="module")
def with_cards(tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    """A language that has its cards and its voice, and whose answers are still to be written."""
    folder = Path(shutil.copytree(GOOD, tmp_path_factory.mktemp("cards") / "knowledge"))
    add(folder, LEFT, [JOIN])
    add(folder, RIGHT, [JOIN], state="cards")
    assert not [str(each) for each in errors(inspect(folder, TODAY).problems)]
    return load_snapshot(folder, TODAY)


@pytest.mark.parametrize("of_phone", [None, LEFT, RIGHT], ids=["en", "qa", "qb"])
def test_a_language_with_cards_alone_notices_danger_and_owns_up_that_it_cannot_answer(
    with_cards: Snapshot, of_phone: Language | None
) -> None:
    card = with_cards.turn(phone(of_phone), Asked(RIGHT(CRY)))
    assert (card.decision.outcome, card.reply.language) == (Outcome.EMERGENCY, RIGHT.code)
    assert card.decision.choices == (), "nobody knows what else was asked"
    asked = with_cards.turn(phone(of_phone), Asked(RIGHT(QUESTION)))
    assert (asked.decision.outcome, asked.decision.say) == (Outcome.SIGNPOSTED, Say.OTHER_LANGUAGE)
    assert (of(asked), asked.reply.language) == ((None,), RIGHT.code), "never an answer in a wrong language"


def test_a_phone_in_such_a_language_is_answered_in_the_language_of_the_question(with_cards: Snapshot) -> None:
    english = with_cards.turn(phone(RIGHT), Asked(QUESTION))
    assert JOIN in of(english)
    left = with_cards.turn(phone(RIGHT), Asked(LEFT(QUESTION)))
    assert (JOIN in of(left), left.reply.language) == (True, LEFT.code)


def test_such_a_language_cannot_be_chosen_for_answers(with_cards: Snapshot) -> None:
    offered = with_cards.turn(phone(), Command.LANGUAGE).reply.choices
    assert [each.label for each in offered if isinstance(each.event, ChoseLanguage)] == [
        "English",
        LEFT("Language"),
    ]
    for event in (ChoseLanguage(RIGHT.code), Commanded(Command.LANGUAGE, RIGHT("Language"))):
        turn = with_cards.turn(phone(), event)
        assert turn.decision.say is Say.CHOOSE_LANGUAGE, "“I will answer in it” would not be true"
        assert turn.person == phone()


GERMAN = "Was kostet ein neuer Reisepass für meine Tochter, und wo beantrage ich ihn?"
TURKISH = "Yeni pasaport kaç para ve nereye başvurmam gerekiyor?"


def test_in_any_other_language_one_sentence_is_said_and_no_answer_is_guessed(bot: Snapshot) -> None:
    turn = bot.turn(phone(), Asked(GERMAN))
    assert (turn.decision.say, of(turn)) == (Say.OTHER_LANGUAGE, (None,))
    (own,) = (line.text for line in turn.reply.lines if line.language == "de")
    assert "999" in own
    assert "Sagen Sie „German“" in own
    assert {line.language for line in turn.reply.lines} == {"de", "en"}


def test_a_language_without_a_sentence_of_its_own_gets_the_one_of_the_phone(bot: Snapshot) -> None:
    turn = bot.turn(phone(RIGHT), Asked(TURKISH))
    assert (turn.decision.say, of(turn)) == (Say.OTHER_LANGUAGE, (None,))
    assert {line.language for line in turn.reply.lines} == {RIGHT.code}


@pytest.mark.parametrize("cry", ["Hilfe!", "ER ATMET NICHT", "مدد کرو"])
def test_a_cry_in_any_other_language_brings_the_card(bot: Snapshot, cry: str) -> None:
    for person in (phone(), phone(RIGHT)):
        turn = bot.turn(person, Asked(cry))
        assert turn.decision.outcome is Outcome.EMERGENCY
        assert turn.reply.language == person.language
        glance = bot.glance(person, Asked(cry))
        assert glance is not None
        assert glance.decision.outcome is Outcome.EMERGENCY


def test_above_the_card_stands_the_sentence_of_the_language_of_the_cry(bot: Snapshot) -> None:
    lines = bot.turn(phone(), Asked("hilfe")).reply.lines
    assert [line.language for line in lines[:2]] == ["de", "en"]


@pytest.mark.parametrize("text", ["ok", "Leeds", "GP?", "i cant sleep", "hva", "NHS", "yes pls", "no papers"])
def test_a_short_english_message_is_not_taken_for_another_language(bot: Snapshot, text: str) -> None:
    assert bot.turn(phone(), Asked(text)).decision.say is not Say.OTHER_LANGUAGE
