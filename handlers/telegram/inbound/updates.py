"""Reduces an update to the few fields we use.

Everything else is dropped here: names, user names, the content of pictures, what people say to each
other.
"""

from dataclasses import dataclass, replace
from enum import StrEnum
from math import isfinite
from typing import Any

import orjson

from bot.domain.attachments import Attachment
from handlers.telegram.files import attached
from handlers.telegram.inbound.fields import (
    LARGEST,
    BadUpdate,
    content_kind,
    read_chat_id,
    read_language,
    read_number,
    read_object,
    read_text,
)

ANONYMOUS_ADMIN = 1087968824
"""Telegram's "GroupAnonymousBot": an administrator who writes as the group.

Posts of linked channels (777000) are not read.
"""
_SERVICE = {
    "new_chat_members", "left_chat_member", "new_chat_title", "new_chat_photo",
    "delete_chat_photo", "group_chat_created", "supergroup_chat_created", "channel_chat_created",
    "message_auto_delete_timer_changed", "migrate_from_chat_id", "pinned_message", "users_shared",
    "chat_shared", "write_access_allowed", "proximity_alert_triggered", "boost_added",
    "chat_background_set", "forum_topic_created", "forum_topic_edited", "forum_topic_closed",
    "forum_topic_reopened", "general_forum_topic_hidden", "general_forum_topic_unhidden",
    "video_chat_scheduled", "video_chat_started", "video_chat_ended",
    "video_chat_participants_invited", "connected_website", "is_automatic_forward",
}  # fmt: skip
"""Messages of Telegram itself, which need no answer."""


class EventKind(StrEnum):
    """What happened; the values are stored."""

    TEXT = "text"
    PRESS = "press"
    PLACE = "place"
    FILE = "file"
    OTHER = "other"
    INLINE = "inline"
    JOINED = "joined"
    LEFT = "left"
    MOVED = "moved"


@dataclass(frozen=True, slots=True)
class Me:
    """The bot itself; ``name`` is its user name, "" until Telegram was reached."""

    id: int
    name: str = ""


@dataclass(frozen=True, slots=True)
class ChatEvent:
    """What happened in a chat; stored under the names of its fields.

    ``text`` is what was typed, the data of a press, the text of an inline query, the kind of
    something we cannot read, or the new number of a chat that moved. ``query`` is to be answered at
    once. ``message`` is the message that was pressed or written, ``thread`` the topic; 0 is none.
    ``file`` describes a file that was sent in a private chat. In a group, ``by`` is the person who
    pressed and ``asker`` the one whom the buttons are for; 0 is unknown. ``edited`` means that a
    text was written before and corrected now.
    """

    kind: EventKind
    chat: int
    group: bool = False
    language: str = ""
    text: str = ""
    query: str = ""
    message: int = 0
    thread: int = 0
    latitude: float = 0.0
    longitude: float = 0.0
    by: int = 0
    asker: int = 0
    file: Attachment | None = None
    edited: bool = False


def update_id(raw: object) -> int:
    """Return Telegram's number of an update. Raises BadUpdate."""
    return read_number(read_object(raw).get("update_id"), least=0, most=2**63 - 1)


def project(raw: object, me: Me) -> ChatEvent | None:
    """Return the event of an update; None if it does not concern us. Raises BadUpdate."""
    update = read_object(raw)
    for name, read in _READERS.items():
        if name in update:
            return read(read_object(update[name]), me)
    return None


def restored(data: bytes) -> ChatEvent:
    """Return an event from its JSON."""
    values = orjson.loads(data)
    file = Attachment(**values["file"]) if values.get("file") else None
    return ChatEvent(**(values | {"kind": EventKind(values["kind"]), "file": file}))


def _message(raw: dict[str, Any], me: Me) -> ChatEvent | None:
    chat = read_object(raw.get("chat"))
    match chat.get("type"):
        case "private":
            return _private(raw, read_chat_id(chat), me)
        case "group" | "supergroup":
            return _in_group(raw, read_chat_id(chat), me)
        case "channel":
            return None
        case _:
            raise BadUpdate("chat.type")


def _edited(raw: dict[str, Any], me: Me) -> ChatEvent | None:
    """Read a corrected question; corrections in groups and moving locations have no effect."""
    event = _message(raw, me)
    if event and event.kind is EventKind.TEXT and not event.group:
        return replace(event, edited=True)
    return None


def _private(raw: dict[str, Any], chat: int, me: Me) -> ChatEvent | None:
    sender = read_object(raw.get("from"))
    if read_chat_id(sender) != chat or _is_ours(raw.get("via_bot"), me):
        return None
    common: dict[str, Any] = {
        "chat": chat,
        "language": read_language(sender),
        "message": read_number(raw.get("message_id")),
    }
    if "text" in raw:
        return ChatEvent(EventKind.TEXT, text=read_text(raw["text"]), **common)
    if "location" in raw:
        return _located(read_object(raw["location"]), common)
    if file := attached(raw):
        return ChatEvent(EventKind.FILE, file=file, **common)
    return (
        None
        if _SERVICE & raw.keys()
        else ChatEvent(EventKind.OTHER, text=content_kind(raw), **common)
    )


