"""Asking Telegram for updates, where no web server can be reached from outside."""

import asyncio
import logging
from collections.abc import Sequence
from contextlib import suppress
from typing import Any

from telegram.error import Conflict, InvalidToken, TelegramError

from handlers.telegram.api.transport import Halted, QuietBot
from handlers.telegram.inbound.update_inbox import Inbox
from handlers.telegram.inbound.updates import WANTED, BadUpdate, update_id
from storage.engine.database import Unavailable

LONG_POLL, MARGIN = 2, 1.5
"""Seconds a question may stay open, and what the network may add: after a silent outage we are back within their sum."""
LEADER = 0x10753
"""The lock of the process that polls: Telegram allows one."""
STANDBY = 1.0
PAUSES = {Conflict: 3.0, InvalidToken: 30.0}
"""Seconds until we ask again; 0.5 after everything else."""
SENTENCES = {
    "": "Telegram answers",
    Conflict.__name__: "another program asks Telegram for updates with this token. End it, or take the webhook away; nothing is lost meanwhile",
    InvalidToken.__name__: "Telegram does not know this token. Look at LOTSE_TELEGRAM_TOKEN",
}
log = logging.getLogger(__name__)


class Polling:
    def __init__(self, bot: QuietBot, inbox: Inbox) -> None:
        self._bot = bot
        self._inbox = inbox
        self._trouble = ""
        self._stopping = asyncio.Event()

    def stop(self) -> None:
        """The question that is open is given up; what it would have brought stays at Telegram."""
        self._stopping.set()

    async def run(self) -> None:
        """Until it is stopped. What was received is confirmed only after it is stored."""
        confirm = 0
        while not self._stopping.is_set():
            if not await self._inbox.lead(LEADER):
                await self.pause(STANDBY)
                continue
            try:
                confirm = await self._once(confirm)
                self.say("")
            except TelegramError as error:
                self.say(type(error).__name__)
                await self.pause(_pause(error))
            except Unavailable as error:
                log.warning("database unavailable: %s", error)
                await self.pause(STANDBY)

    async def pause(self, seconds: float) -> bool:
        """Whether it was interrupted because we stop."""
        with suppress(TimeoutError):
            await asyncio.wait_for(self._stopping.wait(), seconds)
        return self._stopping.is_set()

    async def ask(self, method: str, **parameters: Any) -> Any:
        """A question that stopping interrupts: None then. Raises TelegramError."""
        asking = asyncio.ensure_future(self._bot.ask(method, **parameters))
        stopped = asyncio.ensure_future(self._stopping.wait())
        await asyncio.wait({asking, stopped}, return_when=asyncio.FIRST_COMPLETED)
        stopped.cancel()
        if not asking.done():
            asking.cancel()
            return None
        return asking.result()

    async def _once(self, confirm: int) -> int:
        """One question; gives back what the next one confirms, 0 for nothing.

        A number to confirm is sent once and does not wait: ids begin anew after a quiet week, and whatever is
        smaller than the number is thrown away.
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
        return max((number + 1 for number in _numbers(raws)), default=0)

    def say(self, trouble: str) -> None:
        """One line when it changes, not one a second."""
        if trouble != self._trouble:
            self._trouble = trouble
            log.log(
                logging.WARNING if trouble else logging.INFO,
                SENTENCES.get(trouble, "Telegram cannot be reached; we try until it can"),
            )


def _numbers(raws: Sequence[object]) -> list[int]:
    numbers = []
    for raw in raws:
        try:
            numbers.append(update_id(raw))
        except BadUpdate:
            continue
    return numbers


def _pause(error: TelegramError) -> float:
    return error.after if isinstance(error, Halted) else PAUSES.get(type(error), 0.5)
