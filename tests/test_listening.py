"""A message in the light of the last reply: what was shown and what is typed in, what is done out."""

from __future__ import annotations

from itertools import product

import pytest

from bot.conversation import (
    ALARMS,
    NOTHING_SHOWN,
    Asked,
    ChoseEntry,
    ChoseLanguage,
    ChoseNation,
    Command,
    Commanded,
    Event,
    Outcome,
    Person,
    Say,
    Shown,
    Tapped,
    UnknownCommand,
    in_light_of,
)
from bot.conversation.choosing import Choosing
from bot.conversation.listening import _frames, _within
from bot.knowledge import ALL_NATIONS, Nation
from bot.knowledge.phrases import Remark
from bot.matching import Match, Ranking
from bot.rendering import Kind, render
from bot.runtime.snapshot import Snapshot
from bot.words import tokens
from tests.factories import make_entry

ANSWER = "safe-to-see-gp"
DANGER = "my husband is not breathing"
SCOTTISH = Person(nation=Nation.SCOTLAND)


def shown_by(snapshot: Snapshot, *events: object, person: Person | None = None) -> Shown:
    """What stands on the screen after these events."""
    person, shown = person or Person(), NOTHING_SHOWN
    for event in events:
        person, reply = snapshot.talk(person, event)
        shown = reply.shown(shown)
    return shown


@pytest.fixture(scope="module")
def after_an_answer(snapshot: Snapshot) -> Shown:
    return shown_by(snapshot, ChoseEntry(ANSWER))


@pytest.fixture(scope="module")
def every_shown(snapshot: Snapshot, after_an_answer: Shown) -> list[Shown]:
    return [
        NOTHING_SHOWN,
        after_an_answer,
        shown_by(snapshot, Command.TOPICS),
        shown_by(snapshot, Command.NATION),
        shown_by(snapshot, Command.URGENT),
        shown_by(snapshot, ChoseEntry(ANSWER), Command.HELP),
        Shown(ChoseEntry("gone"), (("Gone", ChoseEntry("gone")),)),
    ]


def hear(snapshot: Snapshot, text: str, shown: Shown = NOTHING_SHOWN, person: Person | None = None):
    return snapshot.conversation.hear(person or Person(), Asked(text, shown=shown))


def phrases(snapshot: Snapshot, kind: Remark) -> tuple[str, ...]:
    return snapshot.knowledge.voice("en").remarks[kind]


# ── danger first ─────────────────────────────────────────────────────────────────────────────────────


def test_plain_danger_comes_before_every_other_meaning(snapshot: Snapshot) -> None:
    words = snapshot.knowledge.dangers["en"]
    openings = snapshot.knowledge.voice("en").follow_ups.openings
    plain = [text for group in (words.signs, words.cries) for texts in group.values() for text in texts]
    carded = [text for text in plain if hear(snapshot, text)[1].outcome in ALARMS]
    assert len(carded) > 0.95 * len(plain) > 100
    for text in carded:
        shown = Shown(ChoseEntry(ANSWER), ((text, ChoseEntry(ANSWER)),), told=True)
        assert hear(snapshot, text, shown)[1].outcome in ALARMS, text
    found = 0
    signs = [text for texts in words.signs.values() for text in texts if text in carded]
    for number, text in enumerate(signs):
        opening = openings[number % len(openings)]
        asked = f"{opening} {text}"
        if hear(snapshot, asked)[1].outcome in ALARMS:
            shown = Shown(ChoseEntry(ANSWER), ((asked, ChoseEntry(ANSWER)),), told=True)
            assert hear(snapshot, asked, shown)[1].outcome in ALARMS, asked
            found += 1
    assert found > 0.85 * len(signs)


