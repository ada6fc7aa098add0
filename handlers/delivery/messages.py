"""Claimed deliveries with everything that showing and sending them needs."""

from collections.abc import Collection, Hashable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from bot.domain.announcements import WRITTEN, Announcement, Flight
from bot.domain.attachments import Attachment
from bot.domain.deliveries import Delivery
from bot.domain.group_events import GroupEvent
from bot.domain.groups import Group
from bot.domain.offers import Offer
from bot.domain.people import Address
from bot.domain.places import District
from bot.domain.push import CHANNEL as BELL
from bot.i18n import Translator
from bot.rules.push import address_of
from bot.rules.recurrence import zone_of
from bot.screens import notices as screens
from bot.screens.frame import framed
from bot.ui import Screen
from handlers.delivery.files import document
from handlers.delivery.group_news import loading as group_news
from handlers.delivery.group_news.base import GroupNews
from storage.catalogue import attachments, offers, places
from storage.catalogue.pathways import Pathways
from storage.engine.store import Store
from storage.groups import groups, memberships
from storage.messaging import announcements
from storage.people import people, push_subscriptions

CACHED_SCREENS = 50
"""Maximum number of screens that are kept to be shown again."""


@dataclass(frozen=True, slots=True)
class OutgoingMessage:
    """``addresses`` are those that can be used, the preferred channel first.

    ``attachment`` has its content if the message goes by e-mail, because a mail has no buttons.
    ``news`` is None unless it is news of a group.
    """

    delivery: Delivery
    announcement: Announcement
    district: District
    addresses: Sequence[Address]
    offers: Sequence[Offer]
    attachment: Attachment | None = None
    news: GroupNews | None = None
    has_left: bool = False

    def is_stale(self, now: datetime) -> bool:
        """Return whether it makes no sense any more, for example after a night's rest."""
        return self.has_left or (self.news is not None and self.news.is_stale(now))

    @property
    def is_shared(self) -> bool:
        """Whether everybody in the campaign gets the same message."""
        return self.delivery.flight is not Flight.MISSED and self.announcement.kind in WRITTEN

    def screen_key(self, language: str) -> Hashable | None:
        """Return the same value for all messages with the same screen; None: no other has it."""
        delivery, announcement = self.delivery, self.announcement
        if not self.is_shared:
            return None
        late_since = delivery.due_at if delivery.late else None
        return announcement.id, announcement.version, language, late_since, self.attachment


@dataclass(frozen=True, slots=True)
class _Loaded:
    """What all deliveries of one batch need, by id."""

    announcements: Mapping[int, Announcement]
    districts: Mapping[int, District]
    addresses: Mapping[int, Sequence[Address]]
    offers: Mapping[int, Offer]
    news: Mapping[GroupEvent, GroupNews]
    left: frozenset[int]


async def load_messages(
    store: Store, deliveries: Sequence[Delivery], channels: Sequence[str], pathways: Pathways
) -> list[OutgoingMessage]:
    """Return one message a delivery; ``channels`` are those in use, the preferred first."""
    if not deliveries:
        return []
    loaded = await _load(store, deliveries, channels, pathways)
    messages = [_message(delivery, loaded, channels) for delivery in deliveries]
    return await _with_attachments(store, messages)


async def _load(
    store: Store, deliveries: Sequence[Delivery], channels: Sequence[str], pathways: Pathways
) -> _Loaded:
    loaded = await announcements.by_ids(
        store, {delivery.announcement_id for delivery in deliveries}
    )
    offer_ids = [offer_id for delivery in deliveries for offer_id in delivery.offers]
    events = {delivery.event for delivery in deliveries if delivery.event}
    known_groups = await _groups(store, events)
    return _Loaded(
        announcements=loaded,
        districts=await places.districts_by_ids(store, {a.district_id for a in loaded.values()}),
        addresses=await _addresses(
            store, [delivery.person.id for delivery in deliveries], channels
        ),
        offers=await offers.by_asked_id(store, offer_ids),
        news=await group_news.load(store, events, known_groups, pathways),
        left=await _left(store, deliveries, known_groups),
    )


async def _addresses(
    store: Store, people_ids: Sequence[int], channels: Sequence[str]
) -> Mapping[int, Sequence[Address]]:
    """Return where people are reached; all devices of a person are one address."""
    addresses = await people.addresses(store, people_ids)
    if BELL in channels:
        for person_id, devices in (await push_subscriptions.of_people(store, addresses)).items():
            addresses[person_id].append(address_of(devices))
    return addresses