def _in_group(raw: dict[str, Any], chat: int, me: Me) -> ChatEvent | None:
    """Read commands, replies to us and mentions; nothing else that people say to each other."""
    if "migrate_to_chat_id" in raw:
        return ChatEvent(
            EventKind.MOVED,
            chat,
            group=True,
            text=str(read_number(raw["migrate_to_chat_id"], least=-LARGEST, most=-1)),
        )
    sender = read_object(raw.get("from"))
    if (
        (sender.get("is_bot") and sender.get("id") != ANONYMOUS_ADMIN)
        or "text" not in raw
        or "is_automatic_forward" in raw
    ):
        return None
    text = _addressed(read_text(raw["text"]), me, replied=_is_ours(_replied_to(raw), me))
    common: dict[str, Any] = {
        "group": True,
        "language": read_language(sender),
        "message": read_number(raw.get("message_id")),
        "thread": _thread(raw),
    }
    return (
        ChatEvent(EventKind.TEXT, chat, text=text, by=read_chat_id(sender), **common)
        if text
        else None
    )


def _addressed(text: str, me: Me, *, replied: bool) -> str:
    """Return the text for us, "" if it is for others: "/offers@other_bot" is for that bot."""
    at = f"@{me.name}".lower() if me.name else "\0"
    if text.startswith("/"):
        name, space, rest = text.partition(" ")
        command, mark, to = name.partition("@")
        return f"{command}{space}{rest}" if not mark or f"@{to}".lower() == at else ""
    if at in text.lower():
        start = text.lower().index(at)
        return f"{text[:start]} {text[start + len(at) :]}".strip()
    return text if replied else ""


def _press(raw: dict[str, Any], me: Me) -> ChatEvent | None:
    sender, message = read_object(raw.get("from")), raw.get("message")
    who, query = read_chat_id(sender), read_text(raw.get("id"))
    if message is None:
        return ChatEvent(EventKind.PRESS, who, query=query)
    shown = read_object(message)
    chat = read_object(shown.get("chat"))
    group = chat.get("type") != "private"
    if not group and read_chat_id(chat) != who:
        return None
    asker = read_number(read_object(_replied_to(shown) or {}).get("id", 0)) if group else 0
    return ChatEvent(
        EventKind.PRESS,
        read_chat_id(chat),
        group=group,
        language=read_language(sender),
        text=read_text(raw.get("data", "")),
        query=query,
        message=read_number(shown.get("message_id")),
        thread=_thread(shown),
        by=who,
        asker=0 if asker == ANONYMOUS_ADMIN else asker,
    )


def _inline(raw: dict[str, Any], _: Me) -> ChatEvent:
    sender = read_object(raw.get("from"))
    return ChatEvent(
        EventKind.INLINE,
        read_chat_id(sender),
        language=read_language(sender),
        text=read_text(raw.get("query", "")),
        query=read_text(raw.get("id")),
    )


def _membership(raw: dict[str, Any], _: Me) -> ChatEvent | None:
    """Read that we were blocked or unblocked, added to a group or removed from it."""
    chat = read_object(raw.get("chat"))
    if chat.get("type") == "channel":
        return None
    group, sender = chat.get("type") != "private", read_object(raw.get("from"))
    before, after = (
        read_object(raw.get(name)).get("status") for name in ("old_chat_member", "new_chat_member")
    )
    gone = ("left", "kicked")
    if (before in gone) == (after in gone):
        return None
    return ChatEvent(
        EventKind.LEFT if after in gone else EventKind.JOINED,
        read_chat_id(chat),
        group=group,
        language=read_language(sender),
    )


_READERS = {
    "message": _message,
    "edited_message": _edited,
    "callback_query": _press,
    "inline_query": _inline,
    "my_chat_member": _membership,
}
WANTED = list(_READERS)
"""The kinds of update that we ask Telegram for."""


def _located(place: dict[str, Any], common: dict[str, Any]) -> ChatEvent:
    degrees = [place.get("latitude"), place.get("longitude")]
    if not all(
        isinstance(degree, (int, float)) and not isinstance(degree, bool) and isfinite(degree)
        for degree in degrees
    ):
        raise BadUpdate("location")
    return ChatEvent(
        EventKind.PLACE, latitude=float(degrees[0] or 0), longitude=float(degrees[1] or 0), **common
    )


def _thread(message: dict[str, Any]) -> int:
    """Return the topic of a forum, 0 for none; ordinary replies have such a number, too."""
    return (
        read_number(message.get("message_thread_id", 0)) if message.get("is_topic_message") else 0
    )


def _replied_to(message: dict[str, Any]) -> object:
    """Return the author of the message that this one replies to, or None."""
    replied = message.get("reply_to_message")
    return replied.get("from") if isinstance(replied, dict) else None


def _is_ours(sender: object, me: Me) -> bool:
    return isinstance(sender, dict) and sender.get("id") == me.id
