"""Statements of tests: how SQLite runs them, and what it takes that PostgreSQL does not."""

import asyncio
from collections.abc import Callable, Iterator
from typing import Any

import aiosqlite
import pytest
from sqlalchemy import Connection, Engine, event
from sqlalchemy.dialects.sqlite.base import SQLiteCompiler

from storage.engine.sqlite import OneTripCursor

LOCKING = " /* FOR UPDATE */"
"""What a statement on SQLite ends with that locks rows on PostgreSQL."""


@pytest.fixture(scope="session", autouse=True)
def locks_only_where_it_writes() -> Iterator[None]:
    """Refuse to lock rows on SQLite where a transaction only reads, as PostgreSQL does.

    SQLite has no FOR UPDATE, so its statements carry the words as a comment.
    """

    def checked(_: Connection, cursor: Any, statement: str, *rest: object) -> None:
        is_locking = LOCKING in statement and isinstance(cursor, OneTripCursor)
        assert not (is_locking and cursor._adapt_connection._reads), f"only reads: {statement}"

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(SQLiteCompiler, "for_update_clause", lambda *_, **__: LOCKING)
        event.listen(Engine, "before_cursor_execute", checked)
        yield
        event.remove(Engine, "before_cursor_execute", checked)


@pytest.fixture(autouse=True)
def in_one_thread(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Run the statements of SQLite in the thread of the test, unless it is about databases.

    On its way to the driver's own thread and back a statement takes longer than in SQLite. Others
    go on before each of them, as they do there. A test of both channels is about what is said.
    """
    is_marked = request.node.get_closest_marker("every_database")
    if is_marked and "channel" not in request.fixturenames:
        return

    async def execute(self: aiosqlite.Connection, work: Callable, *args: Any, **named: Any) -> Any:
        await asyncio.sleep(0)
        return work(*args, **named)

    monkeypatch.setattr(aiosqlite.Connection, "_execute", execute)
