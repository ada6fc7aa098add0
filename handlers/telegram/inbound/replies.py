"""Sends the reply to an update: its calls in order, and what each outcome means for the rest."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.domain.outcomes import (
    Failed,
    Moved,
    Outcome,
    Refused,
    Sent,
    TryLater,
    Unknown,
    Unreachable,
)
from bot.log_lines import unquoted
from handlers.telegram.api.calls import ONCE, Call, Confirm, chat_of, moved, packed
from handlers.telegram.api.sender import TelegramSender
from handlers.telegram.inbound.answers import address_of
from handlers.telegram.inbound.sealing import sealed
from storage.engine.database import Database
from storage.messaging import update_inbox
from storage.people import people

RETRY = 1.0
"""Seconds until a call whose answer was lost is tried again."""
log = logging.getLogger(__name__)


@dataclass
class PendingReply:
    """What is still to be sent for an update: ``update_id`` is its row in the inbox.

    ``is_unsure``: the first call may have arrived already. ``possibly_twice``: that happened
    before, and is recorded.
    """

    update_id: int
    calls: list[Call]
    is_new: bool = False
    is_unsure: bool = False
    possibly_twice: bool = False


class ReplySender:
    """``finish`` marks an update as done."""

    def __init__(
        self,
        database: Database,
        sender: TelegramSender,
        finish: Callable[[int], Awaitable[None]],
        now: Callable[[], datetime],
    ) -> None:
        self._database = database
        self._sender = sender
        self._finish = finish
        self._now = now
        self._unsure: set[int] = set()

    async def send(self, reply: PendingReply) -> float:
        """Send all calls; return 0, or the seconds until the rest is to be tried again.

        Raises Unavailable.
        """
        if reply.is_unsure or reply.update_id in self._unsure:
            await self._record_doubt(reply)
        confirmations = [call for call in reply.calls if isinstance(call, Confirm)]
        reply.calls = [call for call in reply.calls if not isinstance(call, Confirm)]
        confirming = [asyncio.create_task(self._sender.send(call)) for call in confirmations]
        try:
            seconds = await self._send_in_order(reply)
        finally:
            await asyncio.gather(*confirming)
        if not seconds:
            await self._finish(reply.update_id)
        return seconds

    async def _send_in_order(self, reply: PendingReply) -> float:
        while reply.calls:
            outcome = await self._sender.send(reply.calls[0])
            if seconds := await self._follow(reply, outcome):
                return seconds
        return 0.0

    async def _record_doubt(self, reply: PendingReply) -> None:
        """Record that a message may arrive twice before it is sent again.

        It is never sent a third time.
        """
        if _has_messages(reply.calls):
            if reply.possibly_twice:
                reply.calls = [call for call in reply.calls if not isinstance(call, ONCE)]
            reply.possibly_twice = True
            await self._store_rest(reply)
        self._unsure.discard(reply.update_id)

    async def _follow(self, reply: PendingReply, outcome: Outcome) -> float:
        """Do what an outcome demands; return 0 to go on, else the seconds to wait."""
        match outcome:
            case Sent():
                await self._drop_first(reply)
            case TryLater(seconds):
                return seconds
            case Unknown():
                self._unsure.add(reply.update_id)
                return RETRY
            case Unreachable():
                await self._suspend(reply)
            case Refused(reason) | Failed(reason):
                log.warning("Telegram refused what was to be shown: %s", unquoted(reason))
                await self._drop_first(reply)
            case Moved(value):
                await self._move(reply, int(value))
        return 0.0

    async def _drop_first(self, reply: PendingReply) -> None:
        """Mark a call as sent before the next one is: a crash in between repeats nothing."""
        reply.calls = reply.calls[1:]
        if _has_messages(reply.calls):
            await self._store_rest(reply)

    async def _store_rest(self, reply: PendingReply) -> None:
        rest = sealed(self._database.seal, packed(reply.calls))
        async with self._database.write() as store:
            await update_inbox.set_rest(
                store, reply.update_id, rest, possibly_twice=reply.possibly_twice
            )

    async def _suspend(self, reply: PendingReply) -> None:
        async with self._database.write() as store:
            await people.suspend(store, address_of(chat_of(reply.calls)), self._now())
        reply.calls = []

    async def _move(self, reply: PendingReply, chat: int) -> None:
        old_chat = chat_of(reply.calls)
        reply.calls = [moved(call, chat) for call in reply.calls]
        async with self._database.write() as store:
            await people.move(store, address_of(old_chat), address_of(chat), self._now())


def _has_messages(calls: Sequence[Call]) -> bool:
    """Whether a person would see something twice if all calls were sent twice."""
    return any(isinstance(call, ONCE) for call in calls)
