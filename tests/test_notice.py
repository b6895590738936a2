"""The day on which a rule changes: a notice above the answers it is about, or in the place of all of them."""

import re
from dataclasses import replace
from datetime import date

import pytest

from bot.checks import Severity, check, errors
from bot.checks.files import EXAMPLE_DAY
from bot.conversation import (
    Asked,
    ChoseEntry,
    ChoseLanguage,
    ChoseNation,
    ChoseTopic,
    Command,
    Decision,
    Outcome,
    Person,
    Say,
    SentSomethingElse,
    Started,
    WantedReceptionWords,
)
from bot.knowledge import EVERYTHING, Leave, Nation, Notice
from bot.library import Library
from bot.rendering import Kind, render
from tests.conftest import KNOWLEDGE, real_day, real_library
from tests.factories import TODAY, make_entry, make_knowledge, make_service

WORDS = "The rules changed this morning. We are reading them."
QUESTION, ENTRY = "is it safe to see a gp", "safe-to-see-gp"
DANGER = ("my baby is not breathing", "i want to kill myself tonight")


def make_notice(**changes):
    notice = Notice(TODAY, TODAY, None, {"en": WORDS, "ar": "تغيرت القواعد"}, (EVERYTHING,))
    return replace(notice, **changes)


def with_notice(snapshot, **changes):
    knowledge = replace(snapshot.knowledge, notice=make_notice(**changes))
    found = replace(snapshot.found, knowledge=knowledge)
    return replace(snapshot, found=found, conversation=replace(snapshot.conversation, knowledge=knowledge))


def said(snapshot, event, person=None):
    return snapshot.talk(person or Person(), event)[1]


def is_above(reply):
    return WORDS in reply.lines[0].text


# ── above an answer ──────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "event",
    [Asked(QUESTION), ChoseEntry(ENTRY), Started(ENTRY), ChoseEntry(ENTRY, Nation.WALES, only_now=True)],
)
def test_it_stands_above_the_answer_however_that_was_reached_and_changes_nothing_below(snapshot, event):
    reply, plain = said(with_notice(snapshot), event), said(snapshot, event)
    assert reply.lines[0].text == f"Notice of 22 November 2026: {WORDS}"
    assert reply.lines[1:] == plain.lines
    assert reply.buttons == plain.buttons


def test_an_answer_among_offered_ones_has_it_too(snapshot):
    told = with_notice(snapshot)
    offer = said(told, Asked("doctor"))
    assert not is_above(offer)
    entries = [button.event for button in offer.choices if isinstance(button.event, ChoseEntry)]
    assert entries
    assert all(is_above(said(told, event)) for event in entries)


def test_words_to_show_at_reception_have_it_above_them(snapshot):
    entry = next(entry for entry in snapshot.knowledge.entries.values() if entry.show_at_reception)
    nation = next(nation for nation in entry.nations if entry.for_reception(nation))
    assert is_above(said(with_notice(snapshot), WantedReceptionWords(entry.id, nation)))


@pytest.mark.parametrize("about", [("safe-to-see-gp",), ("data-sharing",), ("gp", "safe-to-see-gp")])
def test_it_stands_above_the_entries_and_topics_that_it_names_only(snapshot, about):
    told = with_notice(snapshot, about=about)
    for entry in snapshot.knowledge.entries.values():
        named = entry.id in about or entry.topic in about
        assert is_above(said(told, ChoseEntry(entry.id))) == named, entry.id


def test_a_notice_of_one_nation_is_not_shown_to_those_who_live_elsewhere(snapshot):
    told = with_notice(snapshot, nations=(Nation.SCOTLAND,))
    assert is_above(said(told, ChoseEntry(ENTRY), Person(nation=Nation.SCOTLAND)))
    assert not is_above(said(told, ChoseEntry(ENTRY), Person(nation=Nation.WALES)))


def test_without_a_nation_it_is_shown_and_says_where_it_holds(snapshot):
    told = with_notice(snapshot, nations=(Nation.SCOTLAND, Nation.WALES))
    assert said(told, ChoseEntry(ENTRY)).lines[0].text.endswith(f"In Scotland / Wales: {WORDS}")


def test_another_language_falls_back_to_english():
    assert make_notice().text("ar") == "تغيرت القواعد"
    assert make_notice().text("fa") == WORDS


def test_every_line_of_it_is_a_paragraph_of_its_own(snapshot):
    reply = said(with_notice(snapshot, texts={"en": "One.\nTwo."}), ChoseEntry(ENTRY))
    assert [line.text for line in reply.lines[:2]] == ["Notice of 22 November 2026: One.", "Two."]


