"""What of a message is answered: everything that is not listed here is ignored.

A list of what is ignored would age with every version of the Bot API; this one does not.
"""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any


class Treatment(StrEnum):
    """What becomes of the content of a message that somebody sent to us."""

    TEXT = "text"
    """It is read."""
    PLACE = "place"
    """It tells where somebody is."""
    FILE = "file"
    """It is kept where a screen asked for a file; else we say that we cannot look at it."""
    PICTURE = "picture"
    """We say that we cannot look at it."""
    VOICE = "voice"
    """We say that we cannot listen to it."""
    CONTACT = "contact"
    """We say that we keep no numbers."""
    OTHER = "other"
    """We say that we can only read text."""


CONTENTS: Mapping[str, Treatment] = {
    "text": Treatment.TEXT,
    "rich_message": Treatment.TEXT,
    "venue": Treatment.PLACE,
    "location": Treatment.PLACE,
    "animation": Treatment.PICTURE,
    "live_photo": Treatment.PICTURE,
    "video": Treatment.PICTURE,
    "video_note": Treatment.PICTURE,
    "sticker": Treatment.PICTURE,
    "story": Treatment.PICTURE,
    "paid_media": Treatment.PICTURE,
    "photo": Treatment.FILE,
    "document": Treatment.FILE,
    "voice": Treatment.VOICE,
    "audio": Treatment.VOICE,
    "contact": Treatment.CONTACT,
    "checklist": Treatment.OTHER,
    "poll": Treatment.OTHER,
    "dice": Treatment.OTHER,
    "game": Treatment.OTHER,
}
"""The fields of a message that are answered. The first that it has counts: Telegram repeats some in
an older form, an animation as a document, a live photo as a photo, a venue as a location."""


def treatment_of(message: Mapping[str, Any]) -> Treatment | None:
    """Return what becomes of a message, None if it is ignored."""
    return next((kind for field, kind in CONTENTS.items() if field in message), None)


def unread_kind(treatment: Treatment) -> str:
    """Return the kind of ``Unreadable`` of a content, "" for a text."""
    if treatment is Treatment.TEXT:
        return ""
    return str(Treatment.PICTURE if treatment is Treatment.FILE else treatment)
