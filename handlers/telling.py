"""News of a group go to single people, through the same ledger as everything that is said unasked."""

from collections.abc import Collection

from bot.domain.announcements import Kind
from bot.domain.groups import Event, Group
from handlers.turn import Turn
from storage import announcements, campaigns


async def tell(turn: Turn, group: Group, people: Collection[int], event: Event) -> None:
    """In the transaction of what happened: told if it happened, and not otherwise."""
    if not people:
        return
    standing = await announcements.standing(turn.connection, group.district_id, Kind.GROUP, turn.now)
    await campaigns.tell(turn.connection, standing, people, event, turn.now)
