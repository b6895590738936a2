"""A review counts for exactly what a known person saw, and for nothing else."""

from __future__ import annotations

import json
import re
import unicodedata
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.checks import Severity, check
from bot.conversation import Decision, Outcome, Person
from bot.knowledge import (
    Card,
    DangerWords,
    Independence,
    Knowledge,
    Language,
    Nation,
    Passage,
    Period,
    Review,
    Reviewer,
    Rumour,
    Source,
    Translation,
    Voice,
    Withholding,
    seal,
    sheet_of,
    shown,
)
from bot.knowledge.phrases import LINES
from bot.knowledge.reviews import SAMPLE_NAMES
from bot.knowledge.wording import SEAL, fingerprint
from bot.library import kinds, parse
from bot.rendering import render
from tests.factories import (
    TODAY,
    make_amount,
    make_answer,
    make_entry,
    make_fact,
    make_knowledge,
    make_service,
    make_source,
)

ROOT = Path(__file__).parents[2]
SOMEBODY = Reviewer("r-one", "R. One", "immigration adviser", "Example Aid", date(2026, 1, 1))
ENTRY = make_entry(
    answer=make_answer(
        "You can join. It costs {pill_charge}. In danger, call {emergency-999}.", "Ask at the desk."
    ),
    show_at_reception=(Passage("Please give me the form."),),
)
HELPER = make_service()
AMOUNT = make_amount(("£9.90", date(2026, 4, 1), None))
EMERGENCY = make_service(id="emergency-999", phone="999", independence=Independence.PUBLIC)


def knowledge_of(
    entry=ENTRY, *, helper=HELPER, amount=AMOUNT, fact=None, emergency=EMERGENCY, **changes
) -> Knowledge:
    fact = fact or make_fact(as_of="2026")
    return make_knowledge(
        entry,
        services={helper.id: helper, emergency.id: emergency},
        amounts={amount.name: amount},
        evidence={fact.id: fact},
        reviewers={SOMEBODY.id: SOMEBODY},
        **changes,
    )


def signed(knowledge: Knowledge, **changes) -> Knowledge:
    """The same, with a review of its entry as it stands."""
    (entry,) = knowledge.entries
    review = replace(Review(SOMEBODY.id, TODAY, knowledge.seal(entry)), **changes)
    return replace(knowledge, entries=(replace(entry, review=review),))


def rules_of(knowledge: Knowledge, today: date = TODAY) -> set[str]:
    return {p.rule for p in check(knowledge, {}, today) if p.rule.startswith(("review", "reviewer"))}


# ── the seal ─────────────────────────────────────────────────────────────────────────────────────────


def test_a_seal_keeps_at_least_128_bits_and_shows_six_letters() -> None:
    whole = seal({"a": "b"})
    assert SEAL.fullmatch(whole)
    assert len(whole.removeprefix("v1-")) * 5 >= 128
    assert re.fullmatch("[a-z2-7]{6}", shown(whole))
    assert whole.removeprefix("v1-").startswith(shown(whole))


def test_one_text_written_in_two_ways_has_one_seal() -> None:
    composed = unicodedata.normalize("NFC", "é")
    assert composed != unicodedata.normalize("NFD", composed)
    assert seal([composed]) == seal([unicodedata.normalize("NFD", composed)])


SHEETS = st.recursive(
    st.text(max_size=5) | st.none() | st.booleans(), lambda each: st.lists(each, max_size=3), max_leaves=8
)


@given(SHEETS, SHEETS)
def test_two_sheets_that_differ_have_two_seals(one: object, other: object) -> None:
    same = unicodedata.normalize("NFC", json.dumps(one, ensure_ascii=False)) == unicodedata.normalize(
        "NFC", json.dumps(other, ensure_ascii=False)
    )
    assert (seal(one) == seal(other)) is same


def test_a_fingerprint_tells_one_state_of_the_content_from_the_next() -> None:
    assert fingerprint(["a", "b"]) != fingerprint(["a", "b "])
    assert fingerprint(["ab", ""]) != fingerprint(["a", "b"])
    assert len(fingerprint(["a"])) == 6


