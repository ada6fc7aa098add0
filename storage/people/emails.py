"""E-mail addresses of people: asked for, confirmed by a link, given up."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, insert, select, update

from bot.domain.people import Address
from storage import schema as t
from storage.engine.store import Store
from storage.people import sealed_addresses

CHANNEL = "email"
ASKED = "asked"
"""Stands where other channels remember a language: the link was sent."""
_a = t.address.c
_MINE = _a.channel == CHANNEL


async def ask(store: Store, person_id: int, value: str) -> None:
    """A new address instead of any other one of the person; nothing is sent there but the link, until it is confirmed."""
    await stop(store, person_id)
    address = Address(CHANNEL, value)
    known = select(_a.id).where(_a.digest == sealed_addresses.digest(store.seal, address))
    if (await store.execute(known)).first():
        return  # somebody else's: nobody learns that from us
    row = {"person_id": person_id, "confirmed": False} | sealed_addresses.columns(
        store.seal, address
    )
    await store.execute(insert(t.address).values(row))


async def to_ask(store: Store, most: int) -> Sequence[tuple[int, str, Address]]:
    """Those to whom the link is still to be sent: number, the person's language, address."""
    query = (
        select(_a.id, t.person.c.language, _a.sealed)
        .join(t.person)
        .where(_MINE, ~_a.confirmed, _a.menu == "")
        .order_by(_a.id)
        .limit(most)
    )
    return [
        (number, language, sealed_addresses.opened(store.seal, CHANNEL, sealed))
        for number, language, sealed in await store.execute(query)
    ]


async def asked(store: Store, number: int) -> None:
    await store.execute(update(t.address).where(_a.id == number).values(menu=ASKED))


async def confirm(store: Store, number: int) -> bool:
    """Whoever reads mail there wants it. False if the address is gone."""
    return (
        await store.execute(
            update(t.address)
            .where(_a.id == number, _MINE)
            .values(confirmed=True, suspended_at=None)
        )
    ).rowcount > 0


async def leave(store: Store, number: int) -> bool:
    """One address is given up; the person stays."""
    return (await store.execute(delete(t.address).where(_a.id == number, _MINE))).rowcount > 0


async def stop(store: Store, person_id: int) -> None:
    await store.execute(delete(t.address).where(_a.person_id == person_id, _MINE))


async def state(store: Store, person_id: int) -> bool | None:
    """Whether the person's address is confirmed; None if there is none."""
    return (
        await store.execute(select(_a.confirmed).where(_a.person_id == person_id, _MINE))
    ).scalar()


async def number_of(store: Store, address: Address) -> int | None:
    """None if it is gone."""
    return (
        await store.execute(
            select(_a.id).where(_a.digest == sealed_addresses.digest(store.seal, address))
        )
    ).scalar()


async def forget_unconfirmed(store: Store, moment: datetime) -> int:
    """Who never pressed the link. The person was met before that moment at the latest."""
    old = select(t.person.c.id).where(t.person.c.created_at < moment)
    return (
        await store.execute(
            delete(t.address).where(_MINE, ~_a.confirmed, _a.menu == ASKED, _a.person_id.in_(old))
        )
    ).rowcount
