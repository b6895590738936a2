"""A stand-in for Telegram's Bot API server. README.md says how to use it."""

from .faults import Refused
from .server import BotApi, Call

__all__ = ["BotApi", "Call", "Refused"]
