"""What an operator may set. Changes when there is something new to set."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

TELEGRAM = "https://api.telegram.org"
TOKEN = re.compile(r"\d{5,}:[A-Za-z0-9_-]{30,}")


class SettingsError(Exception):
    """An operator's mistake: names the variable and shows an example. Never holds the token."""


@dataclass(frozen=True, slots=True)
class Settings:
    """What the environment says, checked."""

    token: str = ""
    """The bot's token; empty when none is set, and then there is no Telegram."""
    api_url: str = TELEGRAM
    """Another Bot API server: a local one, or a stand-in."""
    reviewed_only: bool = False
    """Whether entries that no adviser has reviewed are withheld."""

    def __repr__(self) -> str:
        return f"Settings(token={'set' if self.token else 'not set'}, api_url={self.api_url!r})"

    @classmethod
    def from_environment(cls, environ: Mapping[str, str]) -> Settings:
        """Read BOT_TOKEN or BOT_TOKEN_FILE, BOT_API_URL, BOT_REVIEWED_ONLY. Raises SettingsError."""
        return cls(
            token=_token(environ),
            api_url=_api_url(environ.get("BOT_API_URL", "") or TELEGRAM),
            reviewed_only=_yes_or_no("BOT_REVIEWED_ONLY", environ.get("BOT_REVIEWED_ONLY", "")),
        )


def _token(environ: Mapping[str, str]) -> str:
    token = environ.get("BOT_TOKEN", "").strip()
    name = "BOT_TOKEN"
    if file := environ.get("BOT_TOKEN_FILE"):
        if token:
            raise SettingsError("BOT_TOKEN and BOT_TOKEN_FILE are both set: keep one of the two")
        name = "BOT_TOKEN_FILE"
        try:
            token = Path(file).read_text(encoding="utf-8").strip()
        except (OSError, UnicodeDecodeError):
            raise SettingsError(f"BOT_TOKEN_FILE: the file {file} cannot be read") from None
    if token and not TOKEN.fullmatch(token):
        raise SettingsError(
            f"{name} does not look like a token: @BotFather gives one such as 123456789:AA… (46 signs or so)"
        )
    return token


def _api_url(text: str) -> str:
    try:
        parts = urlsplit(text)
    except ValueError:
        parts = urlsplit("")
    if parts.scheme not in ("http", "https") or not parts.netloc:
        raise SettingsError("BOT_API_URL is no address: write such as http://127.0.0.1:8081")
    return text.rstrip("/")


def _yes_or_no(name: str, text: str) -> bool:
    match text.strip().lower():
        case "" | "0" | "no" | "false":
            return False
        case "1" | "yes" | "true":
            return True
    raise SettingsError(f"{name} must be yes or no")