WALES = (Nation.WALES,)
CHANGED = {
    "title": knowledge_of(replace(ENTRY, title="How to join a practice")),
    "reception": knowledge_of(replace(ENTRY, show_at_reception=(Passage("Please give me a form."),))),
    "answer": knowledge_of(replace(ENTRY, answer=make_answer("You may join."))),
    "a space": knowledge_of(
        replace(ENTRY, answer=ENTRY.answer.changed(lambda text: text.replace("join.", "join .")))
    ),
    "nations of a passage": knowledge_of(
        replace(ENTRY, answer=replace(ENTRY.answer, steps=(Passage("Ask at the desk.", WALES),)))
    ),
    "a step that became a warning": knowledge_of(
        replace(ENTRY, answer=replace(ENTRY.answer, steps=(), warn=(Passage("Ask at the desk."),)))
    ),
    "nations of the entry": knowledge_of(replace(ENTRY, nations=WALES)),
    "a helper more": knowledge_of(replace(ENTRY, get_help=("kind-helpers", "emergency-999"))),
    "a source's name": knowledge_of(replace(ENTRY, sources=(make_source(name="Another"),))),
    "a source's url": knowledge_of(
        replace(ENTRY, sources=(make_source(url="https://health.example/other"),))
    ),
    "facts": knowledge_of(replace(ENTRY, facts=())),
    "a rumour": knowledge_of(
        replace(ENTRY, answer=replace(ENTRY.answer, rumour=Rumour("They say.", "It says.", date(2026, 1, 1))))
    ),
    **{
        f"a helper's {key}": knowledge_of(helper=replace(HELPER, **{key: value}))
        for key, value in {
            "name": "Other Helpers",
            "does": "Helps nobody",
            "phone": "0808 157 0999",
            "text": "text 85258",
            "email": "x@helpers.example",
            "url": "https://helpers.example/new",
            "hours": "Never",
            "free": True,
            "independence": Independence.HOME_OFFICE_CONTRACT,
            "nations": WALES,
            "note": "Take care",
            "languages": "English",
            "sources": (make_source(url="https://helpers.example/2"),),
        }.items()
    },
    "the emergency number": knowledge_of(emergency=replace(EMERGENCY, phone="118")),
    "an amount's value": knowledge_of(amount=make_amount(("£9.91", date(2026, 4, 1), None))),
    "an amount's day": knowledge_of(amount=make_amount(("£9.90", date(2026, 4, 2), None))),
    "a fact's wording": knowledge_of(fact=make_fact(as_of="2026", says="Everybody needs papers.")),
    "a fact's nations": knowledge_of(fact=make_fact(as_of="2026", nations=WALES)),
    "a fact's source": knowledge_of(
        fact=make_fact(as_of="2026", sources=(make_source(url="https://health.example/3"),))
    ),
}


@pytest.mark.parametrize("what", CHANGED)
def test_a_review_lapses_when_anything_changes_that_the_reviewer_saw(what: str) -> None:
    before = signed(knowledge_of())
    (review,) = (entry.review for entry in before.entries)
    after = replace(CHANGED[what], entries=tuple(replace(e, review=review) for e in CHANGED[what].entries))
    assert before.published(TODAY).reviewed == {ENTRY.id: str(SOMEBODY)}
    assert after.published(TODAY).reviewed == {}
    assert rules_of(after) == {"review-lapsed"}


def test_a_review_older_than_its_facts_is_an_error_and_is_never_spoken() -> None:
    after = signed(knowledge_of(fact=make_fact(as_of="2026")), on=date(2025, 12, 31))
    after = replace(after, reviewers={SOMEBODY.id: replace(SOMEBODY, since=date(2020, 1, 1))})
    assert rules_of(after) == {"review-older-than-facts"}
    assert after.published(TODAY).reviewed == {}


@pytest.mark.parametrize(
    "changes",
    [
        {"related": ("x",)},
        {"next": date(2027, 9, 1)},
        {"sources": (make_source(checked=date(2026, 11, 21), is_for="another"),)},
    ],
)
def test_what_a_reviewer_does_not_vouch_for_breaks_no_review(changes: dict[str, object]) -> None:
    knowledge = signed(knowledge_of())
    after = replace(knowledge, entries=tuple(replace(entry, **changes) for entry in knowledge.entries))
    assert after.published(TODAY).reviewed == {ENTRY.id: str(SOMEBODY)}


def test_an_amount_of_another_day_is_no_change() -> None:
    knowledge = signed(
        knowledge_of(
            amount=make_amount(("£9", date(2026, 4, 1), date(2027, 3, 31)), ("£10", date(2027, 4, 1), None))
        )
    )
    for day in (TODAY, date(2027, 3, 31), date(2027, 4, 1)):
        assert knowledge.published(day).reviewed == {ENTRY.id: str(SOMEBODY)}


