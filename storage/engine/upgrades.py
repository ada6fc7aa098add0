"""The one transaction of an upgrade: locked, after a copy of the file, all or nothing.

Killed at any moment it leaves the version before. A second process waits, and finds the work done.
"""

import shutil
import sqlite3
import time
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, inspect, text
from sqlalchemy.engine import URL

from storage.engine.private_files import new_private_file

WAIT = 600
"""Seconds to wait for another process that upgrades."""
PAUSE = 0.02
"""Seconds between two attempts to change how a file is written."""
LOCK = 0x10751
"""PostgreSQL's advisory lock of upgrades; ``Locks`` uses other numbers."""
COPIES = 3
"""How many copies of earlier versions are kept beside the file."""
COPIES_KEPT = timedelta(days=30)
"""How long they are kept, because they hold what people delete later."""
_ROOM_TO_UPGRADE = 2
"""Free room that an upgrade needs, in sizes of the file: a copy, and tables written again."""
_HOLDING = ("district", "person", "offer")
"""Tables of which one row is worth a copy."""
_PRAGMAS = ("foreign_keys=OFF", "secure_delete=ON", "synchronous=FULL", f"busy_timeout={WAIT}000")
"""A table that is written again under its name would take the rows that refer to it along."""


class NoRoom(Exception):
    """There is no room for a copy of the file, so it is not upgraded: MB needed, MB free."""


class LostRows(Exception):
    """An upgrade would leave rows that refer to nothing; nothing was changed."""


@contextmanager
def upgrading(url: URL, newest: str) -> Iterator[Connection]:
    """Open the transaction of an upgrade, committed at the end; ``newest`` is its last version.

    Raises NoRoom, LostRows.
    """
    engine = create_engine(url, hide_parameters=True)
    is_file = url.get_backend_name() == "sqlite"
    if is_file:
        _take_transactions_over(engine)
    try:
        with engine.begin() as connection:
            if is_file:
                yield from _in_file(connection, Path(url.database or ""), newest)
            else:
                connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": LOCK})
                yield connection
    finally:
        engine.dispose()


def keep_a_log(path: Path) -> None:
    """Let SQLite write changes into a log beside the file (WAL), so that nobody waits for readers.

    That stays so. Several processes that ask at once refuse each other: asked again for ``WAIT``
    seconds. Raises sqlite3.Error.
    """
    until = time.monotonic() + WAIT
    with closing(sqlite3.connect(path, timeout=WAIT, isolation_level=None)) as connection:
        while True:
            try:
                connection.execute("PRAGMA journal_mode=WAL").close()
                return
            except sqlite3.OperationalError as error:
                is_busy = error.sqlite_errorcode & 0xFF == sqlite3.SQLITE_BUSY
                if not is_busy or time.monotonic() > until:
                    raise
                time.sleep(PAUSE)


def version_in(connection: Connection) -> str | None:
    """Return the version that a database says it has, None if it says none."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    return connection.execute(text("SELECT version_num FROM alembic_version")).scalar()


def copies(path: Path) -> list[Path]:
    """Return the copies of earlier versions beside a file, the latest first."""
    found = path.parent.glob(f"{path.name}.version-*")
    return sorted(found, key=lambda copy: copy.stat().st_mtime, reverse=True)


def drop_old_copies(path: Path, now: datetime) -> None:
    """Delete copies that are older than ``COPIES_KEPT``."""
    for copy in copies(path):
        if copy.stat().st_mtime < (now - COPIES_KEPT).timestamp():
            copy.unlink(missing_ok=True)


def _take_transactions_over(engine: Engine) -> None:
    """Begin by ourselves: the driver commits before every change of a table."""

    @event.listens_for(engine, "connect")
    def connected(connection: Any, _: Any) -> None:
        connection.isolation_level = None
        for pragma in _PRAGMAS:
            connection.execute(f"PRAGMA {pragma}").close()

    @event.listens_for(engine, "begin")
    def begun(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE")


def _in_file(connection: Connection, path: Path, newest: str) -> Iterator[Connection]:
    version, before = version_in(connection), _lost_rows(connection)
    last_ids = _last_ids(connection)
    if version not in (None, newest) and _holds_data(connection):
        _keep_copy(path, f"{version}")
    yield connection
    if lost := _lost_rows(connection) - before:
        raise LostRows(", ".join(sorted(table for table, *_ in lost)))
    _keep_last_ids(connection, last_ids)


def _lost_rows(connection: Connection) -> set[tuple[Any, ...]]:
    """Return table, row, table it refers to, and which reference, of rows that refer to nothing."""
    return {tuple(row) for row in connection.exec_driver_sql("PRAGMA foreign_key_check")}


def _last_ids(connection: Connection) -> dict[str, int]:
    """Return the highest id that each table ever gave."""
    if "sqlite_sequence" not in _names(connection):
        return {}
    rows = connection.exec_driver_sql("SELECT name, seq FROM sqlite_sequence")
    return {row.name: row.seq for row in rows}


def _keep_last_ids(connection: Connection, last_ids: Mapping[str, int]) -> None:
    """Give no id a second time: links hold ids for years.

    SQLite counts from the rows that are left when a table is made anew.
    """
    names, known = _names(connection), _last_ids(connection)
    for name, last in last_ids.items():
        if name in names and known.get(name, 0) < last:
            row = {"name": name, "last": last}
            connection.execute(text("DELETE FROM sqlite_sequence WHERE name = :name"), row)
            connection.execute(text("INSERT INTO sqlite_sequence VALUES (:name, :last)"), row)


def _names(connection: Connection) -> set[str]:
    """Return the names of all tables, SQLite's own included."""
    rows = connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'table'")
    return set(rows.scalars())


def _holds_data(connection: Connection) -> bool:
    """Return whether the file holds anything worth a copy."""
    existing = _names(connection)
    return any(
        connection.exec_driver_sql(f"SELECT 1 FROM {table} LIMIT 1").first()  # noqa: S608
        for table in _HOLDING
        if table in existing
    )


def _keep_copy(path: Path, version: str) -> None:
    """Copy the file, as it is before the upgrade, to ``<name>.version-<version>``.

    What was deleted is not copied. A copy of the same version is replaced. Raises NoRoom.
    """
    _must_have_room(path)
    copy = path.with_name(f"{path.name}.version-{version}")
    partial = path.with_name(f"{path.name}.copying")
    partial.unlink(missing_ok=True)
    try:
        new_private_file(partial)
        with closing(sqlite3.connect(path, timeout=WAIT)) as source:
            source.execute("VACUUM INTO ?", (str(partial),))
        partial.replace(copy)
    except (OSError, sqlite3.Error) as error:
        partial.unlink(missing_ok=True)
        raise NoRoom(*_room(path)) from error
    for old in copies(path)[COPIES:]:
        with suppress(OSError):
            old.unlink()


def _must_have_room(path: Path) -> None:
    needed, free = _room(path)
    if free < needed:
        raise NoRoom(needed, free)


def _room(path: Path) -> tuple[int, int]:
    """Return how many MB an upgrade of the file needs, and how many are free."""
    needed = _ROOM_TO_UPGRADE * path.stat().st_size
    return needed // 1_000_000 + 1, shutil.disk_usage(path.parent).free // 1_000_000
