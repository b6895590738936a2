"""What each chat was shown last, for a while. Changes when it is kept elsewhere, or for longer."""

from __future__ import annotations

import time
from collections.abc import Callable

from cachetools import TTLCache

from bot.conversation import NOTHING_SHOWN, Shown
from bot.rendering import Reply

HALF_AN_HOUR = 1800.0
"""Seconds after which nobody's last reply is known any more."""

CHATS = 2_000
"""The most chats of which it is known. Whoever wrote longest ago is forgotten first."""


class Lately:
    """
    The last reply of each chat, as far as the next message may speak of it: which answer, which buttons. Our
    own words, in the memory of this process only. A restart clears it, and so does /forget.

    It is kept where no other process answers the same chat (`alone`): else “2” could press a button of a
    reply that is no more the last.
    """

    def __init__(self, *, alone: bool = True, clock: Callable[[], float] = time.monotonic) -> None:
        self._alone = alone
        self._shown: TTLCache[int, Shown] = TTLCache(CHATS, HALF_AN_HOUR, timer=clock)

    def of(self, chat: int) -> Shown:
        """What the chat was shown last; nothing when that is too long ago."""
        return self._shown.get(chat, NOTHING_SHOWN)

    def keep(self, chat: int, reply: Reply) -> None:
        """Remember a reply instead of the one before it. One that forgets leaves nothing."""
        shown = reply.shown(self.of(chat))
        self._shown.pop(chat, None)
        if self._alone and shown != NOTHING_SHOWN:
            self._shown[chat] = shown
