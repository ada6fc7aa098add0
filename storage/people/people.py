"""People and their addresses: meet, change, forget.

What a person may do is decided by ``bot.rules.people``.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any, TypeVar

from cryptography.exceptions import InvalidTag
from sqlalchemy import (
    BindParameter,
    Column,
    ColumnElement,
    RowMapping,
    Select,
    Table,
    bindparam,
    delete,
    func,
    insert,
    or_,
    select,
    update,
)

from bot.domain.people import Address, Person
from bot.rules import people as rules
from storage import schema as t
from storage.engine import erasure_list
from storage.engine.batches import batched
from storage.engine.sealing import Seal
from storage.engine.sqlite import QUICK
from storage.engine.store import Store
from storage.people import erasures, person_rows, sealed_addresses
from storage.people.person_rows import GRANTED, INTERESTS, PERSON, SKILLS, person_of
from storage.people.sealed_addresses import digests
from storage.schema import privacy
from storage.schema.columns import Instant
from storage.schema.privacy import Erased

Value = TypeVar("Value", int, str)
_p, _a = t.person.c, t.address.c
_DIGESTS: BindParameter[bytes] = bindparam("digests", expanding=True)
AT = (
    select(*PERSON, GRANTED, _a.suspended_at)
    .join(t.address, _a.person_id == _p.id)
    .where(_a.digest.in_(_DIGESTS))
    .execution_options(**QUICK)
)
_LOCK_AT = (
    select(_p.id)
    .join(t.address, _a.person_id == _p.id)
    .where(_a.digest.in_(_DIGESTS))
    .with_for_update(of=t.person, key_share=True)
)
"""Whoever acts is locked, but what others store for them meanwhile (an answer, a delivery) does not
wait: two people who write to each other at the same moment would wait for each other."""
_MEET = insert(t.person).returning(_p.id)
_ADD_ADDRESS = insert(t.address)
_CHANGE = update(t.person).where(_p.id == bindparam("changed_id")).returning(INTERESTS, SKILLS)
_SPOKE = update(t.address).where(_a.person_id == bindparam("spoke_id")).values(suspended_at=None)
_SUSPEND = (
    update(t.address)
    .where(_a.digest.in_(_DIGESTS))
    .values(suspended_at=bindparam("moment", type_=Instant))
)
_IS_TAKEN = select(_a.id).where(_a.digest.in_(_DIGESTS))
_LEARN_MENU = (
    update(t.address)
    .where(_a.digest.in_(_DIGESTS), _a.menu != bindparam("other"))
    .values(menu=bindparam("other"))
)
_CHANNELS = select(_a.channel).where(_a.person_id == bindparam("person")).order_by(_a.channel)
_USABLE = (
    select(_a.person_id, _a.channel, _a.sealed)
    .where(
        _a.person_id.in_(bindparam("people", expanding=True)),
        _a.suspended_at.is_(None),
        _a.confirmed,
    )
    .order_by(_a.id)
)
_AT_ONCE = 500
"""People who are erased with one statement."""
_IS_PERSON = select(_p.id).where(_p.id == bindparam("person"), ~_p.is_group)
_COUNT = select(func.count()).select_from(t.person)


async def at(store: Store, address: Address, *, lock: bool = False) -> Person | None:
    """Return the person reached at an address, or None.

    With ``lock`` a second press of the same person waits until this transaction ends, and so does
    taking a grant away. What changed while we waited counts already: PostgreSQL would read rights,
    interests and skills, which are rows of others, as they were before, so it reads after locking.
    """
    row = await row_at(store, AT, address, lock=lock)
    return person_at(row) if row else None


async def row_at(store: Store, query: Select[Any], at: Address, *, lock: bool) -> RowMapping | None:
    """Return what a query that extends ``AT`` finds at an address; ``lock`` as in ``at``."""
    values = {"digests": digests(store.seal, at)}
    if lock and store.is_postgresql:
        await store.execute(_LOCK_AT, values)
    return await store.row(query, values)


def person_at(row: RowMapping) -> Person:
    """Return the person of a row of ``AT``."""
    return person_of(row, suspended=row["suspended_at"] is not None)


async def by_id(store: Store, person_id: int) -> Person | None:
    """Return a person, or None if there is none."""
    row = await store.row(select(*PERSON, GRANTED).where(_p.id == person_id))
    return person_of(row) if row else None


async def meet(store: Store, address: Address, person: Person, now: datetime) -> Person:
    """Store a stranger, described by ``person``, at this address; return them with their id."""
    met = replace(person, week_seen=rules.week(now))
    row = person_rows.values(met) | {"created_at": now}
    met = replace(met, id=(await store.execute(_MEET, row)).scalar_one())
    await store.execute(
        _ADD_ADDRESS, {"person_id": met.id} | sealed_addresses.columns(store.seal, address)
    )
    await _store_choices(store, met, before=replace(met, interests=frozenset(), skills=frozenset()))
    return met


async def change(store: Store, person: Person) -> Person:
    """Store the person as they are now, and return them."""
    row = person_rows.values(person) | {"changed_id": person.id}
    stored = (await store.execute(_CHANGE, row)).first()
    if stored is not None:
        before = replace(
            person,
            interests=person_rows.interests_of(stored.interests),
            skills=person_rows.skills_of(stored.skills),
        )
        await _store_choices(store, person, before)
    return person


async def seen(store: Store, person: Person, now: datetime) -> Person:
    """Remember the week, nothing finer; a person who speaks can be written to again."""
    if person.suspended:
        await store.execute(_SPOKE, {"spoke_id": person.id})
        person = replace(person, suspended=False)
    if person.is_stranger or person.week_seen == rules.week(now):
        return person
    return await change(store, replace(person, week_seen=rules.week(now)))


async def suspend(store: Store, address: Address, now: datetime) -> None:
    """Send nothing to the address until the person speaks again."""
    values = {"digests": digests(store.seal, address), "moment": now}
    await store.execute(_SUSPEND, values)


async def move(store: Store, old: Address, new: Address, now: datetime) -> None:
    """Give the person a new address.

    If the new one is somebody's already, that person stays and the one at ``old`` is forgotten.
    """
    if (await store.execute(_IS_TAKEN, {"digests": digests(store.seal, new)})).first():
        await forget_at(store, old, now)
        return
    moved = update(t.address).where(_a.digest.in_(digests(store.seal, old)))
    await store.execute(moved.values(sealed_addresses.columns(store.seal, new)))


async def learn_menu(store: Store, address: Address, language: str) -> bool:
    """Remember in which language the commands are shown there; return False if they already are."""
    values = {"digests": digests(store.seal, address), "other": language}
    return (await store.execute(_LEARN_MENU, values)).rowcount > 0


async def forget_at(store: Store, address: Address, now: datetime) -> None:
    """Delete the person reached at an address."""
    theirs = select(_a.person_id).where(_a.digest.in_(digests(store.seal, address)))
    await erase(store, _p.id.in_(theirs), now)


async def channels(store: Store, person_id: int) -> list[str]:
    """Return the names of the channels that reach the person; the addresses stay sealed."""
    return list((await store.execute(_CHANNELS, {"person": person_id})).scalars())


async def addresses(store: Store, ids: Iterable[int]) -> dict[int, list[Address]]:
    """Return person → the addresses that can be written to now, for all the people asked for.

    Raises InvalidTag for a person all of whose addresses are sealed with another key.
    """
    usable: dict[int, list[Address]] = {person_id: [] for person_id in ids}
    unreadable: set[int] = set()
    rows = await store.execute(_USABLE, {"people": list(usable)})
    for person_id, channel, sealed in rows:
        try:
            usable[person_id].append(sealed_addresses.opened(store.seal, channel, sealed))
        except InvalidTag:
            unreadable.add(person_id)
    if any(not usable[person_id] for person_id in unreadable):
        raise InvalidTag
    return usable


async def forget(store: Store, person_id: int, now: datetime) -> bool:
    """Delete the person and all that belongs to them; return False if they were not there."""
    return await erase(store, _p.id == person_id, now) > 0


async def erase(store: Store, which: ColumnElement[bool], now: datetime) -> int:
    """Delete people and, as ``storage.schema.privacy`` says, what is held about them.

    Return how many they were. That they were erased is remembered, for backups that hold them.
    """
    ids = list((await store.execute(select(_p.id).where(which).with_for_update())).scalars())
    for batch in batched(ids, _AT_ONCE):
        await _erase(store, batch, now)
    return len(ids)


async def _erase(store: Store, ids: Sequence[int], now: datetime) -> None:
    await erasures.note(store, _a.person_id.in_(ids), now)
    await erasures.note_accounts(store, ids, now)
    for name, holding in privacy.holdings():
        columns = t.metadata.tables[name].c
        if holding.erased is Erased.EMPTIED and references(columns[holding.whose]) is t.person:
            emptied = {column: None for column in holding.columns if columns[column].nullable}
            mine = columns[holding.whose].in_(ids)
            await store.execute(update(columns[holding.whose].table).where(mine).values(emptied))
    await store.execute(delete(t.person).where(_p.id.in_(ids)))


async def erase_again(
    store: Store, listed: Mapping[bytes, datetime], now: datetime, older: Sequence[Seal] = ()
) -> int:
    """Erase whom a restored backup brought back; return how many people and addresses.

    ``listed`` are all erasures; those that the backup knew itself are done. An address that was
    given up goes alone, a person whose every address was erased goes with all that is held.
    """
    since = erasure_list.newer(listed, await erasures.every(store))
    returned = await erasures.returned(store, since, older)
    address_ids = [address_id for ids in returned.values() for address_id in ids]
    kept = select(_a.person_id).where(_a.person_id.in_(returned), _a.id.not_in(address_ids))
    by_account = await erasures.returned_by_account(store, since, older)
    reachable = set((await store.execute(kept)).scalars()) - by_account
    gone = sorted((returned.keys() | by_account) - reachable)
    count = await erase(store, _p.id.in_(gone), now)
    await store.execute(delete(t.address).where(_a.id.in_(address_ids)))
    await erasures.learn(store, since.items())
    return count + sum(len(returned[person_id]) for person_id in reachable)


def references(column: Column[Any]) -> Table | None:
    """Return the table that a column refers to, None if it refers to none."""
    return next((key.column.table for key in column.foreign_keys), None)


async def is_person(store: Store, person_id: int) -> bool:
    """Return whether somebody has this id, and is no chat of a group."""
    return (await store.execute(_IS_PERSON, {"person": person_id})).first() is not None


def is_due(before_week: str, strangers_before: datetime) -> ColumnElement[bool]:
    """Was last seen before an ISO week, or was met before a moment and never consented."""
    never_agreed = (_p.consent_version == 0) & (_p.created_at < strangers_before)
    return or_(_p.week_seen < before_week, never_agreed)


async def count(store: Store) -> int:
    """Return how many people are stored."""
    return (await store.execute(_COUNT)).scalar_one()


async def _store_choices(store: Store, person: Person, before: Person) -> None:
    """Write the rows of interests and skills that differ from those of ``before``."""
    await _store_rows(
        store, t.person_interest, "field_id", person.id, before.interests, person.interests
    )
    await _store_rows(store, t.person_skill, "skill", person.id, before.skills, person.skills)


async def _store_rows(
    store: Store,
    table: Table,
    column: str,
    person_id: int,
    before: frozenset[Value],
    after: frozenset[Value],
) -> None:
    if gone := before - after:
        mine = (table.c.person_id == person_id) & table.c[column].in_(sorted(gone))
        await store.execute(delete(table).where(mine))
    if new := after - before:
        rows = [{"person_id": person_id, column: value} for value in sorted(new)]
        await store.execute(insert(table), rows)
