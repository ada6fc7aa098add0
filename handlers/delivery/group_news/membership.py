"""News about members of a group and its seats."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from bot.domain.group_events import GroupEvent
from bot.domain.group_events.membership import MembershipEvent
from bot.domain.groups import Group
from bot.i18n import Translator
from bot.screens.notifications.membership import notification
from bot.ui import Screen
from storage.engine.store import Store


@dataclass(frozen=True, slots=True)
class MembershipNews:
    event: MembershipEvent
    group: Group | None

    def is_stale(self, now: datetime) -> bool:
        return False

    def screen(self, tr: Translator) -> Screen:
        return notification(tr, self.event, self.group)


async def load(
    store: Store, events: Collection[GroupEvent], groups: Mapping[int, Group]
) -> dict[GroupEvent, MembershipNews]:
    """Return what showing the events of this subject needs."""
    return {
        event: MembershipNews(event, groups.get(event.group_id))
        for event in events
        if isinstance(event, MembershipEvent)
    }
