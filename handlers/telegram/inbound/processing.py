"""The transaction of an update: its effects and the reply that it causes are committed together."""

from collections.abc import Callable, Sequence
from datetime import datetime

from handlers.dialogue.conversation import Conversation
from handlers.telegram.api.calls import packed, unpacked
from handlers.telegram.inbound.answers import answer, sorry
from handlers.telegram.inbound.replies import PendingReply
from handlers.telegram.inbound.sealing import opened, sealed
from handlers.telegram.inbound.updates import ChatEvent, restored
from storage.engine.locks import Locks
from storage.engine.store import Store
from storage.messaging import update_inbox
from storage.messaging.update_inbox import OpenUpdate, UpdateState

MOST_ATTEMPTS = 3
"""Attempts to process an update that makes us fail; after them it is put aside."""


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
            update.chat: await self._process(store, update)
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

    async def count_failure(self, chat: int) -> None:
        """Count an attempt that failed through our own fault.

        After ``MOST_ATTEMPTS`` the person gets an apology instead, so that the update blocks
        nobody. Raises Unavailable.
        """
        async with self._conversation.database.write() as store:
            for update in await update_inbox.oldest_open(store, [chat]):
                if update.state is UpdateState.NEW:
                    await self._count_failure(store, update)

    async def _count_failure(self, store: Store, update: OpenUpdate) -> None:
        attempts = update.attempts + 1
        await update_inbox.set_attempts(store, update.id, attempts)
        if attempts >= MOST_ATTEMPTS:
            apology = packed(sorry(self._conversation, self._event(update)))
            await update_inbox.mark_answered(
                store, [(update.id, sealed(self._seal, apology))], self._locks.number
            )

    async def _process(self, store: Store, update: OpenUpdate) -> PendingReply | None:
        if update.state is UpdateState.NEW:
            calls = await answer(self._conversation, store, self._event(update), self._now())
            return PendingReply(update.id, calls, is_new=True)
        is_taken_over = update.owner != self._locks.number
        if is_taken_over and not await self._take_over(store, update):
            return None
        return PendingReply(
            update.id,
            unpacked(opened(self._seal, update.sealed)),
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
        return restored(opened(self._seal, update.sealed))
