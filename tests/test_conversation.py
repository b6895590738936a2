"""What the bot does next, as a table: person and event in, person and decision out."""

import pytest

from bot.conversation import (
    Asked,
    ChoseEntry,
    ChoseLanguage,
    ChoseNation,
    ChoseTopic,
    Command,
    Outcome,
    Person,
    SentSomethingElse,
    Started,
    WantedCard,
)
from bot.knowledge import Nation


@pytest.fixture
def hear(house):
    return house.conversation.hear


def outcome(hear, text, person=None):
    return hear(person or Person(), Asked(text))[1].outcome


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("is it safe to see a gp", Outcome.TOLD),
        ("hello", Outcome.GREETED),
        ("Thank you!!", Outcome.GREETED),
        ("fuck off", Outcome.GREETED),
        ("who are you", Outcome.TOLD),
        ("what is the best pizza in london", Outcome.SIGNPOSTED),
        ("asdkjh qwpoei zmxnc", Outcome.SIGNPOSTED),
        ("👍👍👍", Outcome.UNREADABLE),
        ("?!", Outcome.UNREADABLE),
        ("word " * 2_000, Outcome.TOO_LONG),
        ("my baby is not breathing", Outcome.EMERGENCY),
        ("i want to kill myself tonight", Outcome.CRISIS),
    ],
)
def test_every_kind_of_text_has_its_ending(hear, text, expected):
    assert outcome(hear, text) == expected


def test_another_script_is_said_to_be_unread_and_danger_numbers_are_given(hear):
    decision = hear(Person(), Asked("هل من الآمن رؤية الطبيب"))[1]
    assert (decision.outcome, decision.say) == (Outcome.SIGNPOSTED, "other_language")


def test_gp_safe_is_told_by_its_own_entry(hear):
    assert hear(Person(), Asked("is it safe to see a gp"))[1].entry == "safe-to-see-gp"


def test_one_word_gives_buttons_or_an_honest_i_do_not_know_but_no_sure_answer(hear):
    for word in ("safe", "doctor", "hospital", "papers"):
        assert outcome(hear, word) in (Outcome.OFFERED, Outcome.SIGNPOSTED)


def test_never_more_than_three_buttons_are_offered(hear):
    for text in ("hospital", "money papers doctor", "i am afraid of the doctor and the bill and the police"):
        assert len(hear(Person(), Asked(text))[1].choices) <= 3


def test_danger_comes_first_even_in_ten_thousand_letters(hear):
    text = (
        "I write you my story. " * 500 + "My wife is unconscious and not breathing now. " + "Thank you. " * 50
    )
    assert outcome(hear, text) == Outcome.EMERGENCY


def test_a_danger_card_still_offers_what_else_was_asked(hear):
    text = (
        "My husband collapsed and he is not breathing, his lips are blue, help. "
        "Also we owe the hospital money from last time, can the hospital debt stop our visa?"
    )
    decision = hear(Person(), Asked(text))[1]
    assert decision.outcome == Outcome.EMERGENCY
    assert "hospital-debt" in decision.choices


def test_a_nation_named_in_the_question_is_the_nation_of_the_answer_but_is_not_remembered(hear):
    person, decision = hear(Person(), Asked("I live in Glasgow, is it safe to see a gp"))
    assert decision.nation == Nation.SCOTLAND
    assert person.nation is None


def test_two_nations_in_one_question_leave_the_choice_open(hear):
    decision = hear(Person(), Asked("is a gp free in scotland and wales"))[1]
    assert decision.nation is None


def test_a_chosen_nation_is_remembered_and_changes_the_answers_nation(hear):
    person, decision = hear(Person(), ChoseNation(Nation.WALES))
    assert decision.outcome == Outcome.ARRANGED
    assert person == Person(nation=Nation.WALES)
    assert hear(person, Asked("is it safe to see a gp"))[1].nation == Nation.WALES


def test_a_nation_button_under_an_answer_answers_for_that_nation(hear):
    person, decision = hear(Person(), ChoseEntry("safe-to-see-gp", Nation.NORTHERN_IRELAND))
    assert (decision.entry, decision.nation) == ("safe-to-see-gp", Nation.NORTHERN_IRELAND)
    assert person.nation == Nation.NORTHERN_IRELAND


def test_nothing_is_kept_beyond_language_and_nation(hear):
    assert set(Person.__dataclass_fields__) == {"language", "chose_language", "nation"}
    before = Person(nation=Nation.SCOTLAND)
    after, _ = hear(before, Asked("My name is Amina Yusuf, 12 High Road. Is it safe to see a gp?"))
    assert after == before


def test_forgetting_forgets_everything(hear):
    assert hear(Person(nation=Nation.WALES, chose_language=True), Command.FORGET)[0] == Person()


def test_an_unknown_language_changes_nothing(hear):
    person, decision = hear(Person(), ChoseLanguage("xx"))
    assert person == Person()
    assert decision.say == "choose_language"


def test_a_chosen_language_is_kept(hear):
    assert hear(Person(), ChoseLanguage("en"))[0] == Person(chose_language=True)


def test_old_buttons_lead_to_the_topics_of_today(hear):
    for event in (ChoseEntry("gone"), ChoseTopic("gone"), WantedCard("gone"), WantedCard("safe-to-see-gp-x")):
        decision = hear(Person(), event)[1]
        assert decision.say == "old_button"
        assert decision.topics


def test_a_link_may_open_an_entry_and_any_other_link_opens_the_welcome(hear):
    assert hear(Person(), Started("hospital-debt"))[1].entry == "hospital-debt"
    assert hear(Person(), Started("'; drop table"))[1].say == "welcome"


@pytest.mark.parametrize("command", list(Command))
def test_every_command_has_an_ending(hear, command):
    assert hear(Person(), command)[1].outcome in Outcome


def test_urgent_shows_the_card(hear):
    decision = hear(Person(), Command.URGENT)[1]
    assert (decision.outcome, decision.entry) == (Outcome.EMERGENCY, "life-in-danger")


def test_a_photo_is_not_read(hear):
    assert hear(Person(), SentSomethingElse())[1].outcome == Outcome.UNREADABLE


def test_hearing_changes_nothing_in_the_conversation(house):
    conversation = house.conversation
    first = conversation.hear(Person(), Asked("is it safe to see a gp"))
    conversation.hear(Person(), Asked("my husband hits me every day"))
    assert conversation.hear(Person(), Asked("is it safe to see a gp")) == first


@pytest.mark.parametrize("cry", ["ambulance", "Ambulance!!", "EMERGENCY", "999", "help me", "sos", "suicide"])
def test_a_message_that_is_nothing_but_a_cry_gets_a_card(house, cry):
    _, decision = house.conversation.hear(Person(), Asked(cry))
    assert decision.outcome in (Outcome.EMERGENCY, Outcome.CRISIS)


@pytest.mark.parametrize("calm", ["does an ambulance cost money", "what is emergency care", "hi", "thanks"])
def test_a_cry_inside_a_question_is_a_question(house, calm):
    _, decision = house.conversation.hear(Person(), Asked(calm))
    assert decision.outcome not in (Outcome.EMERGENCY, Outcome.CRISIS)
