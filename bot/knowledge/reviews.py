"""Whether a review counts, and for what. Changes when a reviewer must vouch for more."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from bot.knowledge.answer import PLACEHOLDER, Answer, Passage, Review
from bot.knowledge.danger_words import Card
from bot.knowledge.entry import Entry
from bot.knowledge.evidence import Amount, Fact, Source
from bot.knowledge.service import Service
from bot.knowledge.translation import Translation
from bot.knowledge.wording import SEAL, shown

EMERGENCY = "emergency-999"
"""The service whose number may stand above any answer."""

SAMPLE_NAMES = frozenset({
    "name", "name, role, organisation", "role", "organisation", "your-id", "a. adviser", "a-adviser",
    "adviser", "law centre",
})  # fmt: skip
"""What manuals and schemas write where somebody’s name belongs. It is nobody’s name."""

_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")


@dataclass(frozen=True, slots=True)
class Reviewer:
    """Somebody who may vouch for words, in the file of reviewers because they asked to be."""

    id: str
    name: str
    role: str
    organisation: str
    since: date
    until: date | None = None

    def __str__(self) -> str:
        return f"{self.name}, {self.role}, {self.organisation}"

    @property
    def is_sample(self) -> bool:
        """Whether it is the manual’s example and no person."""
        return any(each.strip().lower() in SAMPLE_NAMES for each in (self.id, self.name))


@dataclass(frozen=True, slots=True)
class Ground:
    """What an answer stands on: what a reviewer saw beside the words."""

    services: Mapping[str, Service]
    amounts: Mapping[str, Amount]
    evidence: Mapping[str, Fact]


@dataclass(frozen=True, slots=True)
class Fault:
    """Why a review makes no sense: the rule, where to look, what is there, what to do."""

    rule: str
    clue: str
    found: str
    mend: str


Reviewed = Entry | Card | Translation
"""What somebody may vouch for."""


def sheet_of(what: Reviewed, ground: Ground) -> dict[str, object]:
    """
    All that a reviewer of an entry or a danger card vouches for, as plain data.

    The words and the nations they are for; every value of the amounts they name; the helpers with their
    numbers, addresses and whose side they are on; the facts with their wording; the sources. The day on
    which a source was checked again is no part of it, nor are the asks.

    Who reviews a translation vouches that its words say what those English words say, and for no more.
    """
    if isinstance(what, Translation):
        return {
            "kind": "translation",
            "id": what.entry,
            "language": what.language,
            "of": what.of,
            "title": what.title,
            **_answered(what.answer),
            "reception": _said(what.reception),
        }
    names, helpers = _placeholders(what), what.get_help
    sheet: dict[str, object] = {"id": what.id, "title": what.title}
    match what:
        case Entry():
            sheet |= {
                "kind": "entry",
                "language": what.language,
                "nations": list(what.nations),
                **_answered(what.answer),
                "reception": _said(what.show_at_reception),
                "sources": _read(what.sources),
            }
        case Card():
            sheet |= {"kind": "card", "outcome": what.outcome, "lines": _said(what.lines)}
    return sheet | {
        "amounts": {name: _values(ground.amounts[name]) for name in sorted(names & ground.amounts.keys())},
        "numbers": {
            name: _helper(ground.services.get(name)) for name in sorted(names - ground.amounts.keys())
        },
        "helpers": [[name, _helper(ground.services.get(name))] for name in helpers],
        "facts": [[name, _fact(ground.evidence.get(name))] for name in what.facts],
        "emergency": ground.services[EMERGENCY].phone if EMERGENCY in ground.services else None,
    }


def faults(
    review: Review, what: Reviewed, reviewers: Mapping[str, Reviewer], ground: Ground
) -> Iterator[Fault]:
    """
    Everything for which a review makes no sense, whatever words it is of and on whatever day.

    A lapsed seal is no fault. Whether its day is still to come is for those to say who know what day it is.
    """
    reviewer = reviewers.get(review.by)
    if reviewer is None:
        yield Fault(
            "review-unknown-reviewer",
            "by:",
            f"“{review.by}” has reviewed it, who is not in knowledge/reviewers.yaml",
            "write the id of a reviewer there, or take the review away",
        )
    elif reviewer.is_sample:
        yield Fault(
            "review-unknown-reviewer",
            "by:",
            f"“{review.by}” is the manual’s example and no person",
            "take the review away",
        )
    elif review.on < reviewer.since or (reviewer.until and review.on > reviewer.until):
        until = f" to {reviewer.until}" if reviewer.until else ""
        yield Fault(
            "review-outside-time",
            "on:",
            f"{review.by} reviewed it on {review.on}, and reviews from {reviewer.since}{until}",
            "correct the day, here or in knowledge/reviewers.yaml",
        )
    if newer := _newer(review.on, what, ground):
        yield Fault(
            "review-older-than-facts",
            "on:",
            f"it was reviewed on {review.on}, and {newer}",
            "correct the day, or have it reviewed again",
        )
    if not SEAL.fullmatch(review.wording):
        yield Fault(
            "review-no-seal",
            "wording:",
            f"“{review.wording[:40]}” is no whole seal",
            f"run_bot.py wording {_typed(what)} prints the review to paste",
        )


def named(what: Reviewed) -> str:
    """Its name for people."""
    return f"{what.entry} in {what.language}" if isinstance(what, Translation) else what.id


def lapsed(review: Review, seal: str, name: str) -> Fault | None:
    """What to say of a review whose seal is that of other content."""
    if review.wording == seal or not SEAL.fullmatch(review.wording):
        return None
    return Fault(
        "review-lapsed",
        "review:",
        f"the review by {review.by} is of {shown(review.wording)}",
        f"what it covers is now {shown(seal)}: have {name} reviewed again",
    )


def _typed(what: Reviewed) -> str:
    return f"{what.entry} --language {what.language}" if isinstance(what, Translation) else what.id


def _newer(day: date, what: Reviewed, ground: Ground) -> str:
    """
    A fact that is younger than the review, by the earliest year that it speaks of; or a rumour, by its day.

    A later year may lie ahead ("November 2025, for 2026/27"). To count it from its New Year's Day on would
    take an honest review away by the calendar alone.
    """
    for name in () if isinstance(what, Translation) else what.facts:
        fact = ground.evidence.get(name)
        year = min((int(found) for found in _YEAR.findall(fact.as_of)), default=0) if fact else 0
        if year > day.year:
            return f"{name} is of {year}"
    if isinstance(what, Entry) and (rumour := what.answer.rumour) and day < rumour.as_of:
        return f"its rumour is of {rumour.as_of}"
    return ""


def _placeholders(what: Entry | Card) -> frozenset[str]:
    if isinstance(what, Entry):
        return what.placeholders()
    return frozenset(name for line in what.lines for name in PLACEHOLDER.findall(line.text))


def _answered(answer: Answer) -> dict[str, object]:
    rumour = answer.rumour
    return {
        **{name: _said(part) for name, part in answer.parts().items()},
        "rumour": rumour and [rumour.people_say, rumour.rule_says, rumour.as_of.isoformat()],
    }


def _said(passages: Iterable[Passage]) -> list[object]:
    return [[passage.text, sorted(passage.nations)] for passage in passages]


def _read(sources: Iterable[Source]) -> list[object]:
    return [[source.name, source.url, source.copy] for source in sources]


def _values(amount: Amount) -> list[object]:
    return [
        [each.value, each.start.isoformat(), each.end and each.end.isoformat(), each.fact]
        for each in amount.periods
    ]


def _helper(service: Service | None) -> object:
    return service and {
        "name": service.name,
        "does": service.does,
        "independence": service.independence,
        "nations": sorted(service.nations),
        "serves": sorted(service.serves),
        "phone": service.phone,
        "text": service.text,
        "email": service.email,
        "url": service.url,
        "hours": service.hours,
        "languages": service.languages,
        "free": service.free,
        "note": service.note,
        "sources": _read(service.sources),
    }


def _fact(fact: Fact | None) -> object:
    return fact and {
        "says": fact.says,
        "nations": sorted(fact.nations),
        "status": fact.status,
        "as_of": fact.as_of,
        "confidence": fact.confidence,
        "sources": _read(fact.sources),
    }
