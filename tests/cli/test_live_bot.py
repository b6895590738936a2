"""New content while the bot runs: taken over in whole or refused, and nobody waits for it."""

from __future__ import annotations

import asyncio
import os
import re
import shutil
import signal
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from bot.conversation import Asked, ChoseEntry, Command, Outcome, Person
from bot.health import Health
from bot.knowledge import NOTHING_WITHHELD
from bot.runtime import learning_process, snapshot
from bot.runtime import live_bot as module
from bot.runtime.live_bot import LiveBot, stamp_of
from tests.helpers import until
from tests.library.test_library import BAD

ENTRY = "topics/gp/join-a-surgery/entry.yaml"
OTHER = "topics/money/pay-for-pills/entry.yaml"
STEP = "Ask at the desk for the form."
NEWER = "Ask anybody at the desk for the form."
NOTICE = "show: yes\ndate: 2026-11-22\nuntil: open\nabout: all\ntext: {en: The rules changed.}\n"
CLOSED = NOTICE.replace("about: all", "closed: yes")


class Clock:
    """A clock that a test moves."""

    def __init__(self) -> None:
        self.now = datetime.now(tz=UTC)

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def live_bot(folder: Path, clock: Clock) -> LiveBot:
    health = Health(clock)
    health.alive()
    return LiveBot.open(folder, health, now=clock)


Look = Callable[[], Awaitable[None]]


@pytest.fixture
def look(live_bot: LiveBot) -> Look:
    """Two looks at the folder: as many as an edit needs that nobody goes on with."""

    async def look() -> None:
        for _ in range(2):
            await live_bot.look(asyncio.Event())

    return look


def change(folder: Path, old: str, new: str, name: str = ENTRY) -> None:
    text = (folder / name).read_text(encoding="utf-8")
    assert old in text
    (folder / name).write_text(text.replace(old, new), encoding="utf-8")


def said(live_bot: LiveBot, entry: str = "join-a-surgery") -> str:
    return live_bot.turn(Person(), ChoseEntry(entry)).reply.text


def said_to(live_bot: LiveBot, text: str) -> str:
    return live_bot.turn(Person(), Asked(text)).reply.text


def ready(live_bot: LiveBot) -> str:
    return live_bot.health.ready()[1]


# ── an edit ──────────────────────────────────────────────────────────────────────────────────────────


async def test_an_edit_is_taken_over_when_it_has_settled(live_bot: LiveBot, folder: Path) -> None:
    before = ready(live_bot)
    assert STEP in said(live_bot)
    change(folder, STEP, NEWER)
    await live_bot.look(asyncio.Event())
    assert STEP in said(live_bot)
    await live_bot.look(asyncio.Event())
    assert NEWER in said(live_bot)
    assert ready(live_bot).splitlines()[1] != before.splitlines()[1]
    assert f"content: {live_bot.snapshot.knowledge.version}, " in ready(live_bot)


async def test_nothing_is_read_while_nothing_changes(
    live_bot: LiveBot, look: Look, monkeypatch: pytest.MonkeyPatch
) -> None:
    snapshot = live_bot.snapshot
    monkeypatch.setattr(module, "inspect", None)
    await look()
    assert live_bot.snapshot is snapshot
    assert "bug" not in ready(live_bot)


async def test_an_editor_who_saves_one_file_after_the_other_is_waited_for(
    live_bot: LiveBot, folder: Path
) -> None:
    for number in range(4):
        change(folder, "Example Health", f"Example Health {number}", OTHER if number % 2 else ENTRY)
        await live_bot.look(asyncio.Event())
        assert "Example Health 0" not in said(live_bot)
    await live_bot.look(asyncio.Event())
    assert "Example Health 2" in said(live_bot)
    assert "Example Health 3" in said(live_bot, "pay-for-pills")


