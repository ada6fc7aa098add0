"""A tick that asks the owners of measures, then their leads, then the office, for a review."""

from collections.abc import Collection, Sequence
from datetime import datetime

from bot.domain.announcements import Kind
from bot.domain.group_events.measures import ReviewAsked
from bot.domain.measures import Measure, ReviewDraft, ReviewState
from bot.domain.queues import QueueName
from bot.rules.review_requests import Asking, Step, asking_on
from handlers.workflows.each import Queue, each
from handlers.workflows.notify import notify_in_district
from handlers.workflows.reviews import quantity
from storage.engine.database import Database
from storage.engine.store import Store
from storage.measures import measures, review_requests, reviews
from storage.messaging import audiences


async def ask_reviews(database: Database, now: datetime) -> int:
    """Ask about the measures that are due; return how many they were.

    Each is one transaction: the messages, and the note that they are on their way.
    """
    asking = asking_on(now.date())
    if asking is None:
        return 0

    async def waiting(store: Store, limit: int) -> Sequence[int]:
        return await review_requests.to_ask(store, asking, limit)

    async def work(measure_id: int) -> bool:
        return await _ask(database, measure_id, asking, now)

    return await each(database, Queue(name=QueueName.REVIEWS, waiting=waiting, work=work), now)


async def _ask(database: Database, measure_id: int, asking: Asking, now: datetime) -> bool:
    async with database.write() as store:
        measure = await review_requests.take_to_ask(store, measure_id, asking)
        if measure is None:
            return False
        people = await _people(store, measure, asking.step, now)
        await review_requests.note(store, measure.id, asking, now, len(people))
        if asking.step is Step.GIVE_UP:
            silent = ReviewDraft(ReviewState.NO_ANSWER)
            await reviews.add(store, measure.id, asking.period, silent, now)
        else:
            event = await _event(store, measure, asking, now)
            await notify_in_district(store, measure.district_id, people, event, now)
    return True


async def _people(store: Store, measure: Measure, step: Step, now: datetime) -> Collection[int]:
    """Return whom to ask in a step; the office where a measure has no owner any more."""
    if step is Step.GIVE_UP:
        return ()
    owners = await measures.owner_ids(store, measure, now) if step < Step.OFFICE else ()
    return owners or await audiences.coordinators(store, measure.district_id, Kind.GROUP, now)


async def _event(store: Store, measure: Measure, asking: Asking, now: datetime) -> ReviewAsked:
    """Return the question, with what the evidence of the half-year proposes."""
    actual = await quantity(store, measure, asking.period, now)
    return ReviewAsked(
        group_id=None,
        measure_id=measure.id,
        year=asking.period.year,
        half=asking.period.half,
        actual=None if actual is None else int(actual * 100),
        step=int(asking.step),
    )
