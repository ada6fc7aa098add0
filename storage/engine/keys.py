"""The key with which the values of a database are sealed: known, refused, and changed.

``setting`` holds a proof of the key, from which nobody can tell it. ``SEALED`` names every sealed
column, so that ``reseal`` misses none.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidTag
from sqlalchemy import URL, Column, Table, exc, select, update

from storage import schema as t
from storage.engine import settings
from storage.engine.database import Database, Unavailable, async_url
from storage.engine.sealing import Seal
from storage.engine.store import Store

PURPOSE = "key"
PROBED = 20
"""Sealed values that are tried in a database which does not know its key yet: the oldest."""
BATCH = 100
"""Rows that are sealed again in one transaction."""


class WrongKey(Exception):
    """The database was sealed with another key."""


@dataclass(frozen=True, slots=True)
class Sealed:
    """A sealed column; ``purpose`` is its purpose, or the column of the table that says it.

    ``digest`` is the column by which the value is found, None if it is not looked up. ``batch`` is
    the number of rows that are sealed again in one transaction.
    """

    table: Table
    column: Column[bytes]
    purpose: str | Column[str]
    digest: Column[bytes] | None = None
    batch: int = BATCH


SEALED = (
    Sealed(t.address, t.address.c.sealed, t.address.c.channel, t.address.c.digest),
    Sealed(t.membership, t.membership.c.sealed, "name"),
    Sealed(t.help_request, t.help_request.c.sealed, "contact"),
    Sealed(t.help_request, t.help_request.c.helper_sealed, "contact"),
    Sealed(t.remark, t.remark.c.sealed, "remark"),
    Sealed(t.enquiry_message, t.enquiry_message.c.sealed, "enquiry"),
    Sealed(t.enquiry_translation, t.enquiry_translation.c.sealed, "enquiry"),
    Sealed(t.desk_draft, t.desk_draft.c.sealed, "draft"),
    Sealed(t.desk_view, t.desk_view.c.sealed, "view"),
    Sealed(t.import_draft, t.import_draft.c.sealed, "import"),
    Sealed(t.import_draft, t.import_draft.c.files, "import_files", batch=1),
    Sealed(t.inbox_mark, t.inbox_mark.c.sealed, "note"),
    Sealed(t.offer_suggestion, t.offer_suggestion.c.sealed, "suggestion"),
    Sealed(t.authenticator, t.authenticator.c.sealed, "totp"),
    Sealed(t.account, t.account.c.sealed, "account", t.account.c.digest),
    Sealed(t.inbox, t.inbox.c.sealed, "inbox"),
    Sealed(t.push_key, t.push_key.c.sealed, "push key"),
    Sealed(
        t.push_subscription,
        t.push_subscription.c.sealed,
        "push",
        t.push_subscription.c.digest,
    ),
    Sealed(t.push_subscription, t.push_subscription.c.keys_sealed, "push keys"),
)
_NOT_SEALED = {t.inbox.name: t.inbox.c.state != "bad"}
"""What keeps rows out whose column holds something else: the shape of an unreadable update."""


@dataclass(frozen=True, slots=True)
class Progress:
    """What ``reseal`` did with a batch.

    ``last_id`` is where the next one begins, None after the last. ``unreadable`` rows were sealed
    with a key that we do not know; ``doubled`` ones are known by the new key already.
    """

    last_id: int | None
    sealed: int = 0
    unreadable: int = 0
    doubled: int = 0


async def check(store: Store) -> None:
    """Raise WrongKey if the database was sealed with a key that we do not know.

    A database that is asked for the first time learns its key.
    """
    if not await _look(store):
        await learn(store)


async def is_right(url: str, seal: Seal) -> bool:
    """Raise WrongKey like ``check``, and change nothing; False if the database cannot be asked."""
    if not _may_exist(async_url(url)):
        return False
    database = Database(url, seal, 1)
    try:
        async with database.read() as store:
            await _look(store)
    except (Unavailable, exc.DBAPIError):
        return False
    finally:
        await database.close()
    return True


def _may_exist(url: URL) -> bool:
    """Return False for a file that is not there: opening it would make it."""
    return url.get_backend_name() != "sqlite" or Path(url.database or "").is_file()


async def is_ours(store: Store) -> bool:
    """Return whether the database was sealed with a key that we know."""
    try:
        await _look(store)
    except WrongKey:
        return False
    return True


async def _look(store: Store) -> bool:
    """Return whether the database knows its key. Raises WrongKey if it is none of ours."""
    known = await settings.value(store, settings.KEY)
    if known and not store.seal.proves(PURPOSE, PURPOSE, known):
        raise WrongKey
    if not known and await _is_foreign(store):
        raise WrongKey
    return bool(known)


async def learn(store: Store) -> None:
    """Remember the current key as that of the database."""
    await settings.set_value(store, settings.KEY, store.seal.token(PURPOSE, PURPOSE))


async def is_renewed(store: Store) -> bool:
    """Return whether everything is sealed with the current key, as far as we know."""
    return await settings.value(store, settings.KEY) == store.seal.token(PURPOSE, PURPOSE)


async def _is_foreign(store: Store) -> bool:
    """Return whether there are sealed values and the key opens none of the oldest."""
    a = t.address.c
    query = select(a.channel, a.sealed).order_by(a.id).limit(PROBED)
    rows = (await store.execute(query)).all()
    return bool(rows) and not any(_opens(store.seal, row.channel, row.sealed) for row in rows)


def _opens(seal: Seal, purpose: str, sealed: bytes) -> bool:
    return seal.opened(purpose, sealed) is not None


async def reseal(store: Store, what: Sealed, after: int) -> Progress:
    """Seal the next rows of a column with the current key, those with an id above ``after``.

    Rows that are right already are left alone, so it can be repeated. A row that is changed by
    somebody else meanwhile is sealed by them.
    """
    rows = await _rows(store, what, after)
    counts = {"sealed": 0, "unreadable": 0, "doubled": 0}
    for row in rows:
        if result := await _reseal(store, what, row):
            counts[result] += 1
    return Progress(rows[-1]["id"] if len(rows) == what.batch else None, **counts)


async def _rows(store: Store, what: Sealed, after: int) -> Sequence[Any]:
    purpose = [what.purpose.label("purpose")] if isinstance(what.purpose, Column) else []
    query = (
        select(what.table.c.id, what.column.label("sealed"), *purpose)
        .where(what.table.c.id > after, what.column.is_not(None))
        .order_by(what.table.c.id)
        .limit(what.batch)
    )
    if (only := _NOT_SEALED.get(what.table.name)) is not None:
        query = query.where(only)
    return await store.rows(query)


async def _reseal(store: Store, what: Sealed, row: Any) -> str:
    """Return what became of a row, "" if nothing was to be done."""
    purpose = what.purpose if isinstance(what.purpose, str) else row["purpose"]
    if not row["sealed"] or store.seal.is_current(purpose, row["sealed"]):
        return ""
    try:
        text = store.seal.open(purpose, row["sealed"])
    except InvalidTag:
        return "unreadable"
    values = {what.column.name: store.seal.close(purpose, text)}
    if what.digest is not None:
        values[what.digest.name] = store.seal.digest(purpose, text)
    same = (what.table.c.id == row["id"]) & (what.column == row["sealed"])
    try:
        async with store.savepoint():
            changed = await store.execute(update(what.table).where(same).values(values))
    except exc.IntegrityError:
        return "doubled"
    return "sealed" if changed.rowcount else ""