async def test_what_is_written_while_we_read_is_no_whole(
    live_bot: LiveBot, folder: Path, look: Look, monkeypatch: pytest.MonkeyPatch
) -> None:
    reads = module.inspect

    def read_and_be_overtaken(*arguments: object, **more: object) -> object:
        found = reads(*arguments, **more)
        change(folder, NEWER, "Ask nobody.")
        monkeypatch.setattr(module, "inspect", reads)
        return found

    change(folder, STEP, NEWER)
    monkeypatch.setattr(module, "inspect", read_and_be_overtaken)
    await look()
    assert STEP in said(live_bot)
    await look()
    assert "Ask nobody." in said(live_bot)


async def test_a_new_entry_can_be_asked_for_and_a_deleted_one_is_gone(
    live_bot: LiveBot, folder: Path, look: Look
) -> None:
    added = folder / "topics" / "gp" / "see-a-dentist"
    shutil.copytree(folder / "topics" / "gp" / "join-a-surgery", added)
    text = (added / "entry.yaml").read_text(encoding="utf-8").replace("surgery", "tooth clinic")
    (added / "entry.yaml").write_text(text, encoding="utf-8")
    for name in ("qx.yaml", "asks/qx.yaml"):
        (added / name).unlink(missing_ok=True)
    (folder / "topics" / "gp" / "join-a-surgery" / "asks" / "qx.yaml").unlink(missing_ok=True)
    asks = "\n".join(f"  - i have tooth ache number {number}" for number in range(30))
    (added / "asks" / "en.yaml").write_text(f"asks:\n{asks}\n", encoding="utf-8")
    for name in ("qx.yaml", "asks/qx.yaml"):
        (added / name).unlink(missing_ok=True)
    change(folder, "related: [pay-for-pills]", "related: []")
    shutil.rmtree(folder / "topics" / "money")
    for file in (folder / "topics").rglob("*.yaml"):
        lines = file.read_text(encoding="utf-8").splitlines()
        kept = [line for line in lines if "pay-for-pills" not in line and "confused_with" not in line]
        file.write_text("\n".join(kept) + "\n", encoding="utf-8")
    change(folder, "money: Money", "", "voice/en.yaml")
    change(folder, "    pay-for-pills: [pills]", "    see-a-dentist: [teeth]", "voice/en.yaml")
    await look()
    assert "refused" not in ready(live_bot)
    assert set(live_bot.snapshot.knowledge.entries) == {"join-a-surgery", "see-a-dentist"}
    _, decision = live_bot.snapshot.conversation.hear(Person(), Asked("i have tooth ache"))
    assert "see-a-dentist" in (decision.entry, *decision.choices)


# ── refused ──────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("file", BAD, ids=lambda file: file.stem)
async def test_a_bad_edit_is_refused_with_its_mistakes_and_the_old_content_stays(
    live_bot: LiveBot, folder: Path, look: Look, file: Path, caplog: pytest.LogCaptureFixture
) -> None:
    from tests.library.test_library import Bad, put

    bad, snapshot = Bad.read(file), live_bot.snapshot
    put(folder, bad.path, bad.data)
    await look()
    assert live_bot.snapshot is snapshot
    assert live_bot.health.ready()[0] == 200
    assert "edit: refused" in ready(live_bot)
    for message in bad.expected:
        assert f"\n  {message}\n" in ready(live_bot)
        assert message in caplog.text


async def test_a_mended_edit_is_taken_over(live_bot: LiveBot, folder: Path, look: Look) -> None:
    change(folder, STEP, "It is safe.")
    await look()
    assert "the words “It is safe”" in ready(live_bot)
    assert STEP in said(live_bot)
    change(folder, "It is safe.", NEWER)
    await look()
    assert NEWER in said(live_bot)
    assert "refused" not in ready(live_bot)


async def test_a_folder_that_vanishes_takes_nothing_away(live_bot: LiveBot, folder: Path, look: Look) -> None:
    elsewhere = folder.parent / "elsewhere"
    shutil.move(folder, elsewhere)
    await look()
    assert STEP in said(live_bot)
    assert "there is no such folder" in ready(live_bot)
    shutil.move(elsewhere, folder)
    await look()
    assert "refused" not in ready(live_bot)


