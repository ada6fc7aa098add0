"""A mailing by ``lotse run`` that is killed again and again.

It counts messages received, received twice, and recorded beforehand as possibly double.

The truth is the emulator's own log and the ledger's rows. A kill waits for messages, not for a
time: so each happens in the middle, on any machine, however few people there are.
"""

import asyncio
import random
import time
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import text

from handlers.telegram.emulator.server import Emulator
from handlers.workflows.services import Services
from storage.engine.database import Database
from tests.harness.chaos import Process
from tests.harness.databases import open_database
from tests.harness.mailing import FIRST, crowd, released
from tests.harness.patience import Patience
from tests.harness.server import free_port

LONGEST = 300
"""Seconds that a mailing takes at most."""
MOMENT = 0.05
"""Seconds between the message that a kill waits for and the kill, at most: a batch or two."""


@dataclass
class Mailed:
    """The outcome of one mailing.

    ``waiting`` counts the messages that were still to be sent at the last kill, ``lost`` people who
    got nothing, ``doubled`` the messages too many, ``unmarked`` the people who got more messages
    than the ledger allows for.
    """

    people: int
    kills: int
    seconds: float
    waiting: int
    lost: int
    doubled: int
    marked: int
    unmarked: int
    open: int

    @property
    def is_right(self) -> bool:
        return not (self.lost or self.unmarked or self.open)


async def mailed(
    emulator: Emulator,
    url: str,
    services: Services,
    folder: Path,
    people: int,
    kills: int,
    processes: int = 1,
    seed: int = 1,
) -> Mailed:
    """Release it, kill whoever sends at random moments, wait until everything is final, count."""
    database = open_database(url)
    known = await crowd(database, services, emulator, people)
    await released(database, datetime.now(UTC))
    running = [
        Process(folder / str(n), url, emulator, "polling", free_port()) for n in range(processes)
    ]
    killing = Killing(database, people, lambda: sum(_arrived(emulator).values()), kills, seed)
    await killing.run(running)
    chats = {person.id: FIRST + n for n, person in enumerate(known)}
    result = await _counted(database, emulator, chats, killing)
    await database.close()
    return result


class Killing:
    """Kills of processes that send to ``people``; ``arrived`` says how many messages have come.

    ``seconds`` is how long all of it took, ``waiting`` what was to be sent at the last kill.
    """

    def __init__(
        self,
        database: Database,
        people: int,
        arrived: Callable[[], int],
        kills: int,
        seed: int = 1,
    ) -> None:
        self.kills = kills
        self.seconds = 0.0
        self.waiting = people
        self._database = database
        self._people = people
        self._arrived = arrived
        self._chance = random.Random(seed)

    async def run(self, running: Sequence[Process]) -> None:
        """Start processes and kill them in turn, until all deliveries are final."""
        began = time.monotonic()
        try:
            for process in running:
                await process.launch()
            for number in range(self.kills):
                await self._kill(running[number % len(running)])
            await self._until(self._is_over)
        finally:
            for process in running:
                process.kill()
        self.seconds = time.monotonic() - began

    async def _kill(self, process: Process) -> None:
        """Kill a process when some more messages have come, and start it again."""
        more = self._chance.randint(1, self._people // (self.kills + 1))
        wanted = min(self._arrived() + more, self._people)

        async def have_come() -> bool:
            return self._arrived() >= wanted

        await self._until(have_come)
        await asyncio.sleep(self._chance.uniform(0, MOMENT))  # when it crashes
        process.kill()
        self.waiting = await unfinished(self._database)
        await process.launch()

    async def _is_over(self) -> bool:
        return not await unfinished(self._database)

    async def _until(self, done: Callable[[], Awaitable[bool]]) -> None:
        patience = Patience(LONGEST)
        while not await done():
            assert not patience.is_over, "it never ends"
            await asyncio.sleep(0.01)


async def unfinished(database: Database) -> int:
    """How many deliveries still wait or are being sent."""
    async with database.read() as store:
        return (
            await store.execute(
                text("SELECT count(*) FROM delivery WHERE state IN ('due', 'sending')")
            )
        ).scalar_one()


def _arrived(emulator: Emulator) -> Counter[int]:
    return Counter(one.chat for one in emulator.state.log if one.method == "sendMessage")


async def _counted(
    database: Database, emulator: Emulator, chats: Mapping[int, int], killing: Killing
) -> Mailed:
    arrived = _arrived(emulator)
    async with database.read() as store:
        rows = {
            row.person_id: row
            for row in await store.execute(
                text("SELECT person_id, state, possibly_twice, attempts FROM delivery")
            )
        }
    twice = {number for number, chat in chats.items() if arrived[chat] > 1}
    marked = {number for number, row in rows.items() if row.possibly_twice}
    return Mailed(
        people=len(chats),
        kills=killing.kills,
        seconds=killing.seconds,
        waiting=killing.waiting,
        lost=sum(not arrived[chat] for chat in chats.values()),
        doubled=sum(max(0, arrived[chat] - 1) for chat in chats.values()),
        marked=len(marked),
        unmarked=len(twice - marked),
        open=sum(row.state in ("due", "sending") for row in rows.values()),
    )
