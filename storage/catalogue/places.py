"""Districts, municipalities, fields of action and organisations."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import asdict
from typing import Any

from sqlalchemy import (
    RowMapping,
    Table,
    bindparam,
    delete,
    exists,
    insert,
    not_,
    or_,
    select,
    update,
)

from bot.domain.places import USUAL_ZONE, Contact, District, Field, Municipality
from bot.text import sort_key
from storage import schema as t
from storage.engine.sqlite import QUICK
from storage.engine.store import Store

_d, _m, _f = t.district.c, t.municipality.c, t.field.c
_DISTRICTS = select(t.district).order_by(_d.name)
_DISTRICT = select(t.district).where(_d.id == bindparam("district")).execution_options(**QUICK)
_DISTRICT_NAMED = select(t.district).where(_d.slug == bindparam("slug")).execution_options(**QUICK)
_DISTRICTS_BY_IDS = (
    select(t.district).where(_d.id.in_(bindparam("ids", expanding=True))).execution_options(**QUICK)
)
DISTRICT = tuple(column.label(f"district_{column.name}_") for column in t.district.columns)
"""What a query of something else selects for ``district_of``."""
_MUNICIPALITIES = select(t.municipality).order_by(_m.name, _m.id)
_MUNICIPALITIES_OF = _MUNICIPALITIES.where(
    _m.district_id == bindparam("district")
).execution_options(**QUICK)
_TOWN_NAMES = (
    select(_m.id, _m.name)
    .where(_m.district_id == bindparam("district"))
    .order_by(_m.name, _m.id)
    .execution_options(**QUICK)
)
_MUNICIPALITY = (
    select(t.municipality).where(_m.id == bindparam("municipality")).execution_options(**QUICK)
)
_MUNICIPALITIES_BY_IDS = (
    select(t.municipality)
    .where(_m.id.in_(bindparam("ids", expanding=True)))
    .execution_options(**QUICK)
)
_FIELDS = (
    select(t.field)
    .where(_f.district_id == bindparam("district"))
    .order_by(_f.position, _f.id)
    .execution_options(**QUICK)
)
_FIELD = select(t.field).where(_f.id == bindparam("field")).execution_options(**QUICK)
_ORGANISATIONS = select(t.organisation.c.name, t.organisation.c.id).where(
    t.organisation.c.district_id == bindparam("district")
)


async def districts(store: Store) -> list[District]:
    """Return all districts, by name."""
    found = [_district(row) for row in await store.rows(_DISTRICTS)]
    return sorted(found, key=lambda district: sort_key(district.name))


async def district(store: Store, district_id: int) -> District | None:
    """Return a district, or None if there is none."""
    row = await store.row(_DISTRICT, {"district": district_id})
    return _district(row) if row else None


async def district_named(store: Store, slug: str) -> District | None:
    """Return the district of a slug, or None if there is none."""
    row = await store.row(_DISTRICT_NAMED, {"slug": slug})
    return _district(row) if row else None


async def districts_by_ids(store: Store, ids: Collection[int]) -> dict[int, District]:
    """Return those that exist, by id."""
    rows = await store.rows(_DISTRICTS_BY_IDS, {"ids": sorted(ids)})
    return {row["id"]: _district(row) for row in rows}


async def municipalities(store: Store, district_id: int | None = None) -> list[Municipality]:
    """Return the municipalities of a district, by name; None means of all districts."""
    if district_id is None:
        rows = await store.rows(_MUNICIPALITIES)
    else:
        rows = await store.rows(_MUNICIPALITIES_OF, {"district": district_id})
    found = [_municipality(row) for row in rows]
    return sorted(found, key=lambda municipality: sort_key(municipality.name))


async def town_names(store: Store, district_id: int) -> dict[int, str]:
    """Return id → name of the municipalities of a district, by name."""
    rows = await store.execute(_TOWN_NAMES, {"district": district_id})
    return dict(sorted(((row.id, row.name) for row in rows), key=lambda row: sort_key(row[1])))


async def municipality(store: Store, municipality_id: int) -> Municipality | None:
    """Return a municipality, or None if there is none."""
    row = await store.row(_MUNICIPALITY, {"municipality": municipality_id})
    return _municipality(row) if row else None


async def municipalities_by_ids(store: Store, ids: Collection[int]) -> dict[int, Municipality]:
    """Return those that exist, by id."""
    if not ids:
        return {}
    rows = await store.rows(_MUNICIPALITIES_BY_IDS, {"ids": sorted(ids)})
    return {row["id"]: _municipality(row) for row in rows}


async def fields(store: Store, district_id: int) -> list[Field]:
    """Return a district's fields of action in the order it chose."""
    return [_field(row) for row in await store.rows(_FIELDS, {"district": district_id})]


