"""Connections: ``write()`` holds the lock from its start, ``read()`` cannot write."""

import asyncio
import json
import logging
import sqlite3
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import orjson
from sqlalchemy import Connection, Table, event, exc
from sqlalchemy.dialects import sqlite
from sqlalchemy.engine import URL, ExecutionContext, make_url

from storage.engine import erasure_list
from storage.engine.asyncio_engine import AsyncConnection, AsyncEngine, create_async_engine
from storage.engine.erasure_list import Erasure
from storage.engine.postgresql import check_connections
from storage.engine.private_files import make_private_file
from storage.engine.sealing import Seal
from storage.engine.sqlite import OneTrip
from storage.engine.store import Store
from storage.engine.troubles import Trouble, trouble_of
from storage.engine.troubles import Unavailable as Unavailable

BUSY_TIMEOUT = 5
"""Seconds to wait for another process's lock before a person is told to try again."""
CHECKPOINTS = 5
"""How often an erasure tries to empty SQLite's log while others read an old state of it."""
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

_OPTIONS = "-c lock_timeout=10s -c idle_in_transaction_session_timeout=60s -c jit=off"
"""Settings of each connection to PostgreSQL.

Compiling a statement pays off for those that run for seconds; ours take milliseconds.
"""

log = logging.getLogger(__name__)


def parsed(content: str | bytes) -> Any:
    """Return the value of a JSON column; orjson is the faster one and refuses half a surrogate."""
    try:
        return orjson.loads(content)
    except orjson.JSONDecodeError:
        return json.loads(content)


_ENGINE: dict[str, Any] = {
    "max_overflow": 0,
    "pool_use_lifo": True,
    "hide_parameters": True,
    "json_deserializer": parsed,
}
"""Settings of every engine.

The connection that was used last is used next: it has its statements and pages at hand.
"""


def upserting(store: Store) -> Callable[[Table], Any]:
    """Return an INSERT with ON CONFLICT, which SQLAlchemy has once for each database."""
    return inserting(store.kind)


def inserting(kind: str) -> Callable[[Table], Any]:
    """Return the same for a kind of database, "sqlite" or "postgresql"."""
    if kind == "sqlite":
        return sqlite.insert
    from sqlalchemy.dialects import postgresql  # a fortieth of the start, needed by its users only

    return postgresql.insert


def async_url(url: str) -> URL:
    """Return the URL with the driver that this project uses, whichever was given."""
    parsed = make_url(url)
    driver = "sqlite+aiosqlite" if parsed.get_backend_name() == "sqlite" else "postgresql+psycopg"
    return parsed.set(drivername=driver)


def list_beside(url: URL) -> Path | None:
    """Return the list of erasures beside an SQLite file; None for any other database."""
    is_file = url.get_backend_name() == "sqlite" and url.database
    return Path(f"{url.database}.erased") if is_file else None


