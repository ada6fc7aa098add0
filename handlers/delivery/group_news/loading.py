"""Events of all subjects, loaded together."""

from collections.abc import Awaitable, Callable, Collection, Mapping

from bot.domain.group_events import GroupEvent
from bot.domain.groups import Group
from handlers.delivery.group_news import (
    emails,
    enquiries,
    helping,
    measures,
    meetings,
    membership,
    messages,
    results,
    stations,
)
from handlers.delivery.group_news.base import GroupNews
from storage.catalogue.pathways import Pathways
from storage.engine.store import Store

Loader = Callable[
    [Store, Collection[GroupEvent], Mapping[int, Group]],
    Awaitable[Mapping[GroupEvent, GroupNews]],
]
LOADERS: tuple[Loader, ...] = (
    membership.load,
    meetings.load,
    results.load,
    helping.load,
    enquiries.load,
    emails.load,
    measures.load,
    messages.load,
)
"""One a subject. Each leaves the events of the others alone; stations need files of districts."""


async def load(
    store: Store,
    events: Collection[GroupEvent],
    groups: Mapping[int, Group],
    pathways: Pathways,
) -> dict[GroupEvent, GroupNews]:
    """Return every event with what showing it needs. ``groups`` are those that still exist."""
    news: dict[GroupEvent, GroupNews] = {}
    for load_subject in LOADERS:
        news.update(await load_subject(store, events, groups))
    news.update(await stations.load(store, events, pathways))
    return news
