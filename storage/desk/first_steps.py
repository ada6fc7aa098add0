"""What a new district has done of its first steps, by what is stored."""

from typing import Any

from sqlalchemy import ScalarSelect, Select, distinct, func, select

from bot.domain.grants import GrantState, Role
from storage import schema as t
from storage.engine.store import Store

_o, _m, _g = t.offer.c, t.municipality.c, t.grants.c
_a, _c = t.announcement.c, t.campaign.c


async def counts(store: Store, district_id: int) -> dict[str, int]:
    """Return how many coordinators a district has, and 1 for having towns, offers, messages."""
    coordinators = select(func.count(distinct(_g.person_id))).where(
        _g.district_id == district_id, _g.role == Role.COORDINATOR, _g.state == GrantState.ACTIVE
    )
    sent = select(_c.id).join(t.announcement, _a.id == _c.announcement_id)
    columns = {
        "towns": _some(select(_m.id).where(_m.district_id == district_id)),
        "offers": _some(select(_o.id).where(_o.district_id == district_id)),
        "coordinators": coordinators.scalar_subquery(),
        "messages": _some(sent.where(_a.district_id == district_id)),
    }
    row = (await store.rows(select(*(value.label(name) for name, value in columns.items()))))[0]
    return {name: int(row[name]) for name in columns}


def _some(query: Select[Any]) -> ScalarSelect[int]:
    """Return a query for 1 if there is any such row, 0 if there is none."""
    return select(func.count()).select_from(query.limit(1).subquery()).scalar_subquery()
