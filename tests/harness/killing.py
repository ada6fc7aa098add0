"""A mailing by ``lotse run`` that is killed again and again.

It counts messages received, received twice, and recorded beforehand as possibly double.

The truth is the emulator's own log and the ledger's rows.
"""

import asyncio
import random
import time
from collections import Counter
from collections.abc import Mapping, Sequence
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


@dataclass
class Mailed:
    """The outcome of one mailing.

    ``lost`` counts people who got nothing, ``doubled`` the messages too many, ``unmarked`` the
    people who got more messages than the ledger allows for.
    """

    people: int
    kills: int
    seconds: float
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
    seconds = await killed(database, running, kills, seed)
    chats = {person.id: FIRST + n for n, person in enumerate(known)}
    result = await _counted(database, emulator, chats, kills, seconds)
    await database.close()
    return result


async def killed(
    database: Database, running: Sequence[Process], kills: int, seed: int = 1
) -> float:
    """Start processes and kill them in turn at random moments, until all deliveries are final.

    Returns the seconds it took.
    """
    began, chance = time.monotonic(), random.Random(seed)
    for process in running:
        await process.start()
    try:
        for number in range(kills):
            await asyncio.sleep(chance.uniform(0.02, 0.5))  # when it crashes
            running[number % len(running)].kill()
            await running[number % len(running)].start()
        await _settled(database)
    finally:
        for process in running:
            process.kill()
    return time.monotonic() - began


async def _settled(database: Database) -> None:
    patience = Patience(LONGEST)
    while await unfinished(database):
        assert not patience.is_over, "it never ends"
        await asyncio.sleep(0.2)


async def unfinished(database: Database) -> int:
    """How many deliveries still wait or are being sent."""
    async with database.read() as store:
        return (
            await store.execute(
                text("SELECT count(*) FROM delivery WHERE state IN ('due', 'sending')")
            )
        ).scalar_one()


async def _counted(
    database: Database, emulator: Emulator, chats: Mapping[int, int], kills: int, seconds: float
) -> Mailed:
    arrived = Counter(one.chat for one in emulator.state.log if one.method == "sendMessage")
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
        kills=kills,
        seconds=seconds,
        lost=sum(not arrived[chat] for chat in chats.values()),
        doubled=sum(max(0, arrived[chat] - 1) for chat in chats.values()),
        marked=len(marked),
        unmarked=len(twice - marked),
        open=sum(row.state in ("due", "sending") for row in rows.values()),
    )
