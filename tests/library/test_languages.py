"""A language is answered in when `languages.yaml` says live; what is written in it is checked before."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from bot.checks import errors
from bot.conversation import Asked, Outcome, Person
from bot.knowledge import Nation, Published
from bot.library import Library
from bot.runtime import load_snapshot
from tests.factories import TODAY
from tests.library.test_library import GOOD, change, problems_in, put

WORDS = "topics/gp/join-a-surgery/qx.yaml"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the good knowledge folder, in which one entry is translated into an invented language."""
    return Path(shutil.copytree(GOOD, tmp_path / "knowledge"))


def published(folder: Path) -> Published:
    return Library.read(folder).knowledge.published(TODAY)


def give_all_files(folder: Path, code: str = "qx") -> None:
    """All that a language needs to be answered in."""
    for name in ("voice/{}.yaml", "cards/{}.yaml"):
        shutil.copy(folder / name.format("en"), folder / name.format(code))
    shutil.copytree(folder / "danger" / "en", folder / "danger" / code)
    change(
        folder / "floors.yaml",
        "en:",
        f"{code}:\n  examples: {{}}\n  look_alikes: 0\n  words: {{}}\n  signs: {{}}\n  cries: {{}}\nen:",
    )


def go_live(folder: Path) -> None:
    change(folder / "languages.yaml", "state: draft", "state: live")


def told(folder: Path) -> list[str]:
    return [str(problem) for problem in errors(problems_in(folder))]


# ── draft and live ───────────────────────────────────────────────────────────────────────────────────


def test_a_draft_is_read_and_not_a_word_of_it_is_published(folder: Path) -> None:
    give_all_files(folder)
    knowledge = Library.read(folder).knowledge
    assert set(knowledge.translations["qx"]) == {"join-a-surgery"}
    assert "qx" in knowledge.asks.keys() & knowledge.voices.keys() & knowledge.dangers.keys()
    draft = knowledge.published(TODAY)
    for of_languages in (
        draft.voices, draft.dangers, draft.translations, draft.asks, draft.confusions, draft.out_of_scope,
    ):  # fmt: skip
        assert "qx" not in of_languages
    assert [language.code for language in draft.languages] == ["en"]


def test_a_live_language_is_published_with_its_words_and_its_direction(folder: Path) -> None:
    give_all_files(folder)
    go_live(folder)
    assert told(folder) == []
    live = published(folder)
    words = live.translations["qx"]["join-a-surgery"]
    assert words.title == "Woh ot nioj a yregrus"
    assert [passage.text for passage in words.answer.warn] == ["Fi a efil si ni regnad, llac 999."]
    assert words.answer.short[1].nations == (Nation.SCOTLAND,)
    assert words.of == live.wordings["join-a-surgery"]
    assert live.asks["qx"]["join-a-surgery"] == ("woh od i nioj a yregrus", "i tnaw a rotcod ni ym nwot")
    assert {language.code: language.direction for language in live.languages} == {"en": "ltr", "qx": "rtl"}
    assert {"qx", "en"} == set(live.voices) == set(live.dangers)


def test_english_is_answered_in_whatever_the_list_of_languages_says(folder: Path) -> None:
    change(folder / "languages.yaml", "state: live", "state: draft")
    assert "en" in published(folder).voices
    assert told(folder) == [
        (
            "knowledge/languages.yaml:1: English is not live here, and everything is written in it first; "
            "write “en: {name: English, direction: ltr, state: live}”"
        )
    ]
    put(folder, "languages.yaml", "en: [")
    assert "en" in published(folder).voices


def test_a_live_language_without_one_of_its_files_is_an_error_that_names_the_file(folder: Path) -> None:
    go_live(folder)
    mend = "add it, or write “state: draft” for “qx” in knowledge/languages.yaml"
    missing = (
        "voice/qx.yaml", "cards/qx.yaml",
        "danger/qx/signs.yaml", "danger/qx/examples.yaml", "danger/qx/look-alikes.yaml",
    )  # fmt: skip
    assert told(folder) == [f"knowledge/{name}: the file is missing; {mend}" for name in missing]


