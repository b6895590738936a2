"""Danger: which card a plain message brings, what must never bring one, and how the second stage judges."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from bot.conversation import Asked, Decision, Outcome, Person, Shown
from bot.conversation.alarming import SURELY, repeats
from bot.danger import Alarm, Danger, Level, Meaning, examples_of, stage
from bot.danger.stage import LONG, Seen, score
from bot.encoder import SIZE, Once
from bot.encoder.network import Floats
from bot.knowledge import DangerWords, Limits, Regression, Stage
from bot.library import kinds, parse, read_questions
from bot.library.shapes import Context
from bot.problems import Problem
from bot.runtime import Snapshot
from bot.words import tokens
from tools import fit_danger

TRAPS = read_questions(Path(__file__).parent / "questions" / "traps-en.yaml")
ALARMS = (Outcome.EMERGENCY, Outcome.CRISIS)
LIFE, SUICIDE, ABUSE = "life-in-danger", "suicide-or-self-harm", "abuse-happening-now"


def hear(snapshot: Snapshot, text: str) -> Decision:
    return snapshot.conversation.hear(Person(), Asked(text))[1]


def card(snapshot: Snapshot, text: str) -> str | None:
    """The danger card that a message brings."""
    decision = hear(snapshot, text)
    return decision.entry if decision.outcome in ALARMS else None


# ── what must bring a card, and which ────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("my family is planning to kill me for honour", ABUSE),
        ("honour killing family threat", ABUSE),
        ("my boss rapes me", ABUSE),
        ("my employer touches me and forces sex", ABUSE),
        ("my husband rapes me", ABUSE),
        ("they will do fgm to my sister", ABUSE),
        ("they want to take my daughter abroad to cut her next week", ABUSE),
        ("im gay and my family found out they will hurt me", ABUSE),
        ("im 12 and my dad is hitting me now", ABUSE),
        ("my wife is attacking me with a knife", ABUSE),
        ("my son is 3 and swallowed tablets", LIFE),
        ("i am in labour pain at home alone no papers", LIFE),
        ("labour pains now", LIFE),
        ("i am deaf and i cannot breathe, i cant phone", LIFE),
        ("my friend wants to end it all", SUICIDE),
        ("my neighbour wants to end everything", SUICIDE),
        ("my sister wants to finish everything", SUICIDE),
    ],
)
def test_a_plain_danger_brings_its_card(snapshot: Snapshot, text: str, wanted: str) -> None:
    assert card(snapshot, text) == wanted


# ── what must bring none ─────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "text",
    [
        "husband in gatwick detention no tablets",
        "i left my medicine in the last hotel",
        "Mr Justice Lane said the grounds were not strong enough?",
        "i am 13 i live with foster carer my arm hurt bad i fell. can i go hosptial",
        "and if she is pregnant?",
        "hang on, looking for it",
        "i already phoned that number they dont answer",
    ],
)
def test_what_only_sounds_like_danger_brings_no_card(snapshot: Snapshot, text: str) -> None:
    assert card(snapshot, text) is None


NATIONS = (
    "afghanistan", "albania", "bangladesh", "brazil", "china", "colombia", "egypt", "el salvador", "eritrea",
    "ethiopia", "georgia", "ghana", "hong kong", "india", "iran", "iraq", "kosovo", "kuwait", "myanmar",
    "nigeria", "pakistan", "poland", "romania", "somalia", "sri lanka", "sudan", "syria", "turkey", "ukraine",
    "vietnam",
)  # fmt: skip
PAINS = (
    "pain in my knee", "a sore throat", "back pain", "a toothache", "an ear infection", "pain in my shoulder",
    "a rash on my arm", "a cough", "stomach ache after meals", "pain in my wrist",
)  # fmt: skip


@pytest.mark.parametrize("pain", PAINS)
def test_an_ordinary_pain_is_no_danger_wherever_somebody_is_from(snapshot: Snapshot, pain: str) -> None:
    texts = [f"i am from {nation} and i have {pain}" for nation in NATIONS]
    assert [text for text in texts if card(snapshot, text)] == []


def test_no_trap_brings_a_card(snapshot: Snapshot) -> None:
    assert len(TRAPS) >= 150
    assert [trap.text for trap in TRAPS if card(snapshot, trap.text)] == []


def test_every_sign_and_cry_is_tried_against_the_traps(snapshot: Snapshot) -> None:
    words = snapshot.knowledge.danger("en")
    rows = {trap.text: f" {' '.join(tokens(trap.text))} " for trap in TRAPS}
    for phrases, whole in ((words.signs, False), (words.cries, True)):
        for phrase in (phrase for each in phrases.values() for phrase in each):
            row = f" {' '.join(tokens(phrase))} "
            hit = [
                text
                for text, each in rows.items()
                if (each == row if whole else row in each if row.strip() else phrase in text)
            ]
            assert hit == [], phrase


# ── the second stage ─────────────────────────────────────────────────────────────────────────────────

LIMITS = Limits(card=-1.0, caution=-2.0)


def regression(names: tuple[str, ...], lengths: tuple[str, ...], intercept: float) -> Regression:
    weights = {**dict.fromkeys(names, 0.0), stage.INTERCEPT: intercept}
    return Regression(weights, dict.fromkeys(lengths, LIMITS))


def same_of_all(score: float, with_encoder: float | None = None) -> Stage:
    """One that gives every text the same score; perhaps another where the encoder was asked."""
    return Stage(
        regression(stage.SHORT_FEATURES, stage.SHORT_LENGTHS, score),
        regression(stage.LONG_FEATURES, (stage.LONGEST,), score),
        None
        if with_encoder is None
        else regression((*stage.SHORT_FEATURES, *stage.MEANING_FEATURES), stage.SHORT_LENGTHS, with_encoder),
    )


CALM = same_of_all(-9.0)
"""Finds no danger in anything."""

LOUD = same_of_all(9.0)
"""Finds danger in everything."""

WORDS = DangerWords(
    language="en",
    cards=(),
    signs={LIFE: ("collapsed", "not breathing", "🆘")},
    cries={LIFE: ("ambulance",)},
    examples={LIFE: ("he is not breathing", "she fell and does not wake up", "my father has chest pain")},
    look_alikes=("my phone is dead", "this film is killing me"),
    everyday=("same for my uncle?", "thank you"),
)
EVERYDAY = (
    "how do i join a surgery",
    "what do pills cost",
    "same for my uncle?",
    "thank you",
    *(f"what does the {thing} cost" for thing in ("bus", "bed", "cup", "map", "pen", "hat", "bag", "tea")),
)


@pytest.fixture(scope="module")
def judged_by():
    """The small detector with this second stage, or with none."""
    kept = Danger(WORDS, EVERYDAY).arrays()

    def build(found: Stage | None) -> Danger:
        return Danger(replace(WORDS, stage=found), EVERYDAY, kept)

    return build


def level(danger: Danger, text: str) -> Level | None:
    alarm = danger.notice(text)
    return alarm.level if alarm else None


STORY = " ".join(["the man at the shop said that the bus to town goes at nine"] * 6)


@pytest.mark.parametrize(
    "text", ["what do pills cost", "my phone is dead again and it is the second one", STORY]
)
def test_the_second_stage_decides_in_texts_of_any_length(judged_by, text: str) -> None:
    assert level(judged_by(LOUD), text) == Level.CARD
    assert level(judged_by(CALM), text) is None


def test_without_a_second_stage_the_model_alone_decides(judged_by) -> None:
    plain = judged_by(None)
    assert level(plain, "he is not breathing") == Level.CARD
    assert level(plain, "what does the hat cost") is None


@pytest.mark.parametrize("part", ["short", "long"])
def test_a_second_stage_of_other_things_seen_is_not_used(judged_by, part: str) -> None:
    of_part = getattr(LOUD, part)
    other = replace(LOUD, **{part: replace(of_part, weights={**of_part.weights, "the weather": 1.0})})
    assert not stage.fits(other)
    assert level(judged_by(other), "what does the hat cost") is None


@pytest.mark.parametrize("text", ["not breathing", "he is not breathing", "🆘", "🆘 please"])
def test_a_sign_in_a_shout_is_never_doubted(judged_by, text: str) -> None:
    assert level(judged_by(CALM), text) == Level.CARD


def test_a_single_word_in_a_longer_text_is_doubted_and_never_passed_over(judged_by) -> None:
    assert level(judged_by(CALM), "the company collapsed, do i lose my sponsor") == Level.CAUTION
    assert level(judged_by(CALM), f"{STORY} collapsed") == Level.CAUTION


def test_words_of_danger_beside_a_calm_question_are_never_doubted(judged_by) -> None:
    asked = "he is not breathing, which hospital is free for visitors and do they ask for a passport"
    assert level(judged_by(CALM), asked) == Level.CARD
    assert level(judged_by(CALM), f"{STORY} not breathing") == Level.CARD
    assert level(judged_by(CALM), f"the company collapsed. {asked}") == Level.CARD


def test_a_cry_is_never_doubted(judged_by) -> None:
    assert level(judged_by(CALM), "ambulance") == Level.CARD


def test_a_shout_has_limits_of_its_own_and_so_has_a_story() -> None:
    bands = [
        (1, stage.VERY_SHORT),
        (stage.VERY_SHORT + 1, stage.SHORT),
        (stage.SHORT + 1, LONG - 1),
        (LONG, 500),
    ]
    names = [*stage.SHORT_LENGTHS, stage.LONGEST]
    assert [(stage.length_of(least), stage.length_of(most)) for least, most in bands] == [
        (name, name) for name in names
    ]


def test_in_every_language_the_line_comes_before_the_card(snapshot: Snapshot) -> None:
    for words in snapshot.knowledge.dangers.values():
        if words.stage and stage.fits(words.stage):
            fitted = (words.stage.short, words.stage.long, words.stage.meaning)
            for each in (limits for one in fitted if one for limits in one.limits.values()):
                assert each.caution < each.card


def test_each_piece_of_a_long_text_is_judged_like_a_short_message() -> None:
    short = replace(CALM.short, weights={**CALM.short.weights, "model": 1.0, stage.INTERCEPT: 0.0})
    long = replace(CALM.long, weights={**CALM.long.weights, "gravest piece": 1.0, stage.INTERCEPT: 0.0})
    of_pieces = Stage(short, long)
    pieces = tuple(Seen(10, odds, 0.0, 0.0, 0.0, 0.0, 0.0) for odds in (-4.0, 3.0, -1.0))
    assert score(of_pieces, Seen(40, -5.0, 0.0, 0.0, 0.0, 0.0, 0.0, pieces)) == pytest.approx(3.0)


# ── what the encoder adds ────────────────────────────────────────────────────────────────────────────


class CountedEncoder:
    """An encoder that knows which texts are of danger, and counts what it is asked."""

    digest = "counted"

    def __init__(self) -> None:
        self.asked: list[str] = []

    def vector(self, text: str) -> Floats:
        self.asked.append(text)
        found = np.zeros(SIZE, np.float32)
        dangers = {text for texts in WORDS.examples.values() for text in texts}
        found[0 if text in dangers or "blue lips" in text else 1] = 1.0
        found[2 + len(text) % 100] = 0.1
        return found / np.linalg.norm(found)

    def vectors(self, texts: Sequence[str]) -> Floats:
        return np.stack([self.vector(text) for text in texts])


@pytest.fixture(scope="module")
def small_meaning() -> Meaning:
    return Meaning(Meaning.learned({"en": examples_of(WORDS, EVERYDAY)}, CountedEncoder()))


def test_meaning_tells_danger_that_no_word_tells(small_meaning: Meaning) -> None:
    encoder = CountedEncoder()
    danger = small_meaning.look(encoder.vector("little one has blue lips"), "en")
    calm = small_meaning.look(encoder.vector("what does the coat cost"), "en")
    assert danger.over_calm > 0 > calm.over_calm
    assert danger.nearer_than_everyday > 0 > calm.nearer_than_everyday
    assert max(danger.cards, key=lambda card: danger.cards[card]) == LIFE


@pytest.fixture(scope="module")
def with_encoder(small_meaning: Meaning):
    kept = Danger(replace(WORDS, stage=CALM), EVERYDAY).arrays()

    def build(found: Stage) -> Danger:
        return Danger(replace(WORDS, stage=found), EVERYDAY, kept, None, small_meaning)

    return build


def test_the_encoder_is_asked_where_words_leave_it_open_and_decides(with_encoder) -> None:
    open_by_words = (stage.OPEN_FROM + stage.OPEN_TO) / 2
    for score_with_it, wanted in ((9.0, Level.CARD), (-9.0, None)):
        encoder = CountedEncoder()
        danger = with_encoder(same_of_all(open_by_words, score_with_it))
        alarm = danger.notice("little one has blue lips", None, Once(encoder))
        assert (alarm.level if alarm else None) == wanted
        assert encoder.asked == ["little one has blue lips"]


@pytest.mark.parametrize("score_by_words", [stage.OPEN_FROM - 1, stage.OPEN_TO + 1])
def test_the_encoder_is_not_asked_where_words_are_sure(with_encoder, score_by_words: float) -> None:
    encoder = CountedEncoder()
    with_encoder(same_of_all(score_by_words, 0.0)).notice("little one has blue lips", None, Once(encoder))
    assert encoder.asked == []


def test_a_long_text_asks_no_encoder(with_encoder) -> None:
    encoder = CountedEncoder()
    with_encoder(same_of_all(0.0, 0.0)).notice(STORY, None, Once(encoder))
    assert encoder.asked == []


def test_of_a_text_without_a_known_word_the_encoder_is_not_asked(with_encoder) -> None:
    encoder = CountedEncoder()
    with_encoder(same_of_all(0.0, 0.0)).notice("xqzwvvvk", None, Once(encoder))
    assert encoder.asked == [], "it could only guess"


def test_without_an_encoder_words_alone_judge(with_encoder) -> None:
    danger = with_encoder(same_of_all(9.0, -9.0))
    assert danger.notice("little one has blue lips").level == Level.CARD
    open_by_words = with_encoder(same_of_all(0.0, -9.0))
    assert open_by_words.notice("little one has blue lips").level == Level.CARD
    assert open_by_words.beside(None).notice("x", None, Once(CountedEncoder())).level == Level.CARD


def test_an_empty_text_is_judged(judged_by) -> None:
    assert level(judged_by(CALM), "") is None


def test_what_is_written_of_a_second_stage_is_read_again(snapshot: Snapshot) -> None:
    found = snapshot.knowledge.danger("en").stage
    assert found is not None
    assert stage.fits(found)
    assert found.meaning is not None
    written = parse(fit_danger.written(found), "danger-stage.yaml")
    problems: list[Problem] = []
    assert kinds.STAGE.shape.read(written, Context(problems)) == found
    assert problems == []


def test_each_example_is_held_back_once() -> None:
    texts = tuple("abcdefghij")
    parts = [fit_danger.part(texts, fold) for fold in range(fit_danger.FOLDS)]
    assert [text for each in parts for text in each] == list(texts)
    assert all({*part, *fit_danger.without(texts, fold)} == {*texts} for fold, part in enumerate(parts))


@pytest.mark.parametrize(
    "text",
    [
        "im 15 and i dont want to live anymore. which address do i give at the gp",
        "i want to die, the hospital sent me a bill of 900 pounds and i can not pay",
        "i will kill myself. i can not sleep, can i see a therapist without papers",
    ],
)
def test_beneath_the_card_for_suicide_stands_nothing_but_what_is_urgent(
    snapshot: Snapshot, text: str
) -> None:
    decision = hear(snapshot, text)
    assert decision.entry == SUICIDE
    assert set(decision.choices) <= set(snapshot.knowledge.special.urgent_entries)
    assert decision.matches, "there was something to offer"


@pytest.mark.parametrize(
    ("shown", "level", "likely", "wanted"),
    [
        (LIFE, Level.CARD, 0.7, True),
        (LIFE, Level.CARD, 0.95, False),
        (SUICIDE, Level.CARD, 0.7, False),
        ("", Level.CARD, 0.7, False),
        (LIFE, Level.CAUTION, 0.3, False),
    ],
)
def test_the_same_card_comes_again_only_when_it_is_sure(
    shown: str, level: Level, likely: float, wanted: bool
) -> None:
    assert repeats(Alarm(LIFE, level, likely, "words"), Shown(card=shown)) is wanted


def test_what_only_repeats_a_card_brings_the_number_and_not_the_card(snapshot: Snapshot) -> None:
    """Each development danger that is neither sure nor a plain sign, right behind its own card."""
    seen = 0
    for question in read_questions(Path(__file__).parent / "questions" / "dev-danger-4-en.yaml"):
        alone = hear(snapshot, question.text)
        alarm = alone.alarm
        if alone.outcome in ALARMS and alarm and alarm.likely < SURELY:
            asked = Asked(question.text, shown=Shown(card=alarm.card))
            decision = snapshot.conversation.hear(Person(), asked)[1]
            plain = snapshot.conversation.glance(Person(), Asked(question.text)) is not None
            assert plain or (decision.outcome not in ALARMS and decision.cautious), question.text
            seen += not plain
    assert seen


@pytest.mark.parametrize("text", ["he stopped breathing", "ambulance", "he is not breathing"])
def test_a_plain_sign_brings_its_card_behind_the_same_card_too(snapshot: Snapshot, text: str) -> None:
    decision = snapshot.conversation.hear(Person(), Asked(text, shown=Shown(card=LIFE)))[1]
    assert (decision.outcome, decision.entry) == (Outcome.EMERGENCY, LIFE)