# ── who may review ───────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("changes", "rule"),
    [
        ({"by": "Dr Invented, GMC 1234567"}, "review-unknown-reviewer"),
        ({"by": "Name, role, organisation"}, "review-unknown-reviewer"),
        ({"by": "r-two"}, "review-unknown-reviewer"),
        ({"by": SOMEBODY.name}, "review-unknown-reviewer"),
        ({"on": TODAY + timedelta(days=2)}, "review-to-come"),
        ({"on": date(2025, 12, 31)}, "review-outside-time"),
        ({"wording": "abcdef"}, "review-no-seal"),
        ({"wording": "v1-" + "a" * 26}, "review-no-seal"),
    ],
)
def test_a_review_that_makes_no_sense_is_an_error_and_is_never_spoken(
    changes: dict[str, object], rule: str
) -> None:
    knowledge = signed(knowledge_of(), **changes)
    found = [problem for problem in check(knowledge, {}, TODAY) if problem.rule == rule]
    assert [problem.severity for problem in found] == [Severity.ERROR]
    assert knowledge.published(TODAY).reviewed == {}
    assert knowledge.published(TODAY, withholding=Withholding(unreviewed=True)).withheld == {
        ENTRY.id: "no adviser has reviewed these words"
    }


def test_a_reviewer_who_stopped_reviews_no_more_and_their_reviews_still_count() -> None:
    gone = replace(SOMEBODY, until=date(2026, 10, 1))
    after = replace(signed(knowledge_of()), reviewers={gone.id: gone})
    before = replace(signed(knowledge_of(), on=date(2026, 9, 1)), reviewers={gone.id: gone})
    assert rules_of(after) == {"review-outside-time"}
    assert rules_of(before) == set()
    assert before.published(TODAY).reviewed == {ENTRY.id: str(SOMEBODY)}


def test_a_review_whose_reviewer_is_taken_out_is_an_error() -> None:
    assert rules_of(replace(signed(knowledge_of()), reviewers={})) == {"review-unknown-reviewer"}


def test_the_examples_of_the_manual_and_of_the_schemas_are_nobody() -> None:
    entry = json.loads((ROOT / "knowledge/schema/entry.schema.json").read_text("utf-8"))
    people = json.loads((ROOT / "knowledge/schema/reviewers.schema.json").read_text("utf-8"))
    named = people["properties"]["reviewers"]["oneOf"][1]
    (sample,) = named["propertyNames"]["examples"]
    (name,) = named["additionalProperties"]["properties"]["name"]["examples"]
    assert entry["properties"]["review"]["properties"]["by"]["examples"] == [sample]
    somebody = replace(SOMEBODY, id=sample, name=name)
    knowledge = replace(signed(knowledge_of(), by=sample), reviewers={sample: somebody})
    assert rules_of(knowledge) == {"review-unknown-reviewer", "reviewer-sample"}
    assert knowledge.published(TODAY).reviewed == {}
    assert {sample, name.lower()} <= SAMPLE_NAMES


def test_the_example_of_the_manual_is_refused() -> None:
    manual = (ROOT / "knowledge/README.md").read_text("utf-8")
    example = re.search(r"```yaml\n(review:\n.*?)```", manual, re.DOTALL)
    assert example
    text = (ROOT / "tests/library/good/topics/gp/join-a-surgery/entry.yaml").read_text("utf-8")
    entry = kinds.ENTRY.read(
        parse(text + example[1], "entry.yaml"), {"entry": "join-a-surgery", "topic": "gp"}, []
    )
    assert entry.review
    for day in (TODAY, date(2027, 6, 1)):
        assert "review-unknown-reviewer" in rules_of(make_knowledge(entry), day)


def test_nobody_vouches_for_the_real_content_who_is_not_a_known_person(snapshot) -> None:
    known = {str(person) for person in snapshot.library.knowledge.reviewers.values() if not person.is_sample}
    assert set(snapshot.knowledge.reviewed.values()) <= known


# ── what people read ─────────────────────────────────────────────────────────────────────────────────


def note_of(knowledge: Knowledge) -> str:
    lines = {name: name for name in LINES} | {"reviewed": "Reviewed by {name}."}
    nations = {nation: str(nation) for nation in Nation}
    voice = Voice("en", lines, {"gp": "GP"}, nations, {}, {}, tuple("abcdefghijkl"))
    published = replace(knowledge, voices={"en": voice}).published(TODAY)
    reply = render(Decision(Outcome.TOLD, "answer", entry=ENTRY.id), Person(), published)
    return reply.text


def test_a_sound_review_names_the_reviewer_and_any_other_says_that_nobody_has() -> None:
    assert "Reviewed by R. One, immigration adviser, Example Aid." in note_of(signed(knowledge_of()))
    for changes in ({"by": "r-two"}, {"on": TODAY + timedelta(days=2)}, {"wording": "abcdef"}):
        assert "not_reviewed" in note_of(signed(knowledge_of(), **changes))


# ── danger cards ─────────────────────────────────────────────────────────────────────────────────────

CARD = Card(
    "life-in-danger",
    "emergency",
    "Danger",
    (Passage("Call {emergency-999} now."),),
    ("kind-helpers",),
    ("GP-01",),
)


