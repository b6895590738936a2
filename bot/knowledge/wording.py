"""Letters that stand for exact content. Changes when a seal must cover its content in another way."""

from __future__ import annotations

import base64
import hashlib
import json
import re
import unicodedata
from collections.abc import Iterable

SEAL = re.compile(r"v1-[a-z2-7]{32}")
"""A whole seal: the version of the sheet that it is of, then 160 bits in letters."""

SHOWN = 6
"""Letters of a seal that people are shown. They name it; they prove nothing."""

_PREFIX = "v1-"


def seal(sheet: object) -> str:
    """
    A seal over all that a sheet says: text, lists and groups of them.

    Texts are compared as they are read (NFC). Every text is quoted and every list closed (JSON), so no two
    sheets are written alike; 160 bits of SHA-256 are kept, so nobody finds a second sheet of the same seal.
    """
    written = json.dumps(sheet, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    digest = hashlib.sha256((_PREFIX + unicodedata.normalize("NFC", written)).encode()).digest()
    return _PREFIX + _letters(digest)[:32]


def shown(whole: str) -> str:
    """The six letters by which people name a seal."""
    return whole.removeprefix(_PREFIX)[:SHOWN]


def fingerprint(passages: Iterable[str]) -> str:
    """Six letters that tell one state of the content from the next. They prove nothing: see `seal`."""
    return _letters(hashlib.sha256("\x1f".join(passages).encode()).digest())[:SHOWN]


def _letters(digest: bytes) -> str:
    return base64.b32encode(digest).decode().lower()
