"""A delivery with everything that showing it needs."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.announcements import WRITTEN, Announcement, Flight
from bot.domain.deliveries import Delivery
from bot.domain.offers import Offer
from bot.domain.people import Address
from bot.domain.places import District
from bot.i18n import Translator
from bot.rules.recurrence import zone_of
from bot.screens import notices as screens
from bot.ui import Screen
from storage import announcements, offers, people, places
from storage.sealing import Seal


@dataclass(frozen=True, slots=True)
class Post:
    """A claimed delivery with everything that sending it needs."""

    delivery: Delivery
    announcement: Announcement
    district: District
    addresses: list[Address]
    offers: list[Offer]


async def posts(connection: AsyncConnection, seal: Seal, claimed: Sequence[Delivery], channels: Sequence[str]) -> list[Post]:
    """Each with the addresses that can be used, those of the preferred channel first."""
    if not claimed:
        return []
    found = await announcements.by_ids(connection, {one.announcement_id for one in claimed})
    districts = {district.id: district for district in await places.districts(connection)}
    reached = await people.addresses(connection, seal, [one.person.id for one in claimed])
    about = {offer.id: offer for offer in await offers.by_ids(connection, [number for one in claimed for number in one.offers])}
    return [
        Post(
            one,
            (said := found[one.announcement_id]),
            districts[said.district_id],
            sorted((to for to in reached[one.person.id] if to.channel in channels), key=lambda to: channels.index(to.channel)),
            [about[number] for number in one.offers if number in about],
        )
        for one in claimed
    ]


def screen_of(post: Post, now: datetime, tr: Translator) -> Screen:
    """What a delivery says in the language of ``tr``."""
    one, said = post.delivery, post.announcement
    if one.flight is Flight.MISSED:
        return screens.missed(tr, said, one.due_at)
    if said.kind not in WRITTEN:
        return screens.news(tr, said.kind, post.offers, now.astimezone(zone_of(said.times)).date())
    return screens.notice(tr, said, post.district, late_since=one.due_at if one.late else None)
