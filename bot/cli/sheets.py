"""The sheet that a reviewer is handed. Changes when a reviewer must see more."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from itertools import zip_longest

from bot.checks.translations import parts_of
from bot.knowledge import PLACEHOLDER, Card, Entry, Knowledge, Passage, Service, Translation, shown


def write(what: Entry | Card, knowledge: Knowledge, today: date) -> Iterator[str]:
    """Line by line: the words, and all else that the seal covers; last, the review to paste."""
    seal = knowledge.seal(what)
    yield f"wording: {shown(seal)}"
    yield ""
    yield what.title
    if isinstance(what, Entry):
        yield from _passages(what.answer.passages())
        yield from (f"[at reception, {_where(words)}] {words.text}" for words in what.show_at_reception)
        texts = list(what.texts())
    else:
        yield from _passages(what.lines)
        texts = [line.text for line in what.lines]
    names = sorted({name for text in texts for name in PLACEHOLDER.findall(text)})
    yield from _amounts(names, knowledge)
    yield from _services((*what.get_help, *(name for name in names if name not in what.get_help)), knowledge)
    if isinstance(what, Entry):
        yield "\nsources:"
        yield from (f"  {source.name}: {source.url}" for source in what.sources)
    yield from _facts(what.facts, knowledge)
    yield "\nThe review covers all of this, and falls away when any of it changes. To sign for it, paste:\n"
    yield from _review(seal, today)


def write_translation(
    entry: Entry, translation: Translation, knowledge: Knowledge, today: date
) -> Iterator[str]:
    """Line by line: the English words, and what stands for them; last, the review to paste."""
    seal = knowledge.seal(translation)
    yield f"wording: {shown(seal)}, of the English words {translation.of}"
    if translation.of != entry.wording:
        yield f"The English words are {entry.wording} now: bring the translation up to date before you sign."
    yield ""
    yield entry.title
    yield f"    {translation.title}"
    for name, ours, theirs in parts_of(entry, translation):
        if ours or theirs:
            yield f"\n{name}"
        for english, said in zip_longest(ours, theirs, fillvalue=Passage("(nothing)")):
            yield f"[{_where(english)}] {english.text}"
            yield f"    {said.text}"
    if (rumour := entry.answer.rumour) and (told := translation.answer.rumour):
        yield "\nrumour"
        yield from (rumour.people_say, f"    {told.people_say}", rumour.rule_says, f"    {told.rule_says}")
    yield "\nWho signs says that these words say what the English words say: no more and no less. The review"
    yield "falls away when any of them changes. To sign for them, paste at the end of the translation:\n"
    yield from _review(seal, today)


def _review(seal: str, today: date) -> Iterator[str]:
    yield "review:"
    yield "  by: your-id            # the reviewer’s id in knowledge/reviewers.yaml"
    yield f"  on: {today}"
    yield f"  wording: {seal}"


def _passages(passages: Iterable[Passage]) -> Iterator[str]:
    yield from (f"[{_where(passage)}] {passage.text}" for passage in passages)


def _where(passage: Passage) -> str:
    return ", ".join(passage.nations) or "everywhere"


def _amounts(names: Iterable[str], knowledge: Knowledge) -> Iterator[str]:
    amounts = [knowledge.amounts[name] for name in names if name in knowledge.amounts]
    if amounts:
        yield "\namounts:"
    for amount in amounts:
        for period in amount.periods:
            yield f"  {{{amount.name}}} is {period.value} from {period.start} until {period.end or 'open'}"


def _services(names: Iterable[str], knowledge: Knowledge) -> Iterator[str]:
    services = [knowledge.services[name] for name in names if name in knowledge.services]
    if services:
        yield "\nwho can help, and the numbers in {…}:"
    yield from (f"  {service.id}: {_told(service)}" for service in services)


def _told(service: Service) -> str:
    free = "free" if service.free else ""
    parts = (
        f"{service.name} ({service.independence})",
        service.phone, service.text, free, service.email, service.url,
        service.does, service.hours, service.languages, service.note, f"in {', '.join(service.nations)}",
        f"for {', '.join(service.serves)}" if service.serves else "",
    )  # fmt: skip
    return "; ".join(part for part in parts if part)


def _facts(names: Iterable[str], knowledge: Knowledge) -> Iterator[str]:
    facts = [knowledge.evidence[name] for name in names if name in knowledge.evidence]
    if facts:
        yield "\nfacts:"
    for fact in facts:
        where = ", ".join(fact.nations)
        yield f"  {fact.id} ({where}; {fact.confidence}, {fact.status}, as of {fact.as_of}): {fact.says}"
        yield from (f"      {source.name}: {source.url}" for source in fact.sources)
