"""Views of a list that somebody keeps for themselves: a name, and what the address says."""

from collections.abc import Sequence
from datetime import datetime

import orjson
from sqlalchemy import RowMapping, bindparam, delete, insert, select

from bot.domain.desk import SavedView
from bot.rules.desk import HOME, MOST_VIEWS
from bot.rules.problems import Problem, Refusal
from storage import schema as t
from storage.engine.sealing import Seal
from storage.engine.sqlite import QUICK
from storage.engine.store import Store

_PURPOSE = "view"
_v = t.desk_view.c
_OF_PERSON = (
    select(t.desk_view)
    .where(_v.person_id == bindparam("person"), _v.district_id == bindparam("district"))
    .order_by(_v.id)
    .execution_options(**QUICK)
)


async def of_person(store: Store, person_id: int, district_id: int) -> list[SavedView]:
    """Return the views of a person in a district, by name."""
    rows = await store.rows(_OF_PERSON, {"person": person_id, "district": district_id})
    return sorted((_view(row, store.seal) for row in rows), key=lambda view: view.name.lower())


async def keep(
    store: Store, person_id: int, district_id: int, name: str, address: str, now: datetime
) -> None:
    """Keep a view, instead of one of its list with the same name. Raises Refusal for too many."""
    views = await of_person(store, person_id, district_id)
    key = (address.partition("?")[0], name.lower())
    same = [view.id for view in views if (view.path, view.name.lower()) == key]
    if len(views) - len(same) >= MOST_VIEWS:
        raise Refusal(Problem.TOO_MANY)
    await remove(store, person_id, same)
    said = orjson.dumps({"name": name, "address": address}).decode()
    row = {
        "person_id": person_id,
        "district_id": district_id,
        "sealed": store.seal.close(_PURPOSE, said),
        "saved_at": now,
    }
    await store.execute(insert(t.desk_view).values(row))


async def remove(store: Store, person_id: int, view_ids: Sequence[int]) -> None:
    """Delete views of a person; nothing happens to somebody else's."""
    mine = delete(t.desk_view).where(_v.person_id == person_id, _v.id.in_(list(view_ids)))
    await store.execute(mine)


def _view(row: RowMapping, seal: Seal) -> SavedView:
    said = orjson.loads(seal.open(_PURPOSE, row["sealed"]))
    return SavedView(row["id"], said["name"], said.get("address") or _of_offers(said["query"]))


def _of_offers(query: str) -> str:
    """Return the address of a view that was kept when only the list of offers had views."""
    return f"{HOME}/offers?{query}" if query else f"{HOME}/offers"
