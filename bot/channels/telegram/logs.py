"""Logs that hold no secret and no person."""

from __future__ import annotations

import logging

from bot.hardening import blot


class NoToken(logging.Filter):
    """Removes every part of a secret, and anything that looks like a token, from every log line."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Let every record pass, without its secrets."""
        record.msg = blot(record.getMessage())
        record.args = None
        record.exc_info = None
        record.exc_text = None
        return True


def quiet_logs() -> None:
    """Make all logs free of secrets and of people, whichever library writes them."""
    handler = logging.StreamHandler()
    handler.addFilter(NoToken())
    handler.setFormatter(logging.Formatter("%(levelname)s %(name)s: %(message)s"))
    logging.basicConfig(level=logging.INFO, handlers=[handler], force=True)
    # httpx writes each address, token included, at INFO; the others odd connections
    for name in ("httpx", "httpcore", "uvicorn", "aiohttp", "asyncio"):
        logging.getLogger(name).setLevel(logging.WARNING)
    # PTB logs an answer or an update that it cannot read in full, as critical. It raises as well.
    logging.getLogger("telegram").setLevel(logging.CRITICAL + 1)
