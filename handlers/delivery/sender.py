"""Sends what is due: claimed and committed first, then sent, then recorded together with the next claim.

No more is claimed than there are free slots, so a process that dies leaves at most that many of which nobody knows whether
they arrived; the next one finds them, marks them, and sends them again.
"""

import asyncio
import logging
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from datetime import datetime, timedelta

from bot.domain.announcements import Kind
from bot.domain.deliveries import Result, State
from bot.domain.outcomes import Moved, Outcome, Refused, Unreachable
from bot.domain.people import Address
from bot.rules import deliveries as rules
from bot.rules.quiet import allowed_at
from bot.rules.recurrence import zone_of
from handlers.delivery.channel import Channel
from handlers.delivery.corrections import amend
from handlers.delivery.messages import OutgoingMessage, ScreenCache, load_messages
from handlers.services import Services
from storage.engine.database import Database, Unavailable
from storage.engine.locks import Locks
from storage.engine.store import Store
from storage.messaging import campaigns, deliveries, halts
from storage.people import people

Finished = tuple[Result, Address, Outcome]
TOGETHER = 0.2
"""Seconds that a finished message waits at most for others: one commit for several costs as much as for one."""
ENOUGH = 8
"""So many are recorded at once before all are back."""
STEP, MOST_STEPS = 0.003, 10
"""Seconds between two looks whether somebody is still being answered, and how often we look: at most 30 ms."""
IDLE = 1.0
"""Seconds between looks for what another process released or left behind."""
HALT = 5.0
"""Seconds: in a longer halt of a channel, what is due waits for its end in the ledger, not on its way."""
DRAIN = 8.0
"""Seconds that messages on their way get when the process stops."""
log = logging.getLogger(__name__)


