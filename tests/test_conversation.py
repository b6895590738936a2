"""What the bot does next, as a table: person and event in, person and decision out."""

import pytest

from bot.conversation import (
    Asked,
    ChoseEntry,
    ChoseLanguage,
    ChoseNation,
    ChoseTopic,
    Command,
    Commanded,
    Outcome,
    Person,
    Say,
    SentSomethingElse,
    Started,
    UnknownCommand,
    WantedReceptionWords,
)
from bot.knowledge import Nation
from bot.knowledge.phrases import LINES
from tests.disguises import CALM as CALM_WORDS
from tests.disguises import DISGUISES, PLAIN_SIGNS


@pytest.fixture
def hear(snapshot):
    return snapshot.conversation.hear


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
    decision = hear(Person(), Asked("ডাক্তারের কাছে যাওয়া কি নিরাপদ"))[1]
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
    for event in (
        ChoseEntry("gone"),
        ChoseTopic("gone"),
        WantedReceptionWords("gone"),
        WantedReceptionWords("safe-to-see-gp-x"),
    ):
        decision = hear(Person(), event)[1]
        assert decision.say == "old_button"
        assert decision.topics


def test_a_link_may_open_an_entry_and_any_other_link_opens_the_welcome(hear):
    assert hear(Person(), Started("hospital-debt"))[1].entry == "hospital-debt"
    assert hear(Person(), Started("utm-leaflet"))[1].say == "welcome"


@pytest.mark.parametrize("command", list(Command))
def test_every_command_has_an_ending(hear, command):
    assert hear(Person(), command)[1].outcome in Outcome


def test_urgent_shows_the_card(hear):
    decision = hear(Person(), Command.URGENT)[1]
    assert (decision.outcome, decision.entry) == (Outcome.EMERGENCY, "life-in-danger")


def test_a_photo_is_not_read(hear):
    assert hear(Person(), SentSomethingElse())[1].outcome == Outcome.UNREADABLE


def test_hearing_changes_nothing_in_the_conversation(snapshot):
    conversation = snapshot.conversation
    first = conversation.hear(Person(), Asked("is it safe to see a gp"))
    conversation.hear(Person(), Asked("my husband hits me every day"))
    assert conversation.hear(Person(), Asked("is it safe to see a gp")) == first


@pytest.mark.parametrize("cry", ["ambulance", "Ambulance!!", "EMERGENCY", "999", "help me", "sos", "suicide"])
def test_a_message_that_is_nothing_but_a_cry_gets_a_card(snapshot, cry):
    _, decision = snapshot.conversation.hear(Person(), Asked(cry))
    assert decision.outcome in (Outcome.EMERGENCY, Outcome.CRISIS)


@pytest.mark.parametrize("calm", ["does an ambulance cost money", "what is emergency care", "hi", "thanks"])
def test_a_cry_inside_a_question_is_a_question(snapshot, calm):
    _, decision = snapshot.conversation.hear(Person(), Asked(calm))
    assert decision.outcome not in (Outcome.EMERGENCY, Outcome.CRISIS)


DANGERS = (
    ("my husband is not breathing", Outcome.EMERGENCY),
    ("I want to kill myself", Outcome.CRISIS),
    ("he is going to kill me", Outcome.EMERGENCY),
    ("ambulance", Outcome.EMERGENCY),
)
CALM = "is it safe to see a gp"


@pytest.mark.parametrize(("words", "expected"), DANGERS)
@pytest.mark.parametrize("command", list(Command))
def test_danger_behind_a_command_gets_its_card_and_nothing_else_is_done(snapshot, command, words, expected):
    before = Person(language="en", chose_language=True, nation=Nation.WALES)
    after, decision = snapshot.conversation.hear(before, Commanded(command, words))
    assert (decision.outcome, decision.say) == (expected, "card")
    assert after == before
    assert snapshot.conversation.glance(before, Commanded(command, words)).outcome == expected


