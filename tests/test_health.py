"""What an operator sees: how the bot does, in names that were known beforehand, and nothing about anyone."""

from __future__ import annotations

import ast
import re
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.conversation import Outcome
from bot.health import NONE, OF_PEOPLE, OTHER, REDIS_AWAY_FOR, SILENT_FOR, TROUBLES, Content, Health
from bot.knowledge import EVERYTHING, Card, DangerWords, Nation, Notice, Passage, Published, Voice
from tests.factories import TODAY, make_entry, make_knowledge

BOT = Path(__file__).parent.parent / "bot"
NOON = datetime(2026, 11, 25, 12, tzinfo=UTC)
VOICE = Voice("en", {}, {}, {}, {}, {}, ())
CARD = Card("life-in-danger", "emergency", "Danger", (Passage("Call 999."),), (), ())


class Clock:
    """A clock that a test moves."""

    def __init__(self) -> None:
        self.now = NOON

    def __call__(self) -> datetime:
        return self.now

    def passes(self, **time: float) -> None:
        self.now += timedelta(**time)


@pytest.fixture
def clock() -> Clock:
    return Clock()


def published(**changes: object) -> Published:
    knowledge = make_knowledge(make_entry(), make_entry(id="old", next=date(2026, 1, 1)))
    found = knowledge.published(TODAY)
    spoken = {"voices": {"en": VOICE}, "dangers": {"en": DangerWords("en", (CARD,), {}, {}, ())}}
    return replace(found, **{**spoken, **changes})


def next_hour(clock: Clock) -> None:
    """What people did is shown when the hour is over."""
    clock.passes(hours=1)


def make_health(clock: Clock, *, polling: bool = True, **changes: object) -> Health:
    health = Health(clock, polling=polling)
    health.took_over(Content.of(published(**changes), NOON))
    return health


def labels(health: Health) -> set[tuple[str, str]]:
    return set(re.findall(r'(\w+)="([^"]*)"', health.metrics()[1]))


# ── counting ─────────────────────────────────────────────────────────────────────────────────────────


def test_a_turn_is_counted_by_outcome_entry_and_language_and_by_nothing_else(clock):
    health = make_health(clock)
    for _ in range(3):
        health.turned(Outcome.TOLD, "join-a-surgery", "ar")
    health.turned(Outcome.EMERGENCY, "life-in-danger", "en")
    health.turned(Outcome.GREETED, None, "en")
    next_hour(clock)
    lines = [line for line in health.metrics()[1].splitlines() if line.startswith("bot_turns")]
    assert sorted(lines) == [
        f'bot_turns_total{{entry="join-a-surgery",language="{OTHER}",outcome="told"}} 3.0',
        'bot_turns_total{entry="life-in-danger",language="en",outcome="emergency"} 1.0',
        f'bot_turns_total{{entry="{NONE}",language="en",outcome="greeted"}} 1.0',
    ]


def test_an_entry_that_is_withheld_is_no_known_name(clock):
    health = make_health(clock)
    health.turned(Outcome.TOLD, "old", "en")
    next_hour(clock)
    assert ("entry", OTHER) in labels(health)
    assert ("entry", "old") not in labels(health)


def test_before_there_is_content_no_name_is_known(clock):
    health = Health(clock)
    health.turned(Outcome.TOLD, "join-a-surgery", "en")
    next_hour(clock)
    assert labels(health) >= {("entry", OTHER), ("language", OTHER), ("outcome", "told")}


@given(st.text(min_size=1))
def test_whatever_is_counted_no_label_holds_a_word_that_was_not_known(text):
    clock = Clock()
    health = make_health(clock)
    marked = f"zanzibar {text}"
    health.turned(marked, marked, marked)
    health.trouble(marked)
    next_hour(clock)
    values = {value for name, value in labels(health) if name != "version"}
    assert values == {OTHER, *TROUBLES}
    for status, page in (health.live(), health.ready(), health.metrics()):
        assert status in (200, 503)
        assert "zanzibar" not in page


