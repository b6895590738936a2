"""The encoder that ships: what it promises, and what happens without it."""

import hashlib
import shutil
from datetime import UTC, datetime

import numpy as np
import pytest

from bot.conversation import Asked, Outcome, Person
from bot.encoder import MOST_PIECES, SIZE, Once, Shipped
from bot.health import Health
from bot.matching import Matcher, Question, TrainingData
from bot.runtime import OFF, open_encoder
from bot.runtime.encoder_file import DIGEST, FOLDER, VECTORS, WEIGHTS
from bot.runtime.model_cache import ModelCache
from bot.runtime.snapshot import build_snapshot, judge
from tests.conftest import KNOWLEDGE, real_day, real_library, settled
from tests.texts import PLAIN

SAME = (
    ("can i see a doctor without papers", "¿puedo ver a un médico sin papeles?"),
    ("i owe money to the hospital", "më ka ardhur faturë nga spitali dhe s'kam lekë"),
    ("does the doctor tell the home office", "هل الطبيب يخبر وزارة الداخلية"),
)


@pytest.fixture(scope="module")
def encoder():
    opened = open_encoder()
    assert opened.encoder, opened.why_not
    return opened.encoder


def test_the_vector_of_any_text_has_unit_length(encoder):
    for text in ("", " ", "a", "x" * 9_000, "\0", "a\ud83db", "🆘" * 200, "word " * 400, *PLAIN):
        vector = encoder.vector(text)
        assert vector.shape == (SIZE,)
        assert np.linalg.norm(vector) == pytest.approx(1.0, abs=1e-5)


def test_a_text_is_cut_at_so_many_pieces(encoder):
    assert len(encoder.pieces("word " * 400)) == MOST_PIECES
    assert encoder.pieces("word " * 400)[-1] == encoder.pieces("a")[-1]


@pytest.mark.parametrize(("one", "other"), SAME)
def test_the_same_question_in_another_language_is_nearer_than_another_question(encoder, one, other):
    elsewhere = [encoder.vector(text) for text, _ in SAME if text != one]
    own = encoder.vector(other)
    assert own @ encoder.vector(one) > max(own @ each for each in elsewhere)


def test_a_turn_encodes_a_text_once(encoder):
    calls = []

    class Counting:
        def vector(self, text):
            calls.append(text)
            return encoder.vector(text)

    once = Once(Counting())
    assert np.array_equal(once.vector("is it safe"), once.vector("is it safe"))
    assert calls == ["is it safe"]


def test_vectors_that_were_shipped_are_found_by_their_text(encoder):
    texts = ["is it safe", "hospital bill", "dentist"]
    shipped = Shipped.restored(Shipped.of(texts, np.stack([encoder.vector(t) for t in texts])).arrays())
    found, here = shipped.find(["dentist", "something else", "is it safe"])
    assert here.tolist() == [True, False, True]
    assert found[0] @ encoder.vector("dentist") > 0.999
    assert found[2] @ encoder.vector("is it safe") > 0.999


def test_the_vectors_of_nearly_all_asks_are_shipped(encoder):
    """Else whoever starts the bot waits: `make encoder ASKS=1` encodes the new ones."""
    texts = [ask for asks in real_library().knowledge.asks["en"].values() for ask in asks]
    _, here = encoder.shipped.find(texts)
    assert here.mean() > 0.9


# ── without it ───────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def files(tmp_path):
    folder = tmp_path / "files"
    shutil.copytree(FOLDER, folder)
    return folder


def damage(path):
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)


@pytest.mark.slow
@pytest.mark.parametrize(
    "what", ["damaged", "missing", "empty", "another digest", "no digest", "another file"]
)
def test_a_file_that_is_not_sound_is_named_and_words_alone_decide(files, what):
    match what:
        case "damaged":
            damage(files / WEIGHTS)
        case "missing":
            (files / WEIGHTS).unlink()
        case "empty":
            (files / WEIGHTS).write_bytes(b"")
        case "another digest":
            (files / DIGEST).write_text("0" * 64 + f"  {WEIGHTS}\n")
        case "no digest":
            (files / DIGEST).unlink()
        case _:
            (files / WEIGHTS).write_bytes(b"something else")
            (files / DIGEST).write_text(hashlib.sha256(b"something else").hexdigest())
    opened = open_encoder(files)
    assert opened.encoder is None
    assert WEIGHTS in opened.why_not
    assert "words alone decide" in opened.why_not


