"""From an update to its effects: stored and committed, then acknowledged; worked once, in one transaction; shown after it."""

import asyncio
import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

import orjson

from bot.domain.outcomes import Moved, Outcome, Refused, Sent, TryLater, Unknown, Unreachable
from bot.domain.people import Address
from handlers.conversation import Conversation
from handlers.telegram.answers import address_of, answer, sorry
from handlers.telegram.calls import ONCE, Call, Confirm, moved, packed, unpacked
from handlers.telegram.commits import Commits
from handlers.telegram.lanes import Lanes
from handlers.telegram.outbox import Outbox
from handlers.telegram.updates import BadUpdate, Event, Me, project, restored, shape, update_id
from storage import inbox, people
from storage.database import Unavailable
from storage.inbox import Arrival, State, Waiting
from storage.locks import Locks

MOST_ATTEMPTS = 3
"""So often an update is tried that makes us fail; then it is put aside, so that it blocks nobody."""
SWEEP = 1.0
"""Seconds between looks for what a dead process left behind."""
BUSY = 1.0
log = logging.getLogger(__name__)


@dataclass
class Sending:
    """What is still to be shown for one row; ``unsure`` says that the first of it may have been shown already."""

    row: Waiting
    calls: list[Call]
    unsure: bool


class Inbox:
    """All updates of one bot. ``me`` is known from the token, its name as soon as Telegram was reached."""

    def __init__(self, conversation: Conversation, outbox: Outbox, me: Me, parallel: int, now: Callable[[], datetime]) -> None:
        self.me = me
        self._conversation = conversation
        self._database = conversation.database
        self._seal = conversation.world.seal
        self._outbox = outbox
        self._now = now
        self._commits = Commits(conversation.database, now)
        self._lanes = Lanes(self._work, parallel)
        self._locks = Locks(conversation.database)
        self._ours: set[int] = set()
        self._sweeper: asyncio.Task[None] | None = None
        self._stopping = asyncio.Event()

    def start(self) -> None:
        self._lanes.start()
        self._sweeper = asyncio.create_task(self._sweep())

    async def stop(self) -> None:
        self._stopping.set()
        if self._sweeper:
            await self._sweeper
        await self._lanes.stop()
        await self._locks.close()

    @property
    def is_idle(self) -> bool:
        return self._lanes.is_idle

    async def lead(self, key: int) -> bool:
        """Whether this process polls."""
        return await self._locks.lead(key)

    async def receive(self, raws: Sequence[object]) -> None:
        """Durable when this returns; only then may it be acknowledged. Raises Unavailable."""
        arrivals = [arrival for raw in raws if (arrival := self._arrival(raw))]
        if not arrivals:
            return
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
            return Arrival(self.me.id, number, chat, State.FLOOD, None)
        return Arrival(self.me.id, number, chat, State.NEW, self._close(orjson.dumps(event)))

    def _lane_of(self, chat: int) -> int:
        """A number that orders a chat's updates and tells nothing without the key; never 0."""
        return int.from_bytes(self._seal.digest(address_of(chat))[:8], "big", signed=True) or 1

    async def _work(self, lane: int) -> float | None:
        """The next of a chat, while no other process has it."""
        if not await self._locks.take(lane):
            return BUSY
        try:
            sending = await self._answered(lane)
            return None if sending is None else await self._show(sending)
        except Unavailable as error:
            log.warning("database unavailable: %s", error)
            return BUSY
        except Exception:
            log.exception("an update could not be worked")
            await self._failed(lane)
            return BUSY
        finally:
            await self._locks.give(lane)

    async def _answered(self, lane: int) -> Sending | None:
        """Work what is new: its effects and what is to be shown are one transaction. None if nothing waits."""
        async with self._database.write() as connection:
            row = await inbox.next_of(connection, lane)
            if row is None:
                return None
            if row.state is State.ANSWERED:
                return Sending(row, unpacked(self._open(row.sealed)), row.id not in self._ours)
            calls = await answer(self._conversation, connection, self._event(row), self._now())
            await inbox.answered(connection, row.id, self._close(packed(calls)))
        self._ours.add(row.id)
        return Sending(row, calls, unsure=False)

    async def _failed(self, lane: int) -> None:
        """Our own mistake. After some attempts the update is put aside and the person is told, so that it blocks nobody."""
        async with self._database.write() as connection:
            row = await inbox.next_of(connection, lane)
            if row is None or row.state is State.ANSWERED:
                return
            await inbox.failed(connection, row.id, row.attempts + 1)
            if row.attempts + 1 >= MOST_ATTEMPTS:
                await inbox.answered(connection, row.id, self._close(packed(sorry(self._conversation, self._event(row)))))
                self._ours.add(row.id)

    async def _show(self, sending: Sending) -> float:
        """Everything in its order; 0 if all is shown, else the seconds until it is tried again."""
        if sending.unsure:
            await self._recorded(sending)
        confirming = [asyncio.create_task(self._outbox.deliver(call)) for call in sending.calls if isinstance(call, Confirm)]
        sending.calls = [call for call in sending.calls if not isinstance(call, Confirm)]
        try:
            while sending.calls:
                if after := await self._follow(sending, await self._outbox.deliver(sending.calls[0])):
                    return after
        finally:
            await asyncio.gather(*confirming)
        await self._commits.finish(sending.row.id, State.DONE)
        self._ours.discard(sending.row.id)
        return 0.0

    async def _recorded(self, sending: Sending) -> None:
        """What may have arrived is sent a second time, which is recorded beforehand, and never a third time."""
        if not any(isinstance(call, ONCE) for call in sending.calls):
            return
        if sending.row.possibly_twice:
            sending.calls = [call for call in sending.calls if not isinstance(call, ONCE)]
        await self._remember(sending, possibly_twice=True)

    async def _follow(self, sending: Sending, outcome: Outcome) -> float:
        """What an outcome means for the rest: 0 goes on, else the seconds to wait."""
        match outcome:
            case Sent():
                await self._go_on(sending)
            case TryLater(after):
                return after
            case Unknown():
                self._ours.discard(sending.row.id)
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
            await self._remember(sending, possibly_twice=sending.row.possibly_twice)

    async def _remember(self, sending: Sending, *, possibly_twice: bool) -> None:
        async with self._database.write() as connection:
            await inbox.remaining(connection, sending.row.id, self._close(packed(sending.calls)), possibly_twice=possibly_twice)
        self._ours.add(sending.row.id)

    async def _suspend(self, sending: Sending) -> None:
        chat = next((call.chat for call in sending.calls if hasattr(call, "chat")), 0)
        async with self._database.write() as connection:
            await people.suspend(connection, self._seal, address_of(chat), self._now())
        sending.calls = []

    async def _move(self, sending: Sending, chat: int) -> None:
        old = next((call.chat for call in sending.calls if hasattr(call, "chat")), 0)
        sending.calls = [moved(call, chat) for call in sending.calls]
        async with self._database.write() as connection:
            await people.move(connection, self._seal, address_of(old), address_of(chat))

    async def _sweep(self) -> None:
        """What another process or an earlier life left behind."""
        stopped = asyncio.ensure_future(self._stopping.wait())
        while not self._stopping.is_set():
            try:
                async with self._database.read() as connection:
                    self._lanes.wake_all(await inbox.waiting_chats(connection, 1000))
            except Unavailable as error:
                log.warning("database unavailable: %s", error)
            await asyncio.wait({stopped}, timeout=SWEEP)
        stopped.cancel()

    def _event(self, row: Waiting) -> Event:
        return restored(self._open(row.sealed))

    def _close(self, data: bytes) -> bytes:
        return self._seal.close(Address("inbox", data.decode()))

    def _open(self, sealed: bytes) -> bytes:
        return self._seal.open("inbox", sealed).value.encode()
