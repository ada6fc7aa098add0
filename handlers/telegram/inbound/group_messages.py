"""Messages of groups: who wrote them, and whether they are for us."""

from typing import Any

from handlers.dialogue.commands import command_of
from handlers.telegram.inbound.chat_events import ChatEvent, EventKind
from handlers.telegram.inbound.contents import treatment_of, unread_kind
from handlers.telegram.inbound.fields import (
    LARGEST,
    read_chat_id,
    read_language,
    read_number,
    read_object,
)
from handlers.telegram.inbound.marked_text import MarkedText, Me, read_marked

ANONYMOUS_ADMIN, TELEGRAM = 1087968824, 777000
"""Telegram's "GroupAnonymousBot", an administrator who writes as the group, and Telegram itself."""


def in_group(raw: dict[str, Any], chat: int, me: Me) -> ChatEvent | None:
    """Read commands, replies to us and mentions; nothing else that people say to each other."""
    if "migrate_to_chat_id" in raw:
        return _moved(chat, raw["migrate_to_chat_id"])
    treatment = treatment_of(raw)
    if treatment is None or not _is_asked_by_somebody(raw):
        return None
    marked, replied = read_marked(raw, me), is_ours(replied_to(raw).get("from"), me)
    if marked is None or not _is_for_us(marked, me, replied=replied):
        return None
    return ChatEvent(
        EventKind.TEXT,
        chat,
        group=True,
        language=read_language(_sender(raw)),
        text=marked.text,
        message=read_number(raw.get("message_id")),
        thread=thread_of(raw),
        by=writer_of(raw),
        plain=marked.plain,
        beside=unread_kind(treatment),
    )


def _moved(chat: int, to: object) -> ChatEvent:
    text = str(read_number(to, least=-LARGEST, most=-1))
    return ChatEvent(EventKind.MOVED, chat, group=True, text=text)


def _sender(raw: dict[str, Any]) -> dict[str, Any]:
    """Return the user who wrote a message, {} where only a chat is named. Raises BadUpdate."""
    return read_object(raw.get("from", {} if "sender_chat" in raw else None))


def _is_asked_by_somebody(raw: dict[str, Any]) -> bool:
    """Return whether a person wrote a message of a group, be it as the group or as a channel.

    What a linked channel posts comes by itself, and other bots are never answered.
    """
    sender = _sender(raw)
    if "is_automatic_forward" in raw or sender.get("id") == TELEGRAM:
        return False
    return _is_for_a_chat(raw) or not sender.get("is_bot")


def _is_for_a_chat(raw: dict[str, Any]) -> bool:
    """Return whether Telegram hides who wrote it: an anonymous administrator, or a channel."""
    return "sender_chat" in raw or _sender(raw).get("id") == ANONYMOUS_ADMIN


def _is_for_us(marked: MarkedText, me: Me, *, replied: bool) -> bool:
    """Return whether a text of a group is for us: "/offers@other_bot" is for that bot."""
    is_command = not marked.plain and command_of(marked.text) is not None
    if marked.bot_name and is_command:
        return me.is_called(marked.bot_name)
    return bool(marked.text) and (is_command or marked.calls_us or replied)


def writer_of(message: dict[str, Any]) -> int:
    """Return who wrote a message; 0 is unknown, or somebody who writes as a chat."""
    sender = message.get("from")
    if not isinstance(sender, dict) or _is_for_a_chat(message):
        return 0
    return read_chat_id(sender)


def thread_of(message: dict[str, Any]) -> int:
    """Return the topic of a forum or of a private chat, 0 for none.

    Ordinary replies have such a number, too.
    """
    return (
        read_number(message.get("message_thread_id", 0)) if message.get("is_topic_message") else 0
    )


def replied_to(message: dict[str, Any]) -> dict[str, Any]:
    """Return the message that this one replies to, {} for none.

    In a topic everything replies to the line that opened it, which is nobody's question.
    """
    replied = message.get("reply_to_message")
    return replied if isinstance(replied, dict) and "forum_topic_created" not in replied else {}


def is_ours(sender: object, me: Me) -> bool:
    return isinstance(sender, dict) and sender.get("id") == me.id