@pytest.mark.parametrize("text", ["1", "yes", "no", "menu", "I live in Scotland", "how much?", "Scotland"])
def test_danger_beside_a_message_comes_first_and_nothing_is_kept(
    snapshot: Snapshot, after_an_answer: Shown, text: str
) -> None:
    asked = Asked(text, ("my husband is not breathing",), after_an_answer)
    after, decision = snapshot.conversation.hear(Person(), asked)
    assert decision.outcome == Outcome.EMERGENCY
    assert after == Person()


def test_a_place_and_a_danger_is_no_statement_of_where_one_lives(snapshot: Snapshot) -> None:
    after, decision = hear(snapshot, "I live in Scotland and my wife is not breathing")
    assert decision.outcome == Outcome.EMERGENCY
    assert after.nation is None


def test_no_remark_ever_brings_a_card_or_random_buttons(snapshot: Snapshot, every_shown: list[Shown]) -> None:
    for kind, shown in product(Remark, every_shown):
        for text in phrases(snapshot, kind):
            decision = hear(snapshot, text, shown)[1]
            assert decision.outcome not in ALARMS, text
            assert decision.say not in (Say.OFFER, Say.UNKNOWN), text
            assert not decision.cautious, text


def test_every_remark_has_words_in_english(snapshot: Snapshot) -> None:
    assert set(snapshot.knowledge.voice("en").remarks) == set(Remark)
    assert all(phrases(snapshot, kind) for kind in Remark)


# ── numbers, words of buttons, titles ────────────────────────────────────────────────────────────────


def test_a_number_or_the_words_of_a_button_do_what_a_tap_does(snapshot: Snapshot) -> None:
    for entry_id in snapshot.knowledge.entries:
        shown = shown_by(snapshot, ChoseEntry(entry_id, Nation.ENGLAND))
        for number, (label, button) in enumerate(shown.buttons, start=1):
            tapped = snapshot.conversation.hear(Person(), button)
            assert hear(snapshot, str(number), shown) == tapped
            assert hear(snapshot, f"{label.upper()} ", shown) == tapped


def test_a_button_of_a_reply_in_another_language_answers_in_it(snapshot: Snapshot) -> None:
    button = Tapped(Command.TOPICS, "en")
    assert hear(snapshot, "2.", Shown(buttons=(("A", Command.HELP), ("B", button))))[1].say == Say.TOPICS


@pytest.mark.parametrize("number", ["0", "9", "98"])
def test_a_number_without_a_button_is_said_to_be_none(
    snapshot: Snapshot, after_an_answer: Shown, number: str
) -> None:
    for shown in (NOTHING_SHOWN, after_an_answer):
        decision = hear(snapshot, number, shown)[1]
        assert (decision.say, bool(decision.topics)) == (Say.NO_SUCH_NUMBER, True)


def test_999_is_no_number_of_a_button(snapshot: Snapshot, after_an_answer: Shown) -> None:
    assert hear(snapshot, "999", after_an_answer)[1].outcome == Outcome.EMERGENCY


def test_a_title_always_tells_its_entry(snapshot: Snapshot, every_shown: list[Shown]) -> None:
    for entry in snapshot.knowledge.entries.values():
        for shown in every_shown[:2]:
            decision = hear(snapshot, entry.title, shown, SCOTTISH)[1]
            assert (decision.say, decision.entry) == (Say.ANSWER, entry.id), entry.title
            assert not decision.cautious


def test_an_answer_begins_with_its_title(snapshot: Snapshot) -> None:
    for entry in snapshot.knowledge.entries.values():
        _, reply = snapshot.talk(Person(), ChoseEntry(entry.id))
        assert (Kind.TITLE, entry.title) in [(line.kind, line.text) for line in reply.lines[:3]]


# ── where one lives ──────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("nation", ALL_NATIONS)
def test_where_one_lives_is_kept_as_its_command_keeps_it(snapshot: Snapshot, nation: Nation) -> None:
    voice = snapshot.knowledge.voice("en")
    chosen = snapshot.conversation.hear(Person(), ChoseNation(nation))
    for opening in ("", *voice.homes):
        for name in (voice.nations[nation], *voice.places[nation]):
            assert hear(snapshot, f"{opening} {name}") == chosen, (opening, name)


