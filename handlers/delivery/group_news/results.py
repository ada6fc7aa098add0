"""Results of a group: minutes, tasks, and what comes on the agenda of a steering group."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from bot.domain.agendas import Topic
from bot.domain.group_events import GroupEvent
from bot.domain.group_events.results import ResultEvent, TopicProposed
from bot.domain.groups import Group
from bot.domain.results import Result
from bot.i18n import Translator
from bot.screens.notifications.results import notification, topic_notification
from bot.ui import Screen
from storage.engine.store import Store
from storage.groups import agendas, results


@dataclass(frozen=True, slots=True)
class ResultNews:
    """``result`` None: it was deleted meanwhile."""

    event: ResultEvent
    group: Group | None
    result: Result | None

    def is_stale(self, now: datetime) -> bool:
        return self.result is None

    def screen(self, tr: Translator) -> Screen:
        return notification(tr, self.event, self.group, self.result)


@dataclass(frozen=True, slots=True)
class TopicNews:
    """``topic`` None: it was deleted meanwhile."""

    event: TopicProposed
    group: Group | None
    topic: Topic | None

    def is_stale(self, now: datetime) -> bool:
        return self.topic is None

    def screen(self, tr: Translator) -> Screen:
        return topic_notification(tr, self.group, self.topic)


async def load(
    store: Store, events: Collection[GroupEvent], groups: Mapping[int, Group]
) -> dict[GroupEvent, ResultNews | TopicNews]:
    """Return what showing the events of this subject needs."""
    return await _of_results(store, events, groups) | await _of_topics(store, events, groups)


async def _of_results(
    store: Store, events: Collection[GroupEvent], groups: Mapping[int, Group]
) -> dict[GroupEvent, ResultNews | TopicNews]:
    about = [event for event in events if isinstance(event, ResultEvent)]
    loaded = await results.by_ids(store, {event.result_id for event in about})
    return {
        event: ResultNews(event, groups.get(event.group_id), loaded.get(event.result_id))
        for event in about
    }


async def _of_topics(
    store: Store, events: Collection[GroupEvent], groups: Mapping[int, Group]
) -> dict[GroupEvent, ResultNews | TopicNews]:
    proposed = [event for event in events if isinstance(event, TopicProposed)]
    loaded = await agendas.by_ids(store, {event.topic_id or 0 for event in proposed})
    return {
        event: TopicNews(event, groups.get(event.group_id), loaded.get(event.topic_id or 0))
        for event in proposed
    }
