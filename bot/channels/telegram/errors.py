"""What Telegram's refusals mean for us. Changes when Telegram refuses in a new way."""

from __future__ import annotations

from datetime import timedelta

from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
    TimedOut,
)

from bot.channels.telegram.requests import ConnectionBroken

LEFT = (
    "bot was blocked",
    "deactivated",
    "can't initiate",
    "can't send messages to bots",
    "kicked",
    "not a member",
)
"""
What a 403 says when the person has left. Any other 403 comes from a proxy or a firewall, and is no reason to
drop an answer.
"""

GONE = ("chat not found", "deactivated", "peer_id_invalid", "have no rights", "not enough rights")
"""What a 400 says when no one is there to read. Another form of the message would not help."""

OLD_TAP = ("query is too old", "query id is invalid", "query_id_invalid")
"""
What a 400 says about a tap that Telegram no longer knows. This is normal: taps wait while the bot is down.
"""

LOST_TOPIC = ("thread not found", "topic_deleted", "topic_closed", "topic_id_invalid")
"""What a 400 says when the topic of a chat is no longer there."""

KINDS: tuple[tuple[type[TelegramError], str], ...] = (
    (RetryAfter, "429"),
    (BadRequest, "refused"),
    (TimedOut, "timeout"),
    (ChatMigrated, "migrated"),
    (InvalidToken, "token"),
    (Conflict, "conflict"),
    (NetworkError, "5xx"),
)


PLAIN = {
    "429": "it asks us to wait",
    "5xx": "its server is in trouble, or something on the way to it",
    "blocked": "it forbids this",
    "bug": "our own code broke",
    "conflict": "another program polls with the same token",
    "connection": "nobody answers at its address, or a firewall is in the way",
    "dns": "its name leads nowhere: look at the name server of this machine",
    "malformed": "its answer cannot be read",
    "migrated": "the chat has moved",
    "network": "the connection broke off",
    "refused": "it does not take what was asked",
    "timeout": "no answer came in time",
    "tls": "no encrypted connection comes about: look at the clock of this machine and at BOT_API_URL",
    "token": "it does not know the token",
}
"""What each kind of trouble with Telegram means, for whoever reads the log."""


class Unanswered(Exception):  # noqa: N818 - a state of one update
    """A reply could not be sent now. The update is not answered; try again after `wait` seconds."""

    def __init__(self, wait: float) -> None:
        super().__init__(f"not now, perhaps in {wait:g} s")
        self.wait = wait


def kind_of(error: BaseException) -> str:
    """A fixed word for what went wrong. Never the words of the error, which may repeat a person's words."""
    if isinstance(error, ConnectionBroken):
        return error.kind
    if isinstance(error, Forbidden):
        return "blocked" if has_left(error) else "5xx"
    if isinstance(error, TelegramError):
        return next((word for kind, word in KINDS if isinstance(error, kind)), "malformed")
    return "timeout" if isinstance(error, TimeoutError) else "bug"


def plain(error: BaseException) -> str:
    """What went wrong, in words for an operator, and the kind by which metrics count it."""
    kind = kind_of(error)
    return f"{PLAIN[kind]} ({kind})"


def has_left(error: BaseException) -> bool:
    """Whether no one is there any more: the person has blocked the bot, or the chat has moved."""
    if isinstance(error, Forbidden):
        return _says(error, LEFT)
    return isinstance(error, ChatMigrated) or (isinstance(error, BadRequest) and _says(error, GONE))


def is_old_tap(error: BaseException) -> bool:
    """Whether Telegram no longer knows the tap that was to be confirmed."""
    return isinstance(error, BadRequest) and _says(error, OLD_TAP)


def is_lost_topic(error: BaseException) -> bool:
    """Whether only the topic of the message is gone, and the chat still exists."""
    return isinstance(error, BadRequest) and _says(error, LOST_TOPIC)


def retry_after(error: BaseException) -> float | None:
    """The seconds that Telegram asks us to wait. None when it does not ask."""
    if not isinstance(error, RetryAfter):
        return None
    wait = error.retry_after
    return wait.total_seconds() if isinstance(wait, timedelta) else float(wait)


def _says(error: TelegramError, signs: tuple[str, ...]) -> bool:
    return any(sign in error.message.lower() for sign in signs)