def test_where_one_lives_tells_the_last_answer_as_it_is_there(
    snapshot: Snapshot, after_an_answer: Shown
) -> None:
    after, decision = hear(snapshot, "i live in Glasgow, Scotland", after_an_answer)
    assert after.nation == decision.nation == Nation.SCOTLAND
    assert (decision.entry, decision.above) == (ANSWER, Say.NATION_CHOSEN)


def test_if_that_cannot_be_kept_the_answer_stands_and_the_claim_does_not(
    snapshot: Snapshot, after_an_answer: Shown
) -> None:
    turn = snapshot.turn(Person(), Asked("I live in Scotland", shown=after_an_answer))
    assert turn.not_done is not None
    assert "I will give the rules" in turn.reply.text
    assert "I will give the rules" not in turn.not_done.text
    assert "Scotland" in turn.not_done.lines[0].text
    assert turn.not_done.lines[1:] == turn.reply.lines[1:]


@pytest.mark.parametrize(
    "event", [ChoseLanguage("es"), Commanded(Command.LANGUAGE, "Español"), Tapped(ChoseLanguage("es"), "en")]
)
def test_another_language_tells_the_last_answer_again_in_it(
    snapshot: Snapshot, after_an_answer: Shown, event: Event
) -> None:
    turn = snapshot.turn(Person(), in_light_of(event, after_an_answer))
    assert (turn.decision.entry, turn.decision.above) == (ANSWER, Say.LANGUAGE_CHOSEN)
    assert turn.person == Person("es", chose_language=True)
    assert turn.reply.language == "es"
    assert turn.reply.lines[0].text == snapshot.knowledge.voice("es").line("language_chosen")
    assert turn.reply.answer == ChoseEntry(ANSWER)
    assert turn.not_done is not None
    assert turn.not_done.lines[0].text == snapshot.knowledge.voice("en").line("language_not_kept")
    assert turn.not_done.lines[1:] == turn.reply.lines[1:]


def test_behind_the_list_of_languages_its_name_tells_the_last_answer_again(
    snapshot: Snapshot, after_an_answer: Shown
) -> None:
    reply = snapshot.talk(Person(), Command.LANGUAGE)[1]
    after, decision = hear(snapshot, "español", reply.shown(after_an_answer))
    assert after.language == "es"
    assert (decision.entry, decision.above) == (ANSWER, Say.LANGUAGE_CHOSEN)


def test_a_card_that_somebody_could_not_read_is_told_again_in_their_language(snapshot: Snapshot) -> None:
    shown = shown_by(snapshot, ChoseEntry(ANSWER), Asked(DANGER), Command.LANGUAGE)
    turn = snapshot.turn(Person(), in_light_of(ChoseLanguage("es"), shown))
    assert turn.decision.outcome == Outcome.EMERGENCY
    assert turn.reply.urgent
    assert turn.reply.language == "es"
    assert snapshot.turn(Person("es"), Asked(DANGER)).decision.entry == turn.decision.entry


@pytest.mark.parametrize("between", [Command.HELP, Command.NATION, Asked("thank you")])
def test_a_card_is_not_told_again_after_a_calm_turn(snapshot: Snapshot, between: Event) -> None:
    shown = shown_by(snapshot, ChoseEntry(ANSWER), Asked(DANGER), between, Command.LANGUAGE)
    for event in (ChoseLanguage("es"), ChoseNation(Nation.WALES)):
        decision = snapshot.turn(Person(), in_light_of(event, shown)).decision
        assert (decision.outcome, decision.entry) == (Outcome.TOLD, ANSWER)


def test_a_card_that_is_no_more_is_not_told_again(snapshot: Snapshot) -> None:
    turn = snapshot.turn(Person(), ChoseLanguage("es", Shown(card="gone")))
    assert turn.decision.say == Say.LANGUAGE_CHOSEN


