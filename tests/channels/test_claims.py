"""Nothing is said that was not done: “forgotten”, “kept”, and the menu at that very moment."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any

import pytest

from bot.channels.telegram import write
from bot.channels.telegram.menus import Change, Known, menu_of
from bot.conversation import ChoseEntry, Command, Person
from bot.knowledge import Nation
from bot.rendering import Turn
from bot.runtime.snapshot import Snapshot
from tests.bot_api import BotApi
from tests.channels.scene import polled, texts
from tests.helpers import ANNA, TOKEN, html_of, until

SCOTTISH = Person(nation=Nation.SCOTLAND)


@pytest.fixture
async def api() -> AsyncIterator[BotApi]:
    async with BotApi(TOKEN, same_offset_rule=False) as running:
        running.world.meet(ANNA)
        yield running


def menu_names(api: BotApi) -> list[str]:
    """The names in Anna's own menu."""
    return [
        line["command"] for (scope, _), menu in api.commands.items() if str(ANNA) in scope for line in menu
    ]


def claim(snapshot: Snapshot, name: str, nation: str = "Scotland") -> str:
    return snapshot.knowledge.voice("en").line(name).replace("{nation}", nation).replace("'", "'")


@dataclass
class Claims:
    """Looks at the menu whenever a claim arrives, and writes down what was promised and not done."""

    api: BotApi
    snapshot: Snapshot
    broken: list[str] = field(default_factory=list)
    seen: int = 0

    def look(self) -> None:
        said = texts(self.api, ANNA)
        for text in said[self.seen :]:
            if text == claim(self.snapshot, "forgotten") and menu_names(self.api):
                self.broken.append(text)
            if text == claim(self.snapshot, "nation_chosen") and "nation_scotland" not in menu_names(
                self.api
            ):
                self.broken.append(text)
        self.seen = len(said)

    def said(self, *names: str) -> bool:
        """Whether one of these lines was the last thing said; each claim is looked at as it comes."""
        self.look()
        return bool(texts(self.api, ANNA)) and texts(self.api, ANNA)[-1] in [
            claim(self.snapshot, name) for name in names
        ]


async def written_before(api: BotApi, snapshot: Snapshot, person: Person = SCOTTISH) -> None:
    """What an earlier process has written into Anna's menu."""
    from bot.channels.telegram import make_bot

    bot = make_bot(TOKEN, api.url)
    await bot.initialize()
    await bot.write_menu(menu_of(person, snapshot), ANNA)
    await bot.shutdown()
    api.forget()


FAULTS: list[dict[str, Any]] = [
    {"kind": "429", "retry_after": 1},
    {"kind": "429", "retry_after": 60},
    {"kind": "500"},
    {"kind": "502"},
    {"kind": "401"},
    {"kind": "403", "description": "Forbidden: access is denied"},
    {"kind": "cut"},
    {"kind": "lost"},
    {"kind": "garbled"},
    {"kind": "no_result"},
    {"kind": "odd_result", "result": "yes"},
    {"kind": "html", "status": 404},
    {"kind": "slow", "seconds": 1.5},
]
CALLS = ("getMyCommands", "setMyCommands", "deleteMyCommands", "sendMessage", "answerCallbackQuery")


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: "-".join(str(v) for v in fault.values()))
@pytest.mark.parametrize("method", ["getMyCommands", "deleteMyCommands", "sendMessage"])
@pytest.mark.parametrize("times", [1, None])
async def test_forgotten_is_said_only_after_the_menu_is_gone(
    snapshot: Snapshot, api: BotApi, method: str, fault: dict[str, Any], times: int | None
) -> None:
    await written_before(api, snapshot)
    claims = Claims(api, snapshot)
    if method == "sendMessage" and times is None:
        times = 3  # a chat that is never told anything is promised nothing
    if fault.get("retry_after") == 60 and method == "sendMessage":
        fault = fault | {"retry_after": 1}
    api.fail(method, times=times, chat_id=ANNA, **fault)
    async with polled(api, snapshot):
        api.send(ANNA, "/forget")
        await until(lambda: claims.said("forgotten", "not_forgotten"))
        claims.look()
        if method == "deleteMyCommands" and times is None and fault["kind"] != "slow":
            assert texts(api, ANNA)[-1] == claim(snapshot, "not_forgotten")
        api.heal()
        api.send(ANNA, "/forget")
        count = len(texts(api, ANNA))
        await until(lambda: len(texts(api, ANNA)) > count and claims.said("forgotten"))
    assert claims.broken == []
    assert menu_names(api) == []


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: "-".join(str(v) for v in fault.values()))
@pytest.mark.parametrize("method", ["getMyCommands", "setMyCommands", "sendMessage", "answerCallbackQuery"])
async def test_a_nation_is_kept_or_it_is_said_that_it_is_not(
    snapshot: Snapshot, api: BotApi, method: str, fault: dict[str, Any]
) -> None:
    claims = Claims(api, snapshot)
    async with polled(api, snapshot):
        api.fail(method, times=2, chat_id=ANNA, **fault)
        api.tap(ANNA, 1, "n:s", forged=True)
        wait = fault.get("retry_after", 0) if method == "sendMessage" else 0
        if wait > 10:
            api.heal()
        await until(lambda: claims.said("nation_chosen", "nation_not_kept"))
        api.heal()
        if texts(api, ANNA)[-1] == claim(snapshot, "nation_not_kept"):
            count = len(texts(api, ANNA))
            api.tap(ANNA, 1, "n:s", forged=True)
            await until(lambda: len(texts(api, ANNA)) > count and claims.said("nation_chosen"))
    assert claims.broken == []
    async with polled(api, snapshot):  # after a restart
        api.forget()
        api.send(ANNA, "/nation")
        # Where the answer to the confirmation was lost, the tap may be confirmed once more.
        await until(lambda: html_of(snapshot, Command.NATION, SCOTTISH) in texts(api, ANNA))
        assert set(texts(api, ANNA)) <= {
            claim(snapshot, "nation_chosen"),
            html_of(snapshot, Command.NATION, SCOTTISH),
        }


