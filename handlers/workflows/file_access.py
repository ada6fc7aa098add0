"""Who may open a file now: asked at each opening, because rights end and files are taken back."""

from datetime import date, datetime

from bot.domain.announcements import Announcement
from bot.domain.offers import Offer
from bot.domain.people import Person
from bot.domain.results import Result
from bot.rules import results as result_rules
from bot.rules.grants import acting, coordinates
from bot.rules.offers import is_shown
from storage.catalogue import offers
from storage.engine.store import Store
from storage.groups import groups, memberships, results
from storage.messaging import announcements, received


async def may_open(
    store: Store, person: Person, attachment_id: int, today: date, now: datetime
) -> bool:
    """Return whether a person may open a file: by the result, the message or the offer it is of.

    A file that belongs to nothing any more is nobody's.
    """
    person = acting(person, now)
    result = await results.of_file(store, attachment_id)
    if result is not None:
        return await _reads(store, person, result)
    announcement = await announcements.of_file(store, attachment_id)
    if announcement is not None:
        return await may_read(store, person, announcement)
    offer = await offers.of_file(store, attachment_id)
    return offer is not None and _finds(person, offer, today)


async def may_read(store: Store, person: Person, announcement: Announcement) -> bool:
    """Return whether an announcement was sent to a person, or is of a district they coordinate."""
    return coordinates(person, announcement.district_id) or await received.is_for(
        store, person.id, announcement.id
    )


async def _reads(store: Store, person: Person, result: Result) -> bool:
    group = await groups.by_id(store, result.group_id)
    if group is None:
        return False
    member = await memberships.member(store, group.id, person.id)
    steers = await memberships.steers(store, group.district_id, person.id)
    return result.published in result_rules.readable(person, group, member, steers=steers)


def _finds(person: Person, offer: Offer, today: date) -> bool:
    return is_shown(offer, today) or coordinates(person, offer.district_id)
