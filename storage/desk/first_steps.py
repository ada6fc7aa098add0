"""What a new district has done of its first steps, by what is stored."""

from typing import Any

from sqlalchemy import ScalarSelect, Select, bindparam, distinct, func, select

from bot.domain.grants import GrantState, Role
from storage import schema as t
from storage.engine.store import Store

_o, _m, _g = t.offer.c, t.municipality.c, t.grants.c
_a, _c = t.announcement.c, t.campaign.c
_DISTRICT = bindparam("district", type_=_o.district_id.type)


async def counts(store: Store, district_id: int) -> dict[str, int]:
    """Return how many coordinators a district has, and 1 for having towns, offers, messages."""
    (row,) = await store.rows(_COUNTING, {"district": district_id})
    return {name: int(count) for name, count in row.items()}


def _some(query: Select[Any]) -> ScalarSelect[int]:
    """Return a query for 1 if there is any such row, 0 if there is none."""
    return select(func.count()).select_from(query.limit(1).subquery()).scalar_subquery()


def _counting() -> Select[Any]:
    """Return the statement of ``counts``: the start page asks for it, so it is built once."""
    coordinators = select(func.count(distinct(_g.person_id))).where(
        _g.district_id == _DISTRICT, _g.role == Role.COORDINATOR, _g.state == GrantState.ACTIVE
    )
    sent = select(_c.id).join(t.announcement, _a.id == _c.announcement_id)
    columns = {
        "towns": _some(select(_m.id).where(_m.district_id == _DISTRICT)),
        "offers": _some(select(_o.id).where(_o.district_id == _DISTRICT)),
        "coordinators": coordinators.scalar_subquery(),
        "messages": _some(sent.where(_a.district_id == _DISTRICT)),
    }
    return select(*(value.label(name) for name, value in columns.items()))


_COUNTING = _counting()
