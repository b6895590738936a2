"""The real asks against every entry: what an editor adds must not take a question from another."""

from bot.matching import Question
from bot.words import tokens


def first(snapshot, text):
    matches = snapshot.conversation.matchers["en"].rank(Question(tokens(text), ())).matches
    return matches[0].entry_id if matches else None


def test_no_ask_is_nearer_to_another_entry_than_to_its_own(snapshot):
    stolen = [
        f"“{ask}” of {entry.id} finds {found}"
        for entry in snapshot.knowledge.entries.values()
        for ask in entry.asks
        if (found := first(snapshot, ask)) != entry.id
    ]
    assert stolen == []


def test_every_question_that_an_entry_is_confused_with_finds_the_entry_that_it_names(snapshot):
    lost = [
        f"“{confusion.ask}” belongs to {confusion.see} and finds {found}"
        for entry in snapshot.knowledge.entries.values()
        for confusion in entry.confused_with
        if (found := first(snapshot, confusion.ask)) != confusion.see
    ]
    assert lost == []


def test_every_entry_has_asks_and_confusions_enough(snapshot):
    for entry in snapshot.knowledge.entries.values():
        assert len(entry.asks) >= 50, entry.id
        assert len(entry.confused_with) >= 5, entry.id


def test_no_labelled_question_for_reporting_stands_among_what_the_bot_learned(snapshot, reported_questions):
    learned = {tokens(ask) for entry in snapshot.knowledge.entries.values() for ask in entry.asks}
    learned |= {tokens(ask) for ask in snapshot.knowledge.elsewhere["en"]}
    danger = snapshot.knowledge.danger("en")
    learned |= {tokens(text) for texts in danger.examples.values() for text in texts}
    learned |= {tokens(text) for text in danger.look_alikes}
    assert [question.text for question in reported_questions if tokens(question.text) in learned] == []


def test_no_letter_of_another_script_hides_in_an_english_word(snapshot):
    for entry in snapshot.knowledge.entries.values():
        for text in entry.texts():
            odd = {letter for letter in text if letter.isalpha() and not letter.isascii()}
            assert odd == set(), (entry.id, odd)
