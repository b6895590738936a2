"""What an operator keeps back. Changes when an operator may keep back more."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Withholding:
    """What is not said though the files and the day allow it. Danger cards are always said."""

    unreviewed: bool = False
    """Answers that no adviser has reviewed (BOT_REVIEWED_ONLY=yes)."""
    unchecked_translations: bool = False
    """Translations that no speaker has checked (BOT_UNCHECKED_TRANSLATIONS=hide): English is told instead."""


NOTHING_WITHHELD = Withholding()
