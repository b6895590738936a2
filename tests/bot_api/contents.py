"""What a message can hold besides text: every kind that Telegram has, each as small as the Bot API allows."""

from __future__ import annotations

from typing import Any

Content = dict[str, Any]

SOMEBODY = {"id": 77, "is_bot": False, "first_name": "Somebody else"}
_FILE: Content = {"file_id": "file", "file_unique_id": "file"}
_PICTURE: Content = _FILE | {"width": 90, "height": 90}
_PLACE = {"latitude": 51.5, "longitude": -0.1}
_GIFT = {
    "id": "1",
    "sticker": _PICTURE | {"type": "regular", "is_animated": False, "is_video": False},
    "star_count": 5,
}
_STORY = {"chat": {"id": 77, "type": "private", "first_name": "Somebody else"}, "id": 1}
_GIVEAWAY = {"chats": [{"id": -100, "type": "channel", "title": "Here"}], "winners_selection_date": 1}

WITH_CAPTION: dict[str, Any] = {
    "photo": [_PICTURE],
    "video": _PICTURE | {"duration": 3, "file_name": "video.mp4"},
    "animation": _PICTURE | {"duration": 3},
    "audio": _FILE | {"duration": 3, "file_name": "song.mp3"},
    "document": _FILE | {"file_name": "letter.pdf"},
    "voice": _FILE | {"duration": 3},
}
"""A caption can stand under these."""

WITHOUT_CAPTION: dict[str, Any] = {
    "video_note": _FILE | {"length": 90, "duration": 3},
    "sticker": _PICTURE | {"type": "regular", "is_animated": False, "is_video": False, "emoji": "🙂"},
    "contact": {"phone_number": "+440000000", "first_name": "Somebody"},
    "location": _PLACE,
    "venue": {"location": _PLACE, "title": "A place", "address": "A street"},
    "poll": {
        "id": "1",
        "question": "Which?",
        "options": [
            {"persistent_id": "1", "text": "One", "voter_count": 0},
            {"persistent_id": "2", "text": "Two", "voter_count": 0},
        ],
        "total_voter_count": 0,
        "is_closed": False,
        "is_anonymous": True,
        "type": "regular",
        "allows_multiple_answers": False,
        "allows_revoting": True,
        "members_only": False,
    },
    "checklist": {"title": "To do", "tasks": [{"id": 1, "text": "One"}, {"id": 2, "text": "Two"}]},
    "dice": {"emoji": "🎲", "value": 4},
    "game": {"title": "A game", "description": "To play", "photo": [_PICTURE]},
    "story": _STORY,
    "paid_media": {"star_count": 1, "paid_media": [{"type": "preview"}]},
    "invoice": {
        "title": "A",
        "description": "B",
        "start_parameter": "c",
        "currency": "GBP",
        "total_amount": 1,
    },
    "giveaway": _GIVEAWAY | {"winner_count": 1},
}
"""Somebody sent these, and no caption can stand under them."""

_PRICE = {"currency": "XTR", "amount": 5}
_OLD = {"message_id": 1, "date": 1, "chat": {"id": 1, "type": "private", "first_name": "Somebody"}}

