"""What goes with a message: one document or picture."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Attachment:
    """``size`` in bytes. ``content`` None: it was not read here, or still lies at Telegram, under ``remote``; "" it never was there."""

    name: str
    mime: str
    size: int
    content: bytes | None = None
    remote: str = ""
    id: int = 0
