"""E-mail addresses of people: asked for, confirmed by a link, given up.

Every link is a row of ``email_link``, which outlives the address: so a link that was sent works
again when the address is given again, and nobody gets many of them.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import (
    ColumnElement,
    bindparam,
    delete,
    exists,
    func,
    insert,
    literal,
    select,
    update,
)

from bot.domain.people import Address, EmailState
from bot.domain.queues import QueueName
from bot.rules import emails as rules
from storage import schema as t
from storage.engine import failed_items
from storage.engine.store import Store
from storage.people import erasures, sealed_addresses
from storage.schema.columns import Instant

CHANNEL = "email"
_a, _l, _f = t.address.c, t.email_link.c, t.failed_item.c
_IS_EMAIL = _a.channel == CHANNEL
_BY_DIGEST = select(_a.id).where(_a.digest.in_(bindparam("digests", expanding=True)))
_HAS_FAILED = exists().where(
    _f.queue == QueueName.CONFIRMATIONS.value, _f.item_id == _a.id, _f.retry_at.is_(None)
)
_STATE = select(_a.confirmed, _a.suspended_at, _HAS_FAILED.label("failed")).where(
    _a.person_id == bindparam("person"), _IS_EMAIL
)


class Unasked(NamedTuple):
    """An address to which the link is still to be sent, and the person's language.

    ``sent_at`` is when the latest link was sent to the same address, None if never.
    """

    address_id: int
    language: str
    address: Address
    sent_at: datetime | None


class Owner(NamedTuple):
    """The person of an address; ``district_id`` None if they have not chosen one."""

    person_id: int
    district_id: int | None


async def ask(store: Store, person_id: int, value: str, now: datetime) -> bool:
    """Give a person an address instead of any other; return False if it got its link today.

    Only the link is sent there until it is confirmed. Nothing happens if the address is somebody
    else's: nobody learns from us that it is. Raises Refusal for too many links in a day.
    """
    address = Address(CHANNEL, value)
    since = now - rules.DAY
    link = await _link(store, person_id, address, since)
    address_id = await number_of(store, address)
    if address_id is not None and await _is_of(store, address_id, person_id):
        return await _ask_again(store, person_id, address, address_id, link, now)
    if link is None:
        rules.may_ask_for_link(await _count(store, person_id, since))
    await stop(store, person_id, now)
    if address_id is None:
        address_id = await _add(store, person_id, address, link)
        if link is not None:
            return False
    await _remember(store, person_id, address, address_id, now)
    return True


async def _ask_again(
    store: Store,
    person_id: int,
    address: Address,
    address_id: int,
    link: int | None,
    now: datetime,
) -> bool:
    """Send a link to the address that the person has, unless it is confirmed or got one today."""
    mine = _a.id == address_id
    is_confirmed = (await store.execute(select(_a.confirmed).where(mine))).scalar()
    if link is not None or is_confirmed:
        return False
    rules.may_ask_for_link(await _count(store, person_id, now - rules.DAY))
    await failed_items.forget(store, QueueName.CONFIRMATIONS, address_id)
    await store.execute(update(t.address).where(mine).values(link_sent=False, suspended_at=None))
    await _remember(store, person_id, address, address_id, now)
    return True


async def _add(store: Store, person_id: int, address: Address, link: int | None) -> int:
    """Store an address; one that got a link today gets its number again, so that the link works."""
    row: dict[str, object] = {"person_id": person_id, "confirmed": False}
    row |= sealed_addresses.columns(store.seal, address)
    if link is not None:
        earlier = (await store.execute(select(t.email_link).where(_l.id == link))).one()
        row |= {"id": earlier.address_id, "link_sent": earlier.sent_at is not None}
    added = insert(t.address).values(row).returning(_a.id)
    return int((await store.execute(added)).scalar_one())


async def _remember(
    store: Store, person_id: int, address: Address, address_id: int, now: datetime
) -> None:
    row = {
        "person_id": person_id,
        "address_id": address_id,
        "digest": sealed_addresses.digest(store.seal, address),
        "asked_at": now,
    }
    await store.execute(insert(t.email_link).values(row))


async def _link(store: Store, person_id: int, address: Address, since: datetime) -> int | None:
    """Return the id of the latest link that a person asked for there, None if there is none.

    A link that was asked for while the address was somebody else's is none of theirs.
    """
    digests = sealed_addresses.digests(store.seal, address)
    others = select(_a.id).where(_a.person_id != person_id)
    query = (
        select(_l.id)
        .where(_l.person_id == person_id, _l.digest.in_(digests), _l.asked_at > since)
        .where(_l.address_id.not_in(others))
        .order_by(_l.id.desc())
        .limit(1)
    )
    return (await store.execute(query)).scalar()


async def _count(store: Store, person_id: int, since: datetime) -> int:
    query = select(func.count()).where(_l.person_id == person_id, _l.asked_at > since)
    return (await store.execute(query)).scalar_one()


async def _is_of(store: Store, address_id: int, person_id: int) -> bool:
    query = select(_a.id).where(_a.id == address_id, _a.person_id == person_id)
    return (await store.execute(query)).first() is not None


async def to_ask(store: Store, limit: int) -> Sequence[int]:
    """Return the ids of addresses to which the link is still to be sent, the oldest first."""
    query = select(_a.id).where(_is_unasked()).order_by(_a.id).limit(limit)
    return list((await store.execute(query)).scalars())


async def count_waiting(store: Store) -> int:
    """Return how many addresses wait for their link."""
    query = select(func.count()).select_from(t.address).where(_is_unasked())
    return int((await store.execute(query)).scalar_one())


async def unasked(store: Store, address_id: int) -> Unasked | None:
    """Return an address that ``to_ask`` named; None if it does not wait any more."""
    query = select(t.person.c.language, _a.sealed).join(t.address).where(_a.id == address_id)
    row = (await store.execute(query.where(_is_unasked()))).first()
    if row is None:
        return None
    address = sealed_addresses.opened(store.seal, CHANNEL, row.sealed)
    digests = sealed_addresses.digests(store.seal, address)
    sent_at = await store.execute(select(func.max(_l.sent_at)).where(_l.digest.in_(digests)))
    return Unasked(address_id, row.language, address, sent_at.scalar())


def _is_unasked() -> ColumnElement[bool]:
    return _IS_EMAIL & ~_a.confirmed & ~_a.link_sent


async def asked(store: Store, address_id: int, now: datetime) -> None:
    """Remember that the link was sent."""
    await store.execute(update(t.address).where(_a.id == address_id).values(link_sent=True))
    mine = update(t.email_link).where(_l.address_id == address_id, _l.sent_at.is_(None))
    if not (await store.execute(mine.values(sent_at=now))).rowcount:
        # The address was given to a version that did not remember links.
        columns = [_l.person_id, _l.address_id, _l.digest, _l.asked_at, _l.sent_at]
        when = literal(now, Instant)
        given = select(_a.person_id, _a.id, _a.digest, when, when).where(_a.id == address_id)
        await store.execute(insert(t.email_link).from_select(columns, given))


async def owner(store: Store, address_id: int) -> Owner | None:
    """Return whose address it is, None if it is gone."""
    query = select(t.person.c.id, t.person.c.district_id).join(t.address)
    row = (await store.execute(query.where(_a.id == address_id))).first()
    return Owner(row.id, row.district_id) if row else None


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


async def state(store: Store, person_id: int) -> EmailState:
    """Return what is known of a person's address."""
    row = (await store.execute(_STATE, {"person": person_id})).first()
    if row is None:
        return EmailState.NONE
    if row.suspended_at is not None or (row.failed and not row.confirmed):
        return EmailState.REFUSED
    return EmailState.CONFIRMED if row.confirmed else EmailState.ASKED


async def number_of(store: Store, address: Address) -> int | None:
    """Return the row id of an address, or None if it is gone."""
    values = {"digests": sealed_addresses.digests(store.seal, address)}
    return (await store.execute(_BY_DIGEST, values)).scalar()


def never_confirmed(moment: datetime) -> ColumnElement[bool]:
    """The link was not pressed, and none was asked for since ``moment``.

    Links of the version before are not remembered: then the person was met before ``moment``.
    """
    links = exists().where(_l.address_id == _a.id)
    before = select(t.person.c.id).where(t.person.c.created_at < moment)
    is_old = links | (_a.link_sent & _a.person_id.in_(before))
    return _IS_EMAIL & ~_a.confirmed & is_old & ~links.where(_l.asked_at >= moment)


def is_old_link(moment: datetime) -> ColumnElement[bool]:
    """Was asked for before a moment."""
    return _l.asked_at < moment
