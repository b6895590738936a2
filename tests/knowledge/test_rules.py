"""The rules themselves: what each must find, and what each must leave alone."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import rendering
from bot.channels.telegram.callbacks import CALLBACK_BYTES, decode, encode
from bot.checks import check, errors
from bot.checks.addresses import FREE, digits_of
from bot.checks.phrases import TONGUES
from bot.checks.spoken import findings, phone_in, sends_elsewhere
from bot.checks.telegram import ID_LETTERS, MENU_BYTES, MENU_LINE, is_id
from bot.conversation import ChoseEntry, ChoseLanguage, ChoseNation, ChoseTopic, Event, WantedReceptionWords
from bot.knowledge import (
    STATUSES,
    Card,
    DangerWords,
    Floor,
    Group,
    Hosts,
    Independence,
    Knowledge,
    Leave,
    Nation,
    Notice,
    Passage,
    Pin,
    Pins,
    Service,
    Special,
)
from bot.knowledge.phrases import FILLED, LINES
from bot.library import Library
from bot.rendering import MENU
from tests.factories import TODAY, make_knowledge, make_service

ROOT = Path(__file__).parents[2]
HOSTS = Hosts(https=frozenset({"helpers.example", "health.example"}), in_words=frozenset({"gov.uk"}))


def rules_of(knowledge: Knowledge, today: date = TODAY) -> list[str]:
    return [problem.rule for problem in errors(check(knowledge, {}, today))]


# ── F7: what the bot puts into a line ────────────────────────────────────────────────────────────────

VOICE = Library.read(ROOT / "tests/library/good").knowledge.voices["en"]


def with_line(name: str, text: str) -> list[str]:
    voice = replace(VOICE, lines={**VOICE.lines, name: text})
    rules = rules_of(
        make_knowledge(
            voices={"en": voice}, services={"emergency-999": make_service(id="emergency-999", phone="999")}
        )
    )
    return [rule for rule in rules if rule.startswith("placeholder")]


@pytest.mark.parametrize(("name", "lost"), [(name, lost) for name in FILLED for lost in sorted(FILLED[name])])
def test_a_line_that_loses_what_the_bot_puts_in_is_an_error(name: str, lost: str) -> None:
    assert with_line(name, VOICE.lines[name]) == []
    assert with_line(name, VOICE.lines[name].replace(f"{{{lost}}}", "x")) == ["placeholder-lost"]


@pytest.mark.parametrize("name", LINES)
def test_a_line_may_leave_open_only_what_the_bot_puts_into_that_line(name: str) -> None:
    for value in ("text", "nation", "date", "name", "zzz"):
        if value not in FILLED.get(name, frozenset()):
            assert with_line(name, f"{VOICE.lines[name]} {{{value}}}") == ["placeholder-unknown"]


def test_what_the_code_puts_into_a_line_is_what_the_table_says() -> None:
    calls = [
        node
        for module in Path(rendering.__file__).parent.glob("*.py")
        for node in ast.walk(ast.parse(module.read_text("utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "say"
    ]
    filled = {
        call.args[0].value: frozenset(each.arg for each in call.keywords)
        for call in calls
        if isinstance(call.args[0], ast.Constant)
    }
    assert len(filled) >= 8
    assert {name: values for name, values in filled.items() if FILLED.get(name) != values} == {}
    assert FILLED.keys() <= set(LINES)


# ── F19: what Telegram takes ─────────────────────────────────────────────────────────────────────────


def buttons(entry: str, topic: str, language: str) -> Iterator[Event]:
    for nation in (None, *Nation):
        yield ChoseEntry(entry, nation)
        yield ChoseEntry(entry, nation, only_now=nation is not None)
    for nation in Nation:
        yield WantedReceptionWords(entry, nation)
        yield ChoseNation(nation)
    yield ChoseTopic(topic)
    yield ChoseLanguage(language)


@given(st.from_regex(r"\A[a-z][a-z0-9-]{0,45}\Z"), st.from_regex(r"\A[a-z][a-z0-9-]{0,45}\Z"))
def test_every_button_of_a_name_that_the_checks_take_fits_and_comes_back(entry: str, topic: str) -> None:
    assert is_id(entry) is (len(entry) <= ID_LETTERS)
    for event in buttons(entry[:ID_LETTERS], topic[:ID_LETTERS], "abc"):
        assert len(encode(event).encode()) <= CALLBACK_BYTES
        assert decode(encode(event)) == event


def test_every_button_of_the_real_content_fits(snapshot) -> None:
    for entry in snapshot.library.knowledge.entries:
        for event in buttons(entry.id, entry.topic, "en"):
            assert len(encode(event).encode()) <= CALLBACK_BYTES


@pytest.mark.parametrize("name", ["", "Gp", "gp:1", "gp 1", "gp_1", "1gp", "жгп", "g" * 41, "gp\n", "gp (1)"])
def test_a_name_that_a_button_cannot_carry_is_none(name: str) -> None:
    assert not is_id(name)


def with_voice(**lines: str) -> list[str]:
    voice = replace(VOICE, lines={**VOICE.lines, **lines})
    return [
        rule
        for rule in rules_of(make_knowledge(voices={"en": voice}))
        if rule.startswith(("menu", "button", "profile"))
    ]


def test_a_menu_line_may_have_256_letters_and_no_more() -> None:
    assert with_voice(menu_help="x" * MENU_LINE) == []
    assert with_voice(menu_help="x" * (MENU_LINE + 1)) == ["menu-line"]
    assert with_voice(menu_help="two\nlines") == ["menu-line"]


def test_the_nation_counts_in_its_menu_line() -> None:
    assert with_voice(menu_nation_is="x" * 240 + "{nation}") == []
    assert with_voice(menu_nation_is="x" * 241 + "{nation}") == ["menu-line"]


def test_a_menu_may_have_four_thousand_bytes_in_all() -> None:
    lines = {f"menu_{name}": "ж" * 220 for name in MENU}
    assert 9 * 440 < MENU_BYTES < 10 * 440
    assert with_voice(**lines) == []
    assert with_voice(**lines, menu_nation_is="ж" * 220) == ["menu-size"]


@pytest.mark.parametrize(("line", "most"), [("profile_name", 64), ("profile_about", 120), ("welcome", 512)])
def test_what_the_profile_says_is_no_longer_than_telegram_takes(line: str, most: int) -> None:
    assert with_voice(**{line: "x" * most}) == []
    assert with_voice(**{line: "x" * (most + 1)}) == ["profile-line"]


@pytest.mark.parametrize("label", [" ", "x" * 65, "two\nlines"])
def test_a_button_says_one_short_line(label: str) -> None:
    assert with_voice(button_urgent=label) == ["button-label"]
    voice = replace(VOICE, topics={**VOICE.topics, "gp": label})
    assert "button-label" in rules_of(make_knowledge(voices={"en": voice}))


# ── numbers in words ─────────────────────────────────────────────────────────────────────────────────

CALM = (
    "From 1 January 2017 a deal let the Home Office ask.",
    "It asked 8,127 times in 11 months and got 5,854.",
    "In 2019–2023 charities reported bills.",
    "A study of 2024–25 heard of eight weeks.",
    "Press 55 when asked.",
    "Choose option 2, day or night.",
    "Open 9:30 to 17:00, Monday to Friday.",
    "Within 24 hours, or 30 days.",
    "One, two or three of them.",
    "One in five people.",
    "Rules of 2015, 2017 and 2019.",
    "(2019) It is free.",
    "Over 200 languages by interpreter (2019).",
    "Oh no, one of them is closed.",
    "Home Office answer 82120.",
    "It takes two to three weeks, or one or two more.",
    "Seven of nine said so.",
    "Section 17 and part 9.",
    "You have 14 days. 28 days for others.",
    "The 2017 list also names malaria.",
)


@pytest.mark.parametrize("text", CALM)
def test_a_year_a_day_or_a_count_is_no_phone_number(text: str) -> None:
    assert phone_in(text) == ""


ZEROS = [chr(point) for point in range(0x110000) if chr(point).isdecimal() and int(chr(point)) == 0]


@pytest.mark.parametrize("zero", ZEROS, ids=lambda zero: f"U+{ord(zero):04X}")
def test_a_phone_number_is_found_in_the_digits_of_any_script(zero: str) -> None:
    number = "".join(chr(ord(zero) + int(digit)) for digit in "09061234567")
    assert phone_in(f"It is {number}.")
    assert phone_in(f"It is {' '.join(number)}.")


SEPARATORS = (
    "",
    " ",
    "  ",
    ".",
    "-",
    "–",
    "/",
    " - ",
    ". ",
    "\u00a0",
    "\u2009",
    "·",
    ")",
    "\u200b",
    "\u2060",
    "_",
)


@pytest.mark.parametrize("between", SEPARATORS)
def test_a_phone_number_is_found_whatever_stands_between_its_digits(between: str) -> None:
    assert phone_in(f"Our line is {between.join('9061234567')} now.")


@given(st.text(max_size=60))
def test_any_text_can_be_looked_through(text: str) -> None:
    assert list(findings(text, HOSTS)) == list(findings(text, HOSTS))
    sends_elsewhere(text)


@given(
    st.integers(min_value=10**8, max_value=10**10), st.sampled_from(["call {}", "{} is the number", "x {} y"])
)
def test_any_long_number_is_found(number: int, words: str) -> None:
    assert phone_in(words.format(number))


def test_every_language_of_the_phrases_gives_all_that_the_rules_need() -> None:
    for tongue in TONGUES.values():
        assert tongue.phrases
        assert set(tongue.digits.values()) == set("0123456789")
        assert tongue.calls
        assert tongue.unless


FAIR = (
    "We cannot promise that it is safe.",
    "No rule says that nobody will report you.",
    "Is it safe to see a GP?",
    "We do not know whether they can find your address.",
    "You can ask if it is safe to call you.",
    "Give the surgery your address if you have one.",
    "Hospitals can send your name to the Home Office.",
    "You can show your letter at the desk.",
    "We never ask for name, address, documents or codes.",
    "If you are not safe, call {emergency-999}.",
    "They may ask for your address.",
    "GOV.UK says so.",
    "You need no ID and/or visa.",
    "A&E is open 24/7.",
    "Doctors must keep your details private, with limits.",
    "You can ask who sees your record.",
    "You may have to pay for hospital care.",
)


@pytest.mark.parametrize("text", FAIR)
def test_a_sentence_that_informs_is_left_alone(text: str) -> None:
    assert [finding.rule for finding in findings(text, HOSTS)] == []


# ── numbers of services ──────────────────────────────────────────────────────────────────────────────


def test_every_number_of_today_has_a_form_that_is_allowed_and_what_is_free_is_free(snapshot) -> None:
    free = [service for service in snapshot.knowledge.services.values() if service.free and service.phone]
    assert len(free) > 15
    assert [service.id for service in free if not FREE.fullmatch(digits_of(service.phone))] == []


def with_service(pins: Pins | None = None, **changes) -> list[str]:
    service = make_service(**{"phone": "0808 157 0012", **changes})
    rules = rules_of(make_knowledge(services={service.id: service}, pins=pins, hosts=HOSTS))
    return [rule for rule in rules if rule != "file-missing"]


@pytest.mark.parametrize(
    "number", ["999", "111", "116 123", "0800 1111", "0808 157 0012", "0300 123 1234", "020 7946 0123"]
)
def test_a_number_of_an_allowed_form_is_taken(number: str) -> None:
    assert with_service(phone=number) == []


@pytest.mark.parametrize(
    "number",
    [
        "118",
        "0906 123 4567",
        "0871 123 4567",
        "0845 123 4567",
        "070 1234 5678",
        "+44 20 7946 0123",
        "00 33 1",
        "0800/157001",
    ],
)
def test_a_number_of_another_form_is_not(number: str) -> None:
    assert "phone-form" in with_service(phone=number)


def test_a_mobile_or_a_number_to_text_must_be_pinned() -> None:
    number = "07700 900123"
    assert with_service(Pins(), phone=number) == ["phone-form"]
    assert with_service(Pins({"kind-helpers": Pin(phone=number)}), phone=number) == []
    assert with_service(Pins(), text="text 85258") == ["phone-form"]
    assert with_service(Pins({"kind-helpers": Pin("0808 157 0012", "text 85258")}), text="text 85258") == []


def test_a_helper_that_is_no_charity_must_be_pinned() -> None:
    assert with_service(Pins(), independence=Independence.NHS) == ["kind-pinned"]
    assert with_service(Pins({}, {"kind-helpers": Independence.NHS}), independence=Independence.NHS) == []
    assert with_service(Pins({}, {"kind-helpers": Independence.NHS})) == ["kind-pinned"]


@pytest.mark.parametrize("kind", [Independence.HOME_OFFICE_CONTRACT, Independence.HOME_OFFICE])
def test_a_helper_of_the_home_office_must_say_so(kind: Independence) -> None:
    pins = Pins({}, {"kind-helpers": kind})
    assert with_service(pins, independence=kind) == ["contractor-note"]
    assert with_service(pins, independence=kind, note="The Home Office runs it") == []


# ── nobody without anybody ───────────────────────────────────────────────────────────────────────────


def left_out(*services: Service) -> list[tuple[str, str]]:
    special = Special(privacy="join-a-surgery", fallback_help=tuple(each.id for each in services))
    knowledge = make_knowledge(services={each.id: each for each in services}, special=special)
    found = (problem for problem in check(knowledge, {}, TODAY) if problem.rule.endswith("-without-helper"))
    return [(problem.rule, problem.found) for problem in found if problem.file == "knowledge/special.yaml"]


def test_a_helper_for_everybody_with_a_phone_is_enough() -> None:
    assert left_out(make_service()) == []


@pytest.mark.parametrize("status", STATUSES)
def test_in_every_nation_somebody_with_a_phone_serves_people_of_each_status(status: Group) -> None:
    others = tuple(each for each in STATUSES if each != status)
    most, them = make_service(id="most", serves=others), make_service(id="them", serves=(status, Group.WOMEN))
    assert left_out(most, them) == []
    assert left_out(most, replace(them, nations=(Nation.WALES,))) == [
        ("status-without-helper", f"in {nation}, fallback_help has nobody to call for: {status}")
        for nation in Nation
        if nation != Nation.WALES
    ]
    assert len(left_out(most, replace(them, phone="", url="https://helpers.example/them"))) == len(Nation)


def test_a_nation_with_nobody_at_all_is_named_once() -> None:
    elsewhere = tuple(nation for nation in Nation if nation != Nation.WALES)
    assert [rule for rule, _ in left_out(make_service(nations=elsewhere))] == ["nation-without-helper"]


# ── danger ───────────────────────────────────────────────────────────────────────────────────────────


def shrunk(words: DangerWords, floor: Floor) -> list[str]:
    knowledge = make_knowledge(dangers={"en": words}, floors={"en": floor})
    return [p.rule for p in check(knowledge, {}, TODAY) if p.rule in ("danger-shrunk", "floor-low")]


WORDS = DangerWords(
    "en",
    (),
    {"a": ("sos",)},
    {"a": ("not breathing", "no breathing now")},
    ("my phone died",),
    {"a": ("help me",)},
)
FLOOR = Floor({"a": 2}, 1, {"breathing": 2}, {"a": ("sos",)}, {"a": ("help me",)})


@pytest.mark.parametrize(
    "changes",
    [
        {"examples": {"a": ("not breathing",)}},
        {"examples": {"a": ("not breathing", "no knitting now")}},
        {"examples": {}},
        {"look_alikes": ()},
        {"signs": {}},
        {"signs": {"a": ("sos!",)}},
        {"cries": {"a": ()}},
    ],
)
def test_danger_words_may_not_get_fewer_than_the_floor(changes: dict[str, object]) -> None:
    assert shrunk(WORDS, FLOOR) == []
    assert "danger-shrunk" in shrunk(replace(WORDS, **changes), FLOOR)


def test_more_danger_words_are_welcome_and_a_floor_far_below_is_a_warning() -> None:
    more = replace(WORDS, examples={"a": ("not breathing", "no breathing now", "sos sos")})
    assert shrunk(more, FLOOR) == ["floor-low"]
    assert shrunk(more, replace(FLOOR, examples={"a": 3})) == []


# ── the notice ───────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("leave", "rules"),
    [
        (None, ["notice-closes"]),
        (Leave(), ["notice-closes"]),
        (Leave(closes=date(2026, 11, 21)), ["notice-closes"]),
        (Leave(sends_elsewhere=TODAY), ["notice-closes"]),
        (Leave(closes=TODAY), []),
    ],
)
def test_a_notice_closes_the_bot_only_with_leave_for_its_day(leave: Leave | None, rules: list[str]) -> None:
    notice = Notice(TODAY, TODAY, None, {"en": "We are closed."}, closed=True)
    found = rules_of(make_knowledge(notice=notice, leave=leave))
    assert [rule for rule in found if rule.startswith("notice-")] == rules
    assert (make_knowledge(notice=notice, leave=leave).published(TODAY).notice is not None) is (not rules)


def test_where_the_two_files_differ_the_pinned_number_is_said() -> None:
    card = Card("c", "emergency", "C", (Passage("Call {kind-helpers} now."),), ("kind-helpers",), ())
    knowledge = make_knowledge(
        services={"kind-helpers": make_service(phone="118")},
        dangers={"en": DangerWords("en", (card,), {}, {}, ())},
        pins=Pins({"kind-helpers": Pin("0808 157 0012")}),
    )
    published = knowledge.published(TODAY)
    assert published.dangers["en"].cards[0].lines[0].text == "Call 0808 157 0012 now."
    assert published.services["kind-helpers"].phone == "0808 157 0012"
    assert "number-pinned" in rules_of(knowledge)


@pytest.mark.parametrize("days", [0, 25, 60, 115, 200])
def test_no_answer_grows_too_long_by_the_calendar_alone(days: int) -> None:
    day = date(2026, 11, 28) + timedelta(days=days)
    library = Library.read(ROOT / "knowledge")
    problems = check(library.knowledge, library.places, day)
    assert [str(problem) for problem in problems if problem.rule == "reply-long"] == []