@pytest.mark.parametrize(
    "name",
    [
        "voice/qy.yaml", "cards/qy.yaml", "danger/qy/signs.yaml", "out-of-scope/qy.yaml",
        "topics/gp/join-a-surgery/qy.yaml", "topics/gp/join-a-surgery/asks/qy.yaml",
    ],
)  # fmt: skip
def test_a_file_of_a_language_that_nobody_listed_is_an_error(name: str, folder: Path) -> None:
    of_qx = folder / name.replace("qy", "qx")
    shutil.copytree(folder / "danger/en", folder / "danger/qx")
    source = of_qx if of_qx.exists() else folder / name.replace("qy", "en")
    put(folder, name, source.read_bytes())
    (problem,) = [each for each in problems_in(folder) if each.rule == "language-unknown"]
    assert (problem.file, problem.mend) == (
        f"knowledge/{name}",
        "add it there as a draft, or delete this file",
    )
    assert "qy" not in {*published(folder).voices, *published(folder).asks, *published(folder).translations}


def test_a_voice_is_missed_for_english_too(folder: Path) -> None:
    (folder / "danger/en/signs.yaml").unlink()
    assert "knowledge/danger/en/signs.yaml: the file is missing; add it: nothing works without it" in told(
        folder
    )
    assert "en" not in published(folder).dangers


# ── what a translation shares with the English words ─────────────────────────────────────────────────


def of_rule(folder: Path, rule: str) -> list[str]:
    return [f"{each.line}: {each.found}" for each in problems_in(folder) if each.rule == rule]


def test_a_translation_of_other_english_words_is_named_and_no_more_is_asked_of_it(folder: Path) -> None:
    entry = folder / "topics/gp/join-a-surgery/entry.yaml"
    change(entry, "Ask at the desk for the form.", "Ask for the form.")
    change(entry, "  warn: If a life is in danger, call {emergency-999}.\n", "")
    now = next(e for e in Library.read(folder).knowledge.entries if e.id == "join-a-surgery").wording
    before = Library.read(GOOD).knowledge.translations["qx"]["join-a-surgery"].of
    (found,) = of_rule(folder, "translation-stale")
    assert found == f"1: it was made from {before}, and the English words are now {now}"
    assert of_rule(folder, "translation-shape") == []


def test_a_number_or_source_that_changes_asks_for_no_new_translation(folder: Path) -> None:
    change(folder / "topics/gp/join-a-surgery/entry.yaml", "next: 2027-02-22", "next: 2027-03-22")
    change(folder / "services/kind-helpers.yaml", "phone: 08081570012", "phone: 08081570013")
    assert of_rule(folder, "translation-stale") == []


@pytest.mark.parametrize(
    ("old", "new", "rule", "found"),
    [
        (
            "      nations: [scotland]",
            "      nations: [england]",
            "translation-shape",
            "4: “short” is england; england, and in English england; scotland",
        ),
        (
            "    - Ksa ta eht ksed rof eht mrof.\n",
            "",
            "translation-shape",
            "9: “steps” is england, and in English everywhere; england",
        ),
        (
            "{emergency-999}",
            "{kind-helpers}",
            "translation-placeholder",
            (
                "13: “Fi a efil si ni regnad, llac {kind-helpers}.” names {kind-helpers}, "
                "and in English {emergency-999}"
            ),
        ),
        (
            "show_at_reception:",
            "rumour: {people_say: A, rule_says: B, as_of: 2026-11-20}\nshow_at_reception:",
            "reading",
            "14: the key “rumour” is not known here",
        ),
    ],
)
def test_a_translation_has_the_nations_and_numbers_of_the_english_words(
    old: str, new: str, rule: str, found: str, folder: Path
) -> None:
    change(folder / WORDS, old, new)
    assert of_rule(folder, rule) == [found]


