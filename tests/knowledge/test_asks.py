"""The real asks against every entry: what an editor adds must not take a question from another."""

from bot.matching import Question
from bot.words import tokens


def first(snapshot, text):
    matches = snapshot.conversation.matchers["en"].rank(Question(tokens(text), ())).matches
    return matches[0].entry_id if matches else None


def test_no_ask_is_nearer_to_another_entry_than_to_its_own(snapshot):
    stolen = [
        f"“{ask}” of {name} finds {found}"
        for name, asks in snapshot.knowledge.asks["en"].items()
        for ask in asks
        if (found := first(snapshot, ask)) != name
    ]
    assert stolen == []


def test_every_question_that_an_entry_is_confused_with_finds_the_entry_that_it_names(snapshot):
    lost = [
        f"“{confusion.ask}” belongs to {confusion.see} and finds {found}"
        for confusions in snapshot.knowledge.confusions["en"].values()
        for confusion in confusions
        if (found := first(snapshot, confusion.ask)) != confusion.see
    ]
    assert lost == []


def test_every_entry_has_asks_and_confusions_enough(snapshot):
    knowledge = snapshot.knowledge
    for entry_id in knowledge.entries:
        assert len(knowledge.asks["en"][entry_id]) >= 50, entry_id
        assert len(knowledge.confusions["en"][entry_id]) >= 5, entry_id


def test_no_labelled_question_for_reporting_stands_among_what_the_bot_learned(snapshot, reported_questions):
    learned = {tokens(ask) for asks in snapshot.knowledge.asks["en"].values() for ask in asks}
    learned |= {tokens(ask) for ask in snapshot.knowledge.out_of_scope["en"]}
    danger = snapshot.knowledge.danger("en")
    learned |= {tokens(text) for texts in danger.examples.values() for text in texts}
    learned |= {tokens(text) for text in danger.look_alikes}
    assert [question.text for question in reported_questions if tokens(question.text) in learned] == []


def test_no_letter_of_another_script_hides_in_an_english_word(snapshot):
    for entry in snapshot.knowledge.entries.values():
        for text in entry.texts():
            odd = {letter for letter in text if letter.isalpha() and not letter.isascii()}
            assert odd == set(), (entry.id, odd)
