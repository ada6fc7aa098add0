"""The storage of updates from Telegram, while two processes work on it."""

import asyncio
from datetime import UTC, datetime

import pytest

from storage.engine.database import Database
from storage.messaging import update_inbox
from storage.messaging.update_inbox import Arrival, UpdateState

NOW = datetime(2026, 11, 28, 12, tzinfo=UTC)
CHATS = range(1, 2001)
A_FEW = 20


@pytest.mark.every_database
async def test_what_another_process_finished_meanwhile_is_not_given_out(
    database: Database,
) -> None:
    """PostgreSQL finds the oldest updates first and locks them then; they may be done by then."""
    async with database.write() as store:
        await update_inbox.receive(
            store, [Arrival(1, chat, chat, UpdateState.NEW, b"event") for chat in CHATS], NOW
        )
        row_ids = [row.id for row in await update_inbox.oldest_open(store, list(CHATS))]
    finishing = asyncio.create_task(finish_a_few_at_a_time(database, row_ids))
    given_out = [(UpdateState.NEW, b"event")]
    while not finishing.done():
        async with database.write() as store:
            oldest = await update_inbox.oldest_open(store, list(CHATS))
            given_out += [(row.state, row.sealed) for row in oldest]
    await finishing
    assert set(given_out) == {(UpdateState.NEW, b"event")}


async def finish_a_few_at_a_time(database: Database, row_ids: list[int]) -> None:
    for start in range(0, len(row_ids), A_FEW):
        async with database.write() as store:
            await update_inbox.finish(store, row_ids[start : start + A_FEW])
