"""From an update to its reply, in one direction.

1. ``receive`` stores updates; only then are they acknowledged.
2. The ``ChatScheduler`` calls for the next update of a chat.
3. The ``UpdateProcessor`` computes its effects and its reply, which are committed together.
4. The ``ReplySender`` sends the reply and marks the update as done.

Steps 1, 3 and 4 of many chats share transactions through the ``GroupCommit``.
"""

import asyncio
import logging
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import datetime

import orjson

from bot.log_lines import one_request
from handlers.dialogue.conversation import Conversation
from handlers.telegram.api.sender import TelegramSender
from handlers.telegram.inbound import albums
from handlers.telegram.inbound.answers import address_of, prepare
from handlers.telegram.inbound.chat_events import ChatEvent
from handlers.telegram.inbound.chat_scheduler import ChatScheduler
from handlers.telegram.inbound.fields import BadUpdate, shape
from handlers.telegram.inbound.group_commit import GroupCommit
from handlers.telegram.inbound.marked_text import Me
from handlers.telegram.inbound.own_name import OwnName
from handlers.telegram.inbound.processing import AGAIN, QUEUE, UpdateProcessor
from handlers.telegram.inbound.replies import ReplySender
from handlers.telegram.inbound.sealing import number_of, sealed
from handlers.telegram.inbound.updates import project, update_id
from handlers.workflows.faults import trace
from handlers.workflows.rounds import Round
from storage.engine import failed_items
from storage.engine.database import Unavailable
from storage.engine.locks import Locks
from storage.engine.store import Store
from storage.messaging import update_inbox
from storage.messaging.update_inbox import Arrival, UpdateState
from storage.people import sealed_addresses

RETRY = 1.0
"""Seconds until an update is tried again that failed on our side."""
SWEEP = 1.0
"""Seconds between two looks for what a dead process left behind."""
MOST_CHATS = 1000
"""Chats that are woken by one look."""
EVERY_CHAT = 1_000_000
"""More chats than can be open."""
FLOOD_LOGGED = 1000
"""Every so many rejected updates a line is logged."""
LONGEST_SHAPE = 4000
"""Bytes that are kept of the shape of an update that cannot be read."""
log = logging.getLogger(__name__)


