"""Which measures are to be asked about, and who was asked."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, exists, insert, or_, select

from bot.domain.measures import Measure, ReviewState
from bot.rules.measures import FINISHED
from bot.rules.review_requests import Asking
from storage import schema as t
from storage.engine.store import Store
from storage.measures import measures

_m, _q, _r = t.measure.c, t.review_request.c, t.measure_review.c


async def to_ask(store: Store, asking: Asking, limit: int) -> Sequence[int]:
    """Return the ids of measures that nobody has answered for, and were not asked in this step."""
    query = select(_m.id).where(_is_to_ask(asking)).order_by(_m.id).limit(limit)
    return list((await store.execute(query)).scalars())


async def take_to_ask(store: Store, measure_id: int, asking: Asking) -> Measure | None:
    """Return a measure that ``to_ask`` named, under the lock of its district.

    None if it does not wait any more.
    """
    measure = await measures.locked(store, measure_id)
    waits = select(_m.id).where(_m.id == measure_id, _is_to_ask(asking))
    return measure if (await store.execute(waits)).first() else None


async def note(
    store: Store, measure_id: int, asking: Asking, now: datetime, people_count: int
) -> None:
    """Store that so many people were asked in a step."""
    row = {
        "measure_id": measure_id,
        "period": str(asking.period),
        "step": int(asking.step),
        "asked_at": now,
        "people": people_count,
    }
    await store.execute(insert(t.review_request).values(row))


async def asked(store: Store, measure_id: int, asking: Asking) -> list[tuple[int, int]]:
    """Return the steps that were taken for a half-year, with how many people were asked."""
    query = (
        select(_q.step, _q.people)
        .where(_q.measure_id == measure_id, _q.period == str(asking.period))
        .order_by(_q.step)
    )
    return [(step, people) for step, people in await store.execute(query)]


def _is_to_ask(asking: Asking) -> ColumnElement[bool]:
    period = str(asking.period)
    was_asked = exists().where(
        _q.measure_id == _m.id, _q.period == period, _q.step >= int(asking.step)
    )
    is_answered = exists().where(
        _r.measure_id == _m.id, _r.period == period, _r.state != ReviewState.NO_ANSWER
    )
    has_begun = or_(_m.starts_on.is_(None), _m.starts_on <= asking.period.last)
    return _m.state.not_in(FINISHED) & has_begun & ~was_asked & ~is_answered
