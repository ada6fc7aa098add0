"""Connections: ``write()`` holds the lock from its start, ``read()`` cannot write."""

import sqlite3
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Table, event, exc, text
from sqlalchemy.dialects import sqlite
from sqlalchemy.engine import URL, make_url
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from storage.engine.sealing import Seal
from storage.engine.sqlite import OneTrip
from storage.engine.store import Store

BUSY_TIMEOUT = 5
"""Seconds to wait for another process's lock before a person is told to try again."""
_CACHE = "cache_size=-32000"
"""KiB for the one connection that writes: an index of a million terms is written all over."""
_PRAGMAS = (
    "journal_mode=WAL",
    "synchronous=FULL",
    "foreign_keys=ON",
    "secure_delete=ON",
    "temp_store=MEMORY",
    f"busy_timeout={BUSY_TIMEOUT * 1000}",
)
"""``temp_store`` keeps what a statement needs to undo itself in memory: offers save 25 % faster."""

_PASSING = {
    sqlite3.SQLITE_BUSY,
    sqlite3.SQLITE_LOCKED,
    sqlite3.SQLITE_IOERR,
    sqlite3.SQLITE_FULL,
    sqlite3.SQLITE_CANTOPEN,
}


class Unavailable(Exception):
    """The database cannot be used now: full disk, locked file, server gone. Retry later."""


def upserting(store: Store) -> Callable[[Table], Any]:
    """Return an INSERT with ON CONFLICT, which SQLAlchemy has once for each database."""
    if not store.is_postgresql:
        return sqlite.insert
    from sqlalchemy.dialects import postgresql  # a fortieth of the start, needed by its users only

    return postgresql.insert


def async_url(url: str) -> URL:
    """Return the URL with the driver that this project uses, whichever was given."""
    parsed = make_url(url)
    driver = "sqlite+aiosqlite" if parsed.get_backend_name() == "sqlite" else "postgresql+psycopg"
    return parsed.set(drivername=driver)


class Database:
    """Both kinds of database. SQLite has one writing connection: writers wait here, at no lock."""

    def __init__(self, url: str, seal: Seal, pool: int = 10) -> None:
        self.url = async_url(url)
        self.seal = seal
        self.is_sqlite = self.url.get_backend_name() == "sqlite"
        self._writer, self._reader = (
            _sqlite_engines(self.url, pool)
            if self.is_sqlite
            else _postgresql_engines(self.url, pool)
        )

    @asynccontextmanager
    async def write(self) -> AsyncIterator[Store]:
        """Open a transaction, committed at the end. Raises Unavailable."""
        async with _available(), self._writer.begin() as connection:
            yield Store(connection, self.seal, writes=True)

    @asynccontextmanager
    async def read(self) -> AsyncIterator[Store]:
        """Open one consistent view; the database refuses writes. Raises Unavailable."""
        async with _available(), self._reader.begin() as connection:
            yield Store(connection, self.seal)

    async def autocommit(self) -> AsyncConnection:
        """Open a PostgreSQL connection for locks outliving transactions; the caller closes it."""
        return await self._writer.execution_options(isolation_level="AUTOCOMMIT").connect()

    async def is_ready(self) -> bool:
        """Return whether a transaction can begin, and on SQLite whether there is room to write."""
        try:
            async with self.write() as store:
                await store.execute(text("SELECT 1"))
            return True
        except Unavailable:
            return False

    async def checkpoint(self) -> None:
        """Write SQLite's log into the file and empty it: deleted bytes are gone from both."""
        if self.is_sqlite:
            async with _available(), self._writer.connect() as connection:
                raw = await connection.get_raw_connection()
                await raw.driver_connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")  # type: ignore[union-attr]

    async def close(self) -> None:
        """Close all connections."""
        await self._writer.dispose()
        await self._reader.dispose()


@asynccontextmanager
async def _available() -> AsyncIterator[None]:
    try:
        yield
    except exc.TimeoutError as error:
        raise Unavailable("all connections are in use") from error
    except exc.DBAPIError as error:
        if _may_pass(error):
            raise Unavailable(str(error.orig)) from error
        raise


def _may_pass(error: exc.DBAPIError) -> bool:
    """Return whether the cause lies outside, by SQLite's code or PostgreSQL's class of errors."""
    code = getattr(error.orig, "sqlite_errorcode", None)
    if code is not None:
        return code & 0xFF in _PASSING
    return error.connection_invalidated or isinstance(
        error, (exc.OperationalError, exc.InterfaceError)
    )


def _sqlite_engines(url: URL, pool: int) -> tuple[AsyncEngine, AsyncEngine]:
    if url.database:
        Path(url.database).parent.mkdir(parents=True, exist_ok=True)
    writer = create_async_engine(
        url, module=OneTrip(), pool_size=1, max_overflow=0, hide_parameters=True
    )
    reader = create_async_engine(
        url, module=OneTrip(), pool_size=pool, max_overflow=0, hide_parameters=True
    )
    _prepare(writer, "BEGIN IMMEDIATE", (*_PRAGMAS, _CACHE))
    _prepare(reader, "BEGIN", (*_PRAGMAS, "query_only=ON"))
    return writer, reader


def _prepare(engine: AsyncEngine, begin: str, pragmas: tuple[str, ...]) -> None:
    """Take transactions out of the driver's hands: its own begin late and lose updates."""

    @event.listens_for(engine.sync_engine, "connect")
    def connected(connection: Any, _: Any) -> None:
        connection.isolation_level = None
        for pragma in pragmas:
            connection.execute(f"PRAGMA {pragma}").close()

    @event.listens_for(engine.sync_engine, "begin")
    def begun(connection: Connection) -> None:
        connection.exec_driver_sql(begin)


def _postgresql_engines(url: URL, pool: int) -> tuple[AsyncEngine, AsyncEngine]:
    engine = create_async_engine(
        url,
        pool_size=pool,
        max_overflow=0,
        pool_pre_ping=True,
        hide_parameters=True,
        connect_args={
            "connect_timeout": BUSY_TIMEOUT,
            "options": "-c lock_timeout=10s -c idle_in_transaction_session_timeout=60s",
        },
    )
    reader = engine.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
    return engine, reader