class Sender:
    """``channels`` by name, the preferred first; ``parallel`` is how many messages are on their way at once.

    ``answering`` says whether somebody is being answered in this process right now.
    """

    def __init__(
        self,
        database: Database,
        services: Services,
        channels: Mapping[str, Channel],
        locks: Locks,
        parallel: int,
        now: Callable[[], datetime],
        answering: Callable[[], bool] = lambda: False,
    ) -> None:
        self._database = database
        self._services = services
        self._channels = channels
        self._locks = locks
        self._parallel = parallel
        self._now = now
        self._answering = answering
        self._flying: set[asyncio.Task[None]] = set()
        self._finished: list[Finished] = []
        self._recording = 0
        self._screens = ScreenCache()
        self._refused: Counter[int] = Counter()
        self._wake = asyncio.Event()
        self._stopping = False
        self._looked_at = -IDLE
        self._seen = self._heeded = False
        self._others = 0
        self._task: asyncio.Task[None] | None = None
        self._amending: asyncio.Task[bool] | None = None

    async def __aenter__(self) -> "Sender":
        await self.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.stop()

    async def start(self) -> None:
        self._task = asyncio.create_task(self._run())

    async def stop(self) -> None:
        """Nothing new is begun; what is on its way is waited for and recorded, as long as that may take."""
        self._stopping = True
        self._wake.set()
        if self._task:
            await self._task
        if open_ := {*self._flying, *([self._amending] if self._amending else [])}:
            await asyncio.wait(open_, timeout=DRAIN)
        await self._safely(self._record)

    def wake(self) -> None:
        """Something was released."""
        self._wake.set()

    @property
    def is_idle(self) -> bool:
        return not self._flying and not self._finished and not self._recording

    async def _run(self) -> None:
        while not self._stopping:
            self._wake.clear()
            await self._together()
            await self._give_way()
            busy = await self._safely(self._round)
            if not busy and not self._finished:
                await self._until_woken()

    async def _together(self) -> None:
        """Where most slots were taken, what is back waits for others, but not for the last one, which may hang."""
        if len(self._flying) + len(self._finished) > self._parallel // 2:
            with suppress(TimeoutError):
                async with asyncio.timeout(TOGETHER):
                    while (
                        len(self._flying) > 1
                        and len(self._finished) < ENOUGH
                        and not self._stopping
                    ):
                        await self._wake.wait()
                        self._wake.clear()

    async def _give_way(self) -> None:
        """Who asked comes first, for a moment: both would use the same database and the same core."""
        for _ in range(MOST_STEPS):
            if not self._answering():
                return
            await asyncio.sleep(STEP)

    async def _safely(self, work: Callable[[], Awaitable[bool]]) -> bool:
        """Whatever happens, the next round comes."""
        try:
            return await work()
        except Unavailable as error:
            log.warning("sending waits for the database: %s", error)
        except Exception:
            log.exception("a round of sending failed")
        return False

    async def _until_woken(self) -> None:
        try:
            await asyncio.wait_for(self._wake.wait(), IDLE)
        except TimeoutError:
            return

    async def _round(self) -> bool:
        """Record, claim, send; True if there may be more to claim at once."""
        if not await self._is_sender():
            return False
        free = self._parallel - len(self._flying)
        if not free and not self._finished:
            return False
        claimed, postponed = await self._next(free)
        for post in claimed:
            task = asyncio.create_task(self._send(post))
            self._flying.add(task)
            task.add_done_callback(self._landed)
        return postponed

    async def _is_sender(self) -> bool:
        """Once a second: whether this process may send, and what dead ones left."""
        if asyncio.get_running_loop().time() - self._looked_at < IDLE:
            return True
        if not await self._locks.live():
            return False
        async with self._database.write() as store:
            for owner in await deliveries.owners(store):
                if owner != self._locks.number and await self._locks.is_dead(owner):
                    taken = await deliveries.take_back(store, owner, self._now())
                    log.warning(
                        "%d messages were on their way when a process died; they are marked as possibly sent twice",
                        taken,
                    )
        await self._share()
        self._looked_at = asyncio.get_running_loop().time()
        if self._amending is None or self._amending.done():
            self._amending = asyncio.create_task(self._safely(self._amend))
        return True

    async def _share(self) -> None:
        """The allowed rate is one for all processes: whoever comes waits until the others have seen it."""
        self._others = others = await self._locks.count() - 1
        for channel in self._channels.values():
            channel.share(others + 1)
        if others and not self._seen:
            await asyncio.sleep(2 * IDLE)
        self._seen = True

    async def _amend(self) -> bool:
        while not self._stopping and await amend(
            self._database, self._services, self._channels, self._now()
        ):
            pass
        return False

    async def _next(self, free: int) -> tuple[list[OutgoingMessage], bool]:
        """One transaction: results in, claims out."""
        now = self._now()
        async with self._storing() as store:
            await self._heed(store, now)
            claimed = await deliveries.claim(store, self._locks.number, free, now) if free else []
            made = await load_messages(store, claimed, list(self._channels))
            waiting = [result for post in made if (result := self._postponed(post, now))]
            await deliveries.record(store, waiting, self._locks.number)
        late = {result.delivery.id for result in waiting}
        return [post for post in made if post.delivery.id not in late], bool(waiting)

    async def _heed(self, store: Store, now: datetime) -> None:
        """What one process was told by a channel holds for all; a process alone need not ask again and again."""
        told = {
            name: now + timedelta(seconds=left)
            for name, channel in self._channels.items()
            if (left := channel.halt())
        }
        if self._heeded and not self._others and not told:
            return
        self._heeded = True
        for name, until in (await halts.agreed(store, told)).items():
            if name in self._channels and until > now:
                self._channels[name].halt((until - now).total_seconds())

    async def _record(self) -> bool:
        async with self._storing():
            return False

    @asynccontextmanager
    async def _storing(self) -> AsyncIterator[Store]:
        """A transaction that begins with what is finished; if it fails, that is kept for the next one."""
        batch, self._finished = self._finished, []
        self._recording = len(batch)
        try:
            async with self._database.write() as store:
                await self._store(store, batch)
                yield store
        except BaseException:
            self._finished = batch + self._finished
            raise
        finally:
            self._recording = 0

    async def _store(self, store: Store, batch: Sequence[Finished]) -> None:
        """What became of what was sent, with what follows for the address and the campaign."""
        await deliveries.record(store, [result for result, _, _ in batch], self._locks.number)
        for result, address, outcome in batch:
            match outcome:
                case Unreachable():
                    await people.suspend(store, address, result.at)
                case Moved(value):
                    await people.move(store, address, Address(address.channel, value))
            if self._is_wrong(result, outcome):
                await campaigns.hold(store, result.delivery.campaign_id)
                log.warning(
                    "campaign %d is paused: its message is refused", result.delivery.campaign_id
                )

    def _is_wrong(self, result: Result, outcome: Outcome) -> bool:
        """Whether a message is refused again and again, so that the rest would be too."""
        number = result.delivery.campaign_id
        if result.state is State.SENT:
            self._refused.pop(number, None)
        if isinstance(outcome, Refused):
            self._refused[number] += 1
        return self._refused[number] == rules.REFUSED_IN_A_ROW and isinstance(outcome, Refused)

    def _postponed(self, post: OutgoingMessage, now: datetime) -> Result | None:
        """None if it may be sent now."""
        if not post.addresses:
            return Result(post.delivery, State.BLOCKED, now, reason="no address")
        urgent = post.announcement.kind is Kind.URGENT
        until = allowed_at(
            post.delivery.person, now, zone_of(post.announcement.times), urgent=urgent
        )
        if post.is_stale(now):
            return Result(post.delivery, State.CANCELLED, now, reason="over", counts=False)
        if until != now:
            return rules.postponed(post.delivery, until, now)
        left = self._channels[post.addresses[0].channel].halt()
        return (
            rules.postponed(post.delivery, now + timedelta(seconds=left), now)
            if left > HALT
            else None
        )

    async def _send(self, post: OutgoingMessage) -> None:
        address, *others = post.addresses
        outcome = await self._tried(post, address)
        result = rules.result_of(
            post.delivery,
            address.channel,
            outcome,
            self._now(),
            never_twice=post.announcement.never_twice,
            elsewhere=bool(others),
        )
        self._finished.append((result, address, outcome))

    def _landed(self, task: asyncio.Task[None]) -> None:
        self._flying.discard(task)
        self._wake.set()

    async def _tried(self, post: OutgoingMessage, address: Address) -> Outcome:
        """A mistake of ours is the message's fault, not the person's."""
        try:
            tr = self._services.translator(post.delivery.person.language)
            return await self._channels[address.channel].notify(
                address, self._screens.screen(post, self._now(), tr), tr
            )
        except Exception:
            log.exception("a message could not be made")
            return Refused("our mistake")
