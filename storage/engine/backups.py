"""A backup is an SQLite file with every row and nothing that was deleted, for both databases.

A restored file is a copy of today's rows, so no page of the old file and no log travels with it.
"""

import errno
import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import Table, create_engine, delete, func, insert, inspect, select, text, update
from sqlalchemy.engine import Connection
from sqlalchemy.exc import DBAPIError

from storage import schema as t
from storage.engine.private_files import new_private_file
from storage.engine.row_copies import copy_rows
from storage.engine.settings import LAST_BACKUP
from storage.engine.troubles import Unavailable
from storage.engine.versions import (
    ForeignDatabase,
    HalfMadeDatabase,
    current,
    is_newest,
    migrate,
    sync_url,
    upgrade,
)

_KEPT = (t.person, t.offer, t.district)
"""Tables of which one row means that the database is not empty."""


class BackupExists(FileExistsError):
    """The file is already there; a backup never overwrites anything."""


class NotEmpty(Exception):
    """The database holds people or offers; only an empty one can be restored into."""


class OlderDatabase(Exception):
    """The database has an older version than this program: migrate it, then back it up."""


class NoBackup(Exception):
    """The file is no backup of Lotse, or it was cut off or damaged; nothing was changed."""


def backup(url: str, path: Path) -> int:
    """Copy everything into a new file; return the number of rows.

    Raises BackupExists, OlderDatabase.
    """
    if path.exists():
        raise BackupExists(errno.EEXIST, os.strerror(errno.EEXIST), str(path))
    if not is_newest(version := current(url)):
        raise OlderDatabase(version or "-")
    partial = path.with_name(f"{path.name}.partial")
    partial.unlink(missing_ok=True)
    new_private_file(partial)
    try:
        upgrade(f"sqlite:///{partial}", None)
        rows = _copy(url, f"sqlite:///{partial}")
        partial.rename(path)
        return rows
    finally:
        partial.unlink(missing_ok=True)


def note(url: str, now: datetime) -> bool:
    """Store that a backup was completed; False if the database takes nothing, as on a full disk."""
    name, value = LAST_BACKUP, str(int(now.timestamp()))
    engine, column = create_engine(sync_url(url)), t.setting.c
    try:
        with engine.begin() as connection:
            changed = connection.execute(
                update(t.setting).where(column.name == name).values(value=value)
            )
            if not changed.rowcount:
                connection.execute(insert(t.setting).values(name=name, value=value))
    except DBAPIError:
        return False
    finally:
        engine.dispose()
    return True


def version_of(path: Path) -> str:
    """Return the version of a backup. Raises FileNotFoundError, NoBackup, NewerDatabase."""
    if not path.exists():
        raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), str(path))
    _must_be_whole(path)
    try:
        version = current(f"sqlite:///{path}")
    except (ForeignDatabase, HalfMadeDatabase, Unavailable) as error:
        raise NoBackup(path.name) from error
    if version is None:
        raise NoBackup(path.name)
    return version


def restore(path: Path, url: str) -> int:
    """Copy a backup into an empty database; return the number of rows.

    A backup of an older version is copied and upgraded first; the file itself stays as it is.
    Raises NotEmpty, FileNotFoundError, NoBackup, NewerDatabase.
    """
    version = version_of(path)
    if current(url) is not None:
        _must_be_empty(url)
    with _of_our_version(path, version) as source:
        _must_have_all(source, path.name)
        migrate(url)
        return _copy(source, url, into_empty=True)


@contextmanager
def _of_our_version(path: Path, version: str) -> Iterator[str]:
    """Yield the URL of a backup as our version would have written it."""
    if is_newest(version):
        yield f"sqlite:///{path}"
        return
    with TemporaryDirectory(prefix="lotse-") as folder:
        copy = Path(folder) / "backup.sqlite"
        new_private_file(copy)
        shutil.copyfile(path, copy)
        upgrade(f"sqlite:///{copy}", version)
        yield f"sqlite:///{copy}"


def _must_be_whole(path: Path) -> None:
    """Raise NoBackup unless every page of the file is there."""
    try:
        address = f"{path.resolve().as_uri()}?mode=ro"
        with closing(sqlite3.connect(address, uri=True)) as connection:
            answer = connection.execute("PRAGMA integrity_check(1)").fetchone()
    except sqlite3.DatabaseError as error:
        raise NoBackup(path.name) from error
    if answer != ("ok",):
        raise NoBackup(path.name)


def _must_have_all(source: str, name: str) -> None:
    """Raise NoBackup unless every table and column is there: another program may have changed it.

    ``name`` is that of the file.
    """
    engine = create_engine(source)
    try:
        found = inspect(engine).get_multi_columns()
    finally:
        engine.dispose()
    columns = {table: {column["name"] for column in named} for (_, table), named in found.items()}
    for table in t.metadata.sorted_tables:
        if not {column.name for column in table.c} <= columns.get(table.name, set()):
            raise NoBackup(name)


def _must_be_empty(url: str) -> None:
    """Raise NotEmpty if the database, whatever its version, holds people, offers or districts."""
    engine = create_engine(sync_url(url))
    try:
        with engine.connect() as connection:
            if any(_count(connection, table) for table in _KEPT):
                raise NotEmpty
    finally:
        engine.dispose()


def _copy(source: str, target: str, *, into_empty: bool = False) -> int:
    old, new = create_engine(sync_url(source)), create_engine(sync_url(target))
    try:
        with old.connect() as reading, new.begin() as writing:
            _one_moment(reading)
            if into_empty and any(_count(writing, table) for table in _KEPT):
                raise NotEmpty
            # The name that the migration drew gives way to that of the backup.
            writing.execute(delete(t.setting))
            copied = sum(_copy_table(reading, writing, table) for table in t.metadata.sorted_tables)
            writing.execute(text("ANALYZE"))
            return copied
    finally:
        old.dispose()
        new.dispose()


def _one_moment(connection: Connection) -> None:
    """Read all tables as they are at one instant, while people go on writing."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY"))
    else:
        connection.exec_driver_sql("BEGIN")


def _copy_table(reading: Connection, writing: Connection, table: Table) -> int:
    copied = copy_rows(reading, writing, table)
    _continue_numbers(writing, table)
    return copied


def _continue_numbers(connection: Connection, table: Table) -> None:
    """Set PostgreSQL's sequence, which does not see rows that were inserted with their ids."""
    if connection.dialect.name == "postgresql" and "id" in table.c:
        highest = select(func.coalesce(func.max(table.c.id), 0) + 1).scalar_subquery()
        connection.execute(
            select(func.setval(func.pg_get_serial_sequence(table.name, "id"), highest, False))
        )


def _count(connection: Connection, table: Table) -> int:
    return connection.execute(select(func.count()).select_from(table)).scalar_one()