def test_a_tap_on_a_nation_tells_the_last_answer_as_it_is_there(
    snapshot: Snapshot, after_an_answer: Shown
) -> None:
    turn = snapshot.turn(Person(), in_light_of(ChoseNation(Nation.WALES), after_an_answer))
    assert turn.person.nation == turn.decision.nation == Nation.WALES
    assert (turn.decision.entry, turn.decision.above) == (ANSWER, Say.NATION_CHOSEN)


@pytest.mark.parametrize("text", ["I live in Scotland or Wales", "i live in scotland is a gp free", "i live"])
def test_more_than_a_place_is_a_question(snapshot: Snapshot, text: str) -> None:
    assert hear(snapshot, text)[0].nation is None


def test_another_nation_is_asked_about_and_not_kept(snapshot: Snapshot, after_an_answer: Shown) -> None:
    for text in ("what about Scotland", "and in scotland?", "How about Glasgow?"):
        after, decision = hear(snapshot, text, after_an_answer)
        assert after.nation is None
        assert (decision.entry, decision.nation) == (ANSWER, Nation.SCOTLAND)


# ── remarks ──────────────────────────────────────────────────────────────────────────────────────────


def test_yes_takes_what_was_offered_and_asks_which_of_several(snapshot: Snapshot) -> None:
    one = (("A", ChoseEntry("gp-refused-me")), ("All topics", Command.TOPICS), ("P", PERSON))
    assert hear(snapshot, "yes", Shown(buttons=one))[1].entry == "gp-refused-me"
    two = (("B", ChoseEntry(ANSWER, Nation.WALES, only_now=True)), *one)
    decision = hear(snapshot, "Yes please!", Shown(buttons=two))[1]
    assert (decision.say, decision.choices) == (Say.WHICH, (ANSWER, "gp-refused-me"))
    assert decision.nation == Nation.WALES


PERSON = ChoseEntry("find-charity-help")


@pytest.mark.parametrize(
    ("text", "say", "entry"),
    [
        ("yes", Say.WHAT_NEXT, None),
        ("no", Say.DECLINED, None),
        ("not one of these", Say.DECLINED, None),
        ("tell me more", Say.MORE_OF, ANSWER),
        ("say it simpler", Say.SIMPLER, ANSWER),
        ("I don't understand", Say.SIMPLER, ANSWER),
        ("they don't answer", Say.NO_REPLY, ANSWER),
        ("the link is broken", Say.BROKEN_LINK, ANSWER),
        ("is anybody there", Say.PRESENT, None),
        ("hello? anybody in here?", Say.PRESENT, None),
        ("I want a human", Say.ANSWER, PERSON.entry_id),
        ("and if she is pregnant?", Say.ANSWER, "pregnancy-maternity"),
        ("how much?", Say.PRICE, ANSWER),
        ("is this up to date", Say.FRESH_ANSWER, ANSWER),
        ("menu", Say.TOPICS, None),
        ("back", Say.TOPICS, None),
        ("settings", Say.SETTINGS, None),
        ("send me this in urdu", Say.LANGUAGES, None),
        ("restart", Say.WELCOME, None),
        ("quit", Say.STOP, None),
        ("stop", Say.STOP, None),
    ],
)
def test_every_remark_is_understood_in_the_light_of_the_last_answer(
    snapshot: Snapshot, after_an_answer: Shown, text: str, say: Say, entry: str | None
) -> None:
    decision = hear(snapshot, text, after_an_answer)[1]
    assert (decision.say, decision.entry) == (say, entry)


