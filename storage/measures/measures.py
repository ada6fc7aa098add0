"""Measures, and the history of their changes, which is only ever added to."""

from collections.abc import Collection, Mapping
from datetime import datetime
from functools import lru_cache

from sqlalchemy import ColumnElement, Select, bindparam, insert, select, update
from sqlalchemy.exc import IntegrityError

from bot.domain.grants import GrantState
from bot.domain.groups import Standing
from bot.domain.measures import (
    Measure,
    MeasureChange,
    MeasureDetails,
)
from bot.rules import measure_tables as tables
from bot.rules.measures import MeasureContext, checked, must_be_current
from bot.rules.problems import Problem, Refusal
from storage import schema as t
from storage.catalogue import places
from storage.engine.store import Store
from storage.measures.measure_rows import MEASURES, PARENT, ids_of, measure_of, values_of

_m, _c, _g = t.measure.c, t.measure_change.c, t.grants.c
_LOCK_DISTRICT = (
    select(t.district.c.id).where(t.district.c.id == bindparam("district")).with_for_update()
)


async def of_district(store: Store, district_id: int) -> list[Measure]:
    """Return all measures of a district, in the order of the plan: 2.5 before 2.10."""
    rows = await store.rows(MEASURES.where(_m.district_id == district_id))
    return sorted(map(measure_of, rows), key=lambda measure: in_order(measure.details.number))


@lru_cache(maxsize=4096)
def in_order(number: str) -> tuple[tuple[int, int, str], ...]:
    """Return the key by which numbers of a plan are sorted, part by part."""
    parts = number.replace("-", ".").replace("/", ".").split(".")
    return tuple((0, int(part), "") if part.isdecimal() else (1, 0, part) for part in parts)


async def by_id(store: Store, measure_id: int) -> Measure | None:
    """Return a measure, or None if there is none."""
    row = await store.row(MEASURES.where(_m.id == measure_id))
    return measure_of(row) if row else None


async def by_ids(store: Store, measure_ids: Collection[int]) -> dict[int, Measure]:
    """Return those that exist, by id."""
    rows = await store.rows(MEASURES.where(_m.id.in_(sorted(measure_ids))))
    return {row["id"]: measure_of(row) for row in rows}


async def locked(store: Store, measure_id: int) -> Measure | None:
    """Return a measure under the lock of its district, or None if there is none.

    What a measure may be depends on the others: their numbers and their parts.
    """
    measure = await by_id(store, measure_id)
    if measure is None:
        return None
    await store.execute(_LOCK_DISTRICT, {"district": measure.district_id})
    return await by_id(store, measure_id)


async def context(store: Store, district_id: int, now: datetime) -> MeasureContext:
    """Return what measures of a district may refer to at this moment."""
    fields = await places.fields(store, district_id)
    in_force = (_g.ends_at.is_(None)) | (_g.ends_at > now)
    grants = select(_g.id).where(
        _g.district_id == district_id, _g.state == GrantState.ACTIVE, in_force
    )
    groups = select(t.group.c.name).where(t.group.c.district_id == district_id)
    numbers = _parents(_m.district_id == district_id)
    return MeasureContext(
        fields=frozenset(field.slug for field in fields),
        grant_ids=frozenset((await store.execute(grants)).scalars()),
        groups=frozenset((await store.execute(groups)).scalars()),
        parents={row.number: row.parent or "" for row in await store.execute(numbers)},
    )


async def add(
    store: Store,
    district_id: int,
    details: MeasureDetails,
    now: datetime,
    author_id: int | None = None,
) -> Measure:
    """Store a new measure and return it. Refuses what the rules refuse, and a known number."""
    await store.execute(_LOCK_DISTRICT, {"district": district_id})
    allowed = await context(store, district_id, now)
    details = checked(details, allowed)
    if details.number in (allowed.parents or {}):
        raise Refusal(Problem.MEASURE_KNOWN)
    return await _add(store, district_id, details, now, author_id)


async def change(
    store: Store,
    measure_id: int,
    version: int,
    details: MeasureDetails,
    now: datetime,
    author_id: int | None = None,
) -> Measure:
    """Change a measure that was shown in ``version``, and return it as it is now.

    Refuses what the rules refuse, a number that another one has, and a measure that somebody else
    has changed since. What stays equal is no change. An owner who left stays until they are
    replaced: otherwise nothing else could be corrected.
    """
    measure = must_be_current(await locked(store, measure_id), version)
    if measure.details == details:
        return measure
    allowed = await context(store, measure.district_id, now)
    details = checked(details, _keeping_owner(allowed, measure, details))
    known = set(allowed.parents or {}) - {measure.details.number}
    if details.number in known:
        raise Refusal(Problem.MEASURE_KNOWN)
    return await _change(store, measure, details, now, author_id)


async def take_on(
    store: Store,
    measure: Measure,
    details: MeasureDetails,
    now: datetime,
    author_id: int | None,
) -> Measure:
    """Change a measure to what its review says; the caller holds its lock.

    Nothing but its state differs, so what else may be wrong with it by now does not matter.
    """
    return await _change(store, measure, details, now, author_id)


