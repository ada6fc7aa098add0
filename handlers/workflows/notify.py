"""News of a group go to single people, through the same ledger as everything that is said unasked."""

from collections.abc import Collection
from datetime import datetime

from bot.domain.announcements import Kind
from bot.domain.groups import FOR_CHATS, Event, Group
from storage.engine.store import Store
from storage.messaging import announcements, campaigns


async def tell(
    store: Store, group: Group, people: Collection[int], event: Event, now: datetime
) -> None:
    """In the transaction of what happened: told if it happened, and not otherwise. What concerns all is told in the group's chat, too."""
    chat = [group.chat_id] if group.chat_id and event.happening in FOR_CHATS else []
    await tell_in(store, group.district_id, [*people, *chat], event, now)


async def tell_in(
    store: Store,
    district_id: int,
    people: Collection[int],
    event: Event,
    now: datetime,
) -> None:
    """The same in a district, where no group is concerned."""
    if people:
        standing = await announcements.standing(store, district_id, Kind.GROUP, now)
        await campaigns.tell(store, standing, people, event, now)