async def test_many_mistakes_are_not_all_told(live_bot: LiveBot, folder: Path, look: Look) -> None:
    change(folder, "steps:", "steps:\n" + "\n".join(f"    - Call 0800 12345{n}." for n in range(30)))
    await look()
    assert len(ready(live_bot).splitlines()) < 35
    assert "more: run_bot.py check" in ready(live_bot)


async def test_a_bug_in_the_renewal_ends_nothing(
    live_bot: LiveBot, folder: Path, look: Look, monkeypatch: pytest.MonkeyPatch
) -> None:
    def breaks(*_: object, **__: object) -> object:
        raise RuntimeError

    monkeypatch.setattr(module, "inspect", breaks)
    change(folder, STEP, NEWER)
    await look()
    assert STEP in said(live_bot)
    assert "bug 1" in ready(live_bot)


async def test_an_edit_that_breaks_the_program_is_refused_with_its_file_and_tried_once(
    live_bot: LiveBot,
    folder: Path,
    look: Look,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    tries = []

    def breaks(*_: object, **__: object) -> object:
        tries.append(1)
        raise OverflowError(STEP)

    reads = module.inspect
    monkeypatch.setattr(module, "inspect", breaks)
    change(folder, STEP, NEWER)
    for _ in range(4):
        await look()
    assert tries == [1]
    assert "edit: refused" in ready(live_bot)
    assert f"the new content broke the program (OverflowError); changed: {ENTRY}." in ready(live_bot)
    assert STEP not in ready(live_bot) + caplog.text
    monkeypatch.setattr(module, "inspect", reads)
    change(folder, NEWER, "Ask somebody.")
    await look()
    assert "Ask somebody." in said(live_bot)
    assert "refused" not in ready(live_bot)


async def test_a_date_that_cannot_be_reckoned_with_is_a_refused_edit_that_is_read_once(
    live_bot: LiveBot, folder: Path, look: Look, monkeypatch: pytest.MonkeyPatch
) -> None:
    tries = []
    reads = module.inspect

    def counted(*arguments: object, **more: object) -> object:
        tries.append(1)
        return reads(*arguments, **more)

    monkeypatch.setattr(module, "inspect", counted)
    file = folder / ENTRY
    file.write_text(re.sub("next: .*", "next: 9999-12-31", file.read_text("utf-8")), "utf-8")
    for _ in range(3):
        await look()
    assert tries == [1]
    assert f"knowledge/{ENTRY}:" in ready(live_bot)
    assert "the year of “9999-12-31” is not one of ours" in ready(live_bot)
    assert STEP in said(live_bot)


async def test_an_editors_debris_never_refuses_an_edit(live_bot: LiveBot, folder: Path, look: Look) -> None:
    (folder / "services" / ".#kind-helpers.yaml").symlink_to("editor@laptop.4711:1700000000")
    (folder / "services" / "kind-helpers.yaml~").write_text("name: [")
    (folder / "topics" / "gp" / "join-a-surgery" / "#entry.yaml#").write_bytes(b"\xff\xfe")
    (folder / "voice" / ".en.yaml.swp").write_bytes(b"b0VIM\x00")
    (folder / "desktop.ini").write_text("[x]")
    change(folder, STEP, NEWER)
    await look()
    assert NEWER in said(live_bot)
    assert "refused" not in ready(live_bot)


async def test_a_link_to_a_secret_puts_no_letter_of_it_into_the_log_or_a_page(
    live_bot: LiveBot, folder: Path, look: Look, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    secret = "123456789:RedTeamRedTeamRedTeamRedTeamRedTe12"
    (tmp_path / "token").write_text(secret + "\n")
    (folder / "services" / "zz.yaml").symlink_to(tmp_path / "token")
    await look()
    assert "knowledge/services/zz.yaml: this is a link to another place" in ready(live_bot)
    (folder / "services" / "zz.yaml").unlink()
    (folder / "services" / "zz.yaml").write_text(secret + "\n")  # a copy of it is quoted as little
    await look()
    assert "knowledge/services/zz.yaml:1: a text stands here" in ready(live_bot)
    for told in (ready(live_bot), caplog.text):
        assert "RedTeam" not in told
        assert "123456789" not in told


async def test_a_mistake_that_was_there_at_the_start_refuses_nobodys_edit(
    folder: Path, clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    change(folder, "title: ", "title: It is safe. ", OTHER)
    live_bot = LiveBot.open(folder, Health(clock), now=clock)
    assert "flaws: to be mended" in ready(live_bot)
    assert "the words “It is safe”" in caplog.text
    change(folder, STEP, NEWER)
    for _ in range(2):
        await live_bot.look(asyncio.Event())
    assert NEWER in said(live_bot)
    assert "refused" not in ready(live_bot)


# ── notice ───────────────────────────────────────────────────────────────────────────────────────────


async def test_a_notice_comes_closes_and_goes(live_bot: LiveBot, folder: Path, look: Look) -> None:
    notice = folder / "notice.yaml"
    notice.write_text(NOTICE, encoding="utf-8")
    await look()
    assert said(live_bot).startswith("Notice of 22 November 2026: The rules changed.")
    assert STEP in said(live_bot)
    notice.write_text(CLOSED, encoding="utf-8")
    await look()
    assert "The rules changed." in said(live_bot)
    assert STEP not in said(live_bot)
    assert "THE BOT IS CLOSED" in ready(live_bot)
    notice.write_text("show: no\n", encoding="utf-8")
    await look()
    assert "The rules changed." not in said(live_bot)
    assert "notice: none" in ready(live_bot)


@pytest.mark.parametrize("text", ["show: [", "\xff", "", "show: yes\n", NOTICE.replace("all", "nothing")])
async def test_a_notice_with_a_mistake_takes_nothing_down(
    live_bot: LiveBot, folder: Path, look: Look, text: str
) -> None:
    (folder / "notice.yaml").write_text(NOTICE, encoding="utf-8")
    await look()
    (folder / "notice.yaml").write_bytes(text.encode("latin-1"))
    await look()
    assert said(live_bot).startswith("Notice of 22 November 2026: The rules changed.")
    assert "knowledge/notice.yaml" in ready(live_bot)


async def test_a_notice_does_not_wait_for_somebody_elses_mistake(
    live_bot: LiveBot, folder: Path, look: Look
) -> None:
    change(folder, STEP, "It is safe.")
    (folder / "notice.yaml").write_text(CLOSED, encoding="utf-8")
    await look()
    assert "The rules changed." in said(live_bot)
    assert "edit: refused" in ready(live_bot)
    (folder / "notice.yaml").write_text("show: no\n", encoding="utf-8")
    await look()
    assert STEP in said(live_bot)
    assert "It is safe" not in said(live_bot)
    assert "edit: refused" in ready(live_bot)


async def test_a_notice_that_cannot_be_read_at_the_start_is_said_loudly_and_the_bot_starts(
    folder: Path, clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    (folder / "notice.yaml").write_text("show: [", encoding="utf-8")
    live_bot = LiveBot.open(folder, Health(clock), now=clock)
    assert STEP in said(live_bot)
    assert "knowledge/notice.yaml:1: this is not YAML" in caplog.text
    assert "knowledge/notice.yaml:1: this is not YAML" in ready(live_bot)


async def test_a_second_start_of_the_same_day_names_what_is_wrong_without_looking_again(
    folder: Path, clock: Clock, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "notice.yaml").write_text("show: [", encoding="utf-8")
    LiveBot.open(folder, Health(clock), now=clock)
    caplog.clear()
    looks: list[date] = []
    monkeypatch.setattr(snapshot, "check", lambda *given: looks.append(given[-1]) or ())
    again = LiveBot.open(folder, Health(clock), now=clock)
    assert "knowledge/notice.yaml:1: this is not YAML" in caplog.text
    assert "knowledge/notice.yaml:1: this is not YAML" in ready(again)
    assert not looks
    clock.now += timedelta(days=1)
    LiveBot.open(folder, Health(clock), now=clock)
    assert len(looks) == 1
    change(folder, STEP, f"{STEP} It is safe.")
    LiveBot.open(folder, Health(clock), now=clock)
    assert len(looks) == 2


async def test_what_a_start_found_is_looked_for_again_when_its_file_is_damaged_or_cannot_be_kept(
    folder: Path, clock: Clock, tmp_path: Path
) -> None:
    (folder / "notice.yaml").write_text("show: [", encoding="utf-8")
    kept = tmp_path / "kept"
    for damage in ("", "[", '{"a": 1}', "[1]"):
        assert "this is not YAML" in ready(LiveBot.open(folder, Health(clock), now=clock, cache=kept))
        (file,) = kept.glob("flaws-*")
        file.write_text(damage, encoding="utf-8")
    (tmp_path / "file").write_text("no folder", encoding="utf-8")
    assert "this is not YAML" in ready(
        LiveBot.open(folder, Health(clock), now=clock, cache=tmp_path / "file")
    )


async def test_what_could_not_be_checked_is_not_kept(
    folder: Path, clock: Clock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise ValueError

    monkeypatch.setattr(snapshot, "check", broken)
    for _ in range(2):
        opened = LiveBot.open(folder, Health(clock), now=clock, cache=tmp_path / "kept")
        assert "could not be checked: ValueError" in ready(opened)
        assert "bug" in ready(opened)
    assert not list((tmp_path / "kept").glob("flaws-*"))


# ── a new day ────────────────────────────────────────────────────────────────────────────────────────


async def test_when_every_entry_is_too_old_people_are_told_so_and_the_operator_is_told_loudly(
    live_bot: LiveBot, folder: Path, clock: Clock, look: Look, caplog: pytest.LogCaptureFixture
) -> None:
    clock.now += timedelta(days=500)
    await look()
    await look()
    assert STEP not in said(live_bot)
    assert said(live_bot).startswith("The line too_old.")
    live_bot.health.alive()
    assert live_bot.health.ready()[0] == 200
    assert "\n  NO ANSWER MAY BE SAID: " in ready(live_bot)
    assert caplog.text.count("NO ANSWER MAY BE SAID") == 1
    started = LiveBot.open(folder, Health(clock), now=clock)
    assert said(started) == said(live_bot)
    assert started.snapshot.languages == live_bot.snapshot.languages


async def test_danger_is_answered_as_ever_when_every_entry_is_too_old(
    live_bot: LiveBot, clock: Clock, look: Look, must_not_learn_here: None
) -> None:
    danger = [Asked("he is not breathing"), Asked("the baby stopped breathing"), Command.URGENT]
    before = [live_bot.turn(Person(), event).decision for event in danger]
    assert all(decision.outcome == Outcome.EMERGENCY for decision in before)
    clock.now += timedelta(days=500)
    await look()
    assert "bug" not in ready(live_bot)
    after = [live_bot.turn(Person(), event).decision for event in danger]
    assert [(each.entry, each.alarm) for each in after] == [(each.entry, each.alarm) for each in before]
    assert said_to(live_bot, "how do i join a surgery").startswith("The line too_old.")
    assert said_to(live_bot, "what do pills cost").startswith("The line too_old.")


async def test_a_typo_mended_in_an_overdue_entry_with_an_old_mistake_is_taken_over(
    folder: Path, clock: Clock
) -> None:
    """Its day stays, as the manual says; what was wrong before has more letters now, and is not new."""
    change(folder, f"- {STEP}", f"- {'The surgery has a door and a bell. ' * 30}{STEP}")
    clock.now += timedelta(days=80)
    live_bot = LiveBot.open(folder, Health(clock), now=clock)
    assert "the whole reply for england has" in ready(live_bot)
    assert "To be checked again by" in said(live_bot)
    change(folder, STEP, NEWER)
    for _ in range(2):
        await live_bot.look(asyncio.Event())
    assert NEWER in said(live_bot)
    assert "refused" not in ready(live_bot)


async def test_a_second_mistake_of_the_kind_that_is_there_already_is_refused(
    folder: Path, clock: Clock
) -> None:
    change(folder, STEP, f"{STEP} It is safe.")
    live_bot = LiveBot.open(folder, Health(clock), now=clock)
    change(folder, "warn: ", "warn: It is safe. ")
    for _ in range(2):
        await live_bot.look(asyncio.Event())
    assert "edit: refused" in ready(live_bot)


async def test_at_midnight_an_amount_ends_and_its_entry_is_withheld(folder: Path, clock: Clock) -> None:
    ends = clock.now.date() + timedelta(days=400)
    tomorrow = clock.now.date() + timedelta(days=1)
    change(folder, str(ends), str(clock.now.date()), "facts.yaml")
    live_bot = LiveBot.open(folder, Health(clock), now=clock)
    assert "pay-for-pills" in live_bot.snapshot.knowledge.entries
    clock.now = datetime.combine(tomorrow, datetime.min.time(), UTC)
    await live_bot.look(asyncio.Event())
    assert live_bot.snapshot.knowledge.today == tomorrow
    assert "pay-for-pills" not in live_bot.snapshot.knowledge.entries
    assert "has no value today" in ready(live_bot)


async def test_a_new_day_comes_to_the_old_content_while_an_edit_is_refused(
    live_bot: LiveBot, folder: Path, clock: Clock, look: Look
) -> None:
    change(folder, STEP, "It is safe.")
    await look()
    clock.now += timedelta(days=1)
    await look()
    assert live_bot.snapshot.knowledge.today == clock.now.date()
    assert STEP in said(live_bot)
    assert "edit: refused" in ready(live_bot)


async def test_the_today_of_an_editor_whose_clock_is_ahead_of_ours_is_taken_over(
    live_bot: LiveBot, folder: Path, clock: Clock, look: Look
) -> None:
    tomorrow = clock.now.date() + timedelta(days=1)
    change(folder, "checked: 2026-11-01", f"checked: {tomorrow}")
    change(folder, STEP, NEWER)
    await look()
    assert NEWER in said(live_bot)


async def test_an_edit_that_was_dated_for_a_day_to_come_is_taken_over_then(
    live_bot: LiveBot, folder: Path, clock: Clock, look: Look
) -> None:
    ahead = clock.now.date() + timedelta(days=2)
    change(folder, "checked: 2026-11-01", f"checked: {ahead}")
    change(folder, STEP, NEWER)
    await look()
    assert "a day to come" in ready(live_bot)
    clock.now += timedelta(days=1)
    await look()
    assert NEWER in said(live_bot)
    assert "refused" not in ready(live_bot)


# ── learning ─────────────────────────────────────────────────────────────────────────────────────────


def an_ask(folder: Path) -> None:
    change(
        folder,
        "asks:\n",
        "asks:\n  - where can my granny be seen\n",
        ENTRY.replace("entry.yaml", "asks/en.yaml"),
    )


@pytest.fixture
def must_not_learn_here(monkeypatch: pytest.MonkeyPatch) -> None:
    def learns(*_: object, **__: object) -> object:
        raise AssertionError("the process that answers has learned")

    monkeypatch.setattr("bot.matching.matcher.fit", learns)
    monkeypatch.setattr("bot.danger.assess.fit", learns)


async def test_what_is_new_is_learned_in_another_process(
    live_bot: LiveBot, folder: Path, look: Look, must_not_learn_here: None
) -> None:
    an_ask(folder)
    await look()
    assert "bug" not in ready(live_bot)
    _, decision = live_bot.snapshot.conversation.hear(Person(), Asked("where can my granny be seen"))
    assert decision.matches[0].entry_id == "join-a-surgery"
    assert decision.matches[0].ask == "where can my granny be seen"


async def test_the_bot_answers_while_it_is_learned(
    live_bot: LiveBot, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    under_way = asyncio.Event()
    child = learning_process._run_child

    async def seen(*arguments: object) -> int:
        under_way.set()
        return await child(*arguments)

    monkeypatch.setattr(learning_process, "_run_child", seen)
    an_ask(folder)
    await live_bot.look(asyncio.Event())
    looking = asyncio.create_task(live_bot.look(asyncio.Event()))
    await asyncio.wait_for(under_way.wait(), 10)
    assert STEP in said(live_bot)
    assert not looking.done()
    await looking
    assert "refused" not in ready(live_bot)


async def test_the_child_is_told_no_secret(live_bot: LiveBot, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("BOT_TOKEN", "BOT_WEBHOOK_SECRET", "BOT_REDIS_URL", "BOT_MODE"):
        monkeypatch.setenv(name, "secret")
    given = learning_process._environment(live_bot.folder, withholding=NOTHING_WITHHELD)
    assert "secret" not in given.values()
    assert given["BOT_KNOWLEDGE"] == str(live_bot.folder)


async def test_a_child_that_fails_refuses_the_edit_and_sighup_tries_again(
    live_bot: LiveBot, folder: Path, look: Look, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as broken:
        broken.setattr(learning_process, "LEARN", "import os; os.kill(os.getpid(), 9)")
        an_ask(folder)
        await look()
    assert "could not be learned: the process for it ended with -9" in ready(live_bot)
    await look()
    assert "could not be learned" in ready(live_bot)
    live_bot._asked.set()
    await live_bot.look(asyncio.Event())
    assert "refused" not in ready(live_bot)


async def test_without_a_place_to_write_the_bot_learns_all_the_same(
    folder: Path, clock: Clock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("no folder")
    monkeypatch.setattr(learning_process, "_run_child", None)
    live_bot = LiveBot.open(folder, Health(clock), now=clock, cache=tmp_path / "file")
    an_ask(folder)
    for _ in range(2):
        await live_bot.look(asyncio.Event())
    assert "refused" not in ready(live_bot)
    _, decision = live_bot.snapshot.conversation.hear(Person(), Asked("where can my granny be seen"))
    assert decision.matches[0].ask == "where can my granny be seen"


async def test_a_notice_needs_no_learning_even_without_a_place_to_write(
    folder: Path,
    clock: Clock,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    request: pytest.FixtureRequest,
) -> None:
    (tmp_path / "file").write_text("no folder")
    live_bot = LiveBot.open(folder, Health(clock), now=clock, cache=tmp_path / "file")
    request.getfixturevalue("must_not_learn_here")
    (folder / "notice.yaml").write_text(NOTICE, encoding="utf-8")
    for _ in range(2):
        await live_bot.look(asyncio.Event())
    assert "The rules changed." in said(live_bot)


def test_an_entry_whose_file_cannot_be_read_is_lost_and_named(folder: Path, clock: Clock) -> None:
    (folder / ENTRY).write_text("title: [", encoding="utf-8")
    shown = ready(LiveBot.open(folder, Health(clock), now=clock))
    assert (
        "\nentries: 1 may be said, 0 withheld, 1 lost because the file cannot be read: join-a-surgery\n"
        in shown
    )
    assert "\ndanger cards: " in shown


# ── running ──────────────────────────────────────────────────────────────────────────────────────────


@asynccontextmanager
async def kept(live_bot: LiveBot) -> AsyncIterator[None]:
    stop = asyncio.Event()
    task = asyncio.create_task(live_bot.run(stop))
    try:
        yield
    finally:
        stop.set()
        await asyncio.wait_for(task, 20)


async def test_it_looks_by_itself_until_it_is_stopped(
    live_bot: LiveBot, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "LOOK_EVERY", 0.05)
    async with kept(live_bot):
        change(folder, STEP, NEWER)
        await until(lambda: NEWER in said(live_bot))
        change(folder, NEWER, "It is safe.")
        await until(lambda: "edit: refused" in ready(live_bot))
        change(folder, "It is safe.", STEP)
        await until(lambda: STEP in said(live_bot) and "refused" not in ready(live_bot))


async def test_sighup_looks_at_once(live_bot: LiveBot, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "LOOK_EVERY", 3_600)
    before = signal.getsignal(signal.SIGHUP)
    async with kept(live_bot):
        await asyncio.sleep(0)
        change(folder, STEP, NEWER)
        os.kill(os.getpid(), signal.SIGHUP)
        await until(lambda: NEWER in said(live_bot))
    assert signal.getsignal(signal.SIGHUP) == before


async def test_stopping_ends_a_child_that_still_learns(
    live_bot: LiveBot, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "LOOK_EVERY", 0.05)
    monkeypatch.setattr(learning_process, "LEARN", "import time; time.sleep(600)")
    code: list[int] = []
    child = learning_process._run_child

    async def seen(*arguments: object) -> int:
        code.append(1)
        code.append(await child(*arguments))
        return code[-1]

    monkeypatch.setattr(learning_process, "_run_child", seen)
    an_ask(folder)
    async with kept(live_bot):
        await until(lambda: bool(code))
    assert code == [1, -signal.SIGKILL]
    assert "refused" not in ready(live_bot)


# ── counting, and the stamp ──────────────────────────────────────────────────────────────────────────


def test_every_turn_is_counted_with_its_ending_once_it_is_delivered(live_bot: LiveBot, clock: Clock) -> None:
    events = (ChoseEntry("join-a-surgery"), Asked("he is not breathing"), Asked("hello"))
    turns = [live_bot.turn(Person(), event) for event in events]
    clock.now += timedelta(hours=1)  # what people did is shown when the hour is over
    assert "bot_turns_total{" not in live_bot.health.metrics()[1]
    for turn in turns:
        live_bot.delivered(turn)
    clock.now += timedelta(hours=1)
    metrics = live_bot.health.metrics()[1]
    for entry, outcome in (
        ("join-a-surgery", "told"),
        ("life-in-danger", "emergency"),
        ("none", "greeted"),
    ):
        assert f'bot_turns_total{{entry="{entry}",language="en",outcome="{outcome}"}} 1.0' in metrics


def test_it_gives_a_channel_all_that_the_house_does(live_bot: LiveBot) -> None:
    person, snapshot = Person(), live_bot.snapshot
    assert live_bot.languages == snapshot.languages == {"en"}
    assert live_bot.failed(person) == snapshot.failed(person)
    assert live_bot.too_many(person) == snapshot.too_many(person)
    assert live_bot.menu(person) == snapshot.menu(person)


def test_any_edit_of_a_knowledge_file_gives_another_stamp_and_nothing_else_does(folder: Path) -> None:
    stamps = [stamp_of(folder)]
    for debris in (
        ".entry.yaml.swp",
        ".#entry.yaml",
        "entry.yaml~",
        "#entry.yaml#",
        "Thumbs.db",
        ".DS_Store",
    ):
        (folder / "topics" / "gp" / debris).write_text("an editor's own")
    (folder / "services" / ".#kind-helpers.yaml").symlink_to("editor@laptop.4711:1700000000")
    (folder / ".git").mkdir()
    (folder / ".git" / "HEAD").write_text("ref: refs/heads/main")
    (folder / "README.md").write_text("for people")
    assert stamp_of(folder) == stamps[0]
    change(folder, STEP, STEP.replace("desk", "disk"))  # as long as before
    stamps.append(stamp_of(folder))
    (folder / OTHER).unlink()
    stamps.append(stamp_of(folder))
    (folder / "generated" / "clusters").mkdir(parents=True)
    (folder / "generated" / "clusters" / "en.tsv").write_text("")
    stamps.append(stamp_of(folder))
    shutil.copy(folder / ENTRY, folder / "e")
    (folder / "e").replace(folder / ENTRY)
    stamps.append(stamp_of(folder))
    assert len(set(stamps)) == 5
    assert stamp_of(folder / "nowhere") == frozenset()


def test_a_folder_that_stands_behind_a_link_is_seen(folder: Path, tmp_path: Path) -> None:
    linked = tmp_path / "linked"
    linked.symlink_to(folder)
    assert {name for name, *_ in stamp_of(linked)} == {name for name, *_ in stamp_of(folder)}
