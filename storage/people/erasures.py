"""Who was erased: keyed digests of addresses, kept as long as a backup may still hold them.

The digest is not that of ``address``: only who knows the address and the key finds somebody by it.
A restored backup asks ``returned`` who is in it again.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime

from cryptography.exceptions import InvalidTag
from sqlalchemy import ColumnElement, select

from storage import schema as t
from storage.engine.database import upserting
from storage.engine.erasure_list import Erasure
from storage.engine.sealing import Seal
from storage.engine.store import Store

_a, _c, _e = t.address.c, t.account.c, t.erasure.c
_PURPOSE = "erasure"
ACCOUNT = "account"
"""The purpose for which accounts at identity providers are sealed."""


async def note(store: Store, which: ColumnElement[bool], now: datetime) -> None:
    """Remember that these addresses are about to be deleted."""
    digests = (await store.execute(select(_a.digest).where(which))).scalars()
    await learn(store, [(_marked(store.seal, digest), now) for digest in digests])


async def note_accounts(store: Store, person_ids: Sequence[int], now: datetime) -> None:
    """Remember that the accounts of people are about to be deleted with them.

    The address of a browser changes when somebody signs in again; an account stays the same.
    """
    query = select(_c.digest).where(_c.person_id.in_(person_ids))
    digests = (await store.execute(query)).scalars()
    await learn(store, [(_marked(store.seal, digest), now) for digest in digests])


async def learn(store: Store, erasures: Iterable[Erasure]) -> None:
    """Store erasures; of two of the same address the later one counts."""
    for digest, moment in erasures:
        row = upserting(store)(t.erasure).values(digest=digest, erased_at=moment)
        await store.execute(
            row.on_conflict_do_update(
                index_elements=["digest"],
                set_={"erased_at": moment},
                where=_e.erased_at < moment,
            )
        )
        store.erased.append((digest, moment))


async def every(store: Store) -> dict[bytes, datetime]:
    """Return digest → when it was erased, of all that are remembered."""
    return {row.digest: row.erased_at for row in await store.execute(select(t.erasure))}


async def returned(
    store: Store, erased: Mapping[bytes, datetime], older: Sequence[Seal] = ()
) -> dict[int, list[int]]:
    """Return person → ids of their addresses that were erased, after a restore.

    ``older`` are seals with earlier keys: an address may be sealed with one of them, or have been
    erased under one.
    """
    seals = (store.seal, *older)
    found: dict[int, list[int]] = {}
    if not erased:
        return found
    query = select(_a.id, _a.person_id, _a.channel, _a.sealed).order_by(_a.id)
    for row in await store.execute(query):
        if any(mark in erased for mark in _marks(seals, row.channel, row.sealed)):
            found.setdefault(row.person_id, []).append(row.id)
    return found


async def returned_by_account(
    store: Store, erased: Mapping[bytes, datetime], older: Sequence[Seal] = ()
) -> set[int]:
    """Return the ids of people whose account was erased with them, after a restore."""
    if not erased:
        return set()
    rows = await store.execute(select(_c.person_id, _c.sealed))
    seals = (store.seal, *older)
    return {
        row.person_id
        for row in rows
        if any(mark in erased for mark in _marks(seals, ACCOUNT, row.sealed))
    }


def _marks(seals: Sequence[Seal], channel: str, sealed: bytes) -> Iterator[bytes]:
    """Yield the digests that an address has under each key; none if no key opens it.

    ``channel`` is the purpose that it is sealed for.
    """
    for opening in seals:
        try:
            value = opening.open(channel, sealed)
        except InvalidTag:
            continue
        yield from (_marked(seal, seal.digest(channel, value)) for seal in seals)
        return


def _marked(seal: Seal, digest: bytes) -> bytes:
    return seal.digest(_PURPOSE, digest.hex())