def test_no_time_of_a_first_question_is_shown(clock):
    health = make_health(clock)
    health.turned(Outcome.TOLD, "join-a-surgery", "en")
    next_hour(clock)
    assert "_created" not in health.metrics()[1]


def pages(health: Health) -> str:
    return "".join(page()[1] for page in (health.live, health.ready, health.metrics))


@pytest.mark.parametrize("polling", [True, False])
@pytest.mark.parametrize("kind", ["", *sorted(OF_PEOPLE)])
def test_no_page_tells_within_the_hour_that_somebody_wrote(clock, polling, kind):
    clock.passes(minutes=17, seconds=3)
    quiet, busy = (make_health(clock, polling=polling) for _ in range(2))
    for health in (quiet, busy):
        health.alive()
    for _ in range(50):
        clock.passes(seconds=20)
        busy.alive()
        quiet.alive() if polling else None  # it polls by itself
        busy.trouble(kind) if kind else busy.turned(Outcome.EMERGENCY, "life-in-danger", "en")
        assert pages(busy) == pages(quiet)
    next_hour(clock)
    busy.alive(), quiet.alive() if polling else None
    assert pages(busy) != pages(quiet)


def test_the_hour_ends_for_all_at_once(clock):
    health = make_health(clock)
    clock.passes(minutes=59)
    health.turned(Outcome.TOLD, "join-a-surgery", "en")
    assert "bot_turns_total{" not in health.metrics()[1]
    clock.passes(minutes=1)
    health.turned(Outcome.TOLD, "join-a-surgery", "en")
    assert 'language="en",outcome="told"} 1.0' in health.metrics()[1]
    clock.passes(hours=1)
    assert 'language="en",outcome="told"} 2.0' in health.metrics()[1]


@pytest.mark.parametrize("polling", [True, False])
def test_no_page_holds_the_second_at_which_telegram_was_heard(clock, polling):
    health = make_health(clock, polling=polling)
    clock.passes(minutes=3, seconds=7.5)
    health.alive()
    heard = pages(health)
    clock.passes(seconds=40)
    assert pages(health) == heard
    assert not re.search(
        rf"{NOON.timestamp() + 187:.0f}|1[.]?7\d+e\+09", "".join(heard.split("bot_content")[0])
    )


def test_two_healths_do_not_count_together(clock):
    one, other = make_health(clock), make_health(clock)
    one.trouble("429")
    assert 'bot_trouble_total{kind="429"} 1.0' in one.metrics()[1]
    assert 'bot_trouble_total{kind="429"} 0.0' in other.metrics()[1]


def test_every_kind_of_trouble_stands_at_nought_before_it_comes(clock):
    """An alert looks at the rise from one look to the next: what appears at one has never risen."""
    shown = make_health(clock).metrics()[1]
    for kind in (*TROUBLES, OTHER):
        assert f'bot_trouble_total{{kind="{kind}"}} 0.0' in shown


def words_of_trouble() -> set[str]:
    """Every fixed word that the code says to a watch, wherever it does."""
    trees = [ast.parse(path.read_text("utf-8")) for path in BOT.rglob("*.py")]
    calls = [node for tree in trees for node in ast.walk(tree) if isinstance(node, ast.Call)]
    told = [
        call.args[0]
        for call in calls
        if isinstance(call.func, ast.Attribute) and call.func.attr.endswith("trouble") and call.args
    ]
    constants = [each for argument in told for each in ast.walk(argument) if isinstance(each, ast.Constant)]
    return {each.value for each in constants if isinstance(each.value, str)}


def test_every_word_for_trouble_that_the_code_says_is_known():
    from bot.channels.telegram.errors import KINDS
    from bot.channels.telegram.requests import TORN_BY

    said = words_of_trouble() | {word for _, word in (*KINDS, *TORN_BY)}
    assert {"bug", "poison", "429", "5xx"} <= said
    assert said <= TROUBLES


# ── ready ────────────────────────────────────────────────────────────────────────────────────────────


def test_live_is_said_from_the_first_moment(clock):
    assert Health(clock).live() == (200, "alive\n")


