"""Announcements that their authors look at before anybody else gets them."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from bot.domain.announcements import ORIGINAL, Announcement
from bot.domain.attachments import Attachment
from bot.domain.group_events import GroupEvent
from bot.domain.group_events.messages import MessageTested
from bot.domain.groups import Group
from bot.domain.places import District
from bot.i18n import Translator
from bot.screens.notifications.messages import notification
from bot.ui import Screen
from storage.catalogue import attachments, places
from storage.engine.store import Store
from storage.messaging import announcements


@dataclass(frozen=True, slots=True)
class TestNews:
    """``announcement`` None: it was deleted meanwhile."""

    event: MessageTested
    announcement: Announcement | None
    district: District | None
    attachment: Attachment | None

    def is_stale(self, now: datetime) -> bool:
        announcement = self.announcement
        return announcement is None or ORIGINAL not in announcement.texts

    def screen(self, tr: Translator) -> Screen:
        return notification(
            tr, self.announcement, self.district, self.event.position, self.attachment
        )


async def load(
    store: Store, events: Collection[GroupEvent], groups: Mapping[int, Group]
) -> dict[GroupEvent, TestNews]:
    """Return what showing the events of this subject needs."""
    tested = [event for event in events if isinstance(event, MessageTested)]
    if not tested:
        return {}
    found = await announcements.by_ids(store, {event.announcement_id for event in tested})
    districts = await places.districts_by_ids(store, {a.district_id for a in found.values()})
    files = await attachments.by_ids(store, {a.attachment_id or 0 for a in found.values()} - {0})
    return {event: _news(event, found, districts, files) for event in tested}


def _news(
    event: MessageTested,
    found: Mapping[int, Announcement],
    districts: Mapping[int, District],
    files: Mapping[int, Attachment],
) -> TestNews:
    announcement = found.get(event.announcement_id)
    if announcement is None:
        return TestNews(event, None, None, None)
    return TestNews(
        event,
        announcement,
        districts.get(announcement.district_id),
        files.get(announcement.attachment_id or 0),
    )
