"""Numbers of answered updates that a restart must know. Changes when that file does."""

from __future__ import annotations

import hashlib
import hmac
import logging
import time
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from bot.channels.telegram.timing import A_DAY

log = logging.getLogger(__name__)


@dataclass
class Ledger:
    """
    While an older update still waits for its answer, Telegram delivers all later ones again at the next
    start. This file holds the numbers of the ones that were answered, so that no one is answered twice. A
    number is Telegram's count of updates: it does not say who wrote, when, or what. The file is emptied as
    soon as nothing waits. Without a place to write there is no file, and a restart answers some people twice.
    """

    place: Path | None = None
    _written: tuple[int, ...] = ()

    def read(self) -> tuple[int, ...]:
        """
        The numbers that the previous process has answered. Empty when the file is missing, broken, or more
        than a day old: Telegram keeps no update for longer, and may give its number to another one.
        """
        self._written = ()
        if self.place is None:
            return ()
        try:
            numbers = tuple(map(int, self.place.read_text(encoding="ascii").splitlines()))
            is_old = time.time() - self.place.stat().st_mtime > A_DAY
        except (OSError, ValueError):
            return ()
        self._written = () if is_old else numbers
        return self._written

    def write(self, numbers: Iterable[int]) -> None:
        """Hold exactly these numbers. Writes the whole file at once, and only when they have changed."""
        numbers = tuple(numbers)
        if self.place is None or numbers == self._written:
            return
        part = self.place.with_suffix(".part")
        try:
            self.place.parent.mkdir(parents=True, exist_ok=True)
            part.write_text("".join(f"{number}\n" for number in numbers), encoding="ascii")
            part.replace(self.place)
        except OSError as error:
            log.warning(
                "answered updates are not noted (%s): a restart may answer twice", type(error).__name__
            )
            self.place = None
            return
        self._written = numbers


def ledger_in(folder: Path | None, token: str) -> Ledger:
    """The ledger of the bot with that token, in a folder that several bots may share."""
    if folder is None:
        return Ledger()
    name = hmac.new(token.encode(), b"ledger", hashlib.sha256).hexdigest()[:12]
    return Ledger(folder / f"answered-{name}.txt")
