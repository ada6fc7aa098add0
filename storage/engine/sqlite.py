"""aiosqlite with at most one trip to its thread for each statement.

SQLAlchemy's adapter makes four: cursor, execute, fetch, close. A trip costs more than most of our
statements; under load it also waits for the interpreter. A ``QUICK`` statement makes none. A
transaction that only reads begins with its first statement, and one that has ended is not rolled
back once more. Everything else is unchanged.
"""

import collections
import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from typing import Any

import aiosqlite
from sqlalchemy.dialects.sqlite.aiosqlite import (
    AsyncAdapt_aiosqlite_connection,
    AsyncAdapt_aiosqlite_cursor,
    AsyncAdapt_aiosqlite_dbapi,
)
from sqlalchemy.engine.interfaces import CoreExecuteOptionsParameter
from sqlalchemy.util.concurrency import await_

QUICK: CoreExecuteOptionsParameter = {"quick": True}
"""Options of a statement that only finds a few rows by their keys: others do not wait for it.

It runs where it is called. Readers of SQLite never wait for a writer (write-ahead log), so what is
left are some pages of the file, mostly in memory.
"""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a statement gave, complete: ``description`` is None if it gives no rows."""

    description: Any
    rowcount: int
    lastrowid: int | None
    rows: list[Any]


class OneTripCursor(AsyncAdapt_aiosqlite_cursor):
    """Holds no cursor of the driver: every statement opens, reads and closes its own."""

    __slots__ = ("_answer", "is_quick")

    def __init__(self, adapt_connection: AsyncAdapt_aiosqlite_connection) -> None:
        self._adapt_connection = adapt_connection
        self._connection = adapt_connection._connection
        self._answer = Answer(None, -1, None, [])
        self._rows = collections.deque()
        self.is_quick = False

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
        adapted: Any = self._adapt_connection
        self._answer = await adapted.done(work, operation, parameters, is_quick=self.is_quick)
        self._rows = collections.deque(self._answer.rows)


class OneTripConnection(AsyncAdapt_aiosqlite_connection):
    """A connection that makes no trip for a transaction in which nothing was done.

    ``_is_away``: a statement of this transaction went to the thread and did not come back.
    """

    __slots__ = ("_begin", "_is_away", "_is_used", "_reads")
    _cursor_cls: Any = OneTripCursor

    def __init__(self, dbapi: Any, connection: Any) -> None:
        super().__init__(dbapi, connection)
        self._begin = ""
        self._reads = self._is_used = self._is_away = False

    def begin_reading(self) -> None:
        """Begin a transaction with its first statement. It must not write."""
        self._begin, self._reads = "BEGIN", True

    async def done(self, work: Any, operation: Any, parameters: Any, *, is_quick: bool) -> Answer:
        """Return the answer to a statement; a quick one runs here, the others in the thread."""
        connection: Any = self._connection
        begin, self._begin = self._begin, ""
        self._is_used = True
        if is_quick and not self._is_away:
            return _begun(connection._conn, begin, work, operation, parameters)
        self._is_away = True
        answer: Answer = await connection._execute(
            _begun, connection._conn, begin, work, operation, parameters
        )
        self._is_away = False
        return answer

    def commit(self) -> None:
        self._end(super().commit, "COMMIT")

    def rollback(self) -> None:
        self._end(super().rollback, "ROLLBACK")

    def _end(self, end: Callable[[], None], word: str) -> None:
        """End a transaction if a statement was sent in it, even if nobody waited for it."""
        self._begin = ""
        if not self._is_used:
            return
        if self._reads and not self._is_away:
            connection: sqlite3.Connection = self._connection._conn
            if connection.in_transaction:
                connection.execute(word).close()
        else:
            end()
        self._reads = self._is_used = self._is_away = False


class OneTrip(AsyncAdapt_aiosqlite_dbapi):
    """The ``module`` for ``create_async_engine``."""

    def __init__(self) -> None:
        super().__init__(aiosqlite, sqlite3)

    def connect(self, *arg: Any, **kw: Any) -> AsyncAdapt_aiosqlite_connection:
        connection: Any = aiosqlite.connect(*arg, **kw | {"check_same_thread": False})
        connection._thread.daemon = True
        return OneTripConnection(self, await_(connection))


def _begun(
    connection: sqlite3.Connection, begin: str, work: Any, operation: str, parameters: Any
) -> Answer:
    if begin:
        connection.execute(begin).close()
    answer: Answer = work(connection, operation, parameters)
    return answer


def _executed(connection: sqlite3.Connection, operation: str, parameters: Any) -> Answer:
    return _answer(connection.execute(operation, parameters))


def _executed_many(connection: sqlite3.Connection, operation: str, parameters: Any) -> Answer:
    return _answer(connection.executemany(operation, parameters))


def _answer(cursor: sqlite3.Cursor) -> Answer:
    with closing(cursor):
        rows = cursor.fetchall() if cursor.description else []
        return Answer(cursor.description, cursor.rowcount, cursor.lastrowid, rows)
