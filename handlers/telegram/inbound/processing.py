"""The transaction of an update: its effects and the reply that it causes are committed together."""

import logging
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import TypeVar

from bot.domain.queues import QueueName
from handlers.dialogue.conversation import Conversation
from handlers.telegram.api.calls import packed, unpacked
from handlers.telegram.inbound import albums
from handlers.telegram.inbound.answers import answer, sorry
from handlers.telegram.inbound.chat_events import ChatEvent, restored
from handlers.telegram.inbound.replies import PendingReply
from handlers.telegram.inbound.sealing import opened, sealed
from handlers.workflows.each import apart
from handlers.workflows.faults import trace
from storage.engine import failed_items
from storage.engine.locks import Locks
from storage.engine.store import Store
from storage.messaging import update_inbox
from storage.messaging.update_inbox import OpenUpdate, UpdateState

MOST_ATTEMPTS = 3
"""Attempts to process an update that makes us fail; after them it is put aside."""
QUEUE = QueueName.TELEGRAM
Parsed = TypeVar("Parsed")
AGAIN = PendingReply(0, [])
"""Nothing to send: the next update of the chat can be processed."""
log = logging.getLogger(__name__)


class Unreadable(Exception):
    """The row of an update cannot be opened or read; the cause says why."""


class UpdateProcessor:
    """Processes stored updates, each once."""

    def __init__(
        self, conversation: Conversation, locks: Locks, now: Callable[[], datetime]
    ) -> None:
        self._conversation = conversation
        self._locks = locks
        self._now = now
        self._seal = conversation.services.seal

    async def process(self, store: Store, chats: Sequence[int]) -> list[PendingReply | None]:
        """Process the oldest open update of each chat; return the reply of each.

        None if nothing waits in a chat, or if another process has it. ``chats`` are distinct.
        """
        replies = {
            update.chat: await self._process_readable(store, update)
            for update in await update_inbox.oldest_open(store, chats)
        }
        new = [reply for reply in replies.values() if reply and reply.is_new]
        if new:
            await update_inbox.mark_answered(
                store,
                [(reply.update_id, sealed(self._seal, packed(reply.calls))) for reply in new],
                self._locks.number,
            )
        return [replies.get(chat) for chat in chats]

    async def count_failure(self, chat: int, reason: str) -> None:
        """Count an attempt that failed through our own fault.

        After ``MOST_ATTEMPTS`` the person gets an apology instead, so that the update blocks
        nobody; a reply that cannot be sent is put aside. Raises Unavailable.
        """
        async with self._conversation.database.write() as store:
            for update in await update_inbox.oldest_open(store, [chat]):
                await self._count_failure(store, update, reason)

    async def _count_failure(self, store: Store, update: OpenUpdate, reason: str) -> None:
        attempts = update.attempts + 1
        await update_inbox.set_attempts(store, update.id, attempts)
        if update.state is UpdateState.NEW and attempts == MOST_ATTEMPTS:
            await self._apologise(store, update, reason)
        elif attempts >= MOST_ATTEMPTS:
            await self._put_aside(store, update, reason)

    async def _apologise(self, store: Store, update: OpenUpdate, reason: str) -> None:
        """Answer with an apology; the reply gets as many attempts as any other."""
        async with apart(store, QUEUE, update.id, self._now()) as failure:
            apology = packed(sorry(self._conversation, self._event(update)))
            await update_inbox.mark_answered(
                store, [(update.id, sealed(self._seal, apology))], self._locks.number
            )
            await update_inbox.set_attempts(store, update.id, 0)
        await failed_items.fail(store, QUEUE, update.id, reason, self._now())
        if failure.reason:
            await update_inbox.put_aside(store, update.id)

    async def _put_aside(self, store: Store, update: OpenUpdate, reason: str) -> None:
        await failed_items.fail(store, QUEUE, update.id, reason, self._now())
        await update_inbox.put_aside(store, update.id)

    async def _process_readable(self, store: Store, update: OpenUpdate) -> PendingReply | None:
        """Process an update; one that cannot be read is put aside at once."""
        try:
            return await self._process(store, update)
        except Unreadable as error:
            log.error("telegram %d is put aside: %s", update.id, trace(error.__cause__))
            await self._put_aside(store, update, type(error.__cause__).__name__)
            return AGAIN

    async def _process(self, store: Store, update: OpenUpdate) -> PendingReply | None:
        if update.state is UpdateState.NEW:
            event = await albums.placed(store, self._seal, update.id, self._event(update))
            calls = await answer(self._conversation, store, event, self._now())
            return PendingReply(update.id, calls, is_new=True)
        is_taken_over = update.owner != self._locks.number
        if is_taken_over and not await self._take_over(store, update):
            return None
        return PendingReply(
            update.id,
            self._read(update, unpacked),
            is_unsure=is_taken_over,
            possibly_twice=update.possibly_twice,
        )

    async def _take_over(self, store: Store, update: OpenUpdate) -> bool:
        """Take an update from its owner; return False if that process lives."""
        if not await self._locks.is_dead(update.owner or 0):
            return False
        await update_inbox.set_owner(store, update.id, self._locks.number)
        return True

    def _event(self, update: OpenUpdate) -> ChatEvent:
        return self._read(update, restored)

    def _read(self, update: OpenUpdate, parse: Callable[[bytes], Parsed]) -> Parsed:
        """Return what is stored of an update. Raises Unreadable: its row is broken."""
        try:
            return parse(opened(self._seal, update.sealed))
        except Exception as error:
            raise Unreadable from error
