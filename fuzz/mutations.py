"""How JSON is made odd: a value exchanged, a key gone, a branch moved. Changes with the keys of updates."""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from typing import Any

KEYS = (
    "message", "edited_message", "callback_query", "channel_post", "my_chat_member", "update_id",
    "chat", "from", "id", "type", "text", "caption", "data", "language_code", "is_bot",
    "first_name", "date", "message_id", "photo", "quote", "reply_to_message", "poll", "question",
    "options", "contact", "document", "file_name", "entities", "forward_origin", "new_chat_members",
    "migrate_to_chat_id", "title", "venue", "location", "message_thread_id", "is_topic_message",
    "media_group_id", "checklist", "tasks", "audio", "sticker",
)  # fmt: skip
"""What updates are made of."""

ODD = (
    None, True, -1, 0, 1 << 63, 10**30, 1.5, float("inf"), "", "private", "group", "e:safe-to-see-gp:S",
    "/forget x", "\ud800", "\x00", "\u202e\u200b", "\ufdfa" * 400, [], {}, [[]], {"": {}}, "en-GB", "1",
)  # fmt: skip
"""Values that nobody expects somewhere."""


def mutated(
    data: bytes, longest: int, chance: random.Random, otherwise: Callable[[bytes, int], bytes]
) -> bytes:
    """The JSON with one to three odd changes; one time in four, or for no JSON, whatever libFuzzer does."""
    if not chance.randrange(4):
        return otherwise(data, longest)
    try:
        tree = json.loads(data)
    except (ValueError, RecursionError):
        return otherwise(data, longest)
    for _ in range(chance.randint(1, 3)):
        tree = _changed(tree, chance)
    try:
        return json.dumps(tree).encode()[:longest]
    except (ValueError, RecursionError):
        return otherwise(data, longest)


def _changed(tree: Any, chance: random.Random) -> Any:
    """A copy with one change, somewhere below or here."""
    if isinstance(tree, dict) and tree and chance.randrange(5):
        key = chance.choice(list(tree))
        match chance.randrange(8):
            case 0:
                return {name: value for name, value in tree.items() if name != key}
            case 1:
                return tree | {chance.choice(KEYS): chance.choice(ODD)}
            case 2:
                return tree | {chance.choice(KEYS): tree[key]}
        return tree | {key: _changed(tree[key], chance)}
    if isinstance(tree, list) and tree and chance.randrange(3):
        at = chance.randrange(len(tree))
        return [*tree[:at], _changed(tree[at], chance), *tree[at + 1 :]]
    return chance.choice(ODD)