@pytest.mark.parametrize(
    ("text", "say"),
    [
        ("tell me more", Say.NO_ANSWER_YET),
        ("say it simpler", Say.NO_ANSWER_YET),
        ("how much?", Say.PRICE_OF_WHAT),
        ("is this up to date", Say.FRESH),
        ("they don't answer", Say.ANSWER),
        ("i already phoned that number they dont answer", Say.ANSWER),
        ("and if she is pregnant?", Say.ANSWER),
    ],
)
def test_without_a_last_answer_each_has_a_friendly_honest_line(
    snapshot: Snapshot, text: str, say: Say
) -> None:
    for shown in (NOTHING_SHOWN, Shown(ChoseEntry("gone"))):
        assert hear(snapshot, text, shown)[1].say == say


def test_every_part_of_every_answer_can_be_told_again(snapshot: Snapshot) -> None:
    texts = (
        "tell me more",
        "say it simpler",
        "how much",
        "they dont answer",
        "link is broken",
        "are you sure",
    )
    for entry_id, nation in product(snapshot.knowledge.entries, ALL_NATIONS):
        shown = Shown(ChoseEntry(entry_id), told=True)
        for text in texts:
            _, reply = snapshot.talk(Person(nation=nation), Asked(text, shown=shown))
            assert reply.lines
            assert reply.lines[0].text


def test_what_a_thing_costs_leads_to_its_sums_or_to_the_nearest_charges(snapshot: Snapshot) -> None:
    named = snapshot.knowledge.special.charges
    for entry in snapshot.knowledge.entries.values():
        decision = hear(snapshot, "how much?", Shown(ChoseEntry(entry.id), told=True))[1]
        sums = entry.sums_in(entry.nation_for(None))
        if decision.say == Say.PRICE:
            assert entry.id in named or sums
        else:
            assert decision.entry in {*named, None}
            assert not sums


def test_a_follow_up_leads_to_the_entry_that_editors_wrote_beside_it(snapshot: Snapshot) -> None:
    follow_ups = snapshot.knowledge.voice("en").follow_ups
    for name, subjects in follow_ups.subjects.items():
        for number, subject in enumerate(subjects):
            opening = follow_ups.openings[number % len(follow_ups.openings)]
            decision = hear(snapshot, f"{opening} {subject}?")[1]
            assert decision.entry == name, (opening, subject)


def test_any_other_follow_up_is_looked_for_near_the_last_answer(snapshot: Snapshot) -> None:
    shown = Shown(ChoseEntry("asylum-seekers"), told=True)
    decision = hear(snapshot, "what about the asylum hotel", shown)[1]
    assert "asylum-hotel-care" in (decision.entry, *decision.choices)


# ── commands ─────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("name", ["settings", "menu", "stop", "back", "next", "more", "quit", "cancel"])
def test_an_unknown_command_gets_the_help_and_no_card(snapshot: Snapshot, name: str) -> None:
    _, decision = snapshot.conversation.hear(Person(), UnknownCommand(name))
    assert (decision.outcome, decision.say) == (Outcome.GREETED, Say.HELP)


@pytest.mark.parametrize("words", ["language", "please", "on", "my account", "email", "bot"])
@pytest.mark.parametrize("name", ["settings", "menu", "stop", "next", "quit"])
def test_words_behind_an_unknown_command_bring_no_random_buttons(
    snapshot: Snapshot, name: str, words: str
) -> None:
    _, decision = snapshot.conversation.hear(Person(), UnknownCommand(name, words=words))
    assert decision.say in (Say.HELP, Say.ANSWER)


def test_a_question_or_a_danger_behind_an_unknown_command_is_heard(snapshot: Snapshot) -> None:
    for words, outcome in (("is it safe to see a gp", Outcome.TOLD), ("he is not breathing", "emergency")):
        _, decision = snapshot.conversation.hear(Person(), UnknownCommand("ask", words=words))
        assert decision.outcome == outcome
    for name, words in (("999", "he fell"), ("kill", "myself")):
        _, decision = snapshot.conversation.hear(Person(), UnknownCommand(name, words=words))
        assert decision.outcome in ALARMS


