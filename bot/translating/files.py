"""How the folder's files read with other translations in them. Changes when their form does."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from bot.knowledge import ENGLISH, Card, Entry, Knowledge, Translation
from bot.library import KeyPath, quoted, with_texts
from bot.library.kinds import CARDS as CARDS_FILE
from bot.library.kinds import HELPERS as HELPERS_FILE
from bot.library.kinds import TRANSLATION as TRANSLATION_FILE
from bot.library.kinds import VOICE as VOICE_FILE
from bot.translating.fresh_files import cards_file, entry_file, voice_file
from bot.translating.units import CARDS, HELPERS, VOICE, Unit, units_of

ReadFile = Callable[[str], str]
"""The text of a file of the folder, by its name in it; empty for one that is not there."""


@dataclass(frozen=True, slots=True)
class Written:
    """A file as it is to be."""

    name: str
    text: str
    changed: int
    """How many of its texts are new."""
    lost_review: bool = False
    """Whether somebody had signed for the words that were there."""


@dataclass(frozen=True, slots=True)
class Left:
    """A file that stays as it is."""

    name: str
    why: str


@dataclass(frozen=True, slots=True)
class _Job:
    """One file, with what is to stand in it."""

    name: str
    now: str
    """The file as it is; empty where there is none."""
    texts: dict[str, str]
    """All its translations, those of today and the new ones, by place."""
    changed: dict[str, str]
    missing: int
    """How many of its texts have no translation."""


def files_with(
    knowledge: Knowledge, language: str, units: Iterable[Unit], read: ReadFile, *, by: str, on: date
) -> Iterator[Written | Left]:
    """
    The files of a language in which these translations differ from what stands there.

    An entry and the danger cards are written whole or not at all. `by` and `on`: who translated what is new,
    and when.
    """
    news = {(unit.file, unit.place, unit.english): unit.text for unit in units}
    by_file: dict[str, list[Unit]] = {}
    for unit in units_of(knowledge, language):
        by_file.setdefault(unit.file, []).append(unit)
    entries = {f"topics/{entry.topic}/{entry.id}": entry for entry in knowledge.entries}
    for file, here in by_file.items():
        given = [news.get((unit.file, unit.place, unit.english), "") for unit in here]
        if not any(given):
            continue
        if file == HELPERS:
            known = tuple(knowledge.helper_words.get(language, ()))
            yield from _helpers(HELPERS_FILE.path.format(other=language), here, given, known, read)
            continue
        entry = entries.get(file)
        is_stale = any(unit.is_old for unit in here)
        name = _name(file, entry, language)
        job = _Job(
            name,
            read(name),
            {u.place: new or ("" if is_stale else u.text) for u, new in zip(here, given, strict=True)},
            {u.place: new for u, new in zip(here, given, strict=True) if new and new != u.text},
            sum(not (new or (u.text and not is_stale)) for u, new in zip(here, given, strict=True)),
        )
        if not (job.changed or (is_stale and not job.missing)):
            continue
        if entry:
            yield _entry(job, entry, knowledge, language, by, on)
        elif file == CARDS:
            words = knowledge.dangers.get(ENGLISH)
            yield _cards(job, words.cards if words else ())
        else:
            yield _voice(job)


def _name(file: str, entry: Entry | None, language: str) -> str:
    if entry:
        return TRANSLATION_FILE.path.format(topic=entry.topic, entry=entry.id, other=language)
    return {VOICE: VOICE_FILE, CARDS: CARDS_FILE}[file].path.format(language=language)


def _whole(job: _Job) -> Left | None:
    if not job.missing:
        return None
    texts = "text is" if job.missing == 1 else "texts are"
    return Left(job.name, f"{job.missing} {texts} not translated, and it is told whole or not at all")


# ── an entry ─────────────────────────────────────────────────────────────────────────────────────────


def _entry(job: _Job, entry: Entry, knowledge: Knowledge, language: str, by: str, on: date) -> Written | Left:
    if left := _whole(job):
        return left
    before = knowledge.translations.get(language, {}).get(entry.id)
    if job.changed:
        who, when = by or (before.translated.by if before and before.translated else ""), on
    else:
        who, when = (before.translated.by, before.translated.on) if before and before.translated else ("", on)
    if not who:
        return Left(job.name, "nobody says who translated it: give --by")
    signed = before is not None and before.review is not None
    text = "" if signed else _edited(job, entry, before, who, when)
    return Written(
        job.name, text or entry_file(entry, job.texts, who, when), len(job.changed), lost_review=signed
    )


def _edited(job: _Job, entry: Entry, before: Translation | None, by: str, on: date) -> str:
    """The file as it is, with the new words in it; empty where it has another form than the entry today."""
    if not (job.now and before and before.translated and _same_form(entry, before)):
        return ""
    edits: dict[KeyPath, str] = {_path(place): text for place, text in job.changed.items()}
    edits |= {
        ("wording",): entry.wording,
        ("translated", "by"): by,
        ("translated", "on"): on.isoformat(),
    }
    try:
        return with_texts(job.now, edits)
    except KeyError:
        return ""


def _same_form(entry: Entry, before: Translation) -> bool:
    theirs = before.answer.parts() | {"show_at_reception": before.reception}
    ours = entry.answer.parts() | {"show_at_reception": entry.show_at_reception}
    return all([p.nations for p in ours[name]] == [p.nations for p in theirs[name]] for name in ours)


def _path(place: str) -> KeyPath:
    first, _, rest = place.partition(".")
    if first == "title":
        return ("title",)
    step: str | int = int(rest) - 1 if rest.isdigit() else rest
    return (first, step) if first == "show_at_reception" else ("answer", first, step)


# ── danger cards, the bot's own words, helpers ───────────────────────────────────────────────────────


def _cards(job: _Job, english: tuple[Card, ...]) -> Written | Left:
    if left := _whole(job):
        return left
    places = {card.id: number for number, card in enumerate(english)}
    edits: dict[KeyPath, str] = {}
    for place, text in job.changed.items():
        card, _, rest = place.partition(".")
        name, _, number = rest.partition(".")
        edits[("cards", places[card], name, *((int(number) - 1,) if number else ()))] = text
    try:
        if job.now:
            return Written(job.name, with_texts(job.now, edits), len(job.changed))
    except KeyError:
        pass  # a line or a card is new
    return Written(job.name, cards_file(english, job.texts), len(job.changed))


def _voice(job: _Job) -> Written | Left:
    if not job.now:
        return Written(job.name, voice_file(job.texts), len(job.changed))
    edits: dict[KeyPath, str] = {}
    for place, text in job.changed.items():
        first, _, rest = place.partition(".")
        edits[(first, int(rest) - 1 if first == "months" else rest)] = text
    try:
        return Written(job.name, with_texts(job.now, edits), len(job.changed))
    except KeyError:
        return Left(job.name, "it lacks a part of voice/en.yaml: add “lines”, “topics”, “nations”, “months”")


def _helpers(
    name: str, here: list[Unit], given: list[str], known: tuple[str, ...], read: ReadFile
) -> Iterator[Written]:
    changed = {unit.english: new for unit, new in zip(here, given, strict=True) if new and new != unit.text}
    if not changed:
        return
    edits: dict[KeyPath, str] = {
        (known.index(english), "says"): said for english, said in changed.items() if english in known
    }
    text = read(name) or f"{HELPERS_FILE.modeline}\n"
    text = (with_texts(text, edits) if edits else text).rstrip("\n") + "\n"
    for english, said in changed.items():
        if english not in known:
            text += f"- english: {quoted(english)}\n  says: {quoted(said)}\n"
    yield Written(name, text, len(changed))