class UpdateInbox:
    """All updates of one bot.

    ``own_name`` knows who we are: our id from the token, our name as soon as Telegram was reached.
    ``flooded`` counts the updates that were not accepted because their chat sent too many.
    """

    def __init__(
        self,
        *,
        conversation: Conversation,
        sender: TelegramSender,
        own_name: OwnName,
        parallel: int,
        locks: Locks,
        now: Callable[[], datetime],
    ) -> None:
        self._own_name = own_name
        self.flooded = 0
        self._database = conversation.database
        self._seal = conversation.services.seal
        self._locks = locks
        self._conversation = conversation
        self._now = now
        self._processor = UpdateProcessor(conversation, locks, now)
        group_commit = GroupCommit(self._database)
        self._arrivals = group_commit.operation(self._store_arrivals, isolated=True)
        finished = group_commit.operation(_finish)
        self._turns = group_commit.operation(self._processor.process, isolated=True)
        self._replies = ReplySender(self._database, sender, finished.submit, now)
        self._scheduler = ChatScheduler(self._process, parallel)
        self._sweeper: asyncio.Task[None] | None = None
        self._stopping = asyncio.Event()
        self._open_before: frozenset[int] = frozenset()

    async def start(self) -> None:
        """Begin to process; what an earlier process left behind comes first."""
        await self._locks.live()
        await self._look_for_old_keys()
        self._scheduler.start()
        self._sweeper = asyncio.create_task(self._sweep())

    async def stop(self) -> None:
        """Finish what is in progress."""
        self._stopping.set()
        if self._sweeper:
            await self._sweeper
        await self._scheduler.stop()

    @property
    def me(self) -> Me:
        """Who we are at Telegram."""
        return self._own_name.me

    @property
    def is_idle(self) -> bool:
        """Whether every stored update is answered."""
        return self._scheduler.is_idle

    async def receive(self, raws: Sequence[object]) -> bool:
        """Store updates; they may be acknowledged when this returns.

        Returns True if a chat sends too much. Raises Unavailable.
        """
        await self._own_name.check(raws)
        flooded_before = self.flooded
        incoming = [update for raw in raws if (update := self._incoming(raw))]
        arrivals = [arrival for arrival, _ in incoming]
        is_flooded = self.flooded > flooded_before
        if arrivals:
            await self._store(arrivals)
        await asyncio.gather(
            *(prepare(self._conversation, event) for _, event in incoming if event)
        )
        for arrival in arrivals:
            if arrival.state is UpdateState.NEW:
                self._scheduler.wake(arrival.chat)
        return is_flooded

    def _incoming(self, raw: object) -> tuple[Arrival, ChatEvent | None] | None:
        """Return what is stored of an update, and its event; None if it does not concern us.

        Of an update that cannot be read, only its shape is kept, and it is no event.
        """
        telegram_id = None
        try:
            telegram_id = update_id(raw)
            event = project(raw, self.me)
            if event is None:
                return None
            sealed_event = sealed(self._seal, orjson.dumps(event))
        except BadUpdate as error:
            log.warning("an update was put aside: %s", error)
            return self._bad(raw, telegram_id), None
        except Exception as error:
            log.error("an update was put aside: %s", trace(error))
            return self._bad(raw, telegram_id), None
        chat = self._key_of(event.chat)
        if self._scheduler.is_flooded(chat):
            self._count_flooded()
            return None
        album = albums.key_of(self._seal, event)
        return Arrival(self.me.id, telegram_id, chat, UpdateState.NEW, sealed_event, album), event

    def _bad(self, raw: object, telegram_id: int | None) -> Arrival:
        """Return an update of which only the shape is kept, as far as it has one."""
        kept = b""
        with suppress(Exception):
            kept = orjson.dumps(shape(raw))[:LONGEST_SHAPE]
        return Arrival(self.me.id, telegram_id, 0, UpdateState.BAD, kept)

    def _count_flooded(self) -> None:
        """Count an update that is acknowledged but not processed, so that others need not wait."""
        if self.flooded % FLOOD_LOGGED == 0:
            log.warning(
                "one chat sends more than anybody can; %d of its updates were not processed",
                self.flooded + 1,
            )
        self.flooded += 1

    def _key_of(self, chat: int) -> int:
        """Return a number for a chat that tells nothing without the secret key; never 0."""
        digests = sealed_addresses.digests(self._seal, address_of(chat))
        key, *old_keys = [number_of(digest) or 1 for digest in digests]
        return next((old for old in old_keys if old in self._open_before), key)

    async def _look_for_old_keys(self) -> None:
        """Remember the chats in which updates wait from before, numbered by an old key.

        Further updates of such a chat get the same number, so that they stay in order.
        """
        if self._seal.has_old_keys:
            async with self._database.read() as store:
                self._open_before = frozenset(await update_inbox.open_chats(store, EVERY_CHAT))

    async def _store_arrivals(
        self, store: Store, batches: Sequence[Sequence[Arrival]]
    ) -> list[None]:
        arrivals = [arrival for batch in batches for arrival in batch]
        await update_inbox.receive(store, arrivals, self._now())
        for arrival in arrivals:
            if arrival.state is UpdateState.BAD:
                await self._count_bad(store, arrival)
        return [None] * len(batches)

    async def _count_bad(self, store: Store, arrival: Arrival) -> None:
        """Count an update that cannot be read, once however often Telegram brings it."""
        if arrival.update_id is None:
            await failed_items.count(store, QUEUE, self._now())
            return
        item_id = -arrival.update_id  # the numbers of our own rows are positive
        await failed_items.fail(store, QUEUE, item_id, "unreadable", self._now())

    async def _store(self, arrivals: Sequence[Arrival]) -> None:
        """Store updates; if that fails, one by one. Raises Unavailable."""
        try:
            await self._arrivals.submit(arrivals)
        except Unavailable:
            raise
        except Exception as error:
            log.error("updates are stored one by one: %s", trace(error))
            for arrival in arrivals:
                await self._store_alone(arrival)

    async def _store_alone(self, arrival: Arrival) -> None:
        """Store an update; of one that no database takes, only the fact is kept."""
        try:
            await self._arrivals.submit([arrival])
        except Unavailable:
            raise
        except Exception:
            bad = Arrival(arrival.bot, None, 0, UpdateState.BAD, None)
            await self._arrivals.submit([bad])

    async def _process(self, chat: int) -> float | None:
        """Process the oldest update of a chat and send its reply.

        Returns the seconds until the chat may be processed again, None if nothing waits there.
        """
        with one_request():
            return await self._answer(chat)

    async def _answer(self, chat: int) -> float | None:
        try:
            reply = await self._turns.submit(chat)
            if reply is None or reply is AGAIN:
                return None if reply is None else 0.0
            return await self._replies.send(reply)
        except Unavailable as error:
            log.warning("database unavailable: %s", error)
        except Exception as error:
            log.error("an update could not be processed: %s", trace(error))
            await self._processor.count_failure(chat, type(error).__name__)
        return RETRY

    async def _sweep(self) -> None:
        """Look again and again for what another process or an earlier start left behind."""
        stopped = asyncio.ensure_future(self._stopping.wait())
        look = Round("update inbox", self._wake_all)
        while not self._stopping.is_set():
            await look.run()
            await asyncio.wait({stopped}, timeout=SWEEP)
        stopped.cancel()

    async def _wake_all(self) -> None:
        if not await self._locks.live():
            return
        async with self._database.read() as store:
            self._scheduler.wake_all(await update_inbox.open_chats(store, MOST_CHATS))


async def _finish(store: Store, update_ids: Sequence[int]) -> list[None]:
    await update_inbox.finish(store, update_ids)
    return [None] * len(update_ids)
