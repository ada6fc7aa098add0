"""Results of a group: minutes, tasks, and what comes on the agenda of a steering group."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from bot.domain.group_events import GroupEvent
from bot.domain.group_events.results import ResultEvent, TopicProposed
from bot.domain.groups import Group
from bot.i18n import Translator
from bot.screens.notifications.results import notification, topic_notification
from bot.ui import Screen
from storage.engine.store import Store


@dataclass(frozen=True, slots=True)
class ResultNews:
    event: ResultEvent | TopicProposed
    group: Group | None

    def is_stale(self, now: datetime) -> bool:
        return False

    def screen(self, tr: Translator) -> Screen:
        if isinstance(self.event, TopicProposed):
            return topic_notification(tr, self.event, self.group)
        return notification(tr, self.event, self.group)


async def load(
    store: Store, events: Collection[GroupEvent], groups: Mapping[int, Group]
) -> dict[GroupEvent, ResultNews]:
    """Return what showing the events of this subject needs."""
    return {
        event: ResultNews(event, groups.get(event.group_id))
        for event in events
        if isinstance(event, ResultEvent | TopicProposed)
    }
