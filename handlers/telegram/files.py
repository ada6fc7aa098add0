"""Files that people send: what we keep of them, and the download of those a message needs."""

import logging
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Any

from telegram.error import BadRequest, Conflict, InvalidToken, TelegramError

from bot.domain.attachments import Attachment
from bot.domain.queues import QueueName
from bot.rules.attachments import LARGEST, is_what_it_says
from handlers.telegram.api.transport import Halted, NotSent, QuietBot
from handlers.workflows.each import Later, Queue, apart, each
from handlers.workflows.rounds import Outage
from storage.catalogue import attachments
from storage.engine.database import Database
from storage.engine.store import Store

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

    def __init__(self, database: Database, bot: QuietBot, now: Callable[[], datetime]) -> None:
        self._database = database
        self._bot = bot
        self._now = now

    async def fetch(self) -> int:
        """Download missing files; return how many came.

        Files that were uploaded meanwhile are sent by their ids from now on. Raises Unavailable.
        """
        await self._remember()
        queue = Queue(
            name=QueueName.FILES,
            waiting=attachments.to_fetch,
            work=self._fetch,
            end=_forget,
        )
        return await each(self._database, queue, self._now())

    async def _remember(self) -> None:
        """Store the ids of uploaded files; one that cannot be stored is uploaded again."""
        while self._bot.uploaded:
            attachment_id, remote = next(iter(self._bot.uploaded.items()))
            async with (
                self._database.write() as store,
                apart(store, QueueName.FILES, attachment_id, self._now()),
            ):
                await attachments.at_telegram(store, attachment_id, remote)
            del self._bot.uploaded[attachment_id]

    async def _fetch(self, attachment_id: int) -> bool:
        """Download a file; return False if it is gone.

        A file that is gone at Telegram, or that is not of the kind it claims to be, is forgotten:
        the draft then shows no file. Raises Later, Outage while Telegram does not give it.
        """
        async with self._database.read() as store:
            attachment = await attachments.by_id(store, attachment_id)
        if attachment is None or attachment.content is not None:
            return False
        content = await self._content(attachment)
        async with self._database.write() as store:
            if content and is_what_it_says(replace(attachment, content=content)):
                await attachments.fetched(store, attachment_id, content)
                return True
            await attachments.forget(store, attachment_id)
        log.warning("a file was not what it said, or is gone")
        return False

    async def _content(self, attachment: Attachment) -> bytes:
        """Return the content, b"" if Telegram has it no more. Raises Later, Outage."""
        try:
            return await self._bot.fetch(attachment.remote)
        except BadRequest:
            return b""
        except (NotSent, Halted, InvalidToken, Conflict) as error:
            raise Outage(type(error).__name__) from error
        except TelegramError as error:
            raise Later(type(error).__name__) from error


async def _forget(store: Store, attachment_id: int) -> None:
    """Delete a file that cannot be fetched: the draft then shows no file."""
    await attachments.forget(store, attachment_id)
