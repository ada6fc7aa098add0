"""Accounts of people at the identity provider of their office.

What it knows somebody by is sealed, and found by a keyed digest: nobody reads it from the database.
"""

from collections.abc import Collection, Mapping
from datetime import datetime

import orjson
from sqlalchemy import RowMapping, delete, select, update

from bot.domain.accounts import Account, Identity
from storage import schema as t
from storage.engine.database import upserting
from storage.engine.store import Store
from storage.people.erasures import ACCOUNT

_c = t.account.c


async def by_identity(store: Store, identity: Identity) -> Account | None:
    """Return the account that a provider spoke of; None if it is nobody's here."""
    digests = store.seal.digests(ACCOUNT, _named(identity))
    row = await store.row(select(t.account).where(_c.digest.in_(digests)))
    return _account(row) if row else None


async def bind(store: Store, person_id: int, identity: Identity, now: datetime) -> bool:
    """Store that an account signs a person in.

    Return False if it signs somebody in already, or the person has another one there.
    """
    if await by_identity(store, identity) is not None:
        return False
    named = _named(identity)
    row = {
        "person_id": person_id,
        "issuer": identity.issuer,
        "digest": store.seal.digest(ACCOUNT, named),
        "sealed": store.seal.close(ACCOUNT, named),
        "bound_at": now,
    }
    added = upserting(store)(t.account).values(row).on_conflict_do_nothing()
    return (await store.execute(added.returning(_c.id))).first() is not None


async def used(store: Store, account_id: int, now: datetime) -> None:
    """Remember that somebody signed in with an account."""
    await store.execute(update(t.account).where(_c.id == account_id).values(used_at=now))


async def of_person(store: Store, person_id: int) -> list[Account]:
    """Return the accounts of a person, the oldest first."""
    query = select(t.account).where(_c.person_id == person_id).order_by(_c.id)
    return [_account(row) for row in await store.rows(query)]


async def issuers_of(store: Store, person_ids: Collection[int]) -> Mapping[int, list[str]]:
    """Return person → issuers of their accounts, only of people who have any."""
    query = select(_c.person_id, _c.issuer).where(_c.person_id.in_(person_ids)).order_by(_c.id)
    issuers: dict[int, list[str]] = {}
    for person_id, issuer in await store.execute(query):
        issuers.setdefault(person_id, []).append(issuer)
    return issuers


async def unbind(store: Store, person_id: int, account_id: int) -> bool:
    """Delete an account of a person; return False if it is not theirs, or gone already."""
    mine = delete(t.account).where(_c.id == account_id, _c.person_id == person_id)
    return (await store.execute(mine)).rowcount > 0


def _named(identity: Identity) -> str:
    """Return issuer and subject as one text that no other pair of them has."""
    return orjson.dumps([identity.issuer, identity.subject]).decode()


def _account(row: RowMapping) -> Account:
    return Account(
        id=row["id"],
        person_id=row["person_id"],
        issuer=row["issuer"],
        bound_at=row["bound_at"],
        used_at=row["used_at"],
    )