# ── danger first ─────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("closed", [False, True])
@pytest.mark.parametrize("event", [*map(Asked, DANGER), Command.URGENT])
def test_a_danger_card_is_the_same_to_the_letter(snapshot, event, closed):
    assert said(with_notice(snapshot, closed=closed), event) == said(snapshot, event)


@pytest.mark.parametrize("closed", [False, True])
def test_a_caution_stands_above_the_notice(snapshot, closed):
    told = with_notice(snapshot, closed=closed)
    say = "closed" if closed else "answer"
    decision = Decision(Outcome.TOLD, Say(say), entry=ENTRY, cautious=True)
    reply = render(decision, Person(), told.knowledge)
    assert "999" in reply.lines[0].text
    assert WORDS in reply.lines[1].text
    assert reply.urgent


def test_a_doubt_about_danger_is_not_lost_by_closing(snapshot):
    cautious = "my friend took too many tablets is that bad"
    for text in (cautious, "my chest hurts a bit", "i feel very bad and weak"):
        before = snapshot.conversation.hear(Person(), Asked(text))[1]
        after = with_notice(snapshot, closed=True).conversation.hear(Person(), Asked(text))[1]
        assert (after.cautious, after.alarm) == (before.cautious, before.alarm)


# ── closed ───────────────────────────────────────────────────────────────────────────────────────────

CLOSED = [
    Asked(QUESTION),
    Asked("doctor"),
    Asked("hello"),
    Asked("what is the best pizza in london"),
    Asked("?!"),
    Asked("word " * 2_000),
    Asked("who are you"),
    SentSomethingElse(),
    Started(),
    Started(ENTRY),
    ChoseEntry(ENTRY),
    ChoseEntry("gone"),
    ChoseTopic("gp"),
    WantedReceptionWords(ENTRY),
    Command.HELP,
    Command.TOPICS,
    Command.PRIVACY,
]


@pytest.mark.parametrize("event", CLOSED, ids=str)
@pytest.mark.parametrize("about", [(EVERYTHING,), (), ("gp",)])
def test_closed_says_the_notice_and_whom_to_call_and_nothing_else(snapshot, event, about):
    told = with_notice(snapshot, closed=True, about=about, nations=(Nation.WALES,))
    reply = said(told, event)
    assert reply.lines[0].text == f"Notice of 22 November 2026: {WORDS}"
    assert {line.kind for line in reply.lines[1:]} == {Kind.HELP, Kind.CONTACT}
    assert [button.event for button in reply.choices] == [Command.URGENT]
    assert told.conversation.hear(Person(), event)[1].outcome == Outcome.SIGNPOSTED


@pytest.mark.parametrize("nation", list(Nation))
def test_closed_names_people_of_the_nation_where_they_live(snapshot, nation):
    reply = said(with_notice(snapshot, closed=True), Asked(QUESTION), Person(nation=nation))
    names = {s.name for s in snapshot.knowledge.services.values() if nation in s.nations}
    contacts = [line.text for line in reply.lines if line.kind == Kind.CONTACT]
    assert contacts
    assert all(any(contact.startswith(name) for name in names) for contact in contacts)


def test_closed_still_remembers_and_forgets_what_a_person_chooses(snapshot):
    told = with_notice(snapshot, closed=True)
    person, reply = told.talk(Person(), ChoseNation(Nation.WALES))
    assert person.nation == Nation.WALES
    assert "Wales" in reply.text
    person_to_call = snapshot.knowledge.voice("en").line("button_person")
    assert [button.label for button in reply.choices] == [person_to_call]
    assert told.talk(Person(), ChoseLanguage("en"))[0].chose_language
    assert told.talk(person, Command.FORGET)[0] == Person()
    assert said(told, Command.HIDE) == said(snapshot, Command.HIDE)


# ── its days, its form ───────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("today", "shown"),
    [
        (date(2026, 11, 21), False),
        (date(2026, 11, 22), True),
        (date(2026, 11, 29), True),
        (date(2026, 11, 30), False),
    ],
)
def test_it_stands_on_its_days_only(today, shown):
    knowledge = make_knowledge(notice=make_notice(end=date(2026, 11, 29)))
    assert (knowledge.published(today).notice is not None) == shown


def test_a_number_in_it_is_that_of_the_service():
    knowledge = make_knowledge(notice=make_notice(texts={"en": "Call {kind-helpers}."}))
    notice = knowledge.published(TODAY).notice
    assert notice is not None
    assert notice.text("en") == f"Call {make_service().phone}."


def test_a_long_notice_fails_no_entry():
    knowledge = make_knowledge(make_entry(), notice=make_notice(texts={"en": "Too long. " * 200}))
    problems = check(knowledge, {}, TODAY)
    found = {problem.severity for problem in problems if "notice" in problem.file}
    assert found == {Severity.WARNING}
    assert not [problem for problem in problems if "whole reply" in problem.found]