SERVICE: dict[str, Any] = {
    "boost_added": {"boost_count": 1},
    "channel_chat_created": True,
    "chat_background_set": {"type": {"type": "chat_theme", "theme_name": "x"}},
    "chat_owner_changed": {"new_owner": SOMEBODY},
    "chat_owner_left": {},
    "chat_shared": {"request_id": 1, "chat_id": -100},
    "checklist_tasks_added": {"tasks": [{"id": 3, "text": "Three"}]},
    "checklist_tasks_done": {"marked_as_done_task_ids": [1]},
    "connected_website": "example.org",
    "delete_chat_photo": True,
    "direct_message_price_changed": {"are_direct_messages_enabled": True},
    "forum_topic_closed": {},
    "forum_topic_created": {"name": "A topic", "icon_color": 7322096, "is_name_implicit": True},
    "forum_topic_edited": {"name": "Another"},
    "forum_topic_reopened": {},
    "general_forum_topic_hidden": {},
    "general_forum_topic_unhidden": {},
    "gift": {"gift": _GIFT},
    "gift_upgrade_sent": {"gift": _GIFT},
    "giveaway_completed": {"winner_count": 1},
    "giveaway_created": {},
    "giveaway_winners": {
        "chat": {"id": -100, "type": "channel", "title": "Here"},
        "giveaway_message_id": 1,
        "winners_selection_date": 1,
        "winner_count": 1,
        "winners": [SOMEBODY],
    },
    "group_chat_created": True,
    "left_chat_member": SOMEBODY,
    "managed_bot_created": {"bot": {"id": 78, "is_bot": True, "first_name": "Other"}},
    "message_auto_delete_timer_changed": {"message_auto_delete_time": 86_400},
    "migrate_from_chat_id": -5,
    "migrate_to_chat_id": -1005,
    "new_chat_members": [SOMEBODY],
    "new_chat_photo": [_PICTURE],
    "new_chat_title": "Some people",
    "paid_message_price_changed": {"paid_message_star_count": 0},
    "passport_data": {"data": [], "credentials": {"data": "", "hash": "", "secret": ""}},
    "pinned_message": _OLD | {"text": "pinned words"},
    "poll_option_added": {"option_persistent_id": "1", "option_text": "Three"},
    "poll_option_deleted": {"option_persistent_id": "1", "option_text": "Three"},
    "proximity_alert_triggered": {"traveler": SOMEBODY, "watcher": SOMEBODY, "distance": 5},
    "refunded_payment": {
        "currency": "XTR",
        "total_amount": 1,
        "invoice_payload": "x",
        "telegram_payment_charge_id": "x",
    },
    "successful_payment": {
        "currency": "XTR",
        "total_amount": 1,
        "invoice_payload": "x",
        "telegram_payment_charge_id": "x",
        "provider_payment_charge_id": "x",
    },
    "suggested_post_approval_failed": {"price": _PRICE},
    "suggested_post_approved": {"send_date": 1},
    "suggested_post_declined": {"comment": "no"},
    "suggested_post_paid": {"currency": "XTR", "amount": 5},
    "suggested_post_refunded": {"reason": "post_deleted"},
    "supergroup_chat_created": True,
    "users_shared": {"request_id": 1, "users": [{"user_id": 77}]},
    "video_chat_ended": {"duration": 3},
    "video_chat_participants_invited": {"users": [SOMEBODY]},
    "video_chat_scheduled": {"start_date": 1},
    "video_chat_started": {},
    "web_app_data": {"data": "x", "button_text": "x"},
    "write_access_allowed": {"from_request": True},
}
"""What Telegram says in a chat about the chat; no person wrote it."""

EVERY: dict[str, Any] = WITH_CAPTION | WITHOUT_CAPTION | SERVICE


def content_of(kind: str, **details: Any) -> Content:
    """
    The content of a message of that kind. What belongs inside it goes there (`file_name`, `question`,
    `title`, `first_name` …), all else beside it. Raises ValueError for another kind.
    """
    if kind not in EVERY:
        raise ValueError(f"{kind} is no kind of message: {', '.join(EVERY)}")
    inside = EVERY[kind]
    if isinstance(inside, dict):
        own = {name: details.pop(name) for name in list(details) if name in INSIDE}
        inside = inside | own
    elif isinstance(inside, str) and "title" in details:
        inside = details.pop("title")
    # An animation comes with the document that it is, for older bots.
    also = {"document": WITH_CAPTION["document"]} if kind == "animation" else {}
    return {kind: inside} | also | details


INSIDE = frozenset(
    {
        "address", "data", "description", "duration", "emoji", "file_name", "first_name", "last_name", "name",
        "options", "performer", "phone_number", "question", "tasks", "title", "vcard",
    }
)  # fmt: skip
"""Details that stand inside the content."""