async def apply(
    store: Store,
    district_id: int,
    plan: tables.MeasurePlan,
    now: datetime,
    author_id: int | None = None,
) -> None:
    """Write the plan of an import, whose measures were checked under the lock of the district.

    Parents are linked when all measures are there, in whatever order the file has them.
    """
    added = [
        await _add(store, district_id, details, now, author_id, link=False) for details in plan.new
    ]
    for measure in added:
        await _link(store, measure)
    for measure, details in plan.changed:
        await _change(store, measure, details, now, author_id)


async def lock_district(store: Store, district_id: int) -> None:
    """Let nobody else change measures of a district in this moment."""
    await store.execute(_LOCK_DISTRICT, {"district": district_id})


async def history(store: Store, measure_id: int) -> list[MeasureChange]:
    """Return every change of a measure, the first one first."""
    query = select(t.measure_change).where(_c.measure_id == measure_id).order_by(_c.version)
    return [
        MeasureChange(
            measure_id=row["measure_id"],
            version=row["version"],
            changed_at=row["changed_at"],
            before=row["before"],
            after=row["after"],
            person_id=row["person_id"],
        )
        for row in await store.rows(query)
    ]


async def owner_ids(store: Store, measure: Measure, now: datetime) -> frozenset[int]:
    """Return the people who own a measure now: who holds its grant, or who leads its group."""
    grant_id, group_id = measure.details.owner_grant_id, measure.owner_group_id
    if grant_id is not None:
        in_force = (_g.ends_at.is_(None)) | (_g.ends_at > now)
        query = select(_g.person_id).where(
            _g.id == grant_id, _g.state == GrantState.ACTIVE, in_force
        )
    else:
        member = t.membership.c
        query = select(member.person_id).where(
            member.group_id == (group_id or 0), member.standing == Standing.LEAD
        )
    return frozenset((await store.execute(query)).scalars())


def _keeping_owner(
    allowed: MeasureContext, measure: Measure, details: MeasureDetails
) -> MeasureContext:
    """Return the context with the owner of a measure, if the owner is not what changes."""
    grant_id = measure.details.owner_grant_id
    if grant_id is None or details.owner_grant_id != grant_id:
        return allowed
    return MeasureContext(
        fields=allowed.fields,
        grant_ids=frozenset((*allowed.grant_ids, grant_id)),
        groups=allowed.groups,
        parents=allowed.parents,
    )


async def _add(
    store: Store,
    district_id: int,
    details: MeasureDetails,
    now: datetime,
    author_id: int | None,
    *,
    link: bool = True,
) -> Measure:
    values = await values_of(store, district_id, details, link=link)
    row = values | {"district_id": district_id, "version": 1}
    try:
        async with store.savepoint():
            added = await store.execute(insert(t.measure).values(row).returning(_m.id))
    except IntegrityError:
        raise Refusal(Problem.MEASURE_KNOWN) from None
    measure = Measure(added.scalar_one(), district_id, 1, details, values["owner_group_id"])
    await _note(store, measure, {}, tables.row(details), now, author_id)
    return measure


async def _change(
    store: Store,
    measure: Measure,
    details: MeasureDetails,
    now: datetime,
    author_id: int | None,
) -> Measure:
    values = await values_of(store, measure.district_id, details)
    changed = Measure(
        id=measure.id,
        district_id=measure.district_id,
        version=measure.version + 1,
        details=details,
        owner_group_id=values["owner_group_id"],
    )
    statement = update(t.measure).where(_m.id == measure.id)
    await store.execute(statement.values(values | {"version": changed.version}))
    cells = tables.differences(measure.details, details)
    before = {name: old for name, (old, _) in cells.items()}
    after = {name: new for name, (_, new) in cells.items()}
    await _note(store, changed, before, after, now, author_id)
    return changed


async def _link(store: Store, measure: Measure) -> None:
    """Store the parent of a measure, which was not there before."""
    if measure.details.parent:
        ids = await ids_of(store, measure.district_id, [measure.details.parent])
        parent_id = ids.get(measure.details.parent)
        await store.execute(
            update(t.measure).where(_m.id == measure.id).values(parent_id=parent_id)
        )


async def _note(
    store: Store,
    measure: Measure,
    before: Mapping[str, str],
    after: Mapping[str, str],
    now: datetime,
    author_id: int | None,
) -> None:
    line = {
        "measure_id": measure.id,
        "version": measure.version,
        "changed_at": now,
        "before": dict(before),
        "after": dict(after),
        "person_id": author_id,
    }
    await store.execute(insert(t.measure_change).values(line))


def _parents(condition: ColumnElement[bool]) -> Select[tuple[str, str | None]]:
    return (
        select(_m.number, PARENT.c.number.label("parent"))
        .outerjoin(PARENT, PARENT.c.id == _m.parent_id)
        .where(condition)
    )
