"""What the service tells each person by itself.

Offers that match what they look for, that are new in their fields, or that they saved and begin
soon; the office is asked about offers that end soon.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta

from bot.domain.announcements import Announcement, Kind
from bot.domain.listings import Reader, parse_listing
from bot.domain.people import Person
from bot.domain.watches import Watch
from bot.rules import recurrence
from bot.search.query import NOTHING
from handlers.services import Services
from handlers.workflows.thesaurus import understood
from storage.catalogue import listings, offers, places
from storage.catalogue.offers import NewOffer
from storage.engine.store import Store
from storage.messaging import announcements, audiences, campaigns
from storage.people import saved, watches

AT = time(9)
"""Local time at which the service looks."""
DAY, SOON = timedelta(days=1), timedelta(days=2)
ENDING = timedelta(days=14)
"""How long before its last day the office is asked whether an offer is still right."""
MOST = campaigns.OFFERS
"""Maximum number of offers for a reader, one message; the office is asked about all of them."""

Found = Mapping[int, Sequence[int]]
"""Offers (ids) for each person (id)."""


async def prepared(store: Store, now: datetime) -> None:
    """Make sure that every district has the announcements of the service."""
    districts = await places.districts(store)
    await announcements.with_services(
        store, districts, datetime.combine(now.date() - timedelta(days=1), AT), now
    )


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
            return await _alerts(store, services, district_id, today)
        case Kind.SAVED:
            dated = await saved.dated(store, district_id, *_days(last_day, today, SOON))
            return {person_id: ids[:MOST] for person_id, ids in dated.items()}
        case Kind.EXPIRY:
            return await _ending(store, district_id, *_days(last_day, today, ENDING))
        case _:
            return {} if newest is None else await _digests(store, district_id, newest, today)


def _days(last_day: date | None, today: date, ahead: timedelta) -> tuple[date, date]:
    """Return the first and last day to look at, ``ahead`` of today.

    Usually one day; after a standstill also those still to come that were not looked at.
    ``last_day`` is the day of the last look, None if there was none.
    """
    return max(today, (last_day or today - DAY) + DAY + ahead), today + ahead


async def _ending(store: Store, district_id: int, first: date, last: date) -> Found:
    offer_ids = await offers.ending(store, district_id, first, last)
    if not offer_ids:
        return {}
    office = await audiences.coordinators(store, district_id, Kind.EXPIRY)
    return dict.fromkeys(office, offer_ids)


async def _alerts(store: Store, services: Services, district_id: int, today: date) -> Found:
    """Search again for every watch, among the offers that are newer than the last alert."""
    alerts: dict[int, list[int]] = {}
    newest_of: dict[int, int] = {}
    for person, watch, newest in await watches.of_district(store, district_id):
        if offer_ids := await _fresh(store, services, person, watch, newest, today):
            alerts[person.id] = _joined(alerts.get(person.id, []), offer_ids)
            newest_of[watch.id] = max(offer_ids)
    for watch_id, newest in newest_of.items():
        await watches.told(store, [watch_id], newest)
    return alerts


async def _fresh(
    store: Store, services: Services, person: Person, watch: Watch, newest: int, today: date
) -> list[int]:
    """Return the offers of a watch that are newer than the offer ``newest``."""
    listing, query = parse_listing(watch.listing), NOTHING
    if watch.words:
        query = await understood(
            store,
            services,
            watch.words,
            person.language,
            person.district_id,
            listing.ignores,
        )
    reader = Reader(today, person.district_id, person.municipality_id, person.id)
    return await listings.fresh(store, reader, listing, query, newest)


def _joined(offer_ids: Sequence[int], further: Sequence[int]) -> list[int]:
    """Return both without doubles, as many as fit into one message."""
    return list(dict.fromkeys([*offer_ids, *further]))[:MOST]


async def _digests(store: Store, district_id: int, newest: int, today: date) -> Found:
    new = await offers.since(store, district_id, newest, today)
    fields = {offer.field_id for offer in new if offer.field_id is not None}
    people = await audiences.interested(store, district_id, fields) if fields else []
    return {person.id: _for(person, new) for person in people}


def _for(person: Person, new: Sequence[NewOffer]) -> list[int]:
    """Return the offers in a person's interests, those of their own town first."""
    wanted = [offer for offer in new if offer.field_id in person.interests]
    wanted.sort(key=lambda offer: (offer.municipality_id != person.municipality_id, offer.offer_id))
    return [offer.offer_id for offer in wanted][:MOST]
