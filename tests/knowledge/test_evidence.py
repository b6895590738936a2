"""Nothing is said that was read nowhere: the real content, held against its evidence."""

from __future__ import annotations

from collections import Counter

import pytest

from bot.checks import check, errors
from bot.checks.context import MONEY
from bot.checks.spoken import phone_in
from bot.knowledge import PLACEHOLDER, Card, Confidence, Entry
from tests.conftest import real_day, real_library, settled

LIBRARY = real_library()
KNOWLEDGE = LIBRARY.knowledge
ENTRIES = KNOWLEDGE.entries
CARDS = [(code, card) for code, words in KNOWLEDGE.dangers.items() for card in words.cards]
SPOKEN = [
    *((entry.id, text) for entry in ENTRIES for text in entry.texts()),
    *((card.id, line.text) for _, card in CARDS for line in card.lines),
    *((f"voice {code}", line) for code, voice in KNOWLEDGE.voices.items() for line in voice.lines.values()),
]
"""Everything that a person may read, before sums and numbers are filled in."""

NUMBER_OF_SEVERAL = frozenset({"111"})
"""One number, answered by another service in each nation."""

each_entry = pytest.mark.parametrize("entry", ENTRIES, ids=[entry.id for entry in ENTRIES])


def test_there_is_content_to_hold_against_the_evidence() -> None:
    assert ENTRIES
    assert CARDS
    assert KNOWLEDGE.services
    assert KNOWLEDGE.evidence


def test_the_content_has_no_error() -> None:
    problems = LIBRARY.problems + check(KNOWLEDGE, LIBRARY.places, real_day())
    assert [str(problem) for problem in errors(problems)] == []


@each_entry
def test_every_fact_of_an_entry_is_in_evidence_with_high_or_medium_confidence(entry: Entry) -> None:
    assert [fact for fact in entry.facts if fact not in KNOWLEDGE.evidence] == []
    sure = {KNOWLEDGE.evidence[fact].confidence for fact in entry.facts}
    assert sure <= {Confidence.HIGH, Confidence.MEDIUM}


@each_entry
def test_only_what_the_bot_says_of_itself_rests_on_no_fact(entry: Entry) -> None:
    own = all(is_own(source.url) for source in entry.sources)
    assert bool(entry.facts) != own


@each_entry
def test_every_source_of_an_entry_stands_in_one_of_its_facts(entry: Entry) -> None:
    cited = {source.url for fact in entry.facts for source in KNOWLEDGE.evidence[fact].sources}
    assert [s.url for s in entry.sources if s.url not in cited and not is_own(s.url)] == []


@each_entry
def test_no_fact_is_named_twice_in_an_entry(entry: Entry) -> None:
    assert len(set(entry.facts)) == len(entry.facts)


def is_own(url: str) -> bool:
    """A page about the bot itself or about Telegram: no fact of the evidence."""
    return url.startswith(("docs/", "https://telegram.org/", "https://core.telegram.org/"))


def test_every_fact_has_a_source_with_an_address() -> None:
    without = [
        fact.id
        for fact in KNOWLEDGE.evidence.values()
        if not any(source.url.startswith(("https://", "http://")) for source in fact.sources)
    ]
    assert without == []


def test_no_fact_lies_unused() -> None:
    used = {fact for entry in ENTRIES for fact in entry.facts}
    used |= {fact for _, card in CARDS for fact in card.facts}
    used |= {period.fact for amount in KNOWLEDGE.amounts.values() for period in amount.periods}
    assert sorted(KNOWLEDGE.evidence.keys() - used) == []
    assert sorted(used - KNOWLEDGE.evidence.keys()) == []


def test_a_phone_number_belongs_to_one_service() -> None:
    numbers = Counter(
        service.phone.replace(" ", "") for service in KNOWLEDGE.services.values() if service.phone
    )
    assert [
        number for number, count in numbers.items() if count > 1 and number not in NUMBER_OF_SEVERAL
    ] == []


def test_every_service_was_seen_on_a_page_with_an_address() -> None:
    without = [
        service.id
        for service in KNOWLEDGE.services.values()
        if not any(source.url.startswith(("https://", "http://")) for source in service.sources)
    ]
    assert without == []


@pytest.mark.parametrize("name", sorted({name for name, _ in SPOKEN}))
def test_no_number_and_no_sum_stands_in_a_text(name: str) -> None:
    texts = [PLACEHOLDER.sub("", text) for spoken, text in SPOKEN if spoken == name]
    assert [text for text in texts if phone_in(text) or MONEY.search(text)] == []


def test_every_placeholder_is_filled_while_nothing_is_due() -> None:
    library, day = settled(LIBRARY, real_day())
    published = library.knowledge.published(day)
    assert published.gaps == {}
    assert published.withheld == {}
    told = [text for entry in published.entries.values() for text in entry.texts()]
    told += [line.text for words in published.dangers.values() for card in words.cards for line in card.lines]
    assert [name for text in told for name in PLACEHOLDER.findall(text)] == []
    said = {name for voice in published.voices.values() for line in voice.lines.values()
            for name in PLACEHOLDER.findall(line)}  # fmt: skip
    assert said <= {"nation", "date", "name", "next", "text"}


@pytest.mark.parametrize("card", [card for _, card in CARDS], ids=[f"{c}-{card.id}" for c, card in CARDS])
def test_every_danger_card_begins_with_the_emergency_number_and_rests_on_facts(card: Card) -> None:
    assert "{emergency-999}" in card.lines[0].text[:40]
    assert card.facts
