"""How decisions read: what is said by whom, in which order, for which nation."""

import re
from dataclasses import replace

import pytest

from bot.conversation import (
    Asked,
    ChoseEntry,
    Command,
    Decision,
    Outcome,
    Person,
    Say,
    Started,
    WantedReceptionWords,
)
from bot.knowledge import ALL_NATIONS, Nation
from bot.knowledge.phrases import LINES
from bot.rendering import Kind, render
from tests.factories import make_service


def reply_to(snapshot, event, person=None):
    return snapshot.talk(person or Person(), event)[1]


def everything(snapshot):
    for entry in snapshot.knowledge.entries.values():
        for nation in entry.nations:
            yield entry, nation, reply_to(snapshot, ChoseEntry(entry.id, nation))


def test_the_first_line_of_every_answer_below_its_title_is_the_answer_for_that_nation(snapshot):
    for entry, nation, reply in everything(snapshot):
        short = next(p for p in entry.answer.short if p.holds_in(nation))
        assert (reply.lines[0].kind, reply.lines[0].text) == (Kind.TITLE, entry.title)
        assert (reply.lines[1].kind, reply.lines[1].folded) == (Kind.TEXT, False)
        assert reply.lines[1].text.endswith(short.text)


def test_a_passage_of_one_nation_is_never_shown_in_another(snapshot):
    for entry, nation, reply in everything(snapshot):
        passages = list(entry.answer.passages())
        here = [passage.text for passage in passages if passage.holds_in(nation)]
        for passage in passages:
            if not passage.holds_in(nation) and not any(text.endswith(passage.text) for text in here):
                assert not any(line.text.endswith(passage.text) for line in reply.lines)


def test_where_rules_differ_the_nation_is_named_and_the_others_are_offered(snapshot):
    names = snapshot.knowledge.voice("en").nations
    for entry, nation, reply in everything(snapshot):
        if entry.answer.differs() and len(entry.nations) > 1:
            if any(passage.nations and passage.holds_in(nation) for passage in entry.answer.passages()):
                assert names[nation] in reply.text
            events = [button.event for button in reply.choices if isinstance(button.event, ChoseEntry)]
            offered = {event.nation for event in events if event.nation and not event.only_now}
            assert offered == set(entry.nations) - {nation}


def test_every_answer_ends_with_its_source_its_date_and_who_has_or_has_not_reviewed_it(snapshot):
    voice = snapshot.knowledge.voice("en")
    for entry, _, reply in everything(snapshot):
        kinds = [line.kind for line in reply.lines]
        assert Kind.SOURCE in kinds
        assert kinds[-1] == Kind.NOTE
        assert voice.day(entry.checked) in reply.lines[-1].text
        reviewer = snapshot.knowledge.reviewed.get(entry.id)
        said = voice.line("reviewed").replace("{name}", reviewer) if reviewer else voice.line("not_reviewed")
        assert reply.lines[-1].text.endswith(said)


def test_every_answer_is_seen_on_two_screens_of_a_small_phone_before_anything_is_unfolded(snapshot):
    for entry, nation, reply in everything(snapshot):
        notes = sum(len(line.text) + 1 for line in reply.lines if line.kind == Kind.NOTE and not line.folded)
        assert reply.length - notes <= 900, (entry.id, nation)


def test_details_other_helpers_sources_and_who_has_reviewed_it_are_folded_away_at_the_end(snapshot):
    for entry, nation, reply in everything(snapshot):
        seen = [line for line in reply.lines if not line.folded]
        assert list(reply.lines[: len(seen)]) == seen
        assert not any(line.kind == Kind.SOURCE for line in seen)
        assert not any(p.text in reply.text[: reply.length] for p in entry.answer.more if p.holds_in(nation))
        assert reply.lines[len(seen)].text == snapshot.knowledge.voice("en").line("more")