def with_card(card: Card, **changes) -> Knowledge:
    words = DangerWords("en", (card,), {}, {"life-in-danger": ("help",)}, ())
    return replace(knowledge_of(**changes), dangers={"en": words})


def test_a_danger_card_is_reviewed_under_the_same_seal() -> None:
    review = Review(SOMEBODY.id, TODAY, with_card(CARD).seal(CARD))
    reviewed = replace(CARD, review=review)
    assert with_card(reviewed).reviewer(reviewed, TODAY) == SOMEBODY
    assert rules_of(with_card(reviewed)) == set()
    other = with_card(reviewed, emergency=replace(EMERGENCY, phone="118"))
    assert other.reviewer(reviewed, TODAY) is None
    assert rules_of(other) == {"review-lapsed"}
    changed = replace(reviewed, lines=(Passage("Call {emergency-999} later."),))
    assert rules_of(with_card(changed)) == {"review-lapsed"}


def test_a_card_and_an_entry_of_one_name_have_two_seals() -> None:
    knowledge = knowledge_of()
    assert sheet_of(replace(CARD, id=ENTRY.id), knowledge.ground) != sheet_of(ENTRY, knowledge.ground)


def test_a_sheet_says_nothing_of_the_day_on_which_a_source_was_checked() -> None:
    text = json.dumps(sheet_of(ENTRY, knowledge_of().ground))
    assert "2026-11-01" not in text
    assert Period("£9.90", date(2026, 4, 1), None, "GP-01").start.isoformat() in text
    assert Source("x").checked is None


# ── translations ─────────────────────────────────────────────────────────────────────────────────────

TURNED = Translation(
    entry=ENTRY.id,
    language="qx",
    of=ENTRY.wording,
    title="Nioj",
    answer=ENTRY.answer.changed(lambda text: text.replace("You can join.", "Uoy nac nioj.")),
    reception=(Passage("Esaelp evig em eht mrof."),),
)
OTHER_WORDS = {
    "title": replace(TURNED, title="Woh ot nioj"),
    "answer": replace(TURNED, answer=TURNED.answer.changed(lambda text: text.replace("nac", "yam"))),
    "reception": replace(TURNED, reception=()),
    "of other English words": replace(TURNED, of="aaaaaa"),
    "of another language": replace(TURNED, language="qy"),
    "of another entry": replace(TURNED, entry="another"),
}


def with_translation(translation: Translation, **changes) -> Knowledge:
    """It stands in its own language, which is live."""
    return knowledge_of(
        languages=(Language("qx", "Hsilgne", "ltr", "live"),),
        translations={"qx": {ENTRY.id: translation}},
        **changes,
    )


def signed_translation(**changes) -> Translation:
    """With a review of the words as they stand."""
    review = Review(SOMEBODY.id, TODAY, with_translation(TURNED).seal(TURNED))
    return replace(TURNED, review=replace(review, **changes))


def test_a_translation_counts_as_checked_while_a_known_person_vouches_for_its_words() -> None:
    said = with_translation(signed_translation()).published(TODAY)
    assert said.translations["qx"][ENTRY.id].review
    assert rules_of(with_translation(signed_translation())) == set()


@pytest.mark.parametrize("words", OTHER_WORDS.values(), ids=OTHER_WORDS)
def test_no_other_words_count_as_checked(words: Translation) -> None:
    knowledge = with_translation(replace(words, review=signed_translation().review))
    assert knowledge.seal(words) != knowledge.seal(TURNED)
    assert knowledge.published(TODAY).translations["qx"][ENTRY.id].review is None
    assert "review-lapsed" in rules_of(knowledge)


@pytest.mark.parametrize(
    ("change", "rule"),
    [
        ({"by": "nobody-known"}, "review-unknown-reviewer"),
        ({"on": date(2025, 1, 1)}, "review-outside-time"),
        ({"on": TODAY + timedelta(days=40)}, "review-to-come"),
        ({"wording": "abcdef"}, "review-no-seal"),
    ],
)
def test_a_review_that_makes_no_sense_checks_no_translation(change: dict, rule: str) -> None:
    knowledge = with_translation(signed_translation(**change))
    assert rule in rules_of(knowledge)
    assert knowledge.published(TODAY).translations["qx"][ENTRY.id].review is None


def test_whoever_hides_unchecked_translations_hides_one_whose_review_has_lapsed() -> None:
    lapsed_words = replace(OTHER_WORDS["title"], review=signed_translation().review)
    hide = Withholding(unchecked_translations=True)
    assert with_translation(signed_translation()).published(TODAY, withholding=hide).translations["qx"]
    assert not with_translation(lapsed_words).published(TODAY, withholding=hide).translations["qx"]
