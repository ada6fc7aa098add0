"""Pushes by ``lotse run`` that is killed again and again; the log of the service is the truth."""

from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import text

from storage.engine.database import Database
from tests.harness.chaos import Process
from tests.harness.databases import open_database
from tests.harness.killing import Killing, Mailed
from tests.harness.mailing import released
from tests.harness.push import CONTACT, PushService, owners
from tests.harness.server import free_port


async def pushed(
    service: PushService,
    url: str,
    folder: Path,
    people: int,
    kills: int,
    processes: int = 1,
    seed: int = 1,
) -> Mailed:
    """Release a message, kill whoever sends at random moments, wait until all is final, count."""
    database = open_database(url)
    known = [phone.number for _, phone in await owners(database, service, people)]
    await released(database, datetime.now(UTC))
    running = [_process(folder / str(n), url, service) for n in range(processes)]
    killing = Killing(database, people, lambda: sum(service.arrived.values()), kills, seed)
    await killing.run(running)
    result = await _counted(database, service, known, killing)
    await database.close()
    return result


def _process(folder: Path, url: str, service: PushService) -> Process:
    return Process(
        folder,
        url,
        None,
        "polling",
        free_port(),
        LOTSE_PUSH_CONTACT=CONTACT,
        LOTSE_PUSH_PRETENDED=service.origin,
    )


async def _counted(
    database: Database, service: PushService, known: list[str], killing: Killing
) -> Mailed:
    arrived = service.arrived
    query = text("SELECT person_id, state, possibly_twice FROM delivery")
    async with database.read() as store:
        rows = {str(row.person_id): row for row in await store.execute(query)}
    marked = {number for number, row in rows.items() if row.possibly_twice}
    twice = {number for number in known if arrived[number] > 1}
    return Mailed(
        people=len(known),
        kills=killing.kills,
        seconds=killing.seconds,
        waiting=killing.waiting,
        lost=sum(not arrived[number] for number in known),
        doubled=sum(max(0, arrived[number] - 1) for number in known),
        marked=len(marked),
        unmarked=len(twice - marked),
        open=sum(row.state in ("due", "sending") for row in rows.values()),
    )