def test_every_source_that_carries_the_words_in_that_nation_can_be_opened(snapshot):
    for entry, nation, reply in everything(snapshot):
        opened = [line.url for line in reply.lines if line.kind == Kind.SOURCE]
        assert opened == [source.url for source in entry.sources_in(nation)]


def test_one_person_to_call_is_seen_and_a_second_only_if_they_serve_other_people(snapshot):
    for entry, nation, reply in everything(snapshot):
        helpers = snapshot.knowledge.helpers(entry.get_help, nation)
        seen = [line.text for line in reply.lines if line.kind == Kind.CONTACT and not line.folded]
        all_of_them = " ".join(line.text for line in reply.lines if line.kind == Kind.CONTACT)
        assert helpers[0].name in seen[0]
        for helper in helpers:
            for part in (helper.name, helper.phone, helper.text, helper.does, helper.languages, helper.note):
                assert part.rstrip(".") in all_of_them
        assert len(seen) <= 2
        for text in seen[1:]:
            second = next(helper for helper in helpers if helper.name in text)
            assert helpers[0].leaves_out(second)


@pytest.mark.parametrize(
    ("first", "second", "leaves_out"),
    [
        ((), ("women",), False),
        ((), (), False),
        (("women",), ("men",), True),
        (("women",), (), True),
        (("women", "children"), ("children",), False),
    ],
)
def test_a_helper_leaves_out_whom_it_does_not_serve(first, second, leaves_out):
    assert make_service(serves=first).leaves_out(make_service(serves=second)) == leaves_out


def test_a_person_to_call_is_one_tap_away_in_every_reply_but_their_own(snapshot):
    person = snapshot.knowledge.special.person
    label = snapshot.knowledge.voice("en").line("button_person")
    events = [
        Started(),
        Asked("what is the capital of france"),
        Asked("/settings"),
        Asked("thank you"),
        Asked("i cant breathe"),
        *(command for command in Command),
        *(ChoseEntry(entry, nation) for entry in snapshot.knowledge.entries for nation in ALL_NATIONS),
    ]
    for event in events:
        reply = reply_to(snapshot, event)
        under = [button.event for button in reply.choices if button.label == label]
        own = isinstance(event, ChoseEntry) and event.entry_id == person
        assert [each.entry_id for each in under] == ([] if own else [person]), event


def test_a_person_to_call_who_is_offered_by_title_is_not_offered_a_second_time(snapshot):
    person = snapshot.knowledge.special.person
    decision = Decision(Outcome.OFFERED, Say.OFFER, choices=(person, "safe-to-see-gp"))
    events = [button.event for button in render(decision, Person(), snapshot.knowledge).choices]
    assert [event.entry_id for event in events if isinstance(event, ChoseEntry)].count(person) == 1


def test_who_has_chosen_no_nation_reads_what_differs_right_after_the_answer(snapshot):
    voice = snapshot.knowledge.voice("en")
    for entry in snapshot.knowledge.entries.values():
        if not entry.answer.differs() or len(entry.nations) == 1:
            continue
        reply = reply_to(snapshot, ChoseEntry(entry.id))
        nation = voice.nations[entry.nations[0]]
        words = [passage.text for passage in entry.answer.elsewhere]
        assert reply.lines[2].text == (words or [voice.line("for_nation").replace("{nation}", nation)])[0]
        chosen = reply_to(snapshot, ChoseEntry(entry.id), replace(Person(), nation=entry.nations[0]))
        assert reply.lines[2].text not in chosen.text


def test_every_answer_names_somebody_to_call_or_write_in_that_nation(snapshot):
    for entry, nation, reply in everything(snapshot):
        helpers = snapshot.knowledge.helpers(entry.get_help, nation)
        shown = [line.text for line in reply.lines if line.kind == Kind.CONTACT]
        assert shown
        assert helpers[0].name in shown[0]


