"""Districts, municipalities, fields of action and organisations."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import asdict
from typing import Any

from sqlalchemy import RowMapping, Table, bindparam, insert, select, update

from bot.domain.places import Contact, District, Field, Municipality
from storage import schema as t
from storage.engine.store import Store

_DISTRICTS = select(t.district).order_by(t.district.c.name)
_DISTRICTS_BY_IDS = select(t.district).where(t.district.c.id.in_(bindparam("ids", expanding=True)))
_MUNICIPALITIES_BY_IDS = select(t.municipality).where(
    t.municipality.c.id.in_(bindparam("ids", expanding=True))
)


async def districts(store: Store) -> list[District]:
    """All of them, by name."""
    rows = await store.execute(_DISTRICTS)
    return [_district(row) for row in rows.mappings()]


async def district(store: Store, district_id: int) -> District | None:
    """None if there is none."""
    row = (
        (await store.execute(select(t.district).where(t.district.c.id == district_id)))
        .mappings()
        .first()
    )
    return _district(row) if row else None


async def district_named(store: Store, slug: str) -> District | None:
    """None if there is none."""
    row = (
        (await store.execute(select(t.district).where(t.district.c.slug == slug)))
        .mappings()
        .first()
    )
    return _district(row) if row else None


async def districts_by_ids(store: Store, ids: Collection[int]) -> dict[int, District]:
    """Return those that exist, by id."""
    rows = await store.execute(_DISTRICTS_BY_IDS, {"ids": sorted(ids)})
    return {row["id"]: _district(row) for row in rows.mappings()}


async def municipalities(store: Store, district_id: int | None = None) -> list[Municipality]:
    """Of one district, or of all; by name."""
    query = select(t.municipality).order_by(t.municipality.c.name, t.municipality.c.id)
    if district_id is not None:
        query = query.where(t.municipality.c.district_id == district_id)
    return [_municipality(row) for row in (await store.execute(query)).mappings()]


async def municipality(store: Store, municipality_id: int) -> Municipality | None:
    """None if there is none."""
    query = select(t.municipality).where(t.municipality.c.id == municipality_id)
    row = (await store.execute(query)).mappings().first()
    return _municipality(row) if row else None


async def municipalities_by_ids(store: Store, ids: Collection[int]) -> dict[int, Municipality]:
    """Return those that exist, by id."""
    if not ids:
        return {}
    rows = await store.execute(_MUNICIPALITIES_BY_IDS, {"ids": sorted(ids)})
    return {row["id"]: _municipality(row) for row in rows.mappings()}


async def fields(store: Store, district_id: int) -> list[Field]:
    """A district's fields of action in the order it chose."""
    query = (
        select(t.field)
        .where(t.field.c.district_id == district_id)
        .order_by(t.field.c.position, t.field.c.id)
    )
    return [_field(row) for row in (await store.execute(query)).mappings()]


async def add_district(
    store: Store,
    slug: str,
    name: str,
    land: str,
    contact: Contact,
    zone: str = "Europe/Berlin",
) -> int:
    """A new district, or the same one with new details; gives back its id."""
    values = {"name": name, "land": land, "zone": zone, "contact": asdict(contact)}
    return await _put(store, t.district, {"slug": slug}, values)


async def field(store: Store, field_id: int | None) -> Field | None:
    """None if there is none."""
    row = (await store.execute(select(t.field).where(t.field.c.id == field_id))).mappings().first()
    return _field(row) if row else None


async def add_field(store: Store, field: Field, position: int) -> int:
    values = {"emoji": field.emoji, "position": position, "names": dict(field.names)}
    return await _put(
        store, t.field, {"district_id": field.district_id, "slug": field.slug}, values
    )


async def add_municipality(store: Store, place: Municipality) -> int:
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
    """The id of every organisation named; unknown ones are added."""
    ids = await _organisations(store, district_id)
    new: Sequence[dict[str, object]] = [
        {"district_id": district_id, "name": n} for n in sorted(set(names) - ids.keys())
    ]
    if new:
        await store.execute(insert(t.organisation), new)
        ids = await _organisations(store, district_id)
    return ids


async def _organisations(store: Store, district_id: int) -> dict[str, int]:
    query = select(t.organisation.c.name, t.organisation.c.id).where(
        t.organisation.c.district_id == district_id
    )
    return {name: organisation_id for name, organisation_id in await store.execute(query)}


async def _put(store: Store, table: Table, key: dict[str, Any], values: Mapping[str, Any]) -> int:
    same = [table.c[name] == value for name, value in key.items()]
    row_id = (await store.execute(select(table.c.id).where(*same).with_for_update())).scalar()
    if row_id is not None:
        await store.execute(update(table).where(table.c.id == row_id).values(values))
        return int(row_id)
    return int(
        (
            await store.execute(insert(table).values({**key, **values}).returning(table.c.id))
        ).scalar_one()
    )


def _district(row: RowMapping) -> District:
    return District(
        id=row["id"],
        slug=row["slug"],
        name=row["name"],
        land=row["land"],
        zone=row["zone"],
        contact=Contact(**row["contact"]),
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
