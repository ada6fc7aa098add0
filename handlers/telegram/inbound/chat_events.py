"""What happened in a chat, in the few fields that we use; stored until it is answered."""

from dataclasses import dataclass
from enum import StrEnum

import orjson

from bot.domain.attachments import Attachment


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
class ChatEvent:
    """What happened in a chat; stored under the names of its fields.

    ``text`` is what was typed or stands below a file, the data of a press, the text of an inline
    query, the kind of something we cannot read, or the new number of a chat that moved. ``query``
    is to be answered at once. ``message`` is the message that was pressed or written, ``thread``
    the topic; 0 is none. ``file`` describes a file that was sent in a private chat. In a group,
    ``by`` is the person who pressed and ``asker`` the one whom the buttons are for; 0 is unknown,
    or somebody who writes as a chat. ``edited`` means that a text was written before and corrected
    now, ``plain`` that it is no command. ``beside`` is the kind of content that we cannot read and
    that the text was written below, "" none. ``album`` is what the messages of an album share, ""
    for none; ``is_later`` is whether another one of it came before, found when it is answered.
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
    plain: bool = False
    beside: str = ""
    album: str = ""
    is_later: bool = False


def restored(data: bytes) -> ChatEvent:
    """Return an event from its JSON."""
    values = orjson.loads(data)
    file = Attachment(**values["file"]) if values.get("file") else None
    return ChatEvent(**(values | {"kind": EventKind(values["kind"]), "file": file}))
