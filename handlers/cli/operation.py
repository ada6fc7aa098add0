"""``lotse migrate``, ``backup``, ``restore``, ``audit``, ``forget`` and ``retention``."""

import asyncio
import logging
from argparse import Namespace
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from bot.domain.audits import Act, Audit, Facts, Origin, districts_in, with_districts
from bot.text import one_line
from handlers.cli.context import CommandContext
from handlers.dialogue.conversation import Conversation
from handlers.jobs.scheduler import stopped, tidy
from handlers.workflows.launch import skip_services
from storage import safeguards
from storage.catalogue import places
from storage.engine import backups, erasure_list, versions
from storage.engine.database import Database
from storage.engine.sealing import Seal
from storage.engine.store import Store
from storage.messaging import announcements, deliveries
from storage.people import audits, people
from storage.people.audits import Entry
from storage.retention import Limits, limits

log = logging.getLogger(__name__)


async def migrate(context: CommandContext, _: Namespace) -> int:
    """Bring the database up to date."""
    await asyncio.to_thread(versions.migrate, context.database_url)
    context.out("Die Datenbank ist aktuell / the database is up to date")
    return 0


async def backup(context: CommandContext, arguments: Namespace) -> int:
    """Write everything into one new file."""
    rows = await asyncio.to_thread(backups.backup, context.database_url, Path(arguments.file))
    context.out(f"{rows} Zeilen / rows → {arguments.file}")
    if not await asyncio.to_thread(backups.note, context.database_url, context.now()):
        log.warning("the backup is complete, but the database could not note it for the metrics")
    return 0


async def restore(context: CommandContext, arguments: Namespace) -> int:
    """Read a backup into an empty database; open messages wait. Return 2 if it is not empty."""
    file = Path(arguments.file)
    version = await asyncio.to_thread(backups.version_of, file)
    try:
        rows = await asyncio.to_thread(backups.restore, file, context.database_url)
    except backups.NotEmpty:
        context.out(
            "Die Datenbank ist nicht leer / the database is not empty; restore into a new one"
        )
        return 2
    context.out(f"{rows} Zeilen / rows ← {arguments.file}")
    if not versions.is_newest(version):
        context.out(f"Ältere Version, angepasst / older version, upgraded: {version}")
    if erased := await erase_again(context, [Path(file) for file in arguments.erased]):
        context.out(
            f"{erased} seit dem Backup gelöschte Personen und Adressen wieder gelöscht / "
            "people and addresses erased since the backup, erased again"
        )
    if waiting := await _waiting(context):
        context.out(
            f"{waiting} Nachrichten warten auf Sie / messages wait for you: lotse announcements"
        )
    return 0


async def erase_again(context: CommandContext, lists: Sequence[Path]) -> int:
    """Erase who was erased since the backup, by the list beside the database and by ``lists``.

    Return how many people and addresses. Raises OSError.
    """
    async with context.opened() as conversation:
        database = conversation.database
        own = [database.erasure_list] if database.erasure_list else []
        listed: dict[bytes, datetime] = {}
        for path in lists:
            path.stat()
        for path in (*own, *lists):
            listed |= erasure_list.newer(erasure_list.read(path), listed)
        older = [Seal(key) for key in context.config.old_secret_keys]
        async with database.write() as store:
            return await people.erase_again(store, listed, context.now(), older)


async def _waiting(context: CommandContext) -> int:
    """Hold all open messages and return how many: they may have been sent since the backup."""
    async with context.opened() as conversation, conversation.database.write() as store:
        waiting = await deliveries.wait(store) + await announcements.wait(store, context.now())
        await skip_services(store, context.now())
        await safeguards.note_time(store, context.now())
        return waiting


