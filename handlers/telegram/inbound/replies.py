"""What one update still has to show: in its order, with what each outcome means for the rest."""

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from bot.domain.outcomes import Moved, Outcome, Refused, Sent, TryLater, Unknown, Unreachable
from handlers.telegram.api.calls import ONCE, Call, Confirm, chat_of, moved, packed
from handlers.telegram.api.outbox import Outbox
from handlers.telegram.inbound.answers import address_of
from handlers.telegram.inbound.group_commit import Commits
from storage.engine.database import Database
from storage.engine.sealing import Seal
from storage.messaging import update_inbox
from storage.messaging.update_inbox import Waiting
from storage.people import people

BUSY = 1.0
"""Seconds until something is tried again that failed on our side, or whose answer was lost."""
log = logging.getLogger(__name__)


@dataclass
class Sending:
    """``unsure``: the first of it may have been shown already. ``twice``: that was so before, and is recorded."""

    row: Waiting
    calls: list[Call]
    unsure: bool
    twice: bool = False


class Deliveries:
    def __init__(
        self,
        database: Database,
        outbox: Outbox,
        commits: Commits[Sending],
        now: Callable[[], datetime],
    ) -> None:
        self._database = database
        self._seal = database.seal
        self._outbox = outbox
        self._commits = commits
        self._now = now
        self._unsure: set[int] = set()

    def is_unsure(self, number: int) -> bool:
        """Whether the answer to what was shown last of this row is lost."""
        return number in self._unsure

    async def show(self, sending: Sending) -> float:
        """Everything in its order; 0 if all is shown, else the seconds until it is tried again."""
        if sending.unsure:
            await self._recorded(sending)
        confirming = [
            asyncio.create_task(self._outbox.deliver(call))
            for call in sending.calls
            if isinstance(call, Confirm)
        ]
        sending.calls = [call for call in sending.calls if not isinstance(call, Confirm)]
        try:
            while sending.calls:
                if after := await self._follow(
                    sending, await self._outbox.deliver(sending.calls[0])
                ):
                    return after
        finally:
            await asyncio.gather(*confirming)
        await self._commits.finish(sending.row.id)
        return 0.0

    async def _recorded(self, sending: Sending) -> None:
        """What may have arrived is sent a second time, which is recorded beforehand, and never a third time."""
        if any(isinstance(call, ONCE) for call in sending.calls):
            if sending.twice:
                sending.calls = [call for call in sending.calls if not isinstance(call, ONCE)]
            sending.twice = True
            await self._remember(sending)
        self._unsure.discard(sending.row.id)

    async def _follow(self, sending: Sending, outcome: Outcome) -> float:
        """What an outcome means for the rest: 0 goes on, else the seconds to wait."""
        match outcome:
            case Sent():
                await self._go_on(sending)
            case TryLater(after):
                return after
            case Unknown():
                self._unsure.add(sending.row.id)
                return BUSY
            case Unreachable():
                await self._suspend(sending)
            case Refused(reason):
                log.warning("Telegram refused what was to be shown: %s", reason)
                await self._go_on(sending)
            case Moved(value):
                await self._move(sending, int(value))
        return 0.0

    async def _go_on(self, sending: Sending) -> None:
        """What was shown is marked before the next is: a crash in between repeats nothing."""
        sending.calls = sending.calls[1:]
        if any(isinstance(call, ONCE) for call in sending.calls):
            await self._remember(sending)

    async def _remember(self, sending: Sending) -> None:
        async with self._database.write() as store:
            await update_inbox.remaining(
                store,
                sending.row.id,
                sealed(self._seal, packed(sending.calls)),
                possibly_twice=sending.twice,
            )

    async def _suspend(self, sending: Sending) -> None:
        async with self._database.write() as store:
            await people.suspend(store, address_of(chat_of(sending.calls)), self._now())
        sending.calls = []

    async def _move(self, sending: Sending, chat: int) -> None:
        old = chat_of(sending.calls)
        sending.calls = [moved(call, chat) for call in sending.calls]
        async with self._database.write() as store:
            await people.move(store, address_of(old), address_of(chat))


def sealed(seal: Seal, data: bytes) -> bytes:
    """What lies in the inbox is readable with the key alone."""
    return seal.close("inbox", data.decode())


def opened(seal: Seal, data: bytes) -> bytes:
    return seal.open("inbox", data).encode()