class Database:
    """Both kinds of database. SQLite has one writing connection: writers wait here, at no lock.

    ``is_damaged`` becomes true when a statement meets a broken page, and stays so.
    """

    def __init__(self, url: str, seal: Seal, pool: int = 10, *, listed: Path | None = None) -> None:
        """``listed`` is the list of erasures; None: beside SQLite's file, none with PostgreSQL."""
        self.url = async_url(url)
        self.seal = seal
        self.is_damaged = False
        self.is_sqlite = self.url.get_backend_name() == "sqlite"
        self.erasure_list = listed or list_beside(self.url)
        self._writer, self._reader = (
            _sqlite_engines(self.url, pool)
            if self.is_sqlite
            else _postgresql_engines(self.url, pool)
        )

    @asynccontextmanager
    async def write(self) -> AsyncIterator[Store]:
        """Open a transaction, committed at the end. Raises Unavailable.

        If somebody was erased in it, no byte of them is left in the file when this returns.
        """
        async with self._available(), self._writer.begin() as connection:
            store = Store(connection, self.seal, writes=True)
            yield store
        if store.erased:
            await self._sweep(store.erased)

    async def _sweep(self, erased: Sequence[Erasure]) -> None:
        """Empty the log and note the erasures beside the database.

        The transaction is committed, so nothing is raised: the next tidying does both again.
        """
        try:
            await self.checkpoint()
            if self.erasure_list:
                await asyncio.to_thread(erasure_list.append, self.erasure_list, erased)
        except (Unavailable, OSError) as error:
            log.warning("erased bytes wait for the next tidying: %s", type(error).__name__)

    @asynccontextmanager
    async def read(self) -> AsyncIterator[Store]:
        """Open one consistent view; the database refuses writes. Raises Unavailable."""
        async with self._available(writing=False), self._reader.begin() as connection:
            yield Store(connection, self.seal)

    async def autocommit(self) -> AsyncConnection:
        """Open a PostgreSQL connection for locks outliving transactions; the caller closes it."""
        return await self._writer.execution_options(isolation_level="AUTOCOMMIT").connect()

    async def checkpoint(self) -> bool:
        """Write SQLite's log into the file and empty it: deleted bytes are gone from both.

        Return False if somebody went on reading an old state for as long as we waited. On
        PostgreSQL there is nothing to do: it overwrites what was deleted when it vacuums.
        """
        if not self.is_sqlite:
            return True
        for attempt in range(CHECKPOINTS):
            if await self._checkpoint():
                return True
            await asyncio.sleep(0.05 * 2**attempt)
        log.warning("the log is not emptied: somebody reads an old state")
        return False

    async def _checkpoint(self) -> bool:
        """Return whether the log is empty now."""
        async with self._available(), self._writer.connect() as connection:
            raw = await connection.get_raw_connection()
            cursor = await raw.driver_connection.execute(  # type: ignore[union-attr]
                "PRAGMA wal_checkpoint(TRUNCATE)"
            )
            is_busy, *_ = await cursor.fetchone()
            await cursor.close()
        return not is_busy

    async def close(self) -> None:
        """Close all connections."""
        await self._writer.dispose()
        await self._reader.dispose()

    @asynccontextmanager
    async def _available(self, *, writing: bool = True) -> AsyncIterator[None]:
        """Turn what lies outside this program into Unavailable; everything else stays an error."""
        try:
            yield
        except (exc.TimeoutError, exc.DBAPIError, sqlite3.Error) as error:
            trouble = trouble_of(error, writing=writing)
            if trouble is None:
                raise
            self.is_damaged = self.is_damaged or trouble is Trouble.DAMAGED
            raise Unavailable(trouble) from error


def is_outage(error: Exception) -> bool:
    """Return whether an error within a transaction means that the database is away."""
    if isinstance(error, Unavailable):
        return True
    is_of_driver = isinstance(error, exc.TimeoutError | exc.DBAPIError | sqlite3.Error)
    return is_of_driver and trouble_of(error) is not None


def _sqlite_engines(url: URL, pool: int) -> tuple[AsyncEngine, AsyncEngine]:
    if url.database:
        make_private_file(Path(url.database))
    writer = create_async_engine(url, module=OneTrip(), pool_size=1, **_ENGINE)
    reader = create_async_engine(url, module=OneTrip(), pool_size=pool, **_ENGINE)
    _prepare(writer, (*_PRAGMAS, _CACHE))
    _prepare(reader, (*_PRAGMAS, "query_only=ON"))

    @event.listens_for(writer.sync_engine, "begin")
    def begun(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE")

    @event.listens_for(reader.sync_engine, "begin")
    def opened(connection: Connection) -> None:
        connection.connection.dbapi_connection.begin_reading()  # type: ignore[union-attr]

    return writer, reader


def _prepare(engine: AsyncEngine, pragmas: tuple[str, ...]) -> None:
    """Take transactions out of the driver's hands: its own begin late and lose updates."""

    @event.listens_for(engine.sync_engine, "connect")
    def connected(connection: Any, _: Any) -> None:
        connection.isolation_level = None
        for pragma in pragmas:
            connection.execute(f"PRAGMA {pragma}").close()

    @event.listens_for(engine.sync_engine, "before_cursor_execute")
    def chosen(
        _: Connection, cursor: Any, __: str, ___: Any, context: ExecutionContext, ____: bool
    ) -> None:
        cursor.is_quick = bool(context and context.execution_options.get("quick"))


def _postgresql_engines(url: URL, pool: int) -> tuple[AsyncEngine, AsyncEngine]:
    engine = create_async_engine(
        url,
        pool_size=pool,
        **_ENGINE,
        connect_args={
            "connect_timeout": BUSY_TIMEOUT,
            "options": _OPTIONS,
        },
    )
    check_connections(engine.sync_engine)
    reader = engine.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
    return engine, reader
