"""People and their addresses: meet, change, forget. What a person may do is asked of ``bot.rules.people``."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, time
from typing import Any

from sqlalchemy import (
    ColumnElement,
    RowMapping,
    Text,
    and_,
    bindparam,
    cast,
    delete,
    func,
    insert,
    or_,
    select,
    update,
)

from bot.domain.announcements import Kind
from bot.domain.people import Address, Person, QuietHours, Role
from bot.rules import people as rules
from storage import schema as t
from storage.engine.store import Store
from storage.people import sealed_addresses
from storage.people.sealed_addresses import digest


async def at(store: Store, address: Address, *, lock: bool = False) -> Person | None:
    """Who is reached there; None if nobody. With ``lock`` a second press of the same person waits."""
    both = select(t.person, t.address.c.suspended_at).join(
        t.address, t.address.c.person_id == t.person.c.id
    )
    query = both.where(t.address.c.digest == digest(store.seal, address))
    row = (
        (await store.execute(query.with_for_update(of=t.person) if lock else query))
        .mappings()
        .first()
    )
    return person_of(row, suspended=row["suspended_at"] is not None) if row else None


async def meet(store: Store, address: Address, person: Person, now: datetime) -> Person:
    """Store a stranger at this address, as ``person`` describes them, and give them back with their id."""
    met = replace(person, week_seen=rules.week(now))
    values = _values(met) | {"created_at": now}
    number = (
        await store.execute(insert(t.person).values(values).returning(t.person.c.id))
    ).scalar_one()
    row = {"person_id": number} | sealed_addresses.columns(store.seal, address)
    await store.execute(insert(t.address).values(row))
    return replace(met, id=number)


async def change(store: Store, person: Person) -> Person:
    """Store the person as they are now."""
    await store.execute(update(t.person).where(t.person.c.id == person.id).values(_values(person)))
    return person


async def seen(store: Store, person: Person, now: datetime) -> Person:
    """Remember the week; nothing finer is stored. Who speaks can be written to again."""
    if person.suspended:
        await store.execute(
            update(t.address).where(t.address.c.person_id == person.id).values(suspended_at=None)
        )
        person = replace(person, suspended=False)
    if person.is_stranger or person.week_seen == rules.week(now):
        return person
    return await change(store, replace(person, week_seen=rules.week(now)))


async def suspend(store: Store, address: Address, now: datetime) -> None:
    """Nothing is sent there until the person speaks again."""
    await store.execute(
        update(t.address)
        .where(t.address.c.digest == digest(store.seal, address))
        .values(suspended_at=now)
    )


async def move(store: Store, old: Address, new: Address) -> None:
    """The same person under a new address; whoever is already known there stays."""
    taken = select(t.address.c.id).where(t.address.c.digest == digest(store.seal, new))
    if (await store.execute(taken)).first():
        await forget_at(store, old)
        return
    values = sealed_addresses.columns(store.seal, new)
    await store.execute(
        update(t.address).where(t.address.c.digest == digest(store.seal, old)).values(values)
    )


async def learn_menu(store: Store, address: Address, language: str) -> bool:
    """Remember in which language the commands are shown there; False if they already are."""
    other = (t.address.c.digest == digest(store.seal, address)) & (t.address.c.menu != language)
    return (await store.execute(update(t.address).where(other).values(menu=language))).rowcount > 0


async def forget_at(store: Store, address: Address) -> None:
    """Delete whoever is reached there."""
    there = select(t.address.c.person_id).where(t.address.c.digest == digest(store.seal, address))
    await store.execute(delete(t.person).where(t.person.c.id.in_(there)))


async def channels(store: Store, person_id: int) -> list[str]:
    """The names of the channels that reach the person; the addresses themselves stay sealed."""
    query = (
        select(t.address.c.channel)
        .where(t.address.c.person_id == person_id)
        .order_by(t.address.c.channel)
    )
    return list((await store.execute(query)).scalars())


_USABLE = (
    select(t.address.c.person_id, t.address.c.channel, t.address.c.sealed)
    .where(
        t.address.c.person_id.in_(bindparam("people", expanding=True)),
        t.address.c.suspended_at.is_(None),
        t.address.c.confirmed,
    )
    .order_by(t.address.c.id)
)


async def addresses(store: Store, ids: Iterable[int]) -> dict[int, list[Address]]:
    """Where each of these people can be written to now."""
    found: dict[int, list[Address]] = {number: [] for number in ids}
    for person_id, channel, sealed in await store.execute(_USABLE, {"people": list(found)}):
        found[person_id].append(sealed_addresses.opened(store.seal, channel, sealed))
    return found


async def forget(store: Store, person_id: int) -> bool:
    """Delete the person and everything that hangs on them. False if they were not there."""
    return (await store.execute(delete(t.person).where(t.person.c.id == person_id))).rowcount > 0


async def forget_unseen(store: Store, before_week: str, strangers_before: datetime) -> int:
    """Delete who was last seen before a week, and who never consented since a time; gives back how many."""
    never_agreed = (t.person.c.consent_version == 0) & (t.person.c.created_at < strangers_before)
    unseen = or_(t.person.c.week_seen < before_week, never_agreed)
    return (await store.execute(delete(t.person).where(unseen))).rowcount


async def count(store: Store) -> int:
    return (await store.execute(select(func.count()).select_from(t.person))).scalar_one()


def listens(kind: Kind) -> ColumnElement[bool]:
    """Has neither stopped this kind nor everything."""
    stopped = cast(t.person.c.stopped, Text).contains(f'"{kind}"')
    return and_(
        ~stopped, or_(t.person.c.paused_until.is_(None), t.person.c.paused_until < rules.FOREVER)
    )


def person_of(row: RowMapping, *, suspended: bool = False) -> Person:
    """A row of the person table."""
    quiet = QuietHours(
        time.fromisoformat(row["quiet_start"]),
        time.fromisoformat(row["quiet_end"]),
        row["quiet_sundays"],
    )
    return Person(
        id=row["id"],
        role=Role(row["role"]),
        language=row["language"],
        language_chosen=row["language_chosen"],
        district_id=row["district_id"],
        municipality_id=row["municipality_id"],
        interests=frozenset(row["interests"]),
        quiet=quiet,
        paused_until=row["paused_until"],
        consent_version=row["consent_version"],
        consent_at=row["consent_at"],
        week_seen=row["week_seen"],
        suspended=suspended,
        stopped=frozenset(row["stopped"]),
        reminders=frozenset(row["reminders"]),
        skills=frozenset(row["skills"]),
    )


def _values(person: Person) -> dict[str, Any]:
    return {
        "role": person.role,
        "language": person.language,
        "language_chosen": person.language_chosen,
        "district_id": person.district_id,
        "municipality_id": person.municipality_id,
        "interests": sorted(person.interests),
        "quiet_start": f"{person.quiet.start:%H:%M}",
        "quiet_end": f"{person.quiet.end:%H:%M}",
        "quiet_sundays": person.quiet.sundays,
        "paused_until": person.paused_until,
        "stopped": sorted(person.stopped),
        "reminders": sorted(person.reminders),
        "skills": sorted(person.skills),
        "consent_version": person.consent_version,
        "consent_at": person.consent_at,
        "week_seen": person.week_seen,
    }
