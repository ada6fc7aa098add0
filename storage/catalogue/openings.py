"""Which offers are open now or take place soon: a rule says it, of the times of all offers."""

from datetime import date

from sqlalchemy import BindParameter, bindparam, or_, select

from bot.domain.listings import Reader
from bot.domain.offers import State
from bot.rules import openings
from bot.rules.openings import Hours
from storage import schema as t
from storage.catalogue.offer_rows import schedules_of
from storage.engine.store import Store

_o = t.offer.c
_DISTRICT: BindParameter[int] = bindparam("district")
_HOURS = select(_o.id, _o.schedules, _o.course_kind, _o.lowest_level, _o.starts_on).where(
    _o.state == State.PUBLISHED.value,
    _o.expires_at >= bindparam("today"),
    or_(_DISTRICT == 0, _o.district_id == _DISTRICT),
)


async def ids(store: Store, reader: Reader, source: str) -> list[int]:
    """Return the ids of offers that are open now for the source "o", else of those soon."""
    known = await _hours(store, reader.district_id or 0, reader.today)
    if source == "o":
        return openings.are_open(known, reader.now) if reader.now else []
    return openings.are_soon(known, reader.today)


async def _hours(store: Store, district_id: int, today: date) -> list[tuple[int, Hours]]:
    """Return the times of the offers shown in a district, 0 for all districts."""
    rows = await store.execute(_HOURS, {"district": district_id, "today": today})
    return [
        (
            row.id,
            Hours(
                schedules_of(row.schedules),
                bool(row.course_kind) or row.lowest_level is not None,
                row.starts_on,
            ),
        )
        for row in rows
        if row.schedules or row.starts_on
    ]
