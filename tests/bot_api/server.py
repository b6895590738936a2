"""The server: HTTP on loopback in front of the methods, with faults in between."""

from __future__ import annotations

import asyncio
import json
from collections import Counter
from dataclasses import dataclass
from typing import Any, Self

from aiohttp import web

from . import control, parameters
from .chats import World
from .control import Control
from .faults import Fault, Faults, Refused
from .methods import Methods
from .updates import Updates, Waiting
from .webhook import Webhook

LONG_AGO = 150.0
"""Seconds after which a tap can no longer be answered."""

HAS_WEBHOOK = (
    "can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"
)


@dataclass(slots=True)
class Call:
    """A request of the bot, as it came."""

    method: str
    parameters: dict[str, Any]
    at: float
    """Time of the event loop."""
    status: int = 0
    """What was answered; 0 while it is under way, and when the connection was cut."""


class BotApi(Control):
    """
    One bot's Telegram: `async with BotApi(token) as api`, and `api.url` is the server's address.

    `same_offset_rule`: whether asking again at once with the same offset gives one update only.
    `webhook_factor`: what the waits between deliveries to a webhook are multiplied by.
    `webhook_patience`: seconds that a delivery may take; 60 times the factor unless given.
    `query_seconds`: how long a tap can be answered.
    """

    def __init__(
        self,
        token: str,
        *,
        port: int = 0,
        username: str = "stand_in_bot",
        same_offset_rule: bool = True,
        webhook_factor: float = 1.0,
        webhook_patience: float | None = None,
        query_seconds: float = LONG_AGO,
    ) -> None:
        super().__init__()
        self.token = token
        self.url = ""
        self.world = World(int(token.partition(":")[0]), username)
        self.updates = Updates(hasty_rule=same_offset_rule)
        self.faults = Faults()
        self.log: list[Call] = []
        self._port = port
        self._methods = Methods(self.world, query_seconds)
        self._webhook = Webhook(self.updates, self._perform_unseen, webhook_factor, webhook_patience)
        self._methods.by_name |= {
            "setwebhook": self._webhook.set,
            "deletewebhook": self._webhook.delete,
            "getwebhookinfo": self._webhook.info,
        }
        self._runner: web.AppRunner | None = None

    async def __aenter__(self) -> Self:
        app = web.Application()
        app.router.add_route("*", "/bot{token}/{method}", self._answer)
        app.router.add_post("/control/{name}", self._control)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", self._port).start()
        self.url = f"http://127.0.0.1:{self._runner.addresses[0][1]}"
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._webhook.stop()
        self.updates.end_waiting("the stand-in stops")
        if self._runner:
            await self._runner.cleanup()

    # ── what was asked ───────────────────────────────────────────────────────────────────────────────

    def calls(self) -> Counter[str]:
        """How often each method was called, by the names that the bot used."""
        return Counter(call.method for call in self.log)

    @property
    def commands(self) -> dict[tuple[str, str], list[dict[str, Any]]]:
        """The menus that the bot has set, by scope (as JSON) and language."""
        return self._methods.commands

    @property
    def profile(self) -> dict[tuple[str, str], str]:
        """The texts of the bot's profile, by field (such as "short_description") and language."""
        return self._methods.texts

    def requests(self, method: str) -> list[Call]:
        """All calls of one method, in order."""
        return [call for call in self.log if call.method.lower() == method.lower()]

    def forget(self) -> None:
        """Drop the log, the times and the messages that the chats show, so that a long run stays small."""
        self.log.clear()
        self.world.arrived.clear()
        for chat in self.world.chats.values():
            chat.messages.clear()
            chat.sent_at.clear()

    # ── answering ────────────────────────────────────────────────────────────────────────────────────

    async def _control(self, request: web.Request) -> web.Response:
        return await control.by_http(self, request)

    async def _answer(self, request: web.Request) -> web.Response:
        if self.revoked or request.match_info["token"] != self.token:
            return _refusal(Refused(401, "Unauthorized"))
        try:
            call = self._note(request.match_info["method"], await parameters.read(request))
        except Refused as refused:
            return _refusal(refused)
        fault = self.faults.strike(call.method, self._concerns(call.parameters))
        if fault and fault.kind == "hang":
            await asyncio.sleep(fault.seconds)
        if fault and fault.kind in ("cut", "hang"):
            return _cut(request)
        if fault and fault.page:
            call.status, text = fault.page
            return web.Response(text=text, status=call.status, content_type="text/html")
        code, body = await self._outcome(call, fault, request)
        if fault and fault.kind == "lost":
            return _cut(request)
        call.status = code
        if fault and code == 200:
            body = _disfigured(body, fault)
        text = _text(body)
        if fault and fault.kind == "garbled":
            text = text[: len(text) // 2]
        return web.Response(text=text, status=code, content_type="application/json", headers=_headers(body))

    def _concerns(self, given: dict[str, Any]) -> int | None:
        """The chat that a call concerns; of a tap or an inline query the chat, or person, it came from."""
        if tap := self.world.taps.get(str(given.get("callback_query_id", ""))):
            return tap.chat_id
        if query := self.world.inline.get(str(given.get("inline_query_id", ""))):
            return query.user_id
        return parameters.chat_of(given)

    def _note(self, method: str, given: dict[str, Any]) -> Call:
        call = Call(method, given, asyncio.get_running_loop().time())
        self.log.append(call)
        return call

    async def _outcome(
        self, call: Call, fault: Fault | None, request: web.Request | None
    ) -> tuple[int, dict[str, Any]]:
        """Carry the call out, unless a fault forbids it: status and body."""
        if fault and fault.kind == "slow":
            await asyncio.sleep(fault.seconds)
        try:
            if fault and fault.refusal:
                raise fault.refusal
            return 200, {"ok": True, "result": await self._carry_out(call, request)}
        except Refused as refused:
            return refused.code, refused.body

    async def _carry_out(self, call: Call, request: web.Request | None) -> Any:
        name = call.method.lower()
        if name == "getupdates" and request is not None:
            return await self._get_updates(call.parameters, request)
        if method := self._methods.by_name.get(name):
            return await method(call.parameters)
        raise Refused(404, "Not Found")

    async def _get_updates(self, given: dict[str, Any], request: web.Request) -> list[Waiting]:
        if self._webhook.target:
            await self.updates.hold_back_conflict()
            raise Refused(409, f"Conflict: {HAS_WEBHOOK}")
        self.updates.allow(parameters.structure(given, "allowed_updates", list))
        return await self.updates.get(
            parameters.number(given, "offset", 0),
            parameters.number(given, "limit", 100),
            parameters.number(given, "timeout", 0),
            lambda: request.transport is None or request.transport.is_closing(),
        )

    async def _perform_unseen(self, method: str, given: dict[str, Any]) -> None:
        """
        A method in a webhook's answer. It may be refused, and then nobody is told; but it lies at Telegram
        already, so it cannot be slow, cut or lost.
        """
        call = self._note(method, given)
        fault = self.faults.strike(method, self._concerns(given), lies_here=True)
        call.status, _ = await self._outcome(call, fault, None)


def _cut(request: web.Request) -> web.Response:
    """Close the connection with not one byte of an answer; what is returned reaches nobody."""
    if request.transport:
        request.transport.abort()
    return web.Response()


def _text(body: dict[str, Any]) -> str:
    """JSON, with updates as they lie in the queue. Telegram writes all but ASCII as escapes."""
    result = body.get("result")
    if isinstance(result, list) and result and isinstance(result[0], Waiting):
        return f'{{"ok": true, "result": [{", ".join(update.json for update in result)}]}}'
    return json.dumps(body)


def _disfigured(body: dict[str, Any], fault: Fault) -> dict[str, Any]:
    """The answer to a call that was carried out, without its result or with an odd one."""
    match fault.kind:
        case "no_result":
            return {"ok": True}
        case "odd_result":
            return {"ok": True, "result": fault.result}
    return body


def _refusal(refused: Refused) -> web.Response:
    return web.json_response(refused.body, status=refused.code)


def _headers(body: dict[str, Any]) -> dict[str, str]:
    seconds = body.get("parameters", {}).get("retry_after")
    return {} if seconds is None else {"Retry-After": str(seconds)}
