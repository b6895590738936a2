"""How a decision reads, in one language: `render`, and the words for all that is no decision."""

from bot.rendering.menu import MENU, menu
from bot.rendering.render import render
from bot.rendering.reply import Button, Kind, Line, Reply
from bot.rendering.turn import NOT_DONE, Turn, failed, not_done, too_many

__all__ = [
    "MENU",
    "NOT_DONE",
    "Button",
    "Kind",
    "Line",
    "Reply",
    "Turn",
    "failed",
    "menu",
    "not_done",
    "render",
    "too_many",
]
