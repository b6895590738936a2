"""`python -m tests.bot_api --port 8081 --token 123456789:AA…`: the stand-in on its own."""

from __future__ import annotations

import argparse
import asyncio
import contextlib

from .server import LONG_AGO, BotApi


async def _serve(arguments: argparse.Namespace) -> None:
    stand_in = BotApi(
        arguments.token,
        port=arguments.port,
        same_offset_rule=not arguments.no_same_offset_rule,
        webhook_factor=arguments.webhook_factor,
        query_seconds=arguments.query_seconds,
    )
    async with stand_in as api:
        print(f"Bot API at {api.url}, control at {api.url}/control/", flush=True)
        await asyncio.Event().wait()


def main() -> None:
    """Serve until Ctrl+C."""
    parser = argparse.ArgumentParser(prog="tests.bot_api", description="A stand-in for Telegram's Bot API.")
    parser.add_argument("--port", type=int, default=0, help="a free one by default")
    parser.add_argument("--token", required=True)
    parser.add_argument("--no-same-offset-rule", action="store_true")
    parser.add_argument("--webhook-factor", type=float, default=1.0)
    parser.add_argument("--query-seconds", type=float, default=LONG_AGO)
    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(_serve(parser.parse_args()))


if __name__ == "__main__":
    main()
