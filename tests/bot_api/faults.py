"""What can go wrong between a bot and Telegram, and when it shall."""

from __future__ import annotations

from dataclasses import dataclass, field
from random import Random
from typing import Any

ANOTHER_POLL = "terminated by other getUpdates request; make sure that only one bot instance is running"

REFUSALS = {
    "400": "Bad Request",
    "401": "Unauthorized",
    "403": "Forbidden: bot was blocked by the user",
    "404": "Not Found",
    "409": f"Conflict: {ANOTHER_POLL}",
    "429": "Too Many Requests: retry after {}",
    "500": "Internal Server Error",
    "502": "Bad Gateway",
}
"""What Telegram says when nothing is carried out."""

KINDS = (*REFUSALS, "html", "lost", "cut", "hang", "slow", "garbled", "no_result", "odd_result")
"""
Numbers are refusals: nothing is carried out. "html" is a page of a proxy, and nothing is carried out. "lost"
is carried out, then the connection is cut; "cut" is cut before; "hang" says nothing for a while, then is cut,
and was not carried out. "slow" is carried out later. "garbled" is carried out and answered with half a JSON,
"no_result" with {"ok": true} alone, "odd_result" with a result of another type.
"""

PAGE = "<html><head><title>{0}</title></head><body><center><h1>{0}</h1></center><hr>nginx</body></html>\n"


class Refused(Exception):  # noqa: N818 - Telegram's refusal, not an error of this program
    """What Telegram answers instead of a result."""

    def __init__(self, code: int, description: str, **parameters: int) -> None:
        super().__init__(description)
        self.code = code
        self.description = description
        self.parameters = parameters

    @property
    def body(self) -> dict[str, Any]:
        """The JSON of the answer."""
        answer: dict[str, Any] = {"ok": False, "error_code": self.code, "description": self.description}
        return answer | ({"parameters": self.parameters} if self.parameters else {})


def bad_request(why: str) -> Refused:
    """400, worded as Telegram words it."""
    return Refused(400, f"Bad Request: {why}")


@dataclass(slots=True)
class Fault:
    """One planned fault, and how often it may still strike."""

    method: str
    kind: str
    times: int | None
    every: int
    chat_id: int | None
    retry_after: int
    seconds: float
    chance: float = 1.0
    status: int = 502
    description: str = ""
    body: str | None = None
    result: Any = None
    dice: Random = field(default_factory=lambda: Random(0))
    seen: int = 0

    def strikes(self, method: str, chat_id: int | None) -> bool:
        """Whether this call is hit. Counts the calls that it could have hit."""
        if self.times == 0 or self.method not in ("*", method):
            return False
        if self.chat_id is not None and self.chat_id != chat_id:
            return False
        self.seen += 1
        if self.seen % self.every or (self.chance < 1.0 and self.dice.random() >= self.chance):
            return False
        if self.times is not None:
            self.times -= 1
        return True

    @property
    def refusal(self) -> Refused | None:
        """What the server says, if it says something else than the result."""
        if self.kind not in REFUSALS:
            return None
        said = self.description or REFUSALS[self.kind].format(self.retry_after)
        parameters = {"retry_after": self.retry_after} if self.kind == "429" else {}
        return Refused(int(self.kind), said, **parameters)

    @property
    def page(self) -> tuple[int, str] | None:
        """Status and text of an answer that is not Telegram's."""
        if self.kind == "html":
            return self.status, PAGE.format(self.status) if self.body is None else self.body
        if self.kind in REFUSALS and self.body is not None:
            return int(self.kind), self.body
        return None


@dataclass(slots=True)
class Faults:
    """The plan. The first planned fault that fits a call strikes, and only that one."""

    planned: list[Fault] = field(default_factory=list)

    def fail(
        self,
        method: str,
        kind: str | int,
        *,
        times: int | None = 1,
        every: int = 1,
        chat_id: int | None = None,
        retry_after: int = 1,
        seconds: float = 1.0,
        chance: float = 1.0,
        status: int = 502,
        description: str = "",
        body: str | None = None,
        result: Any = "?",
    ) -> None:
        """
        Let calls of a method ("*": of any) fail: `times` of them, or all with None; of the calls that fit,
        each `every`-th, or each with a `chance` (the dice fall alike in every run); with `chat_id`, only
        calls that concern that chat. `description` is a refusal's own, `body` the whole answer ("" for none)
        of a refusal or a page, `status` a page's, `result` the odd one. Raises ValueError for a kind unknown.
        """
        if str(kind) not in KINDS:
            raise ValueError(f"{kind} is no kind of fault: {', '.join(KINDS)}")
        # Telegram's is a whole number from 1 on; 0 is allowed here so that tests need not wait.
        if isinstance(retry_after, bool) or not isinstance(retry_after, int) or retry_after < 0:
            raise ValueError("retry_after is a whole number of seconds")
        if every < 1 or (times is not None and times < 0) or not 0 < chance <= 1:
            raise ValueError("times is 0 or more, every is 1 or more, chance is over 0 and at most 1")
        self.planned.append(
            Fault(
                method.lower(), str(kind), times, every, chat_id, retry_after, float(seconds), chance,
                status, description, body, result,
            )
        )  # fmt: skip

    def heal(self, method: str | None = None, chat_id: int | None = None) -> None:
        """Forget the planned faults: all, or those of a method, or those of a chat."""
        self.planned = [
            fault
            for fault in self.planned
            if (method is not None and fault.method != method.lower())
            or (chat_id is not None and fault.chat_id != chat_id)
        ]

    def left(self, method: str) -> int:
        """How many of the faults planned for a method may still strike."""
        return sum(fault.times != 0 for fault in self.planned if fault.method == method.lower())

    def strike(self, method: str, chat_id: int | None, *, lies_here: bool = False) -> Fault | None:
        """The fault that hits this call; of one that lies at Telegram already, only refusals can."""
        able = (fault for fault in self.planned if fault.refusal or not lies_here)
        return next((fault for fault in able if fault.strikes(method.lower(), chat_id)), None)
