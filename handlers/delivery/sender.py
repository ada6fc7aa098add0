"""Sends what is due: claimed and committed first, then sent, then recorded with the next claim.

No more is claimed than there are free slots, so a process that dies leaves at most that many
messages of which nobody knows whether they arrived. The next process finds them, marks them, and
sends them again.
"""

import asyncio
import logging
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import datetime

from bot.domain.people import Address
from handlers.delivery.attempts import Transmitter
from handlers.delivery.channel import Channel
from handlers.delivery.corrections import Corrector
from handlers.delivery.fleet import Fleet
from handlers.delivery.ledger import Ledger
from handlers.delivery.messages import OutgoingMessage
from handlers.workflows.rounds import Round
from handlers.workflows.services import Services
from storage.engine.database import Database, Unavailable
from storage.engine.locks import Locks

BATCH_WAIT = 0.2
"""Maximum seconds that a result waits for others: a commit of several costs as much as of one."""
BATCH_SIZE = 8
"""Number of results that are recorded without waiting for more."""
STEP, MOST_STEPS = 0.003, 10
"""Seconds between two checks whether somebody is being answered, and how many: 30 ms at most."""
IDLE = 1.0
"""Seconds between two looks for what another process released or left behind."""
DRAIN = 8.0
"""Seconds that messages on their way get when the process stops."""
log = logging.getLogger(__name__)


class Sender:
    """The loop that claims and sends; ``parallel`` messages are on their way at once, at most.

    ``channels`` are listed by name, the preferred first. ``answering`` says whether this process
    is answering somebody right now: answers come first. ``is_open`` says whether a page of a web
    address is open in this process.
    """

    def __init__(
        self,
        *,
        database: Database,
        services: Services,
        channels: Mapping[str, Channel],
        locks: Locks,
        parallel: int,
        now: Callable[[], datetime],
        answering: Callable[[], bool] = lambda: False,
        is_open: Callable[[Address], bool] = lambda _: False,
    ) -> None:
        self._parallel = parallel
        self._now = now
        self._answering = answering
        self._ledger = Ledger(
            database=database,
            owner=locks.number,
            channels=list(channels),
            pathways=services.pathways,
        )
        self._fleet = Fleet(database=database, locks=locks, channels=channels, now=now)
        self._transmitter = Transmitter(
            services=services, channels=channels, now=now, is_open=is_open
        )
        corrector = Corrector(
            database=database,
            services=services,
            channels=channels,
            now=now,
            is_stopping=lambda: self._stopping,
        )
        self._in_flight: set[asyncio.Task[None]] = set()
        self._wake = asyncio.Event()
        self._stopping = False
        self._loop: asyncio.Task[None] | None = None
        self._correcting: asyncio.Task[int | None] | None = None
        self._rounds = Round("sending", self._round)
        self._corrections = Round("corrections", corrector.correct_all)

    async def __aenter__(self) -> "Sender":
        await self.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.stop()

    async def start(self) -> None:
        """Begin to send."""
        self._loop = asyncio.create_task(self._run())

    async def stop(self) -> None:
        """Begin nothing new; record what is on its way, and wait for it up to ``DRAIN`` seconds."""
        self._stopping = True
        self._wake.set()
        if self._loop:
            await self._loop
        if open_ := {*self._in_flight, *([self._correcting] if self._correcting else [])}:
            await asyncio.wait(open_, timeout=DRAIN)
        await Round("sending, at the end", self._record).run()

    def wake(self) -> None:
        """Look at once for what is due."""
        self._wake.set()

    @property
    def is_idle(self) -> bool:
        """Whether nothing is on its way and everything is recorded."""
        return not self._in_flight and self._ledger.is_settled

    async def _run(self) -> None:
        while not self._stopping:
            self._wake.clear()
            await self._gather_results()
            await self._give_way()
            busy = await self._rounds.run()
            if self._rounds.waits_for:
                await self._until_woken(self._rounds.waits_for)
            elif not busy and not self._ledger.finished_count:
                await self._until_woken(IDLE)

    async def _gather_results(self) -> None:
        """Let results wait for others if most slots were taken.

        They never wait for the last message on its way, which may hang.
        """
        if len(self._in_flight) + self._ledger.finished_count > self._parallel // 2:
            with suppress(TimeoutError):
                async with asyncio.timeout(BATCH_WAIT):
                    while self._expects_results:
                        await self._wake.wait()
                        self._wake.clear()

    @property
    def _expects_results(self) -> bool:
        return (
            len(self._in_flight) > 1
            and self._ledger.finished_count < BATCH_SIZE
            and not self._stopping
        )

    async def _give_way(self) -> None:
        """Wait a moment for an answer: it would use the same database and the same core."""
        for _ in range(MOST_STEPS):
            if not self._answering():
                return
            await asyncio.sleep(STEP)

    async def _until_woken(self, seconds: float) -> None:
        with suppress(TimeoutError):
            await asyncio.wait_for(self._wake.wait(), seconds)

    async def _round(self) -> bool:
        """Record, claim, send; return True if more may be claimed at once."""
        if not self._fleet.has_looked:
            if not await self._fleet.look():
                return False
            self._start_correcting()
        free = self._parallel - len(self._in_flight)
        if not free and not self._ledger.finished_count:
            return False
        return await self._claim(free)

    async def _claim(self, free: int) -> bool:
        """Record and claim in one transaction; return True if more may be claimed at once.

        If something in it fails, all is done once more, each message apart from the others.
        """
        try:
            return await self._claim_together(free)
        except Unavailable:
            raise
        except Exception as error:
            log.warning("messages are handled one by one: %s", type(error).__name__)
        await self._claim_together(free, apart=True)
        return True

    async def _claim_together(self, free: int, *, apart: bool = False) -> bool:
        """Return True if a claimed message was postponed."""
        now = self._now()
        async with self._ledger.transaction(apart=apart) as store:
            await self._fleet.exchange_pauses(store, now)
            claimed = [
                (post, self._transmitter.postponed(post, now))
                for post in await self._ledger.claim(store, free, now, apart=apart)
            ]
            postponed = [result for _, result in claimed if result]
            await self._ledger.record(store, postponed)
        for post, result in claimed:
            if result is None:
                self._launch(post)
        return bool(postponed)

    def _launch(self, post: OutgoingMessage) -> None:
        task = asyncio.create_task(self._send(post))
        self._in_flight.add(task)
        task.add_done_callback(self._landed)

    async def _send(self, post: OutgoingMessage) -> None:
        self._ledger.add(await self._transmitter.send(post))

    def _landed(self, task: asyncio.Task[None]) -> None:
        self._in_flight.discard(task)
        self._wake.set()

    async def _record(self) -> bool:
        async with self._ledger.transaction():
            return False

    def _start_correcting(self) -> None:
        if self._correcting is None or self._correcting.done():
            self._correcting = asyncio.create_task(self._corrections.run())
