"""Two who act at once on PostgreSQL: the second begins before the first has committed.

SQLite's one writer lets nobody begin, so there is nothing to try.
"""

import asyncio

from sqlalchemy import text

from bot.domain.people import Address
from handlers.dialogue.conversation import Conversation
from handlers.dialogue.routing import Said
from handlers.dialogue.turn import Answer, Hints
from storage.engine.database import Database
from tests.harness.databases import NOW
from tests.harness.patience import Patience

HINTS = Hints(("en",))
_BLOCKED = text(
    "SELECT count(*) FROM pg_stat_activity"
    " WHERE datname = current_database() AND wait_event_type = 'Lock'"
)


async def at_once(
    conversation: Conversation, first: tuple[Address, Said], second: tuple[Address, Said]
) -> Answer:
    """Answer two people, of whom the second sees nothing of the first until it locks something.

    Return the answer of the second.
    """
    async with conversation.database.write() as store:
        await conversation.answer(store, *first, NOW, HINTS)
        answering = asyncio.create_task(conversation.hear(*second, NOW, HINTS))
        patience = Patience()
        while not answering.done() and not await _is_blocked(conversation.database):
            assert not patience.is_over
            await asyncio.sleep(0.005)
    return await answering


async def _is_blocked(database: Database) -> bool:
    """Return whether somebody waits for a lock."""
    async with database.read() as store:
        return bool((await store.execute(_BLOCKED)).scalar())
