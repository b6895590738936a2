"""The rules that take two files to get round. Changes when another thing must not be turned by one edit."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain

from bot.checks.context import CheckContext
from bot.checks.spoken import sends_elsewhere
from bot.checks.translations import translation_file, translations_of
from bot.knowledge import (
    PLACEHOLDER,
    Card,
    DangerWords,
    Floor,
    Independence,
    Notice,
    Pin,
    Reviewed,
    Service,
    faults,
    lapsed,
    named,
)
from bot.problems import Problem, cut

PINS = "numbers.yaml"
FLOORS = "floors.yaml"
LEAVE = "closing.yaml"
REVIEWERS = "reviewers.yaml"

DANGER_FILES = ("signs", "examples", "look-alikes")
"""The files of danger in one language that must not shrink."""


def danger_file(code: str, part: str) -> str:
    """The name of one of them."""
    return f"danger/{code}/{part}.yaml"


FAR_BELOW = 0.8
"""A floor under so much of what there is lets too much go."""


@dataclass(frozen=True, slots=True)
class GuardRules:
    """Every rule by which one file guards another."""

    context: CheckContext

    def run(self) -> Iterator[Problem]:
        """All problems of guards and of what they guard."""
        yield from self.numbers()
        yield from self.kinds()
        yield from self.danger()
        yield from self.reviewers()
        for entry in self.context.knowledge.entries:
            yield from self.review(entry.id, entry)
        for code, words in self.context.knowledge.dangers.items():
            for card in words.cards:
                yield from self.review(f"cards/{code}.yaml", card)
        for entry in self.context.knowledge.entries:
            for translation in translations_of(entry, self.context.knowledge):
                yield from self.review(translation_file(entry, translation.language), translation)
        if notice := self.context.knowledge.notice:
            yield from self.notice(notice)

    # ── numbers ──────────────────────────────────────────────────────────────────────────────────────

    def numbers(self) -> Iterator[Problem]:
        pins = self.context.knowledge.pins
        if pins is None:
            return
        for name, pin in pins.numbers.items():
            service = self.context.knowledge.services.get(name)
            if service:
                yield from self.number(service, pin)
            elif not self.context.is_service(name):
                yield self.context.at(
                    PINS,
                    f"{name}:",
                    f"knowledge/services/{name}.yaml is missing, whose number stands here",
                    f"put it back, or take “{name}” out of knowledge/{PINS} too",
                    rule="number-pinned",
                )
            yield from self.named(name, pin)
        for name, where in self.vital():
            if name not in pins.numbers and self.context.is_service(name):
                yield self.context.at(
                    where,
                    name,
                    f"it names {name}, whose number does not stand in knowledge/{PINS}",
                    f"leave it out, or add “{name}” to “numbers” there once somebody else has called it",
                    rule="number-pinned",
                )

    def number(self, service: Service, pin: Pin) -> Iterator[Problem]:
        for kind, is_now, was in (("phone", service.phone, pin.phone), ("text", service.text, pin.text)):
            if is_now != was:
                yield self.context.at(
                    f"services/{service.id}.yaml",
                    f"{kind}:",
                    f"“{kind}” is {_quoted(is_now)}, and knowledge/{PINS} says {_quoted(was)}",
                    "put it back, or change both files once somebody else has called the number",
                    rule="number-pinned",
                )

    def named(self, name: str, pin: Pin) -> Iterator[Problem]:
        """Where a pinned number must be said: it may not get lost from there."""
        for code, words in self.context.knowledge.dangers.items():
            cards = {card.id: card for card in words.cards}
            for card_id in pin.cards:
                card = cards.get(card_id)
                if card is None or name not in _services_of(card):
                    yield self.context.at(
                        f"cards/{code}.yaml",
                        card_id,
                        f"the card “{card_id}” does not name {name}",
                        f"put it back, or take the card away from “{name}” in knowledge/{PINS} too",
                        rule="number-lost",
                    )
        for code, voice in self.context.knowledge.voices.items():
            for line in pin.lines:
                if line in voice.lines and name not in PLACEHOLDER.findall(voice.lines[line]):
                    yield self.context.at(
                        f"voice/{code}.yaml",
                        f"{line}:",
                        f"the line “{line}” does not name {{{name}}}",
                        f"put it back, or take the line away from “{name}” in knowledge/{PINS} too",
                        rule="number-lost",
                    )

    def vital(self) -> Iterator[tuple[str, str]]:
        """Every service of a danger card, or of the bot's own sentences, and the file that names it."""
        for code, words in self.context.knowledge.dangers.items():
            for card in words.cards:
                yield from ((name, f"cards/{code}.yaml") for name in _services_of(card))
        for code, voice in self.context.knowledge.voices.items():
            for text in voice.lines.values():
                yield from ((name, f"voice/{code}.yaml") for name in PLACEHOLDER.findall(text))

    def kinds(self) -> Iterator[Problem]:
        """Whose side a helper is on: people fear the helper, and nobody may turn that unseen."""
        pins = self.context.knowledge.pins
        for service in self.context.knowledge.services.values() if pins else ():
            was = pins.kinds.get(service.id, Independence.CHARITY) if pins else None
            if service.independence != was:
                yield self.context.at(
                    f"services/{service.id}.yaml",
                    "independence:",
                    f"“independence” is {service.independence}, and knowledge/{PINS} says {was}",
                    f"correct it, or write “{service.id}: {service.independence}” under “kinds” there too",
                    rule="kind-pinned",
                )

    # ── danger ───────────────────────────────────────────────────────────────────────────────────────

    def danger(self) -> Iterator[Problem]:
        floors = self.context.knowledge.floors
        if floors is None:
            return
        for code, words in self.context.knowledge.dangers.items():
            if code in floors:
                yield from self.shrunk(words, floors[code])
            elif code in self.context.knowledge.live:
                yield self.context.at(
                    danger_file(code, "examples"),
                    "",
                    f"knowledge/{FLOORS} says nothing of “{code}”",
                    "add the counts there, so that no line gets lost unseen",
                    rule="floor-missing",
                    warn=True,
                )
        lost = sorted(floors.keys() - self.context.knowledge.dangers.keys())
        for name, code in ((danger_file(code, part), code) for code in lost for part in DANGER_FILES):
            if name not in self.context.places:
                yield self.context.at(
                    FLOORS,
                    f"{code}:",
                    f"knowledge/{name} is missing",
                    f"put it back, or take “{code}” out of knowledge/{FLOORS} too",
                    rule="danger-shrunk",
                )

    def counts(self, texts: Iterable[str]) -> Counter[str]:
        """How many of the texts hold each word."""
        return Counter(chain.from_iterable(set(self.context.words(text)) for text in texts))

    def shrunk(self, words: DangerWords, floor: Floor) -> Iterator[Problem]:
        held = self.counts(text for texts in words.examples.values() for text in texts)
        counts = [
            *(
                (f"examples of {card}", len(words.examples.get(card, ())), low)
                for card, low in floor.examples.items()
            ),
            ("look_alikes", len(words.look_alikes), floor.look_alikes),
            *((f"examples with “{word}”", held[word], low) for word, low in floor.words.items()),
        ]
        for what, count, low in counts:
            if count < low:
                part = "look-alikes" if what == "look_alikes" else "examples"
                yield self.context.at(
                    danger_file(words.language, part),
                    "look_alikes:" if what == "look_alikes" else "",
                    f"there are {count} {what}, and knowledge/{FLOORS} says at least {low}",
                    "put the lines back, or change the count there too",
                    rule="danger-shrunk",
                )
            elif low < FAR_BELOW * count and not what.startswith("examples with"):
                yield self.context.at(
                    FLOORS,
                    f"{words.language}:",
                    f"it asks for {low} {what}, and there are {count}",
                    f"write {count}, so that none gets lost unseen",
                    rule="floor-low",
                    warn=True,
                )
        for kind, here, needed in (("sign", words.signs, floor.signs), ("cry", words.cries, floor.cries)):
            for card, texts in needed.items():
                for text in texts:
                    if text not in here.get(card, ()):
                        yield self.context.at(
                            danger_file(words.language, "signs"),
                            "signs:" if kind == "sign" else "cries:",
                            f"the {kind} “{cut(text)}” of {card} is gone, and knowledge/{FLOORS} needs it",
                            "put it back, or take it out there too",
                            rule="danger-shrunk",
                        )

    # ── reviews ──────────────────────────────────────────────────────────────────────────────────────

    def reviewers(self) -> Iterator[Problem]:
        for reviewer in self.context.knowledge.reviewers.values():
            if reviewer.is_sample:
                yield self.context.at(
                    REVIEWERS,
                    f"{reviewer.id}:",
                    f"“{reviewer}” is the manual’s example and no person",
                    "take it out: people are told this name",
                    rule="reviewer-sample",
                )
            if reviewer.until and reviewer.until < reviewer.since:
                yield self.context.at(
                    REVIEWERS,
                    f"{reviewer.id}:",
                    f"“until” is {reviewer.until}, before “since”",
                    "turn the dates round",
                    rule="reviewer-time",
                )
            for text in (reviewer.name, reviewer.role, reviewer.organisation):
                yield from self.context.spoken(REVIEWERS, text)

    def review(self, name: str, what: Reviewed) -> Iterator[Problem]:
        knowledge, review = self.context.knowledge, what.review
        if review is None:
            return
        for fault in faults(review, what, knowledge.reviewers, knowledge.ground):
            yield self.context.at(
                name,
                fault.clue,
                f"the review of {named(what)}: {fault.found}",
                fault.mend,
                rule=fault.rule,
                subject=named(what),
            )
        if lapse := lapsed(review, knowledge.seal(what), named(what)):
            yield self.context.at(name, lapse.clue, lapse.found, lapse.mend, rule=lapse.rule, warn=True)

    # ── the notice ───────────────────────────────────────────────────────────────────────────────────

    def notice(self, notice: Notice) -> Iterator[Problem]:
        leave = self.context.knowledge.leave
        if not self.context.knowledge.may_be_said(notice):
            yield self.context.at(
                "notice.yaml",
                "closed:",
                "it closes the bot",
                f"write “closes: {notice.day}” in knowledge/{LEAVE} too, or take “closed” away",
                rule="notice-closes",
            )
        for text in notice.texts.values():
            words = sends_elsewhere(text)
            if words and not (leave and leave.sends_elsewhere == notice.day):
                yield self.context.at(
                    "notice.yaml",
                    text,
                    f"it sends people elsewhere: “{words}”",
                    f"write “sends_elsewhere: {notice.day}” in knowledge/{LEAVE} too, or leave it out",
                    rule="notice-sends-elsewhere",
                )


def _services_of(card: Card) -> tuple[str, ...]:
    named = (name for line in card.lines for name in PLACEHOLDER.findall(line.text))
    return tuple(dict.fromkeys((*named, *card.get_help)))


def _quoted(number: str) -> str:
    return f"“{number}”" if number else "empty"