def test_urgent_shows_what_its_button_says_danger_of_every_kind(snapshot: Snapshot) -> None:
    _, decision = snapshot.conversation.hear(Person(), Command.URGENT)
    assert decision.choices == snapshot.knowledge.special.urgent_entries
    assert len(decision.choices) >= 2


def test_what_is_shown_is_forgotten_with_everything_else(snapshot: Snapshot, after_an_answer: Shown) -> None:
    _, reply = snapshot.talk(Person(), Command.FORGET)
    assert reply.shown(after_an_answer) == NOTHING_SHOWN


def test_the_last_answer_stays_while_other_things_are_said(snapshot: Snapshot) -> None:
    shown = shown_by(snapshot, ChoseEntry(ANSWER), Command.HELP, Asked("thank you"))
    assert shown.answer == ChoseEntry(ANSWER)
    assert not shown.told


def test_an_answer_for_one_nation_is_spoken_of_for_it_and_else_for_where_one_lives() -> None:
    here = Shown(ChoseEntry(ANSWER, Nation.WALES))
    then = Shown(ChoseEntry(ANSWER, Nation.WALES, only_now=True))
    assert here.nation(SCOTTISH) == Nation.SCOTLAND
    assert then.nation(SCOTTISH) == Nation.WALES


# ── a guess ──────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("scores", "outcome", "above"),
    [
        ((0.75, 0.01), Outcome.TOLD, None),
        ((0.65, 0.01), Outcome.TOLD, Say.NOT_MEANT),
        ((0.65, 0.2), Outcome.OFFERED, None),
        ((0.5, 0.01), Outcome.OFFERED, None),
        ((0.3, 0.01), Outcome.SIGNPOSTED, None),
    ],
)
def test_a_single_likely_entry_is_told_and_said_to_be_a_guess(
    scores: tuple[float, float], outcome: Outcome, above: Say | None
) -> None:
    matches = tuple(Match(name, "en", "", score) for name, score in zip(("one", "two"), scores, strict=True))
    decision = Choosing((), ()).choose(Ranking(matches, ("two", "words")), None)
    assert (decision.outcome, decision.above) == (outcome, above)


TOLD = make_entry(id="told", related=("near",))


@pytest.mark.parametrize(
    ("scores", "words", "choices"),
    [
        ((0.75, 0.01, 0.01), 3, None),  # sure: told, not offered
        ((0.3, 0.15, 0.1), 3, ("one", "two", "told")),
        ((0.55, 0.01, 0.01), 3, ("one", "told")),
        ((0.2, 0.05, 0.01), 30, ("one", "two", "told")),
        ((0.1, 0.02, 0.01), 7, ("told", "one", "near")),
        ((0.1, 0.02, 0.01), 8, ()),  # a longer message that nothing answers is about something else
    ],
)
def test_behind_an_answer_what_is_not_sure_may_be_about_it_still(
    scores: tuple[float, ...], words: int, choices: tuple[str, ...] | None
) -> None:
    matches = tuple(
        Match(name, "en", "", score) for name, score in zip(("one", "two", "three"), scores, strict=True)
    )
    decision = Choosing((), ()).choose_behind(Ranking(matches, ("word",) * words), None, TOLD)
    if choices is None:
        assert (decision.outcome, decision.entry) == (Outcome.TOLD, "one")
    else:
        assert decision.choices == choices
        assert decision.outcome is (Outcome.OFFERED if choices else Outcome.SIGNPOSTED)


def test_how_long_does_it_take_is_asked_of_the_last_answer(snapshot: Snapshot) -> None:
    shown = Shown(ChoseEntry("hospital-debt"), told=True)
    for text in ("and how long it take", "and my wife?"):
        _, alone = hear(snapshot, text)
        _, behind = snapshot.conversation.hear(Person(), Asked(text, shown=shown))
        assert "hospital-debt" not in alone.choices
        assert "hospital-debt" in behind.choices