@pytest.mark.parametrize(("words", "expected"), DANGERS)
@pytest.mark.parametrize(
    "event",
    [
        lambda words: Asked(CALM, (words,)),
        lambda words: Asked("", ("holiday.jpg", words)),
        lambda words: SentSomethingElse((words,)),
        lambda words: SentSomethingElse((*"abcdefghijk", words)),
        lambda words: Commanded(Command.HELP, CALM, (words,)),
        lambda words: Commanded(Command.FORGET, "", (words,)),
        lambda words: Commanded(Command.FORGET, "please forget me", (words,)),
        lambda words: Started("", (words,)),
        lambda words: Started("hospital-debt", (words,)),
        Started,
        lambda words: UnknownCommand("settings", (words,)),
        lambda words: UnknownCommand(words.replace(" ", "_")),
    ],
)
def test_danger_is_noticed_wherever_words_are(snapshot, event, words, expected):
    before = Person(nation=Nation.WALES)
    after, decision = snapshot.conversation.hear(before, event(words))
    assert (decision.outcome, decision.say) == (expected, "card")
    assert after == before
    assert snapshot.conversation.glance(before, event(words)).outcome == expected


def test_words_beside_a_message_are_never_matched_to_entries(hear):
    beside = ("can the hospital debt stop our visa?", "IMG_2041.jpg", "https://www.example.org/a")
    assert hear(Person(), Asked(CALM, beside)) == hear(Person(), Asked(CALM))
    assert hear(Person(), SentSomethingElse(beside)) == hear(Person(), SentSomethingElse())


@pytest.mark.parametrize(
    "command",
    [Command.HELP, Command.TOPICS, Command.PRIVACY, Command.HIDE, Command.NATION, Command.LANGUAGE],
)
def test_calm_words_behind_a_command_are_a_question(hear, command):
    assert hear(Person(), Commanded(command, CALM)) == hear(Person(), Asked(CALM))
    assert hear(Person(), Commanded(command, " ")) == hear(Person(), command)


@pytest.mark.parametrize("words", ["scotland", "Scotland!", "Glasgow", "SCOTTISH"])
def test_a_nation_behind_its_command_is_chosen(hear, words):
    assert hear(Person(), Commanded(Command.NATION, words)) == hear(Person(), ChoseNation(Nation.SCOTLAND))


@pytest.mark.parametrize("words", ["en", "English", "ENGLISH"])
def test_a_language_behind_its_command_is_chosen(hear, words):
    assert hear(Person(), Commanded(Command.LANGUAGE, words)) == hear(Person(), ChoseLanguage("en"))


@pytest.mark.parametrize(
    "words", ["", "please forget me", "everything", "me now", "all of it", "my data please"]
)
def test_forget_with_calm_words_forgets(hear, words):
    after, decision = hear(Person(nation=Nation.WALES, chose_language=True), Commanded(Command.FORGET, words))
    assert (after, decision.say) == (Person(), "forgotten")


def test_danger_that_only_examples_tell_stops_the_forgetting_too(hear):
    before = Person(nation=Nation.WALES)
    words = "i took all my tablets an hour ago because i can not live like this"
    after, decision = hear(before, Commanded(Command.FORGET, words))
    assert (after, decision.outcome) == (before, Outcome.CRISIS)


def test_urgent_with_calm_words_is_urgent(hear):
    person = Person(nation=Nation.WALES, chose_language=True)
    assert hear(person, Commanded(Command.URGENT, "please"))[1].entry == "life-in-danger"


def test_words_behind_start_are_a_question(hear):
    assert hear(Person(), Started(CALM)) == hear(Person(), Asked(CALM))


@pytest.mark.parametrize("name", ["settings", "menu", "stop", "cancel", "donate", "subscribe", "weather"])
def test_an_unknown_command_gets_the_help_and_no_card(snapshot, name):
    decision = snapshot.conversation.hear(Person(), UnknownCommand(name))[1]
    assert (decision.outcome, decision.say) == (Outcome.GREETED, "help")
    assert snapshot.conversation.glance(Person(), UnknownCommand(name)) is None


