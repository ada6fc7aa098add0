"""E-mails that do not arrive."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from bot.domain.group_events import GroupEvent
from bot.domain.group_events.emails import EmailReturned
from bot.domain.groups import Group
from bot.i18n import Translator
from bot.screens.notifications.emails import notification
from bot.ui import Screen
from storage.engine.store import Store


@dataclass(frozen=True, slots=True)
class EmailNews:
    def is_stale(self, now: datetime) -> bool:
        return False

    def screen(self, tr: Translator) -> Screen:
        return notification(tr)


async def load(
    store: Store, events: Collection[GroupEvent], groups: Mapping[int, Group]
) -> dict[GroupEvent, EmailNews]:
    """Return what showing the events of this subject needs."""
    return {event: EmailNews() for event in events if isinstance(event, EmailReturned)}