async def field(store: Store, field_id: int | None) -> Field | None:
    """Return a field of action, or None if there is none."""
    row = await store.row(_FIELD, {"field": field_id})
    return _field(row) if row else None


async def add_district(
    store: Store,
    slug: str,
    name: str,
    land: str,
    contact: Contact,
    zone: str = USUAL_ZONE,
) -> int:
    """Add a district, or give the one of that slug new details; return its id."""
    values = {"name": name, "land": land, "zone": zone, "contact": asdict(contact)}
    return await _put(store, t.district, {"slug": slug}, values)


async def locked_district(store: Store, district_id: int) -> District | None:
    """Return a district under its lock, or None if there is none."""
    row = await store.row(_DISTRICT.with_for_update(), {"district": district_id})
    return _district(row) if row else None


async def set_contact(store: Store, district_id: int, contact: Contact) -> None:
    """Give a district another contact. The caller holds its lock."""
    changed = update(t.district).where(_d.id == district_id)
    await store.execute(changed.values(contact=asdict(contact)))


async def add_field(store: Store, field: Field, position: int) -> int:
    """Add a field of action, or change the one of that slug; return its id."""
    values = {"emoji": field.emoji, "position": position, "names": dict(field.names)}
    return await _put(
        store, t.field, {"district_id": field.district_id, "slug": field.slug}, values
    )


async def add_municipality(store: Store, place: Municipality) -> int:
    """Add a municipality, or change the one of that name; return its id."""
    values = {
        "aliases": list(place.aliases),
        "postcodes": list(place.postcodes),
        "latitude": place.latitude,
        "longitude": place.longitude,
    }
    return await _put(
        store, t.municipality, {"district_id": place.district_id, "name": place.name}, values
    )


async def organisation_ids(store: Store, district_id: int, names: Iterable[str]) -> dict[str, int]:
    """Return name → id of the district's organisations; those named and unknown are added."""
    known = await _organisations(store, district_id)
    rows = [
        {"district_id": district_id, "name": name} for name in sorted(set(names) - known.keys())
    ]
    if not rows:
        return known
    await store.execute(insert(t.organisation), rows)
    return await _organisations(store, district_id)


async def organisation_names(store: Store) -> dict[int, str]:
    """Return id → name of all organisations."""
    o = t.organisation.c
    return {row.id: row.name for row in await store.execute(select(o.id, o.name))}


async def _organisations(store: Store, district_id: int) -> dict[str, int]:
    rows = await store.execute(_ORGANISATIONS, {"district": district_id})
    return {row.name: row.id for row in rows}


async def _put(store: Store, table: Table, key: dict[str, Any], values: Mapping[str, Any]) -> int:
    """Change the row with this key, or add it; return its id."""
    same = [table.c[name] == value for name, value in key.items()]
    row_id = (await store.execute(select(table.c.id).where(*same).with_for_update())).scalar()
    if row_id is not None:
        await store.execute(update(table).where(table.c.id == row_id).values(values))
        return int(row_id)
    added = insert(table).values({**key, **values}).returning(table.c.id)
    return int((await store.execute(added)).scalar_one())


def district_of(row: RowMapping) -> District | None:
    """Return the district of a row of ``DISTRICT``, None if an outer join found none."""
    named = {column.name: row[f"district_{column.name}_"] for column in t.district.columns}
    return None if named["id"] is None else _district(named)


def _district(row: RowMapping | Mapping[str, Any]) -> District:
    return District(
        id=row["id"],
        slug=row["slug"],
        name=row["name"],
        land=row["land"],
        zone=row["zone"],
        contact=Contact(**row["contact"]),
        picture=row["picture"],
    )


def _municipality(row: RowMapping) -> Municipality:
    aliases, postcodes = tuple(row["aliases"]), tuple(row["postcodes"])
    return Municipality(
        id=row["id"],
        district_id=row["district_id"],
        name=row["name"],
        aliases=aliases,
        postcodes=postcodes,
        latitude=row["latitude"],
        longitude=row["longitude"],
    )


def _field(row: RowMapping) -> Field:
    return Field(
        id=row["id"],
        district_id=row["district_id"],
        slug=row["slug"],
        emoji=row["emoji"],
        names=row["names"],
    )


async def remove_unused(
    store: Store, district_id: int, towns: Collection[str], slugs: Collection[str]
) -> None:
    """Delete municipalities and fields of a district that no row refers to."""
    for named, names in ((_m.name, towns), (_f.slug, slugs)):
        table = named.table
        used = [
            exists().where(column == table.c.id)
            for other in t.metadata.tables.values()
            for column in other.c
            if column.references(table.c.id)
        ]
        wanted = (table.c.district_id == district_id) & named.in_(sorted(names))
        await store.execute(delete(table).where(wanted, not_(or_(*used))))
