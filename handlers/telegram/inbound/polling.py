"""Long polling: asks Telegram for updates where it cannot reach a web server of ours."""

import asyncio
import logging
from collections.abc import Sequence
from contextlib import suppress
from typing import Any

from telegram.error import Conflict, InvalidToken, TelegramError

from handlers.telegram.api.transport import Halted, QuietBot
from handlers.telegram.inbound.fields import BadUpdate
from handlers.telegram.inbound.update_inbox import UpdateInbox
from handlers.telegram.inbound.updates import WANTED, update_id
from handlers.workflows.faults import trace
from storage.engine.database import Unavailable
from storage.engine.locks import Locks

LONG_POLL, MARGIN = 2, 1.5
"""Seconds that a request may stay open, and what the network may add.

After a silent outage we are back within their sum.
"""
FAULT_PAUSE = 5.0
"""Seconds until the next request after an error of our own."""
LEADER = 0x10753
"""Key of the lock of the process that polls: Telegram allows one."""
STANDBY = 1.0
"""Seconds until a process that may not poll, or has no database, tries again."""
PAUSES = {Conflict: 3.0, InvalidToken: 30.0}
"""Seconds until the next request after an error."""
PAUSE = 0.5
"""Seconds until the next request after any other error."""
SENTENCES = {
    "": "Telegram answers",
    Conflict.__name__: (
        "another program asks Telegram for updates with this token. "
        "End it, or take the webhook away; nothing is lost meanwhile"
    ),
    InvalidToken.__name__: "Telegram does not know this token. Look at LOTSE_TELEGRAM_TOKEN",
}
log = logging.getLogger(__name__)


class Polling:
    """Polls while this process holds the lock; logs when Telegram stops or begins to answer."""

    def __init__(self, bot: QuietBot, inbox: UpdateInbox, locks: Locks) -> None:
        self._bot = bot
        self._inbox = inbox
        self._locks = locks
        self._trouble = ""
        self._stopping = asyncio.Event()

    def stop(self) -> None:
        """Give up the open request; what it would have brought stays at Telegram."""
        self._stopping.set()

    async def run(self) -> None:
        """Poll until ``stop``. Updates are confirmed only after they are stored."""
        confirm = 0
        while not self._stopping.is_set():
            if not await self._locks.lead(LEADER):
                await self.pause(STANDBY)
                continue
            try:
                confirm = await self._poll(confirm)
                self.log_change("")
            except TelegramError as error:
                self.log_change(type(error).__name__)
                await self.pause(_pause(error))
            except Unavailable as error:
                log.warning("database unavailable: %s", error)
                await self.pause(STANDBY)
            except Exception as error:
                self._log_fault(error)
                await self.pause(FAULT_PAUSE)

    def _log_fault(self, error: Exception) -> None:
        """Log our own error once, until something else happens."""
        if self._trouble != type(error).__name__:
            self._trouble = type(error).__name__
            log.error("asking Telegram for updates failed: %s", trace(error))

    async def pause(self, seconds: float) -> bool:
        """Sleep; return True at once if ``stop`` is called."""
        with suppress(TimeoutError):
            await asyncio.wait_for(self._stopping.wait(), seconds)
        return self._stopping.is_set()

    async def ask(self, method: str, **parameters: Any) -> Any:
        """Call a method of the Bot API; return None if ``stop`` interrupts it.

        Raises TelegramError.
        """
        asking = asyncio.ensure_future(self._bot.ask(method, **parameters))
        stopped = asyncio.ensure_future(self._stopping.wait())
        await asyncio.wait({asking, stopped}, return_when=asyncio.FIRST_COMPLETED)
        stopped.cancel()
        if not asking.done():
            asking.cancel()
            return None
        return asking.result()

    async def _poll(self, confirm: int) -> int:
        """Get and store updates; return the offset that confirms them, 0 if there were none.

        An offset is sent once, with a request that does not wait: after a quiet week Telegram's ids
        start again at a random number, and it drops whatever is smaller than the offset.
        """
        wait = 0 if confirm else LONG_POLL
        offset = {"offset": confirm} if confirm else {}
        raws = (
            await self.ask(
                "getUpdates",
                read_timeout=wait + MARGIN,
                timeout=wait,
                allowed_updates=WANTED,
                **offset,
            )
            or []
        )
        await self._inbox.receive(raws)
        return max(_update_ids(raws), default=-1) + 1

    def log_change(self, trouble: str) -> None:
        """Log a sentence when the trouble changes; it is the name of an error, "" for none."""
        if trouble != self._trouble:
            self._trouble = trouble
            log.log(
                logging.WARNING if trouble else logging.INFO,
                SENTENCES.get(trouble, "Telegram cannot be reached; we try until it can"),
            )


def _update_ids(raws: Sequence[object]) -> list[int]:
    """Return the ids of those updates that have one."""
    ids = []
    for raw in raws:
        with suppress(BadUpdate):
            ids.append(update_id(raw))
    return ids


def _pause(error: TelegramError) -> float:
    return error.after if isinstance(error, Halted) else PAUSES.get(type(error), PAUSE)
