"""News of a group go to single people, through the same ledger as everything that is said unasked."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.announcements import Kind
from bot.domain.groups import Event, Group
from storage import announcements, campaigns


async def tell(connection: AsyncConnection, group: Group, people: Collection[int], event: Event, now: datetime) -> None:
    """In the transaction of what happened: told if it happened, and not otherwise."""
    if people:
        standing = await announcements.standing(connection, group.district_id, Kind.GROUP, now)
        await campaigns.tell(connection, standing, people, event, now)
