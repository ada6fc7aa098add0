"""``lotse rekey``: everything that is sealed gets a new key, while the service runs."""

import asyncio
from argparse import Namespace
from collections import Counter

from handlers.cli.context import CommandContext, check_key
from handlers.web.push.vapid import new_key
from storage.engine import keys
from storage.engine.database import Database
from storage.engine.store import Store
from storage.groups import feeds
from storage.people import invitations, push_keys

REST = 0.02
"""Seconds between two batches, in which the service writes."""


async def rekey(context: CommandContext, _: Namespace) -> int:
    """Seal everything with LOTSE_SECRET_KEY; a second run goes on where a first was ended.

    Return 1 if something is left that no key opens, or that is known twice.
    """
    async with context.opened() as conversation:
        database = conversation.database
        await check_key(database)
        counts = await _reseal_all(database)
        async with database.write() as store:
            await _renew_push_key(context, store)
            await keys.learn(store)
        async with database.read() as store:
            waiting = await feeds.count_all(store) + await invitations.count_open(
                store, context.now()
            )
    context.out(f"{counts['sealed']} neu versiegelt / sealed again")
    if waiting and conversation.services.seal.has_old_keys:
        context.out(
            f"{waiting} Kalenderadressen und Einladungen / calendar addresses and invitations: "
            "sie gelten mit dem alten Schlüssel, bis sie benutzt werden / they need "
            "LOTSE_OLD_SECRET_KEYS until they are used; keep it for a week"
        )
    return _left(context, counts)


async def _renew_push_key(context: CommandContext, store: Store) -> None:
    """Draw a new key for push services: who knew the old key may know that one, too.

    Browsers get it when their page is opened next; until then they keep the one they have.
    """
    if not await keys.is_renewed(store) and await push_keys.current(store):
        await push_keys.add(store, *new_key(), context.now())


def _left(context: CommandContext, counts: Counter[str]) -> int:
    if counts["unreadable"]:
        context.out(
            f"{counts['unreadable']} öffnet keiner der Schlüssel / are opened by none of the keys"
        )
    if counts["doubled"]:
        context.out(
            f"{counts['doubled']} Adressen gibt es zweimal / addresses are known twice: "
            "die mit dem neuen Schlüssel gilt / the one with the new key counts"
        )
    return 1 if counts["unreadable"] or counts["doubled"] else 0


async def _reseal_all(database: Database) -> Counter[str]:
    """Repeat until nothing was sealed with an old key meanwhile; return what became of the rows."""
    sealed = 0
    while True:
        counts: Counter[str] = Counter()
        for column in keys.SEALED:
            counts += await _reseal(database, column)
        sealed += counts["sealed"]
        if not counts["sealed"]:
            counts["sealed"] = sealed
            return counts


async def _reseal(database: Database, column: keys.Sealed) -> Counter[str]:
    counts: Counter[str] = Counter()
    last_id: int | None = 0
    while last_id is not None:
        async with database.write() as store:
            progress = await keys.reseal(store, column, last_id)
        counts += Counter(
            sealed=progress.sealed, unreadable=progress.unreadable, doubled=progress.doubled
        )
        last_id = progress.last_id
        await asyncio.sleep(REST)
    return counts