async def audit(context: CommandContext, arguments: Namespace) -> int:
    """Print the audit log, the latest first; with ``--acts`` no refusals.

    A line has the time, the id of the person or "-" or "console", the action, what came of it, for
    a refusal how often that day, and what was there before and after. Districts have their names.
    """
    async with context.opened() as conversation, conversation.database.read() as store:
        lines = await audits.latest(store, arguments.limit, acts_only=arguments.acts)
        known = await places.districts_by_ids(store, districts_in(lines))
        names = {district_id: district.name for district_id, district in known.items()}
        for entry in lines:
            context.out(_line(with_districts(entry, names)))
    return 0


def _line(entry: Audit) -> str:
    who = entry.person_id or ("console" if entry.origin is Origin.CONSOLE else "-")
    times = f" x{entry.count}" if entry.count > 1 else ""
    changes = f" {_facts(entry.before)} → {_facts(entry.after)}" if entry.subject else ""
    subject = f" {entry.subject}" if entry.subject else ""
    start = f"{entry.at:%Y-%m-%d %H:%M} {who:>8} {entry.action:20} {entry.outcome}{times}"
    return f"{start}{subject}{changes}"


def _facts(facts: Facts) -> str:
    """Return facts on one line, texts cut; "-" if there are none."""
    words = (f"{name}={one_line(str(value))[:60]}" for name, value in facts.items())
    return ", ".join(words) or "-"


async def forget(context: CommandContext, arguments: Namespace) -> int:
    """Delete the person whose id /mydata shows, or else everything that is past its time."""
    async with context.opened() as conversation:
        if arguments.person:
            return await _forget_person(context, conversation.database, arguments.person)
        try:
            deleted = await tidy(conversation.database, conversation.services, context.now())
        except (safeguards.TooMuchAtOnce, safeguards.ClockIsOff) as error:
            context.out(stopped(error))
            return 1
    _print_deleted(context, deleted)
    return 0


async def retention(context: CommandContext, arguments: Namespace) -> int:
    """Print what is due, or with ``confirm`` delete it although it is much or the clock is off.

    Return 1 if retention waits to be confirmed.
    """
    async with context.opened() as conversation:
        if arguments.confirm:
            database, services = conversation.database, conversation.services
            _print_deleted(context, await tidy(database, services, context.now(), confirmed=True))
            return 0
        return await _print_due(context, conversation)


async def _print_due(context: CommandContext, conversation: Conversation) -> int:
    limit = limits(conversation.services.config.retention, context.now())
    async with conversation.database.read() as store:
        shares = await safeguards.shares(store, limit)
        noted = await safeguards.noted_time(store)
        waits = await _is_waiting(store, limit)
    context.out(f"Uhr / clock: {context.now():%Y-%m-%d %H:%M}")
    context.out(f"zuletzt / last: {noted:%Y-%m-%d %H:%M}" if noted else "zuletzt / last: -")
    for share in shares:
        context.out(f"{share.kind}: {share.due} / {share.total}")
    context.out(f"wartet / waits: {waits}. lotse retention confirm" if waits else "ok")
    return 1 if waits else 0


async def _is_waiting(store: Store, limit: Limits) -> str:
    """Return why retention waits for a person, "" if it does not."""
    try:
        await safeguards.clock_must_be_right(store, limit.now)
        await safeguards.must_not_delete_too_much(store, limit)
    except (safeguards.TooMuchAtOnce, safeguards.ClockIsOff) as error:
        return type(error).__name__
    return ""


def _print_deleted(context: CommandContext, deleted: dict[str, int]) -> None:
    context.out(", ".join(f"{kind}: {count}" for kind, count in deleted.items()))


async def _forget_person(context: CommandContext, database: Database, person_id: int) -> int:
    """Delete a person. Return 1 if there is nobody with this id.

    The line in the audit log does not say who it was: a number is all that would be left of them.
    """
    async with database.write() as store:
        existed = await people.forget(store, person_id, context.now())
        if existed:
            await audits.note(store, None, Entry(Act.FORGET, "person"), context.now())
    context.out("gelöscht / deleted" if existed else "niemand / nobody")
    return 0 if existed else 1
