"""
The PO file (gettext) that translators' programs read, such as Weblate and Poedit. Changes when they do.

Babel writes and reads it. A text's place is its `msgctxt`; a translation of older English is marked `fuzzy`,
as those programs mark what somebody must look at again.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time

from babel import Locale, UnknownLocaleError
from babel.messages import Catalog
from babel.messages.pofile import PoFileError, read_po, write_po

from bot import __version__
from bot.knowledge.terms import Term
from bot.translating.units import Unit

HEADER = """\
Translations for the health care rights bot.
A placeholder in {…} stays as it is, and so does a command such as /help.
“fuzzy” marks a translation of older English words: nobody is told it until somebody has looked at it again.\
"""

_GAP = " | "
"""Between the file and the place of a text in its msgctxt."""


class NoCatalogue(Exception):  # noqa: N818 - it is said to a person
    """The file is no PO file; says where and what, in one line."""


@dataclass(frozen=True, slots=True)
class Catalogue:
    """What a PO file says of today's texts."""

    units: tuple[Unit, ...]
    """Those that it translates, with its translations. One that it does not translate is not here."""
    fuzzy: int = 0
    """How many are marked “fuzzy”: somebody must look at them, and they are not here."""
    outdated: int = 0
    """How many are of English words that are not those of today."""
    unknown: int = 0
    """How many stand where no text stands today."""


def write(units: Iterable[Unit], language: str, terms: Iterable[Term], on: date) -> bytes:
    """The PO file of these texts."""
    catalog = Catalog(
        locale=_locale(language),
        project="healthcare-rights-bot",
        version=__version__,
        header_comment=f"# {HEADER}".replace("\n", "\n# "),
        creation_date=datetime.combine(on, time(), UTC),
        revision_date=datetime.combine(on, time(), UTC),
        fuzzy=False,
    )
    catalog.last_translator = catalog.language_team = catalog.msgid_bugs_address = ""  # nobody is made up
    terms = tuple(terms)
    for unit in units:
        catalog.add(
            unit.english,
            unit.text,
            flags=("fuzzy",) if unit.is_old and unit.text else (),
            auto_comments=(unit.note, *_words_for(unit.english, terms)),
            context=f"{unit.file}{_GAP}{unit.place}",
        )
    written = io.BytesIO()
    write_po(written, catalog, width=0)
    return written.getvalue()


def read(data: bytes, units: Iterable[Unit]) -> Catalogue:
    """What the file says of these texts. Raises NoCatalogue for what is no PO file."""
    try:
        catalog = read_po(io.BytesIO(data), abort_invalid=True)
    except PoFileError as error:
        raise NoCatalogue(f"line {error.lineno + 1}: {str(error).rpartition(' on ')[0]}") from None
    except (UnicodeError, LookupError, ValueError, UnknownLocaleError) as error:
        raise NoCatalogue(f"it cannot be read as text ({type(error).__name__})") from None
    return _compared(catalog, {(f"{unit.file}{_GAP}{unit.place}", unit.english): unit for unit in units})


def _compared(catalog: Catalog, known: Mapping[tuple[str, str], Unit]) -> Catalogue:
    found: list[Unit] = []
    fuzzy = outdated = unknown = 0
    places = {context for context, _ in known}
    for message in catalog:
        if not message.id or not isinstance(message.id, str) or not isinstance(message.string, str):
            continue
        unit = known.get((message.context or "", message.id))
        if not message.string.strip():
            continue
        if unit is None:
            outdated += message.context in places
            unknown += message.context not in places
        elif message.fuzzy:
            fuzzy += 1
        else:
            found.append(replace(unit, text=message.string.strip()))
    return Catalogue(tuple(found), fuzzy, outdated, unknown)


def _locale(language: str) -> Locale | None:
    try:
        return Locale.parse(language)
    except (UnknownLocaleError, ValueError):
        return None


def _words_for(english: str, terms: Iterable[Term]) -> Iterator[str]:
    """For the translator: which words stand for what the text names."""
    lower = english.casefold()
    for term in terms:
        if any(name.casefold() in lower for name in term.english):
            avoid = f" (not: {', '.join(term.avoid)})" if term.avoid else ""
            yield f"{term.english[0]}: {term.use}{avoid}"
