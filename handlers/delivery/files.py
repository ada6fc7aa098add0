"""Files as they are shown: by Telegram's own id, by their bytes, or by a link of ours."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.domain.attachments import Attachment
from bot.rules.problems import Problem, Refusal
from bot.ui import Document
from storage.engine.sealing import Seal

GOOD_FOR = timedelta(hours=1)
"""How long a link to a file works; the screen with the file gives a new one."""


def document(attachment: Attachment, url: str = "") -> Document:
    """Return a file for a screen. Raise Refusal while we are still fetching it."""
    if attachment.content is None:
        raise Refusal(Problem.FILE_COMES)
    # Telegram does not send a photo again as a document.
    is_photo = attachment.mime.startswith("image/")
    return Document(
        attachment.name,
        attachment.mime,
        attachment.content,
        url,
        "" if is_photo else attachment.remote,
        0 if is_photo else attachment.id,
    )


@dataclass(frozen=True, slots=True)
class FileLink:
    """A file for one person; ``until`` is the second since 1970 up to which the link is good."""

    attachment_id: int
    person_id: int
    until: int

    def is_good(self, now: datetime) -> bool:
        """Return whether it may still be used."""
        return now.timestamp() <= self.until


def link_to(seal: Seal, attachment_id: int, person_id: int, now: datetime) -> str:
    """Return the path under which the web serves a file to one person for ``GOOD_FOR``.

    Whether the person may open it is asked again when they do.
    """
    until = int((now + GOOD_FOR).timestamp())
    return f"/attachment/{_token(seal, FileLink(attachment_id, person_id, until))}"


def linked(seal: Seal, attachment: Attachment, person_id: int, now: datetime) -> Document:
    """Return a file with its link for a person. Raise Refusal while we are still fetching it."""
    return document(attachment, link_to(seal, attachment.id, person_id, now))


def read_link(seal: Seal, given: str) -> FileLink | None:
    """Return what the token in a path stands for; None if we did not make it."""
    parts = re.fullmatch(r"(\d{1,18})-(\d{1,18})-(\d{1,12})-[0-9a-f]{32}", given, re.ASCII)
    if parts is None:
        return None
    link = FileLink(*map(int, parts.groups()))
    value, _, proof = given.rpartition("-")
    return link if seal.proves("attachment", value, proof, 32) else None


def _token(seal: Seal, link: FileLink) -> str:
    value = f"{link.attachment_id}-{link.person_id}-{link.until}"
    return f"{value}-{seal.token('attachment', value)[:32]}"
