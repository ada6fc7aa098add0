"""Files that people send us: the little we need to know of them, and fetching those that a message needs."""

import logging
from dataclasses import replace
from typing import Any

from telegram.error import BadRequest, TelegramError

from bot.domain.attachments import Attachment
from bot.rules.attachments import LARGEST, is_what_it_says
from handlers.telegram.api.transport import QuietBot
from storage.catalogue import attachments
from storage.engine.database import Database

AT_ONCE = 5
MOST_NAME = 120
log = logging.getLogger(__name__)


def attached(message: dict[str, Any]) -> Attachment | None:
    """The document or the largest picture that is not too large; None if there is neither, or it has no form that we know."""
    known = message.get("document") or _picture(message.get("photo"))
    if not isinstance(known, dict) or "animation" in message:
        return None
    remote, size = known.get("file_id"), known.get("file_size", 0)
    name, mime = (str(known.get(key, ""))[:MOST_NAME] for key in ("file_name", "mime_type"))
    if (
        not isinstance(remote, str)
        or not 0 < len(remote) <= 200
        or not isinstance(size, int)
        or isinstance(size, bool)
    ):
        return None
    return Attachment(_utf8(name), _utf8(mime), max(0, size), remote=remote)


def _picture(sizes: object) -> dict[str, Any] | None:
    """Telegram makes a JPEG of every picture, in several sizes."""
    known = (
        [one for one in sizes if isinstance(one, dict) and isinstance(one.get("file_size"), int)]
        if isinstance(sizes, list)
        else []
    )
    fitting = [one for one in known if one["file_size"] <= LARGEST]
    return (
        max(fitting, key=lambda one: one["file_size"]) | {"mime_type": "image/jpeg"}
        if fitting
        else None
    )


def _utf8(words: str) -> str:
    return words.encode("utf-8", "replace").decode("utf-8").replace("\0", "")


class Fetcher:
    """Runs with every tick: what is missing is asked for again and again, as long as a message needs it."""

    def __init__(self, database: Database, bot: QuietBot) -> None:
        self._database = database
        self._bot = bot

    async def fetch(self) -> int:
        """Gives back how many were fetched. What was uploaded meanwhile is sent by its id from now on."""
        await self._remember()
        async with self._database.read() as store:
            missing = await attachments.to_fetch(store, AT_ONCE)
        return sum([await self._fetch(one) for one in missing])

    async def _remember(self) -> None:
        if not self._bot.uploaded:
            return
        async with self._database.write() as store:
            for number, remote in list(self._bot.uploaded.items()):
                await attachments.at_telegram(store, number, remote)
        self._bot.uploaded.clear()

    async def _fetch(self, one: Attachment) -> bool:
        """What Telegram does not have any more, or what is not what it said, is forgotten: the draft then shows no file."""
        try:
            content = await self._bot.fetch(one.remote)
        except BadRequest:
            content = b""
        except TelegramError as error:
            log.info("a file could not be fetched yet (%s)", type(error).__name__)
            return False
        async with self._database.write() as store:
            if content and is_what_it_says(replace(one, content=content)):
                await attachments.fetched(store, one.id, content)
                return True
            await attachments.forget(store, one.id)
        log.warning("a file was not what it said, or is gone")
        return False
