"""
The conversation on Telegram. `updates` in, `answering` and `sending` between, `messages` out; an update comes
by `polling` or by `webhook`, over the same `client`. `menus` keeps what people chose,
`quota` counts how fast they write.
"""

from bot.channels.telegram.answering import Answerer, make_answerer
from bot.channels.telegram.client import Client, make_bot
from bot.channels.telegram.given import NobodyWatches, NoQuota, Quota, Speaker, Watch
from bot.channels.telegram.logs import NoToken, quiet_logs
from bot.channels.telegram.messages import LONGEST, Message, write
from bot.channels.telegram.polling import Deaf, Poller, SecondPoller, StoppedByTelegram, TokenRefused
from bot.channels.telegram.quota import MinuteQuota, make_quota
from bot.channels.telegram.registration import delete_webhook, set_webhook, show_webhook
from bot.channels.telegram.sending import Sender
from bot.channels.telegram.shared import Cursors, Shared, make_shared
from bot.channels.telegram.updates import CALLBACK_BYTES, Arrival, decode, encode, read
from bot.channels.telegram.webhook import Receiver

__all__ = [
    "CALLBACK_BYTES",
    "LONGEST",
    "Answerer",
    "Arrival",
    "Client",
    "Cursors",
    "Deaf",
    "Message",
    "MinuteQuota",
    "NoQuota",
    "NoToken",
    "NobodyWatches",
    "Poller",
    "Quota",
    "Receiver",
    "SecondPoller",
    "Sender",
    "Shared",
    "Speaker",
    "StoppedByTelegram",
    "TokenRefused",
    "Watch",
    "decode",
    "delete_webhook",
    "encode",
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
