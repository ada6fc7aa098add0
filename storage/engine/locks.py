"""Locks among processes: PostgreSQL's own, or on SQLite a file beside the database.

A lock belongs to a connection or an open file, so a process that dies gives up its locks by dying.
"""

import asyncio
import fcntl
import os
import secrets
from contextlib import suppress
from pathlib import Path

from sqlalchemy import exc, text

from storage.engine.asyncio_engine import AsyncConnection
from storage.engine.database import Database

_TAKE, _GIVE = "SELECT pg_try_advisory_lock(:key)", "SELECT pg_advisory_unlock(:key)"

_LIVING = """SELECT count(DISTINCT (classid, objid)) FROM pg_locks
             WHERE locktype = 'advisory' AND classid > 0
             AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"""
"""The keys of processes are large random numbers, those of what only one may do are small."""


class Locks:
    """Locks of a process, which others know by ``number``. No method waits for another process."""

    def __init__(self, database: Database) -> None:
        self.number = secrets.randbits(62)
        self._database = database
        self._turn = asyncio.Lock()
        self._connection: AsyncConnection | None = None
        self._file: int | None = None

    async def lead(self, key: int) -> bool:
        """Return whether this process is the only one of its kind.

        It is called repeatedly, so that a standby takes over.
        """
        return self._lock_file() if self._database.is_sqlite else await self._ask(_TAKE, key)

    async def live(self) -> bool:
        """Let the others see that we do; asked again and again, in case the connection broke."""
        return (
            self._lock_file() if self._database.is_sqlite else await self._ask(_TAKE, self.number)
        )

    async def count(self) -> int:
        """Return how many processes live, including this one; on SQLite 1."""
        if self._database.is_sqlite:
            return 1
        async with self._database.read() as connection:
            return max(1, int((await connection.execute(text(_LIVING))).scalar_one()))

    async def is_dead(self, process_number: int) -> bool:
        """Return whether the process of that number is gone. On SQLite every other process is."""
        if self._database.is_sqlite:
            return process_number != self.number
        if process_number == self.number or not await self._ask(_TAKE, process_number):
            return False
        await self._ask(_GIVE, process_number)
        return True

    async def close(self) -> None:
        """Give up all locks."""
        await self._drop()
        if self._file is not None:
            os.close(self._file)
            self._file = None

    async def _ask(self, query: str, key: int) -> bool:
        """Return the answer, or False if the server gives none: then no lock is ours."""
        async with self._turn:
            try:
                connection = self._connection or await self._database.autocommit()
                self._connection = connection
                return bool((await connection.execute(text(query), {"key": key})).scalar())
            except (exc.DBAPIError, exc.TimeoutError, OSError):
                await self._drop()
                return False

    async def _drop(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            with suppress(exc.DBAPIError, OSError):
                await connection.invalidate()
            with suppress(exc.DBAPIError, OSError):
                await connection.close()

    def _lock_file(self) -> bool:
        if self._file is None:
            file = os.open(
                Path(f"{self._database.url.database}.lock"), os.O_CREAT | os.O_RDWR, 0o600
            )
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError:
                os.close(file)
                return False
            self._file = file
        return True
