"""Meetings of a group, and series of them."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from bot.domain.group_events import GroupEvent
from bot.domain.group_events.meetings import MeetingEvent, StandInAsked
from bot.domain.groups import Group
from bot.domain.meetings import Meeting
from bot.i18n import Translator
from bot.rules.meetings import is_stale
from bot.screens.notifications.meetings import notification
from bot.ui import Screen
from storage.engine.store import Store
from storage.groups import meetings, memberships


@dataclass(frozen=True, slots=True)
class MeetingNews:
    """``name`` is of the member who asks for a stand-in, "" if they have left, or nobody asks."""

    event: MeetingEvent
    group: Group | None
    meeting: Meeting | None
    name: str = ""

    def is_stale(self, now: datetime) -> bool:
        return self.event.until_start and is_stale(self.meeting, now)

    def screen(self, tr: Translator) -> Screen:
        return notification(tr, self.event, self.group, self.meeting, self.name)


async def load(
    store: Store, events: Collection[GroupEvent], groups: Mapping[int, Group]
) -> dict[GroupEvent, MeetingNews]:
    """Return what showing the events of this subject needs."""
    mine = [event for event in events if isinstance(event, MeetingEvent)]
    loaded = await meetings.by_ids(store, {event.meeting_id for event in mine})
    asking = {event: _asking(event) for event in mine}
    names = await memberships.names(store, set(asking.values()))
    return {
        event: MeetingNews(
            event,
            groups.get(event.group_id),
            loaded.get(event.meeting_id),
            names.get(asking[event], ""),
        )
        for event in mine
    }


def _asking(event: MeetingEvent) -> int:
    """Return the id of the membership that asks for a stand-in, 0 if none does."""
    return (event.membership_id or 0) if isinstance(event, StandInAsked) else 0
