"""What an operator may set. Changes when there is something new to set."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import SplitResult, urlsplit

TELEGRAM = "https://api.telegram.org"
TOKEN = re.compile(r"\d{5,}:[A-Za-z0-9_-]{30,}")
SECRET = re.compile(r"[A-Za-z0-9_-]{16,256}")
"""What Telegram takes as a webhook's secret, and long enough not to be guessed."""

WEBHOOK_PORT = 8080
HEALTH_HOST = "127.0.0.1"


class Mode(StrEnum):
    """How updates reach the bot."""

    POLLING = "polling"
    """We ask Telegram: one process, no open port."""
    WEBHOOK = "webhook"
    """Telegram calls us: as many replicas as wished."""


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
    mode: Mode = Mode.POLLING
    webhook_url: str = ""
    """Where Telegram calls us: https, its path is the one that a replica listens to."""
    webhook_port: int = WEBHOOK_PORT
    """Where a replica listens, behind whatever ends TLS."""
    webhook_secret: str = ""
    """What Telegram says with every call, so that nobody else can."""
    health_port: int | None = None
    """Where /live, /ready and /metrics are shown; nowhere when it is not set."""
    health_host: str = HEALTH_HOST
    """The address where they are shown: this machine’s own, unless a container has to show them outside."""
    redis_url: str = ""
    """Where several replicas count together; each counts alone when it is not set."""

    def __repr__(self) -> str:
        return f"Settings({self.mode}, token={'set' if self.token else 'not set'}, api_url={self.api_url!r})"

    @property
    def webhook_path(self) -> str:
        """The path of the webhook's address."""
        return urlsplit(self.webhook_url).path or "/"

    @classmethod
    def from_environment(cls, environ: Mapping[str, str]) -> Settings:
        """
        Read BOT_TOKEN or BOT_TOKEN_FILE, BOT_API_URL, BOT_REVIEWED_ONLY, BOT_MODE, BOT_WEBHOOK_URL,
        BOT_WEBHOOK_PORT, BOT_WEBHOOK_SECRET, BOT_HEALTH_PORT, BOT_HEALTH_HOST and BOT_REDIS_URL
        (BOT_KNOWLEDGE is read by the library, BOT_CACHE where things are wired). Raises SettingsError.
        """
        settings = cls(
            token=_token(environ),
            api_url=_api_url(environ.get("BOT_API_URL", "") or TELEGRAM),
            reviewed_only=_yes_or_no("BOT_REVIEWED_ONLY", environ.get("BOT_REVIEWED_ONLY", "")),
            mode=_mode(environ.get("BOT_MODE", "")),
            webhook_url=_webhook_url(environ.get("BOT_WEBHOOK_URL", "")),
            webhook_port=_port("BOT_WEBHOOK_PORT", environ.get("BOT_WEBHOOK_PORT", "")) or WEBHOOK_PORT,
            webhook_secret=_secret(environ.get("BOT_WEBHOOK_SECRET", "")),
            health_port=_port("BOT_HEALTH_PORT", environ.get("BOT_HEALTH_PORT", "")),
            health_host=_health_host(environ.get("BOT_HEALTH_HOST", "")),
            redis_url=_redis_url(environ.get("BOT_REDIS_URL", "")),
        )
        if settings.mode == Mode.WEBHOOK:
            settings.check_webhook()
        return settings

    def check_webhook(self) -> None:
        """Raise SettingsError unless all that a webhook needs is set."""
        for name, value, example in (
            ("BOT_TOKEN", self.token, "the token from @BotFather"),
            ("BOT_WEBHOOK_URL", self.webhook_url, "such as https://bot.example.org/telegram"),
            ("BOT_WEBHOOK_SECRET", self.webhook_secret, "such as the output of: openssl rand -hex 32"),
        ):
            if not value:
                raise SettingsError(f"{name} is not set, and a webhook needs it: {example}")
        if self.health_port == self.webhook_port:
            raise SettingsError(
                "BOT_HEALTH_PORT and BOT_WEBHOOK_PORT are the same: the health page is not for everybody, "
                "give it a port of its own such as 9090"
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


def _split(text: str) -> SplitResult:
    try:
        return urlsplit(text)
    except ValueError:
        return urlsplit("")


def _api_url(text: str) -> str:
    parts = _split(text)
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


def _mode(text: str) -> Mode:
    try:
        return Mode(text.strip().lower() or Mode.POLLING)
    except ValueError:
        raise SettingsError(f"BOT_MODE must be {' or '.join(Mode)}") from None


def _webhook_url(text: str) -> str:
    parts = _split(text.strip())
    if text and (parts.scheme not in ("http", "https") or not parts.hostname):
        raise SettingsError("BOT_WEBHOOK_URL is no address: write such as https://bot.example.org/telegram")
    if parts.scheme == "http" and parts.hostname not in ("localhost", "127.0.0.1", "::1"):
        raise SettingsError("BOT_WEBHOOK_URL must begin with https: Telegram calls no other")
    return text.strip()


def _port(name: str, text: str) -> int | None:
    text = text.strip()
    if not text:
        return None
    if not (text.isascii() and text.isdigit() and len(text) <= 5 and 0 < int(text) < 65_536):
        raise SettingsError(f"{name} is no port: write a number from 1 to 65535, such as 8080")
    return int(text)


def _health_host(text: str) -> str:
    text = text.strip() or HEALTH_HOST
    try:
        return str(ip_address(text))
    except ValueError:
        raise SettingsError(
            "BOT_HEALTH_HOST is no IP address: write 0.0.0.0 where probes come from outside, as in a "
            f"container, or leave it out for {HEALTH_HOST}"
        ) from None


def _secret(text: str) -> str:
    text = text.strip()
    if text and not SECRET.fullmatch(text):
        raise SettingsError(
            "BOT_WEBHOOK_SECRET must be 16 to 256 of the signs A-Z a-z 0-9 _ -: "
            "take the output of: openssl rand -hex 32"
        )
    return text


def _redis_url(text: str) -> str:
    text = text.strip()
    if text and _split(text).scheme not in ("redis", "rediss", "unix"):
        raise SettingsError("BOT_REDIS_URL is no address: write such as redis://localhost:6379/0")
    return text
