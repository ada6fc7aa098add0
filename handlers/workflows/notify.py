"""News of a group, sent to single people through the same ledger as announcements.

The delivery is stored in the transaction of what happened: it is sent if that is committed, and
not otherwise.
"""

from collections.abc import Collection
from datetime import datetime

from bot.domain.announcements import Kind
from bot.domain.group_events import GroupEvent
from bot.domain.groups import Group
from storage.engine.store import Store
from storage.messaging import announcements, campaigns


async def notify(
    store: Store, group: Group, people: Collection[int], event: GroupEvent, now: datetime
) -> int:
    """Notify people, and the Telegram chat of the group of what concerns everybody in it.

    Return how many messages that were.
    """
    chat = [group.chat_id] if group.chat_id and event.for_chat else []
    return await notify_in_district(store, group.district_id, [*people, *chat], event, now)


async def notify_in_district(
    store: Store, district_id: int, people: Collection[int], event: GroupEvent, now: datetime
) -> int:
    """Notify only these people; return how many. Who does not listen to such news is left out."""
    if not people:
        return 0
    daily = await announcements.standing(store, district_id, Kind.GROUP, now)
    return await campaigns.tell(store, daily, people, event, now)
