"""What each file of the knowledge folder says. Changes when a file gets another key."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date

from bot.knowledge import (
    ALL_NATIONS,
    Amount,
    Answer,
    Asks,
    Card,
    Confidence,
    Confusion,
    Entry,
    Fact,
    Independence,
    Language,
    Nation,
    Nations,
    Notice,
    Passage,
    Period,
    Review,
    Rumour,
    Service,
    Source,
    Special,
    Status,
    Translated,
    Translation,
    Voice,
)
from bot.knowledge.phrases import LINES, SMALL_TALK
from bot.library.items import (
    Group,
    Item,
    Refused,
    choice_of,
    day_of,
    elements,
    one_of,
    refuse,
    text_of,
    true_of,
    yes_of,
)
from bot.problems import Problem, Severity

Texts = dict[str, tuple[str, ...]]
"""Texts by danger card."""


@dataclass(frozen=True, slots=True)
class Signs:
    """What never passes unnoticed, by danger card: words anywhere, and whole messages."""

    signs: Texts
    cries: Texts


def nation_of(item: Item) -> Nation:
    """One nation."""
    return one_of(item, Nation, "a nation")


def _nations(group: Group, otherwise: Nations = ()) -> Nations:
    """All or nothing: words for a nation that cannot be read must not be shown everywhere."""
    return group.whole("nations", nation_of) or otherwise


def _passages(group: Group, key: str, *, needed: bool = False) -> tuple[Passage, ...]:
    """One text, or a list of texts and of texts for some nations. All or nothing."""

    def passage(item: Item) -> Passage:
        if not isinstance(item.value, dict) or not any(each.value for each in item.value.values()):
            return Passage(text_of(item))  # {emergency-999} without quotes is a group whose keys say nothing
        part = Group(item, group.problems)
        found = Passage(part.needed_text("text"), _nations(part))
        part.finish(misspelt_refuses=True)
        return found

    def read(item: Item) -> tuple[Passage, ...]:
        return group.whole(key, passage) if isinstance(item.value, list) else (passage(item),)

    return group.need(key, read, ()) if needed else group.read(key, read, ())


def _sources(group: Group, *, dated: bool = False) -> tuple[Source, ...]:
    """At least one: nothing may be said that was read nowhere."""

    def source(item: Item) -> Source:
        part = Group(item, group.problems)
        found = Source(
            name=part.needed_text("name"),
            url=part.text("url"),
            is_for=part.text("for"),
            checked=part.needed_day("checked") if dated else part.read("checked", day_of, None),
            copy=part.read("copy", true_of, False),
        )
        part.finish()
        return found

    return group.whole("sources", source, needed=True)


def read_entry(item: Item, entry_id: str, topic: str, problems: list[Problem]) -> Entry:
    """An `entry.yaml`. Raises Refused when a part without which nothing can be said is not there."""
    group = Group(item, problems)
    entry = Entry(
        id=entry_id,
        topic=topic,
        title=group.needed_text("title"),
        nations=_nations(group, ALL_NATIONS),
        answer=group.need("answer", lambda each: _answer(Group(each, problems)), Answer(())),
        show_at_reception=_passages(group, "show_at_reception"),
        get_help=group.list("get_help", text_of),
        related=group.list("related", text_of),
        sources=_sources(group, dated=True),
        facts=group.list("facts", text_of),
        next=group.needed_day("next"),
        review=group.read("review", lambda each: _review(Group(each, problems)), None),
    )
    group.finish()
    return entry


def read_asks(item: Item, problems: list[Problem]) -> Asks:
    """A file of `asks/`. What cannot be read loses only itself, and is named."""
    group = Group(item, problems)
    asks = Asks(
        asks=group.list("asks", text_of),
        confused_with=group.list("confused_with", lambda each: _confusion(Group(each, problems))),
    )
    group.finish()
    return asks


def read_translation(item: Item, entry: str, language: str, problems: list[Problem]) -> Translation:
    """The words of an entry in another language, beside its `entry.yaml`."""
    group = Group(item, problems)
    translation = Translation(
        entry=entry,
        language=language,
        of=group.needed_text("wording"),
        title=group.needed_text("title"),
        answer=group.need("answer", lambda each: _answer(Group(each, problems)), Answer(())),
        reception=_passages(group, "show_at_reception"),
        translated=group.read("translated", lambda each: _translated(Group(each, problems)), None),
        review=group.read("review", lambda each: _review(Group(each, problems)), None),
    )
    group.finish()
    return translation


def _translated(group: Group) -> Translated:
    translated = Translated(group.needed_text("by"), group.needed_day("on"))
    group.finish()
    return translated


def read_special(item: Item, problems: list[Problem]) -> Special:
    """`special.yaml`."""
    group = Group(item, problems)
    special = Special(
        privacy=group.needed_text("privacy"),
        urgent_card=group.needed_text("urgent_card"),
        fallback_help=group.whole("fallback_help", text_of, needed=True),
    )
    group.finish()
    return special


def _answer(group: Group) -> Answer:
    answer = Answer(
        short=_passages(group, "short", needed=True),
        steps=_passages(group, "steps"),
        warn=_passages(group, "warn"),
        rumour=group.read("rumour", lambda each: _rumour(Group(each, group.problems)), None),
    )
    group.finish()
    return answer


def _confusion(group: Group) -> Confusion:
    confusion = Confusion(group.needed_text("ask"), group.needed_text("see"))
    group.finish()
    return confusion


def _rumour(group: Group) -> Rumour:
    rumour = Rumour(
        group.needed_text("people_say"), group.needed_text("rule_says"), group.needed_day("as_of")
    )
    group.finish()
    return rumour


def _review(group: Group) -> Review:
    review = Review(group.needed_text("by"), group.needed_day("on"), group.needed_text("wording"))
    group.finish()
    return review


def read_service(item: Item, service_id: str, problems: list[Problem]) -> Service:
    """A file of `services/`."""
    group = Group(item, problems)
    service = Service(
        id=service_id,
        name=group.needed_text("name"),
        does=group.needed_text("does"),
        independence=group.needed_one_of("independence", Independence, "a kind of helper"),
        nations=_nations(group, ALL_NATIONS),
        sources=_sources(group),
        checked=group.needed_day("checked"),
        phone=group.text("phone"),
        text=group.text("text"),
        email=group.text("email"),
        url=group.text("url"),
        hours=group.text("hours"),
        languages=group.text("languages"),
        free=group.read("free", true_of, False),
        note=group.text("note"),
    )
    group.finish()
    return service


def read_evidence(item: Item, problems: list[Problem]) -> dict[str, Fact]:
    """`evidence.yaml`. A fact of another confidence than high or medium is refused."""
    return Group(item, problems).each(lambda each, name: _fact(Group(each, problems), name))


def _fact(group: Group, fact_id: str) -> Fact:
    fact = Fact(
        id=fact_id,
        says=group.needed_text("says"),
        nations=_nations(group, ALL_NATIONS),
        status=group.needed_one_of("status", Status, "a status"),
        as_of=group.needed_text("as_of"),
        confidence=group.needed_one_of("confidence", Confidence, "a confidence that may be spoken"),
        sources=_sources(group),
    )
    group.finish()
    return fact


def read_amounts(item: Item, problems: list[Problem]) -> dict[str, Amount]:
    """`facts.yaml`: each amount is a list of values with the days on which they hold."""

    def amount(each: Item, name: str) -> Amount:
        return Amount(name, tuple(_period(Group(period, problems)) for period in elements(each)))

    return Group(item, problems).each(amount)


def _end_of(item: Item) -> date | None:
    return None if item.value == "open" else day_of(item)


def _period(group: Group) -> Period:
    period = Period(
        value=group.needed_text("value"),
        start=group.needed_day("from"),
        end=group.need("until", _end_of, None),
        fact=group.needed_text("fact"),
    )
    group.finish()
    return period


def read_voice(item: Item, language: str, problems: list[Problem]) -> Voice:
    """A file of `voice/`. A line that nobody says is a misspelt key."""
    group = Group(item, problems)

    def lines(each: Item) -> dict[str, str]:
        part = Group(each, problems)
        found = {name: part.text(name) for name in LINES}
        part.finish()
        return {name: line for name, line in found.items() if line}

    def nations(each: Item) -> dict[Nation, str]:
        part = Group(each, problems)
        found = {nation: part.needed_text(nation) for nation in Nation}
        part.finish()
        return found

    def places(each: Item) -> dict[Nation, tuple[str, ...]]:
        part = Group(each, problems)
        found = {nation: part.list(nation, text_of) for nation in Nation}
        part.finish()
        return found

    def small_talk(each: Item) -> dict[str, tuple[str, ...]]:
        part = Group(each, problems)
        found = {kind: part.list(kind, text_of) for kind in SMALL_TALK}
        part.finish()
        return found

    def topics(each: Item) -> dict[str, str]:
        return Group(each, problems).each(lambda name, _: text_of(name))

    voice = Voice(
        language=language,
        lines=group.need("lines", lines, {}),
        topics=group.need("topics", topics, {}),
        nations=group.need("nations", nations, {}),
        places=group.need("places", places, {}),
        small_talk=group.need("small_talk", small_talk, {}),
        months=group.list("months", text_of),
    )
    group.finish()
    return voice


def read_cards(item: Item, problems: list[Problem]) -> tuple[Card, ...]:
    """A file of `cards/`. Refused when a card cannot be read: without it nobody would be warned."""
    group = Group(item, problems)
    cards = group.whole("cards", lambda each: _card(Group(each, problems)), needed=True)
    group.finish()
    return cards


def _texts_by_card(item: Item, problems: list[Problem]) -> Texts:
    part = Group(item, problems)
    found = {name: part.list(name, text_of) for name, _ in part.items()}
    part.finish()
    return found


def read_signs(item: Item, problems: list[Problem]) -> Signs:
    """A file of signs and cries."""
    group = Group(item, problems)
    nothing: Texts = {}
    signs = Signs(
        group.read("signs", lambda each: _texts_by_card(each, problems), nothing),
        group.read("cries", lambda each: _texts_by_card(each, problems), nothing),
    )
    group.finish()
    return signs


def read_examples(item: Item, problems: list[Problem]) -> Texts:
    """A file of examples, by card."""
    return _texts_by_card(item, problems)


def read_look_alikes(item: Item, problems: list[Problem]) -> tuple[str, ...]:
    """A file of texts that only sound like danger."""
    group = Group(item, problems)
    texts = group.list("look_alikes", text_of)
    group.finish()
    return texts


def _card(group: Group) -> Card:
    card = Card(
        id=group.needed_text("id"),
        outcome=group.need("outcome", _word("an outcome of danger", "emergency", "crisis"), ""),
        title=group.needed_text("title"),
        lines=_passages(group, "lines", needed=True),
        get_help=group.list("get_help", text_of),
        facts=group.list("facts", text_of),
        review=group.read("review", lambda each: _review_or_none(each, group.problems), None),
    )
    group.finish()
    return card


def _review_or_none(item: Item, problems: list[Problem]) -> Review | None:
    """A review that cannot be read counts for nothing, and costs nothing but itself."""
    try:
        return _review(Group(item, problems))
    except Refused as refused:
        problems.extend(refused.problems)
        return None


def read_languages(item: Item, problems: list[Problem]) -> tuple[Language, ...]:
    """`languages.yaml`."""
    return tuple(
        Group(item, problems).each(lambda each, code: _language(Group(each, problems), code)).values()
    )


def _language(group: Group, code: str) -> Language:
    language = Language(
        code,
        name=group.needed_text("name"),
        direction=group.read("direction", _word("a direction", "ltr", "rtl"), "ltr"),
        state=group.read("state", _word("a state", "live", "draft"), "draft"),
    )
    group.finish()
    return language


def _word(what: str, *known: str) -> Callable[[Item], str]:
    return lambda item: choice_of(item, known, what)


def read_out_of_scope(item: Item, problems: list[Problem]) -> tuple[str, ...]:
    """A file of `out-of-scope/`: questions that no entry answers."""
    group = Group(item, problems)
    asks = group.list("asks", text_of)
    group.finish()
    return asks


def read_notice(item: Item, problems: list[Problem]) -> Notice | None:
    """
    `notice.yaml`. None while it says “show: no”: then mistakes in the rest are warnings, for nothing may
    hinder somebody who takes a notice down.
    """
    shown = Group(item, problems).need("show", yes_of, None)
    if shown is None:
        raise Refused
    if shown:
        return _notice(Group(item, problems))
    if len(item.value) > 1:
        problems.extend(_advice(item))
    return None


def _advice(item: Item) -> list[Problem]:
    found: list[Problem] = []
    try:
        _notice(Group(item, found))
    except Refused as refused:
        found.extend(refused.problems)
    return [replace(problem, severity=Severity.WARNING) for problem in found]


def _notice(group: Group) -> Notice:
    group.need("show", yes_of, False)
    day = group.needed_day("date")
    closed = group.read("closed", yes_of, False)
    notice = Notice(
        day=day,
        start=group.read("from", day_of, day),
        end=group.need("until", _end_of, None),
        texts=group.need("text", lambda each: _texts(each, group.problems), {}),
        about=group.read("about", _names, ()) if closed else group.need("about", _names, ()),
        nations=_nations(group),
        closed=closed,
    )
    group.finish()
    return notice


def _texts(item: Item, problems: list[Problem]) -> dict[str, str]:
    """Words by language, the English ones at least."""
    if isinstance(item.value, str):
        raise refuse(item, "the words have no language", "write them on a new line, indented, after “en: ”")
    found = Group(item, problems).each(lambda each, _: text_of(each))
    if "en" not in found:
        raise refuse(item, "the English words are missing", "write them after “en: ”")
    return found


def _names(item: Item) -> tuple[str, ...]:
    """One name, or a list of names."""
    return tuple(map(text_of, elements(item))) if isinstance(item.value, list) else (text_of(item),)
