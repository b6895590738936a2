"""The bot on Telegram, from settings to the last answer. Changes when an operator's ways do."""

from __future__ import annotations

import asyncio
import gc
import logging
import signal
import sys
import traceback
from collections.abc import Callable, Coroutine
from datetime import UTC, datetime
from pathlib import Path

from bot.channels import telegram
from bot.channels.health_pages import serve_health
from bot.health import Health
from bot.library import locate
from bot.runtime.encoder_file import OFF, open_encoder
from bot.runtime.live_bot import LiveBot
from bot.runtime.model_cache import ModelCache
from bot.settings import Mode, Settings, SettingsError

log = logging.getLogger(__name__)

BROKEN = 1
"""The exit code of a bug, as Python has it. To start again helps."""

TOKEN_REFUSED = 3
SECOND_POLLER = 4
CONNECTION_LOST = 5
"""Exit codes beside 2, a mistake in the settings. To start again helps after 4 and 5, not after 3."""

GRACE = 5.0
"""Seconds that whatever runs beside the bot is given to end."""

Beside = Callable[[asyncio.Event], Coroutine[None, None, None]]
"""What runs while the bot does: it ends when the event is set."""


def serve(
    settings: Settings,
    responder: telegram.Responder,
    *,
    monitor: telegram.Monitor | None = None,
    quota: telegram.Quota | None = None,
    beside: tuple[Beside, ...] = (),
    notes: Path | None = None,
) -> int:
    """
    Answer on Telegram until SIGTERM or SIGINT; the exit code. Any other end is said in one line.
    `notes`: a folder where numbers of updates may be noted.
    """
    try:
        asyncio.run(_serve(settings, responder, monitor or telegram.NoMonitor(), quota, beside, notes))
    except telegram.TokenRefused as refused:
        return _token_refused(refused, settings)
    except telegram.SecondPoller as second:
        return _ended(second, SECOND_POLLER)
    except telegram.ConnectionLost as connection_lost:
        return _ended(connection_lost, CONNECTION_LOST)
    except OSError as error:
        raise SettingsError(str(error)) from None
    return 0


def _token_refused(refused: telegram.TokenRefused, settings: Settings) -> int:
    where = (
        "the file of BOT_TOKEN_FILE"
        if settings.source_variable == "BOT_TOKEN_FILE"
        else settings.source_variable
    )
    print(f"error: {refused}, and put it into {where}", file=sys.stderr)
    return TOKEN_REFUSED


def _ended(why: telegram.StoppedByTelegram, code: int) -> int:
    print(f"error: {why}", file=sys.stderr)
    return code


async def _serve(
    settings: Settings,
    responder: telegram.Responder,
    monitor: telegram.Monitor,
    quota: telegram.Quota | None,
    beside: tuple[Beside, ...],
    notes: Path | None,
) -> None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for name in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(name, stop.set)
    channel = make_channel(settings, responder, monitor, quota, stop, notes)
    print("The bot is running. Ctrl+C stops it.", file=sys.stderr)
    helpers = [asyncio.ensure_future(each(stop)) for each in beside]
    for helper in helpers:
        helper.add_done_callback(lambda ended: stop.set() if _failure(ended) else None)
    try:
        await channel.run()
    finally:
        stop.set()
        if helpers:
            await asyncio.wait(helpers, timeout=GRACE)
        for helper in helpers:
            helper.cancel()
    for failure in filter(None, map(_failure, helpers)):
        raise failure


def _failure(helper: asyncio.Future[None]) -> BaseException | None:
    return helper.exception() if helper.done() and not helper.cancelled() else None


FRESH_FOR = 0.0
"""
Seconds for which a replica trusts what it remembers of a chat. None: another may have changed it a moment
ago, and whoever reads “forgotten” must not meet a replica that remembers.
"""


def make_channel(
    settings: Settings,
    responder: telegram.Responder,
    monitor: telegram.Monitor,
    quota: telegram.Quota | None,
    stop: asyncio.Event,
    notes: Path | None = None,
) -> telegram.Poller | telegram.Receiver:
    """The channel that the settings ask for. `notes`: where numbers of updates may be noted."""
    bot = telegram.make_bot(settings.token, settings.api_url)
    sender = telegram.Sender(bot, monitor, stop)
    if settings.mode == Mode.POLLING:
        quota = quota or telegram.make_quota(settings.token, settings.redis_url, monitor)
        answerer = telegram.make_answerer(sender, responder, quota=quota)
        return telegram.Poller(answerer, telegram.ledger_in(notes, settings.token))
    shared = telegram.make_shared(settings.token, settings.redis_url, monitor)
    return telegram.Receiver(
        telegram.make_answerer(
            sender, responder, quota=quota or shared.quota, cursors=shared.cursors, fresh_for=FRESH_FOR
        ),
        settings.webhook_path,
        settings.webhook_port,
        settings.webhook_secret,
    )


def register(settings: Settings, responder: telegram.Responder, what: str) -> int:
    """`webhook set`, `show` or `delete`: say what Telegram then says. The exit code."""
    if not settings.token:
        raise SettingsError("BOT_TOKEN is not set: @BotFather gives one")
    bot = telegram.make_bot(settings.token, settings.api_url)
    match what:
        case "set":
            settings.check_webhook()
            doing = telegram.set_webhook(bot, responder, settings.webhook_url, settings.webhook_secret)
        case "delete":
            doing = telegram.delete_webhook(bot)
        case _:
            doing = telegram.show_webhook(bot)
    try:
        print(asyncio.run(doing))
    except telegram.TokenRefused as refused:
        return _token_refused(refused, settings)
    except telegram.StoppedByTelegram as stopped:
        return _ended(stopped, 1)
    return 0


async def say_kinds_only(stop: asyncio.Event) -> None:
    """Until `stop`, what breaks in a task is logged by its kind: an error's own words may be somebody's."""

    def say(_: asyncio.AbstractEventLoop, context: dict[str, object]) -> None:
        log.error("a task broke: %s", type(context.get("exception")).__name__)

    asyncio.get_running_loop().set_exception_handler(say)
    await stop.wait()


def serve_live(settings: Settings) -> int:
    """Answer on Telegram with content that is kept fresh, and show how the bot does. The exit code."""
    for warning in settings.warnings:
        log.warning("%s", warning)
    health = Health(lambda: datetime.now(tz=UTC), polling=settings.mode == Mode.POLLING)
    folder = locate(settings.knowledge)
    opened = open_encoder() if settings.encoder else OFF
    if opened.why_not:
        log.warning("%s", opened.why_not)
    health.encoder(opened.why_not)
    live_bot = LiveBot.open(
        folder,
        health,
        withholding=settings.withholding,
        progress=lambda text: print(text, file=sys.stderr),
        cache=settings.cache,
        encoder=opened.encoder,
    )
    gc.freeze()  # what stands for good is walked by no later collection: no turn waits for one
    notes = ModelCache(folder, chosen=settings.cache).place
    beside: tuple[Beside, ...] = (say_kinds_only, live_bot.run)
    if port := settings.health_port:
        beside += (
            lambda stop: serve_health(health, port, stop, settings.health_host, settings.health_hosts),
        )
    try:
        return serve(settings, live_bot, monitor=health, beside=beside, notes=notes)
    except SettingsError:
        raise
    except Exception as error:  # noqa: BLE001 - a traceback repeats an error's own words
        spot = traceback.extract_tb(error.__traceback__)[-1]
        log.critical("a bug ended the bot: %s in %s:%s", type(error).__name__, spot.filename, spot.lineno)
        return BROKEN
