"""How decisions read: what is said by whom, in which order, for which nation."""

import re

import pytest

from bot.conversation import Asked, ChoseEntry, Command, Decision, Outcome, Person, Started, WantedCard
from bot.knowledge import ALL_NATIONS, Nation
from bot.rendering import LINES, Kind, render


def reply_to(house, event, person=None):
    return house.talk(person or Person(), event)[1]


def everything(house):
    for entry in house.knowledge.entries.values():
        for nation in entry.nations:
            yield entry, nation, reply_to(house, ChoseEntry(entry.id, nation))


def test_the_first_line_of_every_answer_is_the_answer_for_that_nation(house):
    for entry, nation, reply in everything(house):
        short = next(p for p in entry.answer.short if p.holds_in(nation))
        assert reply.lines[0].text.endswith(short.text)
        assert reply.lines[0].kind == Kind.TEXT


def test_a_passage_of_one_nation_is_never_shown_in_another(house):
    for entry, nation, reply in everything(house):
        passages = list(entry.answer.passages())
        here = [passage.text for passage in passages if passage.holds_in(nation)]
        for passage in passages:
            if not passage.holds_in(nation) and not any(text.endswith(passage.text) for text in here):
                assert not any(line.text.endswith(passage.text) for line in reply.lines)


def test_where_rules_differ_the_nation_is_named_and_the_others_are_offered(house):
    names = house.knowledge.voice("en").nations
    for entry, nation, reply in everything(house):
        if entry.answer.differs() and len(entry.nations) > 1:
            assert names[nation] in reply.text
            events = [button.event for button in reply.choices if isinstance(button.event, ChoseEntry)]
            offered = {event.nation for event in events if event.nation and not event.only_now}
            assert offered == set(entry.nations) - {nation}


def test_every_answer_ends_with_its_source_its_date_and_who_has_not_reviewed_it(house):
    for entry, _, reply in everything(house):
        kinds = [line.kind for line in reply.lines]
        assert Kind.SOURCE in kinds
        assert kinds[-1] == Kind.NOTE
        assert "22 November 2026" in reply.lines[-1].text
        assert "No adviser has reviewed" in reply.lines[-1].text
        assert entry.id not in house.knowledge.reviewed


def test_every_reply_can_be_read_in_one_screen(house):
    for entry, nation, reply in everything(house):
        assert reply.length <= 900, (entry.id, nation)


def test_every_answer_names_somebody_to_call_or_write_in_that_nation(house):
    for entry, nation, reply in everything(house):
        helpers = house.knowledge.helpers(entry.get_help, nation)
        shown = [line.text for line in reply.lines if line.kind == Kind.CONTACT]
        assert shown
        assert helpers[0].name in shown[0]


def test_no_placeholder_is_left_in_any_reply(house):
    for _, _, reply in everything(house):
        assert not re.search(r"\{[a-z]", reply.text)


def test_who_works_for_the_home_office_is_said_beside_the_number(house):
    service = house.knowledge.services["migrant-help"]
    lines = [
        line.text
        for _, _, reply in everything(house)
        for line in reply.lines
        if line.kind == Kind.CONTACT and service.name in line.text
    ]
    assert lines
    assert all("Home Office" in line for line in lines)


@pytest.mark.parametrize("card", ["life-in-danger", "suicide-or-self-harm", "abuse-happening-now"])
@pytest.mark.parametrize("nation", [None, *ALL_NATIONS])
def test_a_danger_card_begins_with_the_number(house, card, nation):
    outcome = Outcome(house.knowledge.card(card, "en").outcome)
    reply = render(Decision(outcome, "card", entry=card, nation=nation), Person(), house.knowledge)
    assert re.match(r"(Call )?999", reply.lines[0].text)


@pytest.mark.parametrize(
    ("nation", "number"),
    [
        (Nation.ENGLAND, "111"),
        (Nation.WALES, "111"),
        (Nation.SCOTLAND, "111"),
        (Nation.NORTHERN_IRELAND, "0808 808 8000"),
    ],
)
def test_the_crisis_card_has_each_nations_number_and_samaritans(house, nation, number):
    decision = Decision(Outcome.CRISIS, "card", entry="suicide-or-self-harm", nation=nation)
    text = render(decision, Person(), house.knowledge).text
    assert number in text
    assert "116 123" in text


def test_northern_ireland_is_never_told_to_call_111(house):
    for entry, nation, reply in everything(house):
        if nation == Nation.NORTHERN_IRELAND:
            assert not re.search(r"\b111\b", reply.text), entry.id
    decision = Decision(Outcome.CRISIS, "card", entry="suicide-or-self-harm", nation=Nation.NORTHERN_IRELAND)
    assert not re.search(r"\b111\b", render(decision, Person(), house.knowledge).text)


def test_a_caution_stands_above_the_answer_and_does_not_replace_it(house):
    decision = Decision(Outcome.TOLD, "answer", entry="emergency-care", cautious=True)
    reply = render(decision, Person(), house.knowledge)
    plain = render(Decision(Outcome.TOLD, "answer", entry="emergency-care"), Person(), house.knowledge)
    assert "999" in reply.lines[0].text
    assert reply.lines[1:] == plain.lines


def test_words_for_reception_are_offered_only_in_the_nations_where_they_hold(house):
    offered = 0
    for entry, nation, reply in everything(house):
        wanted = [button.event for button in reply.choices if isinstance(button.event, WantedCard)]
        words = entry.for_reception(nation)
        assert wanted == ([WantedCard(entry.id, nation)] if words else [])
        for event in wanted:
            offered += 1
            assert words in reply_to(house, event).text
    assert offered


def test_not_knowing_names_people_who_can_help(house):
    reply = reply_to(house, Asked("what is the best pizza in london"))
    assert any(line.kind == Kind.CONTACT for line in reply.lines)
    assert reply.choices


def test_the_welcome_says_what_this_is_not_and_gives_the_emergency_number(house):
    text = reply_to(house, Started()).text
    assert "999" in text
    assert "not the NHS" in text
    assert "not the Home Office" in text
    assert "not advice" in text


@pytest.mark.parametrize("command", list(Command))
def test_every_command_has_words(house, command):
    assert reply_to(house, command).lines


def test_the_english_voice_has_every_line_and_no_other(house):
    lines = set(house.knowledge.voice("en").lines)
    assert lines == set(LINES)


def test_no_answer_promises_safety_or_threatens(house):
    for entry, _, reply in everything(house):
        text = reply.text.lower()
        for never in (
            "you are safe",
            "it is safe",
            "they will report you",
            "cannot get your data",
            "don't worry",
        ):
            assert never not in text, entry.id