def test_it_is_not_ready_without_content_or_without_a_good_poll(clock):
    empty = Health(clock)
    assert empty.ready()[0] == 503
    assert "no content is loaded" in empty.ready()[1]
    health = make_health(clock)
    assert health.ready()[0] == 503
    assert health.ready()[1].startswith("not ready: no poll has gone well yet\n")
    health.alive()
    assert health.ready()[0] == 200
    assert health.ready()[1].startswith("ready\n")


def test_a_poller_that_hears_nothing_is_not_ready_until_it_hears_again(clock):
    health = make_health(clock)
    health.alive()
    clock.passes(seconds=SILENT_FOR.total_seconds())
    assert health.ready()[0] == 200
    assert "telegram: polling; heard within the last 2 minutes\n" in health.ready()[1]
    assert "bot_silent_minutes 0.0" in health.metrics()[1]
    clock.passes(seconds=1)
    assert health.ready()[0] == 503
    assert "no poll has gone well for 2 minutes" in health.ready()[1]
    assert "telegram: polling; not heard for 2 minutes\n" in health.ready()[1]
    clock.passes(minutes=5)
    assert "bot_silent_minutes 7.0" in health.metrics()[1]
    health.alive()
    assert health.ready()[0] == 200


def test_silence_is_normal_for_a_webhook(clock):
    health = make_health(clock, polling=False)
    assert health.ready()[0] == 200
    assert "telegram: webhook; it has not called yet\n" in health.ready()[1]
    health.alive()
    clock.passes(days=3)
    status, text = health.ready()
    assert status == 200
    assert "telegram: webhook; it has called\n" in text
    assert "bot_silent_minutes" not in health.metrics()[1]


# ── what waits ───────────────────────────────────────────────────────────────────────────────────────


def test_updates_that_wait_are_told_and_leave_the_bot_ready(clock):
    health = make_health(clock)
    health.alive()
    assert "waiting" not in health.ready()[1]
    health.waiting(40, 3, 725.0)
    status, text = health.ready()
    assert status == 200
    assert "waiting: 40 updates of 3 chats that Telegram refuses; others are answered; " in text
    assert "the oldest for 12 minutes\n" in text
    shown = health.metrics()[1]
    assert "bot_waiting_updates 40.0" in shown
    assert "bot_waiting_chats 3.0" in shown
    health.waiting(0, 0, 0.0)
    assert "waiting" not in health.ready()[1]
    assert "bot_waiting_updates 0.0" in health.metrics()[1]


def test_a_stall_is_not_ready_and_says_why(clock):
    health = make_health(clock)
    health.alive()
    health.waiting(1, 1, 61.0, stalled=True)
    status, text = health.ready()
    assert status == 503
    assert text.startswith("not ready: updates wait, and nobody is answered\n")
    assert "waiting: 1 update of 1 chat and nobody is answered; the oldest for 1 minute\n" in text
    health.waiting(1, 1, 61.0)
    assert health.ready()[0] == 200


def test_what_only_this_process_knows_is_told(clock):
    health = make_health(clock)
    health.waiting(9, 2, 5.0, 7)
    assert "the oldest for 1 minute, 7 of them known only to this process\n" in health.ready()[1]


def test_it_tells_the_content_and_the_age_of_its_facts(clock):
    health = make_health(clock)
    text = health.ready()[1]
    assert f"content: {published().version}, for 2026-11-22, taken over 2026-11-25 12:00 UTC\n" in text
    assert "entries: 1 may be said, 1 withheld\ndanger cards: 1\n" in text
    assert "facts: the oldest was checked on 2026-11-01, 24 days ago\n" in text
    assert "bot_facts_age_days 24.0" in health.metrics()[1]
    assert ("version", published().version) in labels(health)
    clock.passes(days=10)
    assert "34 days ago" in health.ready()[1]
    assert "bot_facts_age_days 34.0" in health.metrics()[1]