def test_no_placeholder_is_left_in_any_reply(snapshot):
    for _, _, reply in everything(snapshot):
        assert not re.search(r"\{[a-z]", reply.text)


def test_who_works_for_the_home_office_is_said_beside_the_number(snapshot):
    service = snapshot.knowledge.services["migrant-help"]
    lines = [
        line.text
        for _, _, reply in everything(snapshot)
        for line in reply.lines
        if line.kind == Kind.CONTACT and service.name in line.text
    ]
    assert lines
    assert all("Home Office" in line for line in lines)


@pytest.mark.parametrize("card", ["life-in-danger", "suicide-or-self-harm", "abuse-happening-now"])
@pytest.mark.parametrize("nation", [None, *ALL_NATIONS])
def test_a_danger_card_begins_with_the_number(snapshot, card, nation):
    outcome = Outcome(snapshot.knowledge.card(card, "en").outcome)
    reply = render(Decision(outcome, Say.CARD, entry=card, nation=nation), Person(), snapshot.knowledge)
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
def test_the_crisis_card_has_each_nations_number_and_samaritans(snapshot, nation, number):
    decision = Decision(Outcome.CRISIS, Say.CARD, entry="suicide-or-self-harm", nation=nation)
    text = render(decision, Person(), snapshot.knowledge).text
    assert number in text
    assert "116 123" in text


def test_northern_ireland_is_never_told_to_call_111(snapshot):
    for entry, nation, reply in everything(snapshot):
        if nation == Nation.NORTHERN_IRELAND:
            assert not re.search(r"\b111\b", reply.text), entry.id
    decision = Decision(
        Outcome.CRISIS, Say.CARD, entry="suicide-or-self-harm", nation=Nation.NORTHERN_IRELAND
    )
    assert not re.search(r"\b111\b", render(decision, Person(), snapshot.knowledge).text)


def test_a_caution_stands_above_the_answer_and_does_not_replace_it(snapshot):
    decision = Decision(Outcome.TOLD, Say.ANSWER, entry="emergency-care", cautious=True)
    reply = render(decision, Person(), snapshot.knowledge)
    plain = render(Decision(Outcome.TOLD, Say.ANSWER, entry="emergency-care"), Person(), snapshot.knowledge)
    assert "999" in reply.lines[0].text
    assert reply.lines[1:] == plain.lines


def test_words_for_reception_are_offered_only_in_the_nations_where_they_hold(snapshot):
    offered = 0
    for entry, nation, reply in everything(snapshot):
        wanted = [button.event for button in reply.choices if isinstance(button.event, WantedReceptionWords)]
        words = entry.for_reception(nation)
        assert wanted == ([WantedReceptionWords(entry.id, nation)] if words else [])
        for event in wanted:
            offered += 1
            assert words in reply_to(snapshot, event).text
    assert offered


def test_not_knowing_names_people_who_can_help(snapshot):
    reply = reply_to(snapshot, Asked("what is the best pizza in london"))
    assert any(line.kind == Kind.CONTACT for line in reply.lines)
    assert reply.choices


def test_the_welcome_says_what_this_is_not_and_gives_the_emergency_number(snapshot):
    text = reply_to(snapshot, Started()).text
    assert "999" in text
    assert "not the NHS" in text
    assert "not the Home Office" in text
    assert "not advice" in text


@pytest.mark.parametrize("command", list(Command))
def test_every_command_has_words(snapshot, command):
    assert reply_to(snapshot, command).lines


def test_the_english_voice_has_every_line_and_no_other(snapshot):
    lines = set(snapshot.knowledge.voice("en").lines)
    assert lines == set(LINES)


def test_no_answer_promises_safety_or_threatens(snapshot):
    for entry, _, reply in everything(snapshot):
        text = reply.text.lower()
        for never in (
            "you are safe",
            "it is safe",
            "they will report you",
            "cannot get your data",
            "don't worry",
        ):
            assert never not in text, entry.id
