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
) -> None:
    """Notify people, and the Telegram chat of the group of what concerns everybody in it."""
    chat = [group.chat_id] if group.chat_id and event.for_chat else []
    await notify_in_district(store, group.district_id, [*people, *chat], event, now)


async def notify_in_district(
    store: Store, district_id: int, people: Collection[int], event: GroupEvent, now: datetime
) -> None:
    """Notify only these people. Those who do not listen to news of groups are left out."""
    if people:
        daily = await announcements.standing(store, district_id, Kind.GROUP, now)
        await campaigns.tell(store, daily, people, event, now)
