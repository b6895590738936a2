"""The four nations. Changes when the rules of another part of the UK differ."""

from __future__ import annotations

from enum import StrEnum


class Nation(StrEnum):
    """The four nations of the UK, whose rules differ."""

    ENGLAND = "england"
    SCOTLAND = "scotland"
    WALES = "wales"
    NORTHERN_IRELAND = "northern-ireland"


ALL_NATIONS = tuple(Nation)
Nations = tuple[Nation, ...]
