"""aiosqlite with one trip to its thread for each statement.

SQLAlchemy's adapter makes four: cursor, execute, fetch, close. A trip costs more than most of our
statements; under load it also waits for the interpreter. Everything else is unchanged.
"""

import collections
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from typing import Any

import aiosqlite
from sqlalchemy.dialects.sqlite.aiosqlite import (
    AsyncAdapt_aiosqlite_connection,
    AsyncAdapt_aiosqlite_cursor,
    AsyncAdapt_aiosqlite_dbapi,
)
from sqlalchemy.util.concurrency import await_


@dataclass(frozen=True, slots=True)
class Answer:
    """What a statement gave, complete: ``description`` is None if it gives no rows."""

    description: Any
    rowcount: int
    lastrowid: int | None
    rows: list[Any]


class OneTripCursor(AsyncAdapt_aiosqlite_cursor):
    """Holds no cursor of the driver: every statement opens, reads and closes its own."""

    __slots__ = ("_answer",)

    def __init__(self, adapt_connection: AsyncAdapt_aiosqlite_connection) -> None:
        self._adapt_connection = adapt_connection
        self._connection = adapt_connection._connection
        self._answer = Answer(None, -1, None, [])
        self._rows = collections.deque()

    @property
    def description(self) -> Any:
        return self._answer.description

    @property
    def rowcount(self) -> int:
        return self._answer.rowcount

    @property
    def lastrowid(self) -> Any:
        return self._answer.lastrowid

    async def _async_soft_close(self) -> None:
        """Nothing is open."""

    def close(self) -> None:
        self._rows.clear()

    async def _execute_async(self, operation: Any, parameters: Any) -> None:
        async with self._adapt_connection._execute_mutex:
            await self._trip(_executed, operation, parameters or ())

    async def _executemany_async(self, operation: Any, seq_of_parameters: Any) -> None:
        async with self._adapt_connection._execute_mutex:
            await self._trip(_executed_many, operation, seq_of_parameters)

    async def _trip(self, work: Any, operation: Any, parameters: Any) -> None:
        connection: Any = self._connection
        self._answer = await connection._execute(work, connection._conn, operation, parameters)
        self._rows = collections.deque(self._answer.rows)


class OneTripConnection(AsyncAdapt_aiosqlite_connection):
    __slots__ = ()
    _cursor_cls: Any = OneTripCursor


class OneTrip(AsyncAdapt_aiosqlite_dbapi):
    """The ``module`` for ``create_async_engine``."""

    def __init__(self) -> None:
        super().__init__(aiosqlite, sqlite3)

    def connect(self, *arg: Any, **kw: Any) -> AsyncAdapt_aiosqlite_connection:
        connection: Any = aiosqlite.connect(*arg, **kw)
        connection._thread.daemon = True
        return OneTripConnection(self, await_(connection))


def _executed(connection: sqlite3.Connection, operation: str, parameters: Any) -> Answer:
    return _answer(connection.execute(operation, parameters))


def _executed_many(connection: sqlite3.Connection, operation: str, parameters: Any) -> Answer:
    return _answer(connection.executemany(operation, parameters))


def _answer(cursor: sqlite3.Cursor) -> Answer:
    with closing(cursor):
        rows = cursor.fetchall() if cursor.description else []
        return Answer(cursor.description, cursor.rowcount, cursor.lastrowid, rows)
