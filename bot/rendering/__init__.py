"""How a decision reads, in one language: `render`, and the words for all that is no decision."""

from bot.rendering.menu import ABOUT, DESCRIPTION, MENU, NAME, Profile, menu, profile
from bot.rendering.render import render
from bot.rendering.reply import Button, Kind, Line, Reply
from bot.rendering.turn import NOT_DONE, Turn, failed, not_done, too_many

__all__ = [
    "ABOUT",
    "DESCRIPTION",
    "MENU",
    "NAME",
    "NOT_DONE",
    "Button",
    "Kind",
    "Line",
    "Profile",
    "Reply",
    "Turn",
    "failed",
    "menu",
    "not_done",
    "profile",
    "render",
    "too_many",
]
