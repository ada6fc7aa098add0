"""A delivery with everything that showing it needs."""

from collections.abc import Collection, Hashable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from bot.domain.announcements import WRITTEN, Announcement, Flight
from bot.domain.attachments import Attachment
from bot.domain.deliveries import Delivery
from bot.domain.groups import ABOUT_HELP, ABOUT_MEETINGS, ABOUT_RESULTS, Event, Group, Happening
from bot.domain.helping import HelpRequest
from bot.domain.helping import State as HelpState
from bot.domain.meetings import Meeting
from bot.domain.offers import Offer
from bot.domain.people import Address
from bot.domain.places import District, Municipality
from bot.i18n import Translator
from bot.rules.meetings import is_stale
from bot.rules.recurrence import zone_of
from bot.screens import notices as screens
from bot.screens.agendas import told as told_of_topic
from bot.screens.frame import framed
from bot.screens.groups import told
from bot.screens.helping import told as told_of_help
from bot.screens.meetings import told as told_of_meeting
from bot.screens.results import told as told_of_result
from bot.ui import Screen
from handlers.delivery.files import document
from storage.catalogue import attachments, offers, places
from storage.engine.store import Store
from storage.groups import groups, helping, meetings
from storage.messaging import announcements
from storage.people import people

FOR_MEMBERS = (
    *ABOUT_MEETINGS,
    *ABOUT_RESULTS,
    Happening.TOPIC,
    Happening.HELP_WANTED,
    Happening.STILL_THERE,
)
ASKING = (Happening.REMINDED, Happening.INVITED, Happening.MOVED_UP, Happening.STAND_IN)
"""What makes no sense any more when the meeting has begun."""
MOST_MADE = 50
"""Screens that are remembered."""


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
    helping: Mapping[int, HelpRequest] = field(default_factory=dict)
    towns: Mapping[int, Municipality | None] = field(default_factory=dict)
    has_left: bool = False

    def is_stale(self, now: datetime) -> bool:
        """What waited over the night: a meeting that is over or cancelled, a request that somebody else took, a group that was left."""
        event = self.delivery.event
        if self.has_left:
            return True
        if event is not None and event.happening is Happening.HELP_WANTED:
            one = self.helping.get(event.help_id or 0)
            return one is None or one.state is not HelpState.OPEN
        if event is None or event.happening not in ASKING:
            return False
        return is_stale(self.meetings.get(event.meeting_id or 0), now)

    def shared(self, language: str) -> Hashable | None:
        """The same for everybody who gets the same screen; None if it is this person's own."""
        one, said = self.delivery, self.announcement
        if one.flight is Flight.MISSED or said.kind not in WRITTEN:
            return None
        return said.id, said.version, language, one.due_at if one.late else None, self.attachment


async def posts(store: Store, claimed: Sequence[Delivery], channels: Sequence[str]) -> list[Post]:
    """Each with the addresses that can be used, those of the preferred channel first."""
    if not claimed:
        return []
    found = await announcements.by_ids(store, {one.announcement_id for one in claimed})
    districts = {district.id: district for district in await places.districts(store)}
    reached = await people.addresses(store, [one.person.id for one in claimed])
    about = {
        offer.id: offer
        for offer in await offers.by_ids(
            store, [number for one in claimed for number in one.offers]
        )
    }
    about_meetings = await meetings.by_ids(
        store, {one.event.meeting_id for one in claimed if one.event and one.event.meeting_id}
    )
    about_groups = await groups.by_ids(
        store, {one.event.group_id for one in claimed if one.event and one.event.group_id}
    )
    about_helping = await helping.by_ids(
        store, {one.event.help_id for one in claimed if one.event and one.event.help_id}
    )
    towns = {
        one.municipality_id: await places.municipality(store, one.municipality_id)
        for one in about_helping.values()
        if one.municipality_id
    }
    inside = await groups.inside(
        store, {one.person.id for one in claimed if one.event}, set(about_groups)
    )
    made = [
        Post(
            one,
            (said := found[one.announcement_id]),
            districts[said.district_id],
            sorted(
                (to for to in reached[one.person.id] if to.channel in channels),
                key=lambda to: channels.index(to.channel),
            ),
            [about[number] for number in one.offers if number in about],
            group=about_groups.get(one.event.group_id or 0) if one.event else None,
            meetings=about_meetings,
            helping=about_helping,
            towns=towns,
            has_left=_has_left(one, about_groups, inside),
        )
        for one in claimed
    ]
    return await _with_attachments(store, made)


def _has_left(
    one: Delivery, known: Mapping[int, Group], inside: Collection[tuple[int, int]]
) -> bool:
    """Who leaves a group hears nothing more of what it does; a group's own chat is not a member."""
    event = one.event
    group = known.get(event.group_id or 0) if event and event.happening in FOR_MEMBERS else None
    return (
        group is not None
        and one.person.id != group.chat_id
        and (one.person.id, group.id) not in inside
    )


async def _with_attachments(store: Store, made: list[Post]) -> list[Post]:
    known = await attachments.by_ids(
        store, {number for post in made if (number := post.announcement.attachment_id)}
    )
    mailed = {
        post.announcement.attachment_id or 0
        for post in made
        if post.addresses and post.addresses[0].channel == "email"
    }
    for number in mailed & known.keys():
        known[number] = await attachments.by_id(store, number) or known[number]
    return [
        replace(post, attachment=known.get(post.announcement.attachment_id or 0)) for post in made
    ]


class Screens:
    """What everybody of a language gets is made once."""

    def __init__(self) -> None:
        self._made: dict[Hashable, Screen] = {}

    def of(self, post: Post, now: datetime, tr: Translator) -> Screen:
        key = post.shared(tr.language.code)
        if key is None:
            return framed(screen_of(post, now, tr), tr, tr)
        if key not in self._made:
            self._made = dict(list(self._made.items())[-MOST_MADE:]) | {
                key: framed(screen_of(post, now, tr), tr, tr)
            }
        return self._made[key]


def screen_of(post: Post, now: datetime, tr: Translator) -> Screen:
    """What a delivery says in the language of ``tr``."""
    one, said = post.delivery, post.announcement
    if one.flight is Flight.MISSED:
        return screens.missed(tr, said, one.due_at)
    if one.event:
        return _told(tr, one.event, post)
    if said.kind not in WRITTEN:
        return screens.news(tr, said.kind, post.offers, now.astimezone(zone_of(said.times)).date())
    notice = screens.notice(
        tr,
        said,
        post.district,
        late_since=one.due_at if one.late else None,
        attachment=post.attachment,
    )
    return (
        replace(notice, documents=(document(post.attachment),))
        if post.attachment and post.attachment.content
        else notice
    )


def _told(tr: Translator, event: Event, post: Post) -> Screen:
    """News of a group."""
    if event.happening in ABOUT_MEETINGS:
        return told_of_meeting(tr, event, post.group, post.meetings)
    if event.happening in ABOUT_HELP:
        one = post.helping.get(event.help_id or 0)
        return told_of_help(
            tr, event, one, post.towns.get(one.municipality_id or 0) if one else None
        )
    if event.happening in ABOUT_RESULTS:
        return told_of_result(tr, event, post.group)
    return (
        told_of_topic(tr, event, post.group)
        if event.happening is Happening.TOPIC
        else told(tr, event, post.group)
    )
