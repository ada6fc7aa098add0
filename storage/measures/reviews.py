"""Reviews of measures: one that counts per half-year, and all that were written before it."""

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime

from sqlalchemy import RowMapping, exists, insert, or_, select

from bot.domain.groups import Standing
from bot.domain.half_years import HalfYear
from bot.domain.measures import Measure, MeasureState, Review, ReviewDraft, ReviewState
from bot.rules.measures import FINISHED, checked_review, may_follow
from storage import schema as t
from storage.engine.store import Store
from storage.measures import measures
from storage.measures.periods import stored_period

_r = t.measure_review.c


async def add(
    store: Store,
    measure_id: int,
    period: HalfYear,
    draft: ReviewDraft,
    now: datetime,
    *,
    seen: int = 0,
    author_id: int | None = None,
) -> Review | None:
    """Store what an owner says of a measure for a half-year; return it, None without the measure.

    ``seen`` is the number of the review that the author saw, 0 none. Refuses what the rules
    refuse, and the second of two at once. The measure takes on the state that the latest half-year
    gives it.
    """
    measure = await measures.locked(store, measure_id)
    if measure is None:
        return None
    checked_review(draft, period, now.date())
    last = await last_of(store, measure_id, period)
    review_number = may_follow(last, seen)
    await _insert(store, Review(measure_id, period, review_number, draft, now, author_id))
    if not await _has_later(store, measure_id, period):
        await _take_on(store, measure, draft.state, now, author_id)
    return Review(measure_id, period, review_number, draft, now, author_id)


async def last_of(store: Store, measure_id: int, period: HalfYear) -> Review | None:
    """Return the review that counts for a half-year, or None if there is none."""
    return (await counting(store, [measure_id], period)).get(measure_id)


async def counting(
    store: Store, measure_ids: Collection[int], period: HalfYear
) -> dict[int, Review]:
    """Return measure → the review that counts for a half-year; missing without one."""
    query = (
        select(t.measure_review)
        .where(_r.measure_id.in_(sorted(measure_ids)), _r.period == str(period))
        .order_by(_r.number)
    )
    return {row["measure_id"]: _review(row, period) for row in await store.rows(query)}


async def of_measure(store: Store, measure_id: int) -> list[Review]:
    """Return every review of a measure as it was written, the oldest half-year first."""
    query = (
        select(t.measure_review).where(_r.measure_id == measure_id).order_by(_r.period, _r.number)
    )
    return [_review(row, stored_period(row["period"])) for row in await store.rows(query)]


async def next_waiting(store: Store, person_id: int, measure: Measure, period: HalfYear) -> int:
    """Return the id of another measure of the same owner that nobody answered for; 0 for none."""
    m = t.measure.c
    is_answered = exists().where(
        _r.measure_id == m.id, _r.period == str(period), _r.state != ReviewState.NO_ANSWER
    )
    own = select(t.grants.c.id).where(t.grants.c.person_id == person_id)
    led = select(t.membership.c.group_id).where(
        t.membership.c.person_id == person_id, t.membership.c.standing == Standing.LEAD
    )
    query = (
        select(m.id)
        .where(
            m.district_id == measure.district_id,
            m.id != measure.id,
            m.state.not_in(FINISHED),
            or_(m.starts_on.is_(None), m.starts_on <= period.last),
            or_(m.owner_grant_id.in_(own), m.owner_group_id.in_(led)),
            ~is_answered,
        )
        .order_by(m.id)
        .limit(1)
    )
    return (await store.execute(query)).scalar() or 0


async def _insert(store: Store, review: Review) -> None:
    draft = review.draft
    values = {
        "measure_id": review.measure_id,
        "person_id": review.author_id,
        "period": str(review.period),
        "number": review.number,
        "state": draft.state,
        "actual": draft.actual,
        "spent": draft.spent,
        "words": draft.words,
        "next_step": draft.next_step,
        "written_at": review.written_at,
    }
    await store.execute(insert(t.measure_review).values(values))


async def _has_later(store: Store, measure_id: int, period: HalfYear) -> bool:
    """Return whether a later half-year was reviewed already; which an earlier one does not undo."""
    query = select(_r.id).where(
        _r.measure_id == measure_id,
        _r.period > str(period),
        _r.state != ReviewState.NO_ANSWER,
    )
    return (await store.execute(query.limit(1))).first() is not None


async def _take_on(
    store: Store, measure: Measure, state: ReviewState, now: datetime, author_id: int | None
) -> None:
    if state is ReviewState.NO_ANSWER or state.value == measure.details.state.value:
        return
    details = replace(measure.details, state=MeasureState(state.value))
    await measures.take_on(store, measure, details, now, author_id)


def _review(row: RowMapping, period: HalfYear) -> Review:
    return Review(
        measure_id=row["measure_id"],
        period=period,
        number=row["number"],
        draft=ReviewDraft(
            state=ReviewState(row["state"]),
            actual=row["actual"],
            spent=row["spent"],
            words=row["words"],
            next_step=row["next_step"],
        ),
        written_at=row["written_at"],
        author_id=row["person_id"],
    )