def test_a_rumour_is_translated_where_there_is_one_and_invented_nowhere(folder: Path) -> None:
    change(folder / WORDS, "  warn:", "  rumour: {people_say: A, rule_says: B, as_of: 2026-11-20}\n  warn:")
    assert of_rule(folder, "translation-shape") == ["13: it has a “rumour” than in English"]


@pytest.mark.parametrize(("state", "refused"), [("live", True), ("cards", True), ("draft", False)])
def test_what_no_words_may_hold_is_found_in_a_translation_too(
    state: str, refused: bool, folder: Path
) -> None:
    """It advises in a draft, of which nobody is told a word, and is refused once the language is spoken."""
    change(folder / "languages.yaml", "state: draft", f"state: {state}")
    change(folder / WORDS, "Ksa ta eht ksed rof eht mrof.", "Ksa 020 7946 0123 rof eht mrof.")
    problems = [each for each in problems_in(folder) if each.rule == "phone-in-text"]
    assert [each.file for each in problems] == [f"knowledge/{WORDS}"]
    assert bool(errors(problems)) is refused


def test_a_translation_with_a_mistake_is_left_out_and_costs_nothing_else(folder: Path) -> None:
    change(folder / WORDS, "  warn:", "  wran:")
    knowledge = Library.read(folder).knowledge
    assert knowledge.translations == {}
    assert set(knowledge.published(TODAY).entries) == {"join-a-surgery", "pay-for-pills"}


# ── one word for one thing ───────────────────────────────────────────────────────────────────────────


TERM = "- {{english: [sheet, form], use: tnemucod, {}, why: a shape}}\n".format


def test_a_word_that_the_terms_avoid_is_refused_where_the_english_says_the_term(folder: Path) -> None:
    put(folder, "terms/qx.yaml", TERM("avoid: [mrof]"))
    assert of_rule(folder, "term-avoided") == [
        "10: “Ksa ta eht ksed rof eht mrof.” says “mrof” where the English says “sheet” (a shape)",
        (
            "14: “Olleh. I dluow ekil ot nioj siht yregrus. Esaelp evig em eh…” says “mrof” where the "
            "English says “sheet” (a shape)"
        ),
    ]
    for passage in ("Ksa ta eht ksed rof eht mrof.", "Esaelp evig em eht mrof."):
        change(folder / WORDS, passage, passage.replace("mrof", "tnemucod"))
    assert of_rule(folder, "term-avoided") == []


@pytest.mark.parametrize("term", ["avoid: [mro]", "avoid: [tsrif]", "beware: [mrof]"])
def test_only_whole_words_of_that_passage_are_refused_and_none_that_are_right_elsewhere(
    term: str, folder: Path
) -> None:
    put(folder, "terms/qx.yaml", TERM(term))
    assert of_rule(folder, "term-avoided") == []


def test_a_passage_without_a_word_that_the_term_keeps_is_named(folder: Path) -> None:
    put(folder, "terms/qx.yaml", TERM("keep: [tnemucod, mrof]"))
    assert of_rule(folder, "term-missing") == []
    change(folder / WORDS, "Ksa ta eht ksed rof eht mrof.", "Ksa ta eht ksed rof ti.")
    assert of_rule(folder, "term-missing") == [
        "10: “Ksa ta eht ksed rof ti.” does not name “sheet”, and the English does"
    ]


def test_a_sentence_of_the_voice_is_held_to_the_terms_too(folder: Path) -> None:
    give_all_files(folder)
    put(folder, "terms/qx.yaml", "- {english: topic, use: cipot, avoid: [topic]}\n")
    assert of_rule(folder, "term-avoided")


# ── special content ──────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("old", "new", "found"),
    [
        ("join-a-surgery", "bot-privacy", "1: “bot-privacy” is no entry, and /privacy tells it"),
        ("[kind-helpers,", "[kind-helper,", "3: fallback_help names “kind-helper”, which is no service"),
        (
            "far-helpers]",
            "kind-helpers]",
            "3: fallback_help has nobody with a phone or a page in wales",
        ),
    ],
)
def test_what_special_names_must_be_there_and_help_somebody_in_each_nation(
    old: str, new: str, found: str, folder: Path
) -> None:
    change(folder / "special.yaml", old, new)
    here = [f"{p.line}: {p.found}" for p in errors(problems_in(folder)) if p.file == "knowledge/special.yaml"]
    assert found in here


