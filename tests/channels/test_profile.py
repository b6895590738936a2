"""What Telegram shows before anybody has written: in every language that it has a code for."""

from __future__ import annotations

from bot.channels.telegram import make_bot
from bot.channels.telegram.registration import set_webhook
from bot.conversation import Person
from bot.runtime.snapshot import Snapshot
from tests.bot_api import BotApi
from tests.channels.scene import polled
from tests.helpers import TOKEN, until

DEFAULT = '{"type": "default"}'
KINDS = ("name", "description", "short_description")


def shown(api: BotApi, kind: str, language: str) -> str:
    return api.profile.get((kind, language), "")


async def test_menu_and_profile_are_written_in_every_language(api: BotApi, snapshot: Snapshot) -> None:
    languages = sorted(code for code in snapshot.languages - {"en"} if len(code) == 2)
    assert {"es", "pt"} <= set(languages)
    async with polled(api, snapshot):
        await until(lambda: bool(shown(api, "name", languages[-1])))
    for language in languages:
        words, own = snapshot.profile(language), snapshot.menu(Person(language))
        assert [shown(api, kind, language) for kind in KINDS] == [words.name, words.description, words.about]
        assert {line["command"]: line["description"] for line in api.commands[DEFAULT, language]} == own
        assert words != snapshot.profile("en")
    assert shown(api, "description", "") == snapshot.knowledge.voice("en").line("welcome")
    assert api.commands[DEFAULT, ""]


async def test_the_name_that_the_operator_chose_stays(api: BotApi, snapshot: Snapshot) -> None:
    api.profile["name", ""], api.profile["name", "es"] = "Doctors of Leeds", "Médicos de Leeds"
    async with polled(api, snapshot):
        await until(lambda: bool(shown(api, "name", "pt")))
    assert shown(api, "name", "") == "Doctors of Leeds"
    assert shown(api, "name", "es") == "Médicos de Leeds"


async def test_what_stands_there_is_not_written_again(api: BotApi, snapshot: Snapshot) -> None:
    last = max(code for code in snapshot.languages - {"en"} if len(code) == 2)
    async with polled(api, snapshot):
        await until(lambda: bool(api.requests("setMyName")) and bool(shown(api, "name", last)))
        names = len(api.requests("getMyName"))
    api.log.clear()
    async with polled(api, snapshot):
        await until(lambda: len(api.requests("getMyName")) == names)
    for kind in ("Name", "Description", "ShortDescription"):
        assert api.requests(f"getMy{kind}")
        assert not api.requests(f"setMy{kind}")


async def test_the_webhook_is_set_though_telegram_does_not_take_a_text(
    api: BotApi, snapshot: Snapshot
) -> None:
    api.refuse("setMyDescription", "Bad Request: description is too long", times=None)
    said = await set_webhook(make_bot(TOKEN, api.url), snapshot, "https://bot.example/hook", "s" * 32)
    first, *rest = said.split("\n")
    assert first == "Telegram calls https://bot.example/hook"
    assert "Description is too long" in said
    assert all("Description" in line for line in rest)
    assert shown(api, "short_description", "es") == snapshot.profile("es").about
