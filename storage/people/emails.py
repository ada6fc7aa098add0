"""E-mail addresses of people: asked for, confirmed by a link, given up."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import ColumnElement, bindparam, delete, insert, select, update

from bot.domain.people import Address
from storage import schema as t
from storage.engine.store import Store
from storage.people import erasures, sealed_addresses

CHANNEL = "email"
_a = t.address.c
_IS_EMAIL = _a.channel == CHANNEL
_BY_DIGEST = select(_a.id).where(_a.digest == bindparam("address_digest"))
_STATE = select(_a.confirmed).where(_a.person_id == bindparam("person"), _IS_EMAIL)


class Unasked(NamedTuple):
    """An address to which the link is still to be sent, and the person's language."""

    address_id: int
    language: str
    address: Address


async def ask(store: Store, person_id: int, value: str, now: datetime) -> None:
    """Give a person an address instead of any other.

    Only the link is sent there until it is confirmed. Nothing happens if the address is somebody
    else's: nobody learns from us that it is.
    """
    await stop(store, person_id, now)
    address = Address(CHANNEL, value)
    if await number_of(store, address) is not None:
        return
    row = {"person_id": person_id, "confirmed": False} | sealed_addresses.columns(
        store.seal, address
    )
    await store.execute(insert(t.address).values(row))


async def to_ask(store: Store, limit: int) -> Sequence[Unasked]:
    """Return the addresses to which the link is still to be sent, the oldest first."""
    query = (
        select(_a.id, t.person.c.language, _a.sealed)
        .join(t.person)
        .where(_IS_EMAIL, ~_a.confirmed, ~_a.link_sent)
        .order_by(_a.id)
        .limit(limit)
    )
    return [
        Unasked(row.id, row.language, sealed_addresses.opened(store.seal, CHANNEL, row.sealed))
        for row in await store.execute(query)
    ]


async def asked(store: Store, address_id: int) -> None:
    """Remember that the link was sent."""
    await store.execute(update(t.address).where(_a.id == address_id).values(link_sent=True))


async def confirm(store: Store, address_id: int) -> bool:
    """Write to the address from now on; return False if it is gone."""
    mine = update(t.address).where(_a.id == address_id, _IS_EMAIL)
    return (await store.execute(mine.values(confirmed=True, suspended_at=None))).rowcount > 0


async def leave(store: Store, address_id: int, now: datetime) -> bool:
    """Delete one address, the person stays; return False if it is gone already."""
    return await _erase(store, (_a.id == address_id) & _IS_EMAIL, now)


async def stop(store: Store, person_id: int, now: datetime) -> None:
    """Delete the e-mail address of a person."""
    await _erase(store, (_a.person_id == person_id) & _IS_EMAIL, now)


async def _erase(store: Store, which: ColumnElement[bool], now: datetime) -> bool:
    """Delete addresses, from restored backups too; return whether there was one."""
    await erasures.note(store, which, now)
    return (await store.execute(delete(t.address).where(which))).rowcount > 0


async def state(store: Store, person_id: int) -> bool | None:
    """Return whether the person's address is confirmed; None if there is none."""
    return (await store.execute(_STATE, {"person": person_id})).scalar()


async def number_of(store: Store, address: Address) -> int | None:
    """Return the row id of an address, or None if it is gone."""
    values = {"address_digest": sealed_addresses.digest(store.seal, address)}
    return (await store.execute(_BY_DIGEST, values)).scalar()


def never_confirmed(moment: datetime) -> ColumnElement[bool]:
    """The link was sent and not pressed, by a person who was first met before ``moment``."""
    old = select(t.person.c.id).where(t.person.c.created_at < moment)
    return _IS_EMAIL & ~_a.confirmed & _a.link_sent & _a.person_id.in_(old)