async def test_a_chosen_nation_outlives_refusals_of_its_own_confirmation(
    snapshot: Snapshot, api: BotApi
) -> None:
    api.fail("sendMessage", 429, times=3, chat_id=ANNA, retry_after=1)
    async with polled(api, snapshot):
        api.tap(ANNA, 1, "n:s", forged=True)
        await until(lambda: texts(api, ANNA) == [claim(snapshot, "nation_chosen")])
    assert "nation_scotland" in menu_names(api)


async def test_a_nation_does_not_cost_a_language_that_could_not_be_read(
    snapshot: Snapshot, api: BotApi
) -> None:
    await written_before(api, snapshot, Person(chose_language=True))
    api.fail("getMyCommands", 502, times=1, chat_id=ANNA)
    async with polled(api, snapshot):
        api.tap(ANNA, 1, "n:w", forged=True)
        await until(lambda: texts(api, ANNA) == [claim(snapshot, "nation_chosen", "Wales")])
    assert {"nation_wales", "language_en"} <= set(menu_names(api))


@pytest.mark.parametrize("chosen", [Person("en", chose_language=True), SCOTTISH])
def test_a_choice_is_kept_even_if_we_thought_that_it_was_chosen_before(chosen: Person) -> None:
    assert Change(Known(chosen, sure=False), chosen).applied_to(Person("en")) == chosen


async def test_what_a_replica_remembers_is_not_taken_for_the_menu(snapshot: Snapshot, api: BotApi) -> None:
    await written_before(api, snapshot)
    async with polled(api, snapshot, fresh_for=0.0):
        api.send(ANNA, "/nation")
        await until(lambda: texts(api, ANNA) == [html_of(snapshot, Command.NATION, SCOTTISH)])
        api.commands.clear()  # another replica has forgotten
        api.fail("getMyCommands", 502, times=1, chat_id=ANNA)
        api.tap(ANNA, 1, "n:s", forged=True)
        await until(lambda: len(texts(api, ANNA)) == 2)
    assert texts(api, ANNA)[1] == claim(snapshot, "nation_chosen")
    assert "nation_scotland" in menu_names(api)


async def test_an_answer_for_a_nation_does_not_wait_for_the_menu(snapshot: Snapshot, api: BotApi) -> None:
    entry = next(e for e in snapshot.knowledge.entries.values() if e.answer.differs())
    api.fail("setMyCommands", 500, times=None, chat_id=ANNA)
    async with polled(api, snapshot):
        api.tap(ANNA, 1, f"e:{entry.id}:s", forged=True)
        await until(lambda: texts(api, ANNA) == [html_of(snapshot, ChoseEntry(entry.id, Nation.SCOTLAND))])


async def test_what_follows_a_choice_is_understood_with_it_even_while_the_chat_is_refused(
    snapshot: Snapshot, api: BotApi
) -> None:
    api.fail("sendMessage", 500, times=9, chat_id=ANNA)
    async with polled(api, snapshot):
        api.tap(ANNA, 1, "n:s", forged=True)
        api.send(ANNA, "/nation")
        await until(lambda: len(texts(api, ANNA)) == 2)
    assert texts(api, ANNA) == [claim(snapshot, "nation_chosen"), html_of(snapshot, Command.NATION, SCOTTISH)]


@pytest.mark.parametrize(
    ("event", "line"),
    [(Command.FORGET, "not_forgotten"), (ChoseEntry("safe-to-see-gp"), None), (Command.HELP, None)],
)
def test_only_what_claims_a_deed_has_words_for_when_it_failed(
    snapshot: Snapshot, event: Any, line: str | None
) -> None:
    turn: Turn = snapshot.turn(Person(), event)
    said = [message.html for message in write(turn.not_done)] if turn.not_done else None
    assert said == ([claim(snapshot, line)] if line else None)
