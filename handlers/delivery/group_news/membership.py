"""News about members of a group and its seats."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from bot.domain.group_events import GroupEvent
from bot.domain.group_events.membership import (
    JoinRefused,
    MemberEvent,
    MembershipEvent,
    SeatsVacant,
)
from bot.domain.groups import Group
from bot.i18n import Translator
from bot.screens.notifications.membership import notification
from bot.ui import Screen
from storage.engine.store import Store
from storage.groups import memberships, remarks, seats


@dataclass(frozen=True, slots=True)
class MembershipNews:
    """``words`` are what somebody typed and the event is about, "" if it was deleted meanwhile."""

    event: MembershipEvent
    group: Group | None
    words: str = ""

    def is_stale(self, now: datetime) -> bool:
        """Return whether it is about somebody who has left meanwhile."""
        return isinstance(self.event, MemberEvent) and not self.words

    def screen(self, tr: Translator) -> Screen:
        return notification(tr, self.event, self.group, self.words)


async def load(
    store: Store, events: Collection[GroupEvent], groups: Mapping[int, Group]
) -> dict[GroupEvent, MembershipNews]:
    """Return what showing the events of this subject needs."""
    mine = [event for event in events if isinstance(event, MembershipEvent)]
    words = await _words(store, mine)
    return {
        event: MembershipNews(event, groups.get(event.group_id), words.get(event, ""))
        for event in mine
    }


async def _words(store: Store, events: Collection[MembershipEvent]) -> dict[MembershipEvent, str]:
    """Return what was typed, for the events that are about it and where it still is."""
    names = await _names(store, [event for event in events if isinstance(event, MemberEvent)])
    reasons = await _reasons(store, [event for event in events if isinstance(event, JoinRefused)])
    labels = await _labels(store, [event for event in events if isinstance(event, SeatsVacant)])
    return names | reasons | labels


async def _names(store: Store, events: Collection[MemberEvent]) -> dict[MembershipEvent, str]:
    """Return what the members are called."""
    names = await memberships.names(store, {event.membership_id or 0 for event in events})
    return {event: names.get(event.membership_id or 0, "") for event in events}


async def _reasons(store: Store, events: Collection[JoinRefused]) -> dict[MembershipEvent, str]:
    """Return why somebody was not accepted."""
    reasons = await remarks.by_ids(store, {event.remark_id or 0 for event in events})
    return {event: reasons.get(event.remark_id or 0, "") for event in events}


async def _labels(store: Store, events: Collection[SeatsVacant]) -> dict[MembershipEvent, str]:
    """Return the labels of the vacant seats."""
    labels = await seats.vacant(store, {event.group_id for event in events})
    return {event: ", ".join(labels.get(event.group_id, ())) for event in events}
