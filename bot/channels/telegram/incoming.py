"""What arrives from Telegram: an update, as Telegram wrote it, becomes an event."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from bot.channels.telegram.callbacks import answer_in, decode
from bot.channels.typed import typed
from bot.conversation import NOTHING_SHOWN, Command, Event, SentSomethingElse, Shown, Tapped

Raw = Mapping[str, Any]
"""An update as Telegram wrote it, or anything else that arrives instead."""

UPDATES = ("message", "edited_message", "callback_query")
"""The kinds of updates that we ask for."""

SENT_BY_HAND = (
    "animation", "audio", "checklist", "contact", "dice", "document", "game", "giveaway", "invoice",
    "live_photo", "location", "paid_media", "photo", "poll", "sticker", "story", "venue", "video",
    "video_note", "voice",
)  # fmt: skip
"""
What a person can send besides text. A message with none of these and without text is Telegram's own (a timer
was set, a message was pinned, the chat's colours were changed …), and needs no answer.
"""

WORDS_IN = {
    "audio": ("title", "performer", "file_name"),
    "animation": ("file_name",),
    "contact": ("first_name", "last_name", "vcard"),
    "document": ("file_name",),
    "game": ("title", "description"),
    "sticker": ("emoji",),
    "venue": ("title", "address"),
    "video": ("file_name",),
}
"""The fields of each kind that may hold a person's words. They are read for danger and never answered."""


@dataclass(frozen=True, slots=True)
class Incoming:
    """One update of a private chat, as the conversation and the delivery need it."""

    number: int
    """Telegram's number of the update."""
    chat: int
    event: Event
    language_code: str = ""
    """Of the person's app, such as "ar"; empty when Telegram does not say."""
    callback: str = ""
    """The id of a tap that must be confirmed, so that the app stops its progress bar."""
    thread: int | None = None
    """The topic of the chat that the message came from. The reply goes there."""
    album: str = ""
    """The number that pictures share when they are sent together."""

    @property
    def is_silent(self) -> bool:
        """Whether there is nothing to read in it: a picture, say, without a caption."""
        return isinstance(self.event, SentSomethingElse) and not self.event.beside


def number_of(raw: object) -> int | None:
    """The number of an update. None for anything that is not an update of Telegram's."""
    number = raw.get("update_id") if isinstance(raw, Mapping) else None
    return number if isinstance(number, int) and not isinstance(number, bool) else None


def read(raw: Raw) -> Incoming | None:
    """
    What a person did in a private chat with the bot. None for groups, channels and other bots, and for
    anything that is not an update. Never raises: it reads only the fields that we need, so another version of
    the server, or an odd object in another field, does not cost a person their answer.

    Only private chats: in a group everyone would see who asks about the Home Office, and what the bot says.
    """
    number = number_of(raw)
    if number is None:
        return None
    if query := _object(raw, "callback_query"):
        return _tapped(number, query)
    message = _object(raw, "message") or _object(raw, "edited_message")
    chat = _private_chat(message)
    sender = _object(message, "from")
    if chat is None or sender.get("is_bot") is True:  # two bots would answer each other for ever
        return None
    event = _said(message)
    if event is None:
        return None
    return Incoming(
        number,
        chat,
        event,
        _text(sender, "language_code"),
        thread=_thread(message),
        album=_text(message, "media_group_id"),
    )


def _tapped(number: int, query: Raw) -> Incoming | None:
    message, tapper = _object(query, "message"), _object(query, "from")
    chat = _private_chat(message) if message else _whole(tapper, "id")
    if chat is None or tapper.get("is_bot") is True:
        return None
    return Incoming(
        number,
        chat,
        decode(_text(query, "data")) or Command.TOPICS,
        _text(tapper, "language_code"),
        callback=_text(query, "id"),
        thread=_thread(message),
    )


def _said(message: Raw) -> Event | None:
    """What a message asks, with the words beside it. None when no person sent it."""
    beside = tuple(_beside(message))
    if text := _main_words(message):
        return typed(text, beside, _shown(_object(message, "reply_to_message")))
    if any(kind in message for kind in SENT_BY_HAND):
        return SentSomethingElse(beside)
    return None


def _shown(answered: Raw) -> Shown:
    """What the message of ours that they reply to had shown; nothing when it is none of ours."""
    if _object(answered, "from").get("is_bot") is not True:
        return NOTHING_SHOWN
    rows = _object(answered, "reply_markup").get("inline_keyboard")
    carried = [
        (_text(button, "text"), _text(button, "callback_data"))
        for row in (rows if isinstance(rows, list) else [])
        for button in _objects({"row": row}, "row")
    ]
    buttons = tuple((label, event) for label, data in carried if label and (event := decode(data)))
    answer = next((found for _, data in carried if (found := answer_in(data))), None)
    language = next((event.language for _, event in buttons if isinstance(event, Tapped)), "")
    return Shown(answer, buttons, told=answer is not None, language=language)


def _main_words(message: Raw) -> str:
    """The words that a message is about: its text, its caption, or what a poll or a checklist asks."""
    for name in ("text", "caption"):
        if text := _text(message, name):
            return text
    poll, checklist = _object(message, "poll"), _object(message, "checklist")
    asked = [_text(poll, "question"), *(_text(each, "text") for each in _objects(poll, "options"))]
    listed = [_text(checklist, "title"), *(_text(each, "text") for each in _objects(checklist, "tasks"))]
    return "\n".join(each for each in (*asked, *listed) if each)


def _beside(message: Raw) -> Iterator[str]:
    """Words that come with the message: quoted messages, names of files and of contacts."""
    answered = _object(message, "reply_to_message")
    if _object(answered, "from").get("is_bot") is not True:  # our own cards speak of danger, too
        yield from filter(None, (_text(_object(message, "quote"), "text"), _text(answered, "text")))
        yield from filter(None, (_text(answered, "caption"),))
    for kind, names in WORDS_IN.items():
        yield from filter(None, (_text(_object(message, kind), name) for name in names))


# ── fields of things that may be anything ────────────────────────────────────────────────────────────

_NOTHING: Raw = {}


def _object(holder: Raw, name: str) -> Raw:
    found = holder.get(name)
    return found if isinstance(found, Mapping) else _NOTHING


def _objects(holder: Raw, name: str) -> list[Raw]:
    found = holder.get(name)
    return [each for each in found if isinstance(each, Mapping)] if isinstance(found, list) else []


def _text(holder: Raw, name: str) -> str:
    found = holder.get(name)
    return found if isinstance(found, str) else ""


def _whole(holder: Raw, name: str) -> int | None:
    found = holder.get(name)
    return found if isinstance(found, int) and not isinstance(found, bool) else None


def _private_chat(message: Raw) -> int | None:
    chat = _object(message, "chat")
    return _whole(chat, "id") if chat.get("type") == "private" else None


def _thread(message: Raw) -> int | None:
    return _whole(message, "message_thread_id") if message.get("is_topic_message") is True else None
