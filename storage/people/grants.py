"""Grants: given, ended, taken away, handed over. What they allow is in ``bot/rules/grants.py``.

Whoever changes the grants of a person holds the lock of that person, as every press of theirs
does: so a press is answered either wholly before or wholly after it.
"""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import (
    RowMapping,
    Select,
    bindparam,
    case,
    func,
    insert,
    select,
    update,
)

from bot.domain.grants import Grant, GrantState, Right, Role
from storage import schema as t
from storage.engine.store import Store
from storage.people.person_rows import RIGHT
from storage.people.person_rows import rights_of as read

_g = t.grants.c
_ACTIVE = _g.state == GrantState.ACTIVE.value
_RIGHTS = select(RIGHT).where(_g.person_id == bindparam("person"), _ACTIVE)
_CHANGE = update(t.grants).where(_g.id == bindparam("grant"))
_LOCK_PERSON = select(t.person.c.id).where(t.person.c.id == bindparam("person")).with_for_update()
_LOCK_DISTRICT = (
    select(t.district.c.id).where(t.district.c.id == bindparam("district")).with_for_update()
)


async def rights_of(store: Store, person_id: int) -> frozenset[Right]:
    """Return the rights of a person as they are stored now, also those whose end has passed."""
    return read(",".join((await store.execute(_RIGHTS, {"person": person_id})).scalars()))


async def of_person(store: Store, person_id: int) -> list[Grant]:
    """Return the active grants of a person, the oldest first."""
    query = _grants().where(_g.person_id == person_id, _ACTIVE)
    return [_grant(row) for row in await store.rows(query)]


async def listed(store: Store, district_id: int | None = None) -> list[Grant]:
    """Return all active grants of a district, the oldest first; None means of all districts."""
    query = _grants().where(_ACTIVE)
    if district_id is not None:
        query = query.where(_g.district_id == district_id)
    return [_grant(row) for row in await store.rows(query)]


async def page(
    store: Store, district_id: int, role: Role | None, *, limit: int, offset: int
) -> list[Grant]:
    """Return active grants of a district, the newest first; ``role`` None means of all roles."""
    query = select(t.grants).where(_ACTIVE, _g.district_id == district_id)
    if role:
        query = query.where(_g.role == role)
    rows = await store.rows(query.order_by(_g.id.desc()).limit(limit).offset(offset))
    return [_grant(row) for row in rows]


async def count_roles(store: Store, district_id: int) -> dict[Role, int]:
    """Return role → number of active grants of a district; roles that nobody has are missing."""
    query = select(_g.role, func.count()).where(_ACTIVE, _g.district_id == district_id)
    return {Role(row[0]): row[1] for row in await store.execute(query.group_by(_g.role))}


async def numbers_of(store: Store, district_id: int, people: Collection[int]) -> dict[int, int]:
    """Return person → the id of a grant of theirs in a district, the oldest one in force first.

    Grants that were taken away count too, so that what somebody did keeps its author.
    """
    wanted = (_g.district_id == district_id) & _g.person_id.in_(sorted(people))
    query = select(_g.person_id, _g.id).where(wanted).order_by(_g.state != GrantState.ACTIVE, _g.id)
    found: dict[int, int] = {}
    for person_id, grant_id in await store.execute(query):
        found.setdefault(person_id, grant_id)
    return found


async def by_id(store: Store, grant_id: int) -> Grant | None:
    """Return a grant in any state, or None if there is none."""
    row = await store.row(_grants().where(_g.id == grant_id))
    return _grant(row) if row else None


async def locked(store: Store, grant_id: int) -> Grant | None:
    """Return a grant under the locks of its district and person; None if there is none.

    With the lock of the district the last two coordinators cannot both be taken away at once.
    """
    grant = await by_id(store, grant_id)
    if grant is None:
        return None
    await store.execute(_LOCK_DISTRICT, {"district": grant.right.district_id})
    await store.execute(_LOCK_PERSON, {"person": grant.person_id})
    return await by_id(store, grant_id)


async def give(
    store: Store, person_id: int, right: Right, now: datetime, given_by: int | None = None
) -> Grant:
    """Give a right to a person and return the grant.

    Whoever has the same right already keeps that grant; its end becomes the new one. Ends are
    stored in whole seconds.
    """
    await store.execute(_LOCK_PERSON, {"person": person_id})
    ends_at = right.ends_at.replace(microsecond=0) if right.ends_at else None
    for grant in await of_person(store, person_id):
        if _same(grant.right, right):
            await end(store, grant.id, ends_at)
            return await _stored(store, grant.id)
    row = {
        "person_id": person_id,
        "role": right.role,
        "district_id": right.district_id,
        "organisation_id": right.organisation_id,
        "language": right.language,
        "given_by": given_by,
        "given_at": now,
        "ends_at": ends_at,
        "state": GrantState.ACTIVE,
    }
    added = await store.execute(insert(t.grants).values(row).returning(_g.id))
    return await _stored(store, added.scalar_one())


async def revoke(store: Store, grant_id: int, state: GrantState = GrantState.REVOKED) -> None:
    """Take a grant away at once; ``state`` says why. The caller holds its locks."""
    await store.execute(_CHANGE, {"grant": grant_id, "state": state, "chosen": False})


async def end(store: Store, grant_id: int, ends_at: datetime | None) -> None:
    """Let a grant end at a moment; None means never. The caller holds the lock of its person."""
    await store.execute(_CHANGE, {"grant": grant_id, "ends_at": ends_at})


async def hand_over(
    store: Store, grant: Grant, person_id: int, now: datetime, given_by: int | None = None
) -> Grant:
    """Give the right of a grant to another person and end it, in one step; return the new grant.

    The caller holds the locks of the grant.
    """
    new = await give(store, person_id, grant.right, now, given_by)
    await revoke(store, grant.id, GrantState.HANDED_OVER)
    return new


async def choose(store: Store, person_id: int, district_id: int) -> None:
    """Remember in which district a person works; the caller holds the lock of the person."""
    chosen = case((_g.district_id == district_id, True), else_=False)
    mine = update(t.grants).where(_g.person_id == person_id, _ACTIVE)
    await store.execute(mine.values(chosen=chosen))


def _same(one: Right, other: Right) -> bool:
    return (one.role, one.district_id, one.organisation_id, one.language) == (
        other.role,
        other.district_id,
        other.organisation_id,
        other.language,
    )


async def _stored(store: Store, grant_id: int) -> Grant:
    return _grant((await store.rows(_grants().where(_g.id == grant_id)))[0])


def _grants() -> Select[Any]:
    return select(t.grants).order_by(_g.id)


def _grant(row: RowMapping) -> Grant:
    right = Right(
        role=Role(row["role"]),
        district_id=row["district_id"],
        organisation_id=row["organisation_id"],
        ends_at=row["ends_at"],
        chosen=row["chosen"],
        language=row["language"],
    )
    return Grant(
        id=row["id"],
        person_id=row["person_id"],
        right=right,
        given_at=row["given_at"],
        given_by=row["given_by"],
        state=GrantState(row["state"]),
    )
