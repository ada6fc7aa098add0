"""Events of groups as JSON, as ``delivery.event`` keeps them.

Rows live as long as their messages can be read again; migration 0021 brought all older ones into
this shape, and took out what people had typed.
"""

from collections.abc import Callable, Mapping
from dataclasses import fields
from datetime import datetime
from typing import Any

from bot.domain.group_events import KINDS, GroupEvent

_TYPES = {kind.type: kind for kind in KINDS}


def to_json(event: GroupEvent) -> dict[str, Any]:
    """Return the fields with the "type" of the event; times in ISO format."""
    values = {field.name: getattr(event, field.name) for field in fields(event)}
    return {"type": event.type} | {name: _plain(value) for name, value in values.items()}


def from_json(stored: Mapping[str, Any]) -> GroupEvent:
    """Return the event of a row. Raise KeyError for a type that does not exist."""
    values = {name: value for name, value in stored.items() if name != "type"}
    read = {name: _READERS.get(name, _unchanged)(value) for name, value in values.items()}
    return _TYPES[stored["type"]](**read)


def _plain(value: object) -> object:
    if isinstance(value, datetime):
        return value.isoformat(timespec="seconds")
    return [_plain(part) for part in value] if isinstance(value, tuple) else value


def _moment(stored: str | None) -> datetime | None:
    return datetime.fromisoformat(stored) if stored else None


def _moments(stored: list[str]) -> tuple[datetime, ...]:
    return tuple(datetime.fromisoformat(time) for time in stored)


def _unchanged(stored: Any) -> Any:
    return stored


_READERS: Mapping[str, Callable[[Any], Any]] = {"before": _moment, "next_starts": _moments}
"""What turns the stored value of a field into the value of the event."""
