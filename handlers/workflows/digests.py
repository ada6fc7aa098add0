"""What the service tells each person by itself: what they look for has appeared, what is new for them, what they saved begins soon."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta

from bot.domain.announcements import Announcement, Kind
from bot.domain.listings import Reader, parse_listing
from bot.domain.people import Person
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
"""So long before its last day the office is asked whether an offer is still right."""
MOST = campaigns.OFFERS
"""Offers of one message to a reader; the office is asked about all, in several."""

Found = Mapping[int, Sequence[int]]
"""Person → offers."""


async def prepared(store: Store, now: datetime) -> None:
    """Every district has its services."""
    districts = await places.districts(store)
    await announcements.with_services(
        store, districts, datetime.combine(now.date() - timedelta(days=1), AT), now
    )


async def find(
    store: Store,
    services: Services,
    one: Announcement,
    campaign_id: int,
    now: datetime,
) -> Found:
    """For whom there is something to say; whoever has nothing new gets nothing."""
    today = now.astimezone(recurrence.zone_of(one.times)).date()
    looked, newest = await campaigns.before(store, one.id, campaign_id) or (None, None)
    match one.kind:
        case Kind.ALERT:
            return await _alerts(store, services, one.district_id, today)
        case Kind.SAVED:
            dated = await saved.dated(store, one.district_id, *_days(looked, today, SOON))
            return {number: ids[:MOST] for number, ids in dated.items()}
        case Kind.EXPIRY:
            ending = await offers.ending(store, one.district_id, *_days(looked, today, ENDING))
            return (
                dict.fromkeys(
                    await audiences.coordinators(store, one.district_id, Kind.EXPIRY), ending
                )
                if ending
                else {}
            )
        case _:
            return {} if newest is None else await _digests(store, one.district_id, newest, today)


def _days(looked: date | None, today: date, ahead: timedelta) -> tuple[date, date]:
    """First and last day to speak of, so far ahead: usually one, after a standstill also those still to come that were not ``looked`` at."""
    return max(today, (looked or today - DAY) + DAY + ahead), today + ahead


async def _alerts(store: Store, services: Services, district_id: int, today: date) -> Found:
    """Watches are asked again, over what came since."""
    found: dict[int, list[int]] = {}
    told: dict[int, int] = {}
    for person, watch, newest in await watches.of_district(store, district_id):
        listing = parse_listing(watch.listing)
        query = NOTHING
        if watch.words:
            query = await understood(
                store,
                services.thesaurus,
                watch.words,
                person.language,
                district_id,
                listing.ignores,
            )
        reader = Reader(today, district_id, person.municipality_id, person.id)
        if ids := await listings.fresh(store, reader, listing, query, newest):
            found[person.id] = list(dict.fromkeys([*found.get(person.id, []), *ids]))[:MOST]
            told[watch.id] = max(ids)
    for number, newest in told.items():
        await watches.told(store, [number], newest)
    return found


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
