"""A delivery with everything that showing it needs."""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.announcements import WRITTEN, Announcement, Flight
from bot.domain.attachments import Attachment
from bot.domain.deliveries import Delivery
from bot.domain.groups import ABOUT_MEETINGS, Group, Happening
from bot.domain.meetings import Meeting
from bot.domain.offers import Offer
from bot.domain.people import Address
from bot.domain.places import District
from bot.i18n import Translator
from bot.rules.meetings import is_stale
from bot.rules.recurrence import zone_of
from bot.screens import notices as screens
from bot.screens.groups import told
from bot.screens.meetings import told as told_of_meeting
from bot.ui import Screen
from handlers.attachments import document
from storage import announcements, attachments, groups, meetings, offers, people, places
from storage.sealing import Seal

ASKING = (Happening.REMINDED, Happening.INVITED, Happening.MOVED_UP)
"""What makes no sense any more when the meeting has begun."""


@dataclass(frozen=True, slots=True)
class Post:
    """Where it goes by e-mail, its attachment has its content, because a mail has no buttons."""

    delivery: Delivery
    announcement: Announcement
    district: District
    addresses: list[Address]
    offers: list[Offer]
    attachment: Attachment | None = None
    group: Group | None = None
    meetings: Mapping[int, Meeting] = field(default_factory=dict)

    def is_stale(self, now: datetime) -> bool:
        """A reminder that waited over the night, for a meeting that is over or cancelled."""
        event = self.delivery.event
        if event is None or event.happening not in ASKING:
            return False
        return is_stale(self.meetings.get(event.meeting_id or 0), now)

    def shared(self, language: str) -> Hashable | None:
        """The same for everybody who gets the same screen; None if it is this person's own."""
        one, said = self.delivery, self.announcement
        if one.flight is Flight.MISSED or said.kind not in WRITTEN:
            return None
        return said.id, said.version, language, one.due_at if one.late else None, self.attachment


async def posts(connection: AsyncConnection, seal: Seal, claimed: Sequence[Delivery], channels: Sequence[str]) -> list[Post]:
    """Each with the addresses that can be used, those of the preferred channel first."""
    if not claimed:
        return []
    found = await announcements.by_ids(connection, {one.announcement_id for one in claimed})
    districts = {district.id: district for district in await places.districts(connection)}
    reached = await people.addresses(connection, seal, [one.person.id for one in claimed])
    about = {offer.id: offer for offer in await offers.by_ids(connection, [number for one in claimed for number in one.offers])}
    about_meetings = await meetings.by_ids(connection, {one.event.meeting_id for one in claimed if one.event and one.event.meeting_id})
    about_groups = await groups.by_ids(connection, {one.event.group_id for one in claimed if one.event})
    made = [
        Post(
            one,
            (said := found[one.announcement_id]),
            districts[said.district_id],
            sorted((to for to in reached[one.person.id] if to.channel in channels), key=lambda to: channels.index(to.channel)),
            [about[number] for number in one.offers if number in about],
            group=about_groups.get(one.event.group_id) if one.event else None,
            meetings=about_meetings if one.event else {},
        )
        for one in claimed
    ]
    return await _with_attachments(connection, made)


async def _with_attachments(connection: AsyncConnection, made: list[Post]) -> list[Post]:
    known = await attachments.by_ids(connection, {number for post in made if (number := post.announcement.attachment_id)})
    mailed = {post.announcement.attachment_id or 0 for post in made if post.addresses and post.addresses[0].channel == "email"}
    for number in mailed & known.keys():
        known[number] = await attachments.by_id(connection, number) or known[number]
    return [replace(post, attachment=known.get(post.announcement.attachment_id or 0)) for post in made]


def screen_of(post: Post, now: datetime, tr: Translator) -> Screen:
    """What a delivery says in the language of ``tr``."""
    one, said = post.delivery, post.announcement
    if one.flight is Flight.MISSED:
        return screens.missed(tr, said, one.due_at)
    if one.event:
        about = one.event.happening in ABOUT_MEETINGS
        return told_of_meeting(tr, one.event, post.group, post.meetings) if about else told(tr, one.event, post.group)
    if said.kind not in WRITTEN:
        return screens.news(tr, said.kind, post.offers, now.astimezone(zone_of(said.times)).date())
    notice = screens.notice(tr, said, post.district, late_since=one.due_at if one.late else None, attachment=post.attachment)
    return replace(notice, documents=(document(post.attachment),)) if post.attachment and post.attachment.content else notice