def test_beneath_an_answer_stands_what_else_may_have_been_meant(snapshot: Snapshot) -> None:
    or_else = snapshot.knowledge.voice("en").line("or_else")
    seen = 0
    for ask in (ask for asks in snapshot.knowledge.asks["en"].values() for ask in asks[:8]):
        person, decision = hear(snapshot, ask)
        if decision.say != Say.ANSWER:
            continue
        reply = render(decision, person, snapshot.knowledge)
        first = [button.event for button in reply.choices[: len(decision.choices)]]
        assert [event.entry_id for event in first] == list(decision.choices)
        assert (or_else in [line.text for line in reply.lines if not line.folded]) == bool(first)
        assert len(first) <= 2
        seen += bool(first)
    assert seen


# ── an ordinary sentence ─────────────────────────────────────────────────────────────────────────────

PEOPLES = (
    "ukraine", "syria", "poland", "afghanistan", "sudan", "eritrea", "iran", "iraq", "nigeria", "somalia",
    "india", "pakistan", "albania", "romania", "vietnam", "china", "hong kong", "brazil", "bangladesh",
    "turkey",
)  # fmt: skip
PAINS = (
    "i have pain", "my leg hurts", "my tooth hurts very bad", "my back hurts", "i have headache",
    "my stomach hurts", "i have fever", "my child has cough", "i have toothache", "my knee is swollen",
    "i have a rash", "i feel sick",
)  # fmt: skip
MOST_CARDS = 83
"""Of 240. It may only fall, to none: where one comes from is no danger."""


def test_where_one_comes_from_and_an_ordinary_pain_is_an_ordinary_sentence(snapshot: Snapshot) -> None:
    texts = [f"i am from {people} and {pain}" for people, pain in product(PEOPLES, PAINS)]
    carded = [text for text in texts if hear(snapshot, text)[1].outcome in ALARMS]
    assert len(carded) <= MOST_CARDS
    assert "i am from ukraine and i have pain" not in carded


def test_where_somebody_lives_may_stand_before_the_verb():
    frames = _frames(["من در … زندگی می‌کنم", "i live in"])
    assert list(_within(tokens("من در لندن زندگی می‌کنم"), frames)) == [("لندن",)]
    assert list(_within(tokens("I live in Leeds"), frames)) == [("leeds",)]
    assert list(_within(tokens("من در زندگی می‌کنم"), frames)) == []


# ── the language of a short message ──────────────────────────────────────────────────────────────────

SOMALI = "Waan ka baqayaa inaan dhakhtarka u tago, ma wax bay u sheegaan Home Office?"


@pytest.mark.parametrize(
    ("before", "text", "language"),
    [
        (SOMALI, "Ciyaarta maanta", "so"),
        (SOMALI, "meeqa?", "so"),
        (SOMALI, "ok", "so"),
        (SOMALI, "1", "so"),
        (SOMALI, "how much does it cost", "en"),
        ("tengo miedo de ir al medico, no tengo papeles", "y mi hijo?", "es"),
        ("tengo miedo de ir al medico, no tengo papeles", "thank you", "es"),
        ("می ترسم دکتر بروم چون کاغذ ندارم", "GP?", "fa"),
        ("I have no papers, is it safe to see a GP", "ok", "en"),
    ],
)
def test_a_short_message_is_read_in_the_language_of_the_reply_before(
    snapshot: Snapshot, before: str, text: str, language: str
) -> None:
    shown = shown_by(snapshot, Asked(before))
    person, reply = snapshot.talk(Person(), Asked(text, shown=shown))
    assert (reply.language, person) == (language, Person())


def test_a_chosen_language_wins_over_that_of_the_reply_before(snapshot: Snapshot) -> None:
    shown = shown_by(snapshot, Asked(SOMALI))
    chose = Person(language="ar", chose_language=True)
    assert snapshot.talk(chose, Asked("ok", shown=shown))[1].language == "ar"