@pytest.mark.slow
def test_without_shipped_vectors_it_still_works(files):
    damage(files / VECTORS)
    opened = open_encoder(files)
    assert opened.encoder
    assert not len(opened.encoder.shipped.hashes)


def test_the_page_for_operators_says_whether_it_is_asked():
    health = Health(lambda: datetime.now(tz=UTC))
    assert "encoder: on" in health.ready()[1]
    health.encoder(OFF.why_not)
    assert "encoder: BOT_ENCODER=off: words alone decide" in health.ready()[1]


@pytest.mark.slow
def test_words_alone_answer_the_question_that_the_bot_exists_for():
    """With BOT_ENCODER=off."""
    bot = build_snapshot(judge(*settled(real_library(), real_day())), ModelCache(KNOWLEDGE))
    assert not bot.encodes
    decision = bot.turn(Person(), Asked("is it safe to see a gp?")).decision
    assert (decision.outcome, decision.entry) == (Outcome.TOLD, "safe-to-see-gp")


# ── beside the words ─────────────────────────────────────────────────────────────────────────────────

ASKS = {
    "gp": ("is it safe to see a gp", "can i go to the doctor", "gp tell immigration about me"),
    "debt": ("i owe the hospital money", "they sent a big bill", "cannot pay the invoice"),
}


class Counted:
    """An encoder that says how often it was asked."""

    def __init__(self, encoder):
        self._encoder, self.times = encoder, 0

    def vector(self, text):
        self.times += 1
        return self._encoder.vector(text)


def test_words_that_are_sure_do_not_ask_the_encoder_and_others_do(encoder, snapshot):
    matcher = snapshot.conversation.matchers["en"]
    sure, unsure = Counted(encoder), Counted(encoder)
    assert matcher.rank(Question.of("is it safe to see a gp"), None, sure).best.entry_id == "safe-to-see-gp"
    assert matcher.rank(Question.of("hmm they said something of a list"), None, unsure).best
    assert (sure.times, unsure.times) == (0, 1)


def test_words_that_nobody_taught_are_understood_by_their_meaning(encoder):
    matcher = Matcher(TrainingData("en", ASKS, ("what is the weather",)), None, encoder)
    foreign = Question.of("tengo una factura enorme")
    assert matcher.rank(foreign).matches == ()
    assert matcher.rank(foreign, None, Once(encoder)).best.entry_id == "debt"


SPANISH = {
    "debt": (
        "debo dinero al hospital",
        "me llego una factura grande del hospital",
        "no puedo pagar la factura",
    ),
    "register": (
        "como me registro con un medico",
        "quiero un medico de cabecera",
        "necesito un doctor nuevo",
    ),
}


def test_asks_of_another_language_are_lent_by_their_meaning(encoder):
    lesson = TrainingData("es", SPANISH, ("que tiempo hace hoy", "quien gano el partido"), lent=ASKS)
    matcher = Matcher(lesson, None, encoder)
    assert set(ASKS) | set(SPANISH) <= set(matcher.columns)
    # no Spanish ask of it, nor a word
    afraid = Question.of("tengo miedo de ir al medico, avisan a inmigracion")
    assert matcher.rank(afraid, None, Once(encoder)).best.entry_id == "gp"
    assert matcher.rank(Question.of("la factura del hospital")).best.entry_id == "debt"
    # an entry with asks of its own learns no foreign word, and one without learns them
    assert "invoice" not in matcher.words
    assert "immigration" in matcher.words


def test_what_was_learned_with_it_can_be_kept(encoder):
    lesson = TrainingData("en", ASKS, ("what is the weather",))
    one = Matcher(lesson, None, encoder)
    other = Matcher(lesson, one.arrays(), encoder)
    question = Question.of("a letter with a sum to pay")
    assert one.rank(question, None, Once(encoder)) == other.rank(question, None, Once(encoder))
    with pytest.raises(KeyError):
        Matcher(lesson, Matcher(lesson).arrays(), encoder)
