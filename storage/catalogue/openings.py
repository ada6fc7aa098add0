"""Which offers are open now or take place soon: a rule says it, of the times of all offers."""

from collections import defaultdict
from collections.abc import Collection
from datetime import date
from functools import lru_cache

from sqlalchemy import BindParameter, Text, bindparam, cast, or_, select

from bot.domain.listings import Reader
from bot.domain.offers import Schedule, State
from bot.rules import openings
from bot.rules.openings import Hours
from storage import schema as t
from storage.catalogue.schedule_rows import schedules_of
from storage.engine.database import parsed
from storage.engine.store import Store

_o = t.offer.c
_DISTRICT: BindParameter[int] = bindparam("district")
_HOURS = select(
    _o.id,
    cast(_o.schedules, Text).label("schedules"),
    or_(_o.course_kind != "", _o.lowest_level.is_not(None)).label("is_course"),
    _o.starts_on,
).where(
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


async def on_days(
    store: Store, reader: Reader, days: Collection[date], parts: Collection[str]
) -> list[int]:
    """Return the ids of the offers that take place on some days, in some parts of them."""
    known = await _hours(store, reader.district_id or 0, reader.today)
    return openings.are_on(known, days, parts)


async def _hours(store: Store, district_id: int, today: date) -> list[tuple[list[int], Hours]]:
    """Return the times of the offers shown in a district, 0 for all districts.

    Before them stand the ids of the offers that have the same times.
    """
    rows = await store.execute(_HOURS, {"district": district_id, "today": today})
    sharing: defaultdict[tuple[str, bool, date | None], list[int]] = defaultdict(list)
    for offer_id, schedules, is_course, starts_on in rows:
        sharing[schedules, is_course, starts_on].append(offer_id)
    return [
        (ids, Hours(_read(times), is_course, starts_on))
        for (times, is_course, starts_on), ids in sharing.items()
    ]


@lru_cache(maxsize=8192)
def _read(schedules: str) -> tuple[Schedule, ...]:
    """Return schedules as they are stored; whoever asks what is open reads those of all offers."""
    return schedules_of(parsed(schedules))
