"""What the service tells each person by itself.

Offers that match what they look for, that are new in their fields, or that they saved and begin
soon; the office is asked about offers that end soon.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta

from bot.domain.announcements import Announcement, Kind
from bot.domain.ladder import Ladder
from bot.domain.listings import Listing, Reader, parse_listing
from bot.domain.people import Person
from bot.domain.queues import QueueName
from bot.domain.watches import Watch
from bot.rules import recurrence
from bot.rules.ladder import following
from bot.search.advice import about
from bot.search.query import NOTHING
from handlers.workflows.each import Queue, apart, each
from handlers.workflows.services import Services
from handlers.workflows.thesaurus import first_waiting_for_terms, understood
from storage.catalogue import listings, offers, places
from storage.catalogue.offers import NewOffer
from storage.engine import failed_items
from storage.engine.database import Database
from storage.engine.store import Store
from storage.messaging import announcements, audiences, campaigns
from storage.people import saved, watches
from storage.people.watches import Watched

AT = time(9)
"""Local time at which the service looks."""
COURSE_ENDING = timedelta(days=21)
"""How long before the last day of a course the next step is told."""
DAY, SOON = timedelta(days=1), timedelta(days=2)
ENDING = timedelta(days=14)
"""How long before its last day the office is asked whether an offer is still right."""
MOST = campaigns.OFFERS
"""Maximum number of offers for a reader, one message; the office is asked about all of them."""

Found = Mapping[int, Sequence[int]]
"""Offers (ids) for each person (id)."""


async def prepare(database: Database, now: datetime) -> int:
    """Give every district the announcements of the service; return how many lacked some."""
    first = datetime.combine(now.date() - timedelta(days=1), AT)

    async def work(district_id: int) -> bool:
        async with database.write() as store:
            district = await places.district(store, district_id)
            if district is None:
                return False
            return await announcements.add_services(store, district, first, now)

    waiting = announcements.without_services
    return await each(database, Queue(name=QueueName.DISTRICTS, waiting=waiting, work=work), now)


async def find(
    store: Store,
    services: Services,
    announcement: Announcement,
    campaign_id: int,
    now: datetime,
) -> Found:
    """Return what a campaign of the service says; people without anything new are left out."""
    district_id = announcement.district_id
    today = now.astimezone(recurrence.zone_of(announcement.times)).date()
    earlier = await campaigns.before(store, announcement.id, campaign_id)
    last_day, newest = earlier or (None, None)
    match announcement.kind:
        case Kind.ALERT:
            return await _alerts(store, services, district_id, today, now)
        case Kind.SAVED:
            dated = await saved.dated(store, district_id, *_days(last_day, today, SOON))
            return {person_id: ids[:MOST] for person_id, ids in dated.items()}
        case Kind.COURSE:
            days = _days(last_day, today, COURSE_ENDING)
            return await _ending_courses(store, services, district_id, days, today)
        case Kind.EXPIRY:
            return await _ending(store, district_id, *_days(last_day, today, ENDING), now)
        case _:
            return {} if newest is None else await _digests(store, district_id, newest, today, now)


def _days(last_day: date | None, today: date, ahead: timedelta) -> tuple[date, date]:
    """Return the first and last day to look at, ``ahead`` of today.

    Usually one day; after a standstill also those still to come that were not looked at.
    ``last_day`` is the day of the last look, None if there was none.
    """
    return max(today, (last_day or today - DAY) + DAY + ahead), today + ahead


async def _ending_courses(
    store: Store, services: Services, district_id: int, days: tuple[date, date], today: date
) -> Found:
    """Return for each person the courses that end, then courses that can come after them."""
    ending = await saved.ending_courses(store, district_id, *days, today)
    district = await places.district(store, district_id) if ending else None
    ladder = services.ladders.of(district.slug if district else "")
    after = {
        kind: await _following(store, ladder, kind, Reader(today, district_id))
        for kind in {course.course_kind for course in ending}
    }
    found: dict[int, list[int]] = {}
    for course in ending:
        found.setdefault(course.person_id, []).append(course.offer_id)
    for course in ending:
        courses = found[course.person_id]
        found[course.person_id] = _joined(courses, after[course.course_kind])
    return found


async def _following(store: Store, ladder: Ladder, code: str, reader: Reader) -> list[int]:
    """Return the first course of each kind that follows a kind and that can still be joined."""
    pages = [
        await listings.page(store, reader, Listing(f"c{kind.code}"), NOTHING)
        for kind in following(ladder, code)
    ]
    return [page.offers[0].id for page in pages if page.offers]


async def _ending(store: Store, district_id: int, first: date, last: date, now: datetime) -> Found:
    offer_ids = await offers.ending(store, district_id, first, last)
    if not offer_ids:
        return {}
    office = await audiences.coordinators(store, district_id, Kind.EXPIRY, now)
    return dict.fromkeys(office, offer_ids)


async def _alerts(
    store: Store, services: Services, district_id: int, today: date, now: datetime
) -> Found:
    """Search again for every watch, among the offers that are newer than the last alert.

    Not among those that an import has stored and nobody can find yet, nor what is newer than they
    are: a watch would go on behind them.
    """
    alerts: dict[int, list[int]] = {}
    resting = await failed_items.resting(store, QueueName.WATCHES, now)
    end = await first_waiting_for_terms(store, now)
    for watch_id, read in (await watches.of_district(store, district_id)).items():
        if watch_id not in resting:
            async with apart(store, QueueName.WATCHES, watch_id, now):
                await _alert(store, services, read(), today, end, alerts)
    return alerts


async def _alert(
    store: Store,
    services: Services,
    watched: Watched,
    today: date,
    end: int | None,
    alerts: dict[int, list[int]],
) -> None:
    """Add the new offers of one watch to those of its person, up to the offer ``end``."""
    person, watch, newest = watched
    fresh = await _fresh(store, services, person, watch, newest, today)
    if offer_ids := [offer_id for offer_id in fresh if end is None or offer_id < end]:
        await watches.told(store, [watch.id], max(offer_ids))
        alerts[person.id] = _joined(alerts.get(person.id, []), offer_ids)


async def _fresh(
    store: Store, services: Services, person: Person, watch: Watch, newest: int, today: date
) -> list[int]:
    """Return the offers of a watch that are newer than the offer ``newest``."""
    listing = parse_listing(watch.listing)
    query = about(listing.concept) if listing.concept else NOTHING
    if watch.words:
        query = await understood(
            store,
            services,
            watch.words,
            person.language,
            person.district_id,
            today,
            listing.ignores,
        )
    reader = Reader(today, person.district_id, person.municipality_id, person.id)
    return await listings.fresh(store, reader, listing, query, newest)


def _joined(offer_ids: Sequence[int], further: Sequence[int]) -> list[int]:
    """Return both without doubles, as many as fit into one message."""
    return list(dict.fromkeys([*offer_ids, *further]))[:MOST]


async def _digests(
    store: Store, district_id: int, newest: int, today: date, now: datetime
) -> Found:
    new = await offers.since(store, district_id, newest, today)
    fields = {offer.field_id for offer in new if offer.field_id is not None}
    found: dict[int, Sequence[int]] = {}
    resting = await failed_items.resting(store, QueueName.DIGESTS, now)
    people = await audiences.interested(store, district_id, fields) if fields else {}
    for person_id, read in people.items():
        if person_id not in resting:
            async with apart(store, QueueName.DIGESTS, person_id, now):
                found[person_id] = _for(read(), new)
    return found


def _for(person: Person, new: Sequence[NewOffer]) -> list[int]:
    """Return the offers in a person's interests, those of their own town first."""
    wanted = [offer for offer in new if offer.field_id in person.interests]
    wanted.sort(key=lambda offer: (offer.municipality_id != person.municipality_id, offer.offer_id))
    return [offer.offer_id for offer in wanted][:MOST]
