"""Attachments of messages."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Attachment:
    """A document or picture. ``size`` is in bytes.

    ``content`` is None if it was not read, or is still at Telegram. ``remote`` is its file id
    there, "" if it has none.
    """

    name: str
    mime: str
    size: int
    content: bytes | None = None
    remote: str = ""
    id: int = 0