@pytest.mark.parametrize("name", ["ambulance", "suicide", "kill_myself", "AMBULANCE", "sos", "999"])
def test_an_unknown_command_that_is_a_cry_gets_its_card(snapshot, name):
    assert snapshot.conversation.hear(Person(), UnknownCommand(name))[1].say == "card"


def test_a_first_look_sees_plain_danger_and_the_urgent_button_and_nothing_else(snapshot):
    glance = snapshot.conversation.glance
    for words, expected in (
        *DANGERS,
        ("he stopped breathing", Outcome.EMERGENCY),
        ("\U0001f198", Outcome.EMERGENCY),
    ):
        assert glance(Person(), Asked(words)).outcome == expected
        turn = snapshot.glance(Person(), Asked(words))
        assert turn.decision.outcome == expected
        assert turn.reply.urgent
    assert glance(Person(), Command.URGENT).entry == "life-in-danger"
    assert snapshot.glance(Person(), Asked(CALM)) is None
    for event in (*set(Command) - {Command.URGENT}, ChoseTopic("gp"), ChoseNation(Nation.WALES), Started()):
        assert glance(Person(), event) is None
    for entry in snapshot.knowledge.entries:
        assert glance(Person(), Started(entry)) is None


@pytest.mark.parametrize("name", DISGUISES)
def test_a_sign_in_disguise_gets_its_card_and_a_calm_twin_none(snapshot, name):
    hear, glance, disguised = snapshot.conversation.hear, snapshot.conversation.glance, DISGUISES[name]
    for sign, card in PLAIN_SIGNS.items():
        asked = Asked(disguised(sign))
        assert (hear(Person(), asked)[1].say, hear(Person(), asked)[1].entry) == ("card", card), asked.text
        assert glance(Person(), asked).entry == card, asked.text
    for calm in CALM_WORDS:
        asked = Asked(disguised(calm))
        assert hear(Person(), asked)[1].say != "card", asked.text
        assert glance(Person(), asked) is None, asked.text


def test_danger_run_together_with_other_words_is_noticed(hear):
    for words in ("pleasehelpmyhusbandisnotbreathing", "iwanttokillmyself", "hesaidhewillkillmetonight"):
        assert hear(Person(), Asked(words))[1].say == "card"


SENTENCES = (
    "My tooth has been hurting for a week and I would like to see a dentist. ",
    "We came here in March and live with my cousin near the station. ",
    "The receptionist asked for a letter with our address on it. ",
    "My daughter starts school in autumn and needs her vaccination card. ",
    "I work in a kitchen and can only come in the morning. ",
    "Is the interpreter free, and can I ask for a woman? ",
)
HIDDEN = (
    "My wife is unconscious and not breathing now.",
    "I want to kill myself tonight.",
    "My chest feels like a stone is on it, my left arm is numb and I am sweating.",
    "I swallowed all my tablets an hour ago because I can not live like this.",
)


@pytest.mark.parametrize("letters", [3_900, 9_000])
@pytest.mark.parametrize("place", [0.0, 0.2, 0.5, 0.8, 1.0])
@pytest.mark.parametrize("hidden", HIDDEN)
def test_danger_anywhere_in_a_long_calm_text_is_noticed(hear, hidden, place, letters):
    calm = [SENTENCES[i % len(SENTENCES)] for i in range(letters // 60)]
    calm.insert(round(place * len(calm)), f"{hidden} ")
    decision = hear(Person(), Asked("".join(calm)))[1]
    assert decision.alarm is not None
    assert decision.say == "card" or decision.cautious


@pytest.mark.parametrize("letters", [3_900, 9_000])
def test_a_long_calm_text_brings_no_card(hear, letters):
    calm = "".join(SENTENCES[i % len(SENTENCES)] for i in range(letters // 60))
    assert hear(Person(), Asked(calm))[1].alarm is None


def test_what_leads_a_reply_is_a_line_of_the_voice_or_made_of_content() -> None:
    made = {Say.ANSWER, Say.CARD, Say.RECEPTION, Say.CLOSED, Say.PRICE}
    assert {str(say) for say in Say if say not in made} <= set(LINES)
