"""Help requests."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from bot.domain.group_events import GroupEvent
from bot.domain.group_events.helping import HelpEvent, HelpWanted
from bot.domain.groups import Group
from bot.domain.helping import HelpRequest, State
from bot.domain.places import Municipality
from bot.i18n import Translator
from bot.screens.notifications.helping import notification
from bot.ui import Screen
from storage.catalogue import places
from storage.engine.store import Store
from storage.groups import helping


@dataclass(frozen=True, slots=True)
class HelpNews:
    """``town`` None: the request is not about one town."""

    event: HelpEvent
    request: HelpRequest | None
    town: Municipality | None

    def is_stale(self, now: datetime) -> bool:
        """Return whether a volunteer is asked for a request that is taken, or deleted."""
        is_open = self.request is not None and self.request.state is State.OPEN
        return isinstance(self.event, HelpWanted) and not is_open

    def screen(self, tr: Translator) -> Screen:
        return notification(tr, self.event, self.request, self.town)


async def load(
    store: Store, events: Collection[GroupEvent], groups: Mapping[int, Group]
) -> dict[GroupEvent, HelpNews]:
    """Return what showing the events of this subject needs."""
    mine = [event for event in events if isinstance(event, HelpEvent)]
    requests = await helping.by_ids(store, {event.request_id for event in mine})
    towns = await places.municipalities_by_ids(
        store, {request.municipality_id for request in requests.values() if request.municipality_id}
    )
    return {event: _news(event, requests.get(event.request_id), towns) for event in mine}


def _news(
    event: HelpEvent, request: HelpRequest | None, towns: Mapping[int, Municipality]
) -> HelpNews:
    return HelpNews(event, request, towns.get(request.municipality_id or 0) if request else None)
