"""What somebody wrote, with what Telegram marked in it: commands, mentions, links.

A name inside another name is no mention, and a slash in a sum is no command. Offsets are UTF-16
units (Bot API, MessageEntity).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from bot.text import clean
from handlers.dialogue.commands import COMMAND, command_of
from handlers.telegram.inbound.fields import (
    BadUpdate,
    read_number,
    read_object,
    read_text,
    storable,
)
from handlers.telegram.inbound.rich_text import flattened

MOST_ENTITIES = 500
"""Marks of one message that are read; Telegram sends fewer."""
HELP = "/help"
"""What is answered to somebody who only mentions us."""
_READ = ("bot_command", "mention", "text_mention", "text_link")
_WEB = ("http://", "https://")


@dataclass(frozen=True, slots=True)
class Me:
    """The bot itself; ``name`` is its user name, "" until Telegram was reached."""

    id: int
    name: str = ""

    def is_called(self, name: str) -> bool:
        """Return whether this is our user name; capital letters do not matter."""
        return bool(self.name) and name.lower() == self.name.lower()


@dataclass(frozen=True, slots=True)
class Entity:
    """A marked part: from ``start`` to ``end``; ``url`` and ``user_id`` are "" and 0 for none."""

    kind: str
    start: int
    end: int
    url: str = ""
    user_id: int = 0


@dataclass(frozen=True, slots=True)
class MarkedText:
    """A text as it is answered: without our name, with the addresses of its links.

    A command is "/name words". ``plain``: it is none, whatever it begins with. ``bot_name`` is the
    bot that the command is for, "" none. ``calls_us``: we are mentioned.
    """

    text: str
    plain: bool = False
    bot_name: str = ""
    calls_us: bool = False


def read_marked(message: dict[str, Any], me: Me) -> MarkedText | None:
    """Return the text of a message, or the caption of what it shows; None if it has neither.

    Raises BadUpdate.
    """
    if "rich_message" in message and "text" not in message:
        text, marks = flattened(message["rich_message"])
        return _Reading(text, _entities(text, marks), me).marked() if text else None
    field = next((name for name in ("text", "caption") if name in message), "")
    if not field:
        return None
    text = message[field]
    read_text(text)
    marked_by = message.get("entities" if field == "text" else "caption_entities")
    return _Reading(text, _entities(text, marked_by), me).marked()


def _entities(text: str, raw: object) -> list[Entity]:
    """Return the entities we read, in order. Raises BadUpdate.

    Telegram marks every command; a message without any marks was not made by it, so a command at
    its beginning is found by its looks.
    """
    if raw is None:
        match = COMMAND.match(text)
        return [Entity("bot_command", 0, match.end())] if match else []
    if not isinstance(raw, list):
        raise BadUpdate("entities")
    entities = [_entity(read_object(mark)) for mark in raw[:MOST_ENTITIES]]
    return sorted((e for e in entities if e.kind in _READ), key=lambda entity: entity.start)


def _entity(mark: dict[str, Any]) -> Entity:
    start = read_number(mark.get("offset"))
    end = start + read_number(mark.get("length"))
    url, user = mark.get("url"), mark.get("user")
    return Entity(
        read_text(mark.get("type")),
        start,
        end,
        read_text(url) if isinstance(url, str) else "",
        read_number(user.get("id")) if isinstance(user, dict) else 0,
    )


class _Reading:
    """Takes a text apart at its entities."""

    def __init__(self, text: str, entities: list[Entity], me: Me) -> None:
        self._units = text.encode("utf-16-le", "surrogatepass")
        self._entities = entities
        self._me = me

    def marked(self) -> MarkedText:
        calls_us = any(self._is_me(entity) for entity in self._entities)
        for command in self._entities:
            if command.kind == "bot_command" and not clean(self._shown(0, command.start)):
                name, _, bot_name = self._slice(command.start, command.end).partition("@")
                words = self._shown(command.end, len(self._units)).strip()
                return MarkedText(f"{name} {words}".strip(), False, bot_name, calls_us)
        text = self._shown(0, len(self._units)).strip()
        if not text and calls_us:
            return MarkedText(HELP, calls_us=True)
        return MarkedText(text, command_of(text) is not None, calls_us=calls_us)

    def _is_me(self, entity: Entity) -> bool:
        match entity.kind:
            case "mention":
                return self._me.is_called(self._slice(entity.start, entity.end)[1:])
            case "text_mention":
                return entity.user_id == self._me.id
            case _:
                return False

    def _shown(self, start: int, end: int) -> str:
        """Return a part of the text without our name, with the addresses behind its words."""
        return "".join(self._pieces(start, end))

    def _pieces(self, start: int, end: int) -> Iterator[str]:
        at = start
        for entity in self._entities:
            if not at <= entity.start < entity.end <= end:
                continue
            words = self._slice(entity.start, entity.end)
            if self._is_me(entity):
                yield f"{self._slice(at, entity.start)} "
            elif entity.url.startswith(_WEB) and words.strip("/ ") != entity.url.strip("/ "):
                yield f"{self._slice(at, entity.end)} ({entity.url})"
            else:
                continue
            at = entity.end
        yield self._slice(at, end)

    def _slice(self, start: int, end: int) -> str:
        return storable(self._units[2 * start : 2 * end].decode("utf-16-le", "replace"))
