"""Numbers about courses: who has one, who waits, which seats are free."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import Date, bindparam, exists, func, or_, select

from bot.domain.course_numbers import LearnerCount, SeatCount
from bot.domain.offers import LEVELS, State
from storage import schema as t
from storage.engine.store import Store

_o, _p, _l, _s = t.offer.c, t.person.c, t.person_level.c, t.saved_offer.c
_TODAY = bindparam("today", type_=Date)
_RUNS = (
    _o.course_kind != "",
    _o.state == State.PUBLISHED.value,
    _o.expires_at >= _TODAY,
)
_HAS_COURSE = exists(
    select(_s.offer_id).join(t.offer, _o.id == _s.offer_id).where(_s.person_id == _p.id, *_RUNS)
)
_WITH_RANGE = (
    select(_p.municipality_id, _l.levels, _HAS_COURSE.label("has_course"), _p.id)
    .join(t.person_level, _l.person_id == _p.id)
    .where(_p.district_id == bindparam("district"), _p.is_group.is_(False))
    .subquery()
)
_LEARNERS = select(
    _WITH_RANGE.c.municipality_id,
    _WITH_RANGE.c.levels,
    _WITH_RANGE.c.has_course,
    func.count(),
).group_by(_WITH_RANGE.c.municipality_id, _WITH_RANGE.c.levels, _WITH_RANGE.c.has_course)
_SEATS = (
    select(_o.municipality_id, _o.course_kind, _o.lowest_level, func.sum(_o.seats))
    .where(
        *_RUNS,
        _o.district_id == bindparam("district"),
        _o.seats > 0,
        or_(_o.starts_on.is_(None), _o.starts_on >= _TODAY),
        or_(_o.register_by.is_(None), _o.register_by >= _TODAY),
    )
    .group_by(_o.municipality_id, _o.course_kind, _o.lowest_level)
)


async def learners(store: Store, district_id: int, today: date) -> Sequence[LearnerCount]:
    """Return how many people of a district who kept their range saved a course that still runs."""
    rows = await store.execute(_LEARNERS, {"district": district_id, "today": today})
    return [LearnerCount(town, levels, bool(has), people) for town, levels, has, people in rows]


async def seats(store: Store, district_id: int, today: date) -> Sequence[SeatCount]:
    """Return the free seats in courses of a district that can still be joined."""
    rows = await store.execute(_SEATS, {"district": district_id, "today": today})
    return [
        SeatCount(town, kind, "" if lowest is None else LEVELS[lowest], int(count))
        for town, kind, lowest, count in rows
    ]
