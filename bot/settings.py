"""What an operator may set. Changes when there is something new to set."""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from enum import StrEnum
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import SplitResult, urlsplit

from bot.hardening import keep_secret
from bot.knowledge import NOTHING_WITHHELD, Withholding

TELEGRAM = "https://api.telegram.org"
TOKEN = re.compile(r"\d{5,}:[A-Za-z0-9_-]{30,}")
SECRET = re.compile(r"[A-Za-z0-9_-]{16,256}")
"""What Telegram takes as a webhook's secret, and long enough not to be guessed."""

PATH = re.compile(r"/[A-Za-z0-9._~/-]*")
"""A path that stands for itself alone: no pattern, no escapes."""

HOST = re.compile(r"(?=.{1,253}$)[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?(\.[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?)*")

WEBHOOK_PORT = 8080
HTTPS = 443
WEBHOOK_PORTS = (443, 80, 88, 8443)
"""Where Telegram calls: https://core.telegram.org/bots/api#setwebhook."""

HEALTH_HOST = "127.0.0.1"

SECRETS = ("BOT_TOKEN", "BOT_WEBHOOK_SECRET", "BOT_REDIS_URL")
"""Each may also stand in a file: then its name ends in _FILE."""

KNOWN = (
    "BOT_TOKEN",
    "BOT_TOKEN_FILE",
    "BOT_API_URL",
    "BOT_API_URL_PLAIN_HTTP",
    "BOT_REVIEWED_ONLY",
    "BOT_UNCHECKED_TRANSLATIONS",
    "BOT_MODE",
    "BOT_WEBHOOK_URL",
    "BOT_WEBHOOK_PORT",
    "BOT_WEBHOOK_SECRET",
    "BOT_WEBHOOK_SECRET_FILE",
    "BOT_HEALTH_PORT",
    "BOT_HEALTH_HOST",
    "BOT_HEALTH_HOSTS",
    "BOT_REDIS_URL",
    "BOT_REDIS_URL_FILE",
    "BOT_KNOWLEDGE",
    "BOT_CACHE",
    "BOT_ENCODER",
)
"""Every variable that may be set."""

SERVICE_LINK = re.compile(r"\w+_(SERVICE_HOST|SERVICE_PORT(_\w+)?|PORT(_\d+_\w+)?)")
"""What Kubernetes puts into every container for a Service that is called bot or bot-something."""

LONGEST_SECRET = 4_096
"""Bytes of a file that holds one: a longer one is another file."""

