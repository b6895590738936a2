"""How long the bot waits for what. Changes when the waits do; tests use shorter ones."""

from __future__ import annotations

from dataclasses import dataclass

A_DAY = 24 * 3600.0


@dataclass(frozen=True, slots=True)
class Timing:
    """Waits, all in seconds."""

    wait: float = 1.0
    """Before the second try of a call. Each further try waits twice as long."""
    hiccup: float = 0.2
    """After a failed poll when the one before succeeded: most failures are over at once."""
    sat_out: float = 8.0
    """The longest wait between two tries in a row. When Telegram asks for a longer one, the chat is held."""
    longest_hold: float = 30.0
    """The longest time before a held chat is tried again, unless Telegram asks for more."""
    menu: float = 1.0
    """How long an answer waits while the chat's menu is read."""
    repeat: float = 15.0
    """A chat over its quota gets the same danger card once in this time."""
    poll: int = 30
    """How long a poll waits for an update."""
    busy: float = 0.6
    """
    Between two polls while updates wait for their answer. Within half a second Telegram returns only one
    update to a poll that acknowledges nothing.
    """
    slow: float = 1.0
    """An answer that takes this long counts as refused, so that others do not wait for it."""
    connection_lost: float = 600.0
    """Without a successful poll for this long the bot ends, and the supervisor starts it again."""
    doubt: float = 120.0
    """How long Telegram must refuse the token before it counts as revoked."""
    doubt_at_start: float = 10.0
    """The same at the start, when a wrong token is more likely than a mistake of a proxy."""
    grace: float = 20.0
    """How long the bot waits for the answers that are being sent when it is stopped."""
    give_up: float = A_DAY
    """How long a refused answer is tried: as long as Telegram keeps an update."""
    call: float = 45.0
    """The longest time for one call of the webhook. Telegram gives up after 60 seconds and calls again."""


USUAL = Timing()
