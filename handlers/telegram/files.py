"""Files that people send: what we keep of them, and the download of those a message needs."""

import logging
from dataclasses import replace
from typing import Any

from telegram.error import BadRequest, TelegramError

from bot.domain.attachments import Attachment
from bot.rules.attachments import LARGEST, is_what_it_says
from handlers.telegram.api.transport import QuietBot
from storage.catalogue import attachments
from storage.engine.database import Database

BATCH_SIZE = 5
"""Files that are downloaded at one tick."""
LONGEST_NAME, LONGEST_ID = 120, 200
log = logging.getLogger(__name__)


def attached(message: dict[str, Any]) -> Attachment | None:
    """Return the document, or the largest picture that is not too large, without its content.

    None if there is neither, or if it does not have the form that the Bot API describes.
    """
    file = message.get("document") or _picture(message.get("photo"))
    if not isinstance(file, dict) or "animation" in message:
        return None
    remote, size = file.get("file_id"), file.get("file_size", 0)
    name, mime = (str(file.get(key, ""))[:LONGEST_NAME] for key in ("file_name", "mime_type"))
    if (
        not isinstance(remote, str)
        or not 0 < len(remote) <= LONGEST_ID
        or not isinstance(size, int)
        or isinstance(size, bool)
    ):
        return None
    return Attachment(_utf8(name), _utf8(mime), max(0, size), remote=remote)


def _picture(sizes: object) -> dict[str, Any] | None:
    """Return the largest size that we accept, or None; Telegram makes JPEGs of a picture."""
    if not isinstance(sizes, list):
        return None
    accepted: list[dict[str, Any]] = [size for size in sizes if _is_accepted(size)]
    if not accepted:
        return None
    return max(accepted, key=lambda size: int(size["file_size"])) | {"mime_type": "image/jpeg"}


def _is_accepted(size: object) -> bool:
    byte_count = size.get("file_size") if isinstance(size, dict) else None
    return isinstance(byte_count, int) and byte_count <= LARGEST


def _utf8(text: str) -> str:
    """Return text without half characters and zeros, which no database takes."""
    return text.encode("utf-8", "replace").decode("utf-8").replace("\0", "")


class Fetcher:
    """Downloads missing files at every tick, as long as a message needs them."""

    def __init__(self, database: Database, bot: QuietBot) -> None:
        self._database = database
        self._bot = bot

    async def fetch(self) -> int:
        """Download missing files; return how many came.

        Files that were uploaded meanwhile are sent by their ids from now on. Raises Unavailable.
        """
        await self._remember()
        async with self._database.read() as store:
            missing = await attachments.to_fetch(store, BATCH_SIZE)
        return sum([await self._fetch(attachment) for attachment in missing])

    async def _remember(self) -> None:
        """Store the ids of uploaded files."""
        if not self._bot.uploaded:
            return
        async with self._database.write() as store:
            for attachment_id, remote in list(self._bot.uploaded.items()):
                await attachments.at_telegram(store, attachment_id, remote)
        self._bot.uploaded.clear()

    async def _fetch(self, attachment: Attachment) -> bool:
        """Download a file; return whether it came.

        A file that is gone, or that is not of the kind it claims to be, is forgotten: the draft
        then shows no file.
        """
        try:
            content = await self._bot.fetch(attachment.remote)
        except BadRequest:
            content = b""
        except TelegramError as error:
            log.info("a file could not be fetched yet (%s)", type(error).__name__)
            return False
        async with self._database.write() as store:
            if content and is_what_it_says(replace(attachment, content=content)):
                await attachments.fetched(store, attachment.id, content)
                return True
            await attachments.forget(store, attachment.id)
        log.warning("a file was not what it said, or is gone")
        return False
