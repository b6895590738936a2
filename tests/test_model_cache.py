"""What was learned is kept in files: used only when they fit, and missed by nobody when they are gone."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from zlib import crc32

import numpy as np
import pytest

from bot.danger import Danger
from bot.danger.stage import blank
from bot.knowledge import DangerWords
from bot.matching import Matcher, Question, TrainingData
from bot.runtime.array_file import MAGIC, NotSound, read_arrays, write_arrays
from bot.runtime.model_cache import KEPT, PACKAGE, ModelCache

LESSON = TrainingData(
    language="en",
    asks={
        "dentist": ("can i see a dentist", "my tooth hurts", "who pays for my teeth", "a dentist for my son"),
        "surgery": ("how do i join a surgery", "i need a doctor", "sign up with a gp", "a doctor for my son"),
        "pills": ("what do pills cost", "do i pay for medicine", "price of tablets", "free prescriptions"),
    },
    out_of_scope=("what is the weather today", "where can i buy a car"),
    clusters={"tooth": (1, 4), "teeth": (1, 4), "dentist": (1, 5), "doctor": (2, 6), "gp": (2, 6)},
)
QUESTIONS = ("my teeth hurt", "join a gp", "price of my pills", "where is a car", "dentist", "", "zzz")

WORDS = DangerWords(
    language="en",
    cards=(),
    signs={"life-in-danger": ("not breathing",)},
    examples={
        "life-in-danger": ("he is not breathing", "she fell and does not wake up", "my father has chest pain")
    },
    look_alikes=("my phone is dead", "this film is killing me"),
)
EVERYDAY = (
    "how do i join a surgery",
    "what do pills cost",
    "my phone is dead",
    *(f"what does the {thing} cost" for thing in ("bus", "bed", "cup", "map", "pen", "hat", "bag", "tea")),
)
SPOKEN = ("he is not breathing", "my phone is dead", "what do pills cost", "she does not wake up")


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """Where the shelf keeps its files: a folder that is not there yet."""
    return tmp_path / "kept"


@pytest.fixture
def cache(place: Path, tmp_path: Path) -> ModelCache:
    return ModelCache(tmp_path / "knowledge", chosen=place)


@pytest.fixture(scope="module")
def learned() -> Matcher:
    """What is learned without any shelf."""
    return Matcher(LESSON)


def answers(matcher: Matcher) -> list[object]:
    return [matcher.rank(Question.of(question)) for question in QUESTIONS]


def files(place: Path) -> list[str]:
    return sorted(path.name for path in place.iterdir())


def is_same(one: Matcher, other: Matcher) -> bool:
    """Every array, to the last bit."""
    kept, learned = one.arrays(), other.arrays()
    return kept.keys() == learned.keys() and all(
        kept[name].dtype == learned[name].dtype and np.array_equal(kept[name], learned[name]) for name in kept
    )


def arrays_in(path: Path) -> dict[str, np.ndarray]:
    return read_arrays(path, path.stem)


def write(path: Path, arrays: dict[str, np.ndarray]) -> None:
    write_arrays(path, path.stem, arrays)


def poison(path: Path) -> None:
    """A file that fits in form and says something else: whoever reads it gives himself away."""
    arrays = arrays_in(path)
    write(path, {**arrays, "weights": arrays["weights"] * 0 + 7})


def is_poisoned(learned: Matcher | Danger) -> bool:
    return bool((learned.model.weights == 7).all())


def test_the_answers_are_the_same_without_a_file_with_a_new_one_and_with_a_kept_one(cache, place, learned):
    first = cache.matcher(LESSON)
    assert len(files(place)) == 1
    second = cache.matcher(LESSON)
    assert answers(first) == answers(second) == answers(learned)
    assert is_same(second, learned)
    assert any(ranking.matches for ranking in answers(second))


def test_a_kept_file_is_read_and_not_learned_anew(cache, place):
    cache.matcher(LESSON)
    poison(next(place.iterdir()))
    assert is_poisoned(cache.matcher(LESSON))


@pytest.mark.parametrize(
    "changes",
    [
        {"asks": {**LESSON.asks, "pills": (*LESSON.asks["pills"], "how much is a pill")}},
        {"asks": {**LESSON.asks, "pills": LESSON.asks["surgery"], "surgery": LESSON.asks["pills"]}},
        {"asks": {("teeth" if name == "dentist" else name): asks for name, asks in LESSON.asks.items()}},
        {"out_of_scope": LESSON.out_of_scope[:1]},
        {"clusters": {**LESSON.clusters, "tooth": (2, 6)}},
        {"clusters": {}},
    ],
    ids=[
        "another ask",
        "asks exchanged",
        "an entry renamed",
        "less out_of_scope",
        "a word moved",
        "no clusters",
    ],
)
def test_a_stale_file_is_never_used(cache, place, changes):
    cache.matcher(LESSON)
    (old,) = files(place)
    poison(place / old)
    training_data = replace(LESSON, **changes)
    made = cache.matcher(training_data)
    assert is_same(made, Matcher(training_data))
    (new,) = set(files(place)) - {old}
    assert not is_poisoned(cache.matcher(training_data)), new


def test_old_files_are_cleared_away_in_the_end(cache, place):
    for number in range(8):
        cache.matcher(replace(LESSON, out_of_scope=(f"question number {number}",)))
    assert len(files(place)) <= KEPT + 1


def broken_files(data: bytes) -> dict[str, bytes]:
    return {
        "empty": b"",
        "text": b"this is no archive",
        "a half": data[: len(data) // 2],
        "the first letters": data[:4],
        "zeros": bytes(len(data)),
        "an archive": b"PK\x05\x06" + bytes(18),
        "its beginning alone": data[:16],
        "of something else": data.replace(b"matcher-en-", b"matcher-fr-", 1),
    }


@pytest.mark.parametrize("kind", broken_files(b"12345678"))
def test_a_broken_file_is_never_used_and_is_replaced(cache, place, learned, kind):
    cache.matcher(LESSON)
    path = next(place.iterdir())
    sound = path.read_bytes()
    path.write_bytes(broken_files(sound)[kind])
    assert is_same(cache.matcher(LESSON), learned)
    assert path.read_bytes().startswith(MAGIC)
    assert len(path.read_bytes()) == len(sound)


def test_a_single_wrong_byte_anywhere_neither_stops_the_bot_nor_is_believed(cache, place, learned):
    cache.matcher(LESSON)
    path = next(place.iterdir())
    sound = path.read_bytes()
    for at in (*range(0, len(sound), len(sound) // 40), *range(0, 120, 7)):
        path.write_bytes(sound[:at] + bytes([sound[at] ^ 0xFF]) + sound[at + 1 :])
        assert is_same(cache.matcher(LESSON), learned), at


def test_an_array_that_is_missing_is_learned_anew(cache, place, learned):
    cache.matcher(LESSON)
    path = next(place.iterdir())
    arrays = arrays_in(path)
    for name in arrays:
        write(path, {each: array for each, array in arrays.items() if each != name})
        assert is_same(cache.matcher(LESSON), learned), name


def test_only_plain_numbers_are_read(place):
    place.mkdir()
    path = place / "odd.arrays"
    for odd in (
        np.array([{}], object),
        np.array(["text"]),
        np.array([1j]),
        np.array(["2026-11-22"], "M8[D]"),
    ):
        write_arrays(path, "odd", {"odd": np.zeros(8, np.uint8)})
        sound = path.read_bytes()
        head = sound.replace(b"|u1", odd.dtype.str.encode().ljust(3)[:3])
        checksum = crc32(head[12:]).to_bytes(4, "little")
        path.write_bytes(head[:8] + checksum + head[12:])
        with pytest.raises(NotSound):
            read_arrays(path, "odd")


def test_a_checksum_does_not_save_a_head_that_lies(place):
    place.mkdir()
    path = place / "odd.arrays"
    write_arrays(path, "odd", {"odd": np.zeros(8, np.int32)})
    sound = path.read_bytes()
    for true, lie in ((b"[8]", b"[9]"), (b"[[", b"{["), (b"<i4", b"<u8"), (b'"arrays"', b'"arroys"')):
        head = sound.replace(true, lie)
        assert head != sound
        path.write_bytes(head[:8] + crc32(head[12:]).to_bytes(4, "little") + head[12:])
        with pytest.raises(NotSound):
            read_arrays(path, "odd")


def test_shipped_models_are_read_and_never_written(tmp_path, place, learned):
    shipped = tmp_path / "shipped"
    shipped.mkdir()
    cache = ModelCache(tmp_path / "knowledge", shipped=(shipped,), chosen=place)
    cache.matcher(LESSON)
    (path,) = place.iterdir()
    path.rename(shipped / path.name)
    poison(shipped / path.name)
    told = []
    again = ModelCache(tmp_path / "knowledge", told.append, (shipped,), place)
    assert is_poisoned(again.matcher(LESSON))
    assert not told
    assert not files(place)
    (shipped / path.name).write_bytes(b"broken")
    assert is_same(again.matcher(LESSON), learned)
    assert (shipped / path.name).read_bytes() == b"broken"
    assert files(place) == [path.name]


def test_what_is_read_is_mapped_and_cannot_be_written(cache, place):
    cache.matcher(LESSON)
    (path,) = place.iterdir()
    for name, array in read_arrays(path, path.stem).items():
        assert not array.flags.owndata, name
        assert not array.flags.writeable, name


def test_a_place_that_cannot_be_written_costs_time_and_nothing_else(tmp_path, learned):
    (tmp_path / "file").write_text("no folder")
    for nowhere in (tmp_path / "file", tmp_path / "file" / "below"):
        cache = ModelCache(tmp_path / "knowledge", chosen=nowhere)
        assert answers(cache.matcher(LESSON)) == answers(learned)
        assert answers(cache.matcher(LESSON)) == answers(learned)
    assert [path.name for path in tmp_path.iterdir()] == ["file"]


def test_bot_cache_says_where_and_else_it_is_beside_the_knowledge(tmp_path):
    knowledge = tmp_path / "somewhere" / "knowledge"
    knowledge.mkdir(parents=True)
    ModelCache(knowledge, chosen=tmp_path / "chosen").matcher(LESSON)
    assert len(files(tmp_path / "chosen")) == 1
    assert files(knowledge.parent) == ["knowledge"]
    ModelCache(knowledge).matcher(LESSON)
    assert files(knowledge.parent) == [".cache", "knowledge"]
    assert files(knowledge.parent / ".cache") == files(tmp_path / "chosen")


def test_danger_is_kept_in_the_same_way_and_beside_the_matcher(cache, place):
    cache.matcher(LESSON)
    spoken = [Danger(WORDS, EVERYDAY, None, LESSON.clusters).notice(text) for text in SPOKEN]
    assert any(spoken)
    assert not all(spoken)
    for _ in range(2):
        danger = cache.danger(WORDS, EVERYDAY, LESSON.clusters)
        assert [danger.notice(text) for text in SPOKEN] == spoken
    assert [name.partition("-")[0] for name in files(place)] == ["danger", "matcher"]


@pytest.mark.parametrize(
    ("words", "everyday", "clusters"),
    [
        ({"examples": {"life-in-danger": ("he is not breathing",)}}, EVERYDAY, LESSON.clusters),
        ({"look_alikes": ("my laptop is dead",)}, EVERYDAY, LESSON.clusters),
        ({}, EVERYDAY[:2], LESSON.clusters),
        ({}, EVERYDAY, {}),
        ({"stage": blank()}, EVERYDAY, LESSON.clusters),
    ],
    ids=["other examples", "other look-alikes", "less of everyday", "no clusters", "a second stage"],
)
def test_stale_danger_is_never_used(cache, place, words, everyday, clusters):
    cache.danger(WORDS, EVERYDAY, LESSON.clusters)
    poison(next(place.iterdir()))
    assert is_poisoned(cache.danger(WORDS, EVERYDAY, LESSON.clusters))
    assert not is_poisoned(cache.danger(replace(WORDS, **words), everyday, clusters))
    assert len(files(place)) == 2


def test_an_installed_package_keeps_nothing_in_its_own_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    packaged = PACKAGE / "knowledge_files"
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert ModelCache(packaged).place == tmp_path / "healthcare-rights-bot"
    monkeypatch.delenv("XDG_CACHE_HOME")
    monkeypatch.setenv("HOME", str(tmp_path))
    assert ModelCache(packaged).place == tmp_path / ".cache" / "healthcare-rights-bot"
    assert ModelCache(tmp_path / "knowledge").place == tmp_path / ".cache"
    assert ModelCache(packaged, chosen=tmp_path / "mine").place == tmp_path / "mine"
