"""How a question finds entries: on a small lesson for the mechanism, on the real asks for the content."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from bot.conversation import Outcome, Say
from bot.conversation.choosing import TELL_FROM, Choosing
from bot.learning import Features, Spelling, Strings, fit, probabilities
from bot.learning.features import RARE
from bot.learning.known_words import KnownWords
from bot.learning.postings import Postings
from bot.library import kinds
from bot.matching import Match, Matcher, Question, Ranking, TrainingData
from bot.matching.bm25 import PooledBM25
from bot.matching.fusion import BY_MEANING, NO_ENTRY, WORDS, Fusion, Weighing, fusion_for
from bot.matching.scorers import Look
from bot.words import tokens
from tests.conftest import real_library
from tools import calibrate

ASKS = {
    "gp": (
        "is it safe to see a gp",
        "can i go to the doctor",
        "doctor safe or not",
        "gp tell immigration about me",
        "will seeing a gp get me deported",
    ),
    "debt": (
        "i owe the hospital money",
        "hospital bill i can not pay",
        "debt from hospital and my visa",
        "they sent a big bill",
        "cannot pay the invoice from the hospital",
    ),
    "dentist": (
        "my tooth hurts how much is a dentist",
        "dentist price",
        "where do i get glasses",
        "is an eye test free",
        "dentist cost without papers",
    ),
}
FITTED = real_library().knowledge.calibrations
OUT_OF_SCOPE = ("what is the weather", "who won the football", "how do i renew a passport", "price of a car")


LESSON = TrainingData("en", ASKS, OUT_OF_SCOPE, fusion=fusion_for("en", FITTED))


@pytest.fixture(scope="module")
def matcher():
    return Matcher(LESSON)


def best(matcher, text):
    return matcher.rank(Question.of(text)).best


@pytest.mark.parametrize("entry", ASKS)
def test_an_ask_finds_its_own_entry(matcher, entry):
    for ask in ASKS[entry]:
        assert best(matcher, ask).entry_id == entry


def test_a_match_names_the_ask_that_made_us_think_so(matcher):
    assert best(matcher, "hospital bill can not pay it").ask == "hospital bill i can not pay"


def test_scores_are_probabilities_that_fall(matcher):
    matches = matcher.rank(Question.of("is the doctor safe or will i get a hospital bill")).matches
    scores = [match.score for match in matches]
    assert scores == sorted(scores, reverse=True)
    assert all(0 <= score <= 1 for score in scores)


def spelling_of(texts, right=()):
    return Spelling(KnownWords.of(texts, right))


def test_misspelt_words_are_corrected_towards_the_asks():
    spelling = spelling_of([tokens(ask) for asks in ASKS.values() for ask in asks])
    assert spelling.correct(tokens("hosptial")) == ("hospital",)
    assert spelling.correct(tokens("dentsit")) == ("dentist",)


def test_words_run_together_are_parted():
    texts = [tokens("home office letter")] * 8
    assert spelling_of(texts).correct(("homeoffice",)) == ("home", "office")


def test_a_right_word_is_never_bent():
    texts = [tokens("raping")] * 5
    assert spelling_of(texts, right=["rating"]).correct(("rating",)) == ("rating",)
    assert spelling_of(texts).correct(("rating",)) == ("raping",)


def test_a_text_without_any_known_word_matches_nothing(matcher):
    assert matcher.rank(Question.of("zzz qqq")).matches == ()
    assert matcher.rank(Question.of("")).matches == ()


def test_the_same_examples_always_teach_the_same_weights():
    one, other = (
        Matcher(LESSON),
        Matcher(LESSON),
    )
    again = other.model.arrays()
    assert all(np.array_equal(array, again[name]) for name, array in one.model.arrays().items())


def test_a_model_can_be_kept_and_given_back(matcher):
    again = Matcher(LESSON, matcher.arrays())
    assert again.rank(Question.of("dentist")) == matcher.rank(Question.of("dentist"))


def test_similarity_is_the_cosine_of_each_block():
    texts = [tokens("is it safe"), tokens("hospital bill")] * RARE  # what few texts have is not learned
    features, vectors = Features.fit(texts)
    similar = Postings.of(vectors, len(features)).similarities(features.vector(texts[0]))
    assert similar[0] == pytest.approx(3.0, abs=2e-3)
    assert similar[1] == pytest.approx(0.0, abs=1e-4)


def test_words_that_nobody_taught_lower_what_is_known():
    features, _ = Features.fit([tokens("is it safe")])
    assert features.vector(tokens("is it safe")).known == 1.0
    assert features.vector(tokens("is it blorp")).known < 0.7


def test_a_class_with_few_examples_is_not_likely_for_a_text_without_features():
    texts = [tokens(f"calm words {n}") for n in range(90)] + [tokens("fire")]
    labels = ["calm"] * 90 + ["danger"]
    model = fit(texts, labels)
    scores = model.scores(model.features.vector(()))
    assert probabilities(scores)[model.classes.index("calm")] > 0.5


def test_words_of_one_cluster_speak_for_each_other():
    clusters = {"doctor": (1,), "physician": (1,), "hospital": (2,)}
    model = fit([tokens("my doctor"), tokens("my hospital")] * RARE, ["gp", "ward"] * RARE, clusters)
    scores = model.scores(model.features.vector(tokens("physician")))
    assert model.classes[int(np.argmax(scores))] == "gp"


def test_pooled_bm25_prefers_the_entry_that_uses_the_rare_word():
    pooled = PooledBM25.of({name: [tokens(a) for a in asks] for name, asks in ASKS.items()}, tuple(ASKS))
    scores = pooled.scores(tokens("glasses"))
    assert tuple(ASKS)[int(np.argmax(scores))] == "dentist"
    assert not pooled.scores(tokens("unheard of")).any()


def test_the_word_that_decided_is_named_first(matcher):
    words = matcher.deciding_words(tokens("please tell me the dentist thing"), "dentist")
    assert words[0][0] == "dentist"
    assert words[0][1] > 0
    assert {word for word, _ in words} == {"please", "tell", "me", "the", "dentist", "thing"}


def test_an_index_keeps_the_texts_in_which_a_feature_weighs_most_and_still_finds_the_nearest():
    texts = [tokens("my bill"), *[tokens(f"my bill and {word} of the other things") for word in "abcdefgh"]]
    features, vectors = Features.fit(texts)
    postings = Postings.of(vectors, len(features), at_most=2)
    assert np.diff(postings.starts).max() == 2
    similar = postings.similarities(features.vector(tokens("bill")))
    assert int(np.argmax(similar)) == 0


def test_learning_is_the_same_every_time():
    texts = [tokens(f"{word} {n}") for n in range(40) for word in ("gp", "bill")]
    one, other = (fit(texts, ["gp", "bill"] * 40) for _ in range(2))
    assert np.array_equal(one.weights, other.weights)


def shares(fusion, *scores, meaning=None):
    """What is made of scores of words, one a column: that of no entry comes last."""
    words = np.asarray(scores, np.float32)
    no_entry = np.asarray([0.0] * (len(scores) - 1) + [1.0], np.float32)
    scorers = {name: Says(words * 0) for name in BY_MEANING} | {WORDS: Says(words), NO_ENTRY: Says(no_entry)}
    return fusion.shares(scorers, Look((), None, None, meaning))


class Says:
    def __init__(self, scores):
        self._scores = np.asarray(scores, np.float32)

    def scores(self, look):
        return self._scores


def test_the_scores_of_all_are_weighed_and_become_shares_of_one():
    fusion = Fusion(Weighing({WORDS: 1.0, NO_ENTRY: 0.0}), Weighing({}))
    assert shares(fusion, np.log(3), 0.0, np.log(4)).tolist() == pytest.approx([3 / 8, 1 / 8, 4 / 8])
    fusion = Fusion(Weighing({WORDS: 0.0, NO_ENTRY: np.log(2)}), Weighing({}))
    assert shares(fusion, 9, 9).tolist() == pytest.approx([1 / 3, 2 / 3])


def test_with_the_encoder_other_weights_count():
    fusion = Fusion(Weighing({WORDS: 1.0}), Weighing({WORDS: 0.0}))
    assert shares(fusion, 5.0, 0.0)[0] > 0.9
    assert shares(fusion, 5.0, 0.0, meaning=np.ones(2)).tolist() == [0.5, 0.5]


def test_how_much_a_scorer_weighs_depends_on_the_length_of_the_text():
    weighing = Weighing({WORDS: 1.0}, {WORDS: 0.5})
    assert weighing.at(10) == {WORDS: 1.0}
    assert weighing.at(20)[WORDS] == pytest.approx(1 + np.log(2) / 2)
    assert weighing.at(1) == weighing.at(4), "a single word is as short as a few"
    assert weighing.at(5000) == weighing.at(80), "and a page as long as a long message"


def test_a_language_for_which_nothing_was_fitted_offers_and_never_tells():
    fitted, unfitted = fusion_for("en", FITTED), fusion_for("xx", FITTED)
    sure = (20.0, 0.0, 0.0)
    assert shares(fitted, *sure)[0] > 0.99
    assert 0.5 < shares(unfitted, *sure)[0] < TELL_FROM
    assert shares(unfitted, *sure, meaning=np.ones(2))[0] < TELL_FROM


@pytest.mark.parametrize(
    "fitted",
    [
        {},
        {"en": replace(FITTED["en"], words={WORDS: 1.0})},
        {"en": replace(FITTED["en"], meaning={**FITTED["en"].meaning, "what another says": 1.0})},
    ],
    ids=["none", "of less", "of more"],
)
def test_weights_of_other_scorers_than_those_of_today_count_for_nothing(fitted):
    for language in ("en", "xx"):
        assert not fusion_for(language, fitted).fitted


def test_the_program_that_fits_writes_what_is_read():
    path = Path(__file__).parent.parent / "knowledge" / kinds.CALIBRATION.path.format(language="en")
    assert calibrate.written(FITTED["en"]) == path.read_text("utf-8")


def test_texts_learned_together_have_the_features_that_each_has_alone():
    clusters = {"gp": (1, 4), "doctor": (1, 4), "bill": (2, 5)}
    texts = [tokens(ask) for asks in ASKS.values() for ask in asks] * RARE + [(), ("zzz",)]
    features, vectors = Features.fit(texts, clusters)
    for number, text in enumerate(texts):
        first, last = vectors.starts[number], vectors.starts[number + 1]
        order = np.argsort(vectors.ids[first:last])
        alone = features.vector(text)
        assert np.array_equal(vectors.ids[first:last][order], alone.ids)
        assert np.allclose(vectors.weights[first:last][order], alone.weights, atol=1e-6)


def test_strings_are_kept_as_they_are():
    texts = ["", "a", "is it safe?", "هل هو آمن", "line\nline", "😀"]
    strings = Strings.restored(Strings.of(texts).arrays("asks"), "asks")
    assert strings.all() == texts
    assert [strings[number] for number in range(len(strings))] == texts
    assert Strings.of([]).all() == []
    with pytest.raises(ValueError, match="NUL"):
        Strings.of(["a\0b"])


def test_a_matcher_without_any_ask_matches_nothing():
    for out_of_scope in (OUT_OF_SCOPE, ()):
        empty = Matcher(TrainingData("en", {}, out_of_scope))
        assert empty.rank(Question.of("what is the weather")).matches == ()


def test_what_a_turn_has_found_before_changes_no_vector():
    texts = [tokens(ask) for asks in ASKS.values() for ask in asks]
    features, _ = Features.fit(texts * RARE)
    for first in ((), ("zzz",), texts[0], sum(texts, ())):
        seen = features.seen()
        features.vector(first, seen)
        for text in (*texts, (), ("zzz", *texts[3]), texts[5][::-1]):
            alone, together = features.vector(text), features.vector(text, seen)
            assert np.array_equal(alone.ids, together.ids)
            assert np.array_equal(alone.weights, together.weights)
            assert alone.known == together.known


def test_where_less_is_sure_an_answer_is_told_only_when_it_is_likelier():
    likely = Ranking((Match("gp", "es", "", 0.85), Match("debt", "es", "", 0.1)), ("two", "words"))
    choosing = Choosing((), ())
    assert choosing.choose(likely, None).outcome is Outcome.TOLD
    careful = replace(likely, tell_from=0.9)
    decision = choosing.choose(careful, None)
    assert (decision.outcome, decision.choices) == (Outcome.OFFERED, ("gp", "debt"))
    alone = replace(careful, matches=careful.matches[:1])
    assert choosing.choose(alone, None).above is Say.NOT_MEANT
    assert choosing.choose(replace(alone, tell_from=0.99), None).outcome is Outcome.OFFERED


def test_how_sure_is_sure_is_fitted_by_language():
    weights = replace(FITTED["en"], tell_from=0.93)
    fusion = fusion_for("es", {"es": weights})
    assert (fusion.fitted, fusion.tell_from) == (True, 0.93)
    asks = Matcher(replace(LESSON, language="es", fusion=fusion))
    assert asks.rank(Question.of("dentist price")).tell_from == 0.93