PROXIES = ("https_proxy", "http_proxy", "all_proxy")


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
    source_variable: str = "BOT_TOKEN"
    """The variable that the token came by: BOT_TOKEN, or BOT_TOKEN_FILE."""
    api_url: str = TELEGRAM
    """Another Bot API server: a local one, or a stand-in."""
    withholding: Withholding = NOTHING_WITHHELD
    """What is not said though the files and the day allow it."""
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
    health_hosts: tuple[str, ...] = ()
    """The names by which they may be asked for, beside localhost and the address that was called."""
    redis_url: str = ""
    """Where several replicas count together; each counts alone when it is not set."""
    knowledge: Path | None = None
    """Another knowledge folder than the one that came with the program."""
    cache: Path | None = None
    """Where to keep what was learned; beside the knowledge folder when it is not set."""
    encoder: bool = True
    """Whether the encoder is asked where words alone are not sure."""
    warnings: tuple[str, ...] = ()
    """What an operator may have expected and does not get, a line each."""

    def __repr__(self) -> str:
        return f"Settings({self.mode}, token={'set' if self.token else 'not set'}, api_url={self.api_url!r})"

    @property
    def webhook_path(self) -> str:
        """The path of the webhook's address."""
        return urlsplit(self.webhook_url).path or "/"

    @classmethod
    def from_environment(cls, environ: Mapping[str, str]) -> Settings:
        """
        Read everything in KNOWN, and tell `keep_secret` of the secrets. Raises SettingsError, also for a BOT_
        name that is none of them.
        """
        _check_names(environ)
        (token, source_variable), secret = _token(environ), _webhook_secret(environ)
        redis_url = _redis_url(environ)
        keep_secret("token", token)
        keep_secret("secret", secret)
        keep_secret("password", _split(redis_url).password or "")
        settings = cls(
            token=token,
            source_variable=source_variable,
            api_url=_api_url(environ),
            withholding=_withholding(environ),
            mode=_mode(environ.get("BOT_MODE", "")),
            webhook_url=_webhook_url(environ.get("BOT_WEBHOOK_URL", ""), _api_url(environ)),
            webhook_port=_port("BOT_WEBHOOK_PORT", environ.get("BOT_WEBHOOK_PORT", "")) or WEBHOOK_PORT,
            webhook_secret=secret,
            health_port=_port("BOT_HEALTH_PORT", environ.get("BOT_HEALTH_PORT", "")),
            health_host=_health_host(environ.get("BOT_HEALTH_HOST", "")),
            health_hosts=_health_hosts(environ.get("BOT_HEALTH_HOSTS", "")),
            redis_url=redis_url,
            knowledge=_path(environ.get("BOT_KNOWLEDGE", "")),
            cache=_path(environ.get("BOT_CACHE", "")),
            encoder=_on_or_off("BOT_ENCODER", environ.get("BOT_ENCODER", "")),
            warnings=_warnings(environ),
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


def _check_names(environ: Mapping[str, str]) -> None:
    """A misspelt name would be passed over in silence: the bot would do something else than was meant."""
    for name in sorted(environ):
        if not name.startswith("BOT_") or name in KNOWN or SERVICE_LINK.fullmatch(name):
            continue
        near = get_close_matches(name, KNOWN, n=1)
        advice = f"did you mean {near[0]}?" if near else "docs/operating.md lists all settings; unset it"
        raise SettingsError(f"{name} is no setting: {advice}")


# ── secrets ──────────────────────────────────────────────────────────────────────────────────────────


def _given(environ: Mapping[str, str], name: str) -> tuple[str, str]:
    """The value of a secret, and the name of the variable that it came by: itself, or the one of its file."""
    value, by_file = environ.get(name, "").strip(), f"{name}_FILE"
    file = environ.get(by_file, "").strip()
    if not file:
        return value, name
    if value:
        raise SettingsError(f"{name} and {by_file} are both set: keep one of the two")
    return _secret_in(by_file, file), by_file


def _secret_in(name: str, file: str) -> str:
    """What a secret's file holds. Its owner and its group may read it, as Docker and systemd have it."""
    try:
        with open(file, "rb") as opened:  # noqa: PTH123 - what is looked at is what is read
            mode = os.fstat(opened.fileno()).st_mode
            text = opened.read(LONGEST_SECRET + 1).decode("utf-8").strip()
    except (OSError, ValueError):
        raise SettingsError(f"{name}: the file {file} cannot be read") from None
    if mode & (stat.S_IROTH | stat.S_IWOTH):
        raise SettingsError(
            f"{name}: everybody on this machine can read or change {file}: chmod o-rwx {file} (in Kubernetes "
            "defaultMode: 0440), and ask for a new secret if others have been here"
        )
    if not text:
        raise SettingsError(f"{name}: the file {file} is empty")
    if len(text) > LONGEST_SECRET:
        raise SettingsError(f"{name}: the file {file} is too long to be a secret: is it another file?")
    return text


def _token(environ: Mapping[str, str]) -> tuple[str, str]:
    token, name = _given(environ, "BOT_TOKEN")
    blank = [each for each in ("BOT_TOKEN_FILE", "BOT_TOKEN") if each in environ]
    if (
        blank and not token
    ):  # whoever names it means Telegram: the conversation in a terminal would be no answer
        raise SettingsError(
            f"{blank[0]} is set, but empty: put the token from @BotFather there, or take the variable away"
        )
    if token and not TOKEN.fullmatch(token):
        raise SettingsError(
            f"{name} does not look like a token: @BotFather gives one such as 123456789:AA… (46 signs or so)"
        )
    return token, name


def _webhook_secret(environ: Mapping[str, str]) -> str:
    secret, name = _given(environ, "BOT_WEBHOOK_SECRET")
    if secret and not SECRET.fullmatch(secret):
        raise SettingsError(
            f"{name} must be 16 to 256 of the signs A-Z a-z 0-9 _ -: take the output of: openssl rand -hex 32"
        )
    return secret


def _redis_url(environ: Mapping[str, str]) -> str:
    url, name = _given(environ, "BOT_REDIS_URL")
    if url and _split(url).scheme not in ("redis", "rediss", "unix"):
        raise no_redis_address(name)
    return url


def no_redis_address(name: str = "BOT_REDIS_URL") -> SettingsError:
    """What is said of an address that leads to no Redis; here, or when it is opened."""
    return SettingsError(f"{name} is no address: write such as redis://localhost:6379/0")


# ── addresses ────────────────────────────────────────────────────────────────────────────────────────


def _split(text: str) -> SplitResult:
    try:
        return urlsplit(text)
    except ValueError:
        return urlsplit("")


def _is_here(host: str | None) -> bool:
    """Whether it is this machine: what is sent there passes no network."""
    try:
        return host == "localhost" or ip_address(host or "").is_loopback
    except ValueError:
        return False


def _api_url(environ: Mapping[str, str]) -> str:
    text = environ.get("BOT_API_URL", "").strip() or TELEGRAM
    plain = _yes_or_no("BOT_API_URL_PLAIN_HTTP", environ.get("BOT_API_URL_PLAIN_HTTP", ""))
    parts = _split(text)
    if parts.scheme not in ("http", "https") or not parts.hostname or "@" in parts.netloc:
        raise SettingsError("BOT_API_URL is no address: write such as http://127.0.0.1:8081")
    if parts.scheme == "http" and not _is_here(parts.hostname) and not plain:
        raise SettingsError(
            "BOT_API_URL begins with http: the token and what people write would cross the network for all "
            "to read. Write https, or BOT_API_URL_PLAIN_HTTP=yes beside it if nobody else is on that network"
        )
    return text.rstrip("/")


def _webhook_url(text: str, api_url: str) -> str:
    text = text.strip()
    parts = _split(text)
    if text and (parts.scheme not in ("http", "https") or not parts.hostname):
        raise SettingsError("BOT_WEBHOOK_URL is no address: write such as https://bot.example.org/telegram")
    if parts.scheme == "http" and not _is_here(parts.hostname):
        raise SettingsError("BOT_WEBHOOK_URL must begin with https: Telegram calls no other")
    if parts.query or parts.fragment or not PATH.fullmatch(parts.path or "/"):
        raise SettingsError(
            "BOT_WEBHOOK_URL must end in a plain path of A-Z a-z 0-9 . _ ~ - and /, such as "
            "https://bot.example.org/telegram"
        )
    if parts.scheme == "https" and not _is_here(parts.hostname) and api_url == TELEGRAM:
        _check_webhook_port(parts)
    return text


def _check_webhook_port(parts: SplitResult) -> None:
    """A Bot API server of one's own may call any port."""
    try:
        port = HTTPS if parts.port is None else parts.port
    except ValueError:
        port = 0
    if port not in WEBHOOK_PORTS:
        few = ", ".join(map(str, WEBHOOK_PORTS))
        raise SettingsError(f"BOT_WEBHOOK_URL: Telegram calls port {few} only: leave the port out for 443")


def _health_host(text: str) -> str:
    text = text.strip() or HEALTH_HOST
    try:
        return str(ip_address(text))
    except ValueError:
        raise SettingsError(
            "BOT_HEALTH_HOST is no IP address: write 0.0.0.0 where probes come from outside, as in a "
            f"container, or leave it out for {HEALTH_HOST}"
        ) from None


def _health_hosts(text: str) -> tuple[str, ...]:
    names = tuple(name.strip().lower() for name in text.split(",") if name.strip())
    if not all(HOST.fullmatch(name) for name in names):
        raise SettingsError(
            "BOT_HEALTH_HOSTS must be names with commas between, without ports: bot-1,bot.internal"
        )
    return names


# ── the rest ─────────────────────────────────────────────────────────────────────────────────────────


def _withholding(environ: Mapping[str, str]) -> Withholding:
    unreviewed = _yes_or_no("BOT_REVIEWED_ONLY", environ.get("BOT_REVIEWED_ONLY", ""))
    match environ.get("BOT_UNCHECKED_TRANSLATIONS", "").strip().lower():
        case "" | "show":
            return Withholding(unreviewed, unchecked_translations=False)
        case "hide":
            return Withholding(unreviewed, unchecked_translations=True)
    raise SettingsError("BOT_UNCHECKED_TRANSLATIONS must be show or hide")


def _yes_or_no(name: str, text: str) -> bool:
    match text.strip().lower():
        case "" | "0" | "no" | "false":
            return False
        case "1" | "yes" | "true":
            return True
    raise SettingsError(f"{name} must be yes or no")


def _on_or_off(name: str, text: str) -> bool:
    match text.strip().lower():
        case "" | "on" | "yes" | "1" | "true":
            return True
        case "off" | "no" | "0" | "false":
            return False
    raise SettingsError(f"{name} must be on or off")


def _path(text: str) -> Path | None:
    return Path(text) if text.strip() else None


def _mode(text: str) -> Mode:
    try:
        return Mode(text.strip().lower() or Mode.POLLING)
    except ValueError:
        raise SettingsError(f"BOT_MODE must be {' or '.join(Mode)}") from None


def _port(name: str, text: str) -> int | None:
    text = text.strip()
    if not text:
        return None
    if not (text.isascii() and text.isdigit() and len(text) <= 5 and 0 < int(text) < 65_536):
        raise SettingsError(f"{name} is no port: write a number from 1 to 65535, such as 8080")
    return int(text)


def _warnings(environ: Mapping[str, str]) -> tuple[str, ...]:
    """Without the values: a proxy's address may hold a password."""
    proxies = [name for name in sorted(environ) if name.lower() in PROXIES and environ[name].strip()]
    if not proxies:
        return ()
    are = "is" if len(proxies) == 1 else "are"
    return (f"{' and '.join(proxies)} {are} set, and not used: the bot calls Telegram without a proxy",)
