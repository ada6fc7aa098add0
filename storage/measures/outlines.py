"""All measures of a district as lists need them: a tenth of the work of reading all details."""

from typing import Any

from sqlalchemy import func, select

from bot.domain.half_years import HalfYear
from bot.domain.measures import MeasureOutline, MeasureState, ReviewState
from storage import schema as t
from storage.engine.store import Store
from storage.measures.measures import in_order

_m, _r = t.measure.c, t.measure_review.c
_STATES = {state.value: state for state in MeasureState}
_OUTLINES = (
    select(
        _m.id,
        _m.number,
        _m.texts,
        _m.state,
        t.field.c.slug,
        t.organisation.c.name,
        _m.owner_grant_id,
        t.group.c.name,
        _m.starts_on,
        _m.due_on,
    )
    .outerjoin(t.field, t.field.c.id == _m.field_id)
    .outerjoin(t.organisation, t.organisation.c.id == _m.organisation_id)
    .outerjoin(t.group, t.group.c.id == _m.owner_group_id)
)


async def of_district(store: Store, district_id: int) -> list[MeasureOutline]:
    """Return all measures of a district, in the order of the plan."""
    rows = await store.execute(_OUTLINES.where(_m.district_id == district_id))
    return sorted(map(_outline, rows), key=lambda outline: in_order(outline.number))


async def reviewed_ids(
    store: Store, district_id: int, period: HalfYear, *, answered: bool
) -> frozenset[int]:
    """Return the measures with a review of a half-year; with ``answered`` not those of silence."""
    query = (
        select(_r.measure_id)
        .join(t.measure, _m.id == _r.measure_id)
        .where(_m.district_id == district_id, _r.period == str(period))
        .distinct()
    )
    if answered:
        query = query.where(_r.state != ReviewState.NO_ANSWER)
    return frozenset((await store.execute(query)).scalars())


async def versions(store: Store, district_id: int, period: HalfYear) -> dict[int, tuple[int, int]]:
    """Return measure → its version, and the number of its last review of a half-year, 0 for none.

    What is shown is still true as long as these are the same.
    """
    last = (
        select(_r.measure_id, func.max(_r.number).label("number"))
        .where(_r.period == str(period))
        .group_by(_r.measure_id)
        .subquery()
    )
    query = (
        select(_m.id, _m.version, func.coalesce(last.c.number, 0))
        .outerjoin(last, last.c.measure_id == _m.id)
        .where(_m.district_id == district_id)
    )
    return {i: (version, number) for i, version, number in await store.execute(query)}


def _outline(row: Any) -> MeasureOutline:
    measure_id, number, texts, state, field, organisation, grant_id, group, starts_on, due_on = row
    return MeasureOutline(
        id=measure_id,
        number=number,
        titles={language: text["title"] for language, text in texts.items()},
        state=_STATES[state],
        field=field or "",
        organisation=organisation or "",
        owner_grant_id=grant_id,
        owner_group=group or "",
        starts_on=starts_on,
        due_on=due_on,
    )
