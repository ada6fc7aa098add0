"""``lotse migrate``, ``backup``, ``restore`` and ``forget``."""

import asyncio
from argparse import Namespace
from pathlib import Path

from handlers.cli.context import CommandContext
from handlers.jobs.scheduler import tidy
from handlers.workflows.launch import skip_services
from storage.engine import backups, versions
from storage.engine.database import Database
from storage.messaging import announcements, deliveries
from storage.people import audits, people


async def migrate(context: CommandContext, _: Namespace) -> int:
    await asyncio.to_thread(versions.migrate, context.database_url)
    context.out("Die Datenbank ist aktuell / the database is up to date")
    return 0


async def backup(context: CommandContext, arguments: Namespace) -> int:
    rows = await asyncio.to_thread(backups.backup, context.database_url, Path(arguments.file))
    context.out(f"{rows} Zeilen / rows → {arguments.file}")
    return 0


async def restore(context: CommandContext, arguments: Namespace) -> int:
    try:
        rows = await asyncio.to_thread(backups.restore, Path(arguments.file), context.database_url)
    except backups.NotEmpty:
        context.out(
            "Die Datenbank ist nicht leer / the database is not empty; restore into a new one"
        )
        return 2
    context.out(f"{rows} Zeilen / rows ← {arguments.file}")
    if waiting := await _waiting(context):
        context.out(
            f"{waiting} Nachrichten warten auf Sie / messages wait for you: lotse announcements"
        )
    return 0


async def _waiting(context: CommandContext) -> int:
    """What was still to be sent in the backup may have been sent since: a human decides."""
    async with context.opened() as conversation, conversation.database.write() as store:
        waiting = await deliveries.wait(store) + await announcements.wait(store, context.now())
        await skip_services(store, context.now())
        return waiting


async def audit(context: CommandContext, arguments: Namespace) -> int:
    """One line each: when, the person's number or -, what they did, what came of it."""
    async with context.opened() as conversation, conversation.database.read() as store:
        for entry in await audits.latest(store, arguments.limit):
            context.out(
                f"{entry.at:%Y-%m-%d %H:%M} {entry.person_id or '-':>8} {entry.action:20} {entry.outcome}"
            )
    return 0


async def forget(context: CommandContext, arguments: Namespace) -> int:
    """One person by the number that /mydata shows; without a number, everything that is past its time."""
    async with context.opened() as conversation:
        if arguments.person:
            return await _forget_person(context, conversation.database, arguments.person)
        gone = await tidy(conversation.database, conversation.services, context.now())
    context.out(", ".join(f"{kind}: {count}" for kind, count in gone.items()))
    return 0


async def _forget_person(context: CommandContext, database: Database, person_id: int) -> int:
    async with database.write() as store:
        existed = await people.forget(store, person_id)
    await database.checkpoint()
    context.out("gelöscht / deleted" if existed else "niemand / nobody")
    return 0 if existed else 1