def test_an_ended_notice_is_advised_upon():
    knowledge = make_knowledge(notice=make_notice(start=date(2026, 11, 1), end=date(2026, 11, 2)))
    found = [str(problem) for problem in check(knowledge, {}, TODAY) if "it ended" in problem.found]
    assert found == ["knowledge/notice.yaml: it ended on 2026-11-02; write “show: no”, or a later day"]


def notice_in(tmp_path, text):
    (tmp_path / "notice.yaml").write_text(text, encoding="utf-8")
    library = Library.read(tmp_path)
    return library.knowledge.notice, [p for p in library.problems if p.file.endswith("notice.yaml")]


def test_nothing_hinders_somebody_who_takes_it_down(tmp_path):
    for rest in (
        "",
        "date: soon\n",
        "text: [half\n  a list]\n",
        "about: all\ntext: {en: x}\nabuot: gp\n",
        "text: [\n",
        "text: Form #1\n",
        "\tdate: soon\n",
        "text: &Co\n",
    ):
        notice, problems = notice_in(tmp_path, f"show: no\n{rest}")
        assert notice is None
        assert {problem.severity for problem in problems} <= {Severity.WARNING}
        assert bool(problems) == bool(rest)


def test_a_notice_that_says_two_things_of_itself_is_an_error(tmp_path):
    for text in (
        "show: no\nshow: yes\n",
        "show: no\nshow: no\n",
        "show: [no]\n",
        " show: no\nshow: yes\na: [\n",
    ):
        _, problems = notice_in(tmp_path, text)
        assert {problem.severity for problem in problems} == {Severity.ERROR}


def test_a_folder_without_the_file_has_no_news_and_no_problem(tmp_path):
    library = Library.read(tmp_path)
    assert library.knowledge.notice is None
    assert not [problem for problem in library.problems if "notice" in problem.file]


INSTRUCTIONS = KNOWLEDGE / "notice.yaml"
DASHES = "# ──"


def as_instructed(text):
    """The file after its own instructions are followed to the letter, whatever it shows today."""
    head, *parts = re.sub(r"(?m)^show: .*", "show: yes", text).partition(DASHES)
    body = "".join(parts).splitlines(keepends=True)
    lines = (line if line.startswith(DASHES) else line.removeprefix("# ") for line in body)
    return head + "".join(lines)


def rules_of(notice):
    """The errors that the real content has with that notice, and leave for it."""
    library, leave = real_library(), Leave(closes=notice.day, sends_elsewhere=notice.day)
    found = errors(check(replace(library.knowledge, notice=notice, leave=leave), library.places, real_day()))
    return [problem.rule for problem in found if "notice" in problem.file]


def test_whatever_the_notice_shows_today_it_has_no_mistake():
    library = real_library()
    found = library.problems + check(library.knowledge, library.places, real_day())
    assert [str(problem) for problem in errors(found) if problem.file.endswith("notice.yaml")] == []


def test_its_instructions_do_what_they_say(tmp_path):
    notice, problems = notice_in(tmp_path, as_instructed(INSTRUCTIONS.read_text(encoding="utf-8")))
    assert problems == []
    assert notice is not None
    assert notice.closed or notice.about
    assert notice.text("en")
    assert rules_of(replace(notice, day=real_day())) == []


def test_the_day_of_the_example_is_nobodys_day():
    notice = make_notice(texts={"en": WORDS})
    assert rules_of(notice) == []
    assert rules_of(replace(notice, day=EXAMPLE_DAY)) == ["notice-example"]
    assert f"# date: {EXAMPLE_DAY} " in INSTRUCTIONS.read_text("utf-8") or real_library().knowledge.notice


# ── the content's version ────────────────────────────────────────────────────────────────────────────


def test_any_word_that_may_be_said_changes_the_version_and_nothing_else_does():
    published = make_knowledge().published(TODAY)
    assert make_knowledge().published(date(2026, 11, 23)).version == published.version
    assert (
        make_knowledge(asks={"en": {"join-a-surgery": ("another ask",)}}).published(TODAY).version
        == published.version
    )
    others = [
        make_knowledge(make_entry(title="How to join")),
        make_knowledge(make_entry(id="another-id")),
        make_knowledge(services={"kind-helpers": make_service(phone="080013")}),
        make_knowledge(notice=make_notice()),
        make_knowledge(notice=make_notice(closed=True), leave=Leave(closes=TODAY)),
    ]
    assert len({published.version, *(other.published(TODAY).version for other in others)}) == 6


def test_the_oldest_check_of_what_may_be_said_is_known(snapshot):
    assert snapshot.knowledge.checked == min(e.checked for e in snapshot.knowledge.entries.values())
    assert make_knowledge(make_entry(next=date(2026, 1, 1))).published(TODAY).checked is None
