"""Announcements: draft, change, release. Their dates are rows of ``campaigns``."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, RowMapping, bindparam, delete, func, insert, select, update

from bot.domain.announcements import (
    SERVICES,
    WRITTEN,
    Announcement,
    Audience,
    Kind,
    Recipient,
    State,
    Times,
)
from bot.domain.places import District
from bot.rules import recurrence
from bot.rules.problems import Problem, Refusal
from storage import schema as t
from storage.engine.store import Store

_a = t.announcement.c
_MAY_GO = {"person_id": t.person, "offer_id": t.offer, "attachment_id": t.attachment}
"""What an announcement refers to and lives on without."""
_SERVICES = [kind.value for kind in SERVICES]
_LOCK_DISTRICT = (
    select(t.district.c.id)
    .where(t.district.c.id == bindparam("district"))
    .with_for_update(key_share=True)
)
_BY_IDS = select(t.announcement).where(_a.id.in_(bindparam("numbers", expanding=True)))


async def add(store: Store, announcement: Announcement, now: datetime) -> int:
    """Store a new announcement; return its id."""
    values = _values(announcement) | {
        "district_id": announcement.district_id,
        "person_id": announcement.author_id,
        "version": 0,
        "changed_at": now,
    }
    return int(
        (await store.execute(insert(t.announcement).values(values).returning(_a.id))).scalar_one()
    )


async def change(store: Store, announcement: Announcement, now: datetime) -> None:
    """Store it as it is now. Refuses if somebody else changed it since it was read."""
    same = (_a.id == announcement.id) & (_a.version == announcement.version)
    values = _values(announcement) | {"version": announcement.version + 1, "changed_at": now}
    if not (await store.execute(update(t.announcement).where(same).values(values))).rowcount:
        raise Refusal(Problem.CHANGED_MEANWHILE)


async def remove(store: Store, announcement_id: int) -> None:
    """Delete an announcement that was never sent."""
    await store.execute(delete(t.announcement).where(_a.id == announcement_id))


def kept(draft: Announcement) -> dict[str, Any]:
    """Return what puts a deleted draft back, as JSON."""
    own = {"id": draft.id, "district_id": draft.district_id, "version": draft.version}
    return {**_values(draft), **own, "person_id": draft.author_id, "next_at": None}


async def put_back(store: Store, row: Mapping[str, Any], now: datetime) -> bool:
    """Store a deleted draft again, and return whether it was away.

    Who wrote it, its offer and its file may be deleted meanwhile: then it has none.
    """
    there = {
        name: select(table.c.id).where(table.c.id == row[name]).scalar_subquery()
        for name, table in _MAY_GO.items()
    }
    if await by_id(store, row["id"]):
        return False
    await store.execute(insert(t.announcement).values({**row, **there, "changed_at": now}))
    return True


async def by_id(store: Store, announcement_id: int, *, lock: bool = False) -> Announcement | None:
    """Return an announcement, or None. With ``lock`` nobody else changes it meanwhile."""
    query = select(t.announcement).where(_a.id == announcement_id)
    row = await store.row(query.with_for_update() if lock else query)
    return _announcement(row) if row else None


async def of_file(store: Store, attachment_id: int) -> Announcement | None:
    """Return the announcement that has a file, or None if none has it."""
    row = await store.row(
        select(t.announcement).where(_a.attachment_id == attachment_id).order_by(_a.id).limit(1)
    )
    return _announcement(row) if row else None


async def by_ids(store: Store, announcement_ids: Collection[int]) -> dict[int, Announcement]:
    """Return those that exist, by id."""
    rows = await store.rows(_BY_IDS, {"numbers": sorted(announcement_ids)})
    return {row["id"]: _announcement(row) for row in rows}


async def due(store: Store, now: datetime, limit: int) -> Sequence[int]:
    """Return the ids of announcements whose date has come, the oldest date first."""
    query = select(_a.id).where(_is_due(now)).order_by(_a.next_at, _a.id).limit(limit)
    return list((await store.execute(query)).scalars())


async def take_due(store: Store, announcement_id: int, now: datetime) -> Announcement | None:
    """Lock and return an announcement that ``due`` named.

    None if it is not due any more or is locked elsewhere.
    """
    query = select(t.announcement).where(_a.id == announcement_id, _is_due(now))
    row = await store.row(query.with_for_update(skip_locked=True))
    return _announcement(row) if row else None


def _is_due(now: datetime) -> ColumnElement[bool]:
    return (_a.state == State.RELEASED) & (_a.next_at <= now)


async def of_district(store: Store, district_id: int, limit: int) -> Sequence[Announcement]:
    """Return what was written for a district, the latest changed first."""
    query = (
        select(t.announcement)
        .where(_a.district_id == district_id, _a.kind.in_(WRITTEN))
        .order_by(_a.changed_at.desc(), _a.id.desc())
        .limit(limit)
    )
    return [_announcement(row) for row in await store.rows(query)]


async def every(store: Store, limit: int) -> Sequence[Announcement]:
    """Return what was written for any district, the latest first."""
    query = select(t.announcement).where(_a.kind.in_(WRITTEN)).order_by(_a.id.desc()).limit(limit)
    return [_announcement(row) for row in await store.rows(query)]


async def without_services(store: Store, limit: int) -> Sequence[int]:
    """Return the ids of districts that lack an announcement of the service."""
    kinds = func.count(_a.kind.distinct())
    query = (
        select(t.district.c.id)
        .outerjoin(t.announcement, (_a.district_id == t.district.c.id) & _a.kind.in_(_SERVICES))
        .group_by(t.district.c.id)
        .having(kinds < len(SERVICES))
        .order_by(t.district.c.id)
        .limit(limit)
    )
    return list((await store.execute(query)).scalars())


async def add_services(store: Store, district: District, first: datetime, now: datetime) -> bool:
    """Give a district the services that it lacks; ``first`` is the local time of the first.

    Returns False if it lacks none.
    """
    query = select(_a.kind).where(_a.district_id == district.id, _a.kind.in_(_SERVICES))
    present = set((await store.execute(query)).scalars())
    missing = {kind: rule for kind, rule in SERVICES.items() if kind.value not in present}
    for kind, rule in missing.items():
        times = Times(first, rule, district.zone)
        next_at = recurrence.next_at(times, now)
        service = Announcement(
            0, district.id, kind, times=times, state=State.RELEASED, next_at=next_at
        )
        await add(store, service, now)
    return bool(missing)


async def standing(store: Store, district_id: int, kind: Kind, now: datetime) -> Announcement:
    """Return the announcement for notifications of single people, locked; add it if needed.

    The lock keeps the order in which the parts are counted. Before the first there is nothing to
    lock but the district: two who tell their first news at once would add one each.
    """
    found = await _standing(store, district_id, kind)
    if found is None:
        await store.execute(_LOCK_DISTRICT, {"district": district_id})
        found = await _standing(store, district_id, kind)
    if found:
        return found
    announcement = Announcement(0, district_id, kind, state=State.RELEASED)
    return replace(announcement, id=await add(store, announcement, now))


async def _standing(store: Store, district_id: int, kind: Kind) -> Announcement | None:
    query = (
        select(t.announcement)
        .where(_a.district_id == district_id, _a.kind == kind)
        .order_by(_a.id)
        .limit(1)
    )
    row = await store.row(query.with_for_update())
    return _announcement(row) if row else None


async def go_on(store: Store, announcement_id: int, next_at: datetime | None) -> None:
    """Set the next date after one; None ends the announcement."""
    state = State.RELEASED if next_at else State.ENDED
    await store.execute(
        update(t.announcement).where(_a.id == announcement_id).values(next_at=next_at, state=state)
    )


async def wait(store: Store, now: datetime) -> int:
    """Hold what was due since the backup, after a restore; return how many announcements.

    They may have gone out already, so a human decides.
    """
    overdue = select(t.announcement).where(
        _a.state == State.RELEASED, _a.next_at <= now, _a.kind.in_(WRITTEN)
    )
    waiting = [_announcement(row) for row in await store.rows(overdue)]
    for announcement in waiting:
        later = recurrence.next_at(announcement.times, now) if announcement.times.rule else None
        values = {"next_at": later, "state": State.RELEASED if later else State.DRAFT}
        await store.execute(update(t.announcement).where(_a.id == announcement.id).values(values))
    return len(waiting)


def _values(announcement: Announcement) -> dict[str, Any]:
    return {
        "kind": announcement.kind,
        "state": announcement.state,
        "texts": dict(announcement.texts),
        "audience": {
            name: sorted(getattr(announcement.audience, name))
            for name in Audience.__dataclass_fields__
        },
        "start": announcement.times.start.isoformat(timespec="seconds")
        if announcement.times.start
        else "",
        "rule": announcement.times.rule,
        "zone": announcement.times.zone,
        "land": announcement.times.land,
        "never_twice": announcement.never_twice,
        "offer_id": announcement.offer_id,
        "attachment_id": announcement.attachment_id,
        "next_at": announcement.next_at,
    }


def _announcement(row: RowMapping) -> Announcement:
    start = datetime.fromisoformat(row["start"]) if row["start"] else None
    return Announcement(
        id=row["id"],
        district_id=row["district_id"],
        kind=Kind(row["kind"]),
        texts=row["texts"],
        audience=_audience(row["audience"]),
        times=Times(start, row["rule"], row["zone"], row["land"]),
        state=State(row["state"]),
        never_twice=row["never_twice"],
        offer_id=row["offer_id"],
        attachment_id=row["attachment_id"],
        author_id=row["person_id"],
        version=row["version"],
        next_at=row["next_at"],
    )


def _audience(stored: Mapping[str, list[Any]]) -> Audience:
    roles = {
        name: frozenset(map(Recipient, stored.get(name, ()))) for name in ("roles", "without_roles")
    }
    return Audience(
        **{name: frozenset(stored.get(name, ())) for name in Audience.__dataclass_fields__} | roles
    )
