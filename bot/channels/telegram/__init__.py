"""The conversation on Telegram: `updates` in, `messages` out, `polling` between, and quiet `logs`."""

from bot.channels.telegram.logs import NoToken, quiet_logs
from bot.channels.telegram.messages import LONGEST, Message, write
from bot.channels.telegram.polling import COMMANDS, Poller, StoppedByTelegram, make_bot
from bot.channels.telegram.updates import CALLBACK_BYTES, Arrival, decode, encode, read

__all__ = [
    "CALLBACK_BYTES",
    "COMMANDS",
    "LONGEST",
    "Arrival",
    "Message",
    "NoToken",
    "Poller",
    "StoppedByTelegram",
    "decode",
    "encode",
    "make_bot",
    "quiet_logs",
    "read",
    "write",
]
