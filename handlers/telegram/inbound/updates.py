"""Reduces an update to the few fields we use.

Everything else is dropped here: names, user names, the content of pictures, what people say to each
other.
"""

from dataclasses import replace
from math import isfinite
from typing import Any

from bot.domain.attachments import Attachment
from handlers.telegram.files import attached
from handlers.telegram.inbound.chat_events import ChatEvent, EventKind
from handlers.telegram.inbound.contents import Treatment, treatment_of, unread_kind
from handlers.telegram.inbound.fields import (
    BadUpdate,
    album_of,
    read_chat_id,
    read_language,
    read_number,
    read_object,
    read_text,
)
from handlers.telegram.inbound.group_messages import (
    in_group,
    is_ours,
    replied_to,
    thread_of,
    writer_of,
)
from handlers.telegram.inbound.marked_text import MarkedText, Me, read_marked


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


def _message(raw: dict[str, Any], me: Me) -> ChatEvent | None:
    chat = read_object(raw.get("chat"))
    match chat.get("type"):
        case "private":
            return _private(raw, read_chat_id(chat), me)
        case "group" | "supergroup" if not chat.get("is_direct_messages"):
            return in_group(raw, read_chat_id(chat), me)
        case "channel" | "supergroup":
            return None
        case _:
            raise BadUpdate("chat.type")


def _edited(raw: dict[str, Any], me: Me) -> ChatEvent | None:
    """Read a corrected question; corrections in groups and moving locations have no effect."""
    event = _message(raw, me)
    if event is None or event.group:
        return None
    if event.kind is EventKind.FILE and event.text:
        beside = unread_kind(Treatment.FILE)
        event = replace(event, kind=EventKind.TEXT, file=None, beside=beside)
    return replace(event, edited=True) if event.kind is EventKind.TEXT else None


def _private(raw: dict[str, Any], chat: int, me: Me) -> ChatEvent | None:
    sender, treatment = read_object(raw.get("from")), treatment_of(raw)
    if read_chat_id(sender) != chat or sender.get("is_bot") or is_ours(raw.get("via_bot"), me):
        return None
    if treatment is None:
        return None
    common: dict[str, Any] = {
        "chat": chat,
        "language": read_language(sender),
        "message": read_number(raw.get("message_id")),
        "thread": thread_of(raw),
        "album": album_of(raw),
    }
    if treatment is Treatment.PLACE:
        return _located(raw, common)
    return _written(treatment, read_marked(raw, me), attached(raw), common)


def _written(
    treatment: Treatment,
    marked: MarkedText | None,
    file: Attachment | None,
    common: dict[str, Any],
) -> ChatEvent:
    """Return a text, a file, or a caption below what we cannot read, or its kind without one."""
    kind = unread_kind(treatment)
    text = marked.text if marked else ""
    if treatment is Treatment.FILE and file:
        return ChatEvent(EventKind.FILE, text=text, file=file, **common)
    if marked and (text or not kind):
        return ChatEvent(EventKind.TEXT, text=text, plain=marked.plain, beside=kind, **common)
    return ChatEvent(EventKind.OTHER, text=kind or Treatment.OTHER, **common)


def _press(raw: dict[str, Any], me: Me) -> ChatEvent | None:
    sender, message = read_object(raw.get("from")), raw.get("message")
    who, query = read_chat_id(sender), read_text(raw.get("id"))
    shown = read_object(message or {})
    chat = read_object(shown.get("chat", {}))
    if message is None or chat.get("type") == "channel" or chat.get("is_direct_messages"):
        return ChatEvent(EventKind.PRESS, who, query=query)
    group = chat.get("type") != "private"
    if not group and read_chat_id(chat) != who:
        return None
    return ChatEvent(
        EventKind.PRESS,
        read_chat_id(chat),
        group=group,
        language=read_language(sender),
        text=read_text(raw.get("data", "")),
        query=query,
        message=read_number(shown.get("message_id")),
        thread=thread_of(shown),
        by=who,
        asker=writer_of(replied_to(shown)) if group else 0,
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
    if chat.get("type") == "channel" or chat.get("is_direct_messages"):
        return None
    group, sender = chat.get("type") != "private", read_object(raw.get("from"))
    was_gone, is_gone = (
        _is_gone(read_object(raw.get(name))) for name in ("old_chat_member", "new_chat_member")
    )
    if was_gone == is_gone:
        return None
    return ChatEvent(
        EventKind.LEFT if is_gone else EventKind.JOINED,
        read_chat_id(chat),
        group=group,
        language=read_language(sender),
    )


def _is_gone(member: dict[str, Any]) -> bool:
    """Return whether a member is none; one that is restricted may be either."""
    status = member.get("status")
    return status in ("left", "kicked") or (
        status == "restricted" and member.get("is_member") is False
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


def _located(raw: dict[str, Any], common: dict[str, Any]) -> ChatEvent:
    venue = raw.get("venue")
    place = read_object(read_object(venue).get("location") if venue else raw.get("location"))
    degrees = [place.get("latitude"), place.get("longitude")]
    if not all(
        isinstance(degree, (int, float)) and not isinstance(degree, bool) and isfinite(degree)
        for degree in degrees
    ):
        raise BadUpdate("location")
    return ChatEvent(
        EventKind.PLACE, latitude=float(degrees[0] or 0), longitude=float(degrees[1] or 0), **common
    )
