"""Measures as rows: what they name is stored by its id."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import RowMapping, select

from bot.domain.measures import (
    Measure,
    MeasureDetails,
    MeasureOrigin,
    MeasureState,
    MeasureText,
)
from storage import schema as t
from storage.catalogue import places
from storage.engine.store import Store

_m = t.measure.c
PARENT = t.measure.alias("parent")
MEASURES = (
    select(
        t.measure,
        t.field.c.slug.label("field"),
        t.organisation.c.name.label("organisation"),
        t.group.c.name.label("owner_group"),
        PARENT.c.number.label("parent"),
    )
    .outerjoin(t.field, t.field.c.id == _m.field_id)
    .outerjoin(t.organisation, t.organisation.c.id == _m.organisation_id)
    .outerjoin(t.group, t.group.c.id == _m.owner_group_id)
    .outerjoin(PARENT, PARENT.c.id == _m.parent_id)
)


async def values_of(
    store: Store, district_id: int, details: MeasureDetails, *, link: bool = True
) -> dict[str, Any]:
    """Return the columns of a measure, with the ids of what it names."""
    fields = {field.slug: field.id for field in await places.fields(store, district_id)}
    organisation_id = await _organisation(store, district_id, details.organisation)
    parents = await ids_of(store, district_id, [details.parent] if link else [])
    return {
        "field_id": fields.get(details.field),
        "organisation_id": organisation_id,
        "owner_grant_id": details.owner_grant_id,
        "owner_group_id": await _group_id(store, district_id, details.owner_group),
        "parent_id": parents.get(details.parent),
        "number": details.number,
        "texts": {
            text.language: {
                "title": text.title,
                "goal": text.goal,
                "description": text.description,
            }
            for text in details.texts
        },
        "target": details.target,
        "unit": details.unit,
        "cost_from": details.cost_from,
        "cost_to": details.cost_to,
        "cost_source": details.cost_source,
        "starts_on": details.starts_on,
        "due_on": details.due_on,
        "state": details.state,
        "public": details.public,
        "origin": details.origin,
    }


async def _organisation(store: Store, district_id: int, name: str) -> int | None:
    if not name:
        return None
    return (await places.organisation_ids(store, district_id, [name]))[name]


async def _group_id(store: Store, district_id: int, name: str) -> int | None:
    if not name:
        return None
    query = select(t.group.c.id).where(t.group.c.district_id == district_id, t.group.c.name == name)
    return (await store.execute(query)).scalar()


async def ids_of(store: Store, district_id: int, numbers: Sequence[str]) -> dict[str, int]:
    if not any(numbers):
        return {}
    query = select(_m.number, _m.id).where(
        _m.district_id == district_id, _m.number.in_(list(numbers))
    )
    return {row.number: row.id for row in await store.execute(query)}


def measure_of(row: RowMapping) -> Measure:
    details = MeasureDetails(
        number=row["number"],
        texts=tuple(
            MeasureText(language=language, **row["texts"][language])
            for language in sorted(row["texts"])
        ),
        field=row["field"] or "",
        target=row["target"],
        unit=row["unit"],
        cost_from=row["cost_from"],
        cost_to=row["cost_to"],
        cost_source=row["cost_source"],
        starts_on=row["starts_on"],
        due_on=row["due_on"],
        organisation=row["organisation"] or "",
        owner_grant_id=row["owner_grant_id"],
        owner_group=row["owner_group"] or "",
        state=MeasureState(row["state"]),
        public=row["public"],
        origin=MeasureOrigin(row["origin"]),
        parent=row["parent"] or "",
    )
    return Measure(row["id"], row["district_id"], row["version"], details, row["owner_group_id"])
