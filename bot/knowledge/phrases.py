"""The sentences of the bot itself, by name. Changes when it learns to say something new."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

LINES = (
    "welcome", "help", "topics", "topic", "old_button", "offer", "offer_story", "unknown",
    "other_language", "too_long", "unreadable", "unreadable_kind", "thanks", "insult", "nation_chosen",
    "language_chosen", "forgotten", "choose_nation", "choose_language", "choose_hide", "failed",
    "also", "caution", "people_who_help", "for_nation", "in_nation", "warn", "rumour", "rule",
    "source", "checked", "not_reviewed", "reviewed", "overdue", "reception_for_staff",
    "button_reception", "button_topics", "button_urgent", "button_nation", "free_call", "charity",
    "nhs", "public", "home-office-contract", "named_on", "too_many", "menu_start", "menu_topics",
    "menu_urgent", "menu_nation", "menu_nation_is", "menu_language", "menu_privacy", "menu_hide",
    "menu_forget", "menu_help", "notice", "not_forgotten", "nation_not_kept", "language_not_kept",
    "price_unknown", "price_missing", "too_old", "in_english", "more", "more_help", "button_person",
    "unchecked_translation",
    "home-office", "government-paid", "council-body", "professional-body", "which", "what_next", "declined",
    "no_answer_yet", "more_of", "nothing_more", "simpler", "no_reply", "broken_link", "present", "fresh",
    "fresh_answer", "settings", "languages", "stop", "not_meant", "no_such_number", "price_of_what",
    "or_else", "profile_name", "profile_about",
)  # fmt: skip
"""The sentences that a voice must have."""

FILLED: Mapping[str, frozenset[str]] = {
    "nation_chosen": frozenset({"nation"}),
    "nation_not_kept": frozenset({"nation"}),
    "for_nation": frozenset({"nation"}),
    "in_nation": frozenset({"nation", "text"}),
    "warn": frozenset({"text"}),
    "rumour": frozenset({"text"}),
    "rule": frozenset({"date", "text"}),
    "source": frozenset({"name"}),
    "checked": frozenset({"date"}),
    "reviewed": frozenset({"name"}),
    "overdue": frozenset({"date"}),
    "menu_nation_is": frozenset({"nation"}),
    "notice": frozenset({"date", "text"}),
    "more_of": frozenset({"name"}),
    "nothing_more": frozenset({"name"}),
    "fresh": frozenset({"date"}),
    "fresh_answer": frozenset({"name", "date", "next"}),
}
"""What is put into a sentence: each of them must stand in it in {…}, and nothing else is filled in."""

SMALL_TALK = ("greeting", "thanks", "insult", "who")
"""The kinds of small talk whose examples a voice has."""


class Remark(StrEnum):
    """What people say of the talk itself: of the last reply, or to whoever answers."""

    AGREED = "agreed"
    DECLINED = "declined"
    MORE = "more"
    SIMPLER = "simpler"
    NO_REPLY = "no_reply"
    BROKEN_LINK = "broken_link"
    PERSON = "person"
    PRICE = "price"
    PRESENT = "present"
    FRESH = "fresh"
    TOPICS = "topics"
    SETTINGS = "settings"
    LANGUAGES = "languages"
    BEGIN = "begin"
    STOP = "stop"