def test_urgent_shows_a_card_whatever_becomes_of_the_file(folder: Path) -> None:
    put(folder, "special.yaml", "urgent_card: [")
    assert published(folder).special.urgent_card == "life-in-danger"
    put(
        folder,
        "special.yaml",
        "privacy: join-a-surgery\nurgent_card: nothing\nfallback_help: [kind-helpers]\n",
    )
    assert published(folder).special.urgent_card == "life-in-danger"
    assert [each.rule for each in problems_in(folder)].count("urgent-card-missing") == 1


# ── how sure is sure ─────────────────────────────────────────────────────────────────────────────────

WEIGHTS = "generated/calibration/en.yaml"


def named_by(folder: Path, rule: str) -> list[str]:
    return [str(problem) for problem in problems_in(folder) if problem.rule == rule]


def test_a_live_language_for_which_nothing_was_fitted_is_named_and_a_draft_is_not(folder: Path) -> None:
    give_all_files(folder)
    assert named_by(folder, "calibration-missing") == []
    go_live(folder)
    (line,) = named_by(folder, "calibration-missing")
    assert line.startswith("knowledge/generated/calibration/qx.yaml: ")
    assert not [each for each in told(folder) if "calibration" in each], "a warning"
    assert "run tools/calibrate.py qx" in line
    shutil.copy(folder / WEIGHTS, folder / WEIGHTS.replace("en.", "qx."))
    assert named_by(folder, "calibration-missing") == []


def test_weights_of_other_things_than_the_matcher_sees_are_an_error(folder: Path) -> None:
    change(folder / WEIGHTS, "  head: 0.7917\n", "  what another says: 0.7917\n")
    (line,) = named_by(folder, "calibration-stale")
    assert line.startswith("knowledge/generated/calibration/en.yaml:3: ")


STAGE = "generated/danger/en.yaml"


def test_a_live_language_whose_danger_was_not_fitted_is_named_and_a_draft_is_not(folder: Path) -> None:
    give_all_files(folder)
    assert named_by(folder, "danger-stage-missing") == []
    go_live(folder)
    (line,) = named_by(folder, "danger-stage-missing")
    assert line.startswith("knowledge/generated/danger/qx.yaml: ")
    assert "run tools/fit_danger.py qx" in line
    shutil.copy(folder / STAGE, folder / STAGE.replace("en.", "qx."))
    assert named_by(folder, "danger-stage-missing") == []


def test_a_second_stage_of_other_things_than_are_seen_is_an_error(folder: Path) -> None:
    change(folder / STAGE, "  number of pieces:", "  number of commas:")
    (line,) = named_by(folder, "danger-stage-stale")
    assert line.startswith("knowledge/generated/danger/en.yaml:3: ")


@pytest.mark.parametrize("broken", ["nan", "1e9", "0,27", "[1]", "", "1234567", "0.1234567890"])
def test_weights_that_are_no_numbers_are_named_and_count_for_nothing(folder: Path, broken: str) -> None:
    assert published(folder).calibrations["en"].meaning["head"] == pytest.approx(0.7917)
    change(folder / WEIGHTS, "  head: 0.7917\n", f"  head: {broken}\n")
    knowledge = published(folder)
    assert "head" not in knowledge.calibrations["en"].meaning
    assert any(line.startswith("knowledge/generated/calibration/en.yaml:8: ") for line in told(folder))


def test_without_weights_answers_are_offered_and_not_told(folder: Path) -> None:
    question = Asked("how do i join a surgery in my town")
    assert load_snapshot(folder, TODAY).turn(Person(), question).decision.outcome is Outcome.TOLD
    (folder / WEIGHTS).unlink()
    decision = load_snapshot(folder, TODAY).turn(Person(), question).decision
    assert decision.outcome is Outcome.OFFERED
    assert decision.choices[0] == "join-a-surgery"
