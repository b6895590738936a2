"""Delivery by webhook: in order within a chat, chats side by side, again until it is taken."""

from __future__ import annotations

import asyncio
import re
import time
from collections import deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import aiohttp

from . import parameters
from .faults import Refused, bad_request
from .updates import Updates, Waiting, kind_of

SECRET = re.compile(r"[A-Za-z0-9_-]{0,256}")
FIRST_WAIT, LONGEST_WAIT = 2.0, 60.0
MOST_RETRY_AFTER = 3_600.0
BETWEEN_SETS = 1.0
"""Seconds between two setWebhook; whoever is faster gets 429."""
PATIENCE = 60.0
LASTS = {"callback_query": 150.0, "inline_query": 30.0}
"""Seconds until an untaken update is dropped; all other kinds last a day."""
DAY = 86_400.0

NOT_IN_BODY = frozenset({"setwebhook", "deletewebhook", "close", "logout"})

Perform = Callable[[str, dict[str, Any]], Awaitable[Any]]


@dataclass(frozen=True, slots=True)
class Target:
    """Where the bot listens."""

    url: str
    secret: str
    at_once: int


class Webhook:
    """
    Sends each update to the bot until it answers with 2xx.

    All of Telegram's waits are multiplied by `factor`, so that a test need not wait for them.
    """

    def __init__(self, updates: Updates, perform: Perform, factor: float, patience: float | None) -> None:
        self.target: Target | None = None
        self.last_error = ""
        self._last_error_date = 0
        self._may_set = float("-inf")
        self._updates = updates
        self._perform = perform
        self._factor = factor
        self._patience = max(PATIENCE * factor, 1.0) if patience is None else patience
        self._lanes: dict[tuple[str, int], deque[Waiting]] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._session: aiohttp.ClientSession | None = None
        self._slots = asyncio.Semaphore(1)
        updates.arrived = self._line_up

    # ── methods ──────────────────────────────────────────────────────────────────────────────────────

    async def set(self, given: dict[str, Any]) -> bool:
        """Carry out setWebhook."""
        url = str(given.get("url") or "")
        if not url:
            return await self.delete(given)
        secret = str(given.get("secret_token") or "")
        if not urlsplit(url).hostname or urlsplit(url).scheme not in ("http", "https"):
            raise bad_request("bad webhook: invalid webhook URL specified")
        if not SECRET.fullmatch(secret):
            raise bad_request("secret token contains unallowed characters")
        at_once = min(max(parameters.number(given, "max_connections", 40), 1), 100)
        allowed = parameters.structure(given, "allowed_updates", list)
        self._not_too_often()
        await self.stop()
        self._updates.end_waiting("terminated by setWebhook request")
        self._updates.allow(allowed)
        self._drop(given)
        self.target = Target(url, secret, at_once)
        self.last_error = ""
        self._slots = asyncio.Semaphore(at_once)
        self._session = aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=self._patience))
        for update in self._updates.queue:
            self._line_up(update)
        return True

    def _not_too_often(self) -> None:
        now = asyncio.get_running_loop().time()
        if now < self._may_set:
            raise Refused(429, "Too Many Requests: retry after 1", retry_after=1)
        self._may_set = now + BETWEEN_SETS * self._factor

    async def delete(self, given: dict[str, Any]) -> bool:
        """Carry out deleteWebhook; what was not taken can then be polled."""
        await self.stop()
        self.target = None
        self._drop(given)
        return True

    async def info(self, given: dict[str, Any]) -> dict[str, Any]:
        """Carry out getWebhookInfo."""
        state: dict[str, Any] = {
            "url": self.target.url if self.target else "",
            "has_custom_certificate": False,
            "pending_update_count": len(self._updates.queue),
        }
        if self.target:
            state["max_connections"] = self.target.at_once
        if self.last_error:
            state["last_error_date"] = self._last_error_date
            state["last_error_message"] = self.last_error
        if self._updates.allowed:
            state["allowed_updates"] = sorted(self._updates.allowed)
        return state

    def _drop(self, given: dict[str, Any]) -> None:
        if parameters.yes(given, "drop_pending_updates"):
            self._updates.drop()

    async def stop(self) -> None:
        """End all deliveries; what is under way counts as not taken."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        self._tasks.clear()
        self._lanes.clear()
        if self._session:
            await self._session.close()
            self._session = None

    # ── delivery ─────────────────────────────────────────────────────────────────────────────────────

    def _line_up(self, update: Waiting) -> None:
        if self.target is None:
            return
        key = lane_of(update.content)
        if lane := self._lanes.get(key):
            lane.append(update)
            return
        self._lanes[key] = deque([update])
        task = asyncio.get_running_loop().create_task(self._work_off(key))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _work_off(self, key: tuple[str, int]) -> None:
        """One lane. The update in hand stays at its head, so that nothing overtakes it."""
        lane = self._lanes[key]
        while lane:
            await self._deliver(lane[0])
            self._updates.forget(lane.popleft())
        del self._lanes[key]

    async def _deliver(self, update: Waiting) -> None:
        loop = asyncio.get_running_loop()
        end = loop.time() + LASTS.get(kind_of(update.content), DAY) * self._factor
        wait = 0.0
        while loop.time() < end:
            async with self._slots:
                asked_to_wait = await self._post(update)
            if asked_to_wait is None:
                return
            await asyncio.sleep((asked_to_wait or wait) * self._factor)
            wait = min(wait * 2, LONGEST_WAIT) or FIRST_WAIT

    async def _post(self, update: Waiting) -> float | None:
        """One try: None when it was taken, else the seconds that the bot asked us to wait, or 0."""
        if self.target is None or self._session is None:
            return 0.0
        headers = {"Content-Type": "application/json"}
        if self.target.secret:
            headers["X-Telegram-Bot-Api-Secret-Token"] = self.target.secret
        try:
            async with self._session.post(self.target.url, data=update.json, headers=headers) as answer:
                if answer.ok:
                    await self._carry_out(answer)
                    return None
                self._failed(f"Wrong response from the webhook: {answer.status} {answer.reason}")
                return _seconds(answer.headers.get("Retry-After", ""))
        except (aiohttp.ClientError, TimeoutError) as error:
            self._failed(f"Connection failed: {type(error).__name__}")
            return 0.0

    def _failed(self, why: str) -> None:
        self.last_error, self._last_error_date = why, int(time.time())

    async def _carry_out(self, answer: aiohttp.ClientResponse) -> None:
        """The method in the body, if there is one. Nobody learns what came of it."""
        try:
            body = await answer.json(content_type=None)
        except (ValueError, RecursionError):
            return
        if not isinstance(body, dict) or not isinstance(body.get("method"), str):
            return
        name = body.pop("method")
        if not name.lower().startswith("get") and name.lower() not in NOT_IN_BODY:
            await self._perform(name, body)


def lane_of(content: Any) -> tuple[str, int]:
    """What must stay in order: the updates of one chat, and a person's taps."""
    kind = kind_of(content)
    inside = content[kind] if kind else None
    for whose in ("chat", "from"):
        who = inside.get(whose) if isinstance(inside, dict) else None
        if isinstance(who, dict) and isinstance(who.get("id"), int):
            return "chat" if whose == "chat" else kind, who["id"]
    return "other", 0


def _seconds(text: str) -> float:
    return min(float(text), MOST_RETRY_AFTER) if text.isdigit() else 0.0
