"""The rules for languages. Changes when a language needs another file before people are answered in it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from bot.checks.context import CheckContext, language_of
from bot.danger import stage
from bot.knowledge import ENGLISH
from bot.knowledge.service import SAID
from bot.matching import fits
from bot.problems import Problem, cut

LANGUAGES = "languages.yaml"
ELSEWHERE = "elsewhere.yaml"
HELPERS = "helpers/{}.yaml"

_NUMBER = re.compile(r"\d+")

VOICE = ("voice/{}.yaml",)
SIGNS = ("cards/{}.yaml", "danger/{}/signs.yaml")
"""Without these nothing is said in a language."""

DANGER = (*SIGNS, "danger/{}/examples.yaml", "danger/{}/look-alikes.yaml")
"""Without all of these nobody is answered in it."""

CALIBRATION = "generated/calibration/{}.yaml"
"""Without it people are offered buttons, and told no answer as sure."""

STAGE = "generated/danger/{}.yaml"
"""Without it the examples alone say what is danger, and more calm messages get a card."""


@dataclass(frozen=True, slots=True)
class LanguageRules:
    """Every rule for which languages there are, and what each must have."""

    context: CheckContext

    def run(self) -> Iterator[Problem]:
        """All problems of languages. A list of languages that cannot be read has its own problem."""
        yield from self.missing(ENGLISH, "add it: nothing works without it", DANGER)
        yield from self.calibration()
        yield from self.second_stage()
        yield from self.elsewhere()
        yield from self.helpers()
        languages = self.context.knowledge.languages
        if not languages:
            return
        yield from self.english()
        for language in languages:
            if language.is_spoken and language.code != ENGLISH:
                mend = f"add it, or write “state: draft” for “{language.code}” in knowledge/{LANGUAGES}"
                yield from self.missing(language.code, mend, DANGER if language.is_live else SIGNS)
        known = {language.code for language in languages}
        for name in sorted(self.context.places):
            code = language_of(name)
            if code and code not in known:
                yield self.context.at(
                    name,
                    "",
                    f"knowledge/{LANGUAGES} does not know the language “{code}”",
                    "add it there as a draft, or delete this file",
                    rule="language-unknown",
                )

    def missing(self, code: str, mend: str, danger: tuple[str, ...]) -> Iterator[Problem]:
        knowledge = self.context.knowledge
        lacking: tuple[str, ...] = () if code in knowledge.voices else VOICE
        words = knowledge.dangers.get(code)
        lacking += () if words and (words.examples or danger == SIGNS) else danger
        for name in (each.format(code) for each in lacking):
            if name not in self.context.places:  # else it cannot be read, and has its own problem
                yield self.context.at(name, "", "the file is missing", mend, rule="file-missing")

    def calibration(self) -> Iterator[Problem]:
        """Whether an answer can be told as sure in each language, and not only be offered."""
        for code in sorted(self.context.knowledge.live):
            name = CALIBRATION.format(code)
            weights = self.context.knowledge.calibrations.get(code)
            if weights is None and name not in self.context.places:
                found = (
                    "nothing says how sure is sure: people are offered buttons, and told no answer as sure"
                )
                mend, rule = f"run tools/calibrate.py {code}", "calibration-missing"
                yield self.context.at(name, "", found, mend, rule=rule, warn=True)
            elif weights and not fits(weights):
                found = "this is of other things than the matcher sees today: it counts for nothing"
                mend, rule = f"run tools/calibrate.py {code} again", "calibration-stale"
                yield self.context.at(name, "words:", found, mend, rule=rule)

    def second_stage(self) -> Iterator[Problem]:
        """Whether danger is judged by all that is seen in each language, and not by the examples alone."""
        for code in sorted(self.context.knowledge.spoken & self.context.knowledge.dangers.keys()):
            name = STAGE.format(code)
            fitted = self.context.knowledge.dangers[code].stage
            if fitted is None and name not in self.context.places and code in self.context.knowledge.live:
                found = "the examples alone say what is danger: more calm messages get a card"
                mend, rule = f"run tools/fit_danger.py {code}", "danger-stage-missing"
                yield self.context.at(name, "", found, mend, rule=rule, warn=True)
            elif fitted and not stage.fits(fitted):
                found = "this is of other things than are seen in a text today: it counts for nothing"
                mend, rule = f"run tools/fit_danger.py {code} again", "danger-stage-stale"
                yield self.context.at(name, "short:", found, mend, rule=rule)

    def helpers(self) -> Iterator[Problem]:
        """What is said of helpers in other languages: of the helpers of today, and the same numbers."""
        knowledge = self.context.knowledge
        said = {getattr(service, name) for service in knowledge.services.values() for name in SAID} - {""}
        for code, words in knowledge.helper_words.items():
            name = HELPERS.format(code)
            for english, text in words.items():
                yield from self.context.spoken(name, text)
                if english not in said:
                    yield self.context.at(
                        name,
                        english,
                        f"no helper says “{cut(english)}” any more",
                        "delete it, or write the words that stand in services/ now",
                        rule="helper-words-unknown",
                        warn=True,
                    )
                elif sorted(_NUMBER.findall(english)) != sorted(_NUMBER.findall(text)):
                    yield self.context.at(
                        name,
                        text,
                        f"“{cut(text)}” has other numbers than “{cut(english)}”",
                        "write the same numbers",
                        rule="helper-words-numbers",
                    )
        for code in sorted(knowledge.live & knowledge.voices.keys() - {ENGLISH}):
            if missing := sorted(said - knowledge.helper_words.get(code, {}).keys()):
                yield self.context.at(
                    HELPERS.format(code),
                    "",
                    f"{len(missing)} sentences about helpers are not translated, first “{cut(missing[0])}”",
                    "translate them: people read them in English",
                    rule="helper-words-missing",
                    warn=True,
                )

    def elsewhere(self) -> Iterator[Problem]:
        """The one sentence of every other language, and its cries."""
        words = self.context.knowledge.dangers.get(ENGLISH)
        cards = {card.id for card in words.cards} if words else set()
        owners: dict[tuple[str, ...], str] = {}
        for code, each in self.context.knowledge.elsewhere.items():
            yield from self.context.placeholders(ELSEWHERE, each.line)
            yield from self.context.spoken(ELSEWHERE, each.line)
            if each.line and not ("{emergency-999}" in each.line and each.english in each.line):
                yield self.context.at(
                    ELSEWHERE,
                    each.line,
                    f"the sentence in {each.english} lacks {{emergency-999}} or the word “{each.english}”",
                    "write both: the number, and the word to say to whoever answers",
                    rule="elsewhere-line",
                )
            for card, cries in each.cries.items():
                if cards and card not in cards:
                    found, mend = f"“{card}” is no danger card", "write the id of a card of cards/en.yaml"
                    yield self.context.at(ELSEWHERE, f"{card}:", found, mend, rule="card-unknown")
                for cry in cries:
                    if (owner := owners.setdefault(self.context.words(cry), code)) != code:
                        found = f"“{cry}” is a cry in “{owner}” and in “{code}”"
                        mend = "leave it in one of them: its card would come with the sentence of either"
                        yield self.context.at(ELSEWHERE, cry, found, mend, rule="cry-twice", within=cry)

    def english(self) -> Iterator[Problem]:
        """English is answered in whatever the file says: it should say so."""
        english = next((each for each in self.context.knowledge.languages if each.code == ENGLISH), None)
        if english is None or english.state != "live":
            yield self.context.at(
                LANGUAGES,
                f"{ENGLISH}:",
                "English is not live here, and everything is written in it first",
                "write “en: {name: English, direction: ltr, state: live}”",
                rule="english-live",
            )
