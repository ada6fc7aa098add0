"""``lotse migrate``, ``check-config``, ``backup``, ``restore`` and ``forget``."""

import asyncio
from argparse import Namespace
from pathlib import Path

from handlers.cli.desk import Desk
from handlers.jobs.scheduler import tidy
from handlers.workflows.launch import skip_services
from storage.engine import backups, versions
from storage.engine.database import Database
from storage.messaging import announcements, deliveries
from storage.people import audits, people


async def migrate(desk: Desk, _: Namespace) -> int:
    await asyncio.to_thread(versions.migrate, desk.database_url)
    desk.out("Die Datenbank ist aktuell / the database is up to date")
    return 0


async def check_config(desk: Desk, _: Namespace) -> int:
    """Wrong settings never come so far: they are told when the program starts."""
    desk.out("Die Einstellungen sind richtig / the settings are right")
    return 0


async def backup(desk: Desk, arguments: Namespace) -> int:
    rows = await asyncio.to_thread(backups.backup, desk.database_url, Path(arguments.file))
    desk.out(f"{rows} Zeilen / rows → {arguments.file}")
    return 0


async def restore(desk: Desk, arguments: Namespace) -> int:
    try:
        rows = await asyncio.to_thread(backups.restore, Path(arguments.file), desk.database_url)
    except backups.NotEmpty:
        desk.out("Die Datenbank ist nicht leer / the database is not empty; restore into a new one")
        return 2
    desk.out(f"{rows} Zeilen / rows ← {arguments.file}")
    if waiting := await _waiting(desk):
        desk.out(
            f"{waiting} Nachrichten warten auf Sie / messages wait for you: lotse announcements"
        )
    return 0


async def _waiting(desk: Desk) -> int:
    """What was still to be sent in the backup may have been sent since: a human decides."""
    database = Database(desk.database_url)
    async with database.write() as connection:
        waiting = await deliveries.wait(connection) + await announcements.wait(
            connection, desk.now()
        )
        await skip_services(connection, desk.now())
    await database.close()
    return waiting


async def audit(desk: Desk, arguments: Namespace) -> int:
    """One line each: when, the person's number or -, what they did, what came of it."""
    async with desk.opened() as conversation, conversation.database.read() as connection:
        for one in await audits.latest(connection, arguments.limit):
            desk.out(
                f"{one.at:%Y-%m-%d %H:%M} {one.person_id or '-':>8} {one.action:20} {one.outcome}"
            )
    return 0


async def forget(desk: Desk, arguments: Namespace) -> int:
    """One person by the number that /mydata shows; without a number, everything that is past its time."""
    async with desk.opened() as conversation:
        if arguments.person:
            return await _forget_person(desk, conversation.database, arguments.person)
        gone = await tidy(conversation.database, conversation.services, desk.now())
    desk.out(", ".join(f"{kind}: {number}" for kind, number in gone.items()))
    return 0


async def _forget_person(desk: Desk, database: Database, number: int) -> int:
    async with database.write() as connection:
        found = await people.forget(connection, number)
    await database.checkpoint()
    desk.out("gelöscht / deleted" if found else "niemand / nobody")
    return 0 if found else 1
