"""How long is waited for what. Changes when waiting does; tests give shorter times."""

from __future__ import annotations

from dataclasses import dataclass

A_DAY = 24 * 3600.0


@dataclass(frozen=True, slots=True)
class Timing:
    """Seconds, each with what it is waited for."""

    wait: float = 1.0
    """Before the second try of a call; each further one waits twice as long."""
    hiccup: float = 0.2
    """After a poll that failed, when the one before it went well: most failures are over at once."""
    sat_out: float = 8.0
    """The longest wait between two tries in a row. A longer one is not sat out: the chat is held."""
    longest_hold: float = 30.0
    """A held chat is tried again after so long at most, unless Telegram asks for more."""
    menu: float = 1.0
    """An answer may wait so long for the look at its chat's menu."""
    repeat: float = 15.0
    """To a chat over its quota the same danger card goes once in so long."""
    poll: int = 30
    """A poll waits so long for an update."""
    busy: float = 0.6
    """
    Between two polls while updates wait for their answer: within half a second Telegram gives only one
    update to a poll that acknowledges nothing.
    """
    slow: float = 1.0
    """An answer that is under way for so long is treated like a refused one: others must not wait for it."""
    connection_lost: float = 600.0
    """Without a good poll for so long we end, for the supervisor to start us anew."""
    doubt: float = 120.0
    """Telegram must refuse the token for so long before we believe that it is revoked."""
    doubt_at_start: float = 10.0
    """The same at the start, when a wrong token is likelier than a proxy's mistake."""
    grace: float = 20.0
    """Answers under way are given so long when we are stopped."""
    give_up: float = A_DAY
    """An answer that Telegram refuses is tried so long: as long as Telegram keeps an update itself."""
    call: float = 45.0
    """One call of the webhook may take so long. Telegram gives up after 60 and calls again."""


USUAL = Timing()