def test_entries_and_cards_are_counted_apart_and_a_lost_entry_is_named(clock):
    health = make_health(clock)
    assert "bot_entries_lost 0.0" in health.metrics()[1]
    health.took_over(Content.of(published(), NOON, ("gp-fees", "dentists")))
    text = health.ready()[1]
    assert (
        "entries: 1 may be said, 1 withheld, 2 lost because the file cannot be read: gp-fees, dentists\n"
        in text
    )
    assert "danger cards: 1\n" in text
    for figure in ("bot_entries 1.0", "bot_cards 1.0", "bot_entries_withheld 1.0", "bot_entries_lost 2.0"):
        assert figure in health.metrics()[1]


def test_only_the_content_of_now_is_named(clock):
    health = make_health(clock)
    health.took_over(Content.of(published(withheld={}, reviewed={}), NOON))
    newer = make_knowledge(make_entry(title="Another")).published(TODAY)
    health.took_over(Content.of(newer, NOON))
    assert [value for name, value in labels(health) if name == "version"] == [newer.version]


@pytest.mark.parametrize(
    ("changes", "said", "figure"),
    [
        ({}, "notice: of 2026-11-22, above gp, until it is taken down", 1),
        ({"end": date(2026, 11, 29)}, "notice: of 2026-11-22, above gp, until 2026-11-29", 1),
        ({"nations": (Nation.WALES,)}, "above gp in wales, until", 1),
        ({"closed": True}, "notice: THE BOT IS CLOSED, since 2026-11-22, until it is taken down", 2),
    ],
)
def test_it_tells_of_the_notice_in_force(clock, changes, said, figure):
    notice = replace(Notice(TODAY, TODAY, None, {"en": "The rules change."}, ("gp",)), **changes)
    health = make_health(clock, notice=notice)
    assert said in health.ready()[1]
    assert f"bot_notice {figure}.0" in health.metrics()[1]
    assert "notice: none" in make_health(clock).ready()[1]


def test_a_refused_edit_is_told_with_its_mistakes_until_it_is_mended(clock):
    health = make_health(clock)
    health.alive()
    health.refused(("knowledge/a.yaml:3: one; mend it", "knowledge/b.yaml:4: two; mend it"))
    status, text = health.ready()
    assert status == 200
    assert "edit: refused" in text
    assert "\n  knowledge/a.yaml:3: one; mend it\n  knowledge/b.yaml:4: two; mend it\n" in text
    assert "bot_edit_refused 1.0" in health.metrics()[1]
    health.took_over(Content.of(published(), NOON))
    assert "edit: refused" in health.ready()[1]
    health.refused(())
    assert "refused" not in health.ready()[1]
    assert "bot_edit_refused 0.0" in health.metrics()[1]


def test_flaws_of_what_is_said_are_told(clock):
    health = make_health(clock)
    health.took_over(Content.of(published(), NOON))
    health.flawed(("knowledge/a.yaml:3: one; mend it",))
    assert "flaws: to be mended" in health.ready()[1]
    assert "  knowledge/a.yaml:3: one; mend it\n" in health.ready()[1]


def test_redis_away_is_told_while_it_is_and_leaves_the_bot_ready(clock):
    health = make_health(clock)
    health.alive()
    assert "redis:" not in health.ready()[1]
    health.trouble("redis")
    clock.passes(seconds=30)
    status, text = health.ready()
    assert status == 200
    assert "redis: last away 30 s ago; while it is, each replica counts alone\n" in text
    clock.passes(seconds=REDIS_AWAY_FOR.total_seconds())
    assert "redis:" not in health.ready()[1]


def test_trouble_is_told_by_kind_for_those_without_prometheus(clock):
    health = make_health(clock)
    assert "trouble since 2026-11-25 12:00 UTC: none\n" in health.ready()[1]
    for kind in ("429", "5xx", "429", "my name is Anna"):
        health.trouble(kind)
    assert "trouble since 2026-11-25 12:00 UTC: 429 2, 5xx 1, other 1\n" in health.ready()[1]


def test_every_line_of_the_page_is_short_enough_for_a_terminal_but_for_mistakes(clock):
    notice = Notice(TODAY, TODAY, None, {"en": "x"}, (EVERYTHING,))
    health = make_health(clock, notice=notice)
    health.trouble("redis")
    assert all(len(line) <= 100 for line in health.ready()[1].splitlines())
