"""
Every kind of file of a knowledge folder: where it lies, what stands in it. Changes when there is another.

One description a kind: the folder is read by it, `run_bot.py schema` writes its JSON schema, `run_bot.py new`
its blank file.
"""

from typing import Any

from bot.library.kinds.calibration import CALIBRATION
from bot.library.kinds.danger import CARDS, EVERYDAY, EXAMPLES, LOOK_ALIKES, SIGNS, STAGE, Texts
from bot.library.kinds.elsewhere import ELSEWHERE
from bot.library.kinds.entry import ASKS, ENTRY, TRANSLATION
from bot.library.kinds.evidence import EVIDENCE, FACTS, SERVICE
from bot.library.kinds.guards import CLOSING, FLOORS, HOSTS, NUMBERS, REVIEWERS
from bot.library.kinds.helpers import HELPERS
from bot.library.kinds.kind import Kind, Names, pattern_of
from bot.library.kinds.language import LANGUAGES, OUT_OF_SCOPE, SPECIAL
from bot.library.kinds.notice import NOTICE
from bot.library.kinds.terms import TERMS
from bot.library.kinds.voice import VOICE

KINDS: tuple[Kind[Any], ...] = (
    ENTRY,
    ASKS,
    TRANSLATION,
    SERVICE,
    HELPERS,
    TERMS,
    EVIDENCE,
    FACTS,
    VOICE,
    CARDS,
    SIGNS,
    EXAMPLES,
    LOOK_ALIKES,
    EVERYDAY,
    STAGE,
    OUT_OF_SCOPE,
    LANGUAGES,
    ELSEWHERE,
    SPECIAL,
    NOTICE,
    REVIEWERS,
    NUMBERS,
    HOSTS,
    FLOORS,
    CLOSING,
    CALIBRATION,
)

__all__ = [
    "ASKS",
    "CALIBRATION",
    "CARDS",
    "CLOSING",
    "ELSEWHERE",
    "ENTRY",
    "EVERYDAY",
    "EVIDENCE",
    "EXAMPLES",
    "FACTS",
    "FLOORS",
    "HELPERS",
    "HOSTS",
    "KINDS",
    "LANGUAGES",
    "LOOK_ALIKES",
    "NOTICE",
    "NUMBERS",
    "OUT_OF_SCOPE",
    "REVIEWERS",
    "SERVICE",
    "SIGNS",
    "SPECIAL",
    "STAGE",
    "TERMS",
    "TRANSLATION",
    "VOICE",
    "Kind",
    "Names",
    "Texts",
    "pattern_of",
]