async def _groups(store: Store, events: Collection[GroupEvent]) -> Mapping[int, Group]:
    return await groups.by_ids(store, {event.group_id for event in events if event.group_id})


async def _left(
    store: Store, deliveries: Sequence[Delivery], group_by_id: Mapping[int, Group]
) -> frozenset[int]:
    """Return the deliveries to people who are not in the group any more and get none of its news.

    The Telegram chat of a group is not a member, and gets them all.
    """
    of_groups = {
        delivery.id: (delivery.person.id, group.id)
        for delivery in deliveries
        if (group := _group_of(delivery.event, group_by_id)) and delivery.person.id != group.chat_id
    }
    inside = await memberships.inside(
        store,
        {person_id for person_id, _ in of_groups.values()},
        {group_id for _, group_id in of_groups.values()},
    )
    return frozenset(
        delivery_id for delivery_id, member in of_groups.items() if member not in inside
    )


def _group_of(event: GroupEvent | None, group_by_id: Mapping[int, Group]) -> Group | None:
    """Return the group whose members alone get the event, None if others get it, too."""
    return group_by_id.get(event.group_id or 0) if event and event.members_only else None


def _message(delivery: Delivery, loaded: _Loaded, channels: Sequence[str]) -> OutgoingMessage:
    announcement = loaded.announcements[delivery.announcement_id]
    usable = [to for to in loaded.addresses[delivery.person.id] if to.channel in channels]
    return OutgoingMessage(
        delivery=delivery,
        announcement=announcement,
        district=loaded.districts[announcement.district_id],
        addresses=sorted(usable, key=lambda to: channels.index(to.channel)),
        offers=[loaded.offers[offer] for offer in delivery.offers if offer in loaded.offers],
        news=loaded.news[delivery.event] if delivery.event else None,
        has_left=delivery.id in loaded.left,
    )


async def _with_attachments(
    store: Store, messages: Sequence[OutgoingMessage]
) -> list[OutgoingMessage]:
    """Add what an announcement has attached, with the content where a mail will hold it."""
    wanted = {message.announcement.attachment_id or 0 for message in messages} - {0}
    loaded = await attachments.by_ids(store, wanted)
    for attachment_id in loaded.keys() & _mailed(messages):
        loaded[attachment_id] = (
            await attachments.by_id(store, attachment_id) or loaded[attachment_id]
        )
    return [
        replace(message, attachment=loaded.get(message.announcement.attachment_id or 0))
        for message in messages
    ]


def _mailed(messages: Sequence[OutgoingMessage]) -> set[int]:
    """Return the attachments of messages that go by e-mail, at once or after a push."""
    return {
        message.announcement.attachment_id or 0
        for message in messages
        if next((to.channel for to in message.addresses if to.channel != BELL), "") == "email"
    }


class ScreenCache:
    """Makes a screen once for all people of a language who get the same."""

    def __init__(self) -> None:
        self._screens: dict[Hashable, Screen] = {}

    def screen(self, message: OutgoingMessage, now: datetime, tr: Translator) -> Screen:
        """Return what to send, with the buttons that every screen has."""
        key = message.screen_key(tr.language.code)
        if key is None:
            return framed(screen_of(message, now, tr), tr, tr)
        if key not in self._screens:
            latest = list(self._screens.items())[-CACHED_SCREENS:]
            self._screens = dict(latest) | {key: framed(screen_of(message, now, tr), tr, tr)}
        return self._screens[key]


def screen_of(message: OutgoingMessage, now: datetime, tr: Translator) -> Screen:
    """Return what a message says in the language of ``tr``."""
    delivery, announcement = message.delivery, message.announcement
    if delivery.flight is Flight.MISSED:
        return screens.missed(tr, announcement, delivery.due_at)
    if message.news:
        return message.news.screen(tr)
    if announcement.kind not in WRITTEN:
        today = now.astimezone(zone_of(announcement.times)).date()
        return screens.news(tr, announcement.kind, message.offers, today)
    return _notice(message, tr)


def _notice(message: OutgoingMessage, tr: Translator) -> Screen:
    """Return an announcement that somebody wrote."""
    delivery, attachment = message.delivery, message.attachment
    notice = screens.notice(
        tr,
        message.announcement,
        message.district,
        late_since=delivery.due_at if delivery.late else None,
        attachment=attachment,
    )
    if attachment is None or not attachment.content:
        return notice
    return replace(notice, documents=(document(attachment),))
