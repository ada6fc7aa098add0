"""Pictures of districts and organisations. Who has the same one shares it."""

from sqlalchemy import bindparam, delete, insert, literal, select, union_all, update

from bot.domain.places import Organisation
from bot.text import sort_key
from storage import schema as t
from storage.engine.sqlite import QUICK
from storage.engine.store import Store

_o = t.organisation.c
_CONTENT = (
    select(t.picture.c.content)
    .where(t.picture.c.name == bindparam("name"))
    .execution_options(**QUICK)
)
_SHOWN = union_all(select(t.district.c.picture), select(_o.picture))


async def content(store: Store, name: str) -> bytes | None:
    """Return a picture by its name, or None if there is none."""
    row = await store.row(_CONTENT, {"name": name})
    return row["content"] if row else None


async def organisations(store: Store, district_id: int) -> list[Organisation]:
    """Return the organisations of a district, by name."""
    rows = await store.rows(select(t.organisation).where(_o.district_id == district_id))
    found = [Organisation(row["id"], row["name"], row["picture"]) for row in rows]
    return sorted(found, key=lambda organisation: sort_key(organisation.name))


async def show_district(store: Store, district_id: int, name: str) -> None:
    """Let a district show a picture that is kept, "" none. The caller holds its lock."""
    shown = update(t.district).where(t.district.c.id == district_id)
    await store.execute(shown.values(picture=name))
    await _drop_unused(store)


async def show_organisation(store: Store, organisation_id: int, name: str) -> None:
    """Let an organisation show a picture that is kept, "" none."""
    await store.execute(update(t.organisation).where(_o.id == organisation_id).values(picture=name))
    await _drop_unused(store)


async def keep(store: Store, name: str, picture: bytes) -> None:
    """Keep a picture; one that is known stays."""
    known = select(literal(1)).where(t.picture.c.name == name).exists()
    if not (await store.execute(select(known))).scalar():
        await store.execute(insert(t.picture).values(name=name, content=picture))


async def _drop_unused(store: Store) -> None:
    """Delete pictures that nobody shows any more."""
    await store.execute(delete(t.picture).where(t.picture.c.name.not_in(_SHOWN)))
