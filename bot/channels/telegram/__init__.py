"""
The conversation on Telegram. Updates arrive by `polling` (through `queues`) or by `webhook`. `incoming` reads
them, `answering` prepares, delivers and commits each reply. `delivery` makes the calls and tries again,
`messages` formats replies, `menus` keeps what people chose, `quota` counts how fast they write.
"""

from bot.channels.telegram.answering import Answerer, make_answerer
from bot.channels.telegram.callbacks import CALLBACK_BYTES, decode, encode
from bot.channels.telegram.client import Client, make_bot
from bot.channels.telegram.delivery import Sender
from bot.channels.telegram.incoming import Incoming, read
from bot.channels.telegram.ledger import Ledger, ledger_in
from bot.channels.telegram.logs import NoToken, quiet_logs
from bot.channels.telegram.messages import LONGEST, Message, write
from bot.channels.telegram.polling import ConnectionLost, Poller, SecondPoller
from bot.channels.telegram.ports import Cursors, Monitor, NoCursors, NoMonitor, NoQuota, Quota, Responder
from bot.channels.telegram.quota import MinuteQuota, make_quota
from bot.channels.telegram.registration import delete_webhook, set_webhook, show_webhook
from bot.channels.telegram.shared import Shared, make_shared
from bot.channels.telegram.timing import Timing
from bot.channels.telegram.token_check import StoppedByTelegram, TokenRefused
from bot.channels.telegram.webhook import Receiver

__all__ = [
    "CALLBACK_BYTES",
    "LONGEST",
    "Answerer",
    "Client",
    "ConnectionLost",
    "Cursors",
    "Incoming",
    "Ledger",
    "Message",
    "MinuteQuota",
    "Monitor",
    "NoCursors",
    "NoMonitor",
    "NoQuota",
    "NoToken",
    "Poller",
    "Quota",
    "Receiver",
    "Responder",
    "SecondPoller",
    "Sender",
    "Shared",
    "StoppedByTelegram",
    "Timing",
    "TokenRefused",
    "decode",
    "delete_webhook",
    "encode",
    "ledger_in",
    "make_answerer",
    "make_bot",
    "make_quota",
    "make_shared",
    "quiet_logs",
    "read",
    "set_webhook",
    "show_webhook",
    "write",
]
