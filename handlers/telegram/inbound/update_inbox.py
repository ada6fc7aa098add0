"""From an update to its effects: stored and committed, then acknowledged; worked once, in one transaction; shown after it."""

import asyncio
import logging
from collections.abc import Callable, Sequence
from datetime import datetime

import orjson

from handlers.dialogue.conversation import Conversation
from handlers.telegram.api.calls import packed, unpacked
from handlers.telegram.api.outbox import Outbox
from handlers.telegram.inbound.answers import address_of, answer, sorry
from handlers.telegram.inbound.chat_scheduler import Lanes
from handlers.telegram.inbound.group_commit import Commits
from handlers.telegram.inbound.replies import BUSY, Deliveries, Sending, opened, sealed
from handlers.telegram.inbound.updates import (
    BadUpdate,
    Event,
    Me,
    project,
    restored,
    shape,
    update_id,
)
from storage.engine.database import Unavailable
from storage.engine.locks import Locks
from storage.engine.store import Store
from storage.messaging import update_inbox
from storage.messaging.update_inbox import Arrival, State, Waiting
from storage.people import sealed_addresses

MOST_ATTEMPTS = 3
"""So often an update is tried that makes us fail; then it is put aside, so that it blocks nobody."""
SWEEP = 1.0
"""Seconds between looks for what a dead process left behind."""
SWEPT = TOLD = 1000
log = logging.getLogger(__name__)


class Inbox:
    """All updates of one bot. ``me`` is known from the token, its name as soon as Telegram was reached.

    ``flooded`` counts what was not worked because one chat sent too much.
    """

    def __init__(
        self,
        conversation: Conversation,
        outbox: Outbox,
        me: Me,
        parallel: int,
        locks: Locks,
        now: Callable[[], datetime],
    ) -> None:
        self.me = me
        self.flooded = 0
        self._conversation = conversation
        self._database = conversation.database
        self._seal = conversation.services.seal
        self._now = now
        self._commits: Commits[Sending] = Commits(conversation.database, self._turns, now)
        self._lanes = Lanes(self._work, parallel)
        self._locks = locks
        self._deliveries = Deliveries(conversation.database, outbox, self._commits, now)
        self._sweeper: asyncio.Task[None] | None = None
        self._stopping = asyncio.Event()

    async def start(self) -> None:
        await self._locks.live()
        self._lanes.start()
        self._sweeper = asyncio.create_task(self._sweep())

    async def stop(self) -> None:
        self._stopping.set()
        if self._sweeper:
            await self._sweeper
        await self._lanes.stop()

    @property
    def is_idle(self) -> bool:
        return self._lanes.is_idle

    async def lead(self, key: int) -> bool:
        """Whether this process polls."""
        return await self._locks.lead(key)

    async def receive(self, raws: Sequence[object]) -> bool:
        """Durable when this returns; only then may it be acknowledged. True if a chat sends too much. Raises Unavailable."""
        before = self.flooded
        arrivals = [arrival for raw in raws if (arrival := self._arrival(raw))]
        flooded = self.flooded > before
        if arrivals:
            await self._store(arrivals)
        return flooded

    async def _store(self, arrivals: list[Arrival]) -> None:
        await self._commits.receive(arrivals)
        for arrival in arrivals:
            if arrival.state is State.NEW:
                self._lanes.wake(arrival.chat)

    def _arrival(self, raw: object) -> Arrival | None:
        """None if it does not concern us. One that cannot be read is kept as its mere form."""
        number = None
        try:
            number = update_id(raw)
            event = project(raw, self.me)
        except BadUpdate as error:
            log.warning("an update was put aside: %s", error)
            return Arrival(self.me.id, number, 0, State.BAD, orjson.dumps(shape(raw))[:4000])
        if event is None:
            return None
        chat = self._lane_of(event.chat)
        if self._lanes.is_flooded(chat):
            self._drown()
            return None
        return Arrival(self.me.id, number, chat, State.NEW, sealed(self._seal, orjson.dumps(event)))

    def _drown(self) -> None:
        """Acknowledged and neither stored nor worked, so that others do not wait for it; told at the first and every thousandth."""
        if self.flooded % TOLD == 0:
            log.warning(
                "one chat sends more than anybody can; %d of its updates were not worked",
                self.flooded + 1,
            )
        self.flooded += 1

    def _lane_of(self, chat: int) -> int:
        """A number that orders a chat's updates and tells nothing without the key; never 0."""
        return (
            int.from_bytes(
                sealed_addresses.digest(self._seal, address_of(chat))[:8], "big", signed=True
            )
            or 1
        )

    async def _work(self, lane: int) -> float | None:
        """The next of a chat: first its effects, then what is to be shown."""
        try:
            sending = await self._commits.turn(lane)
            return None if sending is None else await self._deliveries.show(sending)
        except Unavailable as error:
            log.warning("database unavailable: %s", error)
        except Exception:
            log.exception("an update could not be worked")
            await self._failed(lane)
        return BUSY

    async def _turns(self, store: Store, lanes: Sequence[int]) -> dict[int, Sending | None]:
        """The next of each chat: the effects and what is to be shown are one transaction. None if nothing waits for us."""
        found = {
            row.chat: await self._turn(store, row) for row in await update_inbox.heads(store, lanes)
        }
        new = [sending for sending in found.values() if sending and sending.row.state is State.NEW]
        if new:
            shown = [(sending.row.id, sealed(self._seal, packed(sending.calls))) for sending in new]
            await update_inbox.answered(store, shown, self._locks.number)
        return {lane: found.get(lane) for lane in lanes}

    async def _turn(self, store: Store, row: Waiting) -> Sending | None:
        if row.state is State.NEW:
            return Sending(
                row,
                await answer(self._conversation, store, self._event(row), self._now()),
                unsure=False,
            )
        if row.owner != self._locks.number:
            if not await self._locks.is_dead(row.owner or 0):
                return None
            await update_inbox.take_over(store, row.id, self._locks.number)
        unsure = row.owner != self._locks.number or self._deliveries.is_unsure(row.id)
        return Sending(row, unpacked(opened(self._seal, row.sealed)), unsure, row.possibly_twice)

    async def _failed(self, lane: int) -> None:
        """Our own mistake. After some attempts the update is put aside and the person is told, so that it blocks nobody."""
        async with self._database.write() as store:
            for row in await update_inbox.heads(store, [lane]):
                if row.state is State.ANSWERED:
                    continue
                await update_inbox.failed(store, row.id, row.attempts + 1)
                if row.attempts + 1 >= MOST_ATTEMPTS:
                    words = sealed(self._seal, packed(sorry(self._conversation, self._event(row))))
                    await update_inbox.answered(store, [(row.id, words)], self._locks.number)

    async def _sweep(self) -> None:
        """What another process or an earlier life left behind."""
        stopped = asyncio.ensure_future(self._stopping.wait())
        while not self._stopping.is_set():
            try:
                if await self._locks.live():
                    await self._wake_all()
            except Unavailable as error:
                log.warning("database unavailable: %s", error)
            await asyncio.wait({stopped}, timeout=SWEEP)
        stopped.cancel()

    async def _wake_all(self) -> None:
        async with self._database.read() as store:
            self._lanes.wake_all(await update_inbox.waiting_chats(store, SWEPT))

    def _event(self, row: Waiting) -> Event:
        return restored(opened(self._seal, row.sealed))
